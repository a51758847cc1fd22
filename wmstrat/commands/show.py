"""`wmstrat show`: one record."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands import complete
from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "show", reads=True)
def show(
    session: Session,
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any record.", autocompletion=complete.references())],
) -> None:
    """Show one record: a group, a person, a question, a draft, a note, or the process itself.

    Example: wmstrat show CB-Q7
    """
    from wmstrat.reports.listing import names
    from wmstrat.reports.overview import labels
    from wmstrat.say.record import show as say_record
    from wmstrat.workspace.finding import find

    workspace = session.workspace
    say_record(
        find(workspace, ref),
        session.output,
        labels=labels(workspace),
        names=names(workspace),
        private=workspace.sees_private,
    )
