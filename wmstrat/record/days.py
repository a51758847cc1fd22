"""Days as people type them, and what lasts from one day to another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from wmstrat.errors import Invalid

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NEAR = {"today": 0, "yesterday": -1, "tomorrow": 1}


def parsed_day(text: str, today: str) -> str:
    """The ISO day that a text names: itself, today, yesterday, tomorrow, +2w or -3d (days, weeks, months, years),
    a weekday (the next one, today included), or the first day of a month such as 2018-07. Raises Invalid."""
    now = date.fromisoformat(today)
    word = text.strip().casefold()
    moved = re.fullmatch(r"([+-])(\d{1,4})([dwmy])", word, re.ASCII)
    try:
        if word in NEAR:
            return (now + timedelta(days=NEAR[word])).isoformat()
        if word in WEEKDAYS:
            return (now + timedelta(days=(WEEKDAYS.index(word) - now.weekday()) % 7)).isoformat()
        if moved:
            return _moved(now, int(moved[1] + moved[2]), moved[3]).isoformat()
        if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", word, re.ASCII):
            return date.fromisoformat(word if len(word) > 7 else f"{word}-01").isoformat()
    except (ValueError, OverflowError):
        pass
    raise Invalid(
        '"{text}" is not a day. Type a day such as 2018-07-20, 2018-07, today, yesterday, tomorrow, monday or +2w.',
        text=text,
    )


def _moved(now: date, number: int, unit: str) -> date:
    if unit in "dw":
        return now + timedelta(days=number * (7 if unit == "w" else 1))
    months = now.year * 12 + now.month - 1 + number * (12 if unit == "y" else 1)
    first = date(months // 12, months % 12 + 1, 1)
    last = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)).day
    return first.replace(day=min(now.day, last))


def holds_on(lasting: Mapping[str, Any], day: str) -> bool:
    """True when a membership, a stage or the like has begun (`since`) by an ISO day and has not ended by then
    (requirements 12, 23 and 52). A blank `until` is no end; the day of `until` is the first one after it."""
    since, until = lasting["since"], lasting["until"]
    return bool(since) and since <= day and (not until or day < until)
