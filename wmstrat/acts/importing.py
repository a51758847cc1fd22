"""The import of many records at once: every row is checked before anything is written, and all become one commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from wmstrat.acts.import_files import Batch
from wmstrat.acts.import_matching import Matching, differing
from wmstrat.acts.import_mistakes import Mistake, told
from wmstrat.acts.import_options import Options, Wanted, lines_of_columns
from wmstrat.acts.import_refusals import (
    is_private,
    missing_columns,
    refuse_folder,
    refuse_nothing,
    refuse_public,
    refuse_strangers,
    refuse_unfit_id,
    words_to_add,
)
from wmstrat.acts.import_report import CHANGED, DIFFERS, KNOWN, LEFT, MOST_NAMESAKES, NEW, UNCHANGED, Arrival, report
from wmstrat.acts.import_values import Cells, Unresolved, WrongCell, WrongRow
from wmstrat.change.editing import namesakes
from wmstrat.checks.every_record import wrong_words
from wmstrat.errors import Invalid, Refused, UsageProblem, WmstratError
from wmstrat.record.earlier_names import renamed
from wmstrat.record.field_type import Value, quoted
from wmstrat.record.halves import public_path
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.laws import Settled
from wmstrat.record.record import Record, Values
from wmstrat.record.text import short
from wmstrat.record.verbs import Done
from wmstrat.record.view import code_of_group

if TYPE_CHECKING:
    from wmstrat.change.change import Change


def import_batches(change: Change, batches: Iterable[Batch], wanted: Wanted | None = None) -> Done:
    """Make `change` hold every row of every file as a record: a known id or key is updated, others are added, and a
    row that was imported before is left as it is now. The records may name each other, in any order.

    Raises Invalid with up to 20 lines that each name file, row and column, Refused where the process forbids each of
    them, and UsageProblem for a second record of a kind that has one.
    """
    wanted = wanted or Wanted()
    if wanted.again and wanted.update:
        raise UsageProblem("--again adds new records, and --update changes existing ones. Choose one of the two.")
    batches = list(batches)
    importing = _Importing(change, wanted, Options(wanted, batches))
    order = {kind.name: place for place, kind in enumerate(change.kinds)}
    if wanted.private and not any(batch.kind.can_be_hidden for batch in batches):
        hidden = ", ".join(kind.plural for kind in change.kinds if kind.can_be_hidden)
        raise UsageProblem("--private is only for {hidden}, and the files contain none.", hidden=hidden)
    ordered = sorted(batches, key=lambda batch: (not batch.kind.is_lone, order[batch.kind.name]))
    # The process declares fields of the others, so it comes first; what it points at may come with the others.
    importing.bring_in([_without_references(batch) for batch in ordered if batch.kind.is_lone])
    change.follow_declarations()
    importing.forget_arrivals()
    importing.bring_in([replace(batch, kind=change.kind(batch.kind.name)) for batch in ordered])
    importing.refuse_new_errors()
    return report(change, ordered, importing.arrivals, importing.namesakes())


def _without_references(batch: Batch) -> Batch:
    """The rows without the cells that name records."""
    pointing = {field.name for field in batch.kind.pointing}
    cells = ({name: cell for name, cell in row.cells.items() if name not in pointing} for row in batch.rows)
    rows = [replace(row, cells=left) for row, left in zip(batch.rows, cells, strict=True)]
    return replace(batch, rows=rows)


class _Importing:
    """One import on its way: what has come in so far, and what was wrong."""

    def __init__(self, change: Change, wanted: Wanted, options: Options) -> None:
        self.change = change
        self.wanted = wanted
        self.options = options
        self.cells = Cells(change)
        self.arrivals: list[Arrival] = []
        self.mistakes: list[Mistake] = []
        self.refusals = 0
        self.places: dict[str, Arrival] = {}
        self.matching = Matching(change, again=wanted.again)

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

    def forget_arrivals(self) -> None:
        """Let the rows come in once more."""
        self.arrivals.clear()
        self.places.clear()

    def _arrivals(self, batch: Batch) -> Iterator[Arrival]:
        kind = batch.kind
        if kind.is_lone and any(self.change.get(kind.name, str(row.cells.get("id"))) is None for row in batch.rows):
            raise UsageProblem(
                "A workspace has only one {kind}, so another cannot be imported. To change it: `wmstrat set "
                "{kind} FIELD=VALUE`",
                kind=kind.name,
            )
        columns, fill = self.options.columns(batch), self.options.fill(kind)
        lists = {column for row in batch.rows for column, cell in row.cells.items() if isinstance(cell, list)}
        self.mistakes += columns.mistakes(batch.name, lines_of_columns(batch), lists)
        self.mistakes += missing_columns(batch, columns, fill)
        for row in batch.rows:
            arrival = Arrival(batch, row, columns.cells(row), columns.headings(row))
            for name, text in fill.items():
                field = columns.field(name)
                if field and arrival.cells.get(field) in (None, "", []):
                    arrival.cells[field] = text
            yield arrival

    def _group_of(self, folders: Sequence[str], *, last: bool) -> str:
        """The group that a folder is called after. Raises Unresolved, and WrongCell the `last` time."""
        group = next(filter(None, map(self.cells.group_called, folders)), "")
        if not group and not last:
            raise Unresolved
        if not group:
            expected = "a group, in a column named group" + (", as the name of a folder," if folders else "")
            raise WrongCell("group", "nothing", f"{expected} or for all rows: --fill group=CODE")
        return group

    def _came_in(self, arrival: Arrival, *, last: bool) -> bool:
        """Whether the row is done with, as a record or as a mistake; False for one that waits for another."""
        try:
            record = self._record(arrival, last=last)
        except Unresolved:
            return False
        except WrongCell as error:
            self.mistakes.append(arrival.mistake(error.column, **error.what))
        except WrongRow as error:
            self.mistakes += [arrival.mistake(cell.column, **cell.what) for cell in error.cells]
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
            self.cells.learn(record, str(arrival.cells.get(IMPORT_KEY) or ""))
        return True

    def _record(self, arrival: Arrival, *, last: bool) -> Record:
        change, kind, cells = self.change, arrival.batch.kind, arrival.cells
        refuse_strangers(kind, arrival.row)
        if "group" in kind.arguments and not cells.get("group") and not cells.get("id"):
            cells["group"] = self._group_of(arrival.batch.folders, last=last)
        if arrival.key is None:
            arrival.key = self.matching.key(arrival)
        is_known = change.get(kind.name, str(cells.get("id") or "")) is not None
        fields = [field for field in kind.fields if not is_known or field.once not in kind.by_name]
        earlier = renamed(fields, cells)
        today = {earlier[name].name if name in earlier else name: cell for name, cell in cells.items()}
        values = self._values(kind, today, last=last)
        body = cells.get("body")
        if not isinstance(body, str | None):
            raise WrongCell("body", quoted(body), "text")
        identity = str(values.get("id", cells.get("id") or ""))
        refuse_folder(identity)
        private = is_private(kind, cells, by_default=self.wanted.private)
        if private:
            refuse_public(arrival, self.options)
        known = self.matching.known(arrival, identity, values)
        if known is None:
            return self._new(arrival, identity, values, body, private=private)
        if arrival.key and not cells.get(IMPORT_KEY):
            arrival.outcome = KNOWN
            return known
        if arrival.batch.adds_only:
            arrival.outcome = DIFFERS if self.matching.differs(known, str(body or "")) else KNOWN
            return known
        if private and not known.is_private:
            raise WrongCell("private", reason=f"{known.id} is already public and cannot be made private.")
        return self._changed(arrival, known, values, body)

    def _new(
        self, arrival: Arrival, identity: str, values: dict[str, Value], body: str | None, *, private: bool
    ) -> Record:
        """The new record of a row, or with --update the one that is called as the row."""
        kind = arrival.batch.kind
        refuse_unfit_id(kind, identity, code_of_group(self.change, str(values.get("group") or identity)))
        refuse_nothing(kind, values, body)
        if arrival.key and IMPORT_KEY in kind.by_name:
            values[IMPORT_KEY] = arrival.key
        arrival.twins = [] if identity or self.wanted.again else self.matching.twins(arrival, values)
        arrival.changes = differing(arrival.twins[0], values, body) if arrival.twins else ()
        if len(arrival.twins) == 1 and self.wanted.update:
            return self._changed(arrival, arrival.twins[0], values, body)
        if self.wanted.update and arrival.twins:
            ids = ", ".join(twin.id for twin in arrival.twins)
            raise WrongCell("", reason=f"this could be any of {ids}. Add a column id that names the record.")
        arrival.outcome = NEW
        return self.change.add(kind, values, body, private=private, settles=self.wanted.as_decided)

    def _values(self, kind: Kind, cells: Mapping[str, Any], *, last: bool) -> dict[str, Value]:
        """The values of the cells of a row. Raises Unresolved for one that has to wait, and WrongRow."""
        values: dict[str, Value] = {}
        wrong: list[WrongCell] = []
        for name, cell in cells.items():
            if name in kind.by_name and cell is not None:
                try:
                    values[name] = self.cells.value(kind.by_name[name], cell, last=last)
                except WrongCell as error:
                    wrong.append(error)
        if wrong:
            record = Record(kind, "", "", "", {**kind.blank(), **values})
            for problem in (each for name in values for each in wrong_words(record, self.change, kind.by_name[name])):
                wrong.append(WrongCell(problem.field, problem.found, problem.expected))
            raise WrongRow(wrong)
        return values

    def _changed(self, arrival: Arrival, known: Record, values: Values, body: str | None) -> Record:
        """The known record with what its row changes. A row with an id holds what the record is to be. A row with a
        key is compared with what was imported: what is as it was there stays here as it is, perhaps changed; and a
        record that was decided here stays as it is."""
        new, arrival.overwritten = self.matching.changes(arrival, known, values, body)
        arrival.outcome = UNCHANGED
        if not new:
            return known
        arrival.changes = [name for name in new if name != IMPORT_KEY] or [IMPORT_KEY]
        fields = {name: value for name, value in new.items() if name != "body"}
        try:
            record = self.change.update(known, body if "body" in new else None, **fields)
        except Refused:
            laws = [law for law in known.kind.laws if isinstance(law, Settled) and law.decided(known)]
            if arrival.cells.get("id") or not laws:
                raise
            arrival.outcome = LEFT
            return known
        arrival.outcome = UNCHANGED if record is known else CHANGED
        return record

    # What is wrong

    def refuse_new_errors(self) -> None:
        """Raise Invalid (or Refused) for what was wrong with a row, or would be wrong with the workspace. While rows
        are left out, other records may only seem to be wrong, but a wrong word is one."""
        new = self.change.new_errors()
        for problem in new if not self.mistakes else [each for each in new if each.check == "vocabulary"]:
            arrival = self.places.get(public_path(problem.path))
            what = {"found": problem.found, "expected": problem.expected}
            if arrival is None:
                self.mistakes.append(Mistake(problem.path, problem.line, problem.field, **what))
            else:
                advice = arrival.advice or words_to_add(self.change, arrival.batch.kind, problem.field)
                self.mistakes.append(arrival.mistake(problem.field, advice=advice, **what))
        self._stop_at_mistakes()

    def _stop_at_mistakes(self) -> None:
        if self.mistakes:
            failure = Refused if self.refusals == len(self.mistakes) else Invalid
            raise failure("{mistakes}\nNothing was imported.", mistakes=told(self.mistakes))

    def namesakes(self) -> list[tuple[Record, str]]:
        """The new records that have the title of one that is there, each with its id. Raises Refused where a row
        without an id or a key of its own has: it may be that record, as it was before somebody changed it."""
        new = [arrival for arrival in self.arrivals if arrival.outcome == NEW and arrival.record]
        unclear = [
            f'{arrival.mistake().place}"{short(arrival.record.label)}" is already there, as {arrival.twins[0].id}. '
            f"Different in the file: {', '.join(arrival.changes) or 'only the key'}."
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
