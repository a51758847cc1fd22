"""Maps the columns of a file to the fields of a kind: by name, by heading in lists, or by what people call a
field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from wmstrat.acts.import_mistakes import Mistake
from wmstrat.record.kind import IMPORT_KEY
from wmstrat.record.nearest import nearest
from wmstrat.record.text import folded, spelled

if TYPE_CHECKING:
    from wmstrat.files.rows import Row
    from wmstrat.record.kind import Kind

# What an export says of a record beside its fields.
DESCRIPTIONS = frozenset({"record", "path", "error"})


def known_columns(kind: Kind) -> dict[str, str]:
    """What the columns of a file of this kind can be called, each with the field; what is only computed or described
    has an empty one."""
    left_out = dict.fromkeys((*(computed.name for computed in kind.computed), *DESCRIPTIONS), "")
    earlier = {name: name for name in kind.earlier_names}
    private = ["private"] if kind.has_private_half else []
    known = {name: name for name in (*kind.by_name, "id", *(["body"] if kind.body else []), *private)}
    called = {}
    for field in kind.fields:
        called[field.heading] = called[field.option] = field.name
    for noun in (kind.name, kind.command):
        called[noun] = kind.arguments[-1] if kind.arguments else ""
    if kind.body:
        called["text"] = called[kind.body.split()[-1]] = "body"
    names = {**{name: field for name, field in called.items() if field}, **left_out, **earlier, **known}
    return {spelled(name): field for name, field in names.items() if name}


class Columns:
    """The columns of one file of a kind, some of which may be named as they are called elsewhere: `renamed` gives the
    field of each of these, nothing for one to leave out; `key` is the column that tells one row from another."""

    def __init__(self, kind: Kind, renamed: Mapping[str, str], key: str = "") -> None:
        self.kind = kind
        self._known = known_columns(kind)
        self._known |= {spelled(column): self._known.get(spelled(to), "") for column, to in renamed.items()}
        self._key = spelled(key)
        # The key may be a field too, but the id of another program is none here.
        if key and self._known.get(self._key) in (None, "", "id"):
            self._known[self._key] = IMPORT_KEY

    @property
    def names(self) -> list[str]:
        """The names of the columns that there can be, in order."""
        return sorted({*known_columns(self.kind).values()} - {"", IMPORT_KEY})

    def field(self, column: str) -> str | None:
        """The field that a column is; empty for one that is left out, None for one that nobody knows."""
        return self._known.get(spelled(column))

    def cells(self, row: Row) -> dict[str, Any]:
        """The cells of a row by the fields that they are of."""
        named = ((self.field(column), cell) for column, cell in row.cells.items())
        cells = {field: cell for field, cell in named if field}
        key = next((column for column in row.cells if self._key and spelled(column) == self._key), None)
        return cells if key is None else {**cells, IMPORT_KEY: row.cells[key]}

    def headings(self, row: Row) -> dict[str, str]:
        """What the file calls the column of each field that a row has."""
        named = {field: column for column in row.cells if (field := self.field(column))}
        earlier = {field.once: field.name for field in self.kind.fields if field.once not in self.kind.by_name}
        return {earlier.get(field, field): column for field, column in named.items()}

    def mistakes(self, file: str, columns: Mapping[str, int], lists: Set[str] = frozenset()) -> Iterator[Mistake]:
        """What is wrong with the columns, named in these lines of a file: unknown ones, and two for one field.
        `lists` are those that hold lists."""
        given: dict[str, str] = {}
        unknown: dict[int, list[str]] = {}
        for column, line in sorted(columns.items()):
            field = self.field(column)
            if field is None:
                unknown.setdefault(line, []).append(column)
            elif field and field in given:
                yield Mistake(
                    file, line, column, f'The columns "{given[field]}" and "{column}" both mean the field {field}.'
                )
            given[field or column] = column
        for line, names in unknown.items():
            listed = ", ".join(f'"{name}"' if name else "a column without a name" for name in names)
            reason = f"no {self.kind.command} has {'the column' if len(names) == 1 else 'these columns:'} {listed}."
            yield Mistake(file, line, "", reason, advice=self._advice(names, lists))

    def _advice(self, columns: Sequence[str], lists: Set[str]) -> str:
        """What to do about columns that nobody knows."""
        near = {column: self._nearest(column) for column in columns}
        perhaps = "".join(f'Perhaps "{column}" is {field}. ' for column, field in near.items() if field)
        column = next((column for column in columns if column and not near[column]), "")
        known = f"{perhaps}The columns are: {', '.join(self.names)}."
        if not column:
            return known
        is_said = {"body", "context", "channel", "source"} <= set(self.names)
        survey = "\n  If people answered questions in these columns, add: --from survey" if is_said else ""
        type_ = ",type=list" if column in lists else ""
        name = re.sub(r"\W+", "_", folded(column))
        return (
            f'{known}{survey}\n  If a column is one of these, add: --column "{column}=FIELD"\n'
            f'  To leave it out, add: --column "{column}="\n'
            f'  To record it, first type: wmstrat set process "fields+={name},kind={self.kind.name}{type_}"'
        )

    def _nearest(self, column: str) -> str:
        """A field that is called almost so, or an empty text."""
        near = nearest(spelled(column), self._known)
        return self._known[near[0]] if near else ""
