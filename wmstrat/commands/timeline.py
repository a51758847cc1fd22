"""`wmstrat timeline`: the dates and stages of all groups on one axis, and how dates moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

GROUP = argument(
    "GROUP", "One group, or ALL for the dates of the whole process.", complete.references("group", words=("ALL",))
)
SLIPS = option("--slips", "Every date that moved: from, to, by whom, why, and what that held up.")
SINCE = option("--since", "From this date on.", "DATE")
UNTIL = option("--until", "Until this date.", "DATE")
ON = option("--on", "Show the stages, and what is late, on this date.", "DATE")
# The formats that draw what lasts, and that no list of moves has.
DRAWN = ("mermaid", "ics")


@command("timeline", reads=True, past=True, formats=("ids", "wikitext", *DRAWN))
def timeline(
    session: Session,
    group: Annotated[str | None, GROUP] = None,
    slips: Annotated[bool, SLIPS] = False,
    since: Annotated[str | None, SINCE] = None,
    until: Annotated[str | None, UNTIL] = None,
    on: Annotated[str | None, ON] = None,
) -> None:
    """Show the stages and dates of all groups on one axis: who is late, why, and what waits for what.

    Example: wmstrat timeline CB
    """
    from wmstrat.errors import UsageProblem
    from wmstrat.record.days import parsed_day, refuse_backwards
    from wmstrat.record.home import ALL
    from wmstrat.reports import timeline as report
    from wmstrat.say import timeline as say
    from wmstrat.say.unread import tell_unread
    from wmstrat.workspace.finding import find

    workspace, form = session.workspace, session.output.format
    if slips and form in DRAWN:
        raise UsageProblem(
            "The moves of dates cannot be printed as {form}. Leave out --slips: "
            "`wmstrat timeline {group}--format {form}`",
            form=form,
            group=f"{group} " if group else "",
        )
    if slips and on is not None:
        raise UsageProblem(
            "--slips shows the dates that moved on all days, so --on cannot be typed with it. To leave out what "
            "moved later: `wmstrat timeline {group}--slips --until {on}`",
            group=f"{group} " if group else "",
            on=on,
        )
    first, day = (parsed_day(typed, workspace.own_day) if typed else "" for typed in (since, on))
    last = parsed_day(until, workspace.own_day, is_end=True) if until else ""
    refuse_backwards(first, last)
    day = day or workspace.today
    only = ""
    if group is not None:
        only = ALL if group.casefold() == ALL.casefold() else find(workspace, group, ("group",)).id

    def timed() -> list[Kind]:
        return [kind for kind in workspace.kinds if kind.timeline is not None]

    if slips:
        from wmstrat.reports.slips import slips as moved

        found = moved(workspace, day, only, first, last)
        say.slips(found, session.output, session.labels, is_part=bool(first or last))
        tell_unread(workspace, only, timed)
        return
    shown = report.timeline(workspace, day, only, first, last)
    if form == "ics":
        from wmstrat.say.calendar import calendar_of

        calendar_of(workspace, report.events(workspace, shown), _nothing(workspace, only))
    else:
        say.timeline(shown, session.output, session.labels, _nothing(workspace, only), today=workspace.own_day)
    if form != "table":
        tell_unread(workspace, only, timed)


def _nothing(workspace: Workspace, only: str) -> str:
    """What to say of a timeline without dates, of all groups or of one, and what to type."""
    from wmstrat.record.home import ALL
    from wmstrat.record.text import with_group
    from wmstrat.record.view import code_of_group

    codes = [str(group["code"]) for group in workspace.groups() if only in ("", group.id) and group["code"]] or [ALL]
    examples = [kind.example for kind in workspace.kinds if kind.timeline and kind.event]
    typed = with_group(examples[0], codes) if examples else ""
    code = code_of_group(workspace, only)
    of = f" of {code}" if code else ""
    return f"No dates{of} yet. For example: {typed}" if typed and not workspace.is_past else f"No dates{of} yet."
