"""`wmstrat windows`: what is open for comment, and until when."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

GROUP = argument("GROUP", "Only this group, or ALL.", complete.references("group", words=("ALL",)))
ON = option("--on", "What is open on this date.", "DATE")
CLOSED = option("--closed", "Show what is closed instead.")


@command("windows", reads=True, past=True, formats=("ids", "ics"))
def windows(
    session: Session,
    group: Annotated[str | None, GROUP] = None,
    on: Annotated[str | None, ON] = None,
    closed: Annotated[bool, CLOSED] = False,
) -> None:
    """Show what is open for comment or waits for answers, until when, and the milestone with which that moves.

    Example: wmstrat windows --format markdown
    """
    from wmstrat.record.days import parsed_day
    from wmstrat.record.home import ALL
    from wmstrat.reports import windows as report
    from wmstrat.say import windows as say
    from wmstrat.workspace.finding import find

    workspace = session.workspace
    day = parsed_day(on, workspace.own_day) if on else workspace.today
    only = ALL if group is not None and group.casefold() == ALL.casefold() else ""
    record = find(workspace, group, ("group",)) if group is not None and not only else None
    found = report.windows(workspace, day, record.id if record is not None else only)
    over = found.of(report.CLOSED)
    shown = over if closed else found.of(report.OPEN, report.TO_COME)
    of = f" of {record.reference if record is not None else only}" if group is not None else ""
    nothing = f"Nothing{of} {'was closed' if closed else 'is open for comment'} on {day}."
    nothing += " ALL is what belongs to no single group. For all groups: wmstrat windows" if only else ""
    if session.output.format == "ics":
        from wmstrat.say.calendar import calendar_of

        calendar_of(workspace, report.events(workspace, shown), nothing)
        return
    say.windows(shown, session.output, nothing=nothing, closed=0 if closed else len(over.windows))
