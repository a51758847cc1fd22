"""Decisions about drafts: only a deciding body ratifies or rejects one, once it was submitted (requirement 36)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds import parts
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.problem import Check, Finding
from wmstrat.record.record import Record
from wmstrat.record.rules import Breach
from wmstrat.record.types import Address, Choice, Listing, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, state_in_words

SUBMITTED = "submitted"
DECIDED = ("ratified", "rejected")
# The states that follow a decision and leave it as it is, with what was decided.
AFTER_DECISION = dict.fromkeys(("implementing", "implemented", "superseded"), "ratified")

DECISION = Field(
    "decision",
    Entries(
        (
            Field("on", Day(), "the date of the decision", required=True),
            Field("outcome", Choice(DECIDED), "what was decided", required=True),
            Field("text", Prose(), "the words of the decision"),
            Field("address", Address(), "where it was published"),
            Field("conditions", Prose(), "on which conditions"),
            Field("from", Reference(), "the record that it comes from, such as a meeting"),
            Field("recused", Listing(Reference(("person",))), "who took no part because of an interest"),
        ),
        ("on", "outcome"),
    ),
    "what was decided, the last one last: on, outcome, text, address, conditions, from, recused",
    seldom=True,
    set_by="draft decide",
)

# No command takes a decision back that nobody made.
NOT_BY_HAND = (
    "Only a deciding body decides, with its own command (see wmstrat draft decide --help). Restore the file with git"
)


def _is_decided_by_a_deciding_body(record: Record, view: View) -> Iterator[Finding]:
    """The groups are not decision-making bodies (requirement 36): only a deciding body ratifies or rejects."""
    decided = record.state in DECIDED or record.state in AFTER_DECISION
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
    return parts.can_decide(body, draft["group"])


def was_decided_by_a_body_that_was_there(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
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
    body = parts.named(change, "group", given["by"])
    if not parts.can_decide(body, draft.group):
        raise _cannot_decide(change, draft, body)
    _refuse_unless_submitted(change, draft)
    parts.refuse_day_to_come(change, given["on"], "a decision is recorded after it was made")
    decided = change.settle(draft, state=given["outcome"], decided_by=body.id, decided_on=given["on"])
    return Done(f"{draft.id} {given['outcome']} by {body['code']}", (decided,))


def _cannot_decide(change: Changing, draft: Record, body: Record) -> Refused:
    """The error for a body that does not decide, or not about this draft, with those that do."""
    deciding = (group for group in change.records("group") if parts.can_decide(group, draft.group))
    codes = ", ".join(str(group["code"]) for group in deciding)
    if parts.is_body(body, "deciding"):
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


CHECK = Check("decision", "Only a deciding body ratifies or rejects, with a date.", _is_decided_by_a_deciding_body)
DECIDE = Verb(
    name="decide",
    also=("ratify", "reject", "approve", "vote", "accept"),
    about="Record the decision about a submitted draft.",
    example="wmstrat draft decide CB-D4 ratified --by BD",
    takes=(Field("outcome", Choice(DECIDED), "what was decided", required=True),),
    options=(
        Field("by", Reference(("group",), among="deciding"), "the deciding body", required=True),
        parts.on("the date of the decision"),
    ),
    does=_decide,
)
