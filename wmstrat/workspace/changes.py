"""What git says may have changed since the index last looked, and what it can bring back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from wmstrat.errors import GitFailed
from wmstrat.workspace import scan

if TYPE_CHECKING:
    from wmstrat.repo.place import Place

# The commit, the paths that differ from it, and the folder of a repository.
State = list[list[Any]]


def since(place: Place, then: State) -> tuple[State, set[str] | None]:
    """The state of each repository now, and every path that may differ from `then`; None for these where git cannot
    tell: a repository or a commit of `then` is not there any more. Paths are relative to the workspace."""
    from wmstrat.repo import Repository

    earlier = {folder: (head, dirty) for head, dirty, folder in then}
    now: State = []
    suspects: set[str] = set()
    is_known = True
    for repository, folder in repositories(place):
        git = Repository(repository)
        status = git.status(folders=True)
        head, dirty = status.head or "", sorted(_files(place.root, [folder + entry.path for entry in status.entries]))
        now.append([head, dirty, folder])
        old, dirty_then = earlier.pop(folder, (None, ()))
        committed = [] if old == head else git.differing(old, head) if old and head else None
        is_known = is_known and committed is not None
        suspects.update(dirty_then, dirty, (folder + path for path in committed or ()))
    return now, suspects if is_known and not earlier else None


def _files(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """The paths, with the files of a folder in the place of the folder."""
    for path in paths:
        if path.endswith("/"):
            yield from (inside for inside, _ in scan.walk(root, [path.rstrip("/")]))
        else:
            yield path


def repositories(place: Place) -> Iterable[tuple[Place, str]]:
    """Each repository of a workspace with its folder in the workspace."""
    yield place, ""
    if place.private:
        yield place.private, "private/"


def deleted(place: Place) -> Iterator[str]:
    """The path of every file that HEAD has and that is not there; none where git cannot tell."""
    from wmstrat.repo import Repository

    for repository, folder in repositories(place):
        try:
            entries = Repository(repository).status(folders=True).entries
        except GitFailed:
            return
        for entry in entries:
            if entry.head_blob and not (place.root / folder / entry.path).exists():
                yield folder + entry.path


def bringing_back(path: str) -> str:
    """The command that brings a deleted file of the workspace back, in the repository that it is in."""
    inside = path.removeprefix("private/")
    return f"git {'-C private ' if inside != path else ''}checkout HEAD -- {quote(inside)}"
