"""Guiding questions: the structural, often enduring questions that a group answers (requirements 17 to 20)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wmstrat.kinds import finalizing, heirs, items, notices, parts
from wmstrat.kinds.finalizing import SETTLED
from wmstrat.record.day_types import AboutWhen, Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Logged
from wmstrat.record.problem import Check, Finding, blank, by_marking
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Counts, Form, Notice, OfGroup, Part, Tally
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

# Who mapped a question, and who is asked.
CORE, OF_GROUP = "core", "group"
COMMUNITY = "community"

AMENDMENTS = (
    Field("on", Day(), "the date of the change", required=True),
    Field("was", Line(), "the text before it", required=True),
)


# Checks


def _is_programmatic(record: Record, view: View) -> bool:
    """True when the question has another level than the first of process.yaml, and none that is a slip of the pen."""
    return record["level"] in vocabulary(view, "levels")[1:]


def _programmatic(record: Record, view: View) -> Iterator[Finding]:
    """The questions are structural; others are flagged and can be parked, never deleted (requirement 67)."""
    if record.counts and _is_programmatic(record, view):
        expected = f"a {vocabulary(view, 'levels')[0]} question"
        yield Finding("level", record["level"], expected, by_marking(record, "Park it", "parked"))


def _is_settled(question: Record) -> bool:
    return question.state in SETTLED


# Reports


def core_first(questions: Iterable[Record]) -> list[Record]:
    """The questions, those that the Core Team mapped before the others (requirement 80)."""
    return sorted(questions, key=lambda question: question["origin"] != CORE)


def _final(of: OfGroup) -> int:
    return sum(map(_is_settled, of.counting("question")))


def _final_of_all(groups: Sequence[Counts]) -> str:
    final, asked = (sum(counts[key] for counts in groups) for key in ("questions_final", "questions_all"))
    return f"{final} of {asked} questions final"


def _undrafted(of: OfGroup) -> list[str]:
    """Final questions that no draft answers (requirement 19)."""
    answering = of.inverse("draft", "answers")
    return [
        question.id
        for question in of.counting("question")
        if _is_settled(question) and not answering.get(question.id)
    ]


def _not_structural(of: OfGroup) -> list[str]:
    return [question.id for question in of.counting("question") if _is_programmatic(question, of.view)]


def _items(of: OfGroup) -> list[dict[str, Any]]:
    answering = of.inverse("draft", "answers")
    return [
        parts.item_of(
            question,
            level=question["level"],
            origin=question["origin"],
            drafts=list(answering.get(question.id, ())),
            final_on=question["final_on"] if _is_settled(question) else "",
            amended=[entry["on"] for entry in question["amendments"]],
            became=list(filter(None, [question["merged_into"]])),
        )
        for question in core_first(of.records("question"))
    ]


def _heading(counts: Counts) -> str:
    return f"Questions, {counts['questions_final']} of {counts['questions_all']} final"


FORMS = (Form(0, "fraction"), Form(80, "fraction in words"))
CELLS = (
    parts.ID_CELL,
    Cell("Question", "title", folds=24),
    parts.STATE_CELL,
    Cell("Origin", "origin", label="labels"),
    Cell("Final", "final_on"),
    Cell("Amended", lambda item: str(item["amended"][-1]) if item["amended"] else ""),
    Cell("Drafts", "drafts", folds=7, dash=True),
)
REWORD = "wmstrat set {id} title=TEXT"
LOOK = "wmstrat status GROUP"

NOTICES = (
    notices.ownerless("question", "{count} question has no owner", "{count} questions have no owner"),
    Notice(
        "undrafted", 3, "{count} final question without a draft", LOOK, _undrafted,
        lambda _, about: f"wmstrat draft add GROUP TITLE --answers {about[0]}",
        many="{count} final questions without a draft",
    ),
    Notice(
        "programmatic", 4, "{count} question is not about structures and could be parked", LOOK, _not_structural,
        lambda _, about: f"wmstrat mark {about[0]} parked",
        many="{count} questions are not about structures and could be parked",
    ),
)  # fmt: skip

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
            blank("final_on", "the date on which the question became final", "final_on=DATE", _is_settled),
        ),
    ),
    laws=(
        Logged(states=SETTLED, field="title", log="amendments", day="final_on", anew=dict.fromkeys(SETTLED, REWORD)),
    ),
    rules=(finalizing.has_been_final, finalizing.has_an_answer, parts.owner_is_here),
    follow=(finalizing.becomes_final, parts.reason_ends),
    together=(("state", "why"),),
    verbs=(*finalizing.VERBS, heirs.merging("question", "wmstrat question merge CB-Q4 --into CB-Q2")),
    tallies=(
        Tally(
            "questions_final",
            70,
            "Questions",
            FORMS,
            "questions_all",
            "final",
            value=_final,
            total=_final_of_all,
            everywhere=True,
        ),
        Tally("questions_all", 71, value=lambda of: len(of.counting("question")), is_work=True),
    ),
    notices=NOTICES,
    parts=(Part("questions", 30, _heading, _items, CELLS),),
)
