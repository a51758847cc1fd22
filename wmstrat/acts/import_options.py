"""How somebody wants files to be imported: which columns are which fields, of all files or of those of one kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from wmstrat.acts.import_columns import Columns, known_columns
from wmstrat.acts.import_files import Batch, names_of
from wmstrat.errors import UsageProblem
from wmstrat.record.kind import Kind
from wmstrat.record.text import folded, spelled

Pairs = Sequence[tuple[str, str]]


class Wanted(Struct, frozen=True):
    """How to import: `columns` are pairs of what files call a column and its field (none: leave the column out),
    `fill` pairs of a field and what a row has where it has nothing, `keys` the columns that tell rows apart. Each
    first name may begin with a kind and a dot, for the files of that kind alone. With `again` rows that were imported
    before become new records; with `update` rows that are called as one record change it; with `as_decided` new
    records may have been decided about elsewhere; with `private` nothing of new people is shown."""

    columns: Pairs = ()
    fill: Pairs = ()
    keys: Sequence[str] = ()
    again: bool = False
    update: bool = False
    as_decided: bool = False
    private: bool = False


class Options:
    """What was typed, for each of the files of one import. An option for one kind overrides one for all kinds; one
    for a field that a kind does not have is ignored for its files. Raises UsageProblem for an option that fits no
    file."""

    def __init__(self, wanted: Wanted, batches: Sequence[Batch]) -> None:
        self.wanted = wanted
        self.kinds = {batch.kind.name: batch.kind for batch in batches}
        self._called = {folded(name): kind.name for kind in self.kinds.values() for name in names_of(kind)}
        for option, pairs in (("--column", wanted.columns), ("--fill", [(name, name) for name, _ in wanted.fill])):
            for name, field in pairs:
                self._refuse_unknown_field(option, name, field)
        typed = [*(("--column", column) for column, _ in wanted.columns), *(("--key", key) for key in wanted.keys)]
        if typed and any(batch.columns or batch.rows for batch in batches):
            self._refuse_unknown_columns(typed, batches)

    def columns(self, batch: Batch) -> Columns:
        """Which columns of a file are which fields."""
        fields = known_columns(batch.kind)
        renamed: dict[str, str] = {}
        fields_first = sorted(self.wanted.columns, key=lambda pair: not pair[1])
        for column, field in self._of_kind(fields_first, batch.kind):
            if not field or spelled(field) in fields:
                renamed.setdefault(spelled(column), field)
        keys = [key for key, _ in self._of_kind([(key, "") for key in self.wanted.keys], batch.kind)]
        names = {spelled(column) for column in lines_of_columns(batch)} if keys else set()
        return Columns(batch.kind, renamed, next((key for key in keys if spelled(key) in names), ""))

    def fill(self, kind: Kind) -> Mapping[str, str]:
        """What a row of the kind has where it has nothing, by field."""
        return dict(reversed(self._of_kind(self.wanted.fill, kind)))

    def _of_kind(self, pairs: Pairs, kind: Kind) -> list[tuple[str, str]]:
        """The pairs that concern a kind: first those that were typed with its name, without it."""
        parted = [(self._called.get(folded(name.partition(".")[0])), name, value) for name, value in pairs]
        own = [(name.partition(".")[2], value) for of, name, value in parted if "." in name and of == kind.name]
        return own + [(name, value) for of, name, value in parted if "." not in name or of is None]

    def _refuse_unknown_columns(self, typed: Pairs, batches: Sequence[Batch]) -> None:
        there = {(batch.kind.name, spelled(column)) for batch in batches for column in lines_of_columns(batch)}
        for option, name in typed:
            meant = [
                (kind, column) for kind in self.kinds.values() for column, _ in self._of_kind([(name, "")], kind)
            ]
            if not any((kind.name, spelled(column)) in there for kind, column in meant):
                why = '{option}: there is no column "{column}" in these files.'
                raise UsageProblem(why, option=option, column=name)

    def _refuse_unknown_field(self, option: str, name: str, field: str) -> None:
        kinds = [kind for kind in self.kinds.values() if self._of_kind([(name, "")], kind)]
        if option == "--fill" and kinds:
            field = self._of_kind([(name, "")], kinds[0])[0][0]
        if kinds and field and all(spelled(field) not in known_columns(kind) for kind in kinds):
            declare = f' To record it, first type: wmstrat set process "fields+={field},kind={kinds[0].name}"'
            raise UsageProblem(
                '{option}: the kind {kind} has no field "{field}". The fields are: {fields}.{declare}',
                option=option,
                kind=" or ".join(kind.command for kind in kinds),
                field=field,
                declare=declare if len(kinds) == 1 and re.fullmatch(r"[a-z][a-z_]*", field) else "",
                fields=", ".join(sorted({field for kind in kinds for field in Columns(kind, {}).names})),
            )


def lines_of_columns(batch: Batch) -> dict[str, int]:
    """Every column that the rows have or their heading names, with the line where it is first named."""
    lines = dict.fromkeys(batch.columns, batch.heading)
    for row in batch.rows:
        for column in row.cells:
            lines.setdefault(column, row.lines.get(column) or row.line)
    return lines
