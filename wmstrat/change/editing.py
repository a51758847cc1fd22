"""Changes of one record that any kind knows: fields, state, the whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.change import typed_values as spoken
from wmstrat.errors import Invalid, UsageProblem
from wmstrat.record.record import Record
from wmstrat.record.view import scope

if TYPE_CHECKING:
    from wmstrat.change.change import Change


def set_fields(change: Change, record: Record, typed: list[str]) -> None:
    """Set fields as they were typed. Raises as `spoken.assignments` and the rules of the kind do."""
    values = spoken.assignments(change.workspace, record, typed)
    change.update(record, **values)
    change.subject = f"{scope(record, change)}: set {record.id} {', '.join(values)}"


def mark(change: Change, record: Record, state: str) -> None:
    """Move the record to a state.

    Raises UsageProblem for a kind without states, Invalid for a state that it does not have, Refused for a move
    that the process does not allow.
    """
    states = [known.name for known in record.kind.states]
    if not states:
        raise UsageProblem("A {kind} has no states.", kind=record.kind.name)
    if state not in states:
        raise Invalid(
            'A {kind} is never "{state}". Its states are: {states}.',
            kind=record.kind.name,
            state=state,
            states=", ".join(states),
        )
    change.update(record, state=state)
    change.subject = f"{scope(record, change)}: mark {record.id} {state} (was {record.state})"


def rewrite(change: Change, record: Record, path: str, old: bytes, new: bytes) -> None:
    """Put a file as somebody rewrote it in the place of the one that was there."""
    change.adopt(path, old, new)
    change.subject = f"{scope(record, change)}: edit {record.id}"
