"""How feedback is read: in a table of source, context, content and response, and in letters (requirement 46)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from wmstrat.errors import Refused
from wmstrat.kinds.feedback_answers import PARTLY, PRIVATE, PUBLIC
from wmstrat.kinds.iterations import comments_on
from wmstrat.record.day_types import Day, SinceLast
from wmstrat.record.days import UNKNOWN, is_before
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL
from wmstrat.record.ids import is_handle
from wmstrat.record.record import Record
from wmstrat.record.relations import inverse
from wmstrat.record.reporting import Cell, Contents, Report, Table
from wmstrat.record.text import on_one_line
from wmstrat.record.types import Reference
from wmstrat.record.verbs import Given
from wmstrat.record.view import View, labels_of

NAME, LETTER = "feedback", "letter"
# What a table for everybody has in the place of a text in private/.
NOT_SHOWN = "(not public)"


# What is read of it


def first_line(record: Record, _view: View, _day: str) -> Value:
    """What it says, in a line."""
    if record["shown"] == PRIVATE and not record["gist"]:
        return NOT_SHOWN
    text = record["gist"] or record.body
    return on_one_line(next((line for line in text.splitlines() if line.strip()), ""))


def iteration_out(record: Record, view: View, _day: str) -> Value:
    """The iteration of the draft that was out on the day of the feedback, where that is known."""
    known = (_out_on(view.named(identity), record["on"]) for identity in record["about"])
    return next(filter(None, known), "")


def comments_on_it(record: Record, view: View, day: str) -> Value:
    """Until when others can comment on what the feedback is about, in words."""
    known = (comments_on(view.named(identity), view, day) for identity in record["about"])
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


# The table of four columns


def _of(view: View, wanted: str, since: str) -> list[Record]:
    """The feedback that counts about a record, of a group or of the whole process, or all of it, by its days."""
    kind = next(kind for kind in view.kinds if kind.name == NAME)
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


def _outcome(view: View, feedback: Record) -> str:
    """What became of feedback, as people read it."""
    word = str(feedback["outcome"])
    return labels_of(view).get(word) or ("partly incorporated" if word == PARTLY else word)


def _row(view: View, feedback: Record, find: Named) -> dict[str, Any]:
    name = feedback["by"] if feedback["shown"] in ("", PUBLIC) else ""
    content = NOT_SHOWN if feedback["shown"] == PRIVATE else feedback.body.strip()
    gist = f"[{feedback['gist']}]" if feedback["gist"] else ""
    outcome = f"{_outcome(view, feedback).capitalize()}." if feedback["outcome"] else ""
    return {
        "source": ", ".join(filter(None, (feedback["source"], name))),
        "context": _context(view, feedback, find),
        "content": "\n\n".join(filter(None, (content, gist))),
        "response": " ".join(filter(None, (outcome, str(feedback["response"]).strip()))),
        "id": feedback.id,
        "outcome": feedback["outcome"],
    }


def _table(view: View, given: Given, _told: frozenset[str]) -> Contents:
    find = cache(view.named)
    return Contents({NAME: [_row(view, feedback, find) for feedback in _of(view, given["of"], given["since"])]})


# Letters to those who contributed


def _reply(view: View, given: Given, told: frozenset[str]) -> Contents:
    """A letter for each contributor with a mail address, about all that was answered since a day, or since the last
    letters. Raises Refused in a clone without private/."""
    from wmstrat.files.letters import Answered, addresses_in, letter

    if not view.sees_private:
        raise Refused("The addresses of contributors are in private/, which this clone does not have.")
    last = given["since"] == SinceLast.LAST
    since = "" if last else given["since"]
    answered = [
        feedback
        for feedback in view.records(NAME)
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
                        outcome=_outcome(view, feedback),
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
    return Contents(
        {LETTER: items},
        remarks=(*remark, *(("Nothing was sent. Copy each letter into your mail program.",) if items else ())),
        told=tuple(map(_answer_key, due)),
    )


def _answer_key(feedback: Record) -> str:
    from zlib import crc32

    answer = f"{feedback['outcome']} {feedback['response']}"
    return f"{feedback.id} {crc32(answer.encode()):08x}"


# A column that holds text is folded to this width at the least.
NARROW_TEXT = 14
REPORTS = (
    Report(
        name="table",
        also=("report", "overview", "matrix"),
        about="Show feedback and responses as a table: source, context, content, response.",
        example="wmstrat feedback table CB-D4 --format markdown",
        takes=(Field("of", Reference(process=True), "a record, a group, or ALL for the whole process"),),
        options=(Field("since", Day(), "only feedback from this date on"),),
        finds=_table,
        item=NAME,
        tables=(
            Table(
                key=NAME,
                cells=tuple(
                    Cell(name.capitalize(), name, folds=NARROW_TEXT)
                    for name in ("source", "context", "content", "response")
                ),
                nothing="There is no feedback here yet. For example: wmstrat feedback add CB TEXT --source SOURCE",
            ),
        ),
    ),
    Report(
        name="reply",
        also=("mail", "mails", "letters", "thank", "send"),
        about="Print a letter with our answers for each contributor with a mail address. Nothing is sent.",
        example="wmstrat feedback reply --since last",
        options=(
            Field(
                "since", SinceLast(), "answers from this date on, or last: since this was last typed", required=True
            ),
        ),
        finds=_reply,
        item=LETTER,
        tables=(
            Table(
                key=LETTER,
                cells=tuple(Cell(name.capitalize(), name) for name in ("to", "subject", "text")),
                nothing="Nothing was answered since then to anybody with a mail address in private/. To print "
                "letters again: wmstrat feedback reply --since DATE",
            ),
        ),
        text=lambda item: f"To: {item['to']}\nSubject: {item['subject']}\n\n{item['text']}",
        since_last=True,
    ),
)
