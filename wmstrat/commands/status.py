"""`wmstrat status`: how far each group has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

GROUP = argument(
    "GROUP",
    "One group in detail, or ALL for what belongs to the whole process.",
    complete.references("group", words=("ALL",)),
)


@command("status", reads=True, past=True, formats=("ids",))
def status(
    session: Session,
    group: Annotated[str | None, GROUP] = None,
    on: Annotated[str | None, option("--on", "Show the members and stages of this date.", "DATE")] = None,
) -> None:
    """Show how every group is doing and what needs attention, or one group in detail.

    Example: wmstrat status CB
    """
    from wmstrat.record.days import parsed_day
    from wmstrat.record.home import ALL
    from wmstrat.say.exchange import conflicts_wait, not_sent
    from wmstrat.say.output import remark
    from wmstrat.sync.unsent import Unsent, unsent

    workspace = session.workspace
    day = parsed_day(on, workspace.own_day) if on else ""
    # What this clone has not saved or sent is no part of the past.
    is_here = session.output.format == "table" and not workspace.is_past
    waiting = unsent(session.place) if is_here else Unsent()
    for line in conflicts_wait(waiting):
        remark(line)
    if group is None:
        _all_groups(session, day)
    elif group.casefold() == ALL.casefold():
        _whole_process(session, day or workspace.today)
    else:
        _one_group(session, group, day)
    for line in (*_not_saved(workspace), *not_sent(waiting)) if is_here else ():
        remark(line)


def _all_groups(session: Session, day: str) -> None:
    from wmstrat.reports.overview import status as report
    from wmstrat.say.status import status as say

    say(report(session.workspace, day), session.output, today=session.workspace.today)


def _whole_process(session: Session, day: str) -> None:
    from wmstrat.reports.of_group import Shared, facts, parts, process_report
    from wmstrat.reports.overview import of_process
    from wmstrat.say.group import group as say

    workspace = session.workspace
    whole = {kind.name for kind in workspace.kinds if kind.home.process}
    told = [fact for fact in facts(workspace, whole) if fact.value]
    shown = [(kind, part) for kind, part in parts(workspace) if kind.name in whole]
    report = process_report(workspace, tuple(of_process(Shared(workspace), day)), day)
    say(report, told, shown, session.output, today=workspace.today)


def _one_group(session: Session, group: str, day: str) -> None:
    from wmstrat.reports.of_group import facts, group_report, parts
    from wmstrat.reports.overview import begins
    from wmstrat.say.group import group as say
    from wmstrat.workspace.finding import find

    workspace = session.workspace
    report = group_report(find(workspace, group, ("group",)), workspace, day)
    calm = session.output.format == "table" and begins(workspace, report.status, day)
    say(report, facts(workspace), parts(workspace), session.output, today=workspace.today, calm=calm)


def _not_saved(workspace: Workspace) -> Iterator[str]:
    """Sentences about hand edits and other files that nobody has saved."""
    from wmstrat.workspace.edited_records import edited_records
    from wmstrat.workspace.other_files import unsaved

    edited, others = edited_records(workspace), unsaved(workspace)
    if edited or others:
        from wmstrat.acts.not_saved import saving_others, saving_records

        yield from saving_records(workspace, edited)
        yield from saving_others(workspace, others)
