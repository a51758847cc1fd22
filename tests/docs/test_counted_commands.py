"""The pages that say how many commands a piece of work takes count right."""

from __future__ import annotations

import re

import pytest

from tests.docs.console import steps
from tests.docs.pages import DOCS

ROW = re.compile(r"^\| (?P<task>.+) \| (?P<number>\d+) \|$", re.MULTILINE)
# How many commands a page may need at most.
PAGES = {"answer-feedback.md": 130, "nine-groups-in-a-week.md": 20}


# The walks, and how many commands they may need at most; of a page below a heading only those.
WALKS = {("the-first-iteration.md", ""): 10, ("the-day-of-the-board.md", "Decide"): 6}


def text_of(page: str) -> str:
    return (DOCS / "how-to" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_numbers_of_a_page_add_up(page: str) -> None:
    *tasks, (together, total) = [(row["task"], int(row["number"])) for row in ROW.finditer(text_of(page))]

    assert together == "together"
    assert sum(number for _, number in tasks) == total <= PAGES[page]


def test_the_week_with_nine_groups_is_typed_with_as_many_commands_as_its_table_says() -> None:
    text = text_of("nine-groups-in-a-week.md")
    typed = [step.command for step in steps(text) if step.expected is not None]

    total = [int(row["number"]) for row in ROW.finditer(text)][-1]
    assert sum("wmstrat" in command for command in typed) == total


@pytest.mark.parametrize(("page", "heading"), WALKS)
def test_a_walk_is_typed_with_as_few_commands_as_it_may_need(page: str, heading: str) -> None:
    text = text_of(page)
    walk = text.partition(f"## {heading}\n")[2].partition("\n## ")[0] if heading else text
    typed = [step.command for step in steps(walk) if step.expected is not None]

    assert all(command.startswith("wmstrat ") for command in typed)
    assert 3 < len(typed) <= WALKS[page, heading]
