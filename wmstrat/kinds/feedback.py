"""Feedback: what anybody says about anything, the process and its method included, and what became of it (row 46)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from wmstrat.kinds import feedback_answers, notices
from wmstrat.kinds.feedback_answers import INCORPORATED, NOT_INCORPORATED, OUTCOMES, PARTLY, SHOWN
from wmstrat.kinds.feedback_reports import REPORTS, comments_on_it, first_line, iteration_out
from wmstrat.kinds.parts import (
    ID,
    OWNER,
    WHY,
    ends_after_it_begins,
    group,
    open_records,
    owner_is_here,
    reason_ends,
    state,
)
from wmstrat.record.day_types import Day
from wmstrat.record.days import is_long_ago
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.number_types import Count
from wmstrat.record.problem import Check
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Computed, Filter, Form, OfGroup, Part, Tally
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Choice, Language, Line, Listing, Prose, Reference, Text
from wmstrat.record.view import View, code_of_group

STATES = (
    State("received", "nobody looks after it yet", OPEN),
    State("assigned", "its owner prepares the answer", OPEN, needs=("owner",), told_by="feedback assign {id} PERSON"),
    State(
        "answered",
        "it has an answer, and an outcome",
        DONE,
        ("received", "assigned", "withdrawn"),
        needs=("outcome",),
        told_by="feedback answer {id} TEXT --outcome OUTCOME",
        report_heading="Answered",
        on="answered_on",
    ),
    State("withdrawn", "taken back, a copy of another, or no feedback", ASIDE, ("received", "assigned")),
)


def _has_no_owner(record: Record, _view: View, _day: str) -> bool:
    return record.is_open and not record["owner"]


# On the page of a group


def _waiting(of: OfGroup) -> int:
    return len(open_records(of, "feedback"))


def _has_waited_long(feedback: Record, of: OfGroup) -> bool:
    return feedback.is_open and is_long_ago(feedback["on"], notices.SOON, of.day)


def _has_waited_less(feedback: Record, of: OfGroup) -> bool:
    return feedback.is_open and not _has_waited_long(feedback, of)


def _items(of: OfGroup) -> list[dict[str, Any]]:
    """What became of the feedback about each record: a line for each."""
    outcomes: dict[str, Counter[str]] = {}
    for feedback in of.counting("feedback"):
        for about in feedback["about"] or [""]:
            outcomes.setdefault(about, Counter())[feedback["outcome"] or "unanswered"] += 1
    return [
        {
            "id": about or code_of_group(of.view, of.group.id),
            "unanswered": counts["unanswered"],
            "incorporated": counts[INCORPORATED],
            "partly": counts[PARTLY],
            "not_incorporated": counts[NOT_INCORPORATED],
        }
        for about, counts in sorted(outcomes.items(), key=lambda item: -item[1]["unanswered"])
    ]


CELLS = (
    Cell("About", "id", is_id=True),
    Cell("Unanswered", "unanswered", is_number=True),
    Cell("Incorporated", "incorporated", is_number=True),
    Cell("Partly", "partly", is_number=True),
    Cell("Not", "not_incorporated", is_number=True),
)

NOTICES = (
    notices.about_records(
        "feedback", "overdue-feedback", 2, "{count} piece of feedback has waited for more than a week",
        "{count} pieces of feedback have waited for more than a week", _has_waited_long,
        listed="--unanswered", since="on", whose="owner",
    ),
    notices.about_records(
        "feedback", "feedback-unanswered", 3, "{count} piece of feedback waits for an answer",
        "{count} pieces of feedback wait for an answer", _has_waited_less,
        listed="--unanswered", since="on", whose="owner",
    ),
    notices.ownerless(
        "feedback", "{count} piece of feedback has no owner", "{count} pieces of feedback have no owner"
    ),
)  # fmt: skip

KIND = Kind(
    name="feedback",
    plural="feedback",
    about="Feedback: what people say about anything, and what became of it.",
    ids=Dated(letters="FB", day_field="on"),
    home=Home(groups=True, process=True, through="about"),
    states=STATES,
    day="on",
    fields=(
        ID,
        group(f"the group that it belongs to, or {ALL} for the whole process", process=True),
        Field(
            "about",
            Listing(Reference(inverse="feedback", process=True, counted_by="outcome")),
            "what it is about: a record, a group, or ALL; records alone are named here",
        ),
        state(STATES),
        WHY,
        Field(
            "source", Line(), "where it comes from, in words that everybody may read, such as a survey", required=True
        ),
        Field("by", Line(), "who said it, as they want to be named"),
        Field("shown", Choice(SHOWN), "public; nameless: without the name; private: the text is only in private/"),
        Field("contributor", Line(), "who said it: a mail address or a name", private=True, seldom=True),
        Field("private_content", Text(), "what they said, if it is not public", private=True, seldom=True),
        Field("context", Line(), "what was asked, or what it refers to, such as a heading", seldom=True),
        Field("channel", Line(), "the page, the list or the event where it was said", seldom=True),
        Field("language", Language(), "the language in which it was said", seldom=True),
        Field("on", Day(unknown=True), "the date on which it was said", required=True),
        OWNER,
        Field("gist", Prose(), "what it says, in short and in a language that the group works in", seldom=True),
        Field("gist_by", Line(), "who summarized or translated it", seldom=True),
        Field("response", Text(), "the answer of the group", seldom=True),
        Field(
            "outcome", Choice(OUTCOMES), "what became of it: incorporated, partly or not incorporated", seldom=True
        ),
        Field("answered_on", Day(unknown=True), "the date of the answer", seldom=True),
    ),
    arguments=("about", "body"),
    initial=feedback_answers.whom_and_what_it_is_about,
    columns=("id", "on", "about", "says", "state", "outcome", "owner", "source", "by"),
    body="the content",
    example='wmstrat feedback add CB "Mentors matter more than courses." --source "village pump"',
    checks=(
        Check("shown", "Feedback shows no more than its contributor agreed to.", feedback_answers.shows_no_more),
        ends_after_it_begins(
            "on",
            "answered_on",
            "the date of the answer",
            name="answered",
            about="An answer is not older than the feedback.",
        ),
    ),
    laws=(feedback_answers.WITHHELD,),
    rules=(feedback_answers.says_why, feedback_answers.outcome_of_an_answer, owner_is_here),
    follow=(feedback_answers.is_shown_as_wanted, feedback_answers.moves_on, reason_ends),
    together=(("state", "why", "outcome", "answered_on"),),
    verbs=feedback_answers.VERBS,
    reports=REPORTS,
    computed=(
        Computed("says", Line(), "what it says, in a line", value=first_line, for_scripts=True),
        Computed("iteration", Count(), "the iteration of the draft that was out on its day", value=iteration_out),
        Computed(
            "comments",
            Line(),
            "until when others can comment on what it is about",
            label="What it is about",
            value=comments_on_it,
        ),
    ),
    filters=(
        Filter("unanswered", "only feedback that waits for an answer", lambda record, _view, _day: record.is_open),
        Filter("unowned", "only unanswered feedback without an owner", _has_no_owner),
    ),
    tallies=(Tally("feedback_unanswered", 105, "Feedback", (Form(135, "number or blank"),), value=_waiting),),
    notices=NOTICES,
    parts=(Part("feedback", 70, "Feedback", _items, CELLS),),
)
