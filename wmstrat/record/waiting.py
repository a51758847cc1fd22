"""What a record waits for, and whether that holds it up (requirement 7)."""

from __future__ import annotations

from typing import NamedTuple

from wmstrat.record.days import is_before
from wmstrat.record.ids import code_of
from wmstrat.record.record import Record
from wmstrat.record.states import ASIDE, DONE
from wmstrat.record.view import View


class Waits(NamedTuple):
    """A record waits for another one until that is in a state, or with a blank state until that is done."""

    record: str
    until: str = ""


def waits_of(record: Record) -> list[Waits]:
    """What a record says that it waits for, in the field `waits_on`; nothing where its kind has no such field."""
    entries = record.values.get("waits_on") or []
    return [Waits(entry["record"], entry["until"]) for entry in entries]


def is_there(record: Record, until: str) -> bool:
    """True when a record is in the state that is waited for, or in one that it reaches after that; when it is done,
    if no state is named. What was put aside is never there."""
    state = record.declared_state
    if state is None or state.means == ASIDE:
        return False
    if not until:
        return state.means == DONE
    names = [declared.name for declared in record.kind.states if declared.means != ASIDE]
    return until in names and names.index(state.name) >= names.index(until)


def record_named(view: View, identity: str) -> Record | None:
    """The record with this id, looked for among the kinds alone whose ids look so."""
    code = code_of(identity)
    for kind in view.kinds:
        if kind.ids.coded and kind.ids.fits(identity, code) and (record := view.get(kind.name, identity)):
            return record
    return None


def chain(record: Record, view: View, day: str) -> tuple[str, ...]:
    """The ids through which an open record waits, directly or through others, for one that is not there and is late
    on an ISO day or due after the record: the shortest such chain, empty where nothing holds the record up."""
    if not record.is_open:
        return ()
    ways: list[tuple[Record, tuple[str, ...]]] = [(record, ())]
    met = {record.id}
    for current, way in ways:
        for wait in waits_of(current):
            other = record_named(view, wait.record)
            if other is None or other.unreadable or other.id in met or is_there(other, wait.until):
                continue
            met.add(other.id)
            reached = (*way, other.id)
            if other.is_open and (is_before(other.due, day) or is_before(record.due, other.due)):
                return reached
            ways.append((other, reached))
    return ()
