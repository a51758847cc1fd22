"""`wmstrat undo`: take back a change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.verbs import Done

COMMIT = argument("COMMIT", "The commit (default: your last change).")


@command("undo", writes=True)
def undo(session: Session, commit: Annotated[str | None, COMMIT] = None) -> None:
    """Undo your last change, or another commit, with a new commit.

    Example: wmstrat undo
    """
    from wmstrat.acts.undo import mail_of
    from wmstrat.acts.undo import undo as take_back
    from wmstrat.say.output import remark

    mail = mail_of(session.workspace, session.wishes.author)
    before = session.heads()
    left: list[str] = []

    def make(change: Change) -> Done:
        done = take_back(change, commit, mail)
        left.extend(change.left_in_folder)
        return done

    session.change("undo", make, door=Door.UNDO, reminds=False)
    made = [now for now, then in zip(session.heads(), before, strict=True) if now and now != then]
    if session.committed and made:
        if not left:
            remark(f"To get it back: wmstrat undo {made[0][:10]}")
        session.remind()
