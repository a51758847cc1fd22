"""Guiding questions: the structural, often enduring questions that a group answers (requirements 17 to 20)."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.errors import Refused
from wmstrat.kinds.parts import HANDLE, ID, STATE, group
from wmstrat.record.fields import (
    AboutWhen,
    Day,
    Entries,
    Field,
    Line,
    Listing,
    Prose,
    Reference,
    Term,
)
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind, Standing, Step
from wmstrat.record.problem import Check, Problem
from wmstrat.record.record import Record, Values
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.view import View, vocabulary

SETTLED = ("final", "answered")
SET_ASIDE = ("parked", "merged", "withdrawn")

STATES = (
    State("proposed", "somebody asks it", OPEN, ("review", "final", *SET_ASIDE)),
    State("review", "the group discusses it", OPEN, ("proposed", "final", *SET_ASIDE), tone="moving"),
    State("final", "part of the finalized set", WAITING, ("answered", "review", *SET_ASIDE), tone="good"),
    State("answered", "final, and the group has given its answer", DONE, ("final", *SET_ASIDE)),
    State("parked", "kept, but not worked on", ASIDE, ("proposed", "review")),
    State("merged", "became part of another question", DONE, ("proposed",), became="merged_into", tone="aside"),
    State("withdrawn", "no longer asked", ASIDE),
)

AMENDMENTS = (
    Field("on", Day(), "the day of the change", required=True),
    Field("was", Line(), "the text before it", required=True),
)


def _known_focus(record: Record, view: View) -> Iterable[Problem]:
    return unknown_focus(record, view)


def unknown_focus(record: Record, view: View) -> Iterable[Problem]:
    """The focus items of questions and drafts are those of their group (requirement 72)."""
    group = view.get("group", record["group"])
    if group is None:
        return  # the check `reference` (or `home`) says so
    known = {entry["id"] for entry in group["focus"]} if not group.unreadable else set()
    for place, item in enumerate(record["focus"]):
        if item not in known:
            yield Problem(
                "focus",
                record.path,
                f"focus[{place}]",
                f'"{item}"',
                "a focus item of the group: " + (", ".join(sorted(known)) or "it has none"),
                f"Choose one of these: wmstrat set {record.id} focus={min(known)}"
                if known
                else f"Leave it out, or add it to the group: wmstrat edit {group.id}",
            )


def is_programmatic(record: Record, view: View) -> bool:
    """True when the question has another level than the first of process.yaml, and none that is a slip of the pen."""
    return record["level"] in vocabulary(view, "levels")[1:]


def _programmatic(record: Record, view: View) -> Iterable[Problem]:
    """The questions are structural; others are flagged and can be parked, never deleted (requirement 67)."""
    if is_programmatic(record, view) and record.state not in SET_ASIDE:
        yield Problem(
            "programmatic",
            record.path,
            "level",
            record["level"],
            f"a {vocabulary(view, 'levels')[0]} question",
            f"Park it: wmstrat mark {record.id} parked",
            warning=True,
        )


def _final_has_its_day(record: Record, view: View) -> Iterable[Problem]:
    del view
    if record.state in SETTLED and not record["final_on"]:
        yield Problem(
            "dates",
            record.path,
            "final_on",
            "nothing",
            "the day on which the question became final",
            f"Say it: wmstrat set {record.id} final_on=DATE",
        )


def _settles(step: Step, view: View) -> Values:
    """A question becomes final on a day, and again on another one once it was discussed again (requirement 17).

    The day stays while it is discussed again: it tells that the question has been final before.
    """
    before, after = step.before, step.after
    if after.state not in SETTLED:
        return {}
    again = before is not None and before.state not in SETTLED and before["final_on"] == after["final_on"]
    said = step.command == "question finalize"
    return {"final_on": view.today} if not after["final_on"] or (again and not said) else {}


def _amends(step: Step, view: View) -> Values:
    """A change of the text of a question that is or has been final stays visible (requirement 17)."""
    return {"amendments": [*step.after["amendments"], *_amendment(step, view)]}


def _amendment(step: Step, view: View) -> list[dict[str, str]]:
    before, after = step.before, step.after
    if before is None or step.command == "undo" or before["title"] in ("", after["title"]):
        return []
    been_final = before.state in SETTLED or before["final_on"] or before["amendments"]
    return [{"on": view.today, "was": before["title"]}] if been_final else []


def _only_amended_by_changes(step: Step, view: View) -> None:
    """What a final question said before cannot be rewritten, nor that it has been final (requirement 17)."""
    before, after = step.before, step.after
    if before is None or step.command == "undo":
        return
    if after["amendments"] != [*before["amendments"], *_amendment(step, view)]:
        raise Refused(
            "The amendments of {id} are written when its text changes, and stay as they are. Change the text with: "
            "wmstrat set {id} title=TEXT",
            id=before.id,
        )
    if before["final_on"] and not after["final_on"]:
        raise Refused(
            "{id} has been final since {day}; that stays. Correct the day with: wmstrat set {id} final_on=DATE",
            id=before.id,
            day=before["final_on"],
        )


def _says_what_it_was_merged_into(step: Step, view: View) -> None:
    """A question that became part of another leads there: it does not vanish from the set (requirement 67)."""
    del view
    before, after = step.before, step.after
    merges = before is not None and after.state == "merged" != before.state and step.command != "undo"
    if merges and after["merged_into"] in ("", after.id):
        raise Refused(
            "{id} does not say into which other question it was merged. Type: wmstrat set {id} state=merged "
            "merged_into=QUESTION",
            id=after.id,
        )


def _stands(side: Record, merged: Record) -> Iterable[str]:
    """A question that became final while somebody changed its text is final as it was: the change has to be made
    again, so that it is visible as an amendment (requirement 17)."""
    amended = any(entry not in side["amendments"] for entry in merged["amendments"])
    if side.state in SETTLED and side["title"] != merged["title"] and not amended:
        yield "title"


KIND = Kind(
    name="question",
    plural="questions",
    about="Guiding questions and their answers.",
    ids=Numbered(letters="Q"),
    states=STATES,
    fields=(
        ID,
        HANDLE,
        group("the group that asks"),
        Field("title", Line(), "the question itself", required=True),
        STATE,
        Field("level", Term("levels"), "structural or programmatic"),
        Field("focus", Listing(Line()), "the focus items of the group that it is about, such as CB-F1"),
        Field("background", Prose(), "what one should know to understand the question"),
        Field("enduring_since", AboutWhen(), "since when people have asked it: a year, a month or a day"),
        Field("merged_into", Reference(("question",)), "the question that it became part of"),
        Field("final_on", Day(), "the day on which it became final"),
        Field(
            "amendments",
            Entries(AMENDMENTS, key=("on", "was")),
            "changes of the text after that day: on, was",
        ),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "level", "focus"),
    body="the answer",
    example='wmstrat question add CB "Which capacities do small communities lack?" --level structural',
    checks=(
        Check("focus", "Focus items are those of the group.", _known_focus),
        Check("programmatic", "Questions are about structures; others can be parked.", _programmatic),
        Check("dates", "What is final, decided or over has its day.", _final_has_its_day),
    ),
    rules=(_only_amended_by_changes, _says_what_it_was_merged_into),
    follow=(_settles, _amends),
    stands=Standing(_stands, "final_on", dict.fromkeys(SETTLED, "wmstrat set {id} title=TEXT")),
)
