"""Answers, finalized sets and decisions (requirements 17, 18, 32 and 36)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.errors import Refused, UsageProblem
from wmstrat.kinds.draft import DECIDED, SUBMITTED
from wmstrat.record.record import Record
from wmstrat.record.view import scope

if TYPE_CHECKING:
    from wmstrat.record.view import Changing


def answer(change: Changing, question: Record, text: str, *, replace: bool, seen: str | None = None) -> None:
    """Put an answer into a question; a final question becomes answered.

    `seen` is the answer that the person saw while writing, None when they saw none. Raises Refused when there is an
    answer already that shall not be replaced, or another one than was seen.
    """
    if question.body.strip() and not replace:
        raise Refused(
            "{id} has an answer already. Put yours in its place with --replace, or change it with: wmstrat edit {id}",
            id=question.id,
        )
    if seen is not None and question.body.strip() != seen.strip():
        raise Refused(
            "Somebody else changed the answer of {id} while you were writing. Read it with: wmstrat show {id}, and "
            "put yours in its place with --replace, or change it with: wmstrat edit {id}",
            id=question.id,
        )
    state = "answered" if question.state == "final" else question.state
    change.update(question, text, state=state)
    change.subject = f"{scope(question, change)}: answer {question.id}"


def finalize(change: Changing, group: Record, day: str) -> list[Record]:
    """Make every proposed or reviewed question of the group final on a day, as one set (requirement 17).

    Raises Refused when there is none.
    """
    questions = [one for one in change.records("question", group.id) if one.state in ("proposed", "review")]
    if not questions:
        raise Refused(
            "{group} has no question that is proposed or in review. See its questions with: wmstrat question list "
            "{code}",
            group=group.label,
            code=group["code"],
        )
    for question in questions:
        change.update(question, state="final", final_on=day)
    count = len(questions)
    change.subject = (
        f"{group['code']}: finalize {count} questions"
        if count > 1
        else (f"{group['code']}: finalize {questions[0].id}")
    )
    return questions


def _cannot_decide(change: Changing, draft: Record, body: Record) -> Refused:
    """The error for a body that does not decide, or not about this draft, with those that do."""
    groups = (one for one in change.records("group") if one.values["kind"] == "deciding" and one.id != draft.group)
    codes = ", ".join(str(one["code"]) for one in groups)
    if body["kind"] == "deciding":
        why = f"cannot decide about {draft.id}, its own draft"
    else:
        why = f"is not a deciding body ({body['kind']}), so it cannot decide about {draft.id}"
    none = "No other deciding body is here yet; add one with: wmstrat group add NAME --kind deciding"
    others = f"Deciding bodies here: {codes}." if codes else none
    return Refused("{body} {why}. {others}", body=body.label, why=why, others=others)


def decide(change: Changing, draft: Record, outcome: str, body: Record, day: str) -> None:
    """Keep what a deciding body decided about a submitted draft.

    Raises UsageProblem for another outcome, Refused for a body that does not decide (a working group never does,
    requirement 36), for a draft that was not submitted or was decided about before, and for a day to come.
    """
    if outcome not in DECIDED:
        raise UsageProblem('A body decides "ratified" or "rejected", not "{outcome}".', outcome=outcome)
    if body["kind"] != "deciding" or body.id == draft.group:
        raise _cannot_decide(change, draft, body)
    _refuse_unless_submitted(draft)
    if day > change.today:
        raise Refused(
            "{day} is still to come, and a decision is kept once it was made. Say the day on which it was made with: "
            "--on DATE",
            day=day,
        )
    change.update(draft, state=outcome, decided_by=body.id, decided_on=day)
    change.subject = f"{scope(draft, change)}: {draft.id} {outcome} by {body['code']}"


def _refuse_unless_submitted(draft: Record) -> None:
    if draft.state in DECIDED:
        raise Refused(
            "{draft} was {state} by {body} on {day} already, and that stays. If you typed it by mistake just now, "
            "take it back with: wmstrat undo",
            draft=draft.id,
            state=draft.state,
            body=draft["decided_by"],
            day=draft["decided_on"],
        )
    if draft.state != SUBMITTED:
        way = [f"wmstrat mark {draft.id} {state}" for state in draft.kind.way(draft.state, SUBMITTED)]
        raise Refused(
            "{draft} is {state}, and a body decides about what was submitted to it. Hand it in first: {commands}",
            draft=draft.id,
            state=draft.state,
            commands=", then ".join(way),
        )
