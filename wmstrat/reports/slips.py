"""Every date that moved: from, to, by whom, why, and what that held up (requirement 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import days_between, is_before
from wmstrat.record.reporting import Move
from wmstrat.reports.timeline import Entry, entries_of, timed_records

if TYPE_CHECKING:
    from wmstrat.record.view import View


class Slip(Struct, frozen=True):
    """A date that moved, by a number of days, and the ids of what that held up."""

    id: str
    code: str
    title: str
    move: Move
    days: int
    held_up: tuple[str, ...]


def slips(view: View, day: str, group: str = "", since: str = "", until: str = "") -> list[Slip]:
    """Every date that moved, the first move first; those of one group, and those that were moved from a day on and
    until another one."""
    entries = entries_of(timed_records(view), view, day)
    waiting: dict[str, list[Entry]] = {}
    for entry in entries:
        for identity in entry.span.waits_for:
            waiting.setdefault(identity, []).append(entry)
    found = [
        Slip(
            entry.id,
            entry.code,
            entry.span.title,
            move,
            days_between(move.was, move.to),
            _held_up(entry, move, waiting),
        )
        for entry in entries
        if group in ("", entry.group)
        for move in entry.span.moves
        if (not since or since <= move.on) and (not until or move.on <= until)
    ]
    return sorted(found, key=lambda slip: slip.move.on)


def _held_up(moved: Entry, move: Move, waiting: Mapping[str, Sequence[Entry]]) -> tuple[str, ...]:
    """What waited for a date, directly or through others, and was due before the day to which that moved; a wait
    without a date of its own as long as it is open."""
    if not is_before(move.was, move.to):
        return ()
    found: dict[str, None] = {}
    ways = [moved]
    for entry in ways:
        for other in waiting.get(entry.id, ()):
            if other.id in found or other.id == moved.id or other.is_aside:
                continue
            was_due = _due_on(other, move.on)
            is_done = bool(other.span.done_on) and other.span.done_on <= move.on
            if not is_done and (not other.span.due or is_before(was_due, move.to)):
                found[other.id] = None
            if not is_done:
                ways.append(other)
    return tuple(found)


def _due_on(entry: Entry, day: str) -> str:
    """The date that it had on a day, by how it moved since."""
    return next((move.was for move in entry.span.moves if move.on > day), entry.span.due)
