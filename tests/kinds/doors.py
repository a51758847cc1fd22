"""The doors by which a change comes in, each in memory: what answers a change, an empty text where it is let in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.kinds.cells import COMMAND, HAND, IMPORT, PUSH, TEXT, UNDO, Cell, Sides
from tests.kinds.values import resolved
from tests.kinds.world import SUBJECT, World
from wmstrat.acts.import_files import Batch
from wmstrat.acts.importing import import_batches
from wmstrat.change.change import Change
from wmstrat.change.editing import mark, rewrite, set_fields
from wmstrat.errors import WmstratError
from wmstrat.files.rows import Row
from wmstrat.guard.published import broken_rules
from wmstrat.guard.snapshot import Pushed
from wmstrat.merge.choice import Choose
from wmstrat.merge.record import Merged, merge_record
from wmstrat.record.doors import Door
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.rules import BODY
from wmstrat.repo.output import Blob
from wmstrat.sync.addresses import RecordFile
from wmstrat.sync.settled_fields import as_settled


@dataclass(frozen=True)
class Case:
    """A cell in a workspace: the record, what its file holds, and what it would be changed to."""

    world: World
    record: Record
    old: bytes | None
    new: bytes
    after: Mapping[str, Any]
    cell: Cell


def case_of(world: World, cell: Cell) -> Case:
    """The record of a cell, in its file unless it is new."""
    if cell.is_new:
        required = world.required(cell.kind, SUBJECT)
        after = {**required, **resolved(world, cell.kind, cell.after)}
        record = world.made(cell.kind, {**after, "id": world.made(cell.kind, required).id})
        return Case(world, record, None, world.text(record), after, cell)
    before = resolved(world, cell.kind, cell.before)
    record = next(world.records(cell.kind.name)) if cell.kind.is_lone else world.sample(cell.kind, SUBJECT, before)
    old = world.files[record.path]
    (held,) = world.read(record.path, old)
    after = resolved(world, cell.kind, cell.after)
    return Case(world, held, old, world.rewritten(held, old, after), after, cell)


def answer(case: Case, door: str) -> tuple[str, Change]:
    """What refuses the change at a door, and the change."""
    change = Change(case.world, KINDS_OF_DOORS[door])
    try:
        WAYS[door](change, case)
        change.files()
    except WmstratError as error:
        return str(error), change
    return "", change


def _command(change: Change, case: Case) -> None:
    if set(case.after) == {"state"} and case.after["state"]:
        mark(change, [case.record], case.after["state"])
        return
    typed: list[str] = []
    for name, value in case.after.items():
        typed += _assignments(case.record.kind.by_name[name], case.record[name], value)
    set_fields(change, [case.record], typed)


def _assignments(field: Field, before: Any, after: Any) -> list[str]:
    """What a person types to change a field."""
    if not isinstance(field.type, Entries):
        text = ",".join(map(str, after)) if isinstance(after, list) else str(field.type.write(after))
        return [f"{field.name}={text}"]
    first = field.type.first.name
    out = [f"{field.name}-={entry[first]}" for entry in before if entry not in after]

    def typed(value: Any) -> str:
        return ",".join(map(str, value)) if isinstance(value, list) else str(value)

    parts = [
        ",".join([typed(entry[first]), *(f"{name}={typed(value)}" for name, value in entry.items() if name != first)])
        for entry in after
        if entry not in before
    ]
    return [*out, *(f"{field.name}+={part}" for part in parts)]


def _text(change: Change, case: Case) -> None:
    assert case.old is not None
    rewrite(change, case.record, case.record.path, case.old, case.new)


def _hand(change: Change, case: Case) -> None:
    change.adopt(case.record.path, case.old, case.new)


def _import(change: Change, case: Case) -> None:
    fields = case.record.kind.by_name
    cells = {name: fields[name].type.write(value) if name in fields else value for name, value in case.after.items()}
    identity = {} if case.cell.is_new else {"id": case.record.id}
    if case.record.kind.arguments[-1:] == (BODY,):
        cells.setdefault(BODY, "Text.")
    row = Row(2, {**identity, **cells})
    import_batches(change, [Batch(case.record.kind, [row], "rows.csv")])


def _undo(change: Change, case: Case) -> None:
    change.restore(case.record.path, case.old, case.new, published=True)


WAYS: dict[str, Callable[[Change, Case], None]] = {
    COMMAND: _command, TEXT: _text, HAND: _hand, IMPORT: _import, UNDO: _undo,
}  # fmt: skip
KINDS_OF_DOORS = {
    COMMAND: Door.COMMAND, TEXT: Door.TEXT, HAND: Door.HAND, IMPORT: Door.IMPORT, UNDO: Door.UNDO, PUSH: Door.PUSH,
}  # fmt: skip


def pushed(case: Case) -> str:
    """What a guard answers to a push that holds the change."""
    new = {case.record.path: case.new}
    if case.cell.beside is not None:
        body = case.world.made(case.world.catalogue.kind("group"), case.cell.beside)
        new[body.path] = case.world.text(body)
    blob = Blob("100644", "0" * 40)
    changes = {path: (blob if path == case.record.path and case.old else None, blob) for path in new}
    push = Pushed(case.world, changes, new)  # type: ignore[arg-type]
    rules = [f"{refusal.found} {refusal.advice}" for refusal in broken_rules(push, deciders_are_known=False)]
    return "\n".join([*rules, *(f"{problem.field}: {problem.found}" for problem in push.errors())])


def asked(world: World, cell: Cell, sides: Sides) -> list[str]:
    """The fields about which a merge asks."""
    return [conflict.field for conflict in merged(world, cell.kind, sides, lambda _: None)[1].conflicts]


def merged(world: World, kind: Kind, sides: Sides, choose: Choose) -> tuple[list[bytes | None], Merged]:
    """The files of a base and two sides, and what sync makes of them."""
    base = None if sides.base is None else {**world.required(kind, SUBJECT), **resolved(world, kind, sides.base)}
    added = [{**world.required(kind, SUBJECT), **resolved(world, kind, side)} for side in (sides.mine, sides.theirs)]
    identity = {"id": world.made(kind, added[0]).id} if "id" in kind.by_name else {}
    versions = [None if values is None else {**values, **identity} for values in (base, *added)]
    records = [values and world.made(kind, values, str(values.get("body", ""))) for values in versions]
    datas = [None if record is None else world.text(record) for record in records]
    first = next(record for record in records if record)
    home = RecordFile(kind, first.id, first.group, first.path)
    return datas, as_settled(home, datas, merge_record(kind, home.private, *datas, choose), choose)
