"""Answers in a consent round: who may give and clear them, and when the round can be closed (row 50)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wmstrat.errors import Refused
from wmstrat.kinds.parts import REASON, on
from wmstrat.kinds.speaking import roles_in, typing_for
from wmstrat.permissions.table import COORDINATOR
from wmstrat.record.days import UNKNOWN, days_later
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.rules import Breach
from wmstrat.record.text import listed
from wmstrat.record.types import Choice, Day, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_of_group

# What somebody does who gives an answer.
DOES = {"agree": "agrees", "aside": "stands aside", "object": "objects", "recused": "is recused"}
OBJECT = "object"
WHO = ("group", "person")

ANSWERS = (
    Field("who", Reference(WHO), "the group or the person that answers", required=True),
    Field("answer", Choice(tuple(DOES)), "agree; aside: leaves it to others; object; or recused", required=True),
    Field("on", Day(unknown=True), "the day of the answer", required=True),
    Field("by", Reference(("person",)), "who entered it"),
    Field("note", Prose(), "the reasons"),
    Field("cleared_on", Day(), "the day on which an objection was cleared"),
    Field("cleared_by", Reference(WHO), "who cleared it"),
    Field("cleared_why", Prose(), "why it was cleared"),
)
KEY = ("who", "answer", "on")
CLEARED = ("cleared_on", "cleared_by", "cleared_why")


def objections(record: Record) -> list[Any]:
    """The objections that nobody has cleared."""
    return [entry for entry in record["answers"] if entry["answer"] == OBJECT and not entry["cleared_on"]]


def waits_for(record: Record) -> list[str]:
    """Those who were asked in an open round and have not answered."""
    answered = {entry["who"] for entry in record["answers"]}
    return [who for who in record["asks"] if who not in answered] if record.is_open else []


def names(view: View, ids: list[str]) -> str:
    """The groups by their codes, and the people by their ids."""
    return listed([code_of_group(view, identity) or identity for identity in dict.fromkeys(ids)])


# Rules


def were_asked(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Who answers was asked, and stays among those who were."""
    known = [entry["who"] for entry in before["answers"] if entry["who"] not in before["asks"]] if before else []
    strangers = [entry["who"] for entry in after["answers"] if entry["who"] not in [*after["asks"], *known]]
    if strangers:
        yield Breach(
            "answers",
            f"{names(view, strangers[:1])} was not asked in {after.id}, but answers it. It asks "
            f"{names(view, after['asks'])}.",
            f"To ask more: wmstrat set {after.id} asks+={strangers[0]}",
        )


def objections_have_reasons(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Who objects says why, so that somebody can meet the objection."""
    known = [_key(entry) for entry in before["answers"] if not entry["note"]] if before else []
    for entry in after["answers"]:
        if entry["answer"] == OBJECT and not entry["note"].strip() and _key(entry) not in known:
            who = names(view, [entry["who"]])
            yield Breach(
                "answers",
                f"The objection of {who} in {after.id} needs reasons.",
                f'Type: wmstrat round answer {after.id} object "REASONS" --for {who}',
            )
            return


def stay(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """An answer stays, whatever comes later; so does that an objection was cleared."""
    now = {_key(entry): entry for entry in after["answers"]}
    for entry in before["answers"] if before else ():
        later = now.get(_key(entry))
        if later is None or any(entry[part] and entry[part] != later[part] for part in CLEARED):
            yield Breach(
                "answers",
                f"The answer of {names(view, [entry['who']])} in {after.id} cannot be removed or replaced.",
                f"Answer again; all answers are kept: wmstrat round answer {after.id} {'|'.join(DOES)}",
            )
            return


def _key(entry: Any) -> tuple[str, ...]:
    return tuple(entry[part] for part in KEY)


def cleared_by_who_may(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Who objected clears it; after silence, with a reason, a coordinator of the group that asks can."""
    known = [_key(entry) for entry in before["answers"] if entry["cleared_on"]] if before else []
    for entry in after["answers"]:
        if (entry["cleared_on"] or entry["cleared_by"]) and _key(entry) not in known:
            reason = _may_not_clear(after, entry, view)
            if reason:
                yield Breach("answers", reason, f"Ask {names(view, [entry['who']])} to answer again.")
                return


def _may_not_clear(record: Record, entry: Any, view: View) -> str:
    """Why an objection may not have been cleared as an entry has it; an empty text where it may."""
    who, by, day = entry["who"], entry["cleared_by"], entry["cleared_on"]
    if not day or not by or entry["answer"] != OBJECT:
        return f"An objection is cleared by somebody on a day; the answer of {who} in {record.id} is not such."
    roles = roles_in(view, by, day)
    if by == who or who in roles:
        return ""
    days = view.process["silence_days"]
    if not days:
        return f"Only {names(view, [who])} can clear this objection: silence_days of process.yaml is blank."
    ends = days_later(entry["on"], days) if entry["on"] != UNKNOWN else ""
    if COORDINATOR not in roles.get(record.group, ()):
        code = code_of_group(view, record.group)
        return f"{by} did not raise this objection and is not a coordinator of {code}, so {by} cannot clear it."
    if day < ends:
        return f"Until {ends} only {names(view, [who])} can clear this objection (silence_days of process.yaml)."
    return "" if entry["cleared_why"] else "To clear the objection of somebody else, a reason is needed."


def nobody_objects(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """A round is not closed while somebody objects."""
    left = objections(after)
    if after.state == "closed" and (before is None or before.state != "closed") and left:
        who = left[0]["who"]
        yield Breach(
            "state",
            f"{after.id} cannot be closed, with an open objection of {names(view, [each['who'] for each in left])}.",
            f"When the objection is met: wmstrat round clear {after.id} {code_of_group(view, who) or who} --why TEXT",
        )


# Changes


def _answer(change: Changing, record: Record, given: Given) -> Done:
    """Add an answer, which clears an earlier objection of the same group or person unless it is one, too. Raises
    Refused for a round that is not open."""
    if not record.is_open:
        raise Refused("{id} is {state}, so nobody can answer it.", id=record.id, state=record.state)
    who = given["for"] or _who_answers(change, record)
    new: dict[str, Value] = dict.fromkeys((part.name for part in ANSWERS), "")
    new |= {"who": who, "answer": given["answer"], "on": change.today, "by": change.typing, "note": given.text}
    answers = [entry for entry in record["answers"] if _key(entry) != _key(new)]
    if given["answer"] != OBJECT:
        why = given.text or f"answers {given['answer']}"
        answers = _cleared(answers, who, change.today, who, why)
    after = change.update(record, answers=[*answers, new])
    name = code_of_group(change, who) or who
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
    if objecting := [entry["who"] for entry in objections(record)]:
        return (f"{record.id} has an open objection of {names(view, objecting)}.",)
    if waiting := waits_for(record):
        return (f"{record.id} still waits for {names(view, waiting)}.",)
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
            asks=names(change, record["asks"]),
            example=code_of_group(change, record["asks"][0]) or record["asks"][0],
        )
    return typing_for(change, groups, "--for")


def _clear(change: Changing, record: Record, given: Given) -> Done:
    """Clear the objections of a group or person. Raises Refused where there is none, and where wmstrat does not know
    who is typing."""
    who = given["who"]
    name = code_of_group(change, who) or who
    if who not in [entry["who"] for entry in objections(record)]:
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
    warning = f"{names(change, waiting)} did not answer {record.id}."
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
        options=(REASON,),
        does=_clear,
    ),
    Verb(
        name="close",
        also=("end", "finish", "done"),
        about="Close a consent round in which nobody objects any more.",
        example="wmstrat round close SG-RO1",
        options=(on("the day on which it was closed"),),
        does=_close,
    ),
)
