"""What a history held when several of its lines ran side by side: each record as the line has it that changed it
last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.repo.ancestry import History, places_of, ranks, reached

if TYPE_CHECKING:
    from wmstrat.repo import Repository
    from wmstrat.repo.output import Blob

# What each path has in the past, as far as it differs; None where there was no file.
Differing = dict[str, "Blob | None"]
Rank = tuple[int, int, str]
NEVER: Rank = (-1, -1, "")


def differing(git: Repository, head: str, names: Sequence[str], history: Callable[[], History]) -> Differing:
    """How the files of these commits, which none of them leads to another of, differ from those of a commit. What
    lines have differently is read from the one that changed it last, as `repo.ancestry.ranks` orders commits; a file
    that was moved or renamed is the same one. The `history` is asked for where there are several lines."""
    if list(names) == [head]:
        return {}
    differences = git.differences(head, names)
    if len(names) == 1:
        return {path: new for path, (_, new) in differences[names[0]].items()}
    here = {path: old for found in differences.values() for path, (old, _) in found.items()}
    versions = {
        path: [differences[name][path][1] if path in differences[name] else old for name in names]
        for path, old in here.items()
    }
    apart = [path for path, each in versions.items() if each.count(each[0]) < len(each)]
    chosen = dict.fromkeys(versions, 0)
    if apart:
        of = history()
        chosen |= _last_changed(git, of, places_of(of, names), apart)
    return {path: each[chosen[path]] for path, each in versions.items() if each[chosen[path]] != here[path]}


def _last_changed(git: Repository, history: History, tips: Sequence[int], apart: Iterable[str]) -> Mapping[str, int]:
    """Which of the tips, by its place among them, changed the file at each of these paths last, under any of its
    names."""
    lines = [reached(history, [tip]) for tip in tips]
    common = set.intersection(*lines)
    beside = set.union(*lines) - common
    boundary = {parent for place in beside for parent in history[place].parents} & common
    places = {history[place].name: place for place in beside}
    revisions = [history[tip].name for tip in tips] + [f"^{history[place].name}" for place in sorted(boundary)]
    same = _SamePaths()
    touching: dict[str, list[int]] = {}
    for commits in (git.history(revision=revisions, merges=False), git.merged_changes(revisions)):
        for commit in commits:
            for change in commit.changes:
                if change.letter == "R":
                    same.join(change.old_path, change.new_path)
                for path in {change.new_path, change.old_path if change.letter == "R" else change.new_path}:
                    touching.setdefault(path, []).append(places[commit.sha])
    ranked = ranks(history)
    chosen: dict[str, int] = {}
    for path in apart:
        paths = same.of(path)
        changes = [place for each in paths for place in touching.get(each, ())]

        def rank(number: int, changes: Sequence[int] = changes) -> tuple[Rank, Rank]:
            last = max((ranked[place] for place in changes if place in lines[number]), default=NEVER)
            return last, ranked[tips[number]]

        winner = max(range(len(tips)), key=rank)
        chosen.update(dict.fromkeys(paths, winner))
    return chosen


class _SamePaths:
    """Paths that one file had after each other."""

    def __init__(self) -> None:
        self._groups: dict[str, set[str]] = {}

    def of(self, path: str) -> set[str]:
        """All the paths of the file at this one."""
        return self._groups.setdefault(path, {path})

    def join(self, old: str, new: str) -> None:
        """What was at one path was at the other one, too."""
        together = self.of(old) | self.of(new)
        self._groups.update(dict.fromkeys(together, together))
