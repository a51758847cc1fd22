"""Days that nobody knows, and days at the end of all days: archives and typing errors have them, and no report stops
at one. Today is 2018-07-20."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from wmstrat.kinds import kinds
from wmstrat.record.day_types import Day
from wmstrat.record.days import ENDLESS, UNKNOWN, days_later, is_long_ago

MORE = {
    "member": {"group": "CB", "person": "member-17"},
    "milestone": {"group": "CB", "title": "One", "due": ENDLESS},
    "link": {"group": "CB", "title": "Trainers", "with": ["AD"], "kind": "need"},
    "meeting": {"group": "CB", "title": "Call", "at": "2018-07-10 14:00 UTC"},
    "feedback": {"group": "CB", "body": "More.", "source": "mail"},
    "action": {"group": "CB", "title": "Ask", "due": ENDLESS},
    "decision": {"group": "CB", "title": "We meet", "review": ENDLESS},
    "support": {"group": "CB", "title": "A room", "kind": "travel", "needed_by": ENDLESS},
    "outreach": {"group": "CB", "title": "News", "kind": "update"},
    "round": {"group": "CB", "title": "May we?", "about": ["CB-M1"], "asks": ["AD"], "closes": ENDLESS},
    "note": {"group": "CB", "title": "A note", "kind": "idea"},
}  # fmt: skip
REPORTS = (
    "status", "status CB", "brief ALL", "brief ALL --new", "brief CB --format mail", "brief AD", "show CB",
    "link map", "feedback table", "meeting list --format ics",
)  # fmt: skip


def test_no_report_stops_at_a_day_that_is_not_known(wmstrat: Wmstrat, workspace: Path) -> None:
    assert workspace == Path.cwd()
    wmstrat("person", "add", "Member 17")
    for kind in kinds():
        if kind.command not in MORE:
            continue
        days = [field.name for field in kind.fields if isinstance(field.type, Day) and field.type.unknown]
        unknown = dict.fromkeys(days, UNKNOWN)
        wmstrat("import", kind.command, "-", "--from", "json", stdin=json.dumps([{**MORE[kind.command], **unknown}]))
    wmstrat("set", "CB-RO1", f"answers+=advocacy,answer=object,on={UNKNOWN},note=Too soon.")

    for report in REPORTS:
        assert wmstrat(*report.split()).out
    for command in MORE:
        assert wmstrat(command, "list", "CB").out


@pytest.mark.parametrize(
    ("day", "days", "later"),
    [
        ("2018-07-20", 14, "2018-08-03"),
        (ENDLESS, 14, ENDLESS),
        (UNKNOWN, 14, UNKNOWN),
        ("2020-02-28", 1, "2020-02-29"),
    ],
)
def test_a_day_later(day: str, days: int, later: str) -> None:
    assert days_later(day, days) == later
    assert is_long_ago(day, days, "2018-08-04") is (later == "2018-08-03")
