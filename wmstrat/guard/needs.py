"""What a change of a file asks for, in the words of the table `permissions` of process.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.permissions.table import FILE, Need
from wmstrat.record.rules import Settled

if TYPE_CHECKING:
    from wmstrat.record.record import Record

PROCESS_FOLDER = "method/"


def needs(
    path: str,
    before: Iterable[Record | None],
    after: Record | None,
    placed: tuple[str, str] | None,
    whole: tuple[Record | None, Record | None],
) -> Iterator[Need]:
    """What a change of one file asks for. `before` is the record as each parent had it, `placed` the (kind, group)
    that a file at this path has, None for a file that is not a record; `whole` is the record before the push and
    after it, wherever it moved.

    A decision is not the group's: what sets one or takes it back asks for a right in the body that decided, unless
    the same push takes that back again.
    """
    if placed is None:
        yield Need(_folder(path), "process" if path.startswith(PROCESS_FOLDER) else FILE)
        return
    kind, group = placed
    earlier = [record for record in before if record is not None]
    bodies: set[str] = set()
    laws = [law for law in _laws(after, earlier) if law.by]
    for law in laws:
        bodies |= _deciding(law, earlier, after, whole)
    yield from (Need((body,), kind) for body in sorted(bodies))
    held = {name for law in laws for name in law.decision}
    if not (bodies and earlier and all(_same_but(record, after, held) for record in earlier)):
        groups = {one for record in (after, *earlier) if record is not None for one in record.groups} or {group}
        yield Need(tuple(sorted(groups - {""})), kind)


def _laws(after: Record | None, earlier: Sequence[Record]) -> Iterator[Settled]:
    record = after or next(iter(earlier), None)
    for law in record.kind.laws if record is not None else ():
        if isinstance(law, Settled):
            yield law


def _deciding(
    law: Settled, earlier: Sequence[Record], after: Record | None, whole: tuple[Record | None, Record | None]
) -> set[str]:
    """The bodies whose decision a change records or takes back, as far as that is left at the end of the push."""
    if after is None:
        return set()
    was, will = (law.decided(record) if record else None for record in whole)
    now = law.decided(after)
    if now is not None:
        is_new = not any(law.decided(record) == now for record in earlier)
        return {str(after[law.by])} if is_new and now == will else set()
    taken = [record for record in earlier if law.decided(record) and law.decided(record) == was]
    return {str(record[law.by]) for record in taken if not _goes_on(record)}


def _goes_on(record: Record) -> bool:
    """True for what was decided in a state that the group itself may leave, such as after a no."""
    state = record.declared_state
    return state is not None and bool(record.kind.moves(state))


def _same_but(before: Record, after: Record | None, held: set[str]) -> bool:
    """True when nothing differs but what is said of a decision."""
    return (
        after is not None
        and not before.unreadable
        and not after.unreadable
        and before.body == after.body
        and all(before[name] == after[name] for name in after.values if name not in held)
    )


def _folder(path: str) -> tuple[str, ...]:
    """The group in whose folder a file is, if any."""
    parts = path.split("/")
    return (parts[1],) if parts[0] == "groups" and len(parts) > 2 else ()
