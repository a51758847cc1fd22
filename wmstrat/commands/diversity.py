"""`wmstrat diversity`: who takes part, as counts."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session

GROUP = argument("GROUP", "Only this group.", complete.references("group"))


@command("diversity", reads=True)
def diversity(session: Session, group: Annotated[str | None, GROUP] = None) -> None:
    """Show who takes part, as counts, and whom groups are looking for. Exact counts are shown on a terminal only.

    Example: wmstrat diversity CB
    """
    import sys

    from wmstrat.reports.diversity import diversity as counted
    from wmstrat.say.diversity import diversity as say
    from wmstrat.say.output import is_terminal
    from wmstrat.workspace.finding import find

    workspace = session.workspace
    exact = session.output.format == "table" and is_terminal(sys.stdout)
    of = find(workspace, group, ("group",)) if group is not None else None
    reports = counted(workspace, of, session.labels, exact=exact)
    say(reports, session.output, exact=exact, sees_private=workspace.sees_private)
