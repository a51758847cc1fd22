"""`wmstrat status`: how far each group has come."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command, option
from wmstrat.commands.session import Session

GROUP = argument(
    "GROUP",
    "One group in detail, or ALL for what belongs to the whole process.",
    complete.references("group", words=("ALL",)),
)


@command("status", reads=True, past=True, formats=("ids",))
def status(
    session: Session,
    group: Annotated[str | None, GROUP] = None,
    on: Annotated[str | None, option("--on", "With the members and stages on this date.", "DATE")] = None,
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
        from wmstrat.reports.overview import status as all_groups
        from wmstrat.say.status import status as say_all

        say_all(all_groups(workspace, day), session.output, today=workspace.today)
    elif group.casefold() == ALL.casefold():
        from wmstrat.reports.of_group import Shared, facts, parts, process_report
        from wmstrat.reports.overview import of_process
        from wmstrat.say.group import group as say_one

        whole = {kind.name for kind in workspace.kinds if kind.home.process}
        told = [fact for fact in facts(workspace, whole) if fact.value]
        shown = [(kind, part) for kind, part in parts(workspace) if kind.name in whole]
        on_day = day or workspace.today
        attention = tuple(of_process(Shared(workspace), on_day))
        say_one(process_report(workspace, attention, on_day), told, shown, session.output, today=workspace.today)
    else:
        from wmstrat.reports.of_group import facts, group_report, parts
        from wmstrat.reports.overview import begins
        from wmstrat.say.group import group as say_one
        from wmstrat.workspace.finding import find

        report = group_report(find(workspace, group, ("group",)), workspace, day)
        calm = session.output.format == "table" and begins(workspace, report.status, day)
        say_one(report, facts(workspace), parts(workspace), session.output, today=workspace.today, calm=calm)
    if is_here:
        from wmstrat.workspace.edited_records import edited_records
        from wmstrat.workspace.other_files import unsaved

        edited, others = edited_records(workspace), unsaved(workspace)
        if edited or others:
            from wmstrat.acts.not_saved import saving_others, saving_records

            for line in (*saving_records(workspace, edited), *saving_others(workspace, others)):
                remark(line)
        for line in not_sent(waiting):
            remark(line)
