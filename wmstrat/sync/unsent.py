"""Counts what the others do not have yet, and the conflicts that wait. This is shown after each change, so it costs
one git process for each repository with a remote, and none without."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import DecodeError, Struct, json

from wmstrat.errors import GitFailed, WmstratError
from wmstrat.repo import Repository, branch, head
from wmstrat.repo.settings import has_remote, values
from wmstrat.workspace import disk
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from wmstrat.repo.place import Place
    from wmstrat.sync.plan import Plan


class Unsent(Struct, frozen=True):
    """How many commits here no sync has sent yet, and how many conflicts keep the next sync from sending them."""

    changes: int = 0
    conflicts: int = 0


def unsent(place: Place) -> Unsent:
    """What waits in both repositories of the workspace; zero where git cannot tell."""
    changes = conflicts = 0
    for repository, _ in repositories(place):
        if not _has_remote(repository):
            continue
        behind, ahead = _apart(repository)
        changes += ahead
        # Plain git may have merged in the meantime what was in conflict at the last sync.
        conflicts += _noted(repository) if behind else 0
    return Unsent(changes, conflicts)


def _has_remote(place: Place) -> bool:
    with suppress(GitFailed):
        return has_remote(values(place))
    return False


def _apart(place: Place) -> tuple[int, int]:
    """How many commits the remote's branch has that HEAD does not have, as was last fetched, and the other way
    round."""
    if head(place) is None or branch(place) is None:
        return 0, 0
    git = Repository(place)
    counts = git.attempt("rev-list", "--left-right", "--count", "@{upstream}...HEAD")
    if counts.code:  # the branch follows none until the first sync
        counts = git.attempt("rev-list", "--left-right", "--count", "HEAD", "--not", "--remotes")
    behind, _, ahead = counts.output.decode("ascii", "replace").strip().partition("\t")
    return (int(behind), int(ahead)) if behind.isdigit() and ahead.isdigit() else (0, 0)


def note_conflicts(plan: Plan) -> None:
    """Remember for `unsent` how many conflicts are open, since to find them takes a merge."""
    file = plan.side.where.state / "conflicts"
    data = json.encode(len(plan.conflicts)) if plan.conflicts else None
    if data == disk.read(file):
        return
    with suppress(WmstratError, OSError):  # a repository that cannot be written still has its conflicts to read
        if data is None:
            disk.remove(file)
        else:
            disk.replace_whole(file, data)


def _noted(place: Place) -> int:
    with suppress(DecodeError):
        return json.decode(disk.read(place.state / "conflicts") or b"0", type=int)
    return 0
