"""Calendars: what RFC 5545 wants of lines, and that a library reads in them what was meant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.record.timing import Event
from wmstrat.reports.calendar import CalendarEntry
from wmstrat.say.calendar import LONGEST, folded, lines

MADE = datetime(2018, 7, 1, 9, 0, tzinfo=UTC)
CHANGED = datetime(2018, 7, 2, 9, 30, 5, tzinfo=UTC)
# What a text of a record can hold: anything but control characters, line ends and tabs apart.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"))


def read(*events: Event, name: str = "Our strategy") -> icalendar.Calendar:
    """The calendar with these events, as a library reads it."""
    entries = [CalendarEntry(f"CB-MT{place}@x", place, MADE, CHANGED, event) for place, event in enumerate(events)]
    text = "".join(map(folded, lines(name, entries)))
    calendar = icalendar.Calendar.from_ical(text)
    assert not calendar.errors
    assert all(len(line.encode()) <= LONGEST for line in text.split("\r\n"))
    return calendar


def test_an_event_is_read_as_it_was_meant() -> None:
    event = Event(
        "2018-08-07 12:00", "Call", "2018-08-07 13:30", "One,\ntwo; three\\n", "Room 2", "https://example.org"
    )
    [found] = read(event).walk("VEVENT")

    assert (found.start, found.end) == (
        datetime(2018, 8, 7, 12, tzinfo=UTC),
        datetime(2018, 8, 7, 13, 30, tzinfo=UTC),
    )
    assert str(found["description"]) == "One,\ntwo; three\\n"
    assert (found["uid"], found["sequence"], found["status"]) == ("CB-MT0@x", 0, "CONFIRMED")
    assert (found["created"].dt, found["last-modified"].dt, found["dtstamp"].dt) == (MADE, CHANGED, CHANGED)
    assert (found["location"], found["url"]) == ("Room 2", "https://example.org")


def test_whole_days_end_on_the_day_after_the_last() -> None:
    one, several = read(Event("2018-10-01", "Due"), Event("2018-10-01", "Window", "2018-10-31")).walk("VEVENT")

    assert (one.start, one.end) == (date(2018, 10, 1), date(2018, 10, 2))
    assert (several.start, several.end) == (date(2018, 10, 1), date(2018, 11, 1))


def test_what_is_cancelled_is_said_and_a_mail_address_becomes_an_address() -> None:
    event = Event("2018-08-07 12:00", "Call", "2018-08-07 13:00", address="list@example.org", is_cancelled=True)
    [found] = read(event).walk("VEVENT")

    assert (found["status"], found["url"], found["location"]) == (
        "CANCELLED",
        "mailto:list@example.org",
        "list@example.org",
    )


def test_a_calendar_without_events_is_one() -> None:
    assert read(name="Nothing yet")["x-wr-calname"].to_ical() == b"Nothing yet"


@given(TEXTS, TEXTS)
def test_any_text_is_read_again(title: str, text: str) -> None:
    [found] = read(Event("2018-08-07 12:00", title, "2018-08-07 13:00", text)).walk("VEVENT")

    assert str(found["summary"]) == title
    assert str(found.get("description", "")) == text.strip()


@pytest.mark.parametrize("character", ["a", "é", "语", "\N{GRINNING FACE}"])
def test_no_line_is_folded_inside_a_character(character: str) -> None:
    for length in range(60, 90):
        text = folded(character * length)
        assert all(len(line.encode()) <= LONGEST for line in text.split("\r\n"))
        assert text.replace("\r\n ", "") == f"{character * length}\r\n"


@pytest.mark.parametrize("text", ["BEGIN:VEVENT", "a\r\nEND:VEVENT", "\x00\x07", "a\rb"])
def test_no_text_ends_its_event(text: str) -> None:
    [found] = read(Event("2018-08-07 12:00", text, "2018-08-07 13:00", text)).walk("VEVENT")
    assert found["status"] == "CONFIRMED"
