"""`wmstrat save`: what was edited by hand."""

from __future__ import annotations

from typing import Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

REFS = argument("REF...", "Only these records; of a group, all that is in it.", complete.references())


@command("save", writes=True)
def save(session: Session, refs: Annotated[list[str] | None, REFS] = None) -> None:
    """Check and commit what was edited by hand.

    Example: wmstrat save CB-Q7
    """
    from wmstrat.acts.saving import save as save_edits
    from wmstrat.workspace.finding import find

    session.change(
        "save",
        lambda change: save_edits(change, [find(change.workspace, ref, exactly=True) for ref in refs or []]),
        door=Door.HAND,
        hand_edits=True,
    )
