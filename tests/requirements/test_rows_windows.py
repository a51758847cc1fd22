"""Until when others can answer, for row 34. Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")

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
