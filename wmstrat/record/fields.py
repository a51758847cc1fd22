"""The types a field of a record can have.

A file holds text (`Raw`); the declaration of the record's kind says what the text means. So `no` is a
language and `01234` keeps its zero: nothing is ever guessed from the shape of the characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from wmstrat.record.text import LONGEST_TITLE, UNSAFE_IN_TEXT, normal, unfit_slug, unsafe_name

# str, int, list[str], or list[dict[str, str]]: what JSON can say.
Value = Any


class Unfit(Exception):
    """A raw value that its field does not take: what was found and what is expected, as phrases; `where` is the
    place within the value, such as `[2].since`."""

    def __init__(self, found: str, expected: str, where: str = "") -> None:
        super().__init__(found, expected, where)
        self.found = found
        self.expected = expected
        self.where = where


def quoted(raw: object) -> str:
    """A value as it stands in a message: short, in quotation marks, a list or mapping by its name."""
    if isinstance(raw, str):
        shown = raw if len(raw) <= 60 else raw[:57] + "..."
        return f'"{shown}"' if raw else "nothing"
    return "a list" if isinstance(raw, list) else "a mapping"


class FieldType(Struct, frozen=True):
    """How the text of a field becomes a value and text again. `empty` is the value of a field left blank."""

    @property
    def empty(self) -> Value:
        return ""

    @property
    def expected(self) -> str:
        """What the field takes, as the end of the sentence "expected ..."."""
        raise NotImplementedError

    def read(self, raw: object) -> Value:
        """The typed value of what stands in a file, or raise Unfit."""
        if not isinstance(raw, str):
            raise Unfit(quoted(raw), self.expected)
        return self.typed(normal(raw)) if raw else ""

    def typed(self, text: str) -> Value:
        """The value of non-empty text, or raise Unfit."""
        raise NotImplementedError

    def write(self, value: Value) -> Any:
        """The value as it stands in a file; `read` of it gives the value again."""
        return str(value)

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        """Every (sub-field, id) that the value points at."""
        del value
        return iter(())


class Line(FieldType, frozen=True):
    """One line of text, such as a title or a name."""

    @property
    def expected(self) -> str:
        return f"one line of at most {LONGEST_TITLE} characters without control characters"

    def typed(self, text: str) -> str:
        found = unsafe_name(text)
        if found:
            raise Unfit(found, self.expected)
        return text


class Prose(FieldType, frozen=True):
    """Text of any length, of one line or more."""

    @property
    def expected(self) -> str:
        return "text without control characters"

    def typed(self, text: str) -> str:
        found = None if text.isprintable() else UNSAFE_IN_TEXT.search(text)
        if found:
            raise Unfit(f"the character U+{ord(found[0]):04X}", self.expected)
        return text


class Day(FieldType, frozen=True):
    """A calendar day, kept as its ISO text (so that days sort and compare as text)."""

    @property
    def expected(self) -> str:
        return "a day such as 2018-07-20"

    def typed(self, text: str) -> str:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise Unfit(quoted(text), self.expected)
        try:
            date.fromisoformat(text)
        except ValueError:
            raise Unfit(quoted(text), "a day that exists, such as 2018-07-20") from None
        return text


class AboutWhen(FieldType, frozen=True):
    """A year, a month or a day, as exactly as it is known."""

    @property
    def expected(self) -> str:
        return "a day, a month or a year such as 2018-07-20, 2018-07 or 2018"

    def typed(self, text: str) -> str:
        full = text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text
        try:
            Day().typed(full)
        except Unfit:
            raise Unfit(quoted(text), self.expected) from None
        return text


class Count(FieldType, frozen=True):
    """A whole number, zero or more."""

    @property
    def expected(self) -> str:
        return "a whole number such as 2"

    def typed(self, text: str) -> int:
        if not re.fullmatch(r"\d{1,9}", text, re.ASCII):
            raise Unfit(quoted(text), self.expected)
        return int(text)


class Choice(FieldType, frozen=True):
    """One of a few words that the code gives a meaning to, such as a state."""

    options: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        return "one of " + ", ".join(self.options)

    def typed(self, text: str) -> str:
        if text not in self.options:
            raise Unfit(quoted(text), self.expected)
        return text


class Term(FieldType, frozen=True):
    """One word of a vocabulary that the workspace keeps in process.yaml, such as a role.

    Whether the vocabulary knows the word is for the check `vocabulary`, which can see process.yaml.
    """

    vocabulary: str = ""

    @property
    def expected(self) -> str:
        return f"a word of the vocabulary {self.vocabulary} in process.yaml"

    def typed(self, text: str) -> str:
        return Line().typed(text)


class Language(FieldType, frozen=True):
    """A language code: two or three letters, then variants: `arz`, `pt-br`, `zh-hans` (requirement 1)."""

    @property
    def expected(self) -> str:
        return "a language code such as en, arz or pt-br"

    def typed(self, text: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", text, re.ASCII):
            raise Unfit(quoted(text), self.expected)
        return text


class Slug(FieldType, frozen=True):
    """The id of a group or a person: letters and digits of any script joined by dashes."""

    @property
    def expected(self) -> str:
        return "lower-case letters and digits joined by dashes, at most 80 bytes"

    def typed(self, text: str) -> str:
        if unfit_slug(text):
            raise Unfit(quoted(text), self.expected)
        return text


class Code(FieldType, frozen=True):
    """The short code of a group, which all its ids begin with."""

    @property
    def expected(self) -> str:
        return "two to four capital letters such as CB"

    def typed(self, text: str) -> str:
        if not re.fullmatch(r"[A-Z]{2,4}", text, re.ASCII):
            raise Unfit(quoted(text), self.expected)
        return text


class Reference(FieldType, frozen=True):
    """The id of another record. `kinds` are the names of the kinds that it may be of; none means any."""

    kinds: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        return "the id of a record" if not self.kinds else "the id of a " + " or ".join(self.kinds)

    def typed(self, text: str) -> str:
        return Line().typed(text)

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        if value:
            yield "", value


class Listing(FieldType, frozen=True):
    """Any number of values of one type, in the order of the file, each at most once."""

    of: FieldType = Line()

    @property
    def empty(self) -> Value:
        return []

    @property
    def expected(self) -> str:
        return f"a list, each item {self.of.expected}"

    def read(self, raw: object) -> list[Value]:
        if raw == "":
            return []
        if not isinstance(raw, list):
            raise Unfit(quoted(raw), self.expected)
        values: dict[Value, None] = {}
        for place, item in enumerate(raw):
            try:
                value = self.of.read(item)
            except Unfit as error:
                raise Unfit(error.found, error.expected, f"[{place}]") from None
            if value != "":
                values.setdefault(value)
        return list(values)

    def write(self, value: Value) -> Any:
        return [self.of.write(item) for item in value]

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        for item in value:
            yield from self.of.references(item)


class Field(Struct, frozen=True):
    """One field of a kind of record.

    `about` is the comment that stands above the field in every file. `fixed` fields never change once
    the record is there; `required` ones are never blank; `kept_private` ones live in the private half of
    the record; `set_by` names the command that alone changes the field; `while_own` is the command that changes a
    fixed field as long as nobody else has the record; `flag` is its option where the name itself would clash with an
    option that all commands have.
    """

    name: str
    type: FieldType
    about: str
    required: bool = False
    fixed: bool = False
    kept_private: bool = False
    set_by: str = ""
    while_own: str = ""
    label: str = ""
    flag: str = ""

    @property
    def option(self) -> str:
        """The name of the field as an option of `add`."""
        return "--" + (self.flag or self.name.replace("_", "-"))

    @property
    def heading(self) -> str:
        """The field's name as people read it, at the head of a column."""
        return self.label or self.name.replace("_", " ").capitalize()


class Entries(FieldType, frozen=True):
    """A list of flat mappings with fields of their own, such as the stages of a group.

    `key` names the sub-fields by which two copies of one entry are recognised when histories meet. `numbered` are the
    letters before the number where the key is an id made of the group's code and a number, such as `CB-F3`.
    """

    fields: tuple[Field, ...] = ()
    key: tuple[str, ...] = ()
    numbered: str = ""

    @property
    def empty(self) -> Value:
        return []

    @property
    def expected(self) -> str:
        return "a list of entries with " + ", ".join(field.name for field in self.fields)

    def read(self, raw: object) -> list[dict[str, Value]]:
        if raw == "":
            return []
        if not isinstance(raw, list):
            raise Unfit(quoted(raw), self.expected)
        return [self.entry(item, f"[{place}]") for place, item in enumerate(raw)]

    def entry(self, raw: object, where: str) -> dict[str, Value]:
        """One typed entry of the list; undeclared keys are left to the file."""
        if not isinstance(raw, Mapping):
            raise Unfit(quoted(raw), self.expected, where)
        values: dict[str, Value] = {}
        for field in self.fields:
            try:
                values[field.name] = field.type.read(raw.get(field.name, ""))
            except Unfit as error:
                raise Unfit(error.found, error.expected, f"{where}.{field.name}{error.where}") from None
            if field.required and values[field.name] in ("", []):
                raise Unfit("nothing", field.type.expected, f"{where}.{field.name}")
        return values

    def write(self, value: Value) -> Any:
        return [
            {
                field.name: field.type.write(item[field.name])
                for field in self.fields
                if item.get(field.name) not in (None, "", [])
            }
            for item in value
        ]

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        for item in value:
            for field in self.fields:
                for _, target in field.type.references(item.get(field.name, field.type.empty)):
                    yield field.name, target


def walk(type_: FieldType, visit: Callable[[FieldType], None]) -> None:
    """Call `visit` with the type and every type inside it."""
    visit(type_)
    if isinstance(type_, Listing):
        walk(type_.of, visit)
    if isinstance(type_, Entries):
        for field in type_.fields:
            walk(field.type, visit)
