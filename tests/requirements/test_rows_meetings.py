"""Rows 50, 57, 60 and 61: the way of working of a group; meetings, their times, agendas, summaries and calendars."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest

from tests.conftest import Once, Wmstrat, everything, replace_in
from tests.requirements.conftest import Appoint, Topics
from wmstrat.kinds import Catalogue
from wmstrat.kinds.meeting_reports import absent
from wmstrat.record.minutes import written
from wmstrat.repo.place import find
from wmstrat.reports.of_group import GroupOnDay, Shared
from wmstrat.workspace.workspace import Workspace

pytestmark = pytest.mark.usefixtures("workspace")

CB = Path("groups/capacity-building")


def test_row_50_a_group_says_how_it_works_and_nothing_is_forced(wmstrat: Wmstrat) -> None:
    assert "zones" not in (CB / "README.md").read_text()
    wmstrat("set", "CB", "rhythm=every second Tuesday", "decision_rule=consent", "languages+=pt-br", "quorum=1/2")
    wmstrat("set", "CB", "zones+=Europe/Berlin", "zones+=Asia/Kolkata", "channels+=#capacity on the chat")

    shown = wmstrat("status", "CB").out
    for text in (
        "every second Tuesday",
        "consent",
        "pt-br",
        "1/2",
        "Europe/Berlin, Asia/Kolkata",
        "#capacity on the",
    ):
        assert f" {text}" in shown
    told = wmstrat("set", "CB", "zones+=Berlin", code=5).err
    assert 'zones: found "Berlin" (did you mean Europe/Berlin?)' in told


WEEKLY = ("meeting", "add", "CB", "Weekly call")
MINUTES = """
## Summary

We planned the survey.

## What comes next

Everybody asks two affiliates.

## Participants

- Member 1
* member-2

## Apologies

member-3

## Notes

Long talk.

## Private notes

Marked-word about somebody.
"""


@pytest.fixture
def met(once: Once, workspace: Path, wmstrat: Wmstrat) -> None:
    """A meeting that took place yesterday."""
    assert workspace == Path.cwd()

    def make() -> None:
        wmstrat(*WEEKLY, "--at", "2018-07-19 14:00 Europe/Berlin", "--lasts", "90m")

    once(make, workspace)


def test_row_60_the_next_calls_are_shown_in_utc_and_in_the_zones_of_the_group(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "zones+=Europe/Berlin", "zones+=Asia/Tokyo")
    wmstrat(*WEEKLY, "--at", "2018-08-07 20:00 Europe/Berlin", "--address", "https://example.org/call")
    wmstrat("meeting", "add", "ALL", "Everybody", "--at", "2018-08-01 09:00 UTC")
    wmstrat("meeting", "add", "AD", "With us", "--at", "2018-09-01 09:00 UTC", "--with", "CB")

    [group] = wmstrat.items("status", "CB")
    assert [(item["id"], item["utc"]) for item in group["meetings"]] == [
        ("ALL-MT1", "2018-08-01 09:00"),
        ("CB-MT1", "2018-08-07 18:00"),
        ("AD-MT1", "2018-09-01 09:00"),
    ]
    assert group["meetings"][1]["local"] == ["20:00 Europe/Berlin", "2018-08-08 03:00 Asia/Tokyo"]
    assert "20:00 Europe/Berlin, 2018-08-08 03:00 Asia/Tokyo" in wmstrat("status", "CB").out
    assert wmstrat.record("CB-MT1")["utc"] == "2018-08-07 18:00"
    assert [item["id"] for item in wmstrat.items("status", "ALL")[0]["meetings"]] == ["ALL-MT1"]
    assert [item["id"] for item in wmstrat.items("meeting", "list", "CB", "--coming")] == ["CB-MT1", "AD-MT1"]


def test_row_57_meetings_across_groups_belong_to_each_of_them(wmstrat: Wmstrat) -> None:
    wmstrat("meeting", "add", "SG", "Coordinators", "--at", "2018-08-07 14:00 UTC", "--with", "CB", "--with", "AD")

    for group in ("SG", "CB", "AD"):
        assert [item["id"] for item in wmstrat.items("meeting", "list", group)] == ["SG-MT1"]
    assert wmstrat.items("meeting", "list", "DI") == []
    assert (
        'with: found "CB", whose meeting it is'
        in wmstrat(*WEEKLY, "--at", "2018-08-07 14:00 UTC", "--with", "CB", code=5).err
    )


def test_row_60_a_series_is_one_commit_and_stays_at_its_time_over_summer_time(
    wmstrat: Wmstrat, git: Callable[..., str]
) -> None:
    before = git(Path.cwd(), "rev-list", "--count", "HEAD")
    made = wmstrat(*WEEKLY, "--at", "2018-10-21 14:00 Europe/Berlin", "--every", "1w", "--until", "2018-11-04")

    assert made.out.split() == ["CB-MT1", "CB-MT2", "CB-MT3"]
    assert int(git(Path.cwd(), "rev-list", "--count", "HEAD")) == int(before) + 1
    assert [item["utc"][11:] for item in wmstrat.items("meeting", "list")] == ["12:00", "13:00", "13:00"]
    wmstrat("undo")
    assert wmstrat.items("meeting", "list") == []


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ((), 2, "--at is missing"),
        (("--at", "2018-03-25 02:30 Europe/Berlin"), 5, "2018-03-25 00:30 UTC or 2018-03-25 01:30 UTC"),
        (("--at", "2018-10-28 02:30 Europe/Berlin"), 5, "2018-10-28 00:30 UTC or 2018-10-28 01:30 UTC"),
        (("--at", "2018-08-07 14:00 Berlin"), 5, "did you mean Europe/Berlin?"),
        (("--at", "2018-02-30 14:00 UTC"), 5, "2018-02-30"),
        (("--at", "2018-10-21 02:30 Europe/Berlin", "--every", "1w", "--until", "2018-11-04"), 5, "2018-10-28 02:30"),
        (("--at", "2018-08-07 14:00 UTC", "--every", "1w"), 2, "--until"),
        (("--at", "2018-08-07 14:00 UTC", "--until", "2018-09-01"), 2, "--every"),
        (("--at", "2018-08-07 14:00 UTC", "--every", "90m", "--until", "2018-09-01"), 5, "whole days or weeks"),
        (("--at", "2018-08-07 14:00 UTC", "--every", "1w", "--until", "2018-08-01"), 5, "before its first meeting"),
        (("--at", "2018-08-07 14:00 UTC", "--every", "1d", "--until", "2018-12-31"), 5, "at most 100 meetings"),
        (("--at", "2018-08-07 14:00 UTC", "--kind", "party"), 5, "party"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_and_nothing_changes(
    wmstrat: Wmstrat, workspace: Path, typed: tuple[str, ...], code: int, told: str
) -> None:
    before = everything(workspace)
    assert told in wmstrat(*WEEKLY, *typed, code=code).err
    assert everything(workspace) == before


@pytest.mark.usefixtures("met")
def test_row_60_meetings_without_a_summary_are_listed_since_their_end(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat(*WEEKLY, "--at", "2018-07-20 00:30 Europe/Berlin", "--lasts", "2h")

    [held] = wmstrat.items("meeting", "list", "--held")
    assert (held["id"], held["state"], held["ended_on"]) == ("CB-MT1", "planned", "2018-07-19")
    assert "1 meeting without a summary" in topics("CB")
    assert "wmstrat meeting close CB-MT1" in wmstrat("status", "CB").out
    wmstrat("meeting", "close", "CB-MT1", "We planned the survey.")
    assert "1 meeting without a summary" not in topics("CB")


@pytest.mark.usefixtures("met")
def test_row_60_a_meeting_is_closed_with_one_text(wmstrat: Wmstrat, workspace: Path, appointed: Appoint) -> None:
    appointed(*(f"member-{number}, staff, 2018-06-01," for number in (1, 2, 3)))
    wmstrat("set", "CB", "quorum=2/3")

    told = wmstrat("meeting", "close", "CB-MT1", stdin=MINUTES).err

    record = wmstrat.record("CB-MT1")
    assert (record["state"], record["participants"], record["apologies"]) == (
        "closed",
        ["member-1", "member-2"],
        ["member-3"],
    )
    assert (record["notes"], record["private_notes"]) == ("Long talk.", "Marked-word about somebody.")
    summary = "## Summary\n\nWe planned the survey.\n\n### What comes next\n\nEverybody asks two affiliates."
    assert record["body"].endswith(summary)
    assert "Quorum in CB: 2 of 3 members took part (needed: 2)." in told
    public = {path: data for path, data in everything(workspace).items() if not path.startswith("private/")}
    assert not [path for path, data in public.items() if b"Marked-word" in data]
    assert b"private_notes" not in (CB / "meetings/CB-MT1.md").read_bytes()
    assert "Marked-word" in (workspace / "private" / CB / "meetings/CB-MT1.md").read_text()


@pytest.mark.parametrize("sign", ["{}", "{}:", "**{}**", "**{}:**", "# {}"])
def test_a_heading_without_its_signs_is_one_too(sign: str) -> None:
    headings = {"summary": "Summary", "decisions": "Decisions", "private_notes": "Private notes"}
    text = "We met.\n\n```\n{1}\n```\n\n{0}\n- One\n\n{1}\nFor few."
    parts = written(text.format(sign.format("decisions"), sign.format("Private notes")), headings)

    fenced = f"```\n{sign.format('Private notes')}\n```"
    assert parts == {"summary": f"We met.\n\n{fenced}", "decisions": "- One", "private_notes": "For few."}


@pytest.mark.usefixtures("met")
def test_row_50_too_few_members_are_told_and_refuse_nothing(wmstrat: Wmstrat, appointed: Appoint) -> None:
    appointed(
        *(f"member-{number}, staff, 2018-06-01," for number in (1, 2, 3)), "member-4, staff, 2018-06-01, 2018-07-01"
    )
    wmstrat("set", "CB", "quorum=2")

    told = wmstrat(
        "meeting", "close", "CB-MT1", "We met.", "--participants", "member-1", "--participants", "member-4"
    ).err
    assert "No quorum in CB: 1 of 3 members took part (needed: 2)." in told
    assert wmstrat.record("CB-MT1")["state"] == "closed"


@pytest.mark.usefixtures("met")
def test_a_closed_meeting_has_a_summary_and_was_held(wmstrat: Wmstrat) -> None:
    wmstrat(*WEEKLY, "--at", "2018-08-07 14:00 UTC")

    assert "wmstrat meeting close CB-MT1" in wmstrat("mark", "CB-MT1", "closed", code=4).err
    assert "no summary" in wmstrat("meeting", "close", "CB-MT1", stdin="## Notes\n\nLong talk.\n", code=5).err
    assert "cannot be closed yet" in wmstrat("meeting", "close", "CB-MT2", "We will meet.", code=4).err
    assert "Somebody" in wmstrat("meeting", "close", "CB-MT1", "We met.", "--participants", "Somebody", code=3).err
    assert {item["state"] for item in wmstrat.items("meeting", "list")} == {"planned"}
    wmstrat("meeting", "close", "CB-MT1", "We met.")
    assert "already closed" in wmstrat("meeting", "close", "CB-MT1", "Again.", code=4).err
    assert "closed" in wmstrat("meeting", "cancel", "CB-MT1", "--why", "x", code=4).err


def test_row_60_a_translated_heading_gets_the_summary(wmstrat: Wmstrat, workspace: Path) -> None:
    template = workspace / "method/templates/meeting.md"
    replace_in(template, "## Summary", "## Zusammenfassung")
    wmstrat("save")
    wmstrat(*WEEKLY, "--at", "2018-07-19 14:00 Europe/Berlin")
    wmstrat("meeting", "close", "CB-MT1", "Wir haben die Umfrage geplant.")

    body = wmstrat.record("CB-MT1")["body"]
    assert body.count("## ") == 2
    assert body.endswith("Wir haben die Umfrage geplant.")
    assert "0 of 2 answered" not in wmstrat("show", "CB-MT1").out


CAME_OF = """
We planned the survey.

## Decisions

- We meet every week, how=consent, review=2018-12-01
  The call is an hour long.
- The survey comes first, about=CB-Q1

## Actions

1. Write to the affiliates, the small ones first, owner=Member 1, due=friday
2. Ask for a room, group=AD
"""


@pytest.mark.usefixtures("met")
def test_row_60_decisions_and_actions_come_of_a_meeting_in_the_same_commit(
    wmstrat: Wmstrat, git: Callable[..., str]
) -> None:
    wmstrat("person", "add", "Member 1")
    wmstrat("question", "add", "CB", "Which capacities are missing?")
    before = int(git(Path.cwd(), "rev-list", "--count", "HEAD"))

    made = wmstrat("meeting", "close", "CB-MT1", "--action", "Book it,due=2018-08-01", stdin=CAME_OF)

    assert int(git(Path.cwd(), "rev-list", "--count", "HEAD")) == before + 1
    assert "close CB-MT1 with 2 decisions and 3 actions" in made.err
    assert made.out.split() == ["CB-DE1", "CB-DE2", "CB-A1", "CB-A2", "AD-A1"]
    first, second = wmstrat.items("decision", "list")
    assert (first["title"], first["how"], first["review"]) == ("We meet every week", "consent", "2018-12-01")
    assert (first["body"], first["from"], first["on"]) == ("The call is an hour long.", "CB-MT1", "2018-07-19")
    assert (second["title"], second["about"]) == ("The survey comes first", ["CB-Q1"])
    actions = {item["id"]: item for item in wmstrat.items("action", "list")}
    assert {item["title"] for item in actions.values()} == {
        "Book it", "Write to the affiliates, the small ones first", "Ask for a room",
    }  # fmt: skip
    assert (actions["CB-A2"]["owner"], actions["CB-A2"]["due"]) == ("member-1", "2018-07-20")
    assert {item["from"] for item in actions.values()} == {"CB-MT1"}
    wmstrat(*WEEKLY, "--at", "2018-07-26 14:00 Europe/Berlin")
    agenda = wmstrat("meeting", "agenda", "CB-MT2").out.splitlines()
    assert agenda[:4] == [
        "**Actions**", "", "- CB-A2 Write to the affiliates, the small ones first (Member 1, due 2018-07-20, late)",
        "- CB-A1 Book it (due 2018-08-01)",
    ]  # fmt: skip


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("- Ask, owner=Nobody", 3, 'Actions, "Ask, owner=Nobody": '),
        ("- Ask, due=2018-02-30", 5, '"Ask, due=2018-02-30"'),
        ("- , owner=", 5, "title: nothing, expected"),
    ],
)
def test_a_line_that_cannot_be_an_action_is_named_and_nothing_changes(
    wmstrat: Wmstrat, workspace: Path, line: str, code: int, told: str
) -> None:
    before = everything(workspace)
    text = f"We met.\n\n## Actions\n\n{line}\n"
    assert told in wmstrat("meeting", "close", "CB-MT1", stdin=text, code=code).err
    after = everything(workspace)
    assert {path: data for path, data in after.items() if path in before} == before


def test_an_agenda_is_drafted_from_what_is_open_and_overwrites_nothing(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat(*WEEKLY, "--at", "2018-08-07 14:00 UTC", "--with", "AD")
    wmstrat("question", "add", "CB", "Which capacities are missing?")
    wmstrat("question", "add", "AD", "Who speaks for us?")
    wmstrat("question", "add", "DI", "Not ours?")
    wmstrat("milestone", "add", "CB", "Trainers", "--due", "2018-07-10", "--owner", "member-17")
    wmstrat("milestone", "add", "CB", "Far away", "--due", "2019-07-10")

    drafted = wmstrat("meeting", "agenda", "CB-MT1")
    assert drafted.out.splitlines() == [
        "**Dates**", "", "- CB-M1 Trainers (Member 17, due 2018-07-10, late)", "",
        "**Questions**", "", "- CB-Q1 Which capacities are missing?", "- AD-Q1 Who speaks for us?", "",
        "**Anything else**",
    ]  # fmt: skip
    assert "- CB-Q1 Which" in wmstrat.record("CB-MT1")["body"].partition("## Summary")[0]
    body = wmstrat.record("CB-MT1")["body"]
    wmstrat("question", "add", "CB", "One more?")
    assert "- CB-Q2 One more?" in wmstrat("meeting", "agenda", "CB-MT1").out
    assert wmstrat.record("CB-MT1")["body"] == body
    wmstrat("meeting", "agenda", "CB-MT1", "--write")
    assert wmstrat.record("CB-MT1")["body"] == body.replace("missing?\n", "missing?\n- CB-Q2 One more?\n")


def test_a_meeting_whose_time_cannot_be_read_breaks_no_report(wmstrat: Wmstrat) -> None:
    wmstrat(*WEEKLY, "--at", "2018-08-07 14:00 UTC")
    file = CB / "meetings/CB-MT1.md"
    replace_in(file, "at: 2018-08-07 14:00 UTC", "at: at noon")

    assert 'at: found "at noon"' in wmstrat("check", code=1).out
    assert wmstrat.items("status", "CB")[0]["meetings"] == []
    assert "Weekly call" in wmstrat("meeting", "list").out
    assert "BEGIN:VEVENT" not in wmstrat("meeting", "list", "--format", "ics").out


def test_many_meetings_are_cancelled_at_once_with_one_reason(wmstrat: Wmstrat) -> None:
    made = wmstrat(*WEEKLY, "--at", "2018-08-07 14:00 UTC", "--every", "1w", "--until", "2018-08-21")

    assert "--why" in wmstrat("meeting", "cancel", "CB-MT1", code=2).err
    assert "cancel 3 meetings" in wmstrat("meeting", "cancel", "-", "--why", "A conference.", stdin=made.out).err
    assert {(item["state"], item["why"]) for item in wmstrat.items("meeting", "list")} == {
        ("cancelled", "A conference.")
    }


@pytest.mark.usefixtures("workspace")
def test_who_misses_three_meetings_without_a_word_is_absent(
    wmstrat: Wmstrat, workspace: Path, appointed: Appoint
) -> None:
    since = {"member-1": "2018-06-01", "member-2": "2018-06-01", "member-3": "2018-06-01", "member-4": "2018-07-12"}
    appointed(*(f"{person}, staff, {day}," for person, day in since.items()))

    def absentees() -> list[str]:
        view = Workspace(find(workspace), Catalogue())
        view.refresh()
        group = view.get("group", "capacity-building")
        assert group is not None
        found = absent(GroupOnDay(group, "2018-07-20", Shared(view)))
        view.close()
        return found

    for day, excused in (("03", "member-3"), ("10", "member-1"), ("17", "member-1")):
        wmstrat(*WEEKLY, "--at", f"2018-07-{day} 14:00 UTC")
        assert absentees() == []
        number = {"03": 1, "10": 2, "17": 3}[day]
        wmstrat(
            "meeting", "close", f"CB-MT{number}", "We met.", "--participants", "member-1", "--apologies", excused
        )  # fmt: skip
    assert absentees() == ["member-2"]
    wmstrat("set", "CB-member-1", "roles+=coordinator")

    def noticed(whom: str) -> set[str]:
        return {item["notice"] for item in wmstrat.items("brief", whom)} & {"absences", "own-absence"}

    assert (noticed("member-1"), noticed("member-2"), noticed("member-3")) == ({"absences"}, {"own-absence"}, set())
    assert not noticed("CB")
    assert not noticed("ALL")
    for report in (("status",), ("status", "CB")):
        assert "without a word" not in wmstrat(*report).out


def events(wmstrat: Wmstrat, *arguments: str) -> dict[str, icalendar.Event]:
    """The events that a calendar has, by their titles, as a library reads them."""
    read = icalendar.Calendar.from_ical(wmstrat(*arguments, "--format", "ics").out)
    return {str(event["summary"]): event for event in read.walk("VEVENT")}


def test_row_60_a_calendar_has_utc_times_and_one_name_for_each_meeting(wmstrat: Wmstrat) -> None:
    wmstrat(
        "meeting", "add", "CB", "Plan; talk, and \\ more", "--at", "2018-08-07 14:00 Europe/Berlin", "--lasts", "90m",
        "--place", "Room 2", "--address", "https://example.org/call?a=1,2", "--private-notes", "Marked-word",
    )  # fmt: skip
    [first] = events(wmstrat, "show", "CB-MT1").values()
    assert str(first["summary"]) == "CB: Plan; talk, and \\ more"
    assert first.start.isoformat() == "2018-08-07T12:00:00+00:00"
    assert first.end.isoformat() == "2018-08-07T13:30:00+00:00"
    assert (first["sequence"], first["status"], first["location"]) == (0, "CONFIRMED", "Room 2")
    assert str(first["url"]) == "https://example.org/call?a=1,2"

    wmstrat("set", "CB-MT1", "at=2018-08-08 14:00 Europe/Berlin")
    wmstrat("meeting", "cancel", "CB-MT1", "--why", "Nobody can come.")
    [second] = events(wmstrat, "meeting", "list", "CB").values()
    assert (second["uid"], second["sequence"], second["status"]) == (first["uid"], 2, "CANCELLED")
    assert "Nobody can come." in second["description"]
    out = wmstrat("meeting", "list", "--format", "ics").out
    assert "Marked-word" not in out
    assert out.count("\n") == out.count("\r\n") > 10
    assert "There is no calendar of groups" in wmstrat("show", "CB", "--format", "ics", code=2).err


def test_row_60_what_is_there_is_not_replaced_unasked(wmstrat: Wmstrat) -> None:
    wmstrat(*WEEKLY, "--at", "2018-07-19 14:00 UTC", "--notes", "Marked.", "--private-notes", "Hidden.")
    for part in ("Notes", "Private notes"):
        refused = wmstrat("meeting", "close", "CB-MT1", stdin=f"We met.\n\n## {part}\n\nOthers.\n", code=4).err
        assert f"CB-MT1 already has this part: {part}. To replace it, add: --replace" in refused
    assert wmstrat.record("CB-MT1")["notes"] == "Marked."

    wmstrat("meeting", "close", "CB-MT1", stdin="We met.\n\n## Notes\n\nMarked.\n\nMore.\n")
    record = wmstrat.record("CB-MT1")
    assert (record["notes"], record["private_notes"]) == ("Marked.\n\nMore.", "Hidden.")
    wmstrat("mark", "CB-MT1", "planned")
    wmstrat("meeting", "close", "CB-MT1", "--replace", stdin="We met again.\n\n## Notes\n\nOthers.\n")
    assert wmstrat.record("CB-MT1")["notes"] == "Others."


def test_row_60_the_notes_of_a_meeting_and_notes_about_it_are_apart(wmstrat: Wmstrat) -> None:
    wmstrat(*WEEKLY, "--at", "2018-08-07 14:00 UTC", "--notes", "A long talk.")
    note = wmstrat("note", "add", "CB", "About it.", "--about", "CB-MT1").lines[0]

    [shown] = wmstrat.items("show", "CB-MT1")
    assert (shown["notes"], shown["notes_about"]) == ("A long talk.", [note])
    assert f"Notes about  {note}" in wmstrat("show", "CB-MT1").out
    assert wmstrat.record("CB-MT1")["notes"] == "A long talk."


def test_row_61_the_template_of_a_meeting_is_in_the_toolkit(workspace: Path) -> None:
    text = (workspace / "method/templates/meeting.md").read_text()
    assert "<!-- agenda:" in text
    assert "<!-- summary:" in text


def test_a_meeting_whose_zone_is_gone_can_be_looked_at_closed_and_corrected(
    workspace: Path, wmstrat: Wmstrat, git: Callable[..., str]
) -> None:
    wmstrat("meeting", "add", "CB", "Call", "--at", "2018-07-10 14:00 Europe/Berlin")
    [file] = (workspace / "groups").rglob("CB-MT1.md")
    replace_in(file, "Europe/Berlin", "Etc/Gone")
    git(workspace, "commit", "-qam", "By hand")

    assert 'found the zone "Etc/Gone"' in wmstrat("show", "CB-MT1").out
    for command in ("status", "brief CB", "meeting list", "meeting list --format ics", "show CB-MT1 --format json"):
        wmstrat(*command.split())
    assert wmstrat("meeting", "close", "CB-MT1", "We met.", "--dry-run").out
    wmstrat("set", "CB-MT1", "at=2018-07-10 14:00 Europe/Rome")
    wmstrat("meeting", "close", "CB-MT1", "We met.")
    assert wmstrat.record("CB-MT1")["state"] == "closed"
