"""Moments with a time zone, lengths of time, and spans of days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from wmstrat.record.day_types import Day
from wmstrat.record.days import parsed_day
from wmstrat.record.field_type import FieldType, Typist, Unfit, quoted
from wmstrat.record.nearest import with_nearest

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,2}):(\d{2})(?: ([A-Za-z][A-Za-z0-9_+/-]*))?", re.ASCII)
ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+/-]*", re.ASCII)
LENGTH = re.compile(
    r"(?:(\d{1,2}) ?w(?:eeks?)?)? ?(?:(\d{1,3}) ?d(?:ays?)?)? ?(?:(\d{1,3}) ?h(?:ours?)?)? ?"
    r"(?:(\d{1,4}) ?m(?:in(?:utes?)?)?)?"
)
# Moments are in these years, so that they exist in every zone.
FIRST_YEAR, LAST_YEAR = "1900", "2199"


@cache
def zone(name: str) -> ZoneInfo | None:
    """The time zone of this IANA name, or None."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def instant(value: str) -> datetime:
    """The moment of a value of the type `Moment`, in UTC."""
    match = MOMENT.fullmatch(value)
    known = zone(match[4]) if match else None
    if match is None or known is None:
        raise ValueError(value)
    return datetime.fromisoformat(f"{match[1]} {match[2]}:{match[3]}").replace(tzinfo=known).astimezone(UTC)


def in_zone(value: str, name: str) -> str:
    """The same moment as a value of the type `Moment` in another zone."""
    return f"{instant(value).astimezone(zone(name)):%Y-%m-%d %H:%M} {name}"


def clock_times(value: str, names: Iterable[str]) -> list[str]:
    """The time of a moment in several zones, each with its day where that is another one than in UTC."""
    utc = in_zone(value, "UTC")
    local = (in_zone(value, name) for name in dict.fromkeys(names) if name != "UTC")
    return [text[11:] if text[:10] == utc[:10] else text for text in local]


def repeated(value: str, days: int, until: str) -> Iterator[str]:
    """A moment and the following ones, this number of days apart, up to an ISO day: at the same time of the clock, in
    summer and in winter. Raises Unfit for a time that a change of clocks skips or doubles."""
    day, rest = date.fromisoformat(value[:10]), value[10:]
    while day.isoformat() <= until:
        yield Moment().convert(f"{day.isoformat()}{rest}")
        day += timedelta(days=days)


def _with_zone_meant(text: str) -> str:
    """A text that names no zone, with the one that may be meant: of this city, or written nearly like it."""
    from zoneinfo import available_timezones

    known = sorted(available_timezones())
    wanted = text.casefold().replace(" ", "_")
    city = next((name for name in known if "/" in name and name.rpartition("/")[2].casefold() == wanted), text)
    return with_nearest(quoted(text), city, known)


class Zone(FieldType, frozen=True):
    """A time zone by its IANA name: `Europe/Berlin`."""

    expected = "a time zone by its IANA name, such as Europe/Berlin or UTC"
    metavar = "ZONE"

    def convert(self, text: str) -> str:
        if not ZONE.fullmatch(text) or zone(text) is None:
            raise Unfit(_with_zone_meant(text), self.expected)
        return text


class Moment(FieldType, frozen=True):
    """A day and a time in a zone by its IANA name: `2018-08-07 14:00 Europe/Berlin`. A time that a change of clocks
    skips or doubles is refused, with both readings."""

    expected = 'a day, a time and a zone such as "2018-08-07 14:00 Europe/Berlin"'
    metavar = '"DATE TIME ZONE"'

    def convert(self, text: str) -> str:
        match = MOMENT.fullmatch(text)
        if match is None or not match[4] or not FIRST_YEAR <= match[1][:4] <= LAST_YEAR:
            raise Unfit(quoted(text), self.expected)
        known = zone(match[4])
        if known is None:
            raise Unfit(f"the zone {_with_zone_meant(match[4])}", Zone.expected)
        try:
            local = datetime.fromisoformat(f"{Day().convert(match[1])} {match[2]:0>2}:{match[3]}")
        except ValueError:
            raise Unfit(quoted(text), "a time that exists, such as 14:00") from None
        first, second = (local.replace(tzinfo=known, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first != second:
            # In a gap the later reading comes first; in both cases these are the two moments that may be meant.
            readings = " or ".join(moment.strftime("%Y-%m-%d %H:%M UTC") for moment in sorted((first, second)))
            is_gap = first.astimezone(known).replace(tzinfo=None) != local
            happens = "does not exist there, because the clocks were changed" if is_gap else "exists there twice"
            raise Unfit(f"{quoted(text)}, a time that {happens}", f"one of its readings: {readings}")
        return f"{local:%Y-%m-%d %H:%M} {match[4]}"

    def parse(self, text: str, typist: Typist) -> str:
        word, _, rest = text.strip().partition(" ")
        return self.convert(f"{parsed_day(word, typist.today)} {' '.join(rest.split())}")


class Duration(FieldType, frozen=True):
    """A length of time: `90m`, `1h30m`, `2d`; a week is seven days."""

    expected = "a length of time such as 90m, 1h30m or 2d"
    metavar = "LENGTH"

    def convert(self, text: str) -> str:
        numbers = self._numbers(" ".join(text.casefold().split()))
        if not any(numbers):
            raise Unfit(quoted(text), self.expected)
        return "".join(f"{number}{unit}" for number, unit in zip(numbers, "dhm", strict=True) if number)

    @staticmethod
    def length(value: str) -> timedelta:
        """The length that a value of this type means."""
        days, hours, minutes = Duration._numbers(value)
        return timedelta(days=days, hours=hours, minutes=minutes)

    @staticmethod
    def _numbers(text: str) -> list[int]:
        match = LENGTH.fullmatch(text)
        weeks, days, *rest = [int(number or 0) for number in match.groups()] if match else [0, 0, 0, 0]
        return [7 * weeks + days, *rest]


class DayRange(FieldType, frozen=True):
    """Days from one to another, both included: `2018-08-07/2018-08-09`."""

    expected = "two dates such as 2018-08-07/2018-08-09, the earlier one first"
    metavar = "DATE/DATE"

    def convert(self, text: str) -> str:
        first, slash, last = text.partition("/")
        if not slash:
            raise Unfit(quoted(text), self.expected)
        first, last = Day().convert(first.strip()), Day().convert(last.strip())
        if last < first:
            raise Unfit(f"{first}/{last}, which ends before it begins", self.expected)
        return f"{first}/{last}"

    def parse(self, text: str, typist: Typist) -> str:
        first, slash, last = text.partition("/")
        if not slash:
            raise Unfit(quoted(text), self.expected)
        return self.convert(f"{parsed_day(first, typist.today)}/{parsed_day(last, typist.today, is_end=True)}")
