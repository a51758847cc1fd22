"""Letters with our answers, to those who gave feedback and have a mail address in private/ (requirement 46)."""

from __future__ import annotations

from functools import cache

from wmstrat.errors import Refused
from wmstrat.kinds.feedback_answers import PRIVATE
from wmstrat.kinds.feedback_table import NAME, context_of, outcome_in_words
from wmstrat.record.day_types import SinceLast
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Contents, Report, Table
from wmstrat.record.verbs import Given
from wmstrat.record.view import View

LETTER = "letter"


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
                        about=context_of(view, feedback, find),
                        content="" if feedback["shown"] == PRIVATE else feedback.body,
                        outcome=outcome_in_words(view, feedback),
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


LETTERS = Report(
    name="reply",
    also=("mail", "mails", "letters", "thank", "send"),
    about="Print a letter with our answers for each contributor with a mail address. Nothing is sent.",
    example="wmstrat feedback reply --since last",
    options=(
        Field("since", SinceLast(), "answers from this date on, or last: since this was last typed", required=True),
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
)
