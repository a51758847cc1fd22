"""What all pages have in common: days in words, and the colours of states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from wmstrat.record.states import Tone
from wmstrat.record.text import counted

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

# What a table shows where there is nothing, and nothing is worth seeing.
NOTHING = "\N{EN DASH}"

# Colours by tone: what is left to do has one, what is done has none. None of them vanishes on a light or on a dark
# ground, and none says what words do not.
STYLES: dict[Tone, str] = {
    "good": "", "moving": "cyan", "waiting": "magenta", "bad": "red", "aside": "dim", "": "",
}  # fmt: skip
WAITING = STYLES["waiting"]
# What was searched for, as with a text marker.
MARKED = "black on yellow"


def state_style(kind: Kind, name: str) -> str:
    """The rich style of a state of a kind; an unknown one has none."""
    state = kind.state_named(name)
    return STYLES[state.look] if state else ""


def ago(day: str, today: str) -> str:
    """How long before `today` the ISO day was, such as "3 days ago"; any other text stays as it is."""
    try:
        days = (date.fromisoformat(today) - date.fromisoformat(day)).days
    except ValueError:
        return day
    if days < 0:
        return day
    if days < 2:
        return ("today", "yesterday")[days]
    if days < 14:
        return counted(days, "{count} day ago", "{count} days ago")
    if days < 61:
        return counted(days // 7, "{count} week ago", "{count} weeks ago")
    if days < 730:
        return counted(days * 12 // 365, "{count} month ago", "{count} months ago")
    return counted(days // 365, "{count} year ago", "{count} years ago")


def of_which_day(day: str, today: str) -> str:
    """What a report on another day than `today` holds of that day, and what of today; else an empty text."""
    if today in ("", day):
        return ""
    return f"Members and stages on {day}; everything else as of today, {today}."


def day_and_ago(day: str, today: str) -> str:
    """The ISO day and how long ago it was; an empty text for no day."""
    since = ago(day, today)
    return since if since in (day, "today") else f"{day}, {since}"


def gathered_names(names: Sequence[str], room: int | None) -> str:
    """The names with commas between them; as many as the room has cells for, and how many more there are."""
    from wmstrat.say.scripts import cell_width

    whole = ", ".join(names)
    if room is None or len(names) < 2 or cell_width(whole) <= room:
        return whole
    text = ""
    for shown in range(1, len(names)):
        longer = f"{', '.join(names[:shown])} and {len(names) - shown} more"
        if text and cell_width(longer) > room:
            break
        text = longer
    return text
