"""`wmstrat status`: where everybody stands."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "status", reads=True)
def status(
    session: Session,
    group: Annotated[
        str | None, typer.Argument(help="One group in depth.", autocompletion=complete.references("group"))
    ] = None,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="With the members and stages of this day.")
    ] = None,
) -> None:
    """Show where every group stands and what needs attention, or one group in depth.

    Example: wmstrat status CB
    """
    workspace = session.workspace
    day = session.day(on) if on else ""
    if group is None:
        from wmstrat.reports.overview import status as all_groups
        from wmstrat.say.status import status as say_all

        say_all(all_groups(workspace, day), session.output, today=workspace.today)
    else:
        from wmstrat.reports.of_group import group_report
        from wmstrat.reports.overview import bounds, labels
        from wmstrat.say.group import group as say_one
        from wmstrat.workspace.finding import find

        report = group_report(find(workspace, group, ("group",)), workspace, day)
        read, sizes = labels(workspace), bounds(workspace)
        say_one(report, session.output, labels=read, bounds=sizes, today=workspace.today)
