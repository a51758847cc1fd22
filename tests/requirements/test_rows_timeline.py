"""Rows of the requirements that the timeline shows: dates that move (6), what waits for them (7), dates of groups
beside shared ones (9), and delays at everyone who depends on them (10). Today is 2018-07-20."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from tests.conftest import Once, Wmstrat, replace_in


@pytest.fixture
def story(workspace: Path, wmstrat: Wmstrat, once: Once) -> None:
    """A shared date of which CB has its own; a date of CB that moved and is late, for which CB-M3, AD-M1 (through
    CB-M3) and a link of DI wait; and one that was reached after it had moved twice."""

    def make() -> None:
        wmstrat("person", "add", "Member 17")
        wmstrat("whoami", "member-17")
        wmstrat("milestone", "add", "ALL", "First drafts", "--due", "2018-08-15")
        wmstrat("milestone", "add", "CB", "First drafts", "--due", "2018-10-01", "--own-date-of", "ALL-M1")
        wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-06-01")
        wmstrat("milestone", "add", "CB", "Trainers are trained", "--due", "2018-09-01", "--waits-on", "CB-M2")
        wmstrat("milestone", "add", "AD", "A campaign", "--due", "2018-11-01", "--waits-on", "CB-M3")
        wmstrat("link", "add", "DI", "Who trains us?", "--with", "CB", "--kind", "dependency", "--about", "CB-M2")
        wmstrat("milestone", "slip", "CB-M2", "2018-07-10", "--why", "The survey ends later.")
        wmstrat("milestone", "add", "PT", "A map of tools", "--due", "2018-05-02")
        wmstrat("milestone", "slip", "PT-M1", "2018-05-20", "--why", "Many tools.")
        wmstrat("milestone", "slip", "PT-M1", "2018-06-10", "--why", "Even more tools.")
        wmstrat("milestone", "reach", "PT-M1", "--on", "2018-07-02")

    once(make, workspace)


def line_of(page: str, code: str) -> str:
    """All lines of a group in the picture."""
    lines = page.splitlines()
    [start] = [place for place, line in enumerate(lines) if line[2:].startswith(f"{code} ")]
    ends = next((place for place in range(start + 1, len(lines)) if not lines[place].startswith("    ")), len(lines))
    return "\n".join(lines[start:ends])


@pytest.mark.usefixtures("story")
def test_row_6_a_date_is_seen_with_every_day_that_it_had_and_the_reasons(wmstrat: Wmstrat) -> None:
    drawn = line_of(wmstrat("timeline", "--width", "100").out, "PT")
    assert re.search(r":·+:·+:·+● M1", drawn), drawn

    [item] = [item for item in wmstrat.items("timeline", "PT") if item["id"] == "PT-M1"]
    assert [(move["was"], move["to"], move["why"]) for move in item["moved"]] == [
        ("2018-05-02", "2018-05-20", "Many tools."),
        ("2018-05-20", "2018-06-10", "Even more tools."),
    ]
    assert (item["due"], item["done_on"], item["late"]) == ("2018-06-10", "2018-07-02", 0)

    moved = wmstrat.items("timeline", "--slips")
    assert [(slip["id"], slip["days"], slip["by"]) for slip in moved] == [
        ("CB-M2", 39, "member-17"),
        ("PT-M1", 18, "member-17"),
        ("PT-M1", 21, "member-17"),
    ]
    told = wmstrat("timeline", "--slips", "--width", "140").out
    assert re.search(r"2018-07-20 +CB-M2 .+ 2018-06-01 +2018-07-10 +\+39 days +Member 17 +The survey ends", told), (
        told
    )
    assert wmstrat.items("timeline", "--slips", "--until", "2018-07-19") == []
    assert {slip["id"] for slip in wmstrat.items("timeline", "PT", "--slips")} == {"PT-M1"}


@pytest.mark.usefixtures("story")
def test_row_7_what_waits_for_something_late_is_seen_with_its_chain(wmstrat: Wmstrat) -> None:
    page = wmstrat("timeline", "--width", "100").out
    late, _, picture = page.partition("│ today")

    assert "!  CB-M2  Trainers are found  10 days late, due 2018-07-10  moved once, from 2018-06-01" in late
    assert "holds up DI-L1, CB-M3 (2018-09-01) and AD-M1 (2018-11-01) through CB-M3" in late
    assert "? M3←M2" in line_of(picture, "CB")
    signs = {code: line_of(picture, code)[0] for code in ("CB", "AD", "DI", "PT", "RA")}
    assert signs == {"CB": "!", "AD": "?", "DI": "?", "PT": " ", "RA": " "}
    assert "? M1←CB-M3" in line_of(picture, "AD")
    held = {item["id"]: item["held_up_by"] for item in wmstrat.items("timeline") if item["held_up_by"]}
    assert held == {"CB-M3": [["CB-M2"]], "AD-M1": [["CB-M3", "CB-M2"]], "DI-L1": [["CB-M2"]]}

    wmstrat("milestone", "reach", "CB-M2")
    assert "holds up" not in wmstrat("timeline", "--width", "100").out


@pytest.mark.usefixtures("story")
def test_row_9_a_group_s_own_date_takes_the_place_of_the_shared_one(wmstrat: Wmstrat) -> None:
    page = wmstrat("timeline", "--width", "100").out
    assert "┊" not in line_of(page, "CB")
    assert all("┊" in line_of(page, code) for code in ("AD", "CH", "DI", "PA", "PT", "RA", "RR", "RS"))

    assert [item["id"] for item in wmstrat.items("timeline", "AD") if item["shared"]] == ["ALL-M1"]
    [own] = [item for item in wmstrat.items("timeline", "CB") if item["own_date_of"]]
    assert (own["id"], own["due"], own["own_date_of"]) == ("CB-M1", "2018-10-01", "ALL-M1")
    assert "ALL-M1" not in {item["id"] for item in wmstrat.items("timeline", "CB")}

    wmstrat("milestone", "drop", "CB-M1", "--why", "We follow the others.")
    assert [item["id"] for item in wmstrat.items("timeline", "CB") if item["shared"]] == ["ALL-M1"]


@pytest.mark.usefixtures("story")
def test_row_10_a_delay_is_seen_at_everyone_who_depends_on_it(wmstrat: Wmstrat) -> None:
    assert "? L1←CB-M2" in line_of(wmstrat("timeline", "--width", "100").out, "DI")
    assert "holds up DI-L1" in wmstrat("timeline", "DI", "--width", "100").out
    [first, *_] = wmstrat.items("timeline", "CB", "--slips")
    assert first["held_up"] == ["DI-L1"], "CB-M3 is due after the new date"

    wmstrat("milestone", "slip", "CB-M2", "2018-12-01", "--why", "Nobody applied.")
    [_, second] = wmstrat.items("timeline", "CB", "--slips")
    assert set(second["held_up"]) == {"CB-M3", "AD-M1", "DI-L1"}
    wmstrat("link", "settle", "DI-L1")
    assert wmstrat.record("DI-L1")["settled_on"] == "2018-07-20"
    assert "L1" not in line_of(wmstrat("timeline", "--width", "100").out, "DI")


@pytest.mark.usefixtures("story")
def test_what_is_remembered_of_dates_follows_the_records(wmstrat: Wmstrat, workspace: Path) -> None:
    steps = (
        ["action", "add", "CB", "Ask three trainers", "--due", "2018-07-01"],
        ["set", "CB-M3", "waits_on+=CB-A1"],
        ["action", "done", "CB-A1"],
        ["milestone", "slip", "CB-M2", "2018-10-10", "--why", "The survey ends later."],
        ["group", "rename", "CB", "Learning"],
        ["group", "stage", "CB", "concluded"],
        ["link", "settle", "DI-L1"],
        ["milestone", "drop", "ALL-M1", "--why", "Each group has its own."],
        ["undo"],
    )
    reports = (["timeline"], ["timeline", "CB"], ["timeline", "--slips"])

    def told() -> list[str]:
        return [wmstrat(*report, "--format", "json").out for report in reports]

    seen = {*told()}
    for step in steps:
        wmstrat(*step)
        remembered = told()
        seen |= {*remembered}
        shutil.rmtree(workspace / ".git" / "wmstrat" / "cache")
        assert told() == remembered, step
    assert len(seen) > len(steps)


@pytest.mark.usefixtures("story")
def test_every_format_tells_the_same(wmstrat: Wmstrat) -> None:
    piped = wmstrat("timeline").out
    ids = wmstrat("timeline", "--format", "ids").lines
    assert {"ALL-M1", "CB-M1", "CB-M2", "CB-M3", "AD-M1", "DI-L1", "PT-M1"} <= set(ids)
    for form in ("plain", "markdown", "wikitext", "csv", "mermaid"):
        told = wmstrat("timeline", "--format", form).out
        assert all(identity in told for identity in ids if "-" in identity and identity.isupper()), form
    assert re.search(r"CB +CB-M2 +Trainers are found +2018-06-01 +2018-07-10 +planned, 10 days late +1", piped), piped
    assert "│" not in piped, "off a terminal there is no picture"

    calendar = icalendar.Calendar.from_ical(wmstrat("timeline", "--format", "ics").out)
    events: dict[str, Any] = {str(event["uid"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == len(calendar.walk("VEVENT"))
    dates = icalendar.Calendar.from_ical(wmstrat("milestone", "list", "--format", "ics").out).walk("VEVENT")
    assert {str(event["uid"]) for event in dates} < events.keys(), "the same date has one name in both calendars"
    [stage] = [event for uid, event in events.items() if uid.startswith("capacity-building-")]
    before = int(stage["sequence"])
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-08-01")
    again = icalendar.Calendar.from_ical(wmstrat("timeline", "CB", "--format", "ics").out).walk("VEVENT")
    [moved] = [event for event in again if event["uid"] == stage["uid"]]
    assert int(moved["sequence"]) == before + 1
    assert [str(event["summary"]) for event in again if "scope" in event["uid"]] == ["CB: Scope begins"]


def test_a_file_that_somebody_edited_by_hand_is_shown_as_far_as_it_can_be_read(
    workspace: Path, wmstrat: Wmstrat
) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-08-01")
    wmstrat("milestone", "slip", "CB-M1", "2018-09-01", "--why", "The survey ends later.")
    file = workspace / "groups/capacity-building/milestones/CB-M1.yaml"
    text = file.read_text()
    for wrong in ("2018-08-01", "2018-09-01"):
        file.write_text(text.replace(wrong, "2018-02-30"))
        for form in ("table", "json", "mermaid", "ics", "markdown", "plain"):
            wmstrat("timeline", "--format", form)
        wmstrat("timeline", "--width", "80")
        wmstrat("timeline", "--slips", "--width", "80")
    page = workspace / "groups/capacity-building/README.md"
    replace_in(page, "since: 2018-07-20", "since: 2018-07-40")
    wmstrat("timeline", "--width", "80")
    file.write_text("id: [")
    unread = "1 file has errors and is not shown here. See: wmstrat check"
    assert unread in wmstrat("timeline", "--width", "80").out
    # A page, a calendar and a program have no place for that, so it is beside them; not where no date of it would be.
    for command in ("timeline", "timeline CB", "timeline --slips", "milestone list CB", "milestone list"):
        assert unread in wmstrat(*command.split(), "--format", "json" if "slips" in command else "ics").err
    for form in ("mermaid", "markdown", "wikitext", "plain", "json"):
        assert unread in wmstrat("timeline", "--format", form).err
    for command in ("timeline AD", "meeting list", "milestone list AD"):
        assert "errors" not in wmstrat(*command.split(), "--format", "ics").err
    assert "errors" not in wmstrat("coverage").err
    assert unread in wmstrat("diff", "CB", "--since", "HEAD").err
    assert unread in wmstrat("report", "CB", "--since", "HEAD").err
    assert "errors" not in wmstrat("diff", "AD", "--since", "HEAD").err
    wmstrat("feedback", "add", "CB", "Too long.", "--source", "call")
    [feedback] = (workspace / "groups/capacity-building").glob("feedback/**/*.md")
    feedback.write_text("id: [")
    for command in ("feedback table", "feedback table CB"):
        assert unread in wmstrat(*command.split()).err
    for command in ("feedback table AD", "link map"):
        assert "errors" not in wmstrat(*command.split()).err


@pytest.mark.usefixtures("workspace")
def test_a_process_without_dates_is_told_what_to_type(wmstrat: Wmstrat) -> None:
    result = wmstrat("timeline", "--width", "60")
    assert "wmstrat milestone add CB " in result.err
    assert "Set-up" in result.out
    assert "No dates of AD yet. For example: wmstrat milestone add AD " in wmstrat("timeline", "AD").err
    assert "No dates of ALL yet. For example: wmstrat milestone add ALL " in wmstrat("timeline", "ALL").err
    wmstrat("round", "open", "SG", "May CB publish?", "--about", "CB", "--asks", "AD", "--closes", "2018-08-31")
    assert wmstrat("timeline", "SG", "--width", "60").err == ""
    assert "No date has moved." in wmstrat("timeline", "--slips").err
    assert "No date was moved in this time." in wmstrat("timeline", "--slips", "--until", "today").err
    assert wmstrat.items("timeline", "--slips") == wmstrat.items("timeline", "ALL") == []


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("--since 2018-08-01 --until 2018-07-01", 5, "ends before it begins"),
        ("--since 2018-02-30", 5, "February 2018 has 28 days"),
        ("--until soon", 5, '"soon" is not a date'),
        ("--on 2018-13-01", 5, "there is no month 13"),
        ("XX", 3, "XX"),
        ("--slips --format mermaid", 2, "wmstrat timeline --format mermaid"),
        ("--slips --format ics", 2, "Leave out --slips"),
        ("CB --slips --format ics", 2, "wmstrat timeline CB --format ics"),
        ("CB --slips --on 2018-08-01", 2, "wmstrat timeline CB --slips --until 2018-08-01"),
        ("--format gantt", 2, "mermaid"),
    ],
)
def test_what_cannot_be_shown_is_said(wmstrat: Wmstrat, typed: str, code: int, told: str) -> None:
    assert told in wmstrat("timeline", *typed.split(" "), code=code).err


@pytest.mark.usefixtures("workspace")
def test_row_7_what_is_late_follows_the_time_zone_of_the_process(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Kiritimati it is always a later day than on Samoa."""
    monkeypatch.delenv("WMSTRAT_TODAY")
    on_samoa = datetime.now(ZoneInfo("Pacific/Pago_Pago")).date()
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", on_samoa.isoformat())
    for zone, late in (("Pacific/Kiritimati", True), ("Pacific/Pago_Pago", False)):
        wmstrat("set", "process", f"zone={zone}")
        [date] = [item for item in wmstrat.items("timeline", "CB") if item["id"] == "CB-M1"]
        assert bool(date["late"]) == bool(wmstrat.items("milestone", "list", "--late")) == late
        assert ("overdue" in wmstrat("status", "CB").out) == late
        assert f" ({zone})" in wmstrat("timeline", "--format", "markdown").lines[2].replace("\\", "")
