"""Guiding questions: the structural, often enduring questions that a group answers (requirements 17 to 20)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from wmstrat.record.fields import Entries, Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Finding, blank, by_marking
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Counts, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.rules import BODY, Breach, Logged
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.types import AboutWhen, Day, Flag, Line, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, vocabulary

SETTLED = ("final", "answered")
LEAVING = ("parked", "merged", "withdrawn")

STATES = (
    State("proposed", "somebody has asked it", OPEN, ("review", "final", *LEAVING)),
    State("review", "the group discusses it", OPEN, ("proposed", "final", *LEAVING), tone="moving"),
    State("final", "part of the finalized set", WAITING, ("answered", "review", *LEAVING), tone="good"),
    State("answered", "final, and the group has given its answer", DONE, ("final", *LEAVING)),
    State("parked", "nobody works on it at present", ASIDE, ("proposed", "review")),
    State(
        "merged",
        "became part of another question",
        DONE,
        ("proposed", "review"),
        ("merged_into",),
        became="merged_into",
        tone="aside",
    ),
    State("withdrawn", "no longer asked", ASIDE, ("proposed", "review")),
)

AMENDMENTS = (
    Field("on", Day(), "the date of the change", required=True),
    Field("was", Line(), "the text before it", required=True),
)


# Checks


def _is_programmatic(record: Record, view: View) -> bool:
    """True when the question has another level than the first of process.yaml, and none that is a slip of the pen."""
    return record["level"] in vocabulary(view, "levels")[1:]


def _programmatic(record: Record, view: View) -> Iterator[Finding]:
    """The questions are structural; others are flagged and can be parked, never deleted (requirement 67)."""
    if record.counts and _is_programmatic(record, view):
        expected = f"a {vocabulary(view, 'levels')[0]} question"
        yield Finding("level", record["level"], expected, by_marking(record, "Park it", "parked"))


def _is_settled(question: Record) -> bool:
    return question.state in SETTLED


# Rules


def _becomes_final(step: Step, view: View) -> Values:
    """A question becomes final on a day, and again on another one once it was discussed again (requirement 17). The
    day stays while it is discussed again: it tells that the question has been final before."""
    before, after = step.before, step.after
    if after.state not in SETTLED:
        return {}
    again = before is not None and before.state not in SETTLED and before["final_on"] == after["final_on"]
    return {"final_on": view.today} if not after["final_on"] or (again and not step.settles) else {}


def _has_been_final(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """That a question has been final cannot be taken back (requirement 17)."""
    if before is not None and before["final_on"] and not after["final_on"]:
        yield Breach(
            "final_on",
            f"{before.id} has been final since {before['final_on']}, so it cannot be changed like this.",
            "Enter the right date: final_on=DATE",
        )
    was_so = before is not None and before.state == "proposed" and before["final_on"]
    if after.state == "proposed" and after["final_on"] and not was_so:
        if before is not None and before["final_on"]:
            why = f"{after.id} has been final since {before['final_on']}, so it cannot be proposed again."
            yield Breach("final_on", why, f"Discuss it again: wmstrat mark {after.id} review")
        else:
            why = f"{after.id} is proposed, so final_on stays empty: it is the day on which a question became final."
            yield Breach("final_on", why, f"Make the questions final with: wmstrat question finalize {after.group}")


def _has_an_answer(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """What is answered has an answer (requirement 18)."""
    if not _lacks_answer(after) or (before is not None and _lacks_answer(before)):
        return
    answers = f"wmstrat question answer {after.id}"
    do = f"Type the answer with: {answers}" if before is not None else "Write the answer below it, or make it final."
    yield Breach(BODY, f"{after.id} cannot be answered without an answer.", do)


def _lacks_answer(question: Record) -> bool:
    return question.state == "answered" and not question.body.strip()


# Verbs


def _answer(change: Changing, question: Record, given: Given) -> Done:
    """Put an answer into a question; a final question becomes answered (requirement 18). Raises Refused when there is
    an answer already that shall not be replaced."""
    if question.body.strip() and not given["replace"]:
        raise Refused(
            "{id} already has an answer. Replace it with --replace, or edit it: `wmstrat edit {id}`",
            id=question.id,
        )
    state = "answered" if question.state == "final" else question.state
    return Done(f"answer {question.id}", (change.update(question, given.text, state=state),))


def _present_answer(question: Record, given: Given) -> str | None:
    return question.body if given["replace"] else None


def _finalize(change: Changing, _: None, given: Given) -> Done:
    """Make every proposed or reviewed question of the group final on a day, as one set (requirement 17). Raises
    Refused when there is none."""
    body = named(change, "group", given["group"])
    refuse_day_to_come(change, given["on"], "questions are finalized after the group has agreed on them")
    questions = [
        question for question in change.records("question", body.id) if question.state in ("proposed", "review")
    ]
    if not questions:
        raise Refused(
            "{group} has no proposed questions and no questions in review. See its questions with: `wmstrat "
            "question list {code}`",
            group=body.label,
            code=body["code"],
        )
    final = [change.settle(question, state="final", final_on=given["on"]) for question in questions]
    which = f"{len(final)} questions" if len(final) > 1 else final[0].id
    return Done(f"finalize {which}", tuple(final), answers=tuple(question.id for question in final))


VERBS = (
    Verb(
        name="answer",
        also=("reply",),
        about="Answer a question; a final one becomes answered.",
        example="wmstrat question answer CB-Q7 --file answer.md",
        options=(Field("replace", Flag(), "replace the present answer"),),
        text="The answer.",
        begins=_present_answer,
        does=_answer,
    ),
    Verb(
        name="finalize",
        also=("close", "finish", "freeze"),
        about="Make all questions of a group final. Later changes of their text are recorded.",
        example="wmstrat question finalize CB --on 2019-03-15",
        of_records=False,
        takes=(Field("group", Reference(("group",)), "the group", required=True),),
        options=(on(),),
        does=_finalize,
    ),
)


# Reports


def _asked(of: OfGroup) -> list[Record]:
    return [question for question in of.records("question") if question.counts]


def _final(of: OfGroup) -> int:
    return sum(map(_is_settled, _asked(of)))


def _final_of_all(groups: Sequence[Counts]) -> str:
    final, asked = (sum(counts[key] for counts in groups) for key in ("questions_final", "questions_all"))
    return f"{final} of {asked} questions final"


def _undrafted(of: OfGroup) -> list[str]:
    """Final questions that no draft answers (requirement 19)."""
    answering = of.inverse("draft", "answers")
    return [question.id for question in _asked(of) if _is_settled(question) and not answering.get(question.id)]


def _not_structural(of: OfGroup) -> list[str]:
    return [question.id for question in _asked(of) if _is_programmatic(question, of.view)]


def _items(of: OfGroup) -> list[dict[str, Any]]:
    answering = of.inverse("draft", "answers")
    return [
        {
            "id": question.id,
            "title": question.label,
            "state": question.state,
            "level": question["level"],
            "drafts": list(answering.get(question.id, ())),
            "final_on": question["final_on"] if _is_settled(question) else "",
            "amended": [entry["on"] for entry in question["amendments"]],
            "became": list(filter(None, [question["merged_into"]])),
        }
        for question in of.records("question")
    ]


def _heading(counts: Counts) -> str:
    return f"Questions, {counts['questions_final']} of {counts['questions_all']} final"


FORMS = (Form(0, "fraction"), Form(80, "fraction in words"))
CELLS = (
    Cell("Id", "id", is_id=True),
    Cell("Question", "title", folds=24),
    Cell("State", "state", label="labels", is_state=True),
    Cell("Final", "final_on"),
    Cell("Amended", lambda item: str(item["amended"][-1]) if item["amended"] else ""),
    Cell("Drafts", lambda item: ", ".join(item["drafts"]), folds=7, dash=True),
)
REWORD = "wmstrat set {id} title=TEXT"
LOOK = "wmstrat status GROUP"

KIND = Kind(
    name="question",
    plural="questions",
    about="Guiding questions and their answers.",
    ids=Numbered(letters="Q"),
    states=STATES,
    fields=(
        *numbered("the group that asks"),
        Field("title", Line(), "the question itself", required=True),
        state(STATES),
        WHY,
        LEVEL,
        focus("is about"),
        OWNER,
        Field("background", Prose(), "what readers should know to understand the question"),
        Field("enduring_since", AboutWhen(), "since when people have asked this question: a year, a month or a day"),
        Field("merged_into", Reference(("question",), "came_from"), "the question that it became part of"),
        Field("final_on", Day(unknown=True), "the date on which it became final"),
        Field("amendments", Entries(AMENDMENTS, ("on", "was")), "changes of the text after that date: on, was"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "level", "focus"),
    body="the answer",
    example='wmstrat question add CB "Which capacities do small communities lack?" --level structural',
    checks=(
        FOCUS_IS_KNOWN,
        never_leads_back("merged_into", BECOMES_ANOTHER),
        Check(
            "programmatic",
            "Questions are about structures. Other questions can be parked.",
            _programmatic,
            warning=True,
        ),
        Check(
            "dates",
            "Final, decided and finished records have their date.",
            blank("final_on", "the date on which the question became final", "final_on=DATE", _is_settled),
        ),
    ),
    laws=(
        Logged(states=SETTLED, field="title", log="amendments", day="final_on", anew=dict.fromkeys(SETTLED, REWORD)),
    ),
    rules=(_has_been_final, _has_an_answer),
    follow=(_becomes_final, reason_ends),
    verbs=VERBS,
    tallies=(
        Tally(
            "questions_final",
            70,
            "Questions",
            FORMS,
            "questions_all",
            "final",
            value=_final,
            total=_final_of_all,
            everywhere=True,
        ),
        Tally("questions_all", 71, value=lambda of: len(_asked(of)), is_work=True),
    ),
    notices=(
        ownerless("question", "{count} question has no owner", "{count} questions have no owner"),
        Notice(
            "undrafted",
            3,
            "{count} final question without a draft",
            LOOK,
            _undrafted,
            lambda _, about: f"wmstrat draft add GROUP TITLE --answers {about[0]}",
            many="{count} final questions without a draft",
        ),
        Notice(
            "programmatic",
            4,
            "{count} question is not about structures and could be parked",
            LOOK,
            _not_structural,
            lambda _, about: f"wmstrat mark {about[0]} parked",
            many="{count} questions are not about structures and could be parked",
        ),
    ),
    parts=(Part("questions", 30, _heading, _items, CELLS),),
)
