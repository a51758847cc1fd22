"""What git tells of the files of a workspace. It is asked once, until the next refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.workspace.changes import edited, repositories
from wmstrat.workspace.questions import remembered

if TYPE_CHECKING:
    from wmstrat.repo.output import StatusEntry
    from wmstrat.workspace.workspace import Workspace


@remembered
def edited_files(workspace: Workspace) -> dict[str, StatusEntry]:
    """The files that differ from the last commit, new and deleted ones included, by their paths; none where git
    cannot tell."""
    return edited(workspace.place)


@remembered
def tracked_files(workspace: Workspace, folder: str) -> dict[str, str]:
    """The files in the index of the repository in this folder, each with the option that keeps git from looking for
    its changes; none where there is no such repository. Raises GitFailed."""
    from wmstrat.repo import Repository

    places = (place for place, where in repositories(workspace.place) if where == folder)
    return {path: option for place in places for path, option in Repository(place).tracked().items()}
