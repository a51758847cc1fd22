"""Bringing in many records at once: every row is checked before anything is written, and all become one commit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct, json
from msgspec.structs import replace

from wmstrat.acts.import_before import Before
from wmstrat.acts.import_columns import Columns, known_columns
from wmstrat.acts.import_files import Batch
from wmstrat.acts.import_mistakes import Mistake, told
from wmstrat.acts.import_report import CHANGED, DIFFERS, KNOWN, LEFT, MOST_NAMESAKES, NEW, UNCHANGED, Arrival, report
from wmstrat.acts.import_values import Cells, Unresolved, WrongCell, texts
from wmstrat.change.editing import namesakes, short
from wmstrat.errors import Invalid, Refused, UsageProblem, WmstratError
from wmstrat.files.front_matter import without_blank_lines_around
from wmstrat.files.rows import Row
from wmstrat.record.field_type import Value, quoted
from wmstrat.record.fields import with_names_of_today
from wmstrat.record.halves import public_path
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.laws import Settled
from wmstrat.record.record import Record, Values
from wmstrat.record.text import folded, normal, spelled
from wmstrat.record.types import Day, Listing, Reference, Term
from wmstrat.record.verbs import Done
from wmstrat.record.view import code_of_group, vocabulary

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# A number of more digits would soon leave no room for those that are counted up from it.
MOST_DIGITS = 6


class Wanted(Struct, frozen=True):
    """How to import: `columns` are fields by what a file calls them (none: leave the column out), `fill` is what a
    row has where it has nothing, `key` the column that tells rows apart. With `again` rows that were imported before
    become new records; with `update` rows that are called as one record change it; with `as_decided` new records may
    have been decided about elsewhere; with `private` nothing of new people is shown."""

    columns: Mapping[str, str] = {}
    fill: Mapping[str, str] = {}
    key: str = ""
    again: bool = False
    update: bool = False
    as_decided: bool = False
    private: bool = False


def import_batches(change: Change, batches: Iterable[Batch], wanted: Wanted | None = None) -> Done:
    """Make `change` hold every row of every file as a record: a known id or key is updated, others are added, and a
    row that was imported before is left as it is now. The records may name each other, in any order.

    Raises Invalid with up to 20 lines that each name file, row and column, Refused where the process forbids each of
    them, and UsageProblem for a second record of a kind that has one.
    """
    wanted = wanted or Wanted()
    if wanted.again and wanted.update:
        raise UsageProblem("--again adds new records, and --update changes existing ones. Choose one of the two.")
    importing = _Importing(change, wanted)
    batches = list(batches)
    _refuse_unknown_names(wanted, batches)
    order = {kind.name: place for place, kind in enumerate(change.kinds)}
    if wanted.private and not any(batch.kind.can_be_hidden for batch in batches):
        hidden = ", ".join(kind.plural for kind in change.kinds if kind.can_be_hidden)
        raise UsageProblem("--private is only for {hidden}, and the files contain none.", hidden=hidden)
    ordered = sorted(batches, key=lambda batch: (not batch.kind.is_lone, order[batch.kind.name]))
    # The process declares fields of the others, so it comes first.
    for _, together in groupby(ordered, key=lambda batch: batch.kind.is_lone):
        importing.bring_in([replace(batch, kind=change.kind(batch.kind.name)) for batch in together])
        change.follow_declarations()
    importing.refuse_new_errors()
    return report(change, ordered, importing.arrivals, importing.namesakes())


class _Importing:
    """One import on its way: what has come in so far, and what was wrong."""

    def __init__(self, change: Change, wanted: Wanted) -> None:
        self.change = change
        self.wanted = wanted
        self.cells = Cells(change)
        self.arrivals: list[Arrival] = []
        self.mistakes: list[Mistake] = []
        self.refusals = 0
        self.places: dict[str, Arrival] = {}
        self.before = Before(change.workspace)
        self._called: dict[str, dict[tuple[str, ...], list[Record]]] = {}
        self._seen: Counter[str] = Counter()

    def bring_in(self, batches: Sequence[Batch]) -> None:
        """Make records of the rows; a row that names a record which is not there waits for the other rows."""
        waiting = [arrival for batch in batches for arrival in self._arrivals(batch)]
        self.arrivals += waiting
        self._stop_at_mistakes()
        self.change.reserved.update(str(arrival.cells.get("id") or "") for arrival in waiting)
        last = False
        while waiting:
            left = [arrival for arrival in waiting if not self._came_in(arrival, last=last)]
            last = len(left) == len(waiting)
            waiting = left

    def _arrivals(self, batch: Batch) -> Iterator[Arrival]:
        kind = batch.kind
        if kind.is_lone and any(self.change.get(kind.name, str(row.cells.get("id"))) is None for row in batch.rows):
            raise UsageProblem(
                "A workspace has only one {kind}, so another cannot be imported. To change it: `wmstrat set "
                "{kind} FIELD=VALUE`",
                kind=kind.name,
            )
        columns = Columns(kind, self.wanted.columns, self.wanted.key)
        lists = {column for row in batch.rows for column, cell in row.cells.items() if isinstance(cell, list)}
        self.mistakes += columns.mistakes(batch.name, _lines_of_columns(batch), lists)
        self.mistakes += self._lacking(batch, columns)
        for row in batch.rows:
            arrival = Arrival(batch, row, columns.cells(row))
            for name, text in self.wanted.fill.items():
                field = columns.field(name)
                if field and arrival.cells.get(field) in (None, "", []):
                    arrival.cells[field] = text
            yield arrival

    def _lacking(self, batch: Batch, columns: Columns) -> Iterator[Mistake]:
        """Columns that new records cannot do without and no row can have."""
        given = {columns.field(column) for column in (*batch.columns, *self.wanted.fill)}
        if batch.heading and batch.rows and "id" not in given:
            for column in batch.kind.arguments:
                if column not in given and column != "body" and batch.kind.by_name[column].required:
                    what = f"this column is missing; new {batch.kind.plural} need it."
                    advice = f"Add the column, or the same value for all rows with: --fill {column}=VALUE"
                    yield Mistake(batch.name, batch.heading, column, what, advice=advice)

    def _group_of(self, folders: Sequence[str], *, last: bool) -> str:
        """The group that a folder is called after. Raises Unresolved, and WrongCell the `last` time."""
        group = next(filter(None, map(self.cells.group_called, folders)), "")
        if not group and not last:
            raise Unresolved
        if not group:
            expected = "a group, in a column named group" + (", as the name of a folder," if folders else "")
            raise WrongCell("group", "nothing", f"{expected} or for all rows: --fill group=CODE")
        return group

    def _key(self, arrival: Arrival) -> str:
        """By what a row is known again: the key in it, or what its public cells hold. A row with an id has none, and
        of equal rows each has its own."""
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
        self._seen[digest] += 1
        return f"row {digest}" + (f" {self._seen[digest]}" if self._seen[digest] > 1 else "")

    def _came_in(self, arrival: Arrival, *, last: bool) -> bool:
        """Whether the row is done with, as a record or as a mistake; False for one that waits for another."""
        try:
            record = self._record(arrival, last=last)
        except Unresolved:
            return False
        except WrongCell as error:
            self.mistakes.append(arrival.mistake(error.column, **error.what))
        except WmstratError as error:
            self.refusals += isinstance(error, Refused)
            column = str(error.values.get("column", ""))
            self.mistakes.append(arrival.mistake(column, reason=str(error), advice=arrival.advice))
        except RecursionError:
            self.mistakes.append(arrival.mistake(reason="a value is nested too deeply."))
        else:
            arrival.record = record
            home = public_path(record.path)
            if home in self.places:
                line = self.places[home].row.line
                self.mistakes.append(arrival.mistake("id", reason=f"{record.id} is also in line {line}."))
            self.places[home] = arrival
            self.cells.learn(record, arrival.key or "")
        return True

    def _record(self, arrival: Arrival, *, last: bool) -> Record:
        change, kind, cells = self.change, arrival.batch.kind, arrival.cells
        _refuse_strangers(kind, arrival.row)
        if "group" in kind.arguments and not cells.get("group") and not cells.get("id"):
            cells["group"] = self._group_of(arrival.batch.folders, last=last)
        if arrival.key is None:
            arrival.key = self._key(arrival)
        is_known = change.get(kind.name, str(cells.get("id") or "")) is not None
        fields = [field for field in kind.fields if not is_known or field.once not in kind.by_name]
        values = {
            name: self.cells.value(kind.by_name[name], cell, last=last)
            for name, cell in with_names_of_today(fields, cells).items()
            if name in kind.by_name and cell is not None
        }
        body = cells.get("body")
        if not isinstance(body, str | None):
            raise WrongCell("body", quoted(body), "text")
        identity = str(values.get("id", cells.get("id") or ""))
        if "/" in identity or "\\" in identity:
            raise WrongCell("id", quoted(identity), "an id without a folder")
        private = texts(cells.get("private")) or ("true" if self.wanted.private and kind.can_be_hidden else "")
        if private not in ("", "true", "false"):
            raise WrongCell("private", quoted(cells["private"]), "true or false")
        known = self._known(arrival, identity)
        if known is None and kind.is_numbered and re.search(rf"\d{{{MOST_DIGITS + 1}}}$", identity):
            raise WrongCell("id", quoted(identity), f"a number of at most {MOST_DIGITS} digits")
        if known is not None and arrival.key and not cells.get(IMPORT_KEY):
            arrival.outcome = KNOWN
            return known
        if known is not None and arrival.batch.adds_only:
            arrival.outcome = DIFFERS if self._differs(known, str(body or "")) else KNOWN
            return known
        if known is not None:
            if private == "true" and not known.is_private:
                raise WrongCell("private", reason=f"{known.id} is already public and cannot be made private.")
            return self._changed(arrival, known, values, body)
        if identity and not kind.ids.fits(identity, code_of_group(change, str(values.get("group") or identity))):
            expected = f"an id in the form that wmstrat uses, such as {_example_of_id(kind)}"
            advice = "If these are the ids of another program, import them with: --key id"
            raise WrongCell("id", quoted(identity), expected, advice=advice)
        if (
            kind.arguments
            and kind.arguments[-1] == "body"
            and not str(body or "").strip()
            and not any(values.get(field.name) for field in kind.fields if field.name == "title" or field.is_text)
        ):
            raise WrongCell("body", "nothing", f"the text of the {kind.name}, or a title")
        if arrival.key and IMPORT_KEY in kind.by_name:
            values[IMPORT_KEY] = arrival.key
        arrival.twins = [] if identity or self.wanted.again else self._twins(arrival, values)
        if len(arrival.twins) == 1 and self.wanted.update:
            return self._changed(arrival, arrival.twins[0], values, body)
        if self.wanted.update and arrival.twins:
            ids = ", ".join(twin.id for twin in arrival.twins)
            raise WrongCell("", reason=f"this could be any of {ids}. Add a column id that names the record.")
        arrival.outcome = NEW
        settles = self.wanted.as_decided
        return change.add(kind, values, body, private=private == "true", settles=settles)

    def _changed(self, arrival: Arrival, known: Record, values: Values, body: str | None) -> Record:
        """The known record with what its row changes. A row with an id holds what the record shall be. A row with a
        key is compared with what was imported: what is as it was there stays here as it is, perhaps changed; and a
        record that was decided here stays as it is."""
        new = {name: value for name, value in values.items() if name != "id" and value != known[name]}
        text = None if body is None else normal(without_blank_lines_around(body))
        if text is not None and text != without_blank_lines_around(known.body):
            new["body"] = text
        if new and not arrival.cells.get("id"):
            before = self.before.values(known)
            new = {name: value for name, value in new.items() if not _is_as_before(known, name, value, before)}
            arrival.overwritten = [name for name in new if name in before and before[name] != _held(known, name)]
        arrival.outcome = UNCHANGED
        if not new:
            return known
        arrival.changes = [name for name in new if name != IMPORT_KEY] or [IMPORT_KEY]
        fields = {name: value for name, value in new.items() if name != "body"}
        try:
            record = self.change.update(known, text if "body" in new else None, **fields)
        except Refused:
            laws = [law for law in known.kind.laws if isinstance(law, Settled) and law.decided(known)]
            if arrival.cells.get("id") or not laws:
                raise
            arrival.outcome = LEFT
            return known
        arrival.outcome = UNCHANGED if record is known else CHANGED
        return record

    def _differs(self, known: Record, body: str) -> bool:
        """True for a text that is another one than the record has, and than was imported."""
        text = normal(without_blank_lines_around(body))
        if text == without_blank_lines_around(known.body):
            return False
        before = (without_blank_lines_around(str(value)) for value in self.before.values(known).values())
        return text not in (*before, *(known[field.name] for field in known.kind.fields if field.is_text))

    def _twins(self, arrival: Arrival, values: Values) -> list[Record]:
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
            and (has_title or twin.state == values.get("state") or not _is_over(twin))
        ]

    def _known(self, arrival: Arrival, identity: str) -> Record | None:
        """The record that the row is of, by its id or by its key."""
        kind = arrival.batch.kind
        if identity:
            return self.change.get(kind.name, identity)
        if not arrival.key or (self.wanted.again and not arrival.cells.get(IMPORT_KEY)):
            return None
        ids = self.change.workspace.imported(kind.name).get(arrival.key, ())
        return next(filter(None, (self.change.get(kind.name, known) for known in ids)), None)

    # What is wrong

    def refuse_new_errors(self) -> None:
        """Raise Invalid (or Refused) for what was wrong with a row, or would be wrong with the workspace."""
        for problem in self.change.new_errors() if not self.mistakes else ():
            arrival = self.places.get(public_path(problem.path))
            what = {"found": problem.found, "expected": problem.expected}
            if arrival is None:
                self.mistakes.append(Mistake(problem.path, problem.line, problem.field, **what))
            else:
                advice = arrival.advice or self._words_to_add(arrival.batch.kind, problem.field)
                self.mistakes.append(arrival.mistake(problem.field, advice=advice, **what))
        self._stop_at_mistakes()

    def _words_to_add(self, kind: Kind, column: str) -> str:
        """What to do where the process has no words yet for a field."""
        field = kind.by_name.get(column.partition("[")[0])
        type_ = field.type.of if field and isinstance(field.type, Listing) else field.type if field else None
        if not isinstance(type_, Term) or vocabulary(self.change, type_.vocabulary):
            return ""
        return f'First add the words: wmstrat set process "{type_.vocabulary}+=WORD"'

    def _stop_at_mistakes(self) -> None:
        if self.mistakes:
            failure = Refused if self.refusals == len(self.mistakes) else Invalid
            raise failure("{mistakes}\nNothing was imported.", mistakes=told(self.mistakes))

    def namesakes(self) -> list[tuple[Record, str]]:
        """The new records that have the title of one that is there, each with its id. Raises Refused where a row
        without an id or a key of its own has: it may be that record, as it was before somebody changed it."""
        new = [arrival for arrival in self.arrivals if arrival.outcome == NEW and arrival.record]
        unclear = [
            f'{arrival.mistake().place}"{short(arrival.record.label)}" is already there, as {arrival.twins[0].id}.'
            for arrival in new
            if arrival.twins and arrival.record
        ]
        if unclear:
            more = [f"... and {len(unclear) - MOST_NAMESAKES} more"] if len(unclear) > MOST_NAMESAKES else []
            raise Refused(
                "{lines}\nNothing was imported. If these rows are the same records, type the command again with "
                "--update, so that they change them. If they are other records, type it again with --again",
                lines="\n".join([*unclear[:MOST_NAMESAKES], *more]),
            )
        pairs = [
            (arrival.record, namesakes(arrival.record, self.change.workspace)) for arrival in new if arrival.record
        ]
        return [(record, others[0]) for record, others in pairs if others]


def _refuse_unknown_names(wanted: Wanted, batches: Sequence[Batch]) -> None:
    """Raise UsageProblem for what was typed for fields and columns of which no file has any."""
    fields = {name: set(known_columns(batch.kind)) for batch in batches for name in (batch.kind.name,)}
    known = set().union(*fields.values())
    for option, names in (("--column", wanted.columns.values()), ("--fill", wanted.fill)):
        for name in names:
            if batches and name and spelled(name) not in known:
                raise UsageProblem(
                    '{option}: the kind {kind} has no field "{field}". The fields are: {fields}.',
                    option=option,
                    kind=" or ".join(fields),
                    field=name,
                    fields=", ".join(sorted({name for batch in batches for name in Columns(batch.kind, {}).names})),
                )
    columns = {spelled(column) for batch in batches for column in _lines_of_columns(batch)}
    if wanted.key and columns and spelled(wanted.key) not in columns:
        raise UsageProblem('--key: there is no column "{column}" in these files.', column=wanted.key)


def _lines_of_columns(batch: Batch) -> dict[str, int]:
    """Every column that the rows have or their heading names, with the line where it is first named."""
    lines = dict.fromkeys(batch.columns, batch.heading)
    for row in batch.rows:
        for column in row.cells:
            lines.setdefault(column, row.lines.get(column) or row.line)
    return lines


def _refuse_strangers(kind: Kind, row: Row) -> None:
    """Raise Invalid for a row that an export could not read, or that is of another kind."""
    if row.cells.get("error"):
        raise Invalid("this record could not be read when it was exported ({reason}).", reason=row.cells["error"])
    if row.cells.get("record") not in (None, "", kind.name):
        raise WrongCell("record", reason=f"this is a {row.cells['record']}, not a {kind.name}.")


def _names(kind: Kind, values: Values) -> set[tuple[str, ...]]:
    """What a record of the kind is called."""
    names = {tuple(folded(str(values.get(name) or "")) for name in kind.arguments)}
    return names | ({("code", folded(str(values["code"])))} if values.get("code") else set())


def _is_over(record: Record) -> bool:
    """True in a state that a record never leaves."""
    return record.declared_state is not None and record.declared_state.moves == ()


def _held(record: Record, name: str) -> Value:
    return without_blank_lines_around(record.body) if name == "body" else record[name]


def _is_as_before(record: Record, name: str, value: Value, before: Values) -> bool:
    """Whether a cell has what was imported last. An empty one in which a new record gets a value (a day, its first
    state) never changes that."""
    if name == "body":
        return name in before and str(value) == without_blank_lines_around(str(before[name]))
    field = record.kind.by_name[name]
    is_filled = field.required or name == "state" or isinstance(field.type, Day)
    return before[name] == value or (is_filled and not value) if name in before else not value


def _example_of_id(kind: Kind) -> str:
    """An id of the kind, for a message: the one in its example, or one made up."""
    return f"CB-{kind.ids.letters}7" if kind.is_numbered else "capacity-building" if not kind.ids.coded else "CB-..."
