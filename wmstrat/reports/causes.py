"""What is late or due after what waits for it, and what that holds up (requirement 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import days_between, is_day
from wmstrat.record.stages import is_late
from wmstrat.record.timing import Move
from wmstrat.record.view import code_of_group
from wmstrat.record.waiting import record_named

if TYPE_CHECKING:
    from wmstrat.record.view import View
    from wmstrat.reports.timeline import TimelineEntry


class Held(Struct, frozen=True):
    """A record that is held up: directly, or `through` others."""

    id: str
    code: str
    title: str
    due: str
    through: tuple[str, ...] = ()


class Cause(Struct, frozen=True):
    """A record that is late, or due after what waits for it, and what it holds up."""

    id: str
    code: str
    title: str
    due: str
    days_late: int
    moves: tuple[Move, ...]
    held_up_by: tuple[tuple[str, ...], ...]
    holds_up: tuple[Held, ...]


def causes_of(entries: Sequence[TimelineEntry], view: View, day: str) -> list[Cause]:
    """What is late, the latest first; then what is due after something that waits for it."""
    by_id = {entry.id: entry for entry in entries if not entry.span.begins or entry.days_late}
    held: dict[str, list[Held]] = {entry.id: [] for entry in entries if entry.days_late}
    for entry in entries:
        for chain in entry.span.held_up_by:
            held.setdefault(chain[-1], []).append(
                Held(entry.id, entry.code, entry.span.title, entry.at if entry.span.due else "", chain[:-1])
            )
    causes = [_cause(identity, by_id.get(identity), view, day, those) for identity, those in held.items()]
    return sorted(causes, key=lambda cause: (-cause.days_late, -len(cause.holds_up), cause.due, cause.id))


def _cause(identity: str, entry: TimelineEntry | None, view: View, day: str, held: Sequence[Held]) -> Cause:
    """A record that is late or holds up others; it need not be on the timeline itself, such as an action."""
    record = record_named(view, identity)
    code = entry.code if entry else code_of_group(view, record.group) if record else ""
    due = record.due if record is not None else ""
    was_due = record is not None and is_day(due) and is_late(record, view, day)
    late = entry.days_late if entry else days_between(due, day) if was_due else 0
    ordered = sorted(held, key=lambda each: (len(each.through), each.due, each.id))
    moves = entry.span.moves if entry else ()
    chains = entry.span.held_up_by if entry else ()
    return Cause(identity, code, record.label if record else "", due, late, moves, chains, tuple(ordered))
