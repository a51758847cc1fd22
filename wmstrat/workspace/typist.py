"""Which person of the workspace is typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.repo import Repository

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# The setting of git, in this clone alone, that remembers the id of the person.
SETTING = "wmstrat.person"


def person_typing(workspace: Workspace, author: str = "") -> Record | None:
    """The person with the name of the author of a commit; where none is given the person that was remembered for this
    clone, or else the one whose name git commits with."""
    repository = Repository(workspace.place)
    if not author:
        if remembered := repository.config(SETTING):
            return workspace.get("person", remembered)
        author = next(iter(repository.identity() or ()), "")
    named = [identity for identity, name in workspace.labels("person").items() if author and name == author]
    return workspace.get("person", min(named)) if named else None
