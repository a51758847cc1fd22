"""The notices of open records that several kinds have: what is late, due soon, or looked after by nobody."""

from __future__ import annotations

from wmstrat.record.days import UNKNOWN, days_later, is_before
from wmstrat.record.record import Record
from wmstrat.record.reporting import Notice, OfGroup

# How many days before it is due a record is noticed.
SOON = 7


def open_records(of: OfGroup, kind: str) -> list[Record]:
    """The records of a kind in a group in which something is left to do."""
    return [record for record in of.records(kind) if record.is_open]


def overdue(
    kind: str, one: str, many: str, due: str = "due", *, name: str = "", urgency: int = 2, whose: str = "owner"
) -> Notice:
    """The notice of the open records of a kind that are due, in the field `due`, before the day of the report."""

    def find(of: OfGroup) -> list[str]:
        """What was to be done before today and is not."""
        return [record.id for record in open_records(of, kind) if is_before(due_on(record), of.day)]

    command = f"wmstrat {kind} list GROUP --late"
    return Notice(
        name or f"overdue-{kind}", urgency, one, command, find, while_working=True, many=many, everywhere=True,
        since=due, whose=whose,
    )  # fmt: skip


def due_soon(kind: str, one: str, many: str, due: str = "due") -> Notice:
    """The notice of the open records of a kind that are due on the day of the report or within a week."""

    def find(of: OfGroup) -> list[str]:
        """What is to be done today or within a week."""
        last = days_later(of.day, SOON)
        due = [(record.id, due_on(record)) for record in open_records(of, kind)]
        return [identity for identity, day in due if day not in ("", UNKNOWN) and of.day <= day <= last]

    command = f"wmstrat {kind} list GROUP --open"
    return Notice(
        f"due-{kind}", 3, one, command, find, while_working=True, many=many, everywhere=True, since=due,
        whose="owner",
    )  # fmt: skip


def ownerless(kind: str, one: str, many: str, *, for_all: bool = False) -> Notice:
    """The notice of the open records of a kind that nobody looks after: for the coordinators alone, or `for_all`."""

    def find(of: OfGroup) -> list[str]:
        """What is open and has no owner."""
        return [record.id for record in open_records(of, kind) if not record["owner"]]

    return Notice(
        f"ownerless-{kind}", 3 if for_all else 4, one, f"wmstrat {kind} list GROUP --open", find,
        lambda _, about: f"wmstrat set {about[0]} owner=PERSON", while_working=True, many=many, everywhere=for_all,
        personal=not for_all,
    )  # fmt: skip


def due_on(record: Record) -> str:
    """The ISO day by which a record is to be done; an empty text where it has none."""
    return str(record[record.kind.due] or "") if record.kind.due else ""
