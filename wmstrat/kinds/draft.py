"""Draft recommendations: what a group proposes, why, and what a deciding body made of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from wmstrat.errors import Refused
from wmstrat.kinds.parts import HANDLE, ID, STATE, group
from wmstrat.kinds.question import unknown_focus
from wmstrat.record.fields import Count, Day, Field, Line, Listing, Prose, Reference, Term
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind, Standing, Step
from wmstrat.record.problem import Check, Problem
from wmstrat.record.record import Record, Values
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.view import View

SUBMITTED = "submitted"
DECIDED = ("ratified", "rejected")
# The import that brings in what deciding bodies decided elsewhere.
AS_DECIDED = "import --as-decided"
# What a body has decided about; `state` and `became` go on.
DECIDED_ABOUT = ("title", "level", "answers", "focus", "direction", "iteration")
GOES_ON = ("merged", "split")
SET_ASIDE = (*GOES_ON, "withdrawn")

STATES = (
    State("idea", "a first thought", OPEN, ("drafting", "published", *SET_ASIDE)),
    State("drafting", "being written", OPEN, ("idea", "published", *SET_ASIDE), tone="moving"),
    State(
        "published", "open for the comments of everybody", OPEN, ("drafting", "submitted", *SET_ASIDE), tone="moving"
    ),
    State(
        "submitted",
        "handed to a deciding body: the last step of a group",
        WAITING,
        ("drafting", *DECIDED, *SET_ASIDE),
    ),
    State("ratified", "accepted by a deciding body", DONE, (), set_by="draft decide"),
    State("rejected", "not accepted by a deciding body", DONE, ("drafting",), set_by="draft decide", tone="bad"),
    State("merged", "became part of another draft", DONE, ("drafting",), became="became", tone="aside"),
    State("split", "became several drafts", DONE, ("drafting",), became="became", tone="aside"),
    State("withdrawn", "no longer proposed", ASIDE, ("drafting",)),
)


def answering(view: View) -> dict[str, list[str]]:
    """Per question the drafts that answer it today, each once. What a draft answered that was merged or split is
    answered by the drafts that it became; by itself, where it does not say which."""
    known = {one.id: one for one in view.records("draft")}
    found: dict[str, dict[str, None]] = {}
    for draft in known.values():
        for question in draft["answers"]:
            found.setdefault(question, {}).update(dict.fromkeys(_heirs(draft, known)))
    return {question: list(drafts) for question, drafts in found.items()}


def _heirs(draft: Record, known: Mapping[str, Record]) -> Iterator[str]:
    waiting, met = [draft.id], set()
    while waiting:
        identity = waiting.pop(0)
        one = known.get(identity)
        if one is None or identity in met:
            continue
        met.add(identity)
        if one.state in GOES_ON and one["became"]:
            waiting += one["became"]
        elif one.state != "withdrawn":
            yield identity


def _decided_by_a_deciding_body(record: Record, view: View) -> Iterable[Problem]:
    """The groups are not decision-making bodies (requirement 36): only a deciding body ratifies or rejects."""
    decided = record.state in DECIDED
    if decided and not record["decided_on"]:
        yield Problem(
            "decision",
            record.path,
            "decided_on",
            "nothing",
            "the day of the decision",
            f"A deciding body decides: wmstrat draft decide {record.id} {record.state} --by BODY",
        )
    body = view.get("group", record["decided_by"]) if record["decided_by"] else None
    fit = body is not None and body.values.get("kind") == "deciding" and body.id != record["group"]
    if (decided or record["decided_by"]) and not fit:
        yield Problem(
            "decision",
            record.path,
            "decided_by",
            f'"{record["decided_by"]}"' if record["decided_by"] else "nothing",
            "a body whose kind is deciding, other than the group that wrote the draft",
            f"A deciding body decides: wmstrat draft decide {record.id} ratified --by BODY",
        )


def _focus(record: Record, view: View) -> Iterable[Problem]:
    return unknown_focus(record, view)


def _only_decided_by_command(step: Step, view: View) -> None:
    """A group hands in; it never approves its own draft, by whichever command or file (requirement 36).

    Only an import that says so brings in drafts that were decided already (an archive, an export of another
    workspace), and only new ones; the check `decision` looks at who decided.
    """
    del view
    before, after = step.before, step.after
    if step.command in ("draft decide", "undo") or (before is None and step.command == AS_DECIDED):
        return
    held = None if _taken_up_again(step) else before
    changed = [name for name in ("decided_by", "decided_on") if after[name] != (held[name] if held else "")]
    if changed or (after.state in DECIDED and (before is None or before.state != after.state)):
        if before is None and step.command == "import":
            raise Refused(
                "{draft} would come in as {state}, and a working group does not decide about its own draft. What a "
                "deciding body decided elsewhere comes in with: wmstrat import draft FILE --as-decided",
                draft=after.id,
                state=after.state if after.state in DECIDED else "decided",
            )
        raise Refused(
            "A working group does not decide about its own draft; {draft} can be submitted at most. A deciding "
            "body decides with: wmstrat draft decide {draft} ratified --by BODY",
            draft=after.id,
        )


def _taken_up_again(step: Step) -> bool:
    return step.before is not None and step.before.state in DECIDED and step.after.state not in DECIDED


def _forgets_the_decision(step: Step, view: View) -> Values:
    """A draft that is written on after it was rejected is undecided."""
    del view
    return {"decided_by": "", "decided_on": ""} if _taken_up_again(step) else {}


def _stays_as_decided(step: Step, view: View) -> None:
    """What a body has decided about stays as it was decided (requirement 36)."""
    del view
    before, after = step.before, step.after
    if before is None or before.state not in DECIDED or step.command == "undo":
        return
    changed = [name for name in DECIDED_ABOUT if before[name] != after[name]]
    changed += ["body"] if before.body.strip() != after.body.strip() else []
    if changed and before.state == "rejected":
        raise Refused(
            "{draft} was {state}, so this stays as it was: {fields}. To go on writing, first type: wmstrat mark "
            "{draft} drafting",
            draft=before.id,
            state=before.state,
            fields=", ".join(changed),
        )
    if changed:
        raise Refused(
            "{draft} was {state}, so this stays as it was: {fields}. Write a new draft with: wmstrat draft add "
            "{group} TITLE",
            draft=before.id,
            state=before.state,
            fields=", ".join(changed),
            group=before.group,
        )


def _stands(side: Record, merged: Record) -> Iterable[str]:
    """What a body decided about while somebody went on writing stays as it was decided (requirement 36)."""
    if side.state not in DECIDED:
        return
    for name in (*DECIDED_ABOUT, "state", "decided_by", "decided_on"):
        if side[name] != merged[name]:
            yield name
    if side.body.strip() != merged.body.strip():
        yield "body"


KIND = Kind(
    name="draft",
    plural="drafts",
    about="Draft recommendations, from idea to decision.",
    ids=Numbered(letters="D"),
    states=STATES,
    fields=(
        ID,
        HANDLE,
        group("the group that proposes it"),
        Field("title", Line(), "what is recommended, in one line", required=True),
        replace(
            STATE,
            about="idea, drafting, published or submitted; ratified or rejected by a deciding body; "
            "or merged, split, withdrawn",
        ),
        Field("level", Term("levels"), "structural or programmatic"),
        Field("answers", Listing(Reference(("question",))), "the questions that it answers, such as CB-Q1"),
        Field("focus", Listing(Line()), "the focus items of the group that it covers, such as CB-F1"),
        Field("direction", Prose(), "how it advances the direction of the movement"),
        Field("iteration", Count(), "which iteration of the drafts it belongs to: 1, 2, ..."),
        Field("became", Listing(Reference(("draft",))), "the drafts that it was merged or split into"),
        Field(
            "decided_by",
            Reference(("group",)),
            "the deciding body, once it has decided",
            set_by="draft decide",
        ),
        Field("decided_on", Day(), "the day of the decision", set_by="draft decide"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "iteration", "answers", "level"),
    body="the text of the recommendation",
    example='wmstrat draft add CB "A shared place to learn" --answers CB-Q1',
    checks=(
        Check("decision", "Only a deciding body ratifies or rejects, on a day.", _decided_by_a_deciding_body),
        Check("focus", "Focus items are those of the group.", _focus),
    ),
    rules=(_stays_as_decided, _only_decided_by_command),
    follow=(_forgets_the_decision,),
    stands=Standing(
        _stands,
        "decided_on",
        {"ratified": "wmstrat draft add {group} TITLE", "rejected": "wmstrat mark {id} drafting"},
    ),
)
