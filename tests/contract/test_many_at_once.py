"""Verbs for many records at once: what each record costs does not depend on how many others there are. Functions that
are called are counted, which is the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from types import FrameType

import pytest

from tests.conftest import Wmstrat

MOST = 16
ROWS = {
    "action": "group,title,due\n" + "".join(f"CB,Action {n},2018-09-{n + 1:02}\n" for n in range(MOST)),
    "milestone": "group,title,due\n" + "".join(f"CB,Date {n},2018-09-{n + 1:02}\n" for n in range(MOST)),
    "link": "group,with,title,kind,about\n" + "".join(f"CB,AD,Need {n},need,CB-M{n + 1}\n" for n in range(MOST)),
    "feedback": "group,body,source\n" + "".join(f"CB,Remark {n},a survey\n" for n in range(MOST)),
    "question": "group,title,level\n" + "".join(f"CB,Question {n}?,structural\n" for n in range(MOST)),
}
VERBS = (
    ("action", "action done -"),
    ("action", "action drop - --why No."),
    ("milestone", "milestone slip - 2018-11-01 --why Late."),
    ("link", "link seen - --group AD --note Fine."),
    ("feedback", "feedback assign - member-1"),
    ("feedback", "feedback answer - Yes. --outcome partly"),
    ("question", "mark - review"),
    ("question", "set - level=programmatic"),
)


def joined(numbers: Iterable[int], wmstrat: Wmstrat) -> None:
    """Let so many people join a group."""
    for number in numbers:
        wmstrat("person", "add", f"Member {number}")
    people = (f"member-{number}" for number in numbers)
    wmstrat("member", "appoint", "AD", *people, "--role", "member", "--type", "individual")


@pytest.fixture
def filled(workspace: Path, wmstrat: Wmstrat) -> dict[str, list[str]]:
    """The ids of records of one group, by their kind."""
    joined(range(1, 2), wmstrat)
    for kind, rows in ROWS.items():
        file = workspace.with_name("rows.csv")
        file.write_text(rows)
        wmstrat("import", kind, file)
    return {kind: wmstrat(kind, "list", "CB", "--format", "ids").lines for kind in ROWS}


def calls(wmstrat: Wmstrat, command: str, ids: list[str]) -> int:
    """How many functions a command calls that changes nothing."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        wmstrat(*command.split(" "), "--dry-run", stdin="\n".join(ids))
    finally:
        sys.setprofile(before)
    return count


def costs_of_each(wmstrat: Wmstrat, command: str, ids: list[str], *numbers: int) -> list[float]:
    """What a record costs from each of these numbers of records to the next one."""
    counts = [calls(wmstrat, command, ids[:number]) for number in numbers]
    pairs = zip(pairwise(counts), pairwise(numbers), strict=True)
    return [(more - less) / (many - few) for (less, more), (few, many) in pairs]


def test_a_record_costs_as_much_beside_many_as_beside_few(wmstrat: Wmstrat, filled: dict[str, list[str]]) -> None:
    for kind, command in VERBS:
        calls(wmstrat, command, filled[kind])  # what is loaded once does not count
        few, many = costs_of_each(wmstrat, command, filled[kind], 1, MOST // 2, MOST)
        assert many < 1.08 * few, (command, few, many)

    command = "feedback assign - member-1"
    [before] = costs_of_each(wmstrat, command, filled["feedback"], 1, 6)
    joined(range(2, 20), wmstrat)
    [after] = costs_of_each(wmstrat, command, filled["feedback"], 1, 6)
    assert after < 1.08 * before, (before, after)
