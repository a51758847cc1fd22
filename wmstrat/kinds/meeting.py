"""Meetings: when they are in every zone, what is on the agenda, and what came of them (rows 57, 60 and 61)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import meeting_results, meeting_times
from wmstrat.kinds.meeting_reports import NOTICES, PARTS
from wmstrat.kinds.parts import WHY, numbered, only_others, reason_ends, state
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind, Series
from wmstrat.record.moments import Duration, Moment
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed, Filter
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Address, Flag, Line, Listing, Reference, Term, Text
from wmstrat.record.view import View

STATES = (
    State("planned", "still to come, or held and not closed yet", OPEN),
    State("closed", "it was held, and has a summary", DONE, ("planned",), on="at", report_heading="Meetings held"),
    State("cancelled", "it does not take place", ASIDE, ("planned",), needs=("why",)),
)


def _came_or_not(meeting: Record, _view: View) -> Iterator[Finding]:
    for person in meeting["apologies"]:
        if person in meeting["participants"]:
            advice = by_setting(meeting, "Remove the person from one of the lists", f"apologies-={person}")
            yield Finding("apologies", f"{person}, who is a participant", "people who were not there", advice)


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
        Field("participants", meeting_results.PEOPLE, "who was there", seldom=True),
        Field("apologies", meeting_results.PEOPLE, "who could not come, and said so", seldom=True),
        Field("notes", Text(), "what was said, for everybody who wants to know more", seldom=True),
        Field("private_notes", Text(), "notes that only people with private/ can read", private=True),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "utc", "local", "held"),
    body="the agenda and the summary, for everybody",
    sections=(meeting_results.AGENDA, meeting_results.SUMMARY),
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
    rules=(meeting_results.has_a_summary,),
    follow=(reason_ends,),
    together=(("state", "why"),),
    verbs=meeting_results.VERBS,
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
