"""Every date that moved: from, to, by whom, why, and what that held up (requirement 6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import days_between, is_before, is_day
from wmstrat.record.timing import Move
from wmstrat.reports.timeline import TimelineEntry, dates

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


class Slip(Struct, frozen=True):
    """A date that moved, by a number of days, and the ids of what that held up."""

    id: str
    code: str
    title: str
    move: Move
    days: int
    held_up: tuple[str, ...]


def slips(workspace: Workspace, day: str, group: str = "", since: str = "", until: str = "") -> list[Slip]:
    """Every date that moved, the first move first; those of one group, and those that were moved from a day on and
    until another one."""
    entries = dates(workspace, day).entries
    waiting: dict[str, list[TimelineEntry]] = {}
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


def _held_up(moved: TimelineEntry, move: Move, waiting: Mapping[str, Sequence[TimelineEntry]]) -> tuple[str, ...]:
    """What waited for a date on the day on which it moved, directly or through others, and was due before the day to
    which that moved, or has no date of its own. This is computed from today's records: a wait counts from its first
    day until it was over, as far as these days are known."""
    if not is_before(move.was, move.to):
        return ()
    found: list[str] = []
    ways, met = [moved], {moved.id}
    for entry in ways:
        for other in waiting.get(entry.id, ()):
            if other.id in met or other.is_aside or not _waited_on(other, move.on):
                continue
            met.add(other.id)
            ways.append(other)
            if not other.span.due or is_before(_due_on(other, move.on), move.to):
                found.append(other.id)
    return tuple(found)


def _waited_on(entry: TimelineEntry, day: str) -> bool:
    """True where it waited on a day, as far as its days are known."""
    was_over = is_day(entry.span.done_on) and entry.span.done_on <= day
    return not was_over and not is_before(day, entry.span.waits_since)


def _due_on(entry: TimelineEntry, day: str) -> str:
    """The date that it had on a day, by how it moved since."""
    return next((move.was for move in entry.span.moves if move.on > day), entry.span.due)
