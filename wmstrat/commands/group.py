"""`wmstrat group recode`, which no declaration can say: it changes the ids of a group's records."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer()

GROUP = Annotated[str, typer.Argument(help="The group.", autocompletion=complete.references("group"))]


@command(app, "recode", writes=True)
def recode(
    session: Session,
    group: GROUP,
    code: Annotated[str, typer.Argument(help="The new code.")],
) -> None:
    """Give a group that nobody else has yet another code, and its records ids with it.

    Example: wmstrat group recode albania AB
    """
    from wmstrat.sync import recoding
    from wmstrat.workspace.finding import find

    session.change(
        "group recode", lambda change: recoding.recode(change, find(change.workspace, group, ("group",)), code)
    )
