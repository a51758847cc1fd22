"""Draft recommendations: what a group proposes, why, and what a deciding body made of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wmstrat.errors import Refused
from wmstrat.kinds.parts import (
    BECOMES_ANOTHER,
    FOCUS_IS_KNOWN,
    LEVEL,
    OWNER,
    WHY,
    focus,
    named,
    never_leads_back,
    numbered,
    on,
    ownerless,
    reason_ends,
    refuse_day_to_come,
    state,
)
from wmstrat.record.fields import Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.problem import Check, Finding
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Counts, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.rules import Breach, Settled
from wmstrat.record.sections import Section
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.text import counted
from wmstrat.record.types import Choice, Count, Day, Line, Listing, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, state_in_words

SUBMITTED = "submitted"
DECIDED = ("ratified", "rejected")
LEAVING = ("merged", "split", "withdrawn")

STATES = (
    State("idea", "a first thought", OPEN, ("drafting", "published", *LEAVING)),
    State("drafting", "being written", OPEN, ("idea", "published", *LEAVING), tone="moving"),
    State("published", "open for the comments of everybody", OPEN, ("drafting", SUBMITTED, *LEAVING), tone="moving"),
    State(
        SUBMITTED, "submitted to a deciding body: the last step of a group", WAITING, ("drafting", *DECIDED, *LEAVING)
    ),
    State("ratified", "accepted by a deciding body", DONE, (), set_by="draft decide"),
    State("rejected", "not accepted by a deciding body", DONE, ("drafting",), set_by="draft decide", tone="bad"),
    State("merged", "became part of another draft", DONE, ("drafting",), ("became",), became="became", tone="aside"),
    State("split", "became several drafts", DONE, ("drafting",), ("became",), became="became", tone="aside"),
    State("withdrawn", "no longer proposed", ASIDE, ("drafting",)),
)

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


# No command takes a decision back that nobody made.
NOT_BY_HAND = (
    "Only a deciding body decides, with its own command (see wmstrat draft decide --help). Restore the file with git"
)


def _is_decided_by_a_deciding_body(record: Record, view: View) -> Iterator[Finding]:
    """The groups are not decision-making bodies (requirement 36): only a deciding body ratifies or rejects."""
    decided = record.state in DECIDED
    if decided and not record["decided_on"]:
        yield Finding("decided_on", "nothing", "the date of the decision", NOT_BY_HAND)
    if (decided or record["decided_by"]) and not _can_decide(record, view):
        yield Finding(
            "decided_by",
            f'"{record["decided_by"]}"' if record["decided_by"] else "nothing",
            "a body of the kind deciding, other than the group of the draft",
            NOT_BY_HAND,
        )


def _can_decide(draft: Record, view: View) -> bool:
    """True when the body that is named as having decided can decide about the draft."""
    body = view.get("group", draft["decided_by"]) if draft["decided_by"] else None
    return body is not None and body.values.get("kind") == "deciding" and body.id != draft["group"]


def _was_decided_by_a_body_that_was_there(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """A body that comes into being with the decision decides nothing (requirement 36)."""
    was = None if before is None else (before.state, before["decided_by"], before["decided_on"])
    if after.state not in DECIDED or was == (after.state, after["decided_by"], after["decided_on"]):
        return
    if _can_decide(after, view) and not _can_decide(after, view.earlier) and view.earlier.get("process", "process"):
        yield Breach(
            "decided_by",
            f"{after['decided_by']} decides about {after.id}, but was not a deciding body before this change.",
            "First add the body, then record its decision",
        )


def _decide(change: Changing, draft: Record, given: Given) -> Done:
    """Record what a deciding body decided about a submitted draft. Raises Refused for a body that does not decide (a
    working group never does, requirement 36), for a draft that was not submitted or was decided about before, and for
    a day to come."""
    body = named(change, "group", given["by"])
    if body["kind"] != "deciding" or body.id == draft.group:
        raise _cannot_decide(change, draft, body)
    _refuse_unless_submitted(change, draft)
    refuse_day_to_come(change, given["on"], "a decision is recorded after it was made")
    decided = change.settle(draft, state=given["outcome"], decided_by=body.id, decided_on=given["on"])
    return Done(f"{draft.id} {given['outcome']} by {body['code']}", (decided,))


def _cannot_decide(change: Changing, draft: Record, body: Record) -> Refused:
    """The error for a body that does not decide, or not about this draft, with those that do."""
    deciding = [group for group in change.records("group") if group.values["kind"] == "deciding"]
    codes = ", ".join(str(group["code"]) for group in deciding if group.id != draft.group)
    if body["kind"] == "deciding":
        why = f"cannot decide about its own draft {draft.id}"
    else:
        why = f"is not a deciding body ({body['kind']}), so it cannot decide about {draft.id}"
    none = "There is no other deciding body yet. Add one with: wmstrat group add NAME --kind deciding"
    others = f"The deciding bodies are: {codes}." if codes else none
    return Refused("{body} {why}. {others}", body=body.label, why=why, others=others)


def _refuse_unless_submitted(change: Changing, draft: Record) -> None:
    if draft.state in DECIDED:
        raise Refused(
            "{draft} was already {state} by {body} on {day}. A decision cannot be changed. If you entered it by "
            "mistake just now: `wmstrat undo`",
            draft=draft.id,
            state=state_in_words(change, draft.state),
            body=draft["decided_by"],
            day=draft["decided_on"],
        )
    if draft.state != SUBMITTED:
        way = [f"wmstrat mark {draft.id} {state}" for state in draft.kind.way(draft.state, SUBMITTED)]
        raise Refused(
            "{draft} is {state}, but a body decides only about submitted drafts. First submit it: `{commands}`",
            draft=draft.id,
            state=state_in_words(change, draft.state),
            commands=" && ".join(way),
        )


# Reports


def _written(of: OfGroup) -> list[Record]:
    return [draft for draft in of.records("draft") if draft.counts]


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
    return not of.counts["questions_all"] and not _written(of)


def _rootless(of: OfGroup) -> list[str]:
    """Drafts that answer no question, neither by themselves nor in the place of others (requirement 19)."""
    answering = {draft for drafts in of.inverse("draft", "answers").values() for draft in drafts}
    return [draft.id for draft in _written(of) if draft.id not in answering]


def _undecided(of: OfGroup) -> list[str]:
    """The submitted drafts of a process in which no body can decide about them."""
    submitted = [draft.id for draft in _written(of) if draft.state == SUBMITTED]
    bodies = of.view.records("group") if submitted else ()
    can_decide = any(body.values.get("kind") == "deciding" and body.id != of.group.id for body in bodies)
    return [] if can_decide else submitted


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [
        {
            "id": draft.id,
            "title": draft.label,
            "state": draft.state,
            "iteration": draft["iteration"] or 0,
            "answers": list(draft["answers"]),
            "became": list(draft["became"]),
            **dict(zip(("filled", "sections"), of.completeness(draft), strict=True)),
        }
        for draft in of.records("draft")
    ]


def _filled_in(item: Mapping[str, Any]) -> str:
    """How many headings of the template the text answers; nothing for a text with a form of its own."""
    return f"{item['filled']} of {item['sections']}" if item["sections"] > 1 else ""


DASH = "\N{EN DASH}"
FORMS = (Form(10, "number"), Form(15, "packed", 12), Form(60, "packed", 24), Form(95, "packed", 60))
# What the table of all groups counts together as closed.
CLOSED = ("rejected", *LEAVING)
CELLS = (
    Cell("Id", "id", is_id=True),
    Cell("Draft", "title", folds=24),
    Cell("State", "state", label="labels", is_state=True),
    Cell("Answers", lambda item: ", ".join(item["answers"]), folds=7, dash=True),
    Cell("Filled in", _filled_in),
    Cell("Iteration", lambda item: str(item["iteration"] or ""), is_number=True),
)

KIND = Kind(
    name="draft",
    plural="drafts",
    about="Draft recommendations, from idea to decision.",
    ids=Numbered(letters="D"),
    states=STATES,
    fields=(
        *numbered("the group that proposes it"),
        Field("title", Line(), "what is recommended, in one line", required=True),
        state(
            STATES,
            "idea, drafting, published or submitted; ratified or rejected by a deciding body; "
            "or merged, split, withdrawn",
        ),
        WHY,
        LEVEL,
        Field("answers", Listing(Reference(("question",), "drafts")), "the questions that it answers, such as CB-Q1"),
        focus("covers"),
        OWNER,
        Field("direction", Prose(), "how it helps the direction of the movement"),
        Field("iteration", Count(), "the iteration of the drafts that it belongs to, such as 1 or 2"),
        Field("became", Listing(Reference(("draft",), "came_from")), "the drafts that it was merged or split into"),
        Field("decided_by", Reference(("group",)), "the body that decided", set_by="draft decide"),
        Field("decided_on", Day(), "the date of the decision", set_by="draft decide"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "iteration", "answers", "level"),
    body="the text of the recommendation",
    sections=SECTIONS,
    example='wmstrat draft add CB "A shared place to learn" --answers CB-Q1',
    checks=(
        Check("decision", "Only a deciding body ratifies or rejects, with a date.", _is_decided_by_a_deciding_body),
        FOCUS_IS_KNOWN,
        never_leads_back("became", BECOMES_ANOTHER),
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
    rules=(_was_decided_by_a_body_that_was_there,),
    follow=(reason_ends,),
    together=(("state", "decided_by", "decided_on"),),
    verbs=(
        Verb(
            name="decide",
            also=("ratify", "reject", "approve", "vote", "accept"),
            about="Record the decision about a submitted draft.",
            example="wmstrat draft decide CB-D4 ratified --by BD",
            takes=(Field("outcome", Choice(DECIDED), "what was decided", required=True),),
            options=(
                Field("by", Reference(("group",), among="deciding"), "the deciding body", required=True),
                on("the date of the decision"),
            ),
            does=_decide,
        ),
    ),
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
    notices=(
        ownerless("draft", "{count} draft has no owner", "{count} drafts have no owner"),
        Notice("nothing", 3, "No question and no draft yet", "wmstrat question add GROUP TEXT", _has_nothing),
        Notice(
            "undecided",
            2,
            "{count} draft waits for a decision, but no group decides",
            "wmstrat group add NAME --kind deciding",
            _undecided,
            many="{count} drafts wait for a decision, but no group decides",
        ),
        Notice(
            "rootless",
            3,
            "{count} draft answers no question",
            "wmstrat status GROUP",
            _rootless,
            lambda _, about: f"wmstrat set {about[0]} answers+=QUESTION",
            many="{count} drafts answer no question",
        ),
    ),
    parts=(Part("drafts", 40, "Drafts", _items, CELLS),),
)
