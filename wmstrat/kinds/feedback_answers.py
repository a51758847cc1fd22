"""How feedback gets its owner and its answer, and how what nobody agreed to show is moved to private/ (row 46)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds.parts import on, refuse_day_to_come
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL
from wmstrat.record.kind import Step
from wmstrat.record.laws import Withheld
from wmstrat.record.problem import Finding, by_editing, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.rules import BODY, Breach
from wmstrat.record.types import Choice, Flag, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, state_in_words

PUBLIC, NAMELESS, PRIVATE = SHOWN = ("public", "nameless", "private")
INCORPORATED, PARTLY, NOT_INCORPORATED = OUTCOMES = ("incorporated", "partly", "not incorporated")
# Outcomes that are not fair without a reason.
NEED_A_RESPONSE = (PARTLY, NOT_INCORPORATED)
# What is not in the public half, by what its contributor agreed to show.
WITHHELD = Withheld(
    field="shown",
    hides={NAMELESS: ("by",), PRIVATE: ("by", BODY)},
    anew={NAMELESS: "wmstrat edit {id}", PRIVATE: "wmstrat edit {id}"},
)


# What follows from a change


def whom_and_what_it_is_about(values: Values, view: View) -> Values:
    """Feedback about a group, or about the whole process, belongs to it and names no record."""
    about = [identity for identity in values["about"] if identity not in (ALL, values["group"])]
    return {"about": about, "shown": values["shown"] or PUBLIC, "on": values["on"] or view.today}


def is_shown_as_wanted(step: Step, _view: View) -> Values:
    """A name that is not to be shown, and a text that is not public, are moved to private/; or back, where the person
    agreed to that later."""
    before, after = step.before, step.after
    moved: dict[str, Value] = {}
    if after["shown"] in (NAMELESS, PRIVATE) and after["by"]:
        moved |= {"by": "", "contributor": _both(after["by"], after["contributor"])}
    if after["shown"] == PRIVATE and after.body.strip():
        texts = (after["private_content"], after.body.strip())
        moved |= {BODY: "", "private_content": "\n\n".join(filter(None, dict.fromkeys(texts)))}
    was_private = before is not None and before["shown"] == PRIVATE
    if was_private and after["shown"] != PRIVATE and after["private_content"] and not after.body.strip():
        moved |= {BODY: after["private_content"], "private_content": ""}
    return moved


def _both(name: str, contributor: str) -> str:
    if not contributor or name in contributor:
        return contributor or name
    return f"{name} <{contributor}>" if "@" in contributor and "<" not in contributor else f"{name}; {contributor}"


def moves_on(step: Step, view: View) -> Values:
    """Who looks after it, and what became of it, follow the state, and the state follows who looks after it."""
    before, after = step.before, step.after
    if after.state == "answered":
        return {"answered_on": after["answered_on"] or view.today}
    was_answered = before is not None and before.state == "answered"
    moved = {"outcome": "" if was_answered else after["outcome"], "answered_on": ""}
    if after.state == "received" and after["owner"]:
        is_given_back = before is not None and before.state == "assigned" and before["owner"] == after["owner"]
        return {**moved, **({"owner": ""} if is_given_back else {"state": "assigned"})}
    return moved


# Rules and checks


def _lacks_response(feedback: Record) -> bool:
    return (
        feedback.state == "answered"
        and feedback["outcome"] in NEED_A_RESPONSE
        and not str(feedback["response"]).strip()
    )


def says_why(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """What was not incorporated, or in part, is answered with the reason."""
    if _lacks_response(after) and not (before is not None and _lacks_response(before)):
        yield Breach(
            "response",
            f'{after.id} cannot have the outcome "{after["outcome"]}" without a response that says why.',
            f"Type: wmstrat feedback answer {after.id} TEXT --outcome {_typed(after['outcome'])}",
        )


def outcome_of_an_answer(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """Only answered feedback has an outcome."""
    was_so = before is not None and before["outcome"] and before.state != "answered"
    if after["outcome"] and after.state != "answered" and not was_so:
        yield Breach(
            "outcome",
            f"{after.id} is {after.state}, and only answered feedback has an outcome.",
            f"Type: wmstrat feedback answer {after.id} TEXT --outcome {_typed(after['outcome'])}",
        )


def _typed(outcome: str) -> str:
    return f'"{outcome}"' if " " in outcome else outcome


def shows_no_more(record: Record, _view: View) -> Iterator[Finding]:
    """The public half shows what the contributor agreed to."""
    if record["shown"] in (NAMELESS, PRIVATE) and record["by"]:
        yield Finding("by", "a name", f"nothing, as it is {record['shown']}", by_setting(record, "Clear it", "by="))
    if record["shown"] == PRIVATE and record.body.strip():
        expected = "nothing: private content is in private/"
        yield Finding(BODY, "a text", expected, by_editing(record, "Remove it"))


# Verbs


def _assign(change: Changing, feedback: Record, given: Given) -> Done:
    """Give open feedback to a person. Raises Refused for feedback that is closed."""
    if not feedback.is_open:
        raise Refused(
            "{id} is {state}. Open it again with: `wmstrat mark {id} received`",
            id=feedback.id,
            state=state_in_words(change, feedback.state),
        )
    assigned = change.update(feedback, state="assigned", owner=given["owner"])
    return Done(f"assign {feedback.id} to {given['owner']}", (assigned,))


def _answer(change: Changing, feedback: Record, given: Given) -> Done:
    """Answer feedback. Raises Refused for a day to come, for what was withdrawn, and for feedback that has an answer
    already, unless that is to be replaced."""
    refuse_day_to_come(change, given["on"], "an answer has the day on which it was given")
    if feedback.state == "answered" and not given["replace"]:
        raise Refused("{id} is answered already. To give another answer, add: --replace", id=feedback.id)
    if feedback.state == "withdrawn":
        raise Refused("{id} is withdrawn. Open it again with: `wmstrat mark {id} received`", id=feedback.id)
    answered = change.update(
        feedback,
        state="answered",
        response=given.text or ("" if given["replace"] else feedback["response"]),
        outcome=given["outcome"],
        answered_on=given["on"],
    )
    return Done(f"answer {feedback.id} ({given['outcome']})", (answered,))


def _needs_text(given: Given) -> bool:
    return given["outcome"] in NEED_A_RESPONSE


VERBS = (
    Verb(
        name="assign",
        also=("give", "delegate", "take"),
        about="Say who prepares the answer.",
        example='wmstrat feedback assign k3f9 "Member 17"',
        takes=(Field("owner", Reference(("person",)), "who prepares the answer", required=True),),
        does=_assign,
    ),
    Verb(
        name="answer",
        also=("respond", "resolve", "close", "done"),
        about="Answer feedback, many with one text if you like.",
        example='wmstrat feedback answer k3f9 "We added mentors." --outcome partly',
        options=(
            Field("outcome", Choice(OUTCOMES), "what became of it", required=True),
            on("the day of the answer"),
            Field("replace", Flag(), "replace the present answer"),
        ),
        text="The answer, which only the outcome incorporated can do without.",
        needs_text=_needs_text,
        does=_answer,
    ),
)
