"""Short storms, each the same at every run; `python -m tests.storm` blows longer ones.

`WMSTRAT_STORMS=200` in the environment makes that many short lists of actions, other ones each time.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.storm.actions import ACTIONS
from tests.storm.running import Running
from tests.storm.storm import Storm
from tests.storm.world import World, copied

EXAMPLES = int(os.environ.get("WMSTRAT_STORMS", "0"))
NOT_THE_SAME_TWICE = ("race",)


def blown(world: World, seed: int, steps: int) -> Storm:
    """A whole storm; it fails with everything that it broke."""
    storm = Storm(world, seed, exact=True)
    storm.blow(steps)
    storm.settle()
    storm.judge()
    assert not storm.violations, "\n" + "\n".join(map(str, storm.violations))
    return storm


@pytest.mark.slow
def test_a_short_storm(world: World) -> None:
    storm = blown(world, 1, 110)
    assert storm.rounds <= 2
    assert len(storm.tips) > 10
    assert storm.codes["sync 0"] > 20
    assert storm.counts["work"] > 15


@pytest.mark.slow
def test_the_same_seed_is_the_same_storm(made_world: World, tmp_path: Path) -> None:
    tips = []
    for _ in range(2):
        # In one folder: git names the remote in the message of a merge.
        storm = Storm(copied(made_world, tmp_path / "world"), 3, exact=True)
        storm.blow(30)
        tips.append(storm.tips)
        shutil.rmtree(tmp_path / "world")
    assert tips[0] == tips[1]


@pytest.mark.slow
def test_a_storm_over_somebody_who_is_forgotten(world: World) -> None:
    """Others still name the person while one forgets them: in the end nobody has the id, and all are the same."""
    storm = Storm(world, 4, exact=True)
    storm.blow(60)
    storm.take(0, "sync", Random(0))
    storm.forget(0, "member-4")
    storm.blow(60)
    storm.settle()
    storm.look_at_the_clones()
    assert not storm.violations, "\n" + "\n".join(map(str, storm.violations))
    for clone in world.clones:
        for half in clone.halves:
            named = world.running.git(half.folder, "grep", "-lw", "member-4", "HEAD")
            assert named.out == "", clone.name


one_action = st.tuples(
    st.integers(0, 2),
    st.sampled_from([name for name in ACTIONS if name not in NOT_THE_SAME_TWICE]),
    st.integers(0, 255),
)


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES or 6,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(actions=st.lists(one_action, min_size=2, max_size=12))
def test_no_few_actions_break_anything(
    made_world: World, running: Running, tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[int, str, int]]
) -> None:
    """What Hypothesis finds here is as short as it gets: each action is (clone, name, what its dice begin with)."""
    del running
    folder = tmp_path_factory.mktemp("few")
    try:
        storm = Storm(copied(made_world, folder / "world"), 0, exact=True)
        for clone, name, dice in actions:
            storm.take(clone, name, Random(dice))
        storm.settle()
        storm.judge()
        for violation in storm.violations:
            note(str(violation))
        assert not storm.violations
    finally:
        shutil.rmtree(folder, ignore_errors=True)
