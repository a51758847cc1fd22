"""The types of fields with a number or an amount."""

from __future__ import annotations

import re

from wmstrat.record.amounts import readings, written_amount
from wmstrat.record.field_type import FieldType, Typist, Unfit, quoted


class Count(FieldType, frozen=True):
    """A whole number, `least` or more."""

    metavar = "NUMBER"
    aligns_right = True
    form = re.compile(r"\d{1,9}", re.ASCII)

    least: int = 0

    @property
    def expected(self) -> str:
        return "a whole number such as 2" + (f", {self.least} or more" if self.least else "")

    def convert(self, text: str) -> int:
        number = int(super().convert(text))
        if number < self.least:
            raise Unfit(quoted(text), self.expected)
        return number


class Share(FieldType, frozen=True):
    """A number, or a part of all: `5`, `1/2`, `60%`. Part of a person counts as one more."""

    expected = "a number, a fraction or a percentage, such as 5, 1/2 or 60%"
    metavar = "NUMBER"
    form = re.compile(r"(\d{1,4})(?:/([1-9]\d{0,3})|(%))?", re.ASCII)

    def convert(self, text: str) -> str:
        value: str = super().convert(text.replace(" ", ""))
        if Share.of(value, 100) > (100 if "/" in value or "%" in value else 9999):
            raise Unfit(f'"{text}", which is more than all', self.expected)
        return value

    @staticmethod
    def of(value: str, total: int) -> int:
        """How many a value of this type means of a total."""
        match = Share.form.fullmatch(value)
        if match is None:
            raise ValueError(value)
        whole = int(match[2] or 100) if match[2] or match[3] else 0
        return -(-int(match[1]) * total // whole) if whole else int(match[1])


class Money(FieldType, frozen=True):
    """An amount with its currency by the ISO code: `1200.50 EUR`. One that some countries read as a thousand times
    what others read (1.200 EUR) is none."""

    expected = "an amount and a currency such as 1200.50 EUR"
    metavar = "AMOUNT"
    aligns_right = True
    form = re.compile(r"(\d{1,12}(?:\.\d{1,4})?) ?([A-Za-z]{3})", re.ASCII)

    def convert(self, text: str) -> str:
        if both := readings(text):
            raise Unfit(f"{quoted(text)}, which means different amounts in different countries", " or ".join(both))
        return self.form.sub(lambda match: f"{match[1]} {match[2].upper()}", super().convert(text))

    def as_in_file(self, raw: object, _typist: Typist) -> object:
        return written_amount(raw) if isinstance(raw, str) else raw
