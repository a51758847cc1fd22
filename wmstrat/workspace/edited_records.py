"""Which records were edited by hand and not saved: git is asked once, until a file or the commit is another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.errors import Refused
from wmstrat.repo import head
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.git_answers import edited_files
from wmstrat.workspace.readiness import refuse_under_way
from wmstrat.workspace.scan import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wmstrat.repo.objects import LooseCommit
    from wmstrat.workspace.workspace import Workspace


def edited_records(workspace: Workspace) -> list[str]:
    """The files of records that differ from the last commit, new and deleted ones included; none while a merge or the
    like is under way, whose changes are nobody's edits."""
    state = workspace.index.git_state
    if state and not any(_is_of_record(workspace, path) for _, dirty, _ in state for path in dirty):
        return []
    try:
        for place, _ in repositories(workspace.place):
            refuse_under_way(place)
    except Refused:
        return []
    name = _name(workspace, {})
    known = workspace.recall(name)
    if known is None:
        known = sorted(path for path in edited_files(workspace) if _is_of_record(workspace, path))
        workspace.remember(name, known)
    return list(known)


def known_before(workspace: Workspace, commits: Mapping[str, LooseCommit]) -> list[str] | None:
    """What is remembered of the time before these commits; None for nothing."""
    parents = {folder: commit.parents[0] for folder, commit in commits.items() if len(commit.parents) == 1}
    known: list[str] | None = workspace.recall(_name(workspace, parents))
    return known


def follow(workspace: Workspace, known: Iterable[str], paths: Iterable[str]) -> None:
    """Remember that these paths were just committed, and that nothing else happened since the `known` ones were."""
    workspace.remember(_name(workspace, {}), sorted({*known}.difference(paths)))


def _name(workspace: Workspace, heads: Mapping[str, str]) -> str:
    """Under which name the answer is remembered; `heads` are other commits than those of now, by the folder."""
    places = repositories(workspace.place)
    return " ".join(["edited", *(heads.get(folder) or str(head(place)) for place, folder in places)])


def _is_of_record(workspace: Workspace, path: str) -> bool:
    return within(path, workspace.catalogue.folders) and any(workspace.belongs(path))
