"""Amounts of money as people and spreadsheets write them."""

from __future__ import annotations

import re

# A number with commas, points, apostrophes or spaces in it, and a currency before it or after it.
AMOUNT = re.compile(r"([€£₹]|[A-Za-z]{3})?\s*(\d[\d.,' ]*?)\s*([€£₹]|[A-Za-z]{3})?")
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR"}
# Points between thousands, a comma before the decimals; and the other way around.
POINTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,3}(?:\.\d{3}){2,}|\d+,\d{1,2}", re.ASCII)
COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?", re.ASCII)
# One point before three digits: between thousands in some countries, before decimals in others.
AMBIGUOUS = re.compile(r"([1-9]\d{0,2})\.(\d{3})( ?[A-Za-z]{3})", re.ASCII)


def written_amount(text: str) -> str:
    """The amount in the form of a file; a text that is not clear stays as it is."""
    match = AMOUNT.fullmatch(text.replace("\u00a0", " ").strip())
    if match is None or bool(match[1]) == bool(match[3]):
        return text
    number, currency = re.sub("[' ]", "", match[2]), match[1] or match[3]
    if POINTS.fullmatch(number):
        number = number.replace(".", "").replace(",", ".")
    elif COMMAS.fullmatch(number):
        number = number.replace(",", "")
    return f"{number} {SIGNS.get(currency, currency)}"


def readings(text: str) -> tuple[str, str] | None:
    """The two amounts that an amount in the form of a file may be, each in a form with one reading; None where it has
    only one."""
    match = AMBIGUOUS.fullmatch(text)
    if match is None:
        return None
    whole, digits, currency = match.groups()
    decimals = digits.removesuffix("0") if digits.endswith("0") else f"{digits}0"
    return f"{whole}{digits}{currency}", f"{whole}.{decimals}{currency}"
