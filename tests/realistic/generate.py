"""Replay the process of 2018 to 2020 into a new workspace, with commits of those days and made-up people.

python -m tests.realistic.generate DIR [--scale 1] [--drafts 1] [--seed 7] [--until DAY]

The same scale, seed and version of wmstrat give the same commits, whichever way they go. Scale 1 is as large as the
real process was; the counts of other scales are its multiples (of people: its square root). Drafts can have a scale
of their own.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path
from unittest.mock import patch

from tests.realistic import facts
from tests.realistic.between import plan_links, plan_rounds
from tests.realistic.drafts import plan_drafts
from tests.realistic.hands import plan_dates, plan_hands
from tests.realistic.people import plan_people
from tests.realistic.plan import Plan
from tests.realistic.replay import Imported, Step, Transacted, Way, nobodys_machine, seeded
from tests.realistic.scopes import plan_method, plan_scopes
from tests.realistic.synthesis import plan_decision, plan_synthesis
from tests.realistic.voices import plan_voices
from tests.realistic.work import plan_work
from wmstrat.acts.init import found
from wmstrat.record.verbs import Done
from wmstrat.repo.place import Place

WAYS: dict[str, type[Imported] | type[Transacted]] = {"import": Imported, "transaction": Transacted}
NAME = "Movement Strategy 2018-20, replayed"
FOUNDER = "Support 1 <person-1@example.org>"


def story(scale: float, seed: int, drafts: float | None = None) -> list[Step]:
    """Every step of the replay after the workspace was made, by its moment."""
    plan = Plan(scale, seed, drafts)
    plan_people(plan)
    plan.begin("work")
    questions = plan_work(plan)
    plan.begin("dates")
    dates = plan_dates(plan)
    plan.begin("scopes")
    plan_scopes(plan)
    plan_method(plan)
    plan.begin("drafts")
    written = plan_drafts(plan, questions, dates)
    plan.begin("synthesis")
    synthesis = plan_synthesis(plan, written.second)
    plan.begin("voices")
    plan_voices(plan, written, synthesis)
    plan.begin("decision")
    plan_decision(plan, synthesis)
    plan.begin("hands")
    plan_hands(plan)
    plan.begin("links")
    plan_links(plan, written.first)
    plan_rounds(plan, written.first)
    return plan.in_order()


def generate(
    folder: Path,
    *,
    scale: float = 1,
    seed: int = 7,
    through: str = "import",
    drafts: float | None = None,
    until: date | None = None,
) -> Place:
    """A new workspace in the folder, which must not hold one, as it was at the end of a day; returns where it is."""
    with nobodys_machine(), seeded(seed):
        made = datetime(facts.CREATED.year, facts.CREATED.month, facts.CREATED.day, 6, tzinfo=UTC)
        begin = Step(made, FOUNDER, "init", lambda _: Done(""))
        with patch.dict(os.environ, begin.environment):
            place = found(folder, name=NAME, template=None, empty=False, author=FOUNDER, body="", say=_to_stderr)
        way: Way = WAYS[through](place)
        try:
            steps = story(scale, seed, drafts)
            _carry_out([*takewhile(lambda step: until is None or step.moment.date() <= until, steps)], way)
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
    parser.add_argument("--drafts", type=float, help="the scale of the drafts (by default that of everything)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--until", type=date.fromisoformat, metavar="DAY", help="stop at the end of this day")
    parser.add_argument("--through", choices=tuple(WAYS), default="import", help="how the changes become commits")
    typed = parser.parse_args()
    begun = time.perf_counter()
    place = generate(
        typed.folder,
        scale=typed.scale,
        seed=typed.seed,
        through=typed.through,
        drafts=typed.drafts,
        until=typed.until,
    )
    print(f"{place.root} ({time.perf_counter() - begun:.1f} s)")


if __name__ == "__main__":
    main()
