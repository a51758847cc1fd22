"""Decisions: what a group or a body has decided, in its words, and when to look at it again (rows 37 and 50)."""

from __future__ import annotations

from wmstrat.kinds.notices import about_records
from wmstrat.kinds.parts import WHY, never_leads_back, numbered, reason_ends, source, state, today_in
from wmstrat.record.day_types import Day
from wmstrat.record.days import days_later, is_before
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Settled
from wmstrat.record.record import Record
from wmstrat.record.reporting import OfGroup
from wmstrat.record.states import ASIDE, DONE, State
from wmstrat.record.types import Line, Listing, Reference, Term

STATES = (
    State("taken", "it holds", DONE, ("revised", "withdrawn"), on="on", report_heading="Decided"),
    State("revised", "another decision took its place", ASIDE, ("taken",), ("became",), became="became"),
    State("withdrawn", "it no longer holds", ASIDE, ("taken",), ("why",)),
)


def _is_up_for_review(decision: Record, of: OfGroup) -> bool:
    return decision.counts and is_before(decision["review"], days_later(of.day, 1))


NOTICES = (
    about_records(
        "decision", "review", 3, "{count} decision has to be looked at again",
        "{count} decisions have to be looked at again", _is_up_for_review, listed="", since="review",
        closer=lambda _, about: f"wmstrat show {about[0]}", closed=True,
    ),
)  # fmt: skip

KIND = Kind(
    name="decision",
    plural="decisions",
    about="Decisions: what a group has decided, and how.",
    ids=Numbered(letters="DE"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    day="on",
    fields=(
        *numbered(f"the group that decided, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what was decided, in one line", required=True),
        state(STATES, required=False),
        WHY,
        Field("on", Day(unknown=True), "the day of the decision", required=True),
        Field("how", Term("decision_ways"), "how it was decided: a word of process.yaml"),
        Field("about", Listing(Reference(inverse="decisions")), "the records that it is about", seldom=True),
        source("decisions"),
        Field("review", Day(), "the day on which to look at it again", seldom=True),
        Field("recused", Listing(Reference(("person",))), "who took no part because of an interest", seldom=True),
        Field("became", Listing(Reference(("decision",), "came_from")), "what took its place", seldom=True),
    ),
    arguments=("group", "title"),
    columns=("id", "on", "title", "state", "how", "about"),
    body="the words of the decision, and its conditions",
    initial=today_in("on"),
    follow=(reason_ends,),
    together=(("state", "why"),),
    example='wmstrat decision add CB "We meet every second week" --how consent',
    checks=(never_leads_back("became", "Revised decisions do not form a circle."),),
    laws=(
        Settled(
            states=("taken",),
            fields=("title", "on", "how", "body"),
            day="",
            anew={"taken": "wmstrat decision add {group} TITLE"},
        ),
    ),
    notices=NOTICES,
)
