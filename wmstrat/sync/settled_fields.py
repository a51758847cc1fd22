"""Applies laws to a merge: what one side has settled stays as it is there (requirements 17 and 36)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from wmstrat.files.record_texts import changed_text
from wmstrat.files.records import read_record
from wmstrat.merge.choice import Conflict, Resolution, SettledBySide
from wmstrat.merge.record import Merged
from wmstrat.merge.values import shown
from wmstrat.record.rules import BODY, differing

if TYPE_CHECKING:
    from wmstrat.record.laws import Law
    from wmstrat.record.record import Record
    from wmstrat.sync.addresses import RecordFile


def as_settled(
    home: RecordFile,
    versions: Sequence[bytes | None],
    merged: Merged,
    choose: Callable[[Conflict], Resolution | None],
) -> Merged:
    """The merge of a record that one side has settled (a body decided about it, it became final, its state needs
    what it says) while the other changed it.

    `versions` are base, mine and theirs. What is settled keeps the values of its side, once the person whose change
    this sets aside has said so; all other changes are merged. Where two sides have decided, it is as one of them
    decided it: nobody decided about a text that is made of both. Where it was settled before, two different values
    are asked about like any other. As long as something waits, the file is mine.
    """
    laws = (*home.kind.laws, *home.kind.needs)
    base, mine, theirs = (_read(home, data) if laws else None for data in versions)
    if mine is None or theirs is None:
        return merged
    for law in laws:
        names, why = _settled(law, base, mine, theirs, merged, _read(home, merged.data))
        if names:
            merged = _from_one_side(home, (base, mine, theirs), names, why, merged, choose)
            if merged.conflicts:
                merged = Merged(versions[1], merged.conflicts)
    return merged


def _settled(
    law: Law, base: Record | None, mine: Record, theirs: Record, merged: Merged, result: Record | None
) -> tuple[list[str], SettledBySide | None]:
    """The fields that have to come from one side, and why from this one; None where both have settled the record."""
    here, there = any(law.overruled(mine, theirs)), any(law.overruled(theirs, mine))
    before = base is not None and any(any(law.overruled(base, side)) for side in (mine, theirs))
    if result is None or before or not (here or there) or not law.concerns(result):
        return [], None
    if here and there:
        return law.undivided(mine, theirs), None
    kept, other = (mine, theirs) if here else (theirs, mine)
    contested = {_field(conflict) for conflict in merged.conflicts}
    names = [*law.overruled(kept, result), *(name for name in law.overruled(kept, other) if name in contested)]
    side: Literal["mine", "theirs"] = "mine" if here else "theirs"
    why = SettledBySide(side, law.settled(kept), str(kept.values.get(law.day, "")), law.proposal(kept))
    return list(dict.fromkeys(names)), why


def _from_one_side(
    home: RecordFile,
    versions: tuple[Record | None, Record, Record],
    names: Sequence[str],
    why: SettledBySide | None,
    merged: Merged,
    choose: Callable[[Conflict], Resolution | None],
) -> Merged:
    """The merge in which these fields come from the side that settled them, or that is chosen for each."""
    base, mine, theirs = versions
    questions = [
        Conflict(name, _shown(base, name), _shown(mine, name), _shown(theirs, name), why)
        for name in names
        if name == _asked_as(name, names, home.kind.together)
    ]
    choices = [choose(question) for question in questions]
    side = why.side if why else next((choice.take for choice in choices if choice), "")
    waiting = [conflict for conflict in merged.conflicts if _field(conflict) not in names] + [
        question
        for question, choice in zip(questions, choices, strict=True)
        if choice is None or choice.take != side or side not in ("mine", "theirs")
    ]
    result = _read(home, merged.data)
    if waiting or result is None:
        return replace(merged, conflicts=tuple(waiting))
    kept = mine if side == "mine" else theirs
    values = {**result.values, **{name: kept.values[name] for name in names if name != BODY}}
    body = kept.body if BODY in names and kept.body != result.body else None
    text = changed_text(home.kind, (merged.data or b"").decode(), result.values, values, body, home.private)
    new = differing(base, kept, names) if base else names
    from_mine, from_theirs = (
        (*(name for name in came if name not in names), *(new if version is kept else ()))
        for came, version in ((merged.from_mine, mine), (merged.from_theirs, theirs))
    )
    return replace(merged, data=text.encode(), conflicts=(), from_mine=from_mine, from_theirs=from_theirs)


def _asked_as(name: str, names: Sequence[str], together: Iterable[Sequence[str]]) -> str:
    """The first of these fields that belong together with this one: a question about it is one about all of them."""
    group = next((fields for fields in together if name in fields), (name,))
    return next(other for other in names if other in group)


def _field(conflict: Conflict) -> str:
    return conflict.field.split(" ")[0]


def _read(home: RecordFile, data: bytes | None) -> Record | None:
    return None if data is None else read_record(home.kind, home.path, home.id, home.group, data)


def _shown(record: Record | None, name: str) -> str:
    if record is None or name == BODY:
        return "" if record is None else record.body
    return shown(record.kind.by_name[name].type.write(record[name]))
