"""What people type for fields, made into values: days in words, records by any of their names."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN, in_words
from wmstrat.record.field_type import Unfit, Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.nearest import did_you_mean
from wmstrat.record.record import Record
from wmstrat.record.text import spelled
from wmstrat.record.types import Line, Listing
from wmstrat.record.view import code_of_group, labels_of
from wmstrat.workspace.finding import find
from wmstrat.workspace.lookups import SHORT

if TYPE_CHECKING:
    from wmstrat.record.view import View
    from wmstrat.workspace.workspace import Workspace

# What commands in messages and help have in the place of a value.
PLACEHOLDERS = ("VALUE", "ADDRESS")
# Texts as they were typed, by field: one, several, or None where nothing was typed.
Texts = Mapping[str, "str | bool | Sequence[str] | None"]


class Reader:
    """Reads what people type, for one workspace as it is now: a `Typist`. With `exactly`, the beginning of an id
    names no record. The words are those of `view`, if it is given. `code` is that of the group at hand, of which a
    number without a code is."""

    def __init__(
        self, workspace: Workspace, *, exactly: bool = False, view: View | None = None, code: str = ""
    ) -> None:
        self.workspace = workspace
        self.exactly = exactly
        self.view = view or workspace
        self.code = code
        # What was typed for days, each with the day that it was read as.
        self.days: dict[str, str] = {}

    @property
    def today(self) -> str:
        return self.workspace.own_day

    def find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        if self.code and SHORT.fullmatch(text.strip()):
            with suppress(NotFound):
                return find(self.workspace, f"{self.code}-{text.strip()}", kinds, exactly=True).id
        return find(self.workspace, text, kinds, exactly=self.exactly).id

    def words(self, vocabulary: str) -> Mapping[str, str]:
        return labels_of(self.view, vocabulary)

    def value(self, field: Field, text: str) -> Value:
        """The value of a field; the items of a list are separated by commas. Raises Invalid when the field does not
        take it, NotFound when it names no record."""
        value = self._read(field, lambda: field.type.parse(text, self)) if text else field.type.empty
        if isinstance(field.type, Day) and value not in ("", text, self.today, UNKNOWN):
            self.days[text] = value
        return value

    def days_read(self) -> tuple[str, ...]:
        """Sentences that say which days were meant by what was typed otherwise."""
        return tuple(f'"{typed}" is {in_words(day)}.' for typed, day in self.days.items())

    def item(self, field: Field, type_: Listing, text: str) -> Value:
        """One item of a list, commas and all."""
        return self._read(field, lambda: type_.of.parse(text.strip(), self))

    def entry(self, field: Field, type_: Entries, text: str) -> Value:
        """One entry of a list, as `Entries.parse_entry` reads it."""
        return self._read(field, lambda: type_.parse_entry(text, self))

    def parts(self, field: Field, type_: Entries, present: list[Any], text: str) -> list[dict[str, Value]] | None:
        """The entries with other parts of one, as `Entries.with_parts` reads them."""
        read: list[dict[str, Value]] | None = self._read(field, lambda: type_.with_parts(present, text, self))
        return read

    def values(self, fields: Iterable[Field], texts: Texts) -> dict[str, Value]:
        """The values of those fields for which something was typed, with the group at hand once it was. Raises
        Invalid for a required one left blank."""
        read: dict[str, Value] = {}
        for field in fields:
            text = texts.get(field.name)
            if text is None or text == [] or text == ():
                continue
            if isinstance(text, bool):
                read[field.name] = text
            elif text == "" and field.required:
                raise Invalid("{field}: empty, expected {expected}.", field=field.name, expected=field.type.expected)
            elif isinstance(text, str):
                read[field.name] = self.value(field, text)
                if field.name == "group":
                    self.code = code_of_group(self.view, str(read[field.name]))
            elif isinstance(field.type, Entries):
                read[field.name] = [
                    self.entry(field, field.type, one) for part in text for one in field.type.apart(part)
                ]
            else:
                read[field.name] = [item for part in text for item in self.value(field, part)]
        return read

    def _read(self, field: Field, read: Callable[[], Value]) -> Value:
        try:
            return read()
        except Unfit as error:
            raise Invalid(
                "{field}: found {found}, expected {expected}.",
                field=field.name + error.where,
                found=error.found,
                expected=error.expected,
            ) from None


def assignments(reader: Reader, record: Record, typed: Sequence[str]) -> dict[str, Value]:
    """The values that `set` makes of `field=value`, `field=` (clears), `field+=item` and `field-=item` (lists), of
    entries `field+=KEY[,part=value]...` and `field-=KEY`; where KEY is the number of an entry, its parts change.
    Raises UsageProblem for another form or an unknown field, Invalid and NotFound as `Reader.value` does."""
    reader.code = code_of_group(reader.view, record.group)
    changed: dict[str, Value] = {}
    for place, text in enumerate(typed):
        field, operator, value = _parts(record, text, typed[place + 1 :])
        if value and value in (field.type.metavar, field.type.placeholder, field.name.upper(), *PLACEHOLDERS):
            raise UsageProblem("Type the real {field} in the place of {word}.", field=field.name, word=value)
        present: Any = changed.get(field.name, record[field.name])
        if operator == "=" and not value:
            changed[field.name] = field.type.empty
        elif isinstance(field.type, Entries):
            changed[field.name] = _with_entry(reader, record, field, field.type, operator, value, present)
        elif operator == "=":
            changed[field.name] = reader.value(field, value)
        elif isinstance(field.type, Listing):
            changed[field.name] = _with_item(reader, record, field, field.type, operator, value, present)
        else:
            raise UsageProblem("{field} is not a list; set it with: {field}=VALUE", field=field.name)
    return changed


def _parts(record: Record, text: str, following: Sequence[str]) -> tuple[Field, str, str]:
    """The field, the operator and the rest of one assignment."""
    if text.replace("-", "_") in record.kind.by_name:
        value = following[0] if following and "=" not in following[0] else ""
        raise UsageProblem(
            'There is no "=" between "{field}" and its value. Type: `wmstrat set {id} {assignment}`',
            field=text,
            id=record.id,
            assignment=shlex.quote(f"{text}={value or 'VALUE'}"),
        )
    match = re.match(r"([A-Za-z_-]+?)(\+=|-=|=)", text)
    names = {spelled(name): name for name in (*record.kind.earlier_names, *record.kind.by_name)}
    field = record.kind.field(names.get(spelled(match[1]), "")) if match else None
    if match is None or field is None:
        raise UsageProblem(
            '"{typed}" is not a field of the kind {kind}.{meant} Type FIELD=VALUE. The fields are: {fields}.',
            typed=text,
            meant=did_you_mean(match[1] if match else text, record.kind.by_name),
            kind=record.kind.command,
            fields=", ".join(field.name for field in record.kind.fields if not field.fixed),
        )
    return field, match[2], text[match.end() :]


def _with_item(
    reader: Reader, record: Record, field: Field, type_: Listing, operator: str, text: str, present: list[Value]
) -> list[Value]:
    # In a list of texts a comma is part of a text, so that those are added and taken out one by one.
    if type(type_.of) is Line or text.strip() in present:
        items = [text.strip() if text.strip() in present else reader.item(field, type_, text)]
    else:
        items = reader.value(field, text)
    if operator == "+=":
        return [*present, *(item for item in items if item not in present)]
    for item in items:
        if item not in present:
            raise Invalid("{field} of {id} does not contain {item}.", field=field.name, id=record.id, item=item)
    return [other for other in present if other not in items]


def _with_entry(
    reader: Reader, record: Record, field: Field, type_: Entries, operator: str, text: str, present: list[Any]
) -> list[dict[str, Value]]:
    if operator == "=":
        raise UsageProblem(
            "{field} is a list of entries. Add an entry with {field}+={form} or remove one with {field}-=KEY",
            field=field.name,
            form=type_.metavar,
        )
    if operator == "+=":
        if changed := reader.parts(field, type_, present, text):
            return changed
        return [*present, *(reader.entry(field, type_, one) for one in type_.apart(text))]
    left = type_.without(present, text)
    if left is not None:
        return left
    raise Invalid(
        '{field} of {id} has no entry "{text}", or more than one. It has: {known}.',
        field=field.name,
        id=record.id,
        text=text.strip(),
        known=", ".join(str(entry[type_.key[0]]) for entry in present) or "none",
    )
