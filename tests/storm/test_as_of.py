"""After a storm, in which clocks were wrong too: every clone tells the same of each day, and what a clone told that
had every commit made by then and nothing else."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.storm.storm import Storm
from tests.storm.world import Clone, Half, World, moment

REPORTS = (
    ("status",),
    ("coverage",),
    ("ready",),
    ("draft", "lineage"),
    ("timeline",),
    ("question", "list"),
    ("draft", "list"),
    ("note", "list"),
)
LATER = 3000


Rank = tuple[int, int, str]


@dataclass
class Told:
    """What git tells of one repository: its commits, parents first, and what each of them changed."""

    world: World
    half: Half
    parents: dict[str, list[str]] = field(default_factory=dict)
    ranks: dict[str, Rank] = field(default_factory=dict)
    """The second at which a commit counts as committed, how many are before it on the longest way, its name."""
    _changes: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.git("log", "--topo-order", "--reverse", "--format=%H %ct %P").splitlines():
            name, second, *parents = line.split()
            before = [self.ranks[parent] for parent in parents]
            counted = max([int(second), *(seconds for seconds, _, _ in before)])
            self.ranks[name] = counted, 1 + max((depth for _, depth, _ in before), default=0), name
            self.parents[name] = parents

    def git(self, *words: str) -> str:
        return self.world.running.git(self.half.folder, *words).out

    def days(self) -> set[date]:
        return {datetime.fromtimestamp(second, UTC).date() for second, _, _ in self.ranks.values()}

    def heads(self, end: int) -> list[str]:
        """The commits before a second that no other one of them follows."""
        early = [name for name, (second, _, _) in self.ranks.items() if second < end]
        followed = {parent for name in early for parent in self.parents[name]}
        return [name for name in early if name not in followed]

    def changes(self, name: str) -> list[tuple[str, ...]]:
        """The paths of each file that a commit changed; a file that it moved has two."""
        if name not in self._changes:
            if len(self.parents[name]) > 1:
                of_merge = "diff-tree", "-c", "-r", "-z", "--no-renames", "--name-only", "--no-commit-id"
                self._changes[name] = [(path,) for path in self.git(*of_merge, name).split("\0") if path]
            else:
                options = "diff-tree", "--root", "-r", "-M", "-z", "--name-status", "--no-commit-id"
                pieces = iter(self.git(*options, name).split("\0")[:-1])
                self._changes[name] = [
                    (next(pieces), next(pieces)) if letter[0] == "R" else (next(pieces),) for letter in pieces
                ]
        return self._changes[name]

    def files(self, commit: str) -> dict[str, str]:
        """The mode and the object of the file at each path."""
        entries = (entry.split("\t") for entry in self.git("ls-tree", "-r", "-z", commit).split("\0")[:-1])
        return {path: about for about, path in entries}

    def together(self, heads: list[str]) -> dict[str, str]:
        """The files of several heads: each as the head has it that changed it last, under any of its names."""
        lines = {head: self._reached(head) for head in heads}
        common = set.intersection(*lines.values())
        names: dict[str, set[str]] = {}
        for name in set.union(*lines.values()) - common:
            for paths in self.changes(name):
                joined = set().union(*(names.get(path, {path}) for path in paths))
                names.update(dict.fromkeys(joined, joined))
        files = {head: self.files(head) for head in heads}
        chosen: dict[str, str] = {}
        for path in set().union(*files.values()):
            same = names.get(path, {path})

            def last(head: str, same: set[str] = same) -> tuple[Rank, Rank]:
                own = lines[head] - common
                changed = [self.ranks[name] for name in own if any(same & {*paths} for paths in self.changes(name))]
                return max(changed, default=(-1, -1, "")), self.ranks[head]

            winner = max(heads, key=last)
            if path in files[winner]:
                chosen[path] = files[winner][path]
        return chosen

    def _reached(self, head: str) -> set[str]:
        found, waiting = {head}, [head]
        while waiting:
            new = {*self.parents[waiting.pop()]} - found
            found |= new
            waiting += new
        return found


def told(world: World, folder: Path, day: str, *more: str) -> list[Any]:
    """What the reports say, without what to type."""
    answers = []
    for words in REPORTS:
        env = {**moment(0, LATER), "WMSTRAT_TODAY": day}
        done = world.running.here(folder, [*words, *more, "--format", "json"], env=env, tails=1)
        assert done.code == 0, done.said
        items = json.loads(done.out)["items"]
        for item in items:
            for each in item.get("attention", ()):
                del each["command"]
        answers.append(items)
    return answers


def then(clone: Clone, tolds: list[Told], end: int, folder: Path) -> Path:
    """A clone that has every commit before a second and nothing later; several heads are merged, so that each file is
    as the head has it that changed it last."""
    shutil.rmtree(folder, ignore_errors=True)
    for half, told, inside in zip(clone.halves, tolds, ("", "private"), strict=True):
        heads, here = told.heads(end), folder / inside
        running = told.world.running
        running.git(folder.parent, "clone", "--quiet", "--no-checkout", str(half.folder), str(here))
        commit = heads[0]
        if len(heads) > 1:
            lines = "".join(f"{about}\t{path}\0" for path, about in told.together(heads).items())
            running.git(here, "update-index", "-z", "--index-info", stdin=lines.encode())
            tree = running.git(here, "write-tree").out.strip()
            parents = [word for head in heads for word in ("-p", head)]
            commit = running.git(here, "commit-tree", "-m", "Together", *parents, tree).out.strip()
        running.git(here, "reset", "--quiet", "--hard", commit)
    return folder


@pytest.mark.slow
def test_every_clone_tells_the_same_of_the_past(world: World, tmp_path: Path) -> None:
    storm = Storm(world, 5, exact=True)
    storm.blow(70)
    storm.settle()
    merged, apart = judge_days(world, tmp_path / "then")
    assert merged
    assert apart


def judge_days(world: World, folder: Path) -> tuple[int, int]:
    """On how many days there was one head, and on how many there were several, of those that were all told rightly.
    Raises AssertionError for a day that was not."""
    assert len({clone.heads() for clone in world.clones}) == 1
    first, *others = world.clones
    tolds = [Told(world, half) for half in first.halves]
    days = sorted(tolds[0].days())
    last = (days[-1] + timedelta(days=1)).isoformat()
    merged = apart = 0
    for day in days:
        past = told(world, first.folder, last, "--as-of", day.isoformat())
        for other in others:
            assert told(world, other.folder, last, "--as-of", day.isoformat()) == past, day
        end = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + 86_400
        assert past == told(world, then(first, tolds, end, folder), day.isoformat()), day
        if all(len(each.heads(end)) == 1 for each in tolds):
            merged += 1
        else:
            apart += 1
    return merged, apart
