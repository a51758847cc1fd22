"""Notices about the records of a kind: what is late, due soon, without an owner, or needs attention otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN, days_later
from wmstrat.record.fields import Entries, Field
from wmstrat.record.record import Record
from wmstrat.record.reporting import Notice, OfGroup
from wmstrat.record.types import Line, Prose, Reference

SILENCED = Field(
    "silenced",
    Entries(
        (
            Field("notice", Line(), "the name of the notice", required=True),
            Field("until", Day(), "the last day on which nobody sees it", required=True),
            Field("why", Prose(), "the reason", required=True),
            Field("by", Reference(("person",)), "who silenced it"),
        ),
        ("notice",),
    ),
    "notices that nobody sees for a time: notice, until, why, by",
    seldom=True,
)

# How many days before it is due a record is noticed.
SOON = 7

# Whether a record of a group needs attention.
Holds = Callable[[Record, OfGroup], object]


def ids_where(kind: str, holds: Holds, *, closed: bool = False) -> Callable[[OfGroup], list[str]]:
    """What finds the ids of the records of a kind in a group for which something holds: among those of which
    something is left to do, or with `closed` among all."""
    return lambda of: [
        record.id for record in (of.records(kind) if closed else of.open_records(kind)) if holds(record, of)
    ]


def about_records(
    kind: str, name: str, urgency: int, one: str, many: str, holds: Holds, *, listed: str = "--open",
    since: str = "", whose: str = "", closer: Callable[[OfGroup, Sequence[str]], str] | None = None,
    closed: bool = False,
) -> Notice:  # fmt: skip
    """The notice of the open records of a kind (with `closed` of all) for which something holds, in groups at work
    and in the whole process. `listed` are the options of the list that shows them."""
    return Notice(
        name, urgency, one, f"wmstrat {kind} list GROUP {listed}".rstrip(), ids_where(kind, holds, closed=closed),
        closer, while_working=True, many=many, where="everywhere", since=since, whose=whose,
    )  # fmt: skip


def overdue(
    kind: str, one: str, many: str, due: str = "due", *, name: str = "", urgency: int = 2, whose: str = "owner"
) -> Notice:
    """The notice of the open records of a kind that were to be done, in the field `due`, before the day of the
    report."""
    return about_records(
        kind, name or f"overdue-{kind}", urgency, one, many, lambda record, of: record.is_late(of.day),
        listed="--late", since=due, whose=whose,
    )  # fmt: skip


def due_soon(kind: str, one: str, many: str, due: str = "due") -> Notice:
    """The notice of the open records of a kind that are due on the day of the report or within a week."""
    return about_records(kind, f"due-{kind}", 3, one, many, _is_due_soon, since=due, whose="owner")


def _is_due_soon(record: Record, of: OfGroup) -> bool:
    return record.due not in ("", UNKNOWN) and of.day <= record.due <= days_later(of.day, SOON)


def ownerless(kind: str, one: str, many: str) -> Notice:
    """The notice of the open records of a kind that nobody looks after, for the coordinators alone."""
    return Notice(
        f"ownerless-{kind}", 4, one, f"wmstrat {kind} list GROUP --open", ids_where(kind, has_no_owner), set_owner,
        while_working=True, many=many, where="briefs",
    )  # fmt: skip


def has_no_owner(record: Record, *_: object) -> bool:
    """True for an open record that nobody looks after, whatever else a notice or a filter knows of it."""
    return record.is_open and not record["owner"]


def set_owner(_of: OfGroup, about: Sequence[str]) -> str:
    """What to type to give the first of some records an owner."""
    return f"wmstrat set {about[0]} owner=PERSON"
