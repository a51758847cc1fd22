"""What reports show of milestones: their dates and how these moved, what needs attention, and the list of a group."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import notices, parts, waits_on
from wmstrat.record.field_type import Value
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Notice, OfGroup, Part
from wmstrat.record.stages import is_late
from wmstrat.record.timing import Event, Move, Span
from wmstrat.record.view import View, code_of_group
from wmstrat.record.waiting import chain, waits_of


def first_date(record: Record, _view: View, _day: str) -> Value:
    """The date that a milestone had before it first moved; an empty text for one that never did."""
    return record["slips"][0]["was"] if record["slips"] else ""


def event(record: Record, view: View) -> Event | None:
    """The day of a milestone in a calendar."""
    title = f"{code_of_group(view, record.group)}: {record.label}"
    return Event(record["due"], title, is_cancelled=record.state == "dropped") if record["due"] else None


def dates(record: Record, view: View, day: str) -> Iterator[Span]:
    """Its date, how that moved, and what it waits for (requirements 6, 7 and 9)."""
    held_up_by = chain(record, view, day)
    yield Span(
        title=record.label,
        due=record["due"],
        done_on=record["reached_on"] if record.state == "reached" else "",
        moves=tuple(Move(*(slip[name] for name in Move.__struct_fields__)) for slip in record["slips"]),
        waits_for=tuple(wait.record for wait in waits_of(record)),
        held_up_by=(held_up_by,) if held_up_by else (),
        instead_of=record["own_date_of"],
    )


def _items(of: OfGroup) -> list[dict[str, Value]]:
    return [
        parts.item_of(
            record,
            "due",
            late=is_late(record, of.view, of.day),
            moved=len(record["slips"]),
            held_up_by=waits_on.held_up_by(record, of.view, of.day),
        )
        for record in of.records("milestone")
    ]


CELLS = (
    parts.ID_CELL,
    Cell("Milestone", "title", folds=24),
    parts.STATE_CELL,
    Cell("Due", "due"),
    Cell("Moved", "moved", is_number=True),
    Cell("Held up by", "held_up_by", folds=10),
)

NOTICES = (
    notices.overdue("milestone", "{count} milestone is overdue", "{count} milestones are overdue"),
    notices.due_soon("milestone", "{count} milestone is due soon", "{count} milestones are due soon"),
    notices.about_records(
        "milestone", "held-up", 2, "{count} milestone is held up by another record",
        "{count} milestones are held up by other records", lambda record, of: chain(record, of.view, of.day),
        listed="--held-up", whose="owner",
    ),
    Notice(
        "waits-for-put-aside", 2, "{count} milestone waits for a record that was put aside", "wmstrat check",
        notices.ids_where("milestone", lambda record, of: waits_on.put_aside(record, of.view)),
        waits_on.without_it, while_working=True,
        many="{count} milestones wait for records that were put aside", where="everywhere", whose="owner",
    ),
)  # fmt: skip
PARTS = (Part("milestones", 50, "Milestones", _items, CELLS),)
