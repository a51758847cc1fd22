"""Decisions about drafts: only a deciding body ratifies or rejects one, once it was submitted (requirement 36)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds import parts
from wmstrat.kinds.gate import GATED, SUBMITTED, missing
from wmstrat.kinds.iterations import last_of
from wmstrat.record.day_types import Day
from wmstrat.record.days import is_before
from wmstrat.record.doors import Door
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.laws import is_taken_back
from wmstrat.record.problem import Check, Finding, by_setting
from wmstrat.record.record import Record
from wmstrat.record.rules import Breach
from wmstrat.record.types import Address, Choice, Listing, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_or_slug, state_in_words

DECIDED = ("ratified", "rejected")
# The states that follow a decision and leave it as it is, with what was decided.
AFTER_DECISION = dict.fromkeys(("implementing", "implemented", "superseded"), "ratified")

OUTCOMES = (*DECIDED, *AFTER_DECISION)
# The states by which those who carry out what was decided tell how far they are.
IN_THEIR_HANDS = ("implementing", "implemented")

TEXT = Field("text", Prose(), "the words of the decision")
ADDRESS = Field("address", Address(), "where the decision was published")
CONDITIONS = Field("conditions", Prose(), "on which conditions")
FROM = Field("from", Reference(), "the record that the decision comes from, such as a meeting")
RECUSED = Field("recused", Listing(Reference(("person",))), "who took no part because of an interest")
DECISION = Field(
    "decision",
    Entries(
        (
            Field("on", Day(unknown=True), "the date of the decision", required=True),
            Field("outcome", Choice(OUTCOMES), "what was decided", required=True),
            Field("by", Reference(("group",)), "the body or group that said so", required=True),
            TEXT,
            ADDRESS,
            CONDITIONS,
            FROM,
            RECUSED,
        ),
        ("on", "outcome"),
    ),
    "what was decided, the last one last: on, outcome, by, text, address, conditions, from, recused",
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


def says_who_decided(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """What is said about decisions agrees with the state, and stays; those who carry out what was decided, and nobody
    else, tell how far they are, and only the body that decided lets another draft take its place (requirement 36)."""
    earlier = before["decision"] if before is not None else []
    if before is not None and earlier == after["decision"] and before.state == after.state:
        return
    if earlier != after["decision"][: len(earlier)] and not (before is not None and is_taken_back(before, after)):
        yield Breach("decision", f"What was decided about {after.id} cannot be changed.", NOT_BY_HAND)
        return
    new = [entry for entry in after["decision"] if entry not in earlier]
    if any(entry["outcome"] in _cannot_be_new(before, after) for entry in new):
        state = state_in_words(view, after.state)
        why = f"{after.id} is {state}, so no body has decided what the new entries of its decision say."
        yield Breach("decision", why, NOT_BY_HAND)
        return
    if after.state not in OUTCOMES or not (after["decision"] or after.state in AFTER_DECISION):
        return
    last = after["decision"][-1] if after["decision"] else {"outcome": "", "on": "", "by": ""}
    if last["outcome"] != after.state or (after.state in DECIDED and last["on"] != after["decided_on"]):
        told = f"{last['outcome']} on {last['on']}" if last["outcome"] else "nothing"
        why = f"{after.id} is {after.state}, but the last entry of its decision says {told}."
        yield Breach("decision", why, NOT_BY_HAND, let_in=(Door.IMPORT,) if before is None else ())
    for entry in (entry for entry in new if entry["outcome"] in AFTER_DECISION or entry is last):
        may = _who_may_say(after, entry["outcome"])
        if entry["by"] not in may:
            who = f"{parts.names(view, [entry['by']])} cannot say that {after.id} is {entry['outcome']}"
            yield Breach("decision", f"{who}; {parts.names(view, may)} can.", NOT_BY_HAND)
            return


def _cannot_be_new(before: Record | None, after: Record) -> tuple[str, ...]:
    """The outcomes that no new entry can have. A draft that was rejected can be taken up again at once; about one
    that was decided, nobody decides again."""
    if after.state not in OUTCOMES:
        return ("ratified", *AFTER_DECISION)
    return DECIDED if before is not None and _decided(before) == _decided(after) else ()


def _decided(draft: Record) -> tuple[Value, ...]:
    """What was decided, by whom and when."""
    return AFTER_DECISION.get(draft.state, draft.state), draft["decided_by"], draft["decided_on"]


def _who_may_say(draft: Record, outcome: str) -> list[str]:
    """The bodies and groups that may say so of a draft: the body that decided, and for what they do those that carry
    it out, if that is not the group of the draft."""
    others = draft["carried_out_by"] if outcome in IN_THEIR_HANDS else []
    return [draft["decided_by"], *(group for group in others if group != draft.group)]


def _is_carried_out_by_others(record: Record, view: View) -> Iterator[Finding]:
    """A working group recommends; others carry out what was decided (requirement 36)."""
    if record.group in record["carried_out_by"]:
        code = code_or_slug(view, record.group)
        advice = by_setting(record, "Remove it", f"carried_out_by-={code}")
        yield Finding("carried_out_by", f'"{code}", whose draft it is', "other bodies and groups", advice)


def _decide(change: Changing, draft: Record, given: Given) -> Done:
    """Record what a deciding body decided about a submitted draft, or how far those are that carry it out. Raises
    Refused for a body that does not decide (a working group never does, requirement 36), for a draft that was not
    submitted or was decided about before, and for a day to come."""
    outcome, body = given["outcome"], parts.named(change, "group", given["by"])
    if outcome in DECIDED:
        if not parts.can_decide(body, draft.group):
            raise _cannot_decide(change, draft, body)
        _refuse_unless_submitted(change, draft)
    elif draft["decided_by"]:
        _refuse_unless_it_may_say(change, draft, body, outcome)
    parts.refuse_day_to_come(change, given["on"], "a decision is recorded after it was made")
    said = {"on": given["on"], "outcome": outcome, "by": body.id, "text": given.text}
    said |= {field.name: given[field.name] for field in (ADDRESS, CONDITIONS, FROM, RECUSED)}
    values: dict[str, Value] = {"state": outcome, "decision": [*draft["decision"], said]}
    if outcome in DECIDED:
        values |= {"decided_by": body.id, "decided_on": given["on"]}
    if given["became"]:
        _refuse_what_is_past(change, draft, given["became"])
        values["became"] = given["became"]
    decided = change.settle(draft, **values)
    return Done(f"{draft.id} {outcome} by {body['code']}", (decided,), warnings=_early(draft, given["on"]))


def _early(draft: Record, day: str) -> tuple[str, ...]:
    """A warning for a day before the draft was published, or before an earlier decision about it."""
    last = last_of(draft)
    before = [(entry["on"], str(entry["outcome"])) for entry in draft["decision"]]
    before += [(last["on"], "published")] if last else []
    late = [(on, what) for on, what in before if is_before(day, on)]
    return tuple(
        f"{draft.id} was {what} on {on}, after {day}. To take it back: wmstrat undo" for on, what in sorted(late)[-1:]
    )


def _refuse_what_is_past(change: Changing, draft: Record, heirs: list[str]) -> None:
    """Raise Refused for a draft that takes the place of another one and is itself rejected, put aside, or part of
    others."""
    for heir in filter(None, (change.get("draft", identity) for identity in heirs)):
        if heir.state == "rejected" or not heir.counts:
            raise Refused(
                "{heir} is {state}, so it cannot take the place of {draft}. Name another draft: --became REF",
                heir=heir.id,
                state=state_in_words(change, heir.state),
                draft=draft.id,
            )


def _refuse_unless_it_may_say(change: Changing, draft: Record, body: Record, outcome: str) -> None:
    may = _who_may_say(draft, outcome)
    if body.id not in may:
        raise Refused(
            "{body} cannot say that {draft} is {outcome}. These can: {who}.",
            body=body.label,
            draft=draft.id,
            outcome=state_in_words(change, outcome),
            who=parts.names(change, may),
        )


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
    if draft.state in OUTCOMES:
        raise Refused(
            "{draft} was already {state} by {body} on {day}. A decision cannot be changed. If you entered it by "
            "mistake just now: `wmstrat undo`",
            draft=draft.id,
            state=state_in_words(change, AFTER_DECISION.get(draft.state, draft.state)),
            body=parts.names(change, [draft["decided_by"]]),
            day=draft["decided_on"],
        )
    if draft.state != SUBMITTED:
        last = last_of(draft)
        is_lacking = missing(draft, change) and not (last and last["despite"])
        ready = "It does not say yet what is needed for that. See what: `wmstrat ready {draft}`"
        steps = [
            f"draft {GATED[state]} {draft.id}" if state in GATED else f"mark {draft.id} {state}"
            for state in draft.kind.way(draft.state, SUBMITTED)
        ]
        raise Refused(
            "{draft} is {state}, but a body decides only about submitted drafts. "
            + (ready if is_lacking else "First submit it: `{commands}`"),
            draft=draft.id,
            state=state_in_words(change, draft.state),
            commands=" && ".join(f"wmstrat {step}" for step in steps),
        )


CHECK = Check("decision", "Only a deciding body ratifies or rejects, with a date.", _is_decided_by_a_deciding_body)
CARRIED_OUT = Check("carried-out", "Others than the group of a draft carry it out.", _is_carried_out_by_others)
DECIDE = Verb(
    name="decide",
    also=("ratify", "reject", "approve", "vote", "accept", "implement", "supersede"),
    about="Record the decision about a submitted draft, and later how it is carried out.",
    example="wmstrat draft decide CB-D4 ratified --by BD",
    takes=(
        Field(
            "outcome",
            Choice(OUTCOMES),
            "what was decided, or how far those are that carry it out",
            required=True,
        ),
    ),
    options=(
        Field(
            "by", Reference(("group",), among="deciding"), "the body that decided, or carries it out", required=True
        ),
        parts.on("the date of the decision"),
        ADDRESS,
        CONDITIONS,
        FROM,
        RECUSED,
        Field("became", Listing(Reference(("draft",))), "the draft that takes its place, if it is superseded"),
    ),
    text="The words of the decision.",
    needs_text=lambda _: False,
    piped=False,
    does=_decide,
)
