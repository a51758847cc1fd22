"""Rows of the requirements about dates: they move with a reason (6), and wait on other records (7). Today is
2018-07-20."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import icalendar
import pytest

from tests.conftest import Once, Wmstrat, replace_in
from wmstrat.kinds import kind
from wmstrat.record.record import Record
from wmstrat.record.rules import breaches
from wmstrat.record.waiting import is_there

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def chained(once: Once, workspace: Path, wmstrat: Wmstrat) -> None:
    """CB-M3 waits for CB-M2, and that for CB-M1, which is late."""
    assert workspace == Path.cwd()

    def make() -> None:
        wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-07-01")
        wmstrat("milestone", "add", "CB", "Trainers are trained", "--due", "2018-10-01", "--waits-on", "CB-M1")
        wmstrat("milestone", "add", "CB", "The end", "--due", "2018-12-01", "--waits-on", "CB-M2=reached")

    once(make, workspace)


def test_row_6_a_date_moves_with_a_reason_and_every_date_stays(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("milestone", "add", "ALL", "The strategy is published", "--due", "2018-12-31")
    for day, why in (("2019-11-01", "The groups began later."), ("2020-03-01", "A synthesis is needed.")):
        wmstrat("milestone", "slip", "ALL-M1", day, "--why", why)
    wmstrat("milestone", "reach", "ALL-M1", "--on", "2018-07-19")

    record = wmstrat.record("ALL-M1")
    moves = [(slip["was"], slip["to"], slip["why"]) for slip in record["slips"]]
    assert moves == [
        ("2018-12-31", "2019-11-01", "The groups began later."),
        ("2019-11-01", "2020-03-01", "A synthesis is needed."),
    ]
    assert (record["first_due"], record["due"], record["reached_on"]) == ("2018-12-31", "2020-03-01", "2018-07-19")


def test_row_6_a_date_does_not_move_without_a_reason(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-08-01")

    assert "wmstrat milestone slip CB-M1 DATE --why TEXT" in wmstrat("set", "CB-M1", "due=2018-09-01", code=4).err
    assert "--why" in wmstrat("milestone", "slip", "CB-M1", "2018-09-01", code=2).err
    file = workspace / "groups/capacity-building/milestones/CB-M1.yaml"
    replace_in(file, "2018-08-01", "2018-09-01")
    assert "wmstrat milestone slip" in wmstrat("save", code=4).err


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("slip CB-M1 2018-08-01 --why x", 5, "already due on 2018-08-01"),
        ("slip CB-M2 2018-09-01 --why x", 4, "wmstrat set CB-M2 due=2018-09-01"),
        ("slip CB-M1 2018-02-30 --why x", 5, "2018-02-30"),
        ("reach CB-M1 --on 2018-08-01", 4, "in the future"),
        ("drop CB-M1", 2, "--why"),
    ],
)
def test_bad_days_change_nothing(wmstrat: Wmstrat, typed: str, code: int, told: str) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-08-01")
    wmstrat("milestone", "add", "CB", "Nobody knows when")
    before = wmstrat.record("CB-M1")

    assert told in wmstrat("milestone", *typed.split(" "), code=code).err
    assert wmstrat.record("CB-M1") == before


def test_a_closed_milestone_does_not_move(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-08-01")
    wmstrat("milestone", "drop", "CB-M1", "--why", "Others do it.")

    assert "CB-M1 is dropped" in wmstrat("milestone", "slip", "CB-M1", "2018-09-01", "--why", "x", code=4).err


@pytest.mark.usefixtures("chained")
def test_row_7_what_waits_on_something_late_is_held_up_and_the_chain_is_shown(wmstrat: Wmstrat) -> None:
    held = {item["id"]: item["held_up_by"] for item in wmstrat.items("milestone", "list", "--held-up")}

    assert held == {"CB-M2": ["CB-M1"], "CB-M3": ["CB-M2", "CB-M1"]}
    texts = {item["text"] for item in wmstrat.items("status", "CB")[0]["attention"]}
    assert {"1 milestone is overdue", "2 milestones are held up by other records"} <= texts
    wmstrat("milestone", "reach", "CB-M1")
    assert wmstrat.items("milestone", "list", "--held-up") == []


@pytest.mark.usefixtures("chained")
def test_row_7_what_is_due_after_it_holds_a_milestone_up(wmstrat: Wmstrat) -> None:
    told = wmstrat("milestone", "slip", "CB-M1", "2019-01-01", "--why", "The survey ends later.").err

    assert "These wait for it: CB-M2" in told
    assert [item["id"] for item in wmstrat.items("milestone", "list", "--held-up")] == ["CB-M2", "CB-M3"]


@pytest.mark.parametrize("waiting", ["ALL", "AD"])
def test_row_7_what_holds_a_milestone_up_elsewhere_is_noticed_until_it_is_there(
    wmstrat: Wmstrat, waiting: str
) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-07-01")
    wmstrat("milestone", "add", waiting, "The end", "--due", "2018-12-01", "--waits-on", "CB-M1")
    assert "1 milestone is held up" in wmstrat("status").out

    wmstrat("milestone", "reach", "CB-M1")
    assert "held up" not in wmstrat("status").out
    wmstrat("mark", "CB-M1", "planned")
    assert "1 milestone is held up" in wmstrat("status").out


@pytest.mark.parametrize(
    ("state", "until", "there"),
    [
        ("published", "published", True),
        ("submitted", "published", True),
        ("merged", "published", True),
        ("drafting", "published", False),
        ("withdrawn", "published", False),
        ("ratified", "", True),
        ("merged", "", True),
        ("submitted", "", False),
        ("withdrawn", "", False),
        ("no such state", "", False),
    ],
)
def test_row_7_what_is_waited_for_is_there_from_a_state_on(state: str, until: str, there: bool) -> None:
    draft = kind("draft")
    record = Record(draft, "CB-D1", "cb", "", {**draft.blank(), "state": state})

    assert is_there(record, until) is there


def test_row_7_what_was_put_aside_satisfies_nothing(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "A shared place")
    wmstrat("milestone", "add", "CB", "The draft is out", "--due", "2018-08-01", "--waits-on", "CB-D1=published")
    assert wmstrat.record("CB-M1")["waits_on"] == [{"record": "CB-D1", "until": "published"}]

    wmstrat("mark", "CB-D1", "withdrawn")

    assert "put-aside" in {item["check"] for item in wmstrat.items("check")}
    [notice] = [item for item in wmstrat.items("brief", "CB") if item["notice"] == "waits-for-put-aside"]
    assert (notice["records"], notice["command"]) == (["CB-M1"], "wmstrat set CB-M1 waits_on-=CB-D1")
    wmstrat(*notice["command"].split()[1:])
    assert "waits-for-put-aside" not in {item["notice"] for item in wmstrat.items("brief", "CB")}


@pytest.mark.usefixtures("chained")
def test_row_7_no_milestone_waits_on_itself_through_others(wmstrat: Wmstrat) -> None:
    told = wmstrat("set", "CB-M1", "waits_on+=CB-M3", code=5).err

    assert "CB-M3, CB-M2, which waits for CB-M1" in told
    assert "Type the command again with another value." in told
    assert "waits_on-=CB-M3" not in told, "what was refused is in no file that it could be removed from"
    assert wmstrat.record("CB-M1")["waits_on"] == []


def test_a_milestone_waits_for_a_state_that_there_is(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "A shared place")

    told = wmstrat("milestone", "add", "CB", "It is out", "--waits-on", "CB-D1=finished", code=5).err
    assert "a state of CB-D1: idea, drafting" in told


def test_a_group_has_its_own_date_of_a_milestone_of_all(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "ALL", "First drafts", "--due", "2018-08-01")
    wmstrat("milestone", "add", "CB", "First drafts", "--due", "2018-09-01", "--own-date-of", "ALL-M1")

    assert "CB-M1" in wmstrat("show", "ALL-M1").out
    assert [item["id"] for item in wmstrat.items("milestone", "list", "ALL")] == ["ALL-M1"]
    assert len(wmstrat.items("milestone", "list")) == 2


def test_what_is_due_in_the_whole_process_needs_attention(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "ALL", "First drafts", "--due", "2018-07-01")
    wmstrat("milestone", "add", "ALL", "Second drafts", "--due", "2018-07-27")

    shown = wmstrat("status").out
    assert "wmstrat milestone list ALL --late" in shown
    assert "1 milestone is due soon" in shown
    wmstrat("milestone", "reach", "ALL-M1", "ALL-M2")
    assert "milestone" not in wmstrat("status").out


def test_two_who_move_one_date_are_asked_and_both_slips_stay() -> None:
    """The law of slips lets in what two sides made together."""
    milestone = kind("milestone")

    def record(due: str, *slips: tuple[str, str]) -> Record:
        entries = [{"on": "2018-07-20", "was": was, "to": to, "by": "", "why": "x"} for was, to in slips]
        values = {**milestone.blank(), "id": "CB-M1", "group": "cb", "title": "x", "state": "planned", "due": due}
        return Record(milestone, "CB-M1", "cb", "", {**values, "slips": entries})

    there = record("2018-09-01", ("2018-08-01", "2018-09-01"))
    mine = record("2018-10-01", ("2018-08-01", "2018-09-01"), ("2018-08-01", "2018-10-01"))
    theirs = record("2018-09-01", ("2018-08-01", "2018-09-01"), ("2018-08-01", "2018-10-01"))
    made_up = record("2018-10-01", ("2018-08-01", "2018-09-01"), ("2018-05-01", "2018-10-01"))
    assert not [*breaches(there, mine, None)]  # type: ignore[arg-type]
    assert not [*breaches(there, theirs, None)]  # type: ignore[arg-type]
    assert [*breaches(there, made_up, None)]  # type: ignore[arg-type]


def test_dates_are_whole_days_in_a_calendar(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-08-01")
    wmstrat("milestone", "add", "CB", "Nobody knows when")
    wmstrat("milestone", "slip", "CB-M1", "2018-09-01", "--why", "The survey ends later.")

    [event] = icalendar.Calendar.from_ical(wmstrat("milestone", "list", "--format", "ics").out).walk("VEVENT")
    assert (str(event["summary"]), event.start, event["sequence"]) == ("CB: Trainers are found", date(2018, 9, 1), 1)


def test_a_milestone_waits_for_several_that_commas_separate(wmstrat: Wmstrat) -> None:
    """Like the groups that a round asks: with the option of `add`, and with `set`."""
    for title in ("One", "Two", "Three"):
        wmstrat("milestone", "add", "CB", title, "--due", "2018-10-01")
    wmstrat("milestone", "add", "CB", "All", "--waits-on", "CB-M1,CB-M2")
    wmstrat("milestone", "add", "CB", "More", "--waits-on", "CB-M1=reached")
    wmstrat("set", "CB-M5", "waits_on+=CB-M2, CB-M3")

    waits = [item["waits_on"] for item in wmstrat.items("milestone", "list", "CB")[3:]]
    assert [[entry["record"] for entry in entries] for entries in waits] == [
        ["CB-M1", "CB-M2"],
        ["CB-M1", "CB-M2", "CB-M3"],
    ]
