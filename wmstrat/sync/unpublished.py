"""What this clone alone has: all that no remote-tracking branch knows of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.repo import Repository, head, objects
from wmstrat.sync import trees
from wmstrat.sync.addresses import Folder, Home
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


class Unpublished(Struct, frozen=True):
    """The records that differ from all that is published, and the ids of those that are published, and gone here.

    `files` has, by its path in the workspace, each file as it was published; None for one that nobody else has.
    """

    files: dict[str, tuple[Home, bytes | None]]
    gone: frozenset[str]


def unpublished(workspace: Workspace) -> Unpublished:
    """What the commits of this clone changed since they parted from each remote-tracking branch, in both
    repositories; where there is none, that is everything."""
    files: dict[str, tuple[Home, bytes | None]] = {}
    gone: set[str] = set()
    for git, folder in _repositories(workspace):
        mine = head(git.place)
        if mine is None:
            continue
        since = [git.difference(base, mine) for base in _bases(git, mine)]
        away = {path for difference in since for path, (_, now) in difference.items() if now is None}
        gone |= {home.id for path in away if (home := folder.home(path))}
        here = set[str].intersection(*(set(difference) for difference in since)) - away
        before = {path: next((one[path][0] for one in since if one[path][0]), None) for path in here}
        contents = objects.blobs(git, {was.name for was in before.values() if was})
        for path, was in before.items():
            if home := folder.home(path):
                files[home.path] = (home, contents[was.name] if was else None)
    return Unpublished(files, frozenset(gone))


def published(workspace: Workspace, path: str) -> list[bytes]:
    """A file of the public repository as each remote-tracking branch that has it has it. Raises RemoteUnavailable
    where a partial clone cannot get it."""
    from wmstrat.repo.past import versions

    tips = _tips(Repository(workspace.place.whole))
    return versions(workspace.place, tips, path) if tips else []


def _repositories(workspace: Workspace) -> Iterator[tuple[Repository, Folder]]:
    for place, inside in repositories(workspace.place):
        yield Repository(place.whole), Folder(workspace.catalogue, place.prefix, inside)


def _bases(git: Repository, mine: str) -> Iterator[str]:
    """Where HEAD parted from each remote-tracking branch; a branch with nothing in common is taken whole."""
    tips = _tips(git)
    yield from dict.fromkeys(base for tip in tips for base in trees.common(git, mine, tip) or [tip])
    if not tips:
        yield trees.EMPTY[len(mine)]


def _tips(git: Repository) -> list[str]:
    # What was exchanged stays known when somebody takes the remote away and adds it again.
    listed = git.run("for-each-ref", "--format=%(objectname)", "refs/remotes/", "refs/wmstrat/exchanged/")
    return sorted(set(os.fsdecode(listed).split()))
