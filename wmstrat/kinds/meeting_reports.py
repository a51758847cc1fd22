"""What reports show of meetings: which come next, which have no summary, and who misses them."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.kinds.meeting_times import is_coming, is_held, local, utc
from wmstrat.kinds.notices import about_records
from wmstrat.kinds.parts import ID_CELL
from wmstrat.record.days import holds_on
from wmstrat.record.field_type import Value
from wmstrat.record.home import ALL
from wmstrat.record.moments import instant
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Notice, OfGroup, Part

# How many of its meetings the page of a group shows; how many closed ones tell who is absent.
SHOWN, LOOKED_AT = 5, 3


def _lacks_summary(meeting: Record, of: OfGroup) -> bool:
    """True for a meeting that is over and has no summary; one of several groups is the matter of the first."""
    return of.group.id not in meeting["with"] and is_held(meeting, of.view, of.day)


def _coming(of: OfGroup) -> list[dict[str, Value]]:
    """The next meetings of a group, and of the whole process."""
    meetings = {meeting.id: meeting for meeting in (*of.records("meeting"), *of.view.records("meeting", ALL))}
    coming = [
        meeting for meeting in meetings.values() if not meeting.unreadable and is_coming(meeting, of.view, of.day)
    ]
    return [
        {
            "id": meeting.id,
            "title": meeting.label,
            "utc": utc(meeting, of.view, of.day),
            "local": local(meeting, of.view, of.day),
            "address": meeting["address"],
        }
        for meeting in sorted(coming, key=lambda meeting: instant(meeting["at"]))[:SHOWN]
    ]


def absent(of: OfGroup) -> list[str]:
    """The members of a group who were in neither `participants` nor `apologies` of its last three closed meetings,
    though they were members at each of them, and are today."""
    told = [
        m
        for m in of.records("meeting")
        if m.group == of.group.id and m.state == "closed" and m["participants"] and m["at"]
    ]
    last = sorted(told, key=lambda meeting: instant(meeting["at"]))[-LOOKED_AT:]
    if len(last) < LOOKED_AT:
        return []
    days = [of.day, *(str(meeting["at"])[:10] for meeting in last)]
    terms = of.records("membership")
    missing = set.intersection(*(members_on(terms, day) for day in days))
    return sorted(missing.difference(*(meeting[name] for meeting in last for name in ("participants", "apologies"))))


def _absent(of: OfGroup) -> list[str]:
    """Members who were not at the last three closed meetings of their group, and did not say so."""
    missing = absent(of)
    return [
        term.id for term in of.records("membership") if term["person"] in missing and holds_on(term.values, of.day)
    ]


def members_on(memberships: Iterable[Record], day: str) -> set[str]:
    """Who is a member by these memberships on a day."""
    return {term["person"] for term in memberships if not term.unreadable and holds_on(term.values, day)}


LIST_CLOSED = "wmstrat meeting list GROUP --state closed"
CELLS = (
    ID_CELL,
    Cell("Meeting", "title", folds=20),
    Cell("UTC", "utc"),
    Cell("Local", "local", folds=16),
)

NOTICES = (
    about_records(
        "meeting", "meeting-summary", 3, "{count} meeting without a summary", "{count} meetings without a summary",
        _lacks_summary, listed="--held", since="ended_on", whose="chair",
        closer=lambda _, about: f"wmstrat meeting close {about[0]}",
    ),
    Notice(
        "absences", 4, "{count} member missed the last three meetings without a word", LIST_CLOSED, _absent,
        while_working=True, many="{count} members missed the last three meetings without a word", where="briefs",
    ),
    Notice(
        "own-absence", 4, "You missed the last three meetings without a word", LIST_CLOSED, _absent,
        while_working=True, whose="person", where="briefs",
    ),
)  # fmt: skip

PARTS = (Part("meetings", 15, "Next meetings", _coming, CELLS),)
