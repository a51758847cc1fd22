"""When meetings are: their end, their times in several zones, their series, and their events in a calendar."""

from __future__ import annotations

from wmstrat.errors import Invalid, UsageProblem
from wmstrat.record.field_type import Unfit, Value
from wmstrat.record.moments import Duration, clock_times, in_zone, instant, repeated
from wmstrat.record.record import Record, Values
from wmstrat.record.sections import pieces
from wmstrat.record.timing import Event
from wmstrat.record.view import View, code_of_group

# How long a meeting is where nobody says it, and how many one series has at most.
USUAL, MOST = "1h", 100
ABOUT_AT = "when it begins: date, time and time zone"


def ends(meeting: Record) -> str:
    """When it ends, as a moment in the zone in which it was planned."""
    at = meeting["at"]
    end = instant(at) + Duration.length(meeting["lasts"] or USUAL)
    return in_zone(f"{end:%Y-%m-%d %H:%M} UTC", at.rpartition(" ")[2])


def ended(meeting: Record, _view: View, day: str) -> Value:
    """The day on which it ended, once that is past; an empty text before, and where it does not take place."""
    last = ends(meeting)[:10] if meeting["at"] and meeting.counts else ""
    return last if last < day else ""


def is_held(meeting: Record, view: View, day: str) -> bool:
    """True for a meeting that is over, and not closed yet."""
    return meeting.state == "planned" and bool(ended(meeting, view, day))


def is_coming(meeting: Record, view: View, day: str) -> bool:
    """True for a meeting that is still to come."""
    return meeting.state == "planned" and bool(meeting["at"]) and not ended(meeting, view, day)


def utc(meeting: Record, _view: View, _day: str) -> Value:
    """When it begins, in UTC."""
    return in_zone(meeting["at"], "UTC").removesuffix(" UTC") if meeting["at"] else ""


def local(meeting: Record, view: View, _day: str) -> Value:
    """The time in the zones of its groups; where they name none, in the one in which it was planned."""
    if not meeting["at"]:
        return []
    groups = (view.get("group", group) for group in meeting.groups)
    zones = [zone for group in groups if group is not None and not group.unreadable for zone in group["zones"]]
    return clock_times(meeting["at"], zones or [meeting["at"].rpartition(" ")[2]])


def each_of_the_series(values: Values) -> list[Values]:
    """The meetings that one `add` makes: one, or a series. Raises UsageProblem, Invalid."""
    rest = {name: value for name, value in values.items() if name not in ("every", "until")}
    every, until, at = values.get("every", ""), values.get("until", ""), values.get("at", "")
    if not at:
        raise UsageProblem("--at is missing: {about}.", about=ABOUT_AT)
    if not (every or until):
        return [rest]
    if not (every and until):
        raise UsageProblem("A series needs both --every and --until, such as: --every 1w --until 2018-12-31")
    days, left = divmod(Duration.length(every).total_seconds(), 86_400)
    if left or not days:
        raise Invalid("--every {every}: found part of a day, expected whole days or weeks, such as 1w.", every=every)
    if until < at[:10]:
        raise Invalid("The series ends on {until}, before its first meeting on {first}.", until=until, first=at[:10])
    moments: list[str] = []
    try:
        for moment in repeated(at, int(days), until):
            moments.append(moment)
            if len(moments) > MOST:
                raise Invalid(
                    "A series has at most {most} meetings, and this one has more. Choose an earlier day for --until.",
                    most=MOST,
                )
    except Unfit as error:
        raise Invalid("at: found {found}, expected {expected}.", found=error.found, expected=error.expected) from None
    return [{**rest, "at": moment} for moment in moments]


def event(meeting: Record, view: View) -> Event | None:
    """The meeting in a calendar; None where its time cannot be read."""
    if not meeting["at"]:
        return None
    code, why = code_of_group(view, meeting.group), meeting["why"]
    told = (f"{piece.heading}\n\n{piece.text}".strip() for piece in pieces(meeting.body) if piece.text)
    return Event(
        begins=in_zone(meeting["at"], "UTC")[:16],
        ends=in_zone(ends(meeting), "UTC")[:16],
        title=f"{code}: {meeting.title}" if code else meeting.title,
        text="\n\n".join(filter(None, (why, *told))),
        place=meeting["place"],
        address=meeting["address"],
        is_cancelled=meeting.state == "cancelled",
    )
