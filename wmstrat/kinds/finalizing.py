"""How a set of questions becomes final, and how a question is answered (requirements 17 and 18)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds import parts
from wmstrat.record.fields import Field
from wmstrat.record.kind import Step
from wmstrat.record.problem import Advice
from wmstrat.record.record import Record, Values
from wmstrat.record.rules import BODY, Breach
from wmstrat.record.types import Flag
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View

SETTLED = ("final", "answered")


def is_settled(question: Record) -> bool:
    """True for a question of the finalized set, whether it has its answer or not."""
    return question.state in SETTLED


# Rules


def becomes_final(step: Step, view: View) -> Values:
    """A question becomes final on a day, and again on another one once it was discussed again (requirement 17). The
    day stays while it is discussed again: it tells that the question has been final before."""
    before, after = step.before, step.after
    if not is_settled(after):
        return {}
    again = before is not None and not is_settled(before) and before["final_on"] == after["final_on"]
    return {"final_on": view.today} if not after["final_on"] or (again and not step.settles) else {}


def has_been_final(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
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
            yield Breach("final_on", why, Advice("Discuss it again", f"mark {after.id} review"))
        else:
            why = f"{after.id} is proposed, so final_on stays empty: it is the day on which a question became final."
            do = Advice("Make the questions final with", f"question finalize {after.group}")
            yield Breach("final_on", why, do)


def has_an_answer(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """What is answered has an answer (requirement 18)."""
    if not _lacks_answer(after) or (before is not None and _lacks_answer(before)):
        return
    why = f"{after.id} cannot be answered without an answer."
    answering = Advice("Type the answer with", f"question answer {after.id}", "Write the answer below the question")
    yield Breach(BODY, why, answering if before is not None else "Write the answer below it, or make it final.")


def _lacks_answer(question: Record) -> bool:
    return question.state == "answered" and not question.body.strip()


# Verbs


def _answer(change: Changing, question: Record, given: Given) -> Done:
    """Put an answer into a question; a final question becomes answered (requirement 18). Raises Refused when there is
    an answer already that must not be replaced."""
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
    body = parts.named(change, "group", given["group"])
    parts.refuse_day_to_come(change, given["on"], "questions are finalized after the group has agreed on them")
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
        of_one="final",
        about="Make all questions of a group final. Later changes of their text are recorded.",
        example="wmstrat question finalize CB --on 2019-03-15",
        of_records=False,
        takes=(parts.GROUP,),
        options=(parts.on(),),
        does=_finalize,
    ),
)
