"""`wmstrat undo`: take back a change."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session

app = typer.Typer(add_completion=False)


@command(app, "undo", writes=True)
def undo(
    session: Session,
    commit: Annotated[str | None, typer.Argument(metavar="COMMIT", help="Which one; your last, if left out.")] = None,
) -> None:
    """Undo your last change, or the one that you name, by a new commit.

    Example: wmstrat undo
    """
    from wmstrat.acts.undo import UNDOES, mail_of
    from wmstrat.acts.undo import undo as taken_back

    mail = mail_of(session.workspace, session.wishes.author)
    with session.changing("undo") as change:
        change.trailers = [(UNDOES, sha) for sha in taken_back(change, commit, mail)]
