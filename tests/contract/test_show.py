"""`show`: a record as a person reads it, and what points at it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat

TEXT = """\
## What we recommend

<!-- recommendation: What shall change? -->
Every new community
gets a mentor
for two years.

```sh
  wmstrat status
    --width 80
```

## What could go wrong

<!-- risks: nobody sees this -->

## Time frame

todo
"""


@pytest.fixture
def draft(once: Once, wmstrat: Wmstrat, workspace: Path, question: object) -> str:
    del question

    def make() -> None:
        wmstrat("draft", "add", "CB", "Mentors", "--answers", "CB-Q1", "--file", "-", stdin=TEXT)

    once(make, workspace)
    return "CB-D1"


@pytest.mark.parametrize("width", [(), ("--width", "60")])
def test_a_text_reads_as_prose(wmstrat: Wmstrat, draft: str, width: tuple[str, ...]) -> None:
    told = wmstrat("show", draft, *width).out
    assert (
        "Every new community gets a mentor for two years.\n\n```sh\n  wmstrat status\n    --width 80\n```\n" in told
    )
    assert "What could go wrong\n" not in told
    assert "nobody sees this" not in told
    assert "\nTime frame\n" in told
    assert "answered (1 too short: fewer than 5 words); open:" in told
    assert told.count("idea") == 1
    assert "nobody sees this" in wmstrat("show", draft, "--format", "markdown").out
    assert wmstrat.record(draft)["body"] == TEXT.strip("\n")


def test_what_the_template_asks_is_counted(wmstrat: Wmstrat, draft: str) -> None:
    told = wmstrat("show", draft).out
    headings = [line for line in wmstrat.record(draft)["body"].splitlines() if line.startswith("## ")]
    assert len(headings) == 3
    [count] = [line for line in told.splitlines() if " answered " in line]
    assert count.startswith("2 of 17 answered (1 too short: fewer than 5 words); open: ")
    assert count.endswith(" and 11 more")
    wmstrat("draft", "add", "CB", "Foreign", "--file", "-", stdin="## Summary\n\nNothing that the template asks.\n")
    assert "answered" not in wmstrat("show", "CB-D2").out


def test_what_points_at_a_record_is_shown(wmstrat: Wmstrat, draft: str) -> None:
    note = wmstrat("note", "add", "CB", "About both", "--about", "CB-Q1", "--about", draft).out.strip()
    wmstrat("draft", "add", "CB", "All of it")
    wmstrat("set", draft, "state=merged", "became=CB-D2")
    wmstrat("question", "add", "CB", "Which two?")
    wmstrat("set", "CB-Q2", "state=merged", "merged_into=CB-Q1")
    rows = {
        line.partition("  ")[0]: line.split("  ")[-1].strip()
        for line in wmstrat("show", "CB-Q1").lines
        if "  " in line
    }
    assert (rows["Drafts"], rows["Notes"], rows["Came from"]) == ("CB-D2", note, "CB-Q2")
    assert wmstrat.record("CB-D2")["came_from"] == [draft]
    assert wmstrat.record(draft)["notes"] == [note]


def test_a_raw_record_is_shown_in_words(wmstrat: Wmstrat, draft: str) -> None:
    del draft
    wmstrat("group", "rename", "CB", "Learning", "--who", "Core Team", "--why", "Wider", "--on", "2018-07-20")
    told = wmstrat("show", "CB").out
    assert "Capacity Building (former, by Core Team, 2018-07-20, Wider)" in " ".join(told.split())
