"""Days as people type them, and what lasts from one day to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from wmstrat.errors import Invalid

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}


def parsed_day(text: str, today: str) -> str:
    """The ISO day that a text names: itself, 1.12.2018, 1 December 2018, today, yesterday, tomorrow, +2w or -3d
    (days, weeks, months, years), a weekday (the next one, today included; `next` not today, `last` before today), or
    the first day of a month such as 2018-07. Raises Invalid."""
    now = date.fromisoformat(today)
    word = " ".join(text.casefold().replace(",", " ").split())
    moved = re.fullmatch(r"([+-])(\d{1,4})([dwmy])", word, re.ASCII)
    try:
        if word in NEAR:
            return (now + timedelta(days=NEAR[word])).isoformat()
        if word in WEEKDAYS:
            return (now + timedelta(days=(WEEKDAYS.index(word) - now.weekday()) % 7)).isoformat()
        before, _, weekday = word.partition(" ")
        if before in ("next", "last") and weekday in WEEKDAYS:
            ahead = (WEEKDAYS.index(weekday) - now.weekday()) % 7
            return (now + timedelta(days=(ahead or 7) if before == "next" else ahead - 7)).isoformat()
        if moved:
            return _moved(now, int(moved[1] + moved[2]), moved[3]).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", word, re.ASCII):
            return date.fromisoformat(word if len(word) > 7 else f"{word}-01").isoformat()
        if written := _written(word):
            return written.isoformat()
    except (ValueError, OverflowError):
        pass
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", word, re.ASCII):
        raise Invalid('"{text}" means different dates in different countries. Type it like 2018-07-20.', text=text)
    raise Invalid(
        '"{text}" is not a date. Type a date such as 2018-07-20, 2018-07, today, yesterday, tomorrow, monday or +2w.',
        text=text,
    )


def _written(word: str) -> date | None:
    """The day of a date as people write it: 1.12.2018, 2018/12/1, 1 December 2018, Dec 1 2018."""
    if match := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", word, re.ASCII):
        day, month, year = match.groups()
    elif match := re.fullmatch(r"(\d{4})/(\d{1,2})/(\d{1,2})", word, re.ASCII):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(?:(\d{1,2})\.? )?([a-z]{3,9})\.? (?:(\d{1,2}) )?(\d{4})", word, re.ASCII):
        first, name, second, year = match.groups()
        known = [number for number, full in enumerate(MONTHS, 1) if full.startswith(name)]
        if len(known) != 1 or bool(first) == bool(second):
            return None
        day, month = first or second, str(known[0])
    else:
        return None
    return date(int(year), int(month), int(day))


def in_words(day: str) -> str:
    """An ISO day with its weekday: `Fri 2018-07-20`."""
    return f"{WEEKDAYS[date.fromisoformat(day).weekday()][:3].capitalize()} {day}"


def _moved(now: date, number: int, unit: str) -> date:
    if unit in "dw":
        return now + timedelta(days=number * (7 if unit == "w" else 1))
    months = now.year * 12 + now.month - 1 + number * (12 if unit == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return first.replace(day=min(now.day, last))


# The day of something that has a day which nobody knows.
UNKNOWN = "not known"
ENDLESS = "9999-12-31"


def first_day(since: str) -> str:
    """A day to order beginnings by: one that is not known is before all others."""
    return "" if since == UNKNOWN else since


def is_before(day: str, other: str) -> bool:
    """True when both days are known, and the first is before the second."""
    return bool(day and other) and UNKNOWN not in (day, other) and day < other


def holds_on(lasting: Mapping[str, Any], day: str) -> bool:
    """True when a membership, a stage or the like has begun (`since`) by an ISO day and has not ended by then
    (requirements 12, 23 and 52). A blank `until` is no end; the day of `until` is the first one after it. What began
    on a day that is not known counts on each day before its end; what ended on one counts on none."""
    since, until = lasting["since"], lasting["until"]
    return bool(since) and first_day(since) <= day and (not until or is_before(day, until))


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
