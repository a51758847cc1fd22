"""`wmstrat mark`: another state."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "mark", writes=True)
def mark(
    session: Session,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="The exact id of a record.", autocompletion=complete.references())
    ],
    state: Annotated[str, typer.Argument(metavar="STATE", help="The new state.", autocompletion=complete.states)],
) -> None:
    """Move a record to another state.

    Example: wmstrat mark CB-Q7 review
    """
    from wmstrat.change.editing import mark as marked
    from wmstrat.reports.listing import state_meant
    from wmstrat.say.output import remark
    from wmstrat.workspace.finding import find

    with session.changing("mark") as change:
        record = find(session.workspace, ref, exactly=True)
        state = state_meant(session.workspace, record.kind, state)
        marked(change, record, state)
    if not change.steps:
        remark(f"{record.id} is {state} already; nothing was changed.")
