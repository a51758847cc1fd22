"""After a storm, in which clocks were wrong too: every clone tells the same of each day, and of a day on which all
work was merged what a clone told that had nothing else."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
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


def counted(world: World, half: Half) -> dict[str, tuple[list[str], int]]:
    """The parents of each commit that HEAD leads to, and the second at which it counts as committed."""
    found: dict[str, tuple[list[str], int]] = {}
    done = world.running.git(half.folder, "log", "--topo-order", "--reverse", "--format=%H %ct %P")
    for line in done.out.splitlines():
        name, second, *parents = line.split()
        found[name] = parents, max([int(second), *(found[parent][1] for parent in parents)])
    return found


def heads(world: World, half: Half, end: int) -> list[str]:
    early = {name: parents for name, (parents, second) in counted(world, half).items() if second < end}
    return [name for name in early if not any(name in parents for parents in early.values())]


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


def then(world: World, clone: Clone, commits: tuple[str, str], folder: Path) -> Path:
    """A clone that has these commits and nothing later."""
    shutil.rmtree(folder, ignore_errors=True)
    for half, commit, inside in zip(clone.halves, commits, ("", "private"), strict=True):
        world.running.git(folder.parent, "clone", "--quiet", str(half.folder), str(folder / inside))
        world.running.git(folder / inside, "reset", "--quiet", "--hard", commit)
    return folder


@pytest.mark.slow
def test_every_clone_tells_the_same_of_the_past(world: World, tmp_path: Path) -> None:
    storm = Storm(world, 5, exact=True)
    storm.blow(70)
    storm.settle()
    assert len({clone.heads() for clone in world.clones}) == 1
    first, *others = world.clones
    days = sorted({datetime.fromtimestamp(second, UTC).date() for _, second in counted(world, first.public).values()})
    last = (days[-1] + timedelta(days=1)).isoformat()
    merged = apart = 0
    for day in days:
        end = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + 86_400
        past = told(world, first.folder, last, "--as-of", day.isoformat())
        for other in others:
            assert told(world, other.folder, last, "--as-of", day.isoformat()) == past
        public, private = heads(world, first.public, end), heads(world, first.private, end)
        if len(public) == len(private) == 1:
            clone = then(world, first, (public[0], private[0]), tmp_path / "then")
            assert past == told(world, clone, day.isoformat()), day
            merged += 1
            continue
        apart += 1
        alone = [told(world, then(world, first, (name, private[-1]), tmp_path / "then"), last) for name in public]
        for kind in range(1, len(REPORTS)):
            known = [item for answer in alone for item in answer[kind]]
            assert all(item in known for item in past[kind])
            assert {item["id"] for item in past[kind]} <= {item["id"] for item in known}
    assert merged
    assert apart
