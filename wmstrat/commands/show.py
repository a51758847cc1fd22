"""`wmstrat show`: one record."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "show", reads=True, formats=("ids",))
def show(
    session: Session,
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any record.", autocompletion=complete.references())],
) -> None:
    """Show one record of any kind, and what points at it.

    Example: wmstrat show CB-Q7
    """
    from wmstrat.reports.related import related
    from wmstrat.say.record import show as say_record
    from wmstrat.workspace.finding import find

    record = find(session.workspace, ref)
    say_record(record, related(record, session.workspace), session.workspace, session.output, session.labels)
