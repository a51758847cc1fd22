"""What a deciding body has decided about stays as it was decided, in a merge too (requirement 36)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, cast

from msgspec.structs import replace

from wmstrat.errors import WmstratError
from wmstrat.files.records import changed_text, read_record
from wmstrat.merge.choice import Choice, Decision
from wmstrat.merge.record import Merged
from wmstrat.process.rules import moves_as_declared
from wmstrat.record.kind import Record, Step

if TYPE_CHECKING:
    from wmstrat.record.fields import Value
    from wmstrat.record.view import View
    from wmstrat.sync.homes import Home

SIDES = ("mine", "theirs")


def as_decided(
    home: Home, versions: Sequence[bytes | None], merged: Merged, choose: Callable[[Decision], Choice | None]
) -> Merged:
    """The merge of a record about which one side decided while the other changed it.

    `versions` are base, mine and theirs. What the decision is about keeps the values of the side that decided, once
    the person whose change this sets aside has said so; all other changes are merged. Where both sides decided, two
    different decisions are asked about like any two values.
    """
    if not any(state.set_by for state in home.kind.states):
        return merged
    read = [_read(home, data) for data in versions]
    decided = [side for side, record in zip(SIDES, read[1:], strict=True) if _is_decided(record)]
    if len(decided) != 1:
        return merged
    side = decided[0]
    kept = read[1 + SIDES.index(side)]
    result = _read(home, merged.data)
    if kept is None or result is None:  # gone on the other side: what was decided about is not deleted
        return Merged(versions[1 + SIDES.index(side)])
    waiting = list(merged.decisions)
    values = dict(result.values)
    body = result.body
    for name in _protected(kept, result):
        decision = Decision(name, *(_said(record, name) for record in read))
        choice = choose(decision)
        if (choice is None or choice.take != side) and decision.field not in {one.field for one in waiting}:
            waiting.append(decision)
        if name == "body":
            body = kept.body
        else:
            values[name] = kept.values[name]
    if waiting:
        return Merged(versions[1], tuple(waiting))
    text = (merged.data or b"").decode()
    text = changed_text(home.kind, text, result.values, values, body if body != result.body else None, home.private)
    return replace(merged, data=text.encode())


def _read(home: Home, data: bytes | None) -> Record | None:
    return None if data is None else read_record(home.kind, home.path, home.id, home.group, data)


def _is_decided(record: Record | None) -> bool:
    state = record.kind.state_named(record.state) if record else None
    return bool(state and state.set_by)


def _protected(kept: Record, result: Record) -> Iterator[str]:
    """The fields (and `body`) in which the result is not as it was decided."""
    for name, value in result.values.items():
        if value != kept.values[name] and _is_refused(kept, kept.with_values(**{name: value})):
            yield name
    if result.body != kept.body and _is_refused(kept, replace(kept, body=result.body)):
        yield "body"


def _is_refused(before: Record, after: Record) -> bool:
    try:
        for rule in (moves_as_declared, *before.kind.rules):
            rule(Step(before, after, "sync"), cast("View", None))  # such a rule looks at the record alone
    except WmstratError:
        return True
    return False


def _said(record: Record | None, name: str) -> str:
    if record is None:
        return ""
    value: Value = record.body if name == "body" else record.values[name]
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
