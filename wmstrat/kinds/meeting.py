"""Meetings: when they are in every zone, what is on the agenda, and what came of them (rows 57, 60 and 61)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wmstrat.errors import Invalid, Refused, UsageProblem
from wmstrat.kinds.parts import ID_CELL, REASON, WHY, numbered, reason_ends, state, with_reason
from wmstrat.record.days import holds_on
from wmstrat.record.field_type import Unfit, Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind, Series
from wmstrat.record.moments import Duration, Moment, clock_times, in_zone, instant, repeated
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Computed, Event, Filter, Notice, OfGroup, Part
from wmstrat.record.rules import BODY, Breach
from wmstrat.record.sections import Section, pieces, text_in
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import (
    Address,
    Day,
    Flag,
    Line,
    Listing,
    Reference,
    Term,
    Text,
)
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_of_group

STATES = (
    State("planned", "still to come, or held and not closed yet", OPEN),
    State("closed", "it was held, and has a summary", DONE, ("planned",)),
    State("cancelled", "it does not take place", ASIDE, ("planned",), needs=("why",)),
)

AGENDA = Section("agenda", "Agenda", "What should be discussed, and what should the result be?")
SUMMARY = Section("summary", "Summary", "What was discussed, and what follows, for everybody to read.")

# How long a meeting is where nobody says it, and how many one series has at most.
USUAL, MOST = "1h", 100
# How many of its meetings the page of a group shows; how many closed ones tell who is absent.
SHOWN, LOOKED_AT = 5, 3


# When it is


def _ends(meeting: Record) -> str:
    """When it ends, as a moment in the zone in which it was planned."""
    at = meeting["at"]
    end = instant(at) + Duration.length(meeting["lasts"] or USUAL)
    return in_zone(f"{end:%Y-%m-%d %H:%M} UTC", at.rpartition(" ")[2])


def _ended(meeting: Record, _view: View, day: str) -> Value:
    """The day on which it ended, once that is past; an empty text before, and where it does not take place."""
    last = _ends(meeting)[:10] if meeting["at"] and meeting.counts else ""
    return last if last < day else ""


def _is_held(meeting: Record, view: View, day: str) -> bool:
    return meeting.state == "planned" and bool(_ended(meeting, view, day))


def _is_coming(meeting: Record, view: View, day: str) -> bool:
    return meeting.state == "planned" and not _ended(meeting, view, day)


def _utc(meeting: Record, _view: View, _day: str) -> Value:
    return in_zone(meeting["at"], "UTC").removesuffix(" UTC") if meeting["at"] else ""


def _local(meeting: Record, view: View, _day: str) -> Value:
    """The time in the zones of its groups; where they name none, in the one in which it was planned."""
    if not meeting["at"]:
        return []
    groups = (view.get("group", group) for group in meeting.groups)
    zones = [zone for group in groups if group is not None and not group.unreadable for zone in group["zones"]]
    return clock_times(meeting["at"], zones or [meeting["at"].rpartition(" ")[2]])


def _each_of_the_series(values: Values) -> list[Values]:
    """The meetings that one `add` makes: one, or a series. Raises UsageProblem, Invalid."""
    rest = {name: value for name, value in values.items() if name not in ("every", "until")}
    every, until, at = values.get("every", ""), values.get("until", ""), values.get("at", "")
    if not at:
        raise UsageProblem("--at is missing: {about}.", about=KIND.by_name["at"].about)
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


# What nobody may do, and what is checked


def summary_of(meeting: Record) -> str:
    """What everybody may read of it. A closed one may have a text with headings of its own."""
    told = text_in(SUMMARY, meeting.body)
    return (meeting.body if told is None and meeting.state == "closed" else told or "").strip()


def _has_a_summary(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """A closed meeting has a summary (requirement 60)."""
    lacks = after.state == "closed" and not summary_of(after)
    if lacks and (before is None or before.state != "closed" or summary_of(before)):
        do = (
            f"Write it: wmstrat meeting close {after.id}"
            if before
            else "Write it below the fields, or leave it planned."
        )
        yield Breach(BODY, f"{after.id} cannot be closed without a summary.", do)


def _meets_others(meeting: Record, view: View) -> Iterator[Finding]:
    if meeting.group in meeting["with"]:
        code = code_of_group(view, meeting.group)
        advice = by_setting(meeting, "Remove it", f"with-={meeting.group}")
        yield Finding("with", f'"{code}", whose meeting it is', "other groups", advice)


def _came_or_not(meeting: Record, _view: View) -> Iterator[Finding]:
    for person in meeting["apologies"]:
        if person in meeting["participants"]:
            advice = by_setting(meeting, "Remove the person from one of the lists", f"apologies-={person}")
            yield Finding("apologies", f"{person}, who is a participant", "people who were not there", advice)


# Verbs

DECIDED = (
    Field("title", Line(), "what was decided, in a line", required=True),
    Field("how", Term("decision_ways"), "how it was decided"),
    Field("about", Listing(Reference()), "the records that it is about"),
    Field("review", Day(), "the day on which to look at it again"),
)
TO_DO = (
    Field("title", Line(), "what is to be done", required=True),
    Field("owner", Reference(("person",)), "who does it"),
    Field("due", Day(), "until when"),
    Field("group", Reference(("group",), process=True), "the group that does it, if it is another one"),
)
PEOPLE = Listing(Reference(("person",)))


def _begun(meeting: Record, _given: Given) -> str:
    from wmstrat.kinds.meeting_minutes import begun

    return begun(meeting)


def _close(change: Changing, meeting: Record, given: Given) -> Done:
    from wmstrat.kinds.meeting_minutes import close

    return close(change, meeting, given)


def _agenda(change: Changing, meeting: Record, given: Given) -> Done:
    """Print an agenda, and write it into a meeting that has none. Raises Refused for one that is not planned."""
    from wmstrat.kinds.meeting_agenda import draft

    if meeting.state != "planned":
        raise Refused("{id} is {state}, so it needs no agenda.", id=meeting.id, state=meeting.state)
    after, text = draft(change, meeting, write=given["write"])
    if after is not meeting:
        remark = f"This agenda is now in {meeting.id}. To change it: wmstrat edit {meeting.id}"
    else:
        remark = f"{meeting.id} already has an agenda, which was not changed. To replace it, add: --write"
    return Done(f"draft the agenda of {meeting.id}", (after,), answers=tuple(text.splitlines()), remarks=(remark,))


VERBS = (
    Verb(
        name="agenda",
        also=("topics", "prepare"),
        about="Draft the agenda of a meeting: open actions, dates, and what else is open.",
        example="wmstrat meeting agenda CB-MT1",
        options=(Field("write", Flag(), "write it into the meeting, also if there is an agenda already"),),
        does=_agenda,
    ),
    Verb(
        name="close",
        also=("minutes", "summarize", "finish", "done"),
        about="Close a meeting: its summary, and the decisions and actions that came of it.",
        example='wmstrat meeting close CB-MT1 "We planned the survey." --action "Write to the affiliates,due=friday"',
        options=(
            Field("decision", Entries(DECIDED, ("title",)), "a decision: title, how, about, review"),
            Field("action", Entries(TO_DO, ("title",)), "something to be done: title, owner, due, group"),
            Field("participants", PEOPLE, "who was there"),
            Field("apologies", PEOPLE, "who could not come, and said so"),
        ),
        text="The summary; in the editor and in files also the decisions, actions and participants.",
        begins=_begun,
        does=_close,
    ),
    Verb(
        name="cancel",
        also=("drop", "delete", "call-off"),
        about="Cancel a meeting, with the reason.",
        example='wmstrat meeting cancel CB-MT1 --why "Everybody is at the conference."',
        options=(REASON,),
        does=with_reason("cancelled", "cancel"),
    ),
)


# Reports


def _event(meeting: Record, view: View) -> Event:
    code, why = code_of_group(view, meeting.group), meeting["why"]
    told = (f"{piece.heading}\n\n{piece.text}".strip() for piece in pieces(meeting.body) if piece.text)
    return Event(
        begins=in_zone(meeting["at"], "UTC")[:16],
        ends=in_zone(_ends(meeting), "UTC")[:16],
        title=f"{code}: {meeting.title}" if code else meeting.title,
        text="\n\n".join(filter(None, (why, *told))),
        place=meeting["place"],
        address=meeting["address"],
        is_cancelled=meeting.state == "cancelled",
    )


def _held(of: OfGroup) -> list[str]:
    """Meetings that are over and have no summary; those with other groups are the matter of the first."""
    own = (meeting for meeting in of.records("meeting") if of.group.id not in meeting["with"])
    return [meeting.id for meeting in own if _is_held(meeting, of.view, of.day)]


def _coming(of: OfGroup) -> list[dict[str, Value]]:
    """The next meetings of a group, and of the whole process."""
    meetings = {meeting.id: meeting for meeting in (*of.records("meeting"), *of.view.records("meeting", ALL))}
    coming = [
        meeting for meeting in meetings.values() if not meeting.unreadable and _is_coming(meeting, of.view, of.day)
    ]
    return [
        {
            "id": meeting.id,
            "title": meeting.label,
            "utc": _utc(meeting, of.view, of.day),
            "local": _local(meeting, of.view, of.day),
            "address": meeting["address"],
        }
        for meeting in sorted(coming, key=lambda meeting: instant(meeting["at"]))[:SHOWN]
    ]


def absent(of: OfGroup) -> list[str]:
    """The members of a group who were in neither `participants` nor `apologies` of its last three closed meetings,
    though they were members at each of them, and are today."""
    told = [m for m in of.records("meeting") if m.group == of.group.id and m.state == "closed" and m["participants"]]
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
    Cell("Local", lambda item: ", ".join(item["local"]), folds=16),
)

KIND = Kind(
    name="meeting",
    plural="meetings",
    about="Meetings of a group, of several, or of the whole process.",
    ids=Numbered(letters="MT"),
    home=Home(groups=True, process=True, also="with"),
    states=STATES,
    day="at",
    sorted_by="utc",
    fields=(
        *numbered(f"the group that meets, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what the meeting is called", required=True),
        state(STATES),
        WHY,
        Field("at", Moment(), "when it begins: date, time and time zone", required=True),
        Field("lasts", Duration(), "how long it lasts, such as 90m; blank: an hour"),
        Field("with", Listing(Reference(("group",), "meets_with")), "other groups that take part", seldom=True),
        Field("kind", Term("meeting_kinds"), "a kind of meeting of process.yaml", seldom=True),
        Field("place", Line(), "where it is", seldom=True),
        Field("address", Address(), "the address of the call, or of a page about the meeting"),
        Field("chair", Reference(("person",)), "who leads the meeting", seldom=True),
        Field("participants", PEOPLE, "who was there", seldom=True),
        Field("apologies", PEOPLE, "who could not come, and said so", seldom=True),
        Field("notes", Text(), "what was said, for everybody who wants to know more", seldom=True),
        Field("private_notes", Text(), "notes that only people with private/ can read", private=True),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "utc", "local", "held"),
    body="the agenda and the summary, for everybody",
    sections=(AGENDA, SUMMARY),
    example='wmstrat meeting add CB "Weekly call" --at "2018-08-07 14:00 Europe/Berlin"',
    series=Series(
        options=(
            Field("every", Duration(), "add a series: how often, such as 1w"),
            Field("until", Day(), "the last day of the series"),
        ),
        values=_each_of_the_series,
    ),
    checks=(
        Check("with", "A group does not meet with itself.", _meets_others),
        Check("apologies", "Nobody is both at a meeting and excused.", _came_or_not, warning=True),
    ),
    rules=(_has_a_summary,),
    follow=(reason_ends,),
    verbs=VERBS,
    event=_event,
    computed=(
        Computed("utc", Line(), "when it begins, in UTC", label="UTC", value=_utc),
        Computed("local", Listing(Line()), "the time in the zones of its groups", label="Local", value=_local),
        Computed("held", Flag(), "it is over, and not closed yet", label="Held", value=_is_held),
        Computed("ended_on", Day(), "the day on which it ended", for_scripts=True, value=_ended),
    ),
    filters=(
        Filter("coming", "only those that are still to come", _is_coming),
        Filter("held", "only those that are over and have no summary", _is_held),
    ),
    notices=(
        Notice(
            "meeting-summary",
            3,
            "{count} meeting without a summary",
            "wmstrat meeting list GROUP --held",
            _held,
            lambda _, about: f"wmstrat meeting close {about[0]}",
            while_working=True,
            many="{count} meetings without a summary",
            everywhere=True,
            since="ended_on",
            whose="chair",
        ),
        Notice(
            "absences",
            4,
            "{count} member missed the last three meetings without a word",
            LIST_CLOSED,
            _absent,
            while_working=True,
            many="{count} members missed the last three meetings without a word",
            personal=True,
        ),
        Notice(
            "own-absence",
            4,
            "You missed the last three meetings without a word",
            LIST_CLOSED,
            _absent,
            while_working=True,
            whose="person",
            personal=True,
        ),
    ),
    parts=(Part("meetings", 15, "Next meetings", _coming, CELLS),),
)
