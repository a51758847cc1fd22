"""`wmstrat edit`: a record in the editor."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

app = typer.Typer(add_completion=False)


@command(app, "edit", writes=True)
def edit(
    session: Session,
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any record.", autocompletion=complete.references())],
    private: Annotated[bool, typer.Option("--private", help="The private half of a person's record.")] = False,
    file: Annotated[str | None, typer.Option("--file", metavar="PATH", help="Take the new text from a file.")] = None,
) -> None:
    """Change a record in your editor; it is checked and committed when you close it.

    Example: wmstrat edit CB-Q7
    """
    from wmstrat.change.editing import rewrite
    from wmstrat.commands.typed import rewritten, way_back
    from wmstrat.say.output import remark
    from wmstrat.workspace.finding import find

    record = find(session.workspace, ref)
    path = f"private/{record.path}" if private and not record.path.startswith("private/") else record.path
    again = f"wmstrat edit {record.id}{' --private' if private else ''}"
    with way_back(session, again):
        old, new = rewritten(session, path, file, record.id + record.kind.suffix)
        if new == old:
            remark(f"{record.id} was left as it was; nothing was changed.")
            return
        session.change("edit", lambda change: rewrite(change, record, path, old, new), door=Door.TEXT)
