"""What git says may have changed since the index last looked; for workspaces too large to look at every file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstrat.workspace.place import Place


def since(place: Place, then: Sequence[tuple[str, Sequence[str]]]) -> tuple[list[tuple[str, list[str]]], set[str]]:
    """(the commit and dirty paths of each repository now, every path that may differ from `then`).

    The repositories are the public one and, where it is there, the private one; all paths are relative to the
    workspace.
    """
    from wmstrat.repo import Repository

    now = []
    suspects: set[str] = set()
    for number, (repository, folder) in enumerate(repositories(place)):
        head, dirty = then[number] if number < len(then) else ("", ())
        git = Repository(repository, looks=True)
        found = git.status()
        names = [entry.path for entry in found.entries]
        if head and found.head and head != found.head:
            listed = git.run("diff", "--name-only", "-z", "--no-renames", "--relative", head, found.head, "--")
            names += [path for path in listed.decode("utf-8", "surrogateescape").split("\0") if path]
        now.append((found.head or "", sorted(folder + entry.path for entry in found.entries)))
        suspects.update(folder + path for path in names)
        suspects.update(dirty)
    return now, suspects


def repositories(place: Place) -> Iterable[tuple[Place, str]]:
    """Each repository of a workspace with the folder that its paths stand in, seen from the workspace."""
    yield place, ""
    if place.private:
        yield place.private, "private/"
