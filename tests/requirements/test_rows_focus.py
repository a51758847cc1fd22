"""Rows of the requirements about what groups look at: the focus items of the template, covered or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat
from tests.test_house import loaded_by

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


QUESTIONS = """group,title,state,focus
CB,Who teaches?,,CB-F1
CB,Who learns?,,"CB-F1; CB-F2"
CB,Who pays?,,
CB,Who asks?,parked,CB-F3
"""
DRAFTS = """id,group,title,state,answers,focus,became
CB-D1,CB,A school,drafting,CB-Q1,,
CB-D2,CB,Two schools,merged,CB-Q2,CB-F4,AD-D1
CB-D3,CB,No school,withdrawn,CB-Q3,CB-F5,
CB-D4,CB,A tree,idea,,,
AD-D1,AD,Schools for all,drafting,CB-Q1,,
"""
WORK = {
    # topic: questions, drafts, groups, work
    "CB-F1": ("CB-Q1 CB-Q2", "AD-D1 CB-D1", "AD CB", "several"),
    "CB-F2": ("CB-Q2", "AD-D1", "AD", "one"),
    "CB-F3": ("", "", "", "nobody"),  # its question was set aside
    "CB-F4": ("", "AD-D1", "AD", "one"),  # what was merged lives on in another group
    "CB-F5": ("", "", "", "nobody"),
    "CB-Q1": ("", "AD-D1 CB-D1", "AD CB", "several"),
    "CB-Q2": ("", "AD-D1", "AD", "one"),
    "CB-Q3": ("", "", "", "nobody"),
}


def test_row_72_coverage_says_what_nobody_and_what_several_work_on(wmstrat: Wmstrat) -> None:
    wmstrat("import", "question", "-", "--from", "csv", stdin=QUESTIONS)
    wmstrat("import", "draft", "-", "--from", "csv", stdin=DRAFTS)

    items = wmstrat.items("coverage", "CB")
    found = {
        item["id"]: (*(" ".join(sorted(item[name])) for name in ("questions", "drafts", "groups")), item["work"])
        for item in items
    }
    assert found == WORK
    assert [item["about"] for item in items if item["id"] == "CB-Q2"] == [["CB-F1", "CB-F2"]]
    assert wmstrat("coverage", "CB", "--format", "ids").lines == ["CB-F3", "CB-F5", "CB-Q3"]

    everybody = {item["id"] for item in wmstrat.items("coverage")}
    assert {item for item in everybody if item.startswith("CB-")} == WORK.keys()
    assert sum(item.partition("-")[2].startswith("F") for item in everybody) == sum(FOCUS_ITEMS.values())

    detail = wmstrat("coverage", "CB").out
    assert "3 of 5 focus items and 2 of 3 questions have drafts, 2 of these several" in detail
    assert "Drafts about none of these: CB-D4" in detail
    assert "Begin with: wmstrat question add CB TEXT --focus CB-F3\n" in detail
    assert "Begin with: wmstrat draft add CB TEXT --answers CB-Q3\n" in detail
    whole = wmstrat("coverage").lines
    assert "AD-D1, CB-D1" in next(line for line in whole if line.startswith("CB-Q1 "))
    assert wmstrat("coverage", "--format", "markdown").lines[4].startswith("| Group | Focus items | Questions |")
    head, row, *_ = wmstrat("coverage", "CB", "--format", "csv").lines
    assert head == "kind,id,group,code,title,state,about,questions,drafts,groups,work"
    assert row.startswith("focus,CB-F1,capacity-building,CB,")

    wmstrat("mark", "CB-Q3", "parked")
    wmstrat("set", "CB-D4", "focus=CB-F5")
    assert wmstrat("coverage", "CB", "--format", "ids").lines == ["CB-F3"]
    assert "Only" not in wmstrat("coverage", "nobody", code=3).out


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


def test_row_72_coverage_reads_no_record_where_nothing_changed(workspace: Path, git_processes: GitProcesses) -> None:
    for _ in range(4):  # files as young as these are not trusted until a tick has passed
        git_processes.verbs()
        loaded = loaded_by("coverage", cwd=workspace)
    assert "wmstrat.say.coverage" in loaded
    assert {"git", "ruamel", "rich", "wmstrat.kinds.question", "wmstrat.kinds.draft"} & loaded == set()
    assert git_processes.verbs() == []
