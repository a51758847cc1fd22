"""Finds the record that a row is about, by id, key or name, and compares the two."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import json

from wmstrat.acts.import_before import Before
from wmstrat.acts.import_report import Arrival, is_over
from wmstrat.acts.import_values import texts
from wmstrat.files.front_matter import without_blank_lines_around
from wmstrat.record.day_types import Day
from wmstrat.record.field_type import Value
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.record import Record, Values
from wmstrat.record.text import folded, normal
from wmstrat.record.types import Reference

if TYPE_CHECKING:
    from wmstrat.change.change import Change


class Matching:
    """Matches the rows of one import with records. With `again`, rows that were imported before are new ones."""

    def __init__(self, change: Change, *, again: bool) -> None:
        self.change, self.again = change, again
        self.before = Before(change.workspace)
        self._called: dict[str, dict[tuple[str, ...], list[Record]]] = {}
        self._seen: Counter[str] = Counter()

    def key(self, arrival: Arrival) -> str:
        """The key that identifies a row in later imports: the key in it, or a hash of its public cells. A row with an
        id has none. Equal rows have different keys, also when they are imported again."""
        kind, cells = arrival.batch.kind, arrival.cells
        if cells.get(IMPORT_KEY):
            return str(cells[IMPORT_KEY]).strip()
        if cells.get("id") or kind.is_lone or IMPORT_KEY not in kind.by_name:
            return ""
        hidden = set() if kind.home.private else {field.name for field in kind.fields if field.private}
        held = {
            name: texts(cell) for name, cell in cells.items() if name not in hidden and cell not in (None, "", [])
        }
        held = {name: cell.strip() if isinstance(cell, str) else cell for name, cell in held.items()}
        digest = sha256(json.encode([kind.name, sorted(held.items())])).hexdigest()[:16]
        key = ""
        while not key or (self.again and key in self.change.workspace.imported(kind.name)):
            self._seen[digest] += 1
            key = f"row {digest}" + (f" {self._seen[digest]}" if self._seen[digest] > 1 else "")
        return key

    def known(self, arrival: Arrival, identity: str, values: Values) -> Record | None:
        """The record that the row is of, by its id or by its key. One that cannot become what the row is now, because
        it is in another group or about another person, is not the row's any more, and is noted."""
        kind = arrival.batch.kind
        if identity:
            return self.change.get(kind.name, identity)
        if not arrival.key or (self.again and not arrival.cells.get(IMPORT_KEY)):
            return None
        ids = self.change.workspace.imported(kind.name).get(arrival.key, ())
        known = [record for id_ in ids if (record := self.change.get(kind.name, id_))]
        fixed = [field.name for field in kind.fields if field.fixed and field.name in kind.arguments]
        same = [
            record for record in known if all(record[name] == (values.get(name) or record[name]) for name in fixed)
        ]
        arrival.moved = [] if same else known
        return next(iter(same), None)

    def twins(self, arrival: Arrival, values: Values) -> list[Record]:
        """The records of the workspace that are called as the row: by what each record of the kind has to have, or by
        the code. Not one that another key names, nor, of a kind without titles, one that is over."""
        kind = arrival.batch.kind
        if not kind.arguments or kind.arguments[-1] == "body":
            return []
        if kind.name not in self._called:
            called = self._called[kind.name] = {}
            for record in self.change.workspace.records(kind.name):
                for name in _names(kind, record.values):
                    called.setdefault(name, []).append(record)
        found = {twin.id: twin for name in _names(kind, values) for twin in self._called[kind.name].get(name, ())}
        has_title = not isinstance(kind.by_name[kind.arguments[-1]].type, Reference)
        return [
            twin
            for twin in found.values()
            if str(twin[IMPORT_KEY] or "row ").startswith("row ")
            and (has_title or twin.state == values.get("state") or not is_over(twin))
        ]

    def changes(
        self, arrival: Arrival, known: Record, values: Values, body: str | None
    ) -> tuple[dict[str, Value], list[str]]:
        """What the row changes of its record, and which of these fields were changed here too."""
        new: dict[str, Value] = {
            name: values[name] for name in values if name != "id" and values[name] != known[name]
        }
        if "body" in differing(known, {}, body):
            new["body"] = normal(without_blank_lines_around(body or ""))
        if not new or arrival.cells.get("id"):
            return new, []
        before = self.before.values(known)
        new = {name: value for name, value in new.items() if not _is_as_before(known, name, value, before)}
        return new, [name for name in new if name in before and before[name] != _held(known, name)]

    def differs(self, known: Record, body: str) -> bool:
        """True for a text that is another one than the record has, and than was imported."""
        text = normal(without_blank_lines_around(body))
        if text == without_blank_lines_around(known.body):
            return False
        before = (without_blank_lines_around(str(value)) for value in self.before.values(known).values())
        return text not in (*before, *(known[field.name] for field in known.kind.fields if field.is_text))


def _names(kind: Kind, values: Values) -> set[tuple[str, ...]]:
    """What a record of the kind is called."""
    names = {tuple(folded(str(values.get(name) or "")) for name in kind.arguments)}
    return names | ({("code", folded(str(values["code"])))} if values.get("code") else set())


def _held(record: Record, name: str) -> Value:
    return without_blank_lines_around(record.body) if name == "body" else record[name]


def differing(known: Record, values: Values, body: str | None) -> list[str]:
    """The fields, and `body`, in which a row differs from a record."""
    given = {name: value for name, value in values.items() if name not in ("id", IMPORT_KEY)}
    given |= {} if body is None else {"body": normal(without_blank_lines_around(body))}
    return [name for name, value in given.items() if value != _held(known, name)]


def _is_as_before(record: Record, name: str, value: Value, before: Values) -> bool:
    """Whether a cell has what was imported last. An empty one in which a new record gets a value (a day, its first
    state) never changes that."""
    if name == "body":
        return name in before and str(value) == without_blank_lines_around(str(before[name]))
    field = record.kind.by_name[name]
    is_filled = field.required or name == "state" or isinstance(field.type, Day)
    return before[name] == value or (is_filled and not value) if name in before else not value
