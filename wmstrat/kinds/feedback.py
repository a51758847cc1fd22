"""Feedback: what anybody says about anything, the process and its method included, and what became of it (row 46)."""

from __future__ import annotations

from wmstrat.kinds import feedback_answers, parts
from wmstrat.kinds.feedback_answers import OUTCOMES, SHOWN
from wmstrat.kinds.feedback_letters import LETTERS
from wmstrat.kinds.feedback_reports import NOTICES, PARTS, TALLIES, comments_on_it, first_line, iteration_out
from wmstrat.kinds.feedback_table import TABLE
from wmstrat.kinds.notices import has_no_owner
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.number_types import Count
from wmstrat.record.problem import Check
from wmstrat.record.reporting import Computed, Filter
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Choice, Language, Line, Listing, Prose, Reference, Text

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

KIND = Kind(
    name="feedback",
    plural="feedback",
    about="Feedback: what people say about anything, and what became of it.",
    ids=Dated(letters="FB", day_field="on"),
    home=Home(groups=True, process=True, through="about"),
    states=STATES,
    day="on",
    fields=(
        parts.ID,
        parts.group(f"the group that it belongs to, or {ALL} for the whole process", process=True),
        Field(
            "about",
            Listing(Reference(inverse="feedback", process=True, counted_by="outcome")),
            "what it is about: a record, a group, or ALL; records alone are named here",
        ),
        parts.state(STATES),
        parts.WHY,
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
        parts.OWNER,
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
        parts.ends_after_it_begins(
            "on",
            "answered_on",
            "the date of the answer",
            name="answered",
            about="An answer is not older than the feedback.",
        ),
    ),
    laws=(feedback_answers.WITHHELD,),
    rules=(feedback_answers.says_why, feedback_answers.outcome_of_an_answer, parts.owner_is_here),
    follow=(feedback_answers.is_shown_as_wanted, feedback_answers.moves_on, parts.reason_ends),
    together=(("state", "why", "outcome", "answered_on"),),
    verbs=feedback_answers.VERBS,
    reports=(TABLE, LETTERS),
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
        Filter("unowned", "only unanswered feedback without an owner", has_no_owner),
    ),
    tallies=TALLIES,
    notices=NOTICES,
    parts=PARTS,
)
