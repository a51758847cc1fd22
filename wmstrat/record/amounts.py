"""Amounts of money, and addresses."""

from __future__ import annotations

import re

from wmstrat.record.types import FieldType, Line, Unfit, quoted

MONEY = re.compile(r"(\d{1,12}(?:\.\d{1,4})?) ?([A-Za-z]{3})", re.ASCII)
MAIL = re.compile(r"[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+")
LINK = re.compile(r"(?:https?|ftp|mailto|irc)s?:(?://)?[^\s<>\"]+", re.IGNORECASE)


class Money(FieldType, frozen=True):
    """An amount with its currency by the ISO code: `1200.50 EUR`."""

    expected = "an amount and a currency such as 1200.50 EUR"
    metavar = "AMOUNT"
    aligns_right = True

    def convert(self, text: str) -> str:
        match = MONEY.fullmatch(text)
        if match is None:
            raise Unfit(quoted(text), self.expected)
        return f"{match[1]} {match[2].upper()}"


class Address(FieldType, frozen=True):
    """A mail address, or the address of a page."""

    expected = "a mail address, or the address of a page such as https://example.org/page"
    metavar = "ADDRESS"
    folds = True

    def convert(self, text: str) -> str:
        if not (MAIL.fullmatch(text) or LINK.fullmatch(text)):
            raise Unfit(quoted(text), self.expected)
        return Line().convert(text)
