"""Row 31 of the requirements: which prompts of drafts are answered. Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import At, Once, Wmstrat, replace_in
from tests.requirements.conftest import Topics
from wmstrat.kinds import kind

pytestmark = pytest.mark.usefixtures("workspace")

COUNT = len(kind("draft").sections)
ANSWER = "This is what we want to say about it."
FIRST = f"""
## What we recommend

{ANSWER}

```
## Who decides
{ANSWER}
```

## Für wen?

<!-- affected: Who gains? -->

{ANSWER}

## The future we expect

TBD
"""


@pytest.fixture
def drafts(once: Once, wmstrat: Wmstrat, workspace: Path) -> Path:
    """Three drafts of Capacity Building: one that is begun, one that is withdrawn, one with headings of its own."""

    def make() -> None:
        for title in ("A shared place", "Courses", "A letter"):
            wmstrat("draft", "add", "CB", title)
        wmstrat("mark", "CB-D2", "withdrawn")
        for number, text in ((1, FIRST), (3, f"\n## Dear all\n\n{ANSWER}\n")):
            file = workspace / f"groups/capacity-building/drafts/CB-D{number}.md"
            front = file.read_text().partition("\n---\n")
            file.write_text("".join(front[:2]) + text)
        wmstrat("save")

    once(make, workspace)
    return workspace / "groups/capacity-building/drafts/CB-D1.md"


@pytest.mark.usefixtures("drafts")
def test_row_31_what_is_open_shows_what_is_answered_by_prompt(wmstrat: Wmstrat) -> None:
    items = {item["id"]: item for item in wmstrat.items("ready")}
    assert list(items) == ["CB-D1", "CB-D3"]
    first = items["CB-D1"]
    assert (first["answered"], first["stub"]) == (["recommendation", "affected"], ["future"])
    assert len(first["missing"]) == COUNT - 3
    assert {"key": "future", "heading": "The future we expect", "fullness": "stub", "needed": False} in first[
        "prompts"
    ]
    assert items["CB-D3"]["answered"] == []
    assert wmstrat.items("ready", "CB") == wmstrat.items("ready")

    page = wmstrat("ready", "CB").out
    assert f"2 of {COUNT} prompts answered" in page
    assert "other headings" in page
    assert wmstrat("ready").out.count("\nCB ") == 1
    assert wmstrat("ready", "--format", "plain").out.startswith(
        "draft\tCB-D1\tA shared place\tCB\tidea\trecommendation"
    )
    table = wmstrat("ready", "CB", "--format", "markdown").out
    assert "| CB-D1 | A shared place | idea | 2 of" in table


@pytest.mark.usefixtures("drafts")
def test_row_31_one_record_is_told_prompt_by_prompt(wmstrat: Wmstrat) -> None:
    page = wmstrat("ready", "CB-D1").out
    assert "The future we expect" in page
    assert "TBD" in page
    [withdrawn] = wmstrat.items("ready", "CB-D2")
    assert len(withdrawn["missing"]) == COUNT


@pytest.mark.usefixtures("drafts")
def test_row_31_what_process_yaml_needs_is_marked_and_a_field_answers_its_prompt(
    wmstrat: Wmstrat, workspace: Path
) -> None:
    assert wmstrat.items("ready", "CB-D1")[0]["needed"] == ["who"]
    assert "✗" in wmstrat("ready", "CB").out
    assert "Needed before it is published: who" in wmstrat("ready", "CB-D1").out
    wmstrat("question", "add", "CB", "Which skills are missing?")
    wmstrat("set", "CB-D1", "answers+=CB-Q1")
    assert "questions" in wmstrat.items("ready", "CB-D1")[0]["answered"]
    assert "questions" in wmstrat.items("ready", "CB")[0]["answered"]
    process = workspace / "process.yaml"
    replace_in(process, "  - who\n", "  - time\n")
    assert wmstrat.items("ready", "CB")[0]["needed"] == ["time"]


@pytest.mark.usefixtures("drafts")
def test_row_31_what_says_less_than_a_part_of_it_is_picked(wmstrat: Wmstrat) -> None:
    assert wmstrat("ready", "--under", "5", "--format", "ids").out.split() == ["CB-D3"]
    assert wmstrat("ready", "--under", "50", "--format", "ids").out.split() == ["CB-D1", "CB-D3"]


def test_row_31_the_readiness_of_a_day_is_that_of_its_files(drafts: Path, wmstrat: Wmstrat) -> None:
    replace_in(drafts, "TBD", ANSWER)
    [now, _] = wmstrat.items("ready")
    [then, _] = wmstrat.items("ready", "--as-of", "HEAD")
    assert (now["stub"], then["stub"]) == ([], ["future"])


def test_row_31_what_has_no_prompts_is_told(wmstrat: Wmstrat) -> None:
    assert wmstrat("ready").err == "Nothing open has prompts.\n"
    assert wmstrat("ready", "CB", "--under", "50").err == (
        "Nothing open of CB has fewer than 50% of its prompts answered.\n"
    )
    wmstrat("question", "add", "CB", "Which skills are missing?")
    assert "CB-Q1 has no prompts. These have some: drafts" in wmstrat("ready", "CB-Q1", code=5).err
    assert "must be a percentage" in wmstrat("ready", "--under", "101", code=5).err
    wmstrat("ready", "XX", code=3)


@pytest.mark.usefixtures("drafts")
def test_row_31_what_is_needed_counts_without_its_heading_in_the_template(wmstrat: Wmstrat, workspace: Path) -> None:
    template = workspace / "method/templates/draft.md"
    replace_in(template, "## Who decides\n", "")
    [item] = wmstrat.items("ready", "CB-D1")
    assert item["needed"] == ["who"]
    assert len(item["prompts"]) == COUNT


def test_row_31_who_publishes_despite_gaps_is_reminded(
    drafts: Path, wmstrat: Wmstrat, topics: Topics, at: At
) -> None:
    wmstrat(
        "draft",
        "publish",
        "CB-D1",
        "--opens",
        "2018-08-01",
        "--closes",
        "2018-08-31",
        "--despite",
        "One day for all.",
    )
    said = "1 draft that others read lacks needed answers"
    assert said not in topics("CB")
    at("2018-07-25")
    assert said in topics("CB")
    assert "wmstrat ready CB-D1" in wmstrat("brief", "CB").out
    at("2018-09-01")
    assert said not in topics("CB")
    at("2018-08-31")
    assert said in topics("CB")
    replace_in(drafts, "## Für wen?", f"## Who decides\n\n{ANSWER}\n\n## Für wen?")
    wmstrat("save")
    assert said not in topics("CB")
