"""What reports show of feedback: what waits for an answer, what became of the rest, and computed values of each."""

from __future__ import annotations

from collections import Counter
from typing import Any

from wmstrat.kinds import notices
from wmstrat.kinds.feedback_answers import INCORPORATED, NOT_INCORPORATED, PARTLY, PRIVATE
from wmstrat.kinds.iterations import comments_on
from wmstrat.record.days import UNKNOWN, is_before, is_long_ago
from wmstrat.record.field_type import Value
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Form, OfGroup, Part, Tally
from wmstrat.record.text import on_one_line
from wmstrat.record.view import View, code_of_group

# What everybody sees in the place of a text in private/.
NOT_SHOWN = "(not public)"


def first_line(record: Record, _view: View, _day: str) -> Value:
    """What it says, in a line."""
    if record["shown"] == PRIVATE and not record["gist"]:
        return NOT_SHOWN
    text = record["gist"] or record.body
    return on_one_line(next((line for line in text.splitlines() if line.strip()), ""))


def iteration_out(record: Record, view: View, _day: str) -> Value:
    """The iteration of the draft that was out on the day of the feedback, where that is known."""
    known = (out_on(view.named(identity), record["on"]) for identity in record["about"])
    return next(filter(None, known), "")


def comments_on_it(record: Record, view: View, day: str) -> Value:
    """Until when others can comment on what the feedback is about, in words."""
    known = (comments_on(view.named(identity), view, day) for identity in record["about"])
    return next(filter(None, known), "")


def out_on(draft: Record | None, day: str) -> int:
    """The number of the iteration that was out on a day; 0 where nobody knows. The first one is out as long as there
    is no other."""
    if draft is None or draft.unreadable or "iteration" not in draft.values:
        return 0
    iterations = draft.values.get("iterations") or ()
    out = [entry for entry in iterations if entry.get("on") and not is_before(day, entry["on"]) and day != UNKNOWN]
    if iterations:
        return max((int(entry["number"] or 0) for entry in out), default=0)
    return 1 if draft["iteration"] == 1 else 0


def _waiting(of: OfGroup) -> int:
    return len(of.open_records("feedback"))


def _has_waited_long(feedback: Record, of: OfGroup) -> bool:
    return is_long_ago(feedback["on"], notices.SOON, of.day)


def _has_waited_less(feedback: Record, of: OfGroup) -> bool:
    return not _has_waited_long(feedback, of)


def _items(of: OfGroup) -> list[dict[str, Any]]:
    """What became of the feedback about each record: a line for each."""
    outcomes: dict[str, Counter[str]] = {}
    for feedback in of.counting("feedback"):
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


CELLS = (
    Cell("About", "id", is_id=True),
    Cell("Unanswered", "unanswered", is_number=True),
    Cell("Incorporated", "incorporated", is_number=True),
    Cell("Partly", "partly", is_number=True),
    Cell("Not", "not_incorporated", is_number=True),
)

NOTICES = (
    notices.about_records(
        "feedback", "overdue-feedback", 2, "{count} piece of feedback has waited for more than a week",
        "{count} pieces of feedback have waited for more than a week", _has_waited_long,
        listed="--unanswered", since="on", whose="owner",
    ),
    notices.about_records(
        "feedback", "feedback-unanswered", 3, "{count} piece of feedback waits for an answer",
        "{count} pieces of feedback wait for an answer", _has_waited_less,
        listed="--unanswered", since="on", whose="owner",
    ),
    notices.ownerless(
        "feedback", "{count} piece of feedback has no owner", "{count} pieces of feedback have no owner"
    ),
)  # fmt: skip
TALLIES = (Tally("feedback_unanswered", 105, "Feedback", (Form(135, "number or blank"),), value=_waiting),)
PARTS = (Part("feedback", 70, "Feedback", _items, CELLS),)
