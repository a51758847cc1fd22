"""Draft recommendations: what a group proposes, why, and what a deciding body made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wmstrat.kinds import gate, heirs, items, iterations, notices, parts, publishing
from wmstrat.kinds.deciding import (
    AFTER_DECISION,
    CARRIED_OUT,
    CHECK,
    DECIDE,
    DECIDED,
    DECISION,
    says_who_decided,
    was_decided_by_a_body_that_was_there,
)
from wmstrat.kinds.gate import SUBMITTED
from wmstrat.kinds.panels import ADVISED, CHANGES, CITED, REFLECTIONS
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Settled
from wmstrat.record.number_types import Count
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Counts, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.sections import Section
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.text import counted
from wmstrat.record.types import Choice, Line, Listing, Prose, Reference, Term

LEAVING = ("merged", "split", "withdrawn")

STATES = (
    State("idea", "a first thought", OPEN, ("drafting", "published", *LEAVING)),
    State("drafting", "being written", OPEN, ("idea", "published", *LEAVING), tone="moving"),
    State(
        "published", "open for the comments of everybody", OPEN, ("drafting", SUBMITTED, *LEAVING), tone="moving",
        report_heading="Shared", invites="open for comment", tells=("iteration", "iterations"),
    ),
    State(
        SUBMITTED, "submitted to a deciding body: the last step of a group", WAITING, ("drafting", *DECIDED, *LEAVING)
    ),
    State(
        "ratified", "accepted by a deciding body", DONE, ("implementing", "superseded"), set_by="draft decide",
        report_heading="Decided",
    ),
    State(
        "implementing", "being carried out", OPEN, ("implemented", "superseded"), set_by="draft decide",
        tone="moving", report_heading="Decided",
    ),
    State(
        "implemented", "carried out", DONE, ("implementing", "superseded"), set_by="draft decide",
        report_heading="Decided",
    ),
    State(
        "rejected", "not accepted by a deciding body", DONE, ("drafting",), set_by="draft decide", tone="bad",
        report_heading="Decided",
    ),
    State("merged", "became part of another draft", DONE, ("drafting",), ("became",), became="became", tone="aside"),
    State("split", "became several drafts", DONE, ("drafting",), ("became",), became="became", tone="aside"),
    State("withdrawn", "no longer proposed", ASIDE, ("drafting",)),
    State(
        "superseded", "a later draft took its place", DONE, (), ("became",), "draft decide", "became", "aside",
        report_heading="Decided",
    ),
)  # fmt: skip

# The prompts that drafts of the real process were written against, in words of our own.
SECTIONS = (
    Section("recommendation", "What we recommend", "The change itself, plainly enough to be said in a call."),
    Section("future", "The future we expect", "What do you take for granted about the years ahead?"),
    Section("logic", "Why it would work", "How does one step lead to the next, from today to the goal?"),
    Section("changes", "What changes", "What will be different, and how would somebody notice?"),
    Section("affected", "Who is affected", "Who gains, who has to adapt, whom did you ask?"),
    Section("harm", "What could go wrong", "Whom might this harm, and how?"),
    Section("mitigation", "How to soften it", "What would prevent the harm, or make up for it?"),
    Section("alternatives", "Other ways", "Which other ways did you look at, and why did you set each aside?"),
    Section(
        "structures", "Structures of today", "Which do you keep, which change, which stop, which add?", "structures"
    ),
    Section(
        "questions",
        "The questions behind it",
        "Which guiding questions does it answer, and which are left?",
        "answers",
    ),
    Section("drafts", "Other recommendations", "Which ones does it need, help or rule out?"),
    Section("groups", "Other groups", "With whom did you talk, and with whom should you?"),
    Section("time", "Time frame", "When could it begin, how long would it take, what has to come first?"),
    Section("who", "Who decides", "Which body can say yes or no?"),
    Section("how", "How it is decided", "By which steps is it ratified, and who carries it out then?"),
    Section(
        "implementation", "Carrying it out", "What would be done, by whom, with which means, and how is it seen?"
    ),
    Section("else", "Anything else", "What a reader should know and no heading asked for."),
)

STRUCTURES = (
    Field("structure", Line(), "a body, rule, programme or tool that is there, or would be", required=True),
    Field("effect", Choice(("keep", "change", "stop", "add")), "what the draft does with it", required=True),
    Field("note", Prose(), "how"),
)

# Reports


def _by_state(of: OfGroup) -> dict[str, int]:
    states = Counter(draft.state for draft in of.records("draft"))
    return {state.name: states[state.name] for state in STATES if states[state.name]}


def _in_all(groups: Sequence[Counts]) -> str:
    states = Counter[str]()
    for counts in groups:
        states.update(counts["drafts_by_state"])
    open_ones = sum(states[state.name] for state in STATES if state.is_open)
    parts = [f"{open_ones} open"] if open_ones else []
    parts += [f"{states[name]} {name}" for name in DECIDED if states[name]]
    if states and open_ones == states.total():
        return counted(open_ones, "{count} open draft", "{count} open drafts")
    drafts = counted(states.total(), "{count} draft", "{count} drafts")
    return f"{drafts} ({', '.join(parts)})" if parts else drafts


def _has_nothing(of: OfGroup) -> bool:
    return not of.counts["questions_all"] and not of.counting("draft")


def _rootless(of: OfGroup) -> list[str]:
    """Drafts that answer no question, neither by themselves nor in the place of others (requirement 19)."""
    answering = {draft for drafts in of.inverse("draft", "answers").values() for draft in drafts}
    return [draft.id for draft in of.counting("draft") if draft.id not in answering]


def _undecided(of: OfGroup) -> list[str]:
    """The submitted drafts of a process in which no body can decide about them."""
    submitted = [draft.id for draft in of.counting("draft") if draft.state == SUBMITTED]
    bodies = of.view.records("group") if submitted else ()
    return [] if any(parts.can_decide(body, of.group.id) for body in bodies) else submitted


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [_item(draft, *of.completeness(draft)) for draft in of.records("draft")]


def _item(draft: Record, filled: int, sections: int) -> dict[str, Any]:
    return parts.item_of(
        draft,
        iteration=draft["iteration"] or 0,
        answers=list(draft["answers"]),
        became=list(draft["became"]),
        filled=filled,
        sections=sections,
    )


def _filled_in(item: Mapping[str, Any]) -> str:
    """How many headings of the template the text answers; nothing for a text with a form of its own."""
    return f"{item['filled']} of {item['sections']}" if item["sections"] > 1 else ""


DASH = "\N{EN DASH}"
FORMS = (Form(10, "number"), Form(15, "packed", 12), Form(60, "packed", 24), Form(95, "packed", 60))
# What the table of all groups counts together as closed.
CLOSED = ("rejected", *LEAVING)
CELLS = (
    parts.ID_CELL,
    Cell("Draft", "title", folds=24),
    parts.STATE_CELL,
    Cell("Answers", "answers", folds=7, dash=True),
    Cell("Filled in", _filled_in),
    Cell("Iteration", "iteration", is_number=True),
)

NOTICES = (
    notices.ownerless("draft", "{count} draft has no owner", "{count} drafts have no owner"),
    gate.unanswered("draft"),
    Notice("nothing", 3, "No question and no draft yet", "wmstrat question add GROUP TEXT", _has_nothing),
    Notice(
        "undecided", 2, "{count} draft waits for a decision, but no group decides",
        "wmstrat group add NAME --kind deciding", _undecided,
        many="{count} drafts wait for a decision, but no group decides",
    ),
    Notice(
        "rootless", 3, "{count} draft answers no question", "wmstrat status GROUP", _rootless,
        lambda _, about: f"wmstrat set {about[0]} answers+=QUESTION", many="{count} drafts answer no question",
    ),
)  # fmt: skip

KIND = Kind(
    name="draft",
    plural="drafts",
    about="Draft recommendations, from idea to decision.",
    ids=Numbered(letters="D"),
    states=STATES,
    fields=(
        *parts.numbered("the group that proposes it"),
        Field("title", Line(), "what is recommended, in one line", required=True),
        parts.state(
            STATES,
            "idea, drafting, published or submitted; ratified or rejected by a deciding body, then implementing, "
            "implemented or superseded; or merged, split, withdrawn",
        ),
        parts.WHY,
        Field("kind", Term("draft_kinds"), "what kind of draft: a word of process.yaml", seldom=True),
        parts.LEVEL,
        Field("answers", Listing(Reference(("question",), "drafts")), "the questions that it answers, such as CB-Q1"),
        items.focus("covers"),
        parts.OWNER,
        Field("direction", Prose(), "how it helps the direction of the movement", seldom=True),
        Field("iteration", Count(), "the iteration of the drafts that it belongs to, such as 1 or 2", seldom=True),
        iterations.FIELD,
        publishing.SLIPS_FIELD,
        Field(
            "structures",
            Entries(STRUCTURES, ("structure", "effect"), after_sign="effect"),
            "the structures that it touches: structure, effect (keep, change, stop or add), note",
            seldom=True,
        ),
        Field(
            "changes", Listing(items.CHANGES), "the changes of scopes that it comes from, such as CB-C1", seldom=True
        ),
        parts.SOURCES,
        Field("became", Listing(Reference(("draft",), "came_from")), "the drafts that it became", seldom=True),
        Field(
            "carried_out_by",
            Listing(Reference(("group",), "carries_out")),
            "the bodies and groups that would carry it out",
            seldom=True,
        ),
        Field("decided_by", Reference(("group",)), "the body that decided", seldom=True, set_by="draft decide"),
        Field("decided_on", Day(), "the date of the decision", seldom=True, set_by="draft decide"),
        DECISION,
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "iteration", "answers", "level", "comments"),
    covers=("focus", "answers", "changes"),
    window=iterations.window_of,
    body="the text of the recommendation",
    sections=SECTIONS,
    example='wmstrat draft add CB "A shared place to learn" --answers CB-Q1',
    checks=(
        CHECK,
        CARRIED_OUT,
        items.FOCUS_IS_KNOWN,
        items.CHANGES_ARE_KNOWN,
        parts.never_leads_back("became", parts.BECOMES_ANOTHER),
        iterations.WINDOW,
    ),
    laws=(
        Settled(
            states=(*DECIDED, *AFTER_DECISION),
            fields=(
                "title",
                "kind",
                "level",
                "answers",
                "focus",
                "direction",
                "iteration",
                "iterations",
                "slips",
                "structures",
                "changes",
                "sources",
                "carried_out_by",
                "body",
            ),
            by="decided_by",
            day="decided_on",
            decided_as=AFTER_DECISION,
            log="decision",
            anew={"ratified": "wmstrat draft add {group} TITLE", "rejected": "wmstrat mark {id} drafting"},
        ),
    ),
    rules=(
        was_decided_by_a_body_that_was_there,
        says_who_decided,
        iterations.is_the_last,
        iterations.iterations_stay,
        publishing.windows_move_with_a_reason,
        gate.answers_what_is_needed,
        parts.owner_is_here,
    ),
    follow=(iterations.becomes_published, iterations.iteration_follows, parts.reason_ends),
    together=(("state", "why", "decided_by", "decided_on", "decision"),),
    verbs=(
        *publishing.verbs("draft", "CB-D4", submits=True),
        heirs.merging("draft", "wmstrat draft merge CB-D4 CB-D7 --into CB-D2"),
        heirs.splitting('wmstrat draft split CB-D4 --into "Mentors" --into "Courses"'),
        DECIDE,
    ),
    computed=iterations.COMMENTS,
    tallies=(
        Tally(
            "drafts_by_state",
            80,
            "Drafts",
            FORMS,
            nothing=DASH,
            label="labels",
            closed=CLOSED,
            value=_by_state,
            total=_in_all,
            everywhere=True,
            is_work=True,
        ),
    ),
    notices=NOTICES,
    parts=(Part("drafts", 40, "Drafts", _items, CELLS),),
    panels=(CHANGES, CITED, REFLECTIONS, ADVISED),
)
