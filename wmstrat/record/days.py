"""Days as people type them, and what lasts from one day to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from wmstrat.errors import Invalid

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}
UNITS = ("day", "week", "month", "year")
# A day in numbers, and one with the name of its month before or after its number.
IN_NUMBERS = (
    r"(?P<year>\d{4})([-/])(?P<month>\d{1,2})\2(?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    r"(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\. ?(?P<year>\d{4})",
)
ORDINAL = r"(\d{1,2})(?:\.|st|nd|rd|th)?"
WITH_NAME = (rf"{ORDINAL} (?:of )?([a-z]{{3,9}})\.?(?: (\d{{4}}))?", rf"([a-z]{{3,9}})\.? {ORDINAL}(?: (\d{{4}}))?")


def parsed_day(text: str, today: str, *, is_end: bool = False) -> str:
    """The ISO day that a text names: one that `written_day` reads, today, yesterday, tomorrow, +2w or -3d (days,
    weeks, months, years), `in 2 weeks`, `3 days ago`, a weekday (the next one, today included; `next` not today,
    `last` before today), or the first day of a month such as 2018-07; its last day for the end of a range (`is_end`).
    Raises Invalid."""
    now = date.fromisoformat(today)
    word = _words(text)
    try:
        if word in NEAR:
            return (now + timedelta(days=NEAR[word])).isoformat()
        before, _, name = word.rpartition(" ")
        weekday = next((place for place, day in enumerate(WEEKDAYS) if len(name) > 2 and day.startswith(name)), None)
        if weekday is not None and before in ("", "next", "last"):
            ahead = (weekday - now.weekday()) % 7
            days = {"": ahead, "next": ahead or 7, "last": ahead - 7}
            return (now + timedelta(days=days[before])).isoformat()
        if moved := re.fullmatch(r"([+-])(\d{1,4})([dwmy])", word, re.ASCII):
            return _moved(now, int(moved[1] + moved[2]), moved[3]).isoformat()
        told = re.fullmatch(rf"(in )?(\d{{1,4}}) ({'|'.join(UNITS)})s?( ago)?", word, re.ASCII)
        if told and bool(told[1]) != bool(told[4]):
            return _moved(now, int(told[2]) * (1 if told[1] else -1), told[3][0]).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}", word, re.ASCII):
            first = date.fromisoformat(f"{word}-01")
            return (first.replace(day=_days_in_month(first)) if is_end else first).isoformat()
    except (ValueError, OverflowError):
        pass
    if written := written_day(text):
        return written
    if re.fullmatch(r"\d{1,4} ?[dwmy]", word, re.ASCII):
        raise Invalid(
            '"{text}" is not a date. Put + before it for a day to come, or - for one in the past.', text=text
        )
    raise Invalid(
        '"{text}" is not a date. Type a date such as 2018-07-20, 2018-07, today, yesterday, tomorrow, monday or +2w.',
        text=text,
    )


def written_day(text: str) -> str:
    """The ISO day of a date as people write it, an empty text for anything else: 2018-12-1, 20181201, 1.12.2018,
    2018/12/1, 1 December 2018, Dec 1st 2018, 12/31/2018. Raises Invalid for a date that does not exist, has no year,
    or means different dates in different countries."""
    word = _words(text)
    for pattern in IN_NUMBERS:
        if match := re.fullmatch(pattern, word, re.ASCII):
            return _existing(text, match["year"], match["month"], match["day"])
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", word, re.ASCII):
        first, second, year = match.groups()
        if int(first) > 12 or int(second) > 12 or int(first) == int(second):
            month, day = (second, first) if int(first) > 12 else (first, second)
            return _existing(text, year, month, day)
        raise Invalid('"{text}" means different dates in different countries. Type it like 2018-07-20.', text=text)
    for place, pattern in enumerate(WITH_NAME):
        match = re.fullmatch(pattern, word, re.ASCII)
        name = match[2 - place] if match else ""
        months = [number for number, full in enumerate(MONTHS, 1) if name and full.startswith(name)]
        if match and (len(months) == 1 or name == "sept"):
            return _existing(text, match[3], months[0], match[1 + place])
    if match := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\.", word, re.ASCII):
        return _existing(text, "", match[2], match[1])
    return ""


def written_month(text: str) -> str:
    """The month, as 2018-05, that a text names without a day: May 2018, 5/2018, 05.2018; an empty text for anything
    else."""
    match = re.fullmatch(r"(?:([a-z]{3,9})\.? |(\d{1,2})[./])(\d{4})", _words(text), re.ASCII)
    if match is None:
        return ""
    name, number, year = match.groups()
    months = [at for at, month in enumerate(MONTHS, 1) if (month.startswith(name) if name else at == int(number))]
    return f"{year}-{months[0]:02}" if len(months) == 1 else ""


def _words(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def _existing(text: str, year: str | None, month: str | int, day: str) -> str:
    """The ISO day of a year, a month and a day. Raises Invalid, with what is wrong."""
    number = int(month)
    if not 1 <= number <= 12:
        raise Invalid('"{text}" is not a date: there is no month {month}.', text=text, month=month)
    name = MONTHS[number - 1].capitalize()
    if not year:
        raise Invalid('"{text}" is not a date without its year. Type a date such as 2018-07-20.', text=text)
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        pass
    if int(year) == 0:
        raise Invalid('"{text}" is not a date: there is no year 0.', text=text)
    from calendar import monthrange

    last = monthrange(int(year), number)[1]
    raise Invalid(
        '"{text}" is not a date: {month} {year} has {last} days.', text=text, month=name, year=year, last=last
    )


def in_words(day: str) -> str:
    """An ISO day with its weekday: `Fri 2018-07-20`."""
    return f"{WEEKDAYS[date.fromisoformat(day).weekday()][:3].capitalize()} {day}"


def _moved(now: date, number: int, unit: str) -> date:
    if unit in "dw":
        return now + timedelta(days=number * (7 if unit == "w" else 1))
    months = now.year * 12 + now.month - 1 + number * (12 if unit == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(now.day, _days_in_month(first)))


def _days_in_month(day: date) -> int:
    from calendar import monthrange

    return monthrange(day.year, day.month)[1]


# The day of something that has a day which nobody knows.
UNKNOWN = "not known"
ENDLESS = "9999-12-31"


@lru_cache
def days_later(day: str, days: int) -> str:
    """The ISO day that is this number of days later, at most the last one that there is; not known for one that is
    not known."""
    try:
        return day if day == UNKNOWN else (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError:
        return ENDLESS


def first_day(since: str) -> str:
    """A day to order beginnings by: one that is not known is before all others."""
    return "" if since == UNKNOWN else since


def is_before(day: str, other: str) -> bool:
    """True when both days are known, and the first is before the second."""
    return bool(day and other) and UNKNOWN not in (day, other) and day < other


def is_long_ago(day: str, days: int, today: str) -> bool:
    """True for a day that is more than this number of days before today; never where that is 0, or the day is blank
    or not known."""
    return bool(days) and day not in ("", UNKNOWN) and is_before(days_later(day, days), today)


def refuse_backwards(since: str, until: str) -> None:
    """Raise Invalid for two ISO days, either of which may be blank, of which the last one is before the first."""
    if is_before(until, since):
        raise Invalid(
            "The range ends before it begins: from {since} to {until}. Type the earlier one after --since.",
            since=since,
            until=until,
        )


def is_day(text: str) -> bool:
    """True for an ISO day that there is."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def days_between(first: str, last: str) -> int:
    """How many days after the first one the last one is; 0 where one of them is not known."""
    return (date.fromisoformat(last) - date.fromisoformat(first)).days if is_day(first) and is_day(last) else 0


def holds_on(lasting: Mapping[str, Any], day: str) -> bool:
    """True when a membership, a stage or the like has begun (`since`) by an ISO day and has not ended by then
    (requirements 12, 23 and 52). A blank `until` is no end; the day of `until` is the first one after it. What began
    on a day that is not known counts on each day before its end; what ended on one counts on none."""
    since, until = lasting["since"], lasting["until"]
    return bool(since) and first_day(since) <= day and (not until or is_before(day, until))


def needed_on(lasting: Mapping[str, Any], day: str) -> bool:
    """The same for what may have no beginning: it then holds on every day before its end."""
    return holds_on({**lasting, "since": lasting["since"] or UNKNOWN}, day)


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True when two that last have a day in common, as far as their days are known."""
    if not one["until"] and not other["until"]:
        return True
    return all(
        is_before(first["since"], second["until"] or ENDLESS) for first, second in ((one, other), (other, one))
    )


def ends_after(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """True when the first ends later, or when that is not known."""
    return not is_before(one["until"] or ENDLESS, other["until"] or ENDLESS)
