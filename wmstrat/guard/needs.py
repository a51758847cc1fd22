"""What a change of a file asks for, in the words of the table `permissions` of process.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.permissions.table import FILE, Need
from wmstrat.record.rules import Settled

if TYPE_CHECKING:
    from wmstrat.record.kind import Step
    from wmstrat.record.record import Record

PROCESS_FOLDER = "method/"


def needs(
    path: str,
    before: Sequence[Record | None],
    after: Record | None,
    placed: tuple[str, str] | None,
    whole: Step | None,
) -> Iterator[Need]:
    """What a change of one file asks for. `before` is the record as each parent had it, `placed` the (kind, group)
    that a file at this path has, None for a file that is not a record; `whole` is the way of the record through the
    push, wherever it moved.

    A decision is not the group's: what sets it or takes it back asks for a right in the body that decided, unless
    the same push takes that back again. What belongs to several groups changes by the right of any of them; nobody
    gives a record to a group to get a right over it.
    """
    if placed is None:
        yield Need(_folder(path), "process" if path.startswith(PROCESS_FOLDER) else FILE)
        return
    kind, group = placed
    earlier = [record for record in before if record is not None]
    bodies = {body for law in decisive(after, *earlier) for body in _deciding(law, before, after, whole)}
    yield from (Need((body,), kind) for body in sorted(bodies))
    held = {name for law in decisive(after, *earlier) for name in law.decision}
    if not (bodies and earlier and all(_same_but(record, after, held) for record in earlier)):
        owners = {record.groups or (group,) for record in (after, *earlier) if record is not None} or {(group,)}
        yield from (Need(tuple(sorted(set(groups) - {""})), kind) for groups in sorted(owners))


def decisive(*records: Record | None) -> Iterator[Settled]:
    """The laws about what a body decides, of the kind that these records have."""
    record = next((record for record in records if record is not None), None)
    for law in record.kind.laws if record is not None else ():
        if isinstance(law, Settled) and law.by:
            yield law


def body_of(law: Settled, before: Record | None, after: Record | None) -> str:
    """The body whose decision a change records or takes back; an empty text for none."""
    if after is not None and law.makes(before, after):
        return str(after[law.by])
    return str(before[law.by]) if before is not None and law.takes_back(before, after) else ""


def _deciding(
    law: Settled, before: Sequence[Record | None], after: Record | None, whole: Step | None
) -> Iterator[str]:
    """The bodies whose decision a change records or takes back, as far as that is left at the end of the push."""
    if after is None or whole is None:
        return
    if law.decided(after) is None:
        earlier = (record for record in before if record is not None and law.takes_back(record, after))
        yield from (body_of(law, record, after) for record in earlier if not law.makes(whole.before, record))
    elif all(law.makes(record, after) for record in before) and not law.makes(whole.after, after):
        yield str(after[law.by])


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
