"""iCalendar (RFC 5545): events for calendars. These lines are all that is needed of it, and a library for the format
takes longer to load than a command takes to run. The tests read what is written here with such a library."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from wmstrat import __version__
from wmstrat.record.record import Record
from wmstrat.reports.calendar import CalendarEntry, Shown, entries, shown
from wmstrat.say.output import remark, write

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# The most bytes of a line; a longer one continues in the next, after a blank.
LONGEST = 75
SPECIAL = re.compile(r"([\\;,])")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What an address cannot hold as it is.
NOT_IN_ADDRESS = re.compile(r"[\x00-\x20\x7f]")


def calendar(workspace: Workspace, records: Iterable[Record], nothing: str) -> None:
    """Print the records as events of a calendar on standard output; `nothing` is said beside one without events."""
    calendar_of(workspace, shown(workspace, records), nothing)


def calendar_of(workspace: Workspace, shown: Sequence[Shown], nothing: str) -> None:
    """Print these events in the same way."""
    events = entries(workspace, shown)
    if not events:
        remark(nothing)
    write("".join(folded(line) for line in lines(workspace.process.label, events)))


def lines(name: str, entries: Sequence[CalendarEntry]) -> Iterator[str]:
    """The lines of a calendar, before they are folded."""
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:-//wmstrat//wmstrat {__version__}//EN"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    yield f"X-WR-CALNAME:{text(name)}"
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: CalendarEntry) -> Iterator[str]:
    event = entry.event
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"SEQUENCE:{entry.changes}"
    yield f"DTSTAMP:{_stamp(entry.changed)}"
    yield f"CREATED:{_stamp(entry.made)}"
    yield f"LAST-MODIFIED:{_stamp(entry.changed)}"
    if " " in event.begins:
        yield f"DTSTART:{_stamp(datetime.fromisoformat(event.begins))}"
        yield f"DTEND:{_stamp(datetime.fromisoformat(event.ends or event.begins))}"
    else:
        # The end of whole days is the day after the last.
        last = date.fromisoformat(event.ends or event.begins)
        yield f"DTSTART;VALUE=DATE:{event.begins.replace('-', '')}"
        yield f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{text(event.title)}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    if event.text.strip():
        yield f"DESCRIPTION:{text(event.text.strip())}"
    if event.place or event.address:
        yield f"LOCATION:{text(event.place or event.address)}"
    if event.address:
        yield f"URL:{_address(event.address)}"
    yield "END:VEVENT"


def _stamp(moment: datetime) -> str:
    return (moment if moment.tzinfo is None else moment.astimezone(UTC)).strftime("%Y%m%dT%H%M%SZ")


def _address(address: str) -> str:
    return NOT_IN_ADDRESS.sub("", address if ":" in address else f"mailto:{address}")


def text(value: str) -> str:
    """A text as a value: its line breaks, and what would end it, are escaped; other control characters are left
    out."""
    value = CONTROL.sub("", value.replace("\r\n", "\n"))
    return SPECIAL.sub(r"\\\1", value).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line with its end, folded where it is too long, and never inside a character."""
    if len(line.encode()) <= LONGEST:
        return f"{line}\r\n"
    parts, part, size = [], "", 0
    for character in line:
        length = len(character.encode())
        if size + length > LONGEST:
            parts.append(part)
            part, size = "", 1  # the blank that a further line begins with
        part += character
        size += length
    return "\r\n ".join([*parts, part]) + "\r\n"
