"""What the process has settled on one side stays as it is there, in a merge too (requirements 17 and 36)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from wmstrat.files.records import changed_text, read_record
from wmstrat.merge.choice import Choice, Conflict, Settled
from wmstrat.merge.record import Merged

if TYPE_CHECKING:
    from wmstrat.record.record import Record, Values
    from wmstrat.record.rules import Law
    from wmstrat.record.types import Value
    from wmstrat.sync.addresses import Home


def as_settled(
    home: Home, versions: Sequence[bytes | None], merged: Merged, choose: Callable[[Conflict], Choice | None]
) -> Merged:
    """The merge of a record that one side has settled (a body decided about it, it became final, its state needs
    what it says) while the other changed it.

    `versions` are base, mine and theirs. What is settled keeps the values of its side, once the person whose change
    this sets aside has said so; all other changes are merged. Where two sides have decided, it is as one of them
    decided it: nobody decided about a text that is made of both. Where it was settled before, two different values
    are asked about like any other.
    """
    laws = (*home.kind.laws, *home.kind.needs)
    base, mine, theirs = (_read(home, data) if laws else None for data in versions)
    if mine is None or theirs is None:
        return merged
    for law in laws:
        merged = _under(law, home, (base, mine, theirs), versions[1], merged, choose)
    return merged


def _under(
    law: Law,
    home: Home,
    versions: tuple[Record | None, Record, Record],
    file: bytes | None,
    merged: Merged,
    choose: Callable[[Conflict], Choice | None],
) -> Merged:
    """The merge of a record under one law; `file` is mine, which stays as long as something waits."""
    stands = law.kept
    base, mine, theirs = versions
    settled_here, settled_there = any(stands(mine, theirs)), any(stands(theirs, mine))
    before = base is not None and any(any(stands(base, side)) for side in (mine, theirs))
    if settled_here and settled_there and not before:
        return _as_one_side_decided(law.undivided(mine, theirs), home, (base, mine, theirs), merged, choose)
    if settled_here == settled_there or before:
        return merged
    result = _read(home, merged.data)
    if result is None:
        return merged
    kept, other = (mine, theirs) if settled_here else (theirs, mine)
    why = _why(law, kept, "mine" if settled_here else "theirs")
    contested = {conflict.field.split(" ")[0] for conflict in merged.conflicts}
    settled = list(
        dict.fromkeys([*stands(kept, result), *(name for name in stands(kept, other) if name in contested)])
    )
    if not settled:
        return merged
    waiting = _others(merged, settled)
    values, body = dict(result.values), result.body
    for name in settled:
        if name == _asked_as(name, settled, home.kind.together):
            conflict = Conflict(name, _said(base, name), _said(mine, name), _said(theirs, name), why)
            choice = choose(conflict)
            if choice is None or choice.take != why.side:
                waiting.append(conflict)
        if name == "body":
            body = kept.body
        else:
            values[name] = kept.values[name]
    if waiting:
        return Merged(file, tuple(waiting))
    data = _with(home, merged, result, values, body)
    came = [
        _came_from(names, settled, new=_changed(base, kept, settled) if kept is version else ())
        for names, version in ((merged.from_mine, mine), (merged.from_theirs, theirs))
    ]
    return replace(merged, data=data, conflicts=(), from_mine=came[0], from_theirs=came[1])


def _asked_as(name: str, names: Sequence[str], together: Iterable[Sequence[str]]) -> str:
    """The first of these fields that belong together with this one: a question about it is one about all of them."""
    group = next((fields for fields in together if name in fields), (name,))
    return next(other for other in names if other in group)


def _as_one_side_decided(
    names: Sequence[str],
    home: Home,
    versions: tuple[Record | None, Record, Record],
    merged: Merged,
    choose: Callable[[Conflict], Choice | None],
) -> Merged:
    """The merge in which these fields are all as one side has them: the one that is chosen for each of them."""
    base, mine, theirs = versions
    result = _read(home, merged.data)
    if not names or result is None:
        return merged
    conflicts = [
        Conflict(name, _said(base, name), _said(mine, name), _said(theirs, name))
        for name in names
        if name == _asked_as(name, names, home.kind.together)
    ]
    choices = [choose(conflict) for conflict in conflicts]
    taken = next((choice.take for choice in choices if choice is not None), "")
    waiting = [
        conflict
        for conflict, choice in zip(conflicts, choices, strict=True)
        if choice is None or choice.take != taken or taken not in ("mine", "theirs")
    ]
    waiting = [*_others(merged, names), *waiting]
    if waiting:
        return replace(merged, conflicts=tuple(waiting))
    kept = mine if taken == "mine" else theirs
    values = {**result.values, **{name: kept.values[name] for name in names if name != "body"}}
    data = _with(home, merged, result, values, kept.body if "body" in names else result.body)
    from_mine, from_theirs = (
        tuple(one for one in came if one not in names) for came in (merged.from_mine, merged.from_theirs)
    )
    if kept is mine:
        return replace(merged, data=data, conflicts=(), from_mine=(*from_mine, *names), from_theirs=from_theirs)
    return replace(merged, data=data, conflicts=(), from_mine=from_mine, from_theirs=(*from_theirs, *names))


def _others(merged: Merged, names: Sequence[str]) -> list[Conflict]:
    """The conflicts about other fields than these."""
    return [conflict for conflict in merged.conflicts if conflict.field.split(" ")[0] not in names]


def _with(home: Home, merged: Merged, result: Record, values: Values, body: str) -> bytes:
    """The bytes of a merge with other values in it."""
    text = (merged.data or b"").decode()
    changed = body if body != result.body else None
    return changed_text(home.kind, text, result.values, values, changed, home.private).encode()


def _why(law: Law, kept: Record, side: Literal["mine", "theirs"]) -> Settled:
    return Settled(side, kept.state, str(kept.values.get(law.day, "")), law.proposal(kept))


def _came_from(names: tuple[str, ...], settled: Sequence[str], new: Iterable[str]) -> tuple[str, ...]:
    """What came from a side: of the fields that the process has settled only those that are `new` there."""
    return (*(name for name in names if name not in settled), *new)


def _changed(base: Record | None, kept: Record, names: Sequence[str]) -> list[str]:
    return [name for name in names if base is None or _value(base, name) != _value(kept, name)]


def _read(home: Home, data: bytes | None) -> Record | None:
    return None if data is None else read_record(home.kind, home.path, home.id, home.group, data)


def _value(record: Record, name: str) -> Value:
    return record.body if name == "body" else record.values[name]


def _said(record: Record | None, name: str) -> str:
    if record is None:
        return ""
    value = _value(record, name)
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)
