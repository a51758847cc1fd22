"""`wmstrat save`: what was edited by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from wmstrat.commands import complete
from wmstrat.commands.declare import argument, command
from wmstrat.commands.session import Session
from wmstrat.record.doors import Door

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.verbs import Done

REFS = argument(
    "REF|PATH...", "Only these records, groups with all their records, files or folders.", complete.references()
)


@command("save", writes=True)
def save(session: Session, refs: Annotated[list[str] | None, REFS] = None) -> None:
    """Check and commit files that you edited. A new file that is not a record is only saved if you name it.

    Example: wmstrat save CB-Q7
    """
    from wmstrat.acts.saving import files_named
    from wmstrat.acts.saving import save as save_edits
    from wmstrat.workspace.finding import find

    def make(change: Change) -> Done:
        references, files = files_named(change.workspace, refs or [])
        return save_edits(change, [find(change.workspace, ref, exactly=True) for ref in references], files)

    session.change("save", make, door=Door.HAND, hand_edits=True)
