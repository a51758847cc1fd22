"""Rows of the requirements about what groups look at: the focus items of the template, covered or not."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")

FOCUS_ITEMS = {"AD": 3, "CB": 5, "CH": 4, "DI": 3, "PA": 4, "PT": 3, "RA": 4, "RS": 5, "RR": 5}


def uncovered(wmstrat: Wmstrat, group: str) -> list[str]:
    [found] = wmstrat.items("status", group)
    return list(found["uncovered"])


def test_row_66_focus_items_stand_apart_from_the_questions_of_the_group(wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "What is missing?", "--focus", "CB-F2")

    group = wmstrat.record("CB")
    assert [item["id"] for item in group["focus"]] == [f"CB-F{number}" for number in range(1, 6)]
    assert wmstrat.record("CB-Q1")["focus"] == ["CB-F2"]
    assert "What is missing?" not in str(group)


def test_row_72_the_template_ships_36_focus_items_under_nine_areas(wmstrat: Wmstrat) -> None:
    focus = {code: wmstrat.record(code)["focus"] for code in FOCUS_ITEMS}

    assert {code: len(items) for code, items in focus.items()} == FOCUS_ITEMS
    assert sum(FOCUS_ITEMS.values()) == 36
    texts = [item["text"] for items in focus.values() for item in items]
    assert len(set(texts)) == 36
    assert all(texts)


def test_row_72_questions_and_drafts_cover_focus_items_until_set_aside(wmstrat: Wmstrat) -> None:
    assert uncovered(wmstrat, "CB") == ["CB-F1", "CB-F2", "CB-F3", "CB-F4", "CB-F5"]
    wmstrat("question", "add", "CB", "What is missing?", "--focus", "CB-F2")
    wmstrat("draft", "add", "CB", "A shared place to learn", "--focus", "CB-F4")
    assert uncovered(wmstrat, "CB") == ["CB-F1", "CB-F3", "CB-F5"]
    assert "CB-F3" in wmstrat("status", "CB").out

    wmstrat("mark", "CB-Q1", "parked")

    assert uncovered(wmstrat, "CB") == ["CB-F1", "CB-F2", "CB-F3", "CB-F5"]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("item", ["CB-F9", "DI-F1", "anything"])
def test_row_72_only_focus_items_of_the_group_can_be_covered(wmstrat: Wmstrat, item: str) -> None:
    refused = wmstrat("question", "add", "CB", "What is missing?", "--focus", item, code=5)
    assert item in refused.err
    assert "CB-F1" in refused.err


@pytest.mark.parametrize(("code", "word"), [("AD", "politic"), ("DI", "privilege"), ("PA", "partnerships")])
def test_row_73_the_three_lost_headings_carry_their_lists(wmstrat: Wmstrat, code: str, word: str) -> None:
    group = wmstrat.record(code)

    assert [item["id"] for item in group["focus"]] == [f"{code}-F{n + 1}" for n in range(FOCUS_ITEMS[code])]
    assert word in " ".join(item["text"] for item in group["focus"]).casefold()
