"""Guiding questions: the structural, often enduring questions that a group answers (requirements 17 to 20)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import finalizing, heirs, items, parts
from wmstrat.kinds.finalizing import SETTLED, is_settled
from wmstrat.kinds.question_reports import CORE, NOTICES, PARTS, TALLIES, is_programmatic
from wmstrat.record.day_types import AboutWhen, Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Logged
from wmstrat.record.problem import Check, Finding, blank, by_marking
from wmstrat.record.record import Record
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.types import Choice, Line, Prose, Reference
from wmstrat.record.view import View, vocabulary

LEAVING = ("parked", "merged", "withdrawn")

STATES = (
    State("proposed", "somebody has asked it", OPEN, ("review", "final", *LEAVING)),
    State("review", "the group discusses it", OPEN, ("proposed", "final", *LEAVING), tone="moving"),
    State("final", "part of the finalized set", WAITING, ("answered", "review", *LEAVING), tone="good"),
    State(
        "answered", "final, and the group has given its answer", DONE, ("final", *LEAVING), report_heading="Answered"
    ),
    State("parked", "nobody works on it at present", ASIDE, ("proposed", "review")),
    State(
        "merged",
        "became part of another question",
        DONE,
        ("proposed", "review"),
        ("merged_into",),
        became="merged_into",
        told_by="question merge {id} --into REF",
        tone="aside",
    ),
    State("withdrawn", "no longer asked", ASIDE, ("proposed", "review")),
)

# Who asked a question, beside the Core Team, and who is asked.
OF_GROUP, COMMUNITY = "group", "community"

AMENDMENTS = (
    Field("on", Day(), "the date of the change", required=True),
    Field("was", Line(), "the text before it", required=True),
)
REWORD = "wmstrat set {id} title=TEXT"


def _programmatic(record: Record, view: View) -> Iterator[Finding]:
    """The questions are structural; others are flagged and can be parked, never deleted (requirement 67)."""
    if is_programmatic(record, view):
        expected = f"a {vocabulary(view, 'levels')[0]} question"
        yield Finding("level", record["level"], expected, by_marking(record, "Park it", "parked"))


KIND = Kind(
    name="question",
    plural="questions",
    about="Guiding questions and their answers.",
    ids=Numbered(letters="Q"),
    states=STATES,
    fields=(
        *parts.numbered("the group that asks"),
        Field("title", Line(), "the question itself", required=True),
        parts.state(STATES),
        parts.WHY,
        parts.LEVEL,
        items.focus("is about"),
        parts.OWNER,
        Field(
            "origin",
            Choice((OF_GROUP, CORE)),
            "who asked it: the group, or core (mapped by the Core Team)",
            seldom=True,
        ),
        Field(
            "audience",
            Choice((OF_GROUP, COMMUNITY)),
            "who is asked: the group itself, or the community",
            seldom=True,
        ),
        Field("background", Prose(), "what readers should know to understand the question"),
        Field("enduring_since", AboutWhen(), "since when people have asked this question: a year, a month or a day"),
        Field("merged_into", Reference(("question",), "came_from"), "the question that it became part of"),
        Field("final_on", Day(unknown=True), "the date on which it became final"),
        Field("amendments", Entries(AMENDMENTS, ("on", "was")), "changes of the text after that date: on, was"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "level", "focus"),
    covers=("focus",),
    sorted_by="-origin",
    body="the answer",
    example='wmstrat question add CB "Which capacities do small communities lack?"',
    checks=(
        items.FOCUS_IS_KNOWN,
        parts.never_leads_back("merged_into", parts.BECOMES_ANOTHER),
        Check(
            "programmatic",
            "Questions are about structures. Other questions can be parked.",
            _programmatic,
            warning=True,
        ),
        Check(
            "dates",
            "Final, decided and finished records have their date.",
            blank("final_on", "the date on which the question became final", "final_on=DATE", is_settled),
        ),
    ),
    laws=(
        Logged(states=SETTLED, field="title", log="amendments", day="final_on", anew=dict.fromkeys(SETTLED, REWORD)),
    ),
    rules=(finalizing.has_been_final, finalizing.has_an_answer, parts.owner_is_here),
    follow=(finalizing.becomes_final, parts.reason_ends),
    together=(("state", "why"),),
    verbs=(*finalizing.VERBS, heirs.merging("question", "wmstrat question merge CB-Q4 --into CB-Q2")),
    tallies=TALLIES,
    notices=NOTICES,
    parts=PARTS,
)
