"""Answers in a consent round: who may give and clear them, and when it can be closed, by any door (row 50)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wmstrat.kinds import parts
from wmstrat.kinds.speaking import roles_in
from wmstrat.permissions.table import COORDINATOR
from wmstrat.record.day_types import Day
from wmstrat.record.days import days_later, is_before
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.rules import Breach
from wmstrat.record.types import Choice, Prose, Reference
from wmstrat.record.view import View, code_of_group

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


def objecting(record: Record) -> list[str]:
    """Those whose objection nobody has cleared, each once."""
    answers = (entry for entry in record["answers"] if entry["answer"] == OBJECT and not entry["cleared_on"])
    return [*dict.fromkeys(entry["who"] for entry in answers)]


def waits_for(record: Record) -> list[str]:
    """Those who were asked in an open round and have not answered."""
    answered = {entry["who"] for entry in record["answers"]}
    return [who for who in record["asks"] if who not in answered] if record.is_open else []


# Rules


def were_asked(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Who answers was asked, and stays among those who were."""
    known = [entry["who"] for entry in before["answers"] if entry["who"] not in before["asks"]] if before else []
    strangers = [entry["who"] for entry in after["answers"] if entry["who"] not in [*after["asks"], *known]]
    if strangers:
        yield Breach(
            "answers",
            f"{parts.names(view, strangers[:1])} was not asked in {after.id}, but answers it. It asks "
            f"{parts.names(view, after['asks'])}.",
            f"To ask more: wmstrat set {after.id} asks+={strangers[0]}",
        )


def objections_have_reasons(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Who objects says why, so that somebody can meet the objection."""
    known = [key_of(entry) for entry in before["answers"] if not entry["note"]] if before else []
    for entry in after["answers"]:
        if entry["answer"] == OBJECT and not entry["note"].strip() and key_of(entry) not in known:
            who = parts.names(view, [entry["who"]])
            yield Breach(
                "answers",
                f"The objection of {who} in {after.id} needs reasons.",
                f'Type: wmstrat round answer {after.id} object "REASONS" --for {who}',
            )
            return


def stay(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """An answer stays, whatever comes later; so does that an objection was cleared, unless it is raised again with
    other reasons."""
    now = {key_of(entry): entry for entry in after["answers"]}
    for entry in before["answers"] if before else ():
        later = now.get(key_of(entry))
        raised_again = (
            later is not None and entry["note"] != later["note"] and not any(later[part] for part in CLEARED)
        )
        if later is None or (not raised_again and _was_cleared_otherwise(entry, later)):
            yield Breach(
                "answers",
                f"The answer of {parts.names(view, [entry['who']])} in {after.id} cannot be removed or replaced.",
                f"Answer again; all answers are kept: wmstrat round answer {after.id} {'|'.join(DOES)}",
            )
            return


def _was_cleared_otherwise(entry: Any, later: Any) -> bool:
    """True where an answer is told otherwise than it was when somebody cleared it."""
    settled = (*CLEARED, "note") if entry["cleared_on"] else CLEARED
    return any(entry[part] and entry[part] != later[part] for part in settled)


def key_of(entry: Any) -> tuple[str, ...]:
    """By what an answer is told from others."""
    return tuple(entry[part] for part in KEY)


def cleared_by_who_may(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Who objected clears it; after silence, with a reason, a coordinator of the group that asks can."""
    known = [key_of(entry) for entry in before["answers"] if entry["cleared_on"]] if before else []
    for entry in after["answers"]:
        if (entry["cleared_on"] or entry["cleared_by"]) and key_of(entry) not in known:
            reason = _may_not_clear(after, entry, view)
            if reason:
                yield Breach("answers", reason, f"Ask {parts.names(view, [entry['who']])} to answer again.")
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
        return f"Only {parts.names(view, [who])} can clear this objection: silence_days of process.yaml is blank."
    ends = days_later(entry["on"], days)
    if COORDINATOR not in roles.get(record.group, ()):
        code = code_of_group(view, record.group)
        return f"{by} did not raise this objection and is not a coordinator of {code}, so {by} cannot clear it."
    if is_before(day, ends):
        return (
            f"Until {ends} only {parts.names(view, [who])} can clear this objection (silence_days of process.yaml)."
        )
    return "" if entry["cleared_why"] else "To clear the objection of somebody else, a reason is needed."


def nobody_objects(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """A round is not closed while somebody objects."""
    left = objecting(after)
    if after.state == "closed" and (before is None or before.state != "closed") and left:
        yield Breach(
            "state",
            f"{after.id} cannot be closed, with an open objection of {parts.names(view, left)}.",
            f"When the objection is met: wmstrat round clear {after.id} {parts.names(view, left[:1])} --why TEXT",
        )
