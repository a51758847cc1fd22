"""What git says may have changed since the index last looked; for workspaces too large to look at every file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed
from wmstrat.workspace import scan

if TYPE_CHECKING:
    from wmstrat.repo.place import Place


State = list[tuple[str, list[str]]]


def since(
    place: Place, then: Sequence[tuple[str, Sequence[str]]], meanwhile: Callable[[], object]
) -> tuple[State, set[str] | None, set[str]]:
    """(the commit and dirty paths of each repository now, every path that may differ from `then`, the folders of the
    repositories in which nothing differs from HEAD).

    The repositories are the public one and, where it is there, the private one; all paths are relative to the
    workspace. The paths are None where git cannot tell: a repository or a commit of `then` is not there any more.
    `meanwhile` is called while git looks.
    """
    from wmstrat.repo import Repository

    looking = [
        (git := Repository(repository), git.begin_status(folders=True), folder)
        for repository, folder in repositories(place)
    ]
    meanwhile()
    now: State = []
    suspects: set[str] | None = set()
    clean: set[str] = set()
    for number, (git, answer, folder) in enumerate(looking):
        head, dirty = then[number] if number < len(then) else ("", ())
        status = answer()
        if not status.entries:
            clean.add(folder)
        dirty_now = sorted(_files(place.root, [folder + entry.path for entry in status.entries]))
        now.append((status.head or "", dirty_now))
        committed = [] if head == now[-1][0] else git.differing(head, now[-1][0]) if head and status.head else None
        if suspects is None or committed is None:
            suspects = None
        else:
            suspects.update(dirty, dirty_now, (folder + path for path in committed))
    return now, suspects if len(then) == len(now) else None, clean


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
    """The line that brings a deleted file of the workspace back, in the repository that it is in."""
    inside = path.removeprefix("private/")
    return f"git {'-C private ' if inside != path else ''}checkout HEAD -- {quote(inside)}"
