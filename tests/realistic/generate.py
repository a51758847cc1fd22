"""Replay the process of 2018 to 2020 into a new workspace, with commits of those days and made-up people.

python -m tests.realistic.generate DIR [--scale 1] [--seed 7] [--through import|transaction]

The same scale, seed and version of wmstrat give the same commits, whichever way they go. Scale 1 is as large as the
real process was; the counts of other scales are its multiples (of people: its square root).
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from tests.realistic import facts
from tests.realistic.between import plan_links, plan_rounds
from tests.realistic.hands import plan_hands
from tests.realistic.people import plan_people
from tests.realistic.plan import Plan
from tests.realistic.replay import Imported, Step, Transacted, Way, nobodys_machine, seeded
from tests.realistic.voices import plan_voices
from tests.realistic.work import plan_work
from wmstrat.acts.init import found
from wmstrat.record.verbs import Done
from wmstrat.repo.place import Place

WAYS: dict[str, type[Imported] | type[Transacted]] = {"import": Imported, "transaction": Transacted}
NAME = "Movement Strategy 2018-20, replayed"
FOUNDER = "Support 1 <person-1@example.org>"


def story(scale: float, seed: int) -> list[Step]:
    """Every step of the replay after the workspace was made, by its moment."""
    plan = Plan(scale, seed)
    plan_people(plan)
    drafts = plan_work(plan)
    plan_hands(plan)
    plan_links(plan, drafts)
    plan_rounds(plan, drafts)
    plan_voices(plan, drafts)
    return plan.in_order()


def generate(folder: Path, *, scale: float = 1, seed: int = 7, through: str = "import") -> Place:
    """A new workspace in the folder, which must not hold one; returns where it is."""
    with nobodys_machine(), seeded(seed):
        made = datetime(facts.CREATED.year, facts.CREATED.month, facts.CREATED.day, 6, tzinfo=UTC)
        begin = Step(made, FOUNDER, "init", lambda _: Done(""))
        with patch.dict(os.environ, begin.environment):
            place = found(folder, name=NAME, template=None, empty=False, author=FOUNDER, body="", say=_to_stderr)
        way: Way = WAYS[through](place)
        try:
            _carry_out(story(scale, seed), way)
        except BaseException:
            way.give_up()
            raise
    return place


def _carry_out(steps: list[Step], way: Way) -> None:
    for number, step in enumerate(steps, 1):
        way.take(step)
        if number % 20_000 == 0:
            _to_stderr(f"{number:,} of {len(steps):,} changes, {step.moment.date()}")
    way.finish()


def _to_stderr(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Replay the process of 2018 to 2020 into a new workspace.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to make the workspace")
    parser.add_argument("--scale", type=float, default=1, help="1 is about 2,000 files, 50 about 100,000")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--through", choices=tuple(WAYS), default="import", help="how the changes become commits")
    typed = parser.parse_args()
    begun = time.perf_counter()
    place = generate(typed.folder, scale=typed.scale, seed=typed.seed, through=typed.through)
    print(f"{place.root} ({time.perf_counter() - begun:.1f} s)")


if __name__ == "__main__":
    main()
