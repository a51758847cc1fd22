"""What a change of a file asks for, in the words of the table `permissions` of process.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wmstrat.guard.published import decision_of
from wmstrat.kinds.draft import DECIDED
from wmstrat.permissions.table import FILE, Need

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
    that a file at this path has, None for a file that is no record; `whole` is the record before the push and after.

    A decision is not the group's: what sets or takes back `ratified` asks for a right in the deciding body, unless
    the same push takes that back again.
    """
    if placed is None:
        yield Need(_folder(path), "process" if path.startswith(PROCESS_FOLDER) else FILE)
        return
    kind, group = placed
    earlier = [record for record in before if record is not None]
    bodies = set()
    if kind == "draft" and after is not None:
        was, will = ([decision_of(one)] if one else [] for one in whole)
        if after.state in DECIDED and not any(decision_of(one) == decision_of(after) for one in earlier):
            bodies |= {str(after["decided_by"])} if decision_of(after) in will else set()
        elif after.state not in DECIDED:
            ratified = [one for one in earlier if one.state == "ratified" and decision_of(one) in was]
            bodies |= {str(one["decided_by"]) for one in ratified}
        yield from (Need(body, kind) for body in sorted(bodies))
    if not (bodies and earlier and all(_same_but_decision(one, after) for one in earlier)):
        yield Need(group, kind)


def _same_but_decision(before: Record, after: Record | None) -> bool:
    held = ("state", "decided_by", "decided_on")
    return (
        after is not None
        and not before.unreadable
        and not after.unreadable
        and before.body == after.body
        and all(before[name] == after[name] for name in after.values if name not in held)
    )


def _folder(path: str) -> str:
    """The group in whose folder a file stands."""
    parts = path.split("/")
    return parts[1] if parts[0] == "groups" and len(parts) > 2 else ""
