"""Row 34 of the requirements: merge, split and withdraw keep the lineage. Today is 2018-07-20."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")

# Three iterations of two groups: what became what, and what came to nothing.
DRAFTS = """\
id,group,title,state,iteration,became,why,answers
CB-D1,CB,A shared place to learn,merged,1,CB-D5,They propose the same.,CB-Q1
CB-D2,CB,Courses for everybody,split,1,CB-D5; PA-D2,,
PA-D1,PA,Partners share their trainers,merged,1,PA-D2,,
CB-D3,CB,A fund for small communities,published,1,,,
CB-D4,CB,A school of our own,withdrawn,1,,,
AD-D1,AD,Campaign training,withdrawn,1,,Nobody has the time.,
AD-D2,AD,Talk to lawmakers,submitted,1,,,
CB-D5,CB,Learn together,merged,2,CB-D6,,
PA-D2,PA,Shared trainers,merged,2,CB-D6,,
CB-D6,CB,Invest in skills,submitted,3,,,CB-Q3
CB-D7,CB,Something new,idea,,,,
"""
QUESTIONS = """\
id,group,title,state,merged_into
CB-Q1,CB,Which skills are missing?,merged,CB-Q2
CB-Q2,CB,Which capacities do communities lack?,final,
CB-Q3,CB,Who teaches?,final,
"""


@pytest.fixture
def iterations(once: Once, wmstrat: Wmstrat, workspace: Path) -> None:
    """Drafts in three iterations, and the questions that they answer."""

    def make() -> None:
        for name, rows in (("question", QUESTIONS), ("draft", DRAFTS)):
            (workspace.parent / f"{name}.csv").write_text(rows)
            wmstrat("import", name, workspace.parent / f"{name}.csv")

    once(make, workspace)


def ids(wmstrat: Wmstrat, *words: str) -> list[str]:
    return wmstrat("draft", "lineage", *words, "--format", "ids").out.split()


@pytest.mark.usefixtures("iterations")
def test_row_34_a_draft_is_followed_back_and_forth_over_groups(wmstrat: Wmstrat) -> None:
    items = {item["id"]: item for item in wmstrat.items("draft", "lineage", "PA-D2")}
    relations = {name: item["relation"] for name, item in items.items()}
    assert relations == {"CB-D2": "earlier", "PA-D1": "earlier", "PA-D2": "itself", "CB-D6": "later"}
    assert items["CB-D2"]["became"] == ["CB-D5", "PA-D2"]
    assert items["CB-D6"]["came_from"] == ["CB-D5", "PA-D2"]
    assert (items["PA-D2"]["group"], items["PA-D2"]["iterations"]) == ("PA", [2])

    page = wmstrat("draft", "lineage", "CB-D6").out
    assert page.count("Courses for everybody") == 1
    assert "CB-D2  see above" in page
    assert "It has become no other draft." in page
    assert "They propose the same." in page
    assert "iteration 1, merged" in wmstrat("draft", "lineage", "CB-D6", "--format", "markdown").out
    assert wmstrat("draft", "lineage", "CB-D6", "--format", "mermaid").out.count(" --> ") == 6


@pytest.mark.usefixtures("iterations")
def test_row_34_the_lineage_of_all_begins_with_what_is_left(wmstrat: Wmstrat) -> None:
    assert ids(wmstrat) == ["CB-D6", "CB-D5", "CB-D1", "CB-D2", "PA-D2", "PA-D1"]
    assert ids(wmstrat, "PA") == ids(wmstrat)
    assert ids(wmstrat, "AD") == []
    page = wmstrat("draft", "lineage")
    assert "5 other drafts came from no other one and became none." in page.out
    assert page.out.count("CB-D2") == 2
    assert (
        wmstrat("draft", "lineage", "AD").err
        == "No draft of AD has become part of another one or come from one yet.\n"
    )


@pytest.mark.usefixtures("iterations")
def test_row_34_what_reached_nothing_and_gives_no_reason_is_an_orphan(wmstrat: Wmstrat) -> None:
    assert ids(wmstrat, "--orphans") == ["CB-D3", "CB-D4"]
    assert ids(wmstrat, "AD", "--orphans") == []
    page = wmstrat("draft", "lineage", "--orphans").out
    assert "wmstrat mark CB-D3 withdrawn --why TEXT" in page
    assert "--orphans is about a group" in wmstrat("draft", "lineage", "CB-D3", "--orphans", code=2).err

    wmstrat("set", "CB-D4", "why=The board has one already.")
    wmstrat("set", "CB-D3", "state=merged", "became=CB-D6")
    done = wmstrat("draft", "lineage", "--orphans")
    assert (done.out, done.err) == (
        "",
        "Nothing was lost: all drafts reached iteration 3, are at their end, or say why not.\n",
    )
    assert "CB-D3" in ids(wmstrat, "CB-D6")


@pytest.mark.usefixtures("iterations")
def test_row_34_what_is_said_of_a_question_follows_its_heirs(wmstrat: Wmstrat) -> None:
    [end] = [item for item in wmstrat.items("draft", "lineage") if item["id"] == "CB-D6"]
    assert end["about"] == ["CB-Q2", "CB-Q3"]
    merged = {item["id"]: item for item in wmstrat.items("question", "lineage", "CB-Q1")}
    assert merged["CB-Q2"]["relation"] == "later"
    assert merged["CB-Q2"]["about"] == ["CB-D6"]
    assert "Answered by CB-D6" in wmstrat("question", "lineage", "CB-Q2").out


@pytest.mark.usefixtures("iterations")
def test_row_34_the_lineage_of_a_day_is_that_of_its_files(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "Skills for life")
    wmstrat("set", "CB-D6", "state=merged", "became=CB-D8")
    assert ids(wmstrat, "CB-D6")[-1] == "CB-D8"
    assert ids(wmstrat, "CB-D6", "--as-of", "HEAD~2")[-1] == "CB-D6"


def test_row_34_nothing_to_tell_is_told(wmstrat: Wmstrat) -> None:
    for noun in ("draft", "question", "decision"):
        done = wmstrat(noun, "lineage")
        assert (done.out, done.err) == ("", f"No {noun} has become part of another one or come from one yet.\n")
        assert json.loads(wmstrat(noun, "lineage", "--format", "json").out)["items"] == []
    assert "There is no second iteration yet" in wmstrat("draft", "lineage", "--orphans").err
    assert "There is no option --orphans here" in wmstrat("question", "lineage", "--orphans", code=2).err
    wmstrat("draft", "lineage", "CB-D9", code=3)
