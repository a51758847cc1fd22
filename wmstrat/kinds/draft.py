"""Draft recommendations: what a group proposes, why, and what a deciding body made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wmstrat.kinds import notices, parts
from wmstrat.kinds.deciding import CHECK, DECIDE, DECIDED, SUBMITTED, was_decided_by_a_body_that_was_there
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Settled
from wmstrat.record.number_types import Count
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Counts, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.sections import Section
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.text import counted
from wmstrat.record.types import Line, Listing, Prose, Reference

LEAVING = ("merged", "split", "withdrawn")

STATES = (
    State("idea", "a first thought", OPEN, ("drafting", "published", *LEAVING)),
    State("drafting", "being written", OPEN, ("idea", "published", *LEAVING), tone="moving"),
    State(
        "published", "open for the comments of everybody", OPEN, ("drafting", SUBMITTED, *LEAVING), tone="moving",
        report_heading="Shared", invites="open for comment",
    ),
    State(
        SUBMITTED, "submitted to a deciding body: the last step of a group", WAITING, ("drafting", *DECIDED, *LEAVING)
    ),
    State("ratified", "accepted by a deciding body", DONE, (), set_by="draft decide", report_heading="Decided"),
    State(
        "rejected", "not accepted by a deciding body", DONE, ("drafting",), set_by="draft decide", tone="bad",
        report_heading="Decided",
    ),
    State("merged", "became part of another draft", DONE, ("drafting",), ("became",), became="became", tone="aside"),
    State("split", "became several drafts", DONE, ("drafting",), ("became",), became="became", tone="aside"),
    State("withdrawn", "no longer proposed", ASIDE, ("drafting",)),
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
    Section("structures", "Structures of today", "Which do you keep, which change, which stop, which add?"),
    Section("questions", "The questions behind it", "Which guiding questions does it answer, and which are left?"),
    Section("drafts", "Other recommendations", "Which ones does it need, help or rule out?"),
    Section("groups", "Other groups", "With whom did you talk, and with whom should you?"),
    Section("time", "Time frame", "When could it begin, how long would it take, what has to come first?"),
    Section("who", "Who decides", "Which body can say yes or no?"),
    Section("how", "How it is decided", "By which steps is it ratified, and who carries it out then?"),
    Section("else", "Anything else", "What a reader should know and no heading asked for."),
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
            "idea, drafting, published or submitted; ratified or rejected by a deciding body; "
            "or merged, split, withdrawn",
        ),
        parts.WHY,
        parts.LEVEL,
        Field("answers", Listing(Reference(("question",), "drafts")), "the questions that it answers, such as CB-Q1"),
        parts.focus("covers"),
        parts.OWNER,
        Field("direction", Prose(), "how it helps the direction of the movement"),
        Field("iteration", Count(), "the iteration of the drafts that it belongs to, such as 1 or 2"),
        Field("became", Listing(Reference(("draft",), "came_from")), "the drafts that it was merged or split into"),
        Field("decided_by", Reference(("group",)), "the body that decided", set_by="draft decide"),
        Field("decided_on", Day(), "the date of the decision", set_by="draft decide"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "iteration", "answers", "level"),
    covers=("focus", "answers"),
    body="the text of the recommendation",
    sections=SECTIONS,
    example='wmstrat draft add CB "A shared place to learn" --answers CB-Q1',
    checks=(
        CHECK,
        parts.FOCUS_IS_KNOWN,
        parts.never_leads_back("became", parts.BECOMES_ANOTHER),
    ),
    laws=(
        Settled(
            states=DECIDED,
            fields=("title", "level", "answers", "focus", "direction", "iteration", "body"),
            by="decided_by",
            day="decided_on",
            anew={"ratified": "wmstrat draft add {group} TITLE", "rejected": "wmstrat mark {id} drafting"},
        ),
    ),
    rules=(was_decided_by_a_body_that_was_there, parts.owner_is_here),
    follow=(parts.reason_ends,),
    together=(("state", "why", "decided_by", "decided_on"),),
    verbs=(DECIDE,),
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
)
