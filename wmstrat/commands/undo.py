"""`wmstrat undo`: take back a change."""

from __future__ import annotations

from typing import Annotated

import typer

from wmstrat.commands.declare import command
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

app = typer.Typer(add_completion=False)


@command(app, "undo", writes=True)
def undo(
    session: Session,
    commit: Annotated[str | None, typer.Argument(metavar="COMMIT", help="Which one; your last, if left out.")] = None,
) -> None:
    """Undo your last change, or the one that you name, by a new commit.

    Example: wmstrat undo
    """
    from wmstrat.acts.undo import mail_of
    from wmstrat.acts.undo import undo as take_back

    mail = mail_of(session.workspace, session.wishes.author)
    session.change("undo", lambda change: take_back(change, commit, mail), door=Door.UNDO)
