"""Feedback: what anybody says about anything, the process and its method included, and what became of it (row 46)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from wmstrat.errors import Refused
from wmstrat.kinds.parts import ID, OWNER, WHY, group, on, ownerless, refuse_day_to_come, refuse_who_left, state
from wmstrat.record.days import UNKNOWN, is_before
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, Home
from wmstrat.record.ids import Dated, is_handle
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Finding, by_editing, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.relations import inverse
from wmstrat.record.reporting import (
    Cell,
    Computed,
    Filter,
    Form,
    Notice,
    OfGroup,
    Part,
    Printout,
    Sheet,
    Tally,
)
from wmstrat.record.rules import BODY, Breach
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.text import on_one_line
from wmstrat.record.types import (
    Choice,
    Count,
    Day,
    Flag,
    Language,
    Line,
    Listing,
    Prose,
    Reference,
    SinceLast,
    Text,
    Value,
)
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_of_group, state_in_words

PUBLIC, NAMELESS, PRIVATE = SHOWN = ("public", "nameless", "private")
INCORPORATED, PARTLY, NOT_INCORPORATED = OUTCOMES = ("incorporated", "partly", "not incorporated")
# Outcomes that are not fair without a reason.
NEED_A_RESPONSE = (PARTLY, NOT_INCORPORATED)
# What a table for everybody has in the place of a text in private/.
NOT_SHOWN = "(not public)"

STATES = (
    State("received", "nobody looks after it yet", OPEN),
    State("assigned", "its owner prepares the answer", OPEN, needs=("owner",), told_by="feedback assign {id} PERSON"),
    State(
        "answered",
        "it has an answer, and an outcome",
        DONE,
        ("received", "assigned", "withdrawn"),
        needs=("outcome",),
        told_by="feedback answer {id} TEXT --outcome OUTCOME",
    ),
    State("withdrawn", "taken back, a copy of another, or no feedback", ASIDE, ("received", "assigned")),
)


# What follows from a change


def _whom_and_what_it_is_about(values: Values, view: View) -> Values:
    """Feedback about a group, or about the whole process, belongs to it and names no record."""
    about = [identity for identity in values["about"] if identity not in (ALL, values["group"])]
    return {"about": about, "shown": values["shown"] or PUBLIC, "on": values["on"] or view.today}


def _is_shown_as_wanted(step: Step, _view: View) -> Values:
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


def _moves_on(step: Step, view: View) -> Values:
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


def _says_why(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
    """What was not incorporated, or in part, is answered with the reason."""
    if _lacks_response(after) and not (before is not None and _lacks_response(before)):
        yield Breach(
            "response",
            f'{after.id} cannot have the outcome "{after["outcome"]}" without a response that says why.',
            f"Type: wmstrat feedback answer {after.id} TEXT --outcome {_typed(after['outcome'])}",
        )


def _outcome_of_an_answer(before: Record | None, after: Record, _view: View) -> Iterator[Breach]:
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


def _shows_no_more(record: Record, _view: View) -> Iterator[Finding]:
    """The public half shows what the contributor agreed to."""
    if record["shown"] in (NAMELESS, PRIVATE) and record["by"]:
        yield Finding("by", "a name", f"nothing, as it is {record['shown']}", by_setting(record, "Clear it", "by="))
    if record["shown"] == PRIVATE and record.body.strip():
        expected = "nothing: private content is in private/"
        yield Finding(BODY, "a text", expected, by_editing(record, "Remove it"))


def _days(record: Record, _view: View) -> Iterator[Finding]:
    """An answer is not older than what it answers."""
    if is_before(record["answered_on"], record["on"]):
        advice = by_setting(record, "Correct the date", "answered_on=DATE")
        yield Finding(
            "answered_on", f"{record['answered_on']}, before {record['on']}", "the date of the answer", advice
        )


# Verbs


def _assign(change: Changing, feedback: Record, given: Given) -> Done:
    """Give open feedback to a person. Raises Refused for feedback that is closed, and for who left every group."""
    if not feedback.is_open:
        raise Refused(
            "{id} is {state}. Open it again with: `wmstrat mark {id} received`",
            id=feedback.id,
            state=state_in_words(change, feedback.state),
        )
    refuse_who_left(change, given["owner"])
    assigned = change.update(feedback, state="assigned", owner=given["owner"])
    return Done(f"assign {feedback.id} to {given['owner']}", (assigned,))


def _answer(change: Changing, feedback: Record, given: Given) -> Done:
    """Answer feedback. Raises Refused for a day to come, for what was withdrawn, and for feedback that has an answer
    which shall not be replaced."""
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


# What is read of it


def _first_line(record: Record, _view: View, _day: str) -> Value:
    """What it says, in a line."""
    if record["shown"] == PRIVATE and not record["gist"]:
        return NOT_SHOWN
    text = record["gist"] or record.body
    return on_one_line(next((line for line in text.splitlines() if line.strip()), ""))


def _iteration(record: Record, view: View, _day: str) -> Value:
    """The iteration of the draft that was out on the day of the feedback, where that is known."""
    known = (_out_on(view.named(identity), record["on"]) for identity in record["about"])
    return next(filter(None, known), "")


def _out_on(draft: Record | None, day: str) -> int:
    """The number of the iteration that was out on a day; 0 where nobody knows. The first one is out as long as there
    is no other."""
    if draft is None or draft.unreadable or "iteration" not in draft.values:
        return 0
    iterations = draft.values.get("iterations") or ()
    out = [entry for entry in iterations if entry.get("on") and not is_before(day, entry["on"]) and day != UNKNOWN]
    if iterations:
        return max((int(entry["number"] or 0) for entry in out), default=0)
    return 1 if draft["iteration"] == 1 else 0


def _has_no_owner(record: Record, _view: View, _day: str) -> bool:
    return record.is_open and not record["owner"]


def _is_unanswered(record: Record, _view: View, _day: str) -> bool:
    return record.is_open


# The table of four columns


def _of(view: View, wanted: str, since: str) -> list[Record]:
    """The feedback that counts about a record, of a group or of the whole process, or all of it, by its days."""
    kind = next(kind for kind in view.kinds if kind.name == KIND.name)
    record = view.named(wanted) if wanted not in ("", ALL) else None
    if record is None or record.is_group:
        found: Iterable[Record] = view.records(kind.name, record.id if record else wanted)
    else:
        ids = inverse(view, kind, "about").get(record.id, ())
        found = filter(None, (view.get(kind.name, identity) for identity in ids))
    wished = [each for each in found if each.counts and not each.unreadable and each["on"] >= since]
    return sorted(wished, key=lambda each: (each["on"] == UNKNOWN, each["on"]))


# The record with an id; much feedback is about the same few.
Named = Callable[[str], "Record | None"]


def _context(view: View, feedback: Record, find: Named) -> str:
    """What feedback is about, in words that everybody understands: no handles, which numbers replace."""
    parts = []
    for identity in feedback["about"]:
        record = find(identity)
        if record is None:
            continue
        number = "not numbered yet" if is_handle(record.id) else record.reference
        iteration = _out_on(record, feedback["on"])
        parts.append(f"{record.label} ({number}{f', iteration {iteration}' if iteration else ''})")
    if not parts:
        owner = view.get("group", feedback.group)
        parts = [owner.label if owner is not None else "The whole process"]
    return ": ".join(filter(None, ("; ".join(parts), feedback["context"])))


def _row(view: View, feedback: Record, find: Named) -> dict[str, Any]:
    name = feedback["by"] if feedback["shown"] in ("", PUBLIC) else ""
    content = NOT_SHOWN if feedback["shown"] == PRIVATE else feedback.body.strip()
    gist = f"[{feedback['gist']}]" if feedback["gist"] else ""
    outcome = f"{feedback['outcome'].capitalize()}." if feedback["outcome"] else ""
    return {
        "source": ", ".join(filter(None, (feedback["source"], name))),
        "context": _context(view, feedback, find),
        "content": "\n\n".join(filter(None, (content, gist))),
        "response": " ".join(filter(None, (outcome, str(feedback["response"]).strip()))),
        "id": feedback.id,
        "outcome": feedback["outcome"],
    }


def _table(view: View, given: Given, _told: frozenset[str]) -> Sheet:
    columns = ("source", "Source"), ("context", "Context"), ("content", "Content"), ("response", "Response")
    find = cache(view.named)
    items = [_row(view, feedback, find) for feedback in _of(view, given["of"], given["since"])]
    return Sheet(
        kind=KIND.name,
        columns=columns,
        items=items,
        nothing="There is no feedback here yet. For example: wmstrat feedback add CB TEXT --source SOURCE",
    )


# Letters to those who contributed


def _reply(view: View, given: Given, told: frozenset[str]) -> Sheet:
    """A letter for each contributor with a mail address, about all that was answered since a day, or since the last
    letters. Raises Refused in a clone without private/."""
    from wmstrat.files.letters import Answered, addresses_in, letter

    if not view.sees_private:
        raise Refused("The addresses of contributors are in private/, which this clone does not have.")
    last = given["since"] == SinceLast.LAST
    since = "" if last else given["since"]
    answered = [
        feedback
        for feedback in view.records(KIND.name)
        if not feedback.unreadable and feedback.state == "answered" and feedback["answered_on"] >= since
    ]
    due = [feedback for feedback in answered if not last or _answer_key(feedback) not in told]
    find = cache(view.named)
    by_address: dict[str, list[Record]] = {}
    unreachable = 0
    for feedback in due:
        person = view.get("person", feedback["contributor"])
        addresses = addresses_in(feedback["contributor"] if person is None else person["contact"])
        unreachable += not addresses
        for address in addresses:
            by_address.setdefault(address, []).append(feedback)
    items = [
        {
            "to": address,
            **letter(
                str(view.process["name"] or ""),
                str(view.process["contact"] or ""),
                [
                    Answered(
                        on=feedback["on"],
                        about=_context(view, feedback, find),
                        content="" if feedback["shown"] == PRIVATE else feedback.body,
                        outcome=feedback["outcome"],
                        response=feedback["response"],
                    )
                    for feedback in several
                ],
            ),
            "ids": [feedback.id for feedback in several],
        }
        for address, several in sorted(by_address.items())
    ]
    remark = (f"Answered, but without a mail address in private/: {unreachable}.",) if unreachable else ()
    return Sheet(
        kind="letter",
        columns=(("to", "To"), ("subject", "Subject"), ("text", "Text")),
        items=items,
        nothing="Nothing was answered since then to anybody with a mail address in private/.",
        text=lambda item: f"To: {item['to']}\nSubject: {item['subject']}\n\n{item['text']}",
        remarks=(*remark, *(("Nothing was sent. Copy each letter into your mail program.",) if items else ())),
        told=tuple(map(_answer_key, due)),
    )


def _answer_key(feedback: Record) -> str:
    from zlib import crc32

    answer = f"{feedback['outcome']} {feedback['response']}"
    return f"{feedback.id} {crc32(answer.encode()):08x}"


PRINTOUTS = (
    Printout(
        name="table",
        also=("report", "overview", "matrix"),
        about="Show feedback and responses as a table: source, context, content, response.",
        example="wmstrat feedback table CB-D4 --format markdown",
        takes=(Field("of", Reference(process=True), "a record, a group, or ALL for the whole process"),),
        options=(Field("since", Day(), "only feedback from this date on"),),
        makes=_table,
    ),
    Printout(
        name="reply",
        also=("mail", "mails", "letters", "thank", "send"),
        about="Print a letter with our answers for each contributor with a mail address. Nothing is sent.",
        example="wmstrat feedback reply --since last",
        options=(
            Field(
                "since", SinceLast(), "answers from this date on, or last: since this was last typed", required=True
            ),
        ),
        makes=_reply,
        remembers=True,
    ),
)


# On the page of a group


def _counting(of: OfGroup) -> list[Record]:
    return [feedback for feedback in of.records("feedback") if feedback.counts]


def _waiting(of: OfGroup) -> int:
    return sum(feedback.is_open for feedback in of.records("feedback"))


def _unanswered(of: OfGroup) -> list[str]:
    """What somebody said, and nobody has answered yet."""
    return [feedback.id for feedback in of.records("feedback") if feedback.is_open]


def _items(of: OfGroup) -> list[dict[str, Any]]:
    """What became of the feedback about each record: a line for each."""
    outcomes: dict[str, Counter[str]] = {}
    for feedback in _counting(of):
        for about in feedback["about"] or [""]:
            outcomes.setdefault(about, Counter())[feedback["outcome"] or "unanswered"] += 1
    return [
        {
            "id": about or code_of_group(of.view, of.group.id),
            "unanswered": counts["unanswered"],
            "incorporated": counts[INCORPORATED],
            "partly": counts[PARTLY],
            "not_incorporated": counts[NOT_INCORPORATED],
        }
        for about, counts in sorted(outcomes.items(), key=lambda item: -item[1]["unanswered"])
    ]


def _number(heading: str, key: str) -> Cell:
    return Cell(heading, lambda item: str(item[key] or ""), is_number=True)


CELLS = (
    Cell("About", "id", is_id=True),
    _number("Unanswered", "unanswered"),
    _number("Used", "incorporated"),
    _number("Partly", "partly"),
    _number("Not", "not_incorporated"),
)

KIND = Kind(
    name="feedback",
    plural="feedback",
    about="Feedback: what people say about anything, and what became of it.",
    ids=Dated(letters="FB", day_field="on"),
    home=Home(groups=True, process=True, through="about"),
    states=STATES,
    day="on",
    fields=(
        ID,
        group(f"the group that it belongs to, or {ALL} for the whole process", process=True),
        Field(
            "about",
            Listing(Reference(inverse="feedback", process=True, counted_by="outcome")),
            "the records that it is about; empty if it is about the group or the process",
        ),
        state(STATES),
        WHY,
        Field(
            "source", Line(), "where it comes from, in words that everybody may read, such as a survey", required=True
        ),
        Field("by", Line(), "who said it, as they want to be named"),
        Field("shown", Choice(SHOWN), "public; nameless: without the name; private: the text is only in private/"),
        Field("contributor", Line(), "who said it: a mail address or a name", private=True, seldom=True),
        Field("private_content", Text(), "what they said, if it is not public", private=True, seldom=True),
        Field("context", Line(), "what was asked, or what it refers to, such as a heading", seldom=True),
        Field("channel", Line(), "the page, the list or the event where it was said", seldom=True),
        Field("language", Language(), "the language in which it was said", seldom=True),
        Field("on", Day(unknown=True), "the date on which it was said", required=True),
        OWNER,
        Field("gist", Prose(), "what it says, in short and in a language that the group works in", seldom=True),
        Field("gist_by", Line(), "who summarized or translated it", seldom=True),
        Field("response", Text(), "the answer of the group", seldom=True),
        Field(
            "outcome", Choice(OUTCOMES), "what became of it: incorporated, partly or not incorporated", seldom=True
        ),
        Field("answered_on", Day(unknown=True), "the date of the answer", seldom=True),
    ),
    arguments=("about", "body"),
    initial=_whom_and_what_it_is_about,
    columns=("id", "on", "about", "says", "state", "outcome", "owner", "source", "by"),
    body="the content",
    example='wmstrat feedback add CB "Mentors matter more than courses." --source "village pump"',
    checks=(
        Check("shown", "Feedback shows no more than its contributor agreed to.", _shows_no_more),
        Check("answered", "An answer is not older than the feedback.", _days),
    ),
    rules=(_says_why, _outcome_of_an_answer),
    follow=(_is_shown_as_wanted, _moves_on),
    together=(("state", "answered_on"),),
    verbs=VERBS,
    printouts=PRINTOUTS,
    computed=(
        Computed("says", Line(), "what it says, in a line", value=_first_line, for_scripts=True),
        Computed("iteration", Count(), "the iteration of the draft that was out on its day", value=_iteration),
    ),
    filters=(
        Filter("unanswered", "only feedback that waits for an answer", _is_unanswered),
        Filter("unowned", "only unanswered feedback without an owner", _has_no_owner),
    ),
    tallies=(Tally("feedback_unanswered", 105, "Feedback", (Form(135, "number or blank"),), value=_waiting),),
    notices=(
        Notice(
            "feedback-unanswered",
            2,
            "{count} piece of feedback waits for an answer",
            "wmstrat feedback list GROUP --unanswered",
            _unanswered,
            while_working=True,
            many="{count} pieces of feedback wait for an answer",
            everywhere=True,
            since="on",
            whose="owner",
        ),
        ownerless("feedback", "{count} piece of feedback has no owner", "{count} pieces of feedback have no owner"),
    ),
    parts=(Part("feedback", 70, "Feedback", _items, CELLS),),
)
