"""Answers of a form or a survey: a CSV in which each row is a person and each column a question. LimeSurvey, Google
Forms and Qualtrics export such files; the last one with three header rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from wmstrat.files.rows import Row, Rows, rows_of
from wmstrat.record.text import LONGEST_TITLE, ascii_digits, folded

# What the third header row of Qualtrics has in each cell.
IMPORT_ID = re.compile(r'\{\s*"ImportId"\s*:')
DAY_FIRST, MONTH_FIRST = ORDERS = ("day-first", "month-first")
# The key of a row, of which no record has a field; a column may be that, too.
KEY = "key"
TEXT, DAY = "body", "on"
# What columns of such files mean, whatever the survey: names and addresses are for private/, and what tells where
# somebody was is for nobody.
USUAL = {
    DAY: (
        "timestamp", "zeitstempel", "horodateur", "marca temporal", "carimbo de data/hora",
        "informazioni cronologiche",
        "отметка времени", "tidsstempel", "tijdstempel", "enddate", "end date", "submitdate", "date submitted",
        "submission date", "submitted at", "recordeddate", "recorded date",
    ),
    "contributor": (
        "email", "e-mail", "email address", "e-mail address", "username", "e-mail-adresse", "adresse e-mail",
        "recipientemail", "recipient email",
    ),
    KEY: ("responseid", "response id", "id. response id", "id"),
    "": (
        "startdate", "start date", "status", "ipaddress", "ip address", "ipaddr", "ip-address", "progress",
        "duration (in seconds)",
        "finished", "recipientlastname", "recipient last name", "recipientfirstname", "recipient first name",
        "externalreference", "externaldatareference", "external data reference", "locationlatitude",
        "location latitude", "locationlongitude", "location longitude", "distributionchannel", "distribution channel",
        "userlanguage", "user language", "lastpage", "startlanguage", "seed", "token", "refurl",
        "datestamp", "useragent",
    ),
}  # fmt: skip
_USUAL = {name: field for field, names in USUAL.items() for name in names}
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?!\d)")
_YEAR_FIRST = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})(?!\d)")


class Question(Struct, frozen=True):
    """A column: its name in the first row, and what was asked, which may be in the second."""

    column: str
    asked: str

    @property
    def names(self) -> tuple[str, str]:
        """The names by which people can refer to it."""
        return folded(self.column), folded(self.asked)

    @property
    def usual(self) -> str | None:
        """The field that a column of this name mostly is; None for any other."""
        return next((_USUAL[name] for name in self.names if name in _USUAL), None)


class Survey(Struct, frozen=True):
    """The questions and the rows of answers of a file, and how it was read, in words."""

    questions: Sequence[Question]
    rows: Sequence[Row]
    guessed: str


def survey_of(data: bytes) -> Survey:
    """The survey in a CSV. Raises Unreadable, and ValueError for other text than CSV."""
    read: Rows = rows_of(data, "csv")
    rows = list(read.rows)
    asked: Mapping[str, str] = {}
    if len(rows) > 1 and any(IMPORT_ID.match(str(cell)) for cell in rows[1].cells.values()):
        asked, rows = rows[0].cells, rows[2:]
    columns = {column: " ".join(str(asked.get(column) or column).split()) for column in read.columns}
    return Survey([Question(column, text) for column, text in columns.items()], rows, read.guessed)


def order_of(days: Sequence[str]) -> str:
    """The order in which days such as 3/25/2019 are written, as far as one of them tells it; an empty text where all
    of them can be read in both ways, or none is written so."""
    for text in days:
        if (match := _NUMBERS.match(ascii_digits(text))) and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if first > 12 or second > 12:
                return DAY_FIRST if first > 12 else MONTH_FIRST
    return ""


def ambiguous(days: Sequence[str]) -> str:
    """The first day that means two days, in countries that write them in another order; an empty text for none."""
    for text in days:
        match = _NUMBERS.match(ascii_digits(text))
        if match and match[2] != "." and match[1] != match[3] and int(match[1]) <= 12 and int(match[3]) <= 12:
            return match[0]
    return ""


def day_in(text: str, order: str) -> str:
    """The day that a time such as `2019/03/09 2:05:33 PM GMT+1` begins with, as a person would write it; the text as
    it is, where it begins with no such day."""
    digits = ascii_digits(text).strip()
    if match := _YEAR_FIRST.match(digits):
        return f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"
    if match := _NUMBERS.match(digits):
        is_month_first = order == MONTH_FIRST and match[2] != "."
        day, month = (match[3], match[1]) if is_month_first else (match[1], match[3])
        return f"{match[4]}-{int(month):02}-{int(day):02}"
    return text


def answers_of(survey: Survey, fields: Mapping[str, str], orders: Mapping[str, str]) -> Iterator[Row]:
    """A row for each answer that somebody gave. `fields` has the field of each column (empty to leave it out): `body`
    for an answer, whose question is its `context`; `orders` that of the days in a column."""
    asked = {question.column: question.asked for question in survey.questions}
    for row in survey.rows:
        cells = {column: str(cell).strip() for column, cell in row.cells.items() if str(cell).strip()}
        about: dict[str, str] = {}
        for column, cell in cells.items():
            field = fields.get(column, "")
            if field and field != TEXT:
                about[field] = day_in(cell, orders.get(column, "")) if field == DAY else cell
        own = about.pop(KEY, "")
        stamp = own or "\0".join(cell for column, cell in cells.items() if fields.get(column) == DAY)
        for column, cell in cells.items():
            if fields.get(column) == TEXT:
                parts = [stamp, asked[column], *([] if own else [cell])]
                key = f"answer {sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"
                context = about.get("context") or asked[column]
                yield Row(row.line, {**about, "context": context[:LONGEST_TITLE], TEXT: cell, "import_key": key})
