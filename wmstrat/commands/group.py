"""`wmstrat group recode`, which no declaration can say: it changes the ids of a group's records."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session


@command("recode", writes=True)
def recode(
    session: Session,
    group: Annotated[str, argument("GROUP", "The group.", complete.references("group"))],
    code: Annotated[str, argument("CODE", "The new code.")],
) -> None:
    """Change the code of a group that is not shared yet, and the ids of its records.

    Example: wmstrat group recode albania AB
    """
    from wmstrat.sync import recoding
    from wmstrat.workspace.finding import find

    session.change(
        "group recode", lambda change: recoding.recode(change, find(change.workspace, group, ("group",)), code)
    )


MORE = (recode,)
