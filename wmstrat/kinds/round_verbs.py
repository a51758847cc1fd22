"""The verbs of consent rounds: to answer one, to clear an objection and to close it (row 50)."""

from __future__ import annotations

from typing import Any

from wmstrat.errors import Refused
from wmstrat.kinds import parts
from wmstrat.kinds.answering import ANSWERS, CLEARED, DOES, OBJECT, WHO, key_of, objecting, waits_for
from wmstrat.kinds.speaking import roles_in, typing_for
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.types import Choice, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_or_slug


def _answer(change: Changing, record: Record, given: Given) -> Done:
    """Add an answer, which clears an earlier objection of the same group or person unless it is one, too. Raises
    Refused for a round that is not open."""
    if not record.is_open:
        raise Refused("{id} is {state}, so nobody can answer it.", id=record.id, state=record.state)
    who = given["for"] or _who_answers(change, record)
    new: dict[str, Value] = dict.fromkeys((part.name for part in ANSWERS), "")
    new |= {"who": who, "answer": given["answer"], "on": change.today, "by": change.typing, "note": given.text}
    answers = [entry for entry in record["answers"] if key_of(entry) != key_of(new)]
    again = [entry["note"] for entry in record["answers"] if key_of(entry) == key_of(new) and entry["cleared_on"]]
    new["note"] = "\n\n".join(dict.fromkeys([*again, given.text]))
    if given["answer"] != OBJECT:
        why = given.text or f"answers {given['answer']}"
        answers = _cleared(answers, who, change.today, who, why)
    after = change.update(record, answers=[*answers, new])
    name = code_or_slug(change, who)
    does = DOES[given["answer"]]
    return Done(f"{name} {does} in {record.id}", (after,), remarks=_what_is_left(change, after))


def _cleared(answers: list[Any], who: str, day: str, by: str, why: str) -> list[Any]:
    """The answers, in which the open objections of a group or person are cleared."""
    done = dict(zip(CLEARED, (day, by, why), strict=True))
    return [
        {**entry, **done} if entry["who"] == who and entry["answer"] == OBJECT and not entry["cleared_on"] else entry
        for entry in answers
    ]


def _what_is_left(view: View, record: Record) -> tuple[str, ...]:
    if left := objecting(record):
        return (f"{record.id} has an open objection of {parts.names(view, left)}.",)
    if waiting := waits_for(record):
        return (f"{record.id} still waits for {parts.names(view, waiting)}.",)
    return (f"Everybody has answered, and nobody objects. To close it: wmstrat round close {record.id}",)


def _who_answers(change: Changing, record: Record) -> str:
    """The person who is typing, if asked, or the one group asked of which they are a member. Raises Refused."""
    person = change.typing
    if person and person in record["asks"]:
        return person
    groups = [who for who in record["asks"] if change.get("group", who) is not None]
    if person and not {*groups} & {*roles_in(change, person, change.today)}:
        raise Refused(
            "{person} was not asked in {id}. It asks {asks}. To answer for one of them, add: --for {example}",
            person=person,
            id=record.id,
            asks=parts.names(change, record["asks"]),
            example=code_or_slug(change, record["asks"][0]),
        )
    return typing_for(change, groups, "--for")


def _clear(change: Changing, record: Record, given: Given) -> Done:
    """Clear the objections of a group or person. Raises Refused where there is none, and where wmstrat does not know
    who is typing."""
    who = given["who"]
    name = code_or_slug(change, who)
    if who not in objecting(record):
        raise Refused("{who} has no open objection in {id}. See it: `wmstrat show {id}`", who=name, id=record.id)
    if not change.typing:
        raise Refused("wmstrat does not know who clears the objection. Enter who you are: `wmstrat whoami PERSON`")
    answers = _cleared(record["answers"], who, change.today, change.typing, given["why"])
    after = change.update(record, answers=answers)
    return Done(f"clear the objection of {name} in {record.id}", (after,), remarks=_what_is_left(change, after))


def _close(change: Changing, record: Record, given: Given) -> Done:
    """Close a round. Who has not answered is named, and does not keep it open."""
    waiting = waits_for(record)
    after = change.update(record, state="closed", closed_on=given["on"])
    warning = f"{parts.names(change, waiting)} did not answer {record.id}."
    if record["closes"] > after["closed_on"]:
        warning += f" They had time until {record['closes']}. To open it again: wmstrat undo"
    return Done(f"close {record.id}", (after,), warnings=(warning,) if waiting else ())


VERBS = (
    Verb(
        name="answer",
        also=("reply", "respond", "vote"),
        about="Answer a consent round: agree, stand aside, object, or say that you are recused.",
        example='wmstrat round answer SG-RO1 object "It leaves out small groups." --for CB',
        takes=(Field("answer", Choice(tuple(DOES)), "the answer", required=True),),
        options=(Field("for", Reference(WHO), "the group or person that answers; by default, you or your group"),),
        text="The reasons; an objection needs them.",
        needs_text=lambda given: given["answer"] == OBJECT,
        does=_answer,
    ),
    Verb(
        name="clear",
        also=("resolve", "settle", "lift"),
        about="Record that an objection is met. Who raised it does so.",
        example='wmstrat round clear SG-RO1 CB --why "Small groups get their own budget."',
        takes=(Field("who", Reference(WHO), "who objected", required=True),),
        options=(parts.REASON,),
        does=_clear,
    ),
    Verb(
        name="close",
        also=("end", "finish", "done"),
        about="Close a consent round in which nobody objects any more.",
        example="wmstrat round close SG-RO1",
        options=(parts.on("the day on which it was closed"),),
        does=_close,
    ),
)
