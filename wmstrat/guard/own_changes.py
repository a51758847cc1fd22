"""What each commit of a push changed by itself. A merge that takes over what others changed changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wmstrat.guard.trees import Commit, Trees
    from wmstrat.repo.output import Blob, Difference


class OwnChange(Struct, frozen=True):
    """What one commit made of one file: `before` has the file as each parent had it that had another one."""

    path: str
    before: tuple[Blob | None, ...]
    after: Blob | None


def own_changes(
    trees: Trees, commits: Sequence[Commit], lasting: Iterable[str]
) -> Iterator[tuple[Commit, list[OwnChange]]]:
    """Per commit the files that it changed by itself, among those that the push as a whole leaves changed
    (`lasting`): what the same push takes back again is no change.

    Two git processes for all commits together, and one more for each merge.
    """
    bases = {commit.sha: trees.bases(*commit.parents) for commit in commits if len(commit.parents) == 2}
    pairs = [pair for commit in commits for pair in _pairs(commit, bases)]
    all_differences = iter(trees.differences(pairs))
    wanted = frozenset(lasting)
    for commit in commits:
        differences = [next(all_differences) for _ in _pairs(commit, bases)]
        direct = differences[: max(len(commit.parents), 1)]
        if len(commit.parents) == 2:
            paths = _of_merge(direct[0], direct[1], differences[2:])
        else:
            paths = {path for difference in direct for path in difference}
        yield commit, [_change(path, direct) for path in sorted(paths & wanted)]


def _pairs(commit: Commit, bases: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    yield from ((parent, commit.sha) for parent in commit.parents or ("",))
    for base in bases.get(commit.sha, ()):
        yield from ((base, parent) for parent in commit.parents)


def _of_merge(first: Difference, second: Difference, since_bases: Sequence[Difference]) -> set[str]:
    """The paths in which a merge is more than the change of one side.

    A path that differs from both parents was put together by the merge. One that is as on one side is taken over only
    if that side alone had changed it since they parted: else the merge has put back or thrown away what the other
    side did, and that is its own change. Where they parted at several commits, what is as at one of them is no change
    of that side.
    """
    own = first.keys() & second.keys()
    sides = list(zip(since_bases[::2], since_bases[1::2], strict=True))
    for path in first.keys() ^ second.keys():
        taken, left = (1, 0) if path in first else (0, 1)
        changed = [pair[left] for pair in sides if path in pair[taken]]
        if len(changed) < len(sides) or all(path in difference for difference in changed):
            own.add(path)
    return own


def _change(path: str, direct: Sequence[Difference]) -> OwnChange:
    after = next(difference[path][1] for difference in direct if path in difference)
    before = tuple(difference[path][0] for difference in direct if path in difference)
    return OwnChange(path, before, after)
