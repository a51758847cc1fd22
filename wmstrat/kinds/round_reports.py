"""What reports show of consent rounds: when answers are due, and which rounds wait for them."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds.answering import waits_for
from wmstrat.kinds.notices import overdue
from wmstrat.record.record import Record
from wmstrat.record.reporting import Notice, OfGroup
from wmstrat.record.timing import Span, Window
from wmstrat.record.view import View


def _unanswered(of: OfGroup) -> list[str]:
    """The open rounds that wait for the group, or that it has opened and that wait for people."""
    states, asking_it = of.view.states("round"), of.inverse("round", "asks").get(of.group.id, ())
    asked = (of.view.get("round", identity) for identity in asking_it if states[identity] == "open")
    waiting = [record.id for record in asked if record and not record.unreadable and of.group.id in waits_for(record)]
    for record in of.open_records("round"):
        if any(of.view.get("group", who) is None for who in waits_for(record)):
            waiting.append(record.id)
    return [*dict.fromkeys(waiting)]


def asking(record: Record, _view: View, _day: str) -> Iterator[Span]:
    """The time in which answers are awaited."""
    yield Span(title=record.label, begins=record["opened_on"], ends=record["closes"])


def window(record: Record, _view: View) -> Window | None:
    """The time in which answers to an open round are due."""
    return Window(record["opened_on"], record["closes"], over="answers were due") if record.is_open else None


NOTICES = (
    Notice(
        "round-unanswered", 3, "{count} consent round waits for answers",
        "wmstrat round list --unanswered", _unanswered, while_working=True,
        many="{count} consent rounds wait for answers", where="everywhere", since="opened_on", whose="waits_for",
    ),
    overdue(
        "round", "{count} consent round is open after its last day",
        "{count} consent rounds are open after their last day", "closes",
    ),
)  # fmt: skip
