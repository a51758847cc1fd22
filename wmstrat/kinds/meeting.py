"""Meetings: when they are in every zone, what is on the agenda, and what came of them (rows 57, 60 and 61)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds import meeting_times
from wmstrat.kinds.meeting_reports import NOTICES, PARTS
from wmstrat.kinds.parts import REASON, WHY, moving, numbered, only_others, reason_ends, state
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind, Series
from wmstrat.record.moments import Duration, Moment
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed, Filter
from wmstrat.record.rules import BODY, Breach
from wmstrat.record.sections import Section, text_in
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
from wmstrat.record.view import Changing, View

STATES = (
    State("planned", "still to come, or held and not closed yet", OPEN),
    State("closed", "it was held, and has a summary", DONE, ("planned",), on="at", report_heading="Meetings held"),
    State("cancelled", "it does not take place", ASIDE, ("planned",), needs=("why",)),
)

AGENDA = Section("agenda", "Agenda", "What should be discussed, and what should the result be?")
SUMMARY = Section("summary", "Summary", "What was discussed, and what follows, for everybody to read.")


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
            Field("replace", Flag(), "put this text in the place of a summary or of notes that are there already"),
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
        does=moving("cancelled", "cancel"),
    ),
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
        Field("at", Moment(), meeting_times.ABOUT_AT, required=True),
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
        values=meeting_times.each_of_the_series,
    ),
    checks=(
        only_others("with", "A group does not meet with itself.", "whose meeting it is"),
        Check("apologies", "Nobody is both at a meeting and excused.", _came_or_not, warning=True),
    ),
    rules=(_has_a_summary,),
    follow=(reason_ends,),
    together=(("state", "why"),),
    verbs=VERBS,
    event=meeting_times.event,
    computed=(
        Computed("utc", Line(), "when it begins, in UTC", label="UTC", value=meeting_times.utc),
        Computed("local", Listing(Line()), "the time in its groups' zones", label="Local", value=meeting_times.local),
        Computed("held", Flag(), "it is over, and not closed yet", label="Held", value=meeting_times.is_held),
        Computed("ended_on", Day(), "the day on which it ended", for_scripts=True, value=meeting_times.ended),
    ),
    filters=(
        Filter("coming", "only those that are still to come", meeting_times.is_coming),
        Filter("held", "only those that are over and have no summary", meeting_times.is_held),
    ),
    notices=NOTICES,
    parts=PARTS,
)
