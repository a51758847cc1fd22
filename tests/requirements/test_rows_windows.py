"""Until when others can answer, for row 34. Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import At, Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")

ANSWERED = """
## What we recommend

Build a place where everybody who organizes can learn.

## Who decides

The board decides this in autumn, with advice.
"""
NAMES = ("id", "status", "opens", "closes", "days_left")


def told(wmstrat: Wmstrat, *words: str) -> list[tuple[Any, ...]]:
    return [tuple(item[name] for name in NAMES) for item in wmstrat.items("windows", *words)]


def test_row_34_a_round_is_open_until_its_last_day(wmstrat: Wmstrat, workspace: Path) -> None:
    assert wmstrat("windows").err == "Nothing is open for comment on 2018-07-20.\n"
    for group, closes in (("CB", "2018-09-01"), ("AD", "2018-08-01")):
        wmstrat("round", "open", group, "May we publish?", "--about", group, "--asks", "DI", "--closes", closes)

    assert told(wmstrat) == [
        ("AD-RO1", "open", "2018-07-20", "2018-08-01", 12),
        ("CB-RO1", "open", "2018-07-20", "2018-09-01", 43),
    ]
    assert told(wmstrat, "CB") == told(wmstrat)[1:]
    assert told(wmstrat, "ALL") == []
    later = told(wmstrat, "--on", "2018-08-02")
    assert [(name, left) for name, *_, left in later] == [("CB-RO1", 30)]
    assert "1 more was closed: wmstrat windows --closed" in wmstrat("windows", "--on", "2018-08-02").out
    assert [name for name, *_ in told(wmstrat, "--on", "2018-08-02", "--closed")] == ["AD-RO1"]
    zone = workspace / "process.yaml"
    zone.write_text(f"{zone.read_text()}zone: Europe/Berlin\n")
    assert "waiting for answers until 2018-08-01 (Europe/Berlin)" in wmstrat("windows", "--format", "markdown").out

    calendar = wmstrat("windows", "--format", "ics").out
    assert calendar.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20180720\r\nDTEND;VALUE=DATE:20180802" in calendar
    wmstrat("round", "close", "AD-RO1")
    assert [name for name, *_ in told(wmstrat)] == ["CB-RO1"]


def test_a_day_that_is_none_is_refused(wmstrat: Wmstrat) -> None:
    assert "someday" in wmstrat("windows", "--on", "someday", code=5).err
    wmstrat("windows", "XX", code=3)


def test_row_34_a_window_moves_with_its_milestone_and_is_shown_wherever_the_draft_is(
    wmstrat: Wmstrat, workspace: Path, at: At
) -> None:
    wmstrat("milestone", "add", "ALL", "Comments on the first drafts", "--due", "2018-08-31")
    wmstrat("draft", "add", "CB", "A place to learn")
    file = workspace / "groups/capacity-building/drafts/CB-D1.md"
    file.write_text(f"{file.read_text().partition('<!--')[0]}{ANSWERED}")
    wmstrat("save")
    wmstrat("set", "CB-D1", "state=published", "iterations+=1,on=2018-07-20,closes=ALL-M1")
    wmstrat("feedback", "add", "CB-D1", "Say it shorter.", "--source", "a survey")

    assert told(wmstrat) == [("CB-D1", "open", "2018-07-20", "2018-08-31", 42)]
    [item] = wmstrat.items("windows")
    assert (item["moves_with"], item["iteration"]) == ("ALL-M1", 1)
    until = "open for comment until 2018-08-31 (UTC)"
    feedback = wmstrat.items("feedback", "list")[0]["id"]
    everywhere = ("show CB-D1", "draft list", "status CB", f"show {feedback}", "windows --format markdown")
    for shown in map(str.split, everywhere):
        assert until in wmstrat(*shown).out, shown
    assert "open for comment until 2018-08-31" in wmstrat("report", "--since", "HEAD~1").out

    wmstrat("milestone", "slip", "ALL-M1", "2018-09-15", "--why", "Many ask for more time.")
    assert told(wmstrat) == [("CB-D1", "open", "2018-07-20", "2018-09-15", 57)]
    moved = [(item["heading"], item["id"]) for item in wmstrat.items("diff", "CB", "--since", "HEAD~1")]
    assert moved == [("Dates that moved", "ALL-M1")]
    assert wmstrat.items("diff", "AD", "--since", "HEAD~1") == []
    at("2018-09-16")
    assert told(wmstrat) == []
    assert "comments closed on 2018-09-15 (UTC)" in wmstrat("show", "CB-D1").out
    assert "open for comment" not in wmstrat("report", "--since", "HEAD~1").out.partition("## How to take part")[2]
    assert wmstrat.record(feedback)["comments"] == "comments closed on 2018-09-15 (UTC)"
    assert told(wmstrat, "--closed", "--on", "2018-09-15") == []
    wmstrat("mark", "CB-D1", "submitted")
    assert "comments" not in wmstrat("show", "CB-D1").out
