"""`wmstrat set`: fields of a record."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "set", writes=True)
def set_fields(
    session: Session,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="The exact id of a record.", autocompletion=complete.references())
    ],
    assignments: Annotated[
        list[str],
        typer.Argument(
            metavar="FIELD=VALUE...",
            help="field=value, field= (clears), field+=item and field-=item (lists).",
            autocompletion=complete.assignments,
        ),
    ],
) -> None:
    """Set fields of a record.

    Example: wmstrat set CB-Q7 level=structural focus+=CB-F2
    """
    from wmstrat.change.editing import set_fields as changed
    from wmstrat.say.output import remark
    from wmstrat.workspace.finding import find

    with session.changing("set") as change:
        record = find(session.workspace, ref, exactly=True)
        changed(change, record, assignments)
    if not change.steps:
        remark(f"{record.id} holds these values already; nothing was changed.")
