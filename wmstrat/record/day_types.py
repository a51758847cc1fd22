"""The types of fields with a calendar day; those of a moment are in `moments`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import ClassVar

from wmstrat.errors import Invalid, NotFound
from wmstrat.record.days import UNKNOWN, parsed_day, written_month
from wmstrat.record.field_type import FieldType, Labels, Offer, Typist, Unfit, Value, quoted
from wmstrat.record.text import folded, normal
from wmstrat.record.types import Reference

YEAR_OR_MONTH = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)


class Day(FieldType, frozen=True):
    """A calendar day, kept as its ISO text (so that days sort and compare as text). With `unknown` the day may be
    `not known`: it was asked for, and nobody knows it. It is never taken for today. `default` is the day of an option
    that is left out."""

    default: str = ""
    unknown: bool = False

    @property
    def expected(self) -> str:
        return "a date such as 2018-07-20" + (f', or "{UNKNOWN}"' if self.unknown else "")

    metavar = "DATE"

    def convert(self, text: str) -> str:
        if self.unknown and text == UNKNOWN:
            return text
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise Unfit(quoted(text), self.expected)
        try:
            date.fromisoformat(text)
        except ValueError:
            raise Unfit(quoted(text), "a date that exists, such as 2018-07-20") from None
        return text

    def parse(self, text: str, typist: Typist) -> str:
        if self.unknown and folded(text) in (UNKNOWN, "unknown"):
            return UNKNOWN
        return parsed_day(text, typist.today)


class SinceLast(FieldType, frozen=True):
    """A day from which a report counts, or `last`: the last time that it was made."""

    LAST: ClassVar[str] = "last"
    expected = "a date such as 2018-07-20, or last"
    metavar = "DATE|last"
    offer = Offer(words=(LAST,))

    def parse(self, text: str, typist: Typist) -> str:
        return self.LAST if folded(text) == self.LAST else parsed_day(text, typist.today)


class AboutWhen(FieldType, frozen=True):
    """A year, a month or a day, as exactly as it is known."""

    expected = "a date, a month or a year such as 2018-07-20, 2018-07 or 2018"
    metavar = "DATE"

    def convert(self, text: str) -> str:
        full = text + "-01-01"[len(text) - 4 :] if len(text) in (4, 7) else text
        try:
            Day().convert(full)
        except Unfit:
            raise Unfit(quoted(text), self.expected) from None
        return text

    def parse(self, text: str, typist: Typist) -> Value:
        word = normal(text)
        return word if YEAR_OR_MONTH.fullmatch(word) else written_month(text) or parsed_day(text, typist.today)


class DayOf(Reference, frozen=True):
    """A day, or the id of a record, whose day it is then, also when that moves."""

    @property
    def expected(self) -> str:
        return f"a date such as 2018-07-20, or {super().expected}"

    @property
    def metavar(self) -> str:
        return "DATE|REF"

    @property
    def placeholder(self) -> str:
        return f"DATE|{super().placeholder}"

    def convert(self, text: str) -> str:
        return Day().convert(text) if is_day(text) else super().convert(text)

    def parse(self, text: str, typist: Typist) -> Value:
        try:
            return parsed_day(text, typist.today)
        except Invalid:
            if text[:1].isdecimal():
                raise
        try:
            return super().parse(text, typist)
        except NotFound as error:
            if any(map(str.isdecimal, text)):
                raise
            raise NotFound("{error} Or type a date such as 2018-07-20.", error=error) from None

    def shown(self, value: Value, labels: Labels) -> str:
        return str(value) if is_day(value) else super().shown(value, labels)

    def references(self, value: Value) -> Iterator[tuple[str, str]]:
        return iter(()) if is_day(value) else super().references(value)


def is_day(value: str) -> bool:
    """True for a value of the type `DayOf` that is a day."""
    return value[:1].isdecimal()
