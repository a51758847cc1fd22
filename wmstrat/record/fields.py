"""The fields of a record, and lists of entries, which have fields of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN
from wmstrat.record.field_type import FieldType, Labels, Typist, Unfit, Value, quoted
from wmstrat.record.ids import next_number
from wmstrat.record.types import Reference, Text


class Field(Struct, frozen=True):
    """One field of a kind of record.

    `about` is the comment above the field in every file. `required` fields are never blank, `fixed` ones never change
    once they are filled in (`instead` says, over the values of the record, what to do). `private` ones are in the
    private half, those in `both` in the public one too. A `seldom` field is written once it is filled in. `set_by`
    names the command that alone changes it, `flag` its option where the name clashes with one of all commands. `once`
    is the name that the field had in files of an earlier version. `vocabulary` is True for a list of words in
    process.yaml. A number that `follows` a list is that of its last entry.
    """

    name: str
    type: FieldType
    about: str
    required: bool = False
    fixed: bool = False
    private: bool = False
    both: bool = False
    seldom: bool = False
    set_by: str = ""
    instead: str = ""
    label: str = ""
    flag: str = ""
    vocabulary: bool = False
    once: str = ""
    follows: str = ""

    @property
    def option(self) -> str:
        """The name of the field as an option."""
        return "--" + (self.flag or self.name.replace("_", "-"))

    @property
    def heading(self) -> str:
        """The name at the head of a column."""
        return self.label or self.name.replace("_", " ").capitalize()

    def not_blank(self, value: Value, where: str = "") -> Value:
        """The value of this part of an entry, which is at this place of a list. Raises Unfit for a required one that
        is blank."""
        if self.required and value in ("", []):
            raise Unfit("nothing", self.type.expected, f"{where}.{self.name}")
        return value

    def not_known(self, value: Value, day: str) -> Value:
        """The value with each day that can be recorded as not known so, if it is this one."""
        if isinstance(self.type, Entries):
            fields = self.type.fields
            return [{**entry, **{f.name: f.not_known(entry.get(f.name), day) for f in fields}} for entry in value]
        return UNKNOWN if isinstance(self.type, Day) and self.type.unknown and value == day else value

    @property
    def is_text(self) -> bool:
        """True for a long text."""
        return isinstance(self.type, Text)

    @property
    def points_at_records(self) -> Iterator[Reference]:
        """Every type of reference in the field, its entries and lists."""
        types = [field.type for field in self.type.fields] if isinstance(self.type, Entries) else [self.type]
        for type_ in types:
            if isinstance(type_.each, Reference):
                yield type_.each

    @property
    def help(self) -> str:
        """What the field holds, as a sentence."""
        return self.about[0].upper() + self.about[1:] + "."


# The word before a part of an entry that needs no name; any other part has its name before it.
DETAILS = {"state": "", "who": "by ", "when": "", "why": "", "since": "since ", "until": "until ", "text": ""}


class Entries(FieldType, frozen=True):
    """A list of flat mappings with fields of their own, such as the stages of a group. By the fields of its `key` an
    entry is recognised when histories meet. Where the key is an id such as `CB-F3`, `numbered` are the letters before
    the number. The part `after_sign` can be typed after an equals sign: `CB-M1=reached`. Entries that belong to the
    group or person in the part `whose` are changed by them alone, but for the parts in `left`, which the group or
    person in the part `left_to` fills in. With `plain` a line of text in a file of an earlier version is an entry
    with its first part alone."""

    folds = True

    fields: tuple[Field, ...] = ()
    key: tuple[str, ...] = ()
    numbered: str = ""
    after_sign: str = ""
    whose: str = ""
    left: tuple[str, ...] = ()
    left_to: str = ""
    plain: bool = False

    def __post_init__(self) -> None:
        if not self.fields or not self.key:
            raise TypeError("Entries need fields, and a key that identifies an entry.")

    @property
    def empty(self) -> Value:
        return []

    @property
    def expected(self) -> str:
        return "a list of entries with " + ", ".join(field.name for field in self.fields)

    @property
    def metavar(self) -> str:
        rest = ",".join(f"{f.name}=..." for f in self.fields if f is not self.first and f.name != self.after_sign)
        sign = f"[={self.after_sign.upper()}]" if self.after_sign else ""
        return self.first.name.upper() + sign + (f"[,{rest}]" if rest else "")

    @property
    def first(self) -> Field:
        """The field that is typed without its name: the key, or, where that is numbered, the one after it."""
        return self.fields[1] if self.numbered else next(field for field in self.fields if field.name == self.key[0])

    def read(self, raw: object) -> list[dict[str, Value]]:
        if raw == "":
            return []
        if not isinstance(raw, list):
            raise Unfit(quoted(raw), self.expected)
        return [self.entry(item, f"[{place}]") for place, item in enumerate(raw)]

    def entry(self, raw: object, where: str) -> dict[str, Value]:
        """One entry of the list; undeclared keys are left to the file."""
        if self.plain and isinstance(raw, str) and raw:
            raw = {self.first.name: raw}
        if not isinstance(raw, Mapping):
            raise Unfit(quoted(raw), self.expected, where)
        values: dict[str, Value] = {}
        for field in self.fields:
            try:
                value = field.type.read(raw.get(field.name, ""))
            except Unfit as error:
                raise Unfit(error.found, error.expected, f"{where}.{field.name}{error.where}") from None
            values[field.name] = field.not_blank(value, where)
        return values

    def as_in_file(self, raw: object, typist: Typist) -> object:
        types = {field.name: field.type for field in self.fields}
        if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
            return raw
        return [
            {name: types[name].as_in_file(part, typist) if name in types else part for name, part in entry.items()}
            for entry in raw
        ]

    def parse_entry(self, text: str, typist: Typist) -> dict[str, Value]:
        """The entry that a person typed as `KEY[,part=value]...`; it may lack its number. Raises Unfit, NotFound."""
        typed = self._typed(text)
        values: dict[str, Value] = {}
        for field in self.fields:
            given = typed.get(field.name, "") or field.type.default
            value = field.type.parse(given, typist) if given else field.type.empty
            gets_number = self.numbered and field.name == self.key[0]
            values[field.name] = value if gets_number else field.not_blank(value)
        return values

    def with_parts(self, present: list[dict[str, Value]], text: str, typist: Typist) -> list[dict[str, Value]] | None:
        """The entries, of which the one with the number that was typed has the parts that were typed after it; None
        where no such number was typed. Raises Unfit, NotFound."""
        number, *parts = self._separated(text)
        wanted = (number.upper(), f"{typist.code}-{number}".upper())
        there = next((entry for entry in present if self.numbered and entry[self.key[0]] in wanted), None)
        if there is None:
            return None
        typed = dict(part.split("=", 1) for part in parts)
        values = {}
        for field in (field for field in self.fields if field.name in typed):
            given = typed[field.name]
            values[field.name] = field.not_blank(field.type.parse(given, typist) if given else field.type.empty)
        return [{**entry, **values} if entry is there else entry for entry in present]

    def with_numbers(self, entries: list[dict[str, Value]], code: str) -> list[dict[str, Value]]:
        """The entries, in which each that lacks its number has the next one in the series of this code."""
        name = self.key[0]
        numbers = [str(entry[name]) for entry in entries]
        for place, number in enumerate(numbers):
            numbers[place] = number or next_number(f"{code}-{self.numbered}", numbers)
        return [{**entry, name: number} for entry, number in zip(entries, numbers, strict=True)]

    def without(self, present: list[dict[str, Value]], text: str) -> list[dict[str, Value]] | None:
        """The entries without the single one that was typed by its key and perhaps other parts; None where there is
        none such, or more than one."""
        wanted = self._typed(text)
        name = wanted.pop(self.first.name)
        left = [
            entry
            for entry in present
            if name not in (str(entry[self.key[0]]), str(entry[self.first.name]))
            or any(str(entry[part]) != value for part, value in wanted.items())
        ]
        return left if len(left) == len(present) - 1 else None

    def parse(self, text: str, typist: Typist) -> list[dict[str, Value]]:
        """The entries, which semicolons separate, each as `parse_entry` reads it. Raises Unfit, NotFound."""
        return [self.parse_entry(part.strip(), typist) for part in re.split(r";\s+|;$", text) if part.strip()]

    def apart(self, text: str) -> list[str]:
        """What was typed as `KEY[,KEY...][,part=value]...`, as one text for each key; only keys that name records can
        be several, since a comma may be part of others."""
        first, *parts = self._separated(text)
        if not isinstance(self.first.type, Reference) or "=" in first:
            return [text]
        return [",".join((key.strip(), *parts)) for key in first.split(",") if key.strip()]

    def _typed(self, text: str) -> dict[str, str]:
        """The parts of `KEY[,part=value]...`, by their names; the first may have its name, too."""
        first, *parts = self._separated(text)
        names = "|".join(field.name for field in self.fields)
        if re.match(rf"(?:{names})=", first):
            named = [first]
        else:
            key, sign, rest = first.partition("=") if self.after_sign else (first, "", "")
            named = [f"{self.first.name}={key.strip()}", *([f"{self.after_sign}={rest.strip()}"] if sign else [])]
        return dict(part.split("=", 1) for part in (*named, *parts))

    def _separated(self, text: str) -> list[str]:
        names = "|".join(field.name for field in self.fields)
        return re.split(rf",\s*(?=(?:{names})=)", text.strip())

    def write(self, value: Value) -> Any:
        return [
            {
                field.name: field.type.write(item[field.name])
                for field in self.fields
                if item.get(field.name) not in (None, "", [], False)
            }
            for item in value
        ]

    def shown(self, value: Value, labels: Labels) -> str:
        """The entries that have not ended, each in brief."""
        briefs = (self.in_brief(entry, labels) for entry in value or () if not entry.get("until"))
        return ", ".join(filter(None, briefs))

    def in_brief(self, entry: Mapping[str, Value], labels: Labels) -> str:
        """An entry by its label, text or name, or else its first field."""
        known = {field.name: field for field in self.fields}
        naming = next((name for name in ("label", "text", "name") if entry.get(name)), self.fields[0].name)
        return known[naming].type.shown(entry.get(naming, ""), labels)

    def in_full(self, entry: Mapping[str, Value], labels: Labels) -> str:
        """An entry with all that it holds: `Scope (since 2018-11-01, until 2019-03-31)`."""
        first, *others = self.fields
        details = [(field, field.type.shown(entry.get(field.name, ""), labels)) for field in others]
        text = first.type.shown(entry.get(first.name, ""), labels)
        if first.name == "id" and details and details[0][1]:
            text, details = f"{text}  {details[0][1]}", details[1:]
        told = ((DETAILS.get(field.name, f"{field.heading.lower()}: "), detail) for field, detail in details)
        inside = ", ".join(before + detail for before, detail in told if detail)
        return f"{text} ({inside})" if inside else text

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        for item in value:
            for field in self.fields:
                for _, target in field.type.references(item.get(field.name, field.type.empty)):
                    yield field.name, target
