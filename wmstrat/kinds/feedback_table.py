"""How feedback is read in a table of four columns: source, context, content and response (requirement 46)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from wmstrat.kinds.feedback_answers import PARTLY, PRIVATE, PUBLIC
from wmstrat.kinds.feedback_reports import NOT_SHOWN, out_on
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL
from wmstrat.record.ids import is_handle
from wmstrat.record.record import Record
from wmstrat.record.relations import inverse
from wmstrat.record.reporting import Cell, Contents, Report, Table
from wmstrat.record.types import Reference
from wmstrat.record.verbs import Given
from wmstrat.record.view import View, kind_named, labels_of

NAME = "feedback"
# A column that holds text is folded to this width at the least.
NARROW_TEXT = 14
# The record with an id; much feedback is about the same few.
Named = Callable[[str], "Record | None"]


def _of(view: View, wanted: str, since: str) -> list[Record]:
    """The feedback that counts about a record, of a group or of the whole process, or all of it, by its days."""
    kind = kind_named(view, NAME)
    record = view.named(wanted) if wanted not in ("", ALL) else None
    if record is None or record.is_group:
        found: Iterable[Record] = view.records(kind.name, record.id if record else wanted)
    else:
        ids = inverse(view, kind, "about").get(record.id, ())
        found = filter(None, (view.get(kind.name, identity) for identity in ids))
    wished = [each for each in found if each.counts and not each.unreadable and each["on"] >= since]
    return sorted(wished, key=lambda each: (each["on"] == UNKNOWN, each["on"]))


def context_of(view: View, feedback: Record, find: Named) -> str:
    """What feedback is about, in words that everybody understands: no handles, which numbers replace."""
    parts = []
    for identity in feedback["about"]:
        record = find(identity)
        if record is None:
            continue
        number = "not numbered yet" if is_handle(record.id) else record.reference
        iteration = out_on(record, feedback["on"])
        parts.append(f"{record.label} ({number}{f', iteration {iteration}' if iteration else ''})")
    if not parts:
        owner = view.get("group", feedback.group)
        parts = [owner.label if owner is not None else "The whole process"]
    return ": ".join(filter(None, ("; ".join(parts), feedback["context"])))


def outcome_in_words(view: View, feedback: Record) -> str:
    """What became of feedback, as people read it."""
    word = str(feedback["outcome"])
    return labels_of(view).get(word) or ("partly incorporated" if word == PARTLY else word)


def _row(view: View, feedback: Record, find: Named) -> dict[str, Any]:
    name = feedback["by"] if feedback["shown"] in ("", PUBLIC) else ""
    content = NOT_SHOWN if feedback["shown"] == PRIVATE else feedback.body.strip()
    gist = f"[{feedback['gist']}]" if feedback["gist"] else ""
    outcome = f"{outcome_in_words(view, feedback).capitalize()}." if feedback["outcome"] else ""
    return {
        "source": ", ".join(filter(None, (feedback["source"], name))),
        "context": context_of(view, feedback, find),
        "content": "\n\n".join(filter(None, (content, gist))),
        "response": " ".join(filter(None, (outcome, str(feedback["response"]).strip()))),
        "id": feedback.id,
        "outcome": feedback["outcome"],
    }


def _table(view: View, given: Given, _told: frozenset[str]) -> Contents:
    find = cache(view.named)
    return Contents({NAME: [_row(view, feedback, find) for feedback in _of(view, given["of"], given["since"])]})


TABLE = Report(
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
)
