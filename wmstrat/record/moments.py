"""Moments with a time zone, lengths of time, and spans of days."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from wmstrat.record.days import parsed_day
from wmstrat.record.field_type import FieldType, Typist, Unfit, quoted
from wmstrat.record.types import Day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}) (\d{1,2}):(\d{2})(?: ([A-Za-z][A-Za-z0-9_+/-]*))?", re.ASCII)
LENGTH = re.compile(r"(?:(\d{1,3}) ?d(?:ays?)?)? ?(?:(\d{1,3}) ?h(?:ours?)?)? ?(?:(\d{1,4}) ?m(?:in(?:utes?)?)?)?")


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


class Moment(FieldType, frozen=True):
    """A day and a time in a zone by its IANA name: `2018-08-07 14:00 Europe/Berlin`. A time that a change of clocks
    skips or doubles is refused, with both readings."""

    expected = 'a day, a time and a zone such as "2018-08-07 14:00 Europe/Berlin"'
    metavar = '"DATE TIME ZONE"'

    def convert(self, text: str) -> str:
        match = MOMENT.fullmatch(text)
        if match is None or not match[4]:
            raise Unfit(quoted(text), self.expected)
        known = zone(match[4])
        if known is None:
            raise Unfit(f'the zone "{match[4]}"', "a zone by its IANA name, such as Europe/Berlin or UTC")
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
    """A length of time: `90m`, `1h30m`, `2d`."""

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
        return [int(number or 0) for number in match.groups()] if match else [0, 0, 0]


class Span(FieldType, frozen=True):
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
        return self.convert(f"{parsed_day(first, typist.today)}/{parsed_day(last, typist.today)}")
