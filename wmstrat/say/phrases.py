"""Small pieces of language: counts, and days as people speak of them. Whole phrases with named places."""

from __future__ import annotations

from datetime import date

from wmstrat.record.text import counted


def ago(day: str, today: str) -> str:
    """How long before `today` the ISO day was: "today", "yesterday", "3 days ago", "5 weeks ago".

    A day in the future, or text that is no day, stays as it is.
    """
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
    """What a report on another day than `today` holds of that day, and what of today; an empty text on the day
    itself, or where `today` is not told."""
    if today in ("", day):
        return ""
    return f"Members and stages as on {day}; everything else as it is today, {today}."


def day_and_ago(day: str, today: str) -> str:
    """The ISO day and how long ago it was; an empty text for no day."""
    since = ago(day, today)
    return f"{day}, {since}" if since != day else day
