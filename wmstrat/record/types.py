"""The types of fields with words and texts, references to records, and lists. Others are in `day_types`, `moments`,
`number_types` and `fields` (entries)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from wmstrat.record.field_type import STATE_LABELS, FieldType, Labels, Offer, Typist, Unfit, Value, quoted, word_meant
from wmstrat.record.nearest import with_nearest
from wmstrat.record.text import LONGEST_TITLE, UNSAFE_IN_TEXT, folded, normal, unfit_slug, unsafe_name


class Line(FieldType, frozen=True):
    """One line of text, such as a title or a name."""

    expected = f"one line of at most {LONGEST_TITLE} characters without control characters"
    metavar = "TEXT"
    folds = True

    def convert(self, text: str) -> str:
        line = text.rstrip("\n")  # YAML ends the text below `title: >` with one
        unfit = unsafe_name(line)
        if unfit:
            raise Unfit(unfit, self.expected)
        return line


class Item(Line, frozen=True):
    """The id of a numbered entry in the list `entries` of a record of the kind `of`: such as CB-F1, a focus item of a
    group. `plural` is what they are called. It is of the same group, or with `anywhere` of any; typed without its
    code, it is of the group at hand."""

    of: str
    entries: str
    plural: str
    anywhere: bool = False

    form = re.compile(r"([A-Za-z]{2,4}-)?[A-Za-z]\d{1,6}", re.ASCII)

    def parse(self, text: str, typist: Typist) -> Value:
        item = self.form.fullmatch(text)
        if item is None:
            return self.read(normal(text))
        return self.read(text.upper() if item[1] or not typist.code else f"{typist.code}-{text.upper()}")


class Prose(FieldType, frozen=True):
    """Text of any length that is one value: two people who change it are asked."""

    expected = "text without control characters"
    metavar = "TEXT"
    folds = True

    def convert(self, text: str) -> str:
        match = None if text.isprintable() else UNSAFE_IN_TEXT.search(text)
        if match:
            raise Unfit(f"the character U+{ord(match[0]):04X}", self.expected)
        return text


class Text(Prose, frozen=True):
    """A long text, such as minutes: Markdown that is merged by its paragraphs, and shown as a section of its own."""

    expected = "Markdown without control characters"


class Flag(FieldType, frozen=True):
    """Yes or no. In a file: `true`, or nothing."""

    empty = False
    expected = "true, or nothing"
    offer = Offer(words=("true",))
    form = re.compile("true|false")

    def convert(self, text: str) -> Value:
        return super().convert(text) == "true"

    def as_in_file(self, raw: object, _typist: Typist) -> object:
        return {"yes": "true", "no": "", "false": ""}.get(folded(raw), folded(raw)) if isinstance(raw, str) else raw

    def write(self, value: Value) -> Any:
        return "true" if value else ""

    def shown(self, value: Value, _labels: Labels) -> str:
        return "yes" if value else ""


class Address(FieldType, frozen=True):
    """A mail address, or the address of a page."""

    expected = "a mail address, or the address of a page such as https://example.org/page"
    metavar = "ADDRESS"
    folds = True
    form = re.compile(r"[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+|(?i:(?:https?|ftp|mailto|irc)s?):(?://)?[^\s<>\"]+")

    def convert(self, text: str) -> str:
        return Line().convert(super().convert(text))


class Choice(FieldType, frozen=True):
    """One of a few words that the code gives a meaning to, such as a state."""

    options: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        return "one of " + ", ".join(self.options)

    @property
    def metavar(self) -> str:
        return "|".join(self.options) if len(self.options) < 5 else "WORD"

    @property
    def offer(self) -> Offer:
        return Offer(words=self.options)

    def convert(self, text: str) -> str:
        if text not in self.options:
            raise Unfit(with_nearest(quoted(text), text, self.options), self.expected)
        return text

    def as_in_file(self, raw: object, typist: Typist) -> object:
        return (word_meant(raw, self.options, typist.words(STATE_LABELS)) or raw) if isinstance(raw, str) else raw

    def shown(self, value: Value, labels: Labels) -> str:
        return labels.word(value) if value else ""


class Term(FieldType, frozen=True):
    """One word of a vocabulary of process.yaml, such as a role; the check `vocabulary` tells whether it is one.
    `means` are words that the code gives a meaning to: `upgrade` adds them where others are."""

    vocabulary: str = ""
    means: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        return f"a word of the vocabulary {self.vocabulary} in process.yaml"

    metavar = "WORD"

    @property
    def offer(self) -> Offer:
        return Offer(vocabulary=self.vocabulary)

    def convert(self, text: str) -> str:
        return Line().convert(text)

    def as_in_file(self, raw: object, typist: Typist) -> object:
        words = typist.words(self.vocabulary)
        return (word_meant(raw, words, words) or raw) if isinstance(raw, str) else raw

    def shown(self, value: Value, labels: Labels) -> str:
        return labels.word(value, self.vocabulary) if value else ""


class Language(FieldType, frozen=True):
    """A language code: two or three letters, then variants: `arz`, `pt-br`, `zh-hans` (requirement 1)."""

    expected = "a language code such as en, arz or pt-br"
    form = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.ASCII)


class Slug(FieldType, frozen=True):
    """The id of a group or a person: letters and digits of any script joined by dashes."""

    expected = "lower-case letters and digits joined by dashes, at most 80 bytes"

    def convert(self, text: str) -> str:
        if unfit_slug(text):
            raise Unfit(quoted(text), self.expected)
        return text


class Code(FieldType, frozen=True):
    """The short code of a group, which all its ids begin with. `ALL` is the code of the whole process."""

    expected = "two to four capital letters such as CB, other than ALL"
    form = re.compile(r"(?!ALL$)[A-Z]{2,4}")

    def as_in_file(self, raw: object, _typist: Typist) -> object:
        return raw.upper() if isinstance(raw, str) and raw.isascii() else raw


class Reference(FieldType, frozen=True):
    """The id of another record. `kinds` are the names of the kinds that it may be of; none means any. `inverse` is
    how the other record calls those that point at it; bodies `among` one sort alone are offered. With `process` the
    whole process (`ALL`) will do in the place of a group. `counted_by` is the field by whose values (or else by their
    states) `show` counts the records of the inverse."""

    kinds: tuple[str, ...] = ()
    inverse: str = ""
    among: str = ""
    process: bool = False
    counted_by: str = ""

    @property
    def expected(self) -> str:
        if not self.kinds:
            return "the id of a record"
        return "the id of a " + " or ".join(self.kinds) + (", or ALL" if self.process else "")

    @property
    def metavar(self) -> str:
        return "GROUP" if self.kinds == ("group",) else "REF"

    @property
    def placeholder(self) -> str:
        return self.kinds[0].upper() if len(self.kinds) == 1 else "REF"

    @property
    def offer(self) -> Offer:
        return Offer(kinds=self.kinds, among=self.among, words=("ALL",) if self.process else ())

    def convert(self, text: str) -> str:
        return Line().convert(text)

    def parse(self, text: str, typist: Typist) -> Value:
        if self.process and text.casefold() == "all":
            return "ALL"
        return typist.find_id(text, self.kinds)

    def shown(self, value: Value, labels: Labels) -> str:
        return labels.record(value) if value else ""

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        if value and not (self.process and value == "ALL"):
            yield "", value


class Listing(FieldType, frozen=True):
    """Any number of values of one type, in the order of the file, each at most once."""

    of: FieldType = Line()

    @property
    def empty(self) -> Value:
        return []

    @property
    def each(self) -> FieldType:
        return self.of

    @property
    def expected(self) -> str:
        return f"a list, each item {self.of.expected}"

    @property
    def metavar(self) -> str:
        return self.of.metavar

    @property
    def placeholder(self) -> str:
        return self.of.placeholder

    @property
    def offer(self) -> Offer | None:
        return self.of.offer

    folds = True

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

    def parse(self, text: str, typist: Typist) -> list[Value]:
        """The items, which commas separate."""
        items = (self.of.parse(part.strip(), typist) for part in text.split(",") if part.strip())
        return list(dict.fromkeys(item for item in items if item != ""))

    def as_in_file(self, raw: object, typist: Typist) -> object:
        return [self.of.as_in_file(item, typist) for item in raw] if isinstance(raw, list) else raw

    def write(self, value: Value) -> Any:
        return [self.of.write(item) for item in value]

    def shown(self, value: Value, labels: Labels) -> str:
        return ", ".join(self.of.shown(item, labels) for item in value or ())

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        for item in value:
            yield from self.of.references(item)
