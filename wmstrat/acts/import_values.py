"""The cells of a row made into values: words by their labels, days as spreadsheets write them, records by a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, json

from wmstrat.change.typed_values import Reader
from wmstrat.errors import Invalid, NotFound, WmstratError
from wmstrat.record.day_types import AboutWhen, Day
from wmstrat.record.days import written_day, written_month
from wmstrat.record.field_type import FieldType, Unfit, Value, quoted
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.nearest import nearest
from wmstrat.record.number_types import Money
from wmstrat.record.record import Record
from wmstrat.record.text import folded, listed, on_one_line
from wmstrat.record.types import Choice, Flag, Language, Listing, Reference, Term
from wmstrat.workspace.finding import find
from wmstrat.workspace.not_found import MOST_CANDIDATES, several_called

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# References by which a record finds its place have to lead to one; others are checked with the whole change.
HAS_TO_BE_THERE = (("group",), ("person",))
# What has no spaces around it, whatever a spreadsheet put there.
TRIMMED = (AboutWhen, Choice, Day, Flag, Language, Money, Reference, Term)
MIDNIGHT = re.compile(r"[ T]00:00(?::00(?:\.0+)?)?$", re.ASCII)


class Unresolved(Exception):
    """A cell names a record that is not there yet; a later row may bring it."""


class WrongCell(Exception):
    """What a cell holds and its field does not take; `reason` is a sentence in the place of found and expected."""

    def __init__(self, column: str, found: str = "", expected: str = "", reason: str = "", advice: str = "") -> None:
        super().__init__(column, found, expected, reason, advice)
        self.column = column
        self.what = {"found": found, "expected": expected, "reason": reason, "advice": advice}


class WrongRow(Exception):
    """Everything that is wrong with the cells of one row."""

    def __init__(self, cells: Sequence[WrongCell]) -> None:
        super().__init__(*cells)
        self.cells = cells


class _OfImport(Reader):
    """Reads entries as people type them, which may name records that a later row brings."""

    def __init__(self, cells: Cells, last: bool) -> None:
        super().__init__(cells.change.workspace, view=cells.change)
        self.cells, self.last = cells, last

    def find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        """The id of the record; the `last` time the text itself, which the checks refuse if there is none."""
        try:
            return self.cells.find_id(text, kinds)
        except WmstratError:
            if not self.last:
                raise Unresolved from None
            return text


class Cells:
    """Reads cells for one import, and knows what the records of this import can be called."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self._reader = Reader(change.workspace, view=change)
        self._names: dict[tuple[str, str], dict[str, None]] = {}
        self._found: dict[tuple[str, tuple[str, ...]], str] = {}
        self._titles: dict[str, Mapping[str, list[Record]]] = {}

    # The names of records

    def learn(self, record: Record, key: str = "") -> None:
        """Let a record of this import be found by its id, its title or name, its code, and the key of its row."""
        for name in (record.id, record.title, str(record.values.get("code", "")), key):
            if name:
                self._names.setdefault((record.kind.name, folded(name)), {}).setdefault(record.id)

    def find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        """The id of the record that is named, of this import or not. Raises NotFound."""
        if (text, kinds) not in self._found:
            self._found[text, kinds] = self._find_id(text, kinds)
        return self._found[text, kinds]

    def _find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        change = self.change
        known = change.named(text)
        if known is not None and (not kinds or known.kind.name in kinds):
            return known.id
        among = kinds or tuple(kind.name for kind in change.kinds)
        named = dict.fromkeys(id_ for kind in among for id_ in self._names.get((kind, folded(text)), ()))
        if not named:
            named = dict.fromkeys(id_ for kind in among for id_ in self._known_by_key(kind, text))
        if len(named) == 1:
            return next(iter(named))
        if named:
            raise several_called(text, [record for id_ in named if (record := change.named(id_))])
        if kinds in HAS_TO_BE_THERE:
            return find(change.workspace, text, kinds).id
        titled = [record.id for kind in among for record in self._titled(kind).get(folded(text), ())]
        if not titled and "group" in among and (group := self.group_called(text)):
            titled = [group]
        if len(titled) == 1:
            return titled[0]
        raise NotFound('There is no {kind} "{text}".', kind=" or ".join(kinds) or "record", text=text)

    def group_called(self, name: str) -> str:
        """The id of the group that has exactly this name, slug or code; an empty text for none."""
        new = self._names.get(("group", folded(name)), {})
        return next(iter(new), "") or self._groups.get(folded(name), "")

    @cached_property
    def _groups(self) -> dict[str, str]:
        groups = self.change.workspace.records("group")
        return {folded(str(name)): group.id for group in groups for name in (group.id, group["code"], group["name"])}

    def _meant(self, text: str, kinds: tuple[str, ...]) -> str:
        """The new records of this import that are called almost as the text, for a question."""
        new = {name: ids for (kind, name), ids in self._names.items() if kind in kinds}
        typed, digits = folded(text), "0123456789"
        # A name that differs in its number alone is nobody's slip.
        letters = typed.rstrip(digits).replace("-", " ")
        others = [name for name in new if name.rstrip(digits).replace("-", " ") != letters]
        names = [name for name in new if name.startswith(typed)] or nearest(text, others)
        meant = dict.fromkeys(self.change.get(kind, id_) for name in names for id_ in new[name] for kind in kinds)
        return listed(
            [f"{record.id} ({on_one_line(record.label)})" for record in meant if record], "or", MOST_CANDIDATES
        )

    def _known_by_key(self, kind: str, text: str) -> list[str]:
        return self.change.workspace.imported(kind).get(text, [])

    def _titled(self, kind: str) -> Mapping[str, list[Record]]:
        """The records of a kind by their titles, without regard to capitals."""
        if kind not in self._titles:
            titles: dict[str, list[Record]] = {}
            for record in self.change.workspace.records(kind):
                if record.title:
                    titles.setdefault(folded(record.title), []).append(record)
            self._titles[kind] = titles
        return self._titles[kind]

    # Values

    def value(self, field: Field, cell: Any, *, last: bool) -> Value:
        """The value of a cell: of its JSON form, or of its text in CSV. Raises WrongCell, and Unresolved for a
        record that is not there, unless this is the `last` time."""
        is_typed = isinstance(field.type, Entries) and isinstance(cell, str) and cell and not cell.startswith("[")
        try:
            value = (
                field.type.parse(cell, _OfImport(self, last)) if is_typed else field.type.read(self._raw(field, cell))
            )
        except (Unfit, DecodeError) as error:
            found = error.found if isinstance(error, Unfit) else "text that is not a list"
            where = error.where if isinstance(error, Unfit) else ""
            expected = error.expected if isinstance(error, Unfit) else field.type.expected
            advice = ""
            if isinstance(field.type, Day):
                empty = (
                    "leave the cell empty"
                    if field.type.unknown
                    else f"add: --fill {field.name}=DATE, for empty cells"
                )
                advice = f"Write the whole date, such as 20.7.2018. If it is not known, {empty}."
            raise WrongCell(field.name + where, found, expected, advice=advice) from None
        if isinstance(field.type, Entries) and not is_typed:
            return [self._entry(field.type, entry, last) for entry in value]
        type_ = field.type.each
        if not value or not isinstance(type_, Reference):
            return value
        if isinstance(value, list):
            return list(dict.fromkeys(self._resolved(field, type_, item, last) for item in value))
        return self._resolved(field, type_, value, last)

    def _entry(self, entries: Entries, entry: Mapping[str, Value], last: bool) -> dict[str, Value]:
        """An entry in which each part that names a record has its id."""
        return {
            part.name: self._resolved(part, part.type, entry[part.name], last)
            if isinstance(part.type, Reference) and entry[part.name]
            else entry[part.name]
            for part in entries.fields
        }

    def _resolved(self, field: Field, type_: Reference, text: str, last: bool) -> str:
        if type_.process and text.casefold() == ALL.casefold():
            return ALL
        if not any(type_.references(text)):
            return text
        try:
            return self.find_id(text, type_.kinds)
        except WmstratError as error:
            if not last:
                raise Unresolved from None
            if type_.kinds not in HAS_TO_BE_THERE:
                return text
            if "ids" in error.values:
                raise WrongCell(field.name, reason=str(error)) from None
            expected = type_.expected.replace("the id of", "the name or id of")
            near = self._meant(text, type_.kinds) or error.values.get("meant") or error.values.get("candidates")
            found = f"{quoted(text)} (did you mean {near}?)" if near else quoted(text)
            raise WrongCell(field.name, found, expected, "" if near else str(error)) from None

    def _raw(self, field: Field, cell: Any) -> Any:
        """The cell as a file would hold it."""
        type_ = field.type
        if isinstance(type_, Entries):
            entries = json.decode(cell) if isinstance(cell, str) and cell else cell
            return type_.as_in_file(texts(entries), self._reader)
        if not isinstance(type_, Listing):
            return self._text(type_, texts(cell))
        if isinstance(cell, str) and cell.startswith("["):
            cell = json.decode(cell)
        elif isinstance(cell, str):
            cell = [item.strip() for item in cell.split(self._separator(type_.of, cell)) if item.strip()]
        cell = texts(cell)
        return [self._text(type_.of, item) for item in cell] if isinstance(cell, list) else cell

    def _separator(self, of: FieldType, cell: str) -> str:
        """What is between the items of a cell: a semicolon, or a comma between words that have none."""
        if ";" in cell or not isinstance(of, Choice | Language | Term):
            return ";"
        labels = self._reader.words(of.vocabulary) if isinstance(of, Term) else {}
        return ";" if any("," in label for label in labels.values()) else ","

    def _text(self, type_: FieldType, text: Any) -> Any:
        """The text of one value as its field has it in a file."""
        if not isinstance(text, str) or not isinstance(type_, TRIMMED):
            return text
        text = text.strip()
        if isinstance(type_, Day | AboutWhen):
            return (written_month(text) if isinstance(type_, AboutWhen) else "") or _day(text)
        if isinstance(type_, Language):
            return text.casefold()
        return type_.as_in_file(text, self._reader) if text else text


def _day(text: str) -> str:
    """A day as spreadsheets write it, also with a time of midnight, in the form of a file."""
    with suppress(Invalid):
        return written_day(MIDNIGHT.sub("", text)) or text
    return text


def texts(cell: Any) -> Any:
    """A JSON value with every scalar as the text that a file holds."""
    if isinstance(cell, list):
        return [texts(item) for item in cell]
    if isinstance(cell, dict):
        return {str(key): texts(item) for key, item in cell.items()}
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)
