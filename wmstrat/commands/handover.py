"""`wmstrat handover`: one document for the next coordinator of a group."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session

GROUP = argument("GROUP", "The group.", complete.references("group"))


@command("handover")
def handover(session: Session, group: Annotated[str, GROUP]) -> None:
    """Print one Markdown document about a group for its next coordinator: who is who, what waits, what was decided,
    and what to type first. Nothing in it is from private/.

    Example: wmstrat handover CB
    """
    from wmstrat.reports.handover import handover as report
    from wmstrat.reports.labels import WorkspaceLabels
    from wmstrat.say.handover import handover as say
    from wmstrat.workspace.finding import find
    from wmstrat.workspace.public import PublicWorkspace

    public = PublicWorkspace(session.workspace)
    say(report(public, find(public, group, ("group",))), public, WorkspaceLabels(public))
