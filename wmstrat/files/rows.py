"""Reads the rows of files that other programs wrote: spreadsheets as CSV, JSON, YAML, and Markdown with front
matter."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from json import JSONDecoder
from typing import Any

from msgspec import DecodeError, Struct, json

from wmstrat.files.reading import BYTE_ORDER_MARK, MAXIMUM_BYTES, Unreadable, read_items, read_mapping
from wmstrat.record.text import FORMULA

# One file may hold many records; the limit of each of them is MAXIMUM_BYTES.
LARGEST_FILE = 100_000_000
# One record a file, so that a pipe cannot have this form.
MARKDOWN = "markdown"
FORMS = ("csv", "json", "jsonl", "yaml", MARKDOWN)
# What spreadsheets put between cells, the usual one first, and what people call it.
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}
# How many rows tell which delimiter a file has.
ROWS_TO_LOOK_AT = 20
_TWICE = ValueError("the key `items` is there twice")
_NO_RECORDS = ValueError("expected a list of records, or an object with such a list in `items`")
_HEADING = re.compile(r"\s*(?:#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*|(?P<setext>[^\s#>\-][^\n]*)\n=+)[ \t]*(?:\n|\Z)")


class Row(Struct, frozen=True):
    """One record: the line where it begins, its cells by their columns, and the lines of those cells of which it is
    known."""

    line: int
    cells: Mapping[str, Any]
    lines: Mapping[str, int] = {}


class Rows(Struct, frozen=True):
    """The rows of one file. `heading` is the line that names the columns of all rows, 0 in a form in which each row
    names its own. `guessed` says how the file was read, such as `as Windows-1252, with tabs between cells`: nothing
    for UTF-8 and commas."""

    rows: Sequence[Row]
    heading: int = 0
    columns: Sequence[str] = ()
    guessed: str = ""


def rows_of(data: bytes, form: str) -> Rows:
    """The rows of a file of this form. Raises Unreadable, or ValueError for text that is not of the form."""
    text, encoding = decoded(data)
    if form == "csv":
        return _csv(text, encoding)
    readers = {"json": _json, "jsonl": _json_lines, "yaml": _yaml, MARKDOWN: _markdown}
    return Rows(list(readers[form](text)), guessed=encoding)


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file without its byte order mark, and its encoding in words unless that is UTF-8. What is
    neither Unicode nor damaged Unicode is taken for Windows-1252, which spreadsheets write. Raises Unreadable."""
    if len(data) > LARGEST_FILE:
        found, expected = f"a file of more than {LARGEST_FILE:,} bytes", "a smaller one"
        raise Unreadable(1, found, expected, "split the file, and import the parts one after the other")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding, name in (("utf-16", "as UTF-16"),) if wide else (("utf-8", ""), ("cp1252", "as Windows-1252")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            failure = error
            continue
        # Where some of it is good UTF-8, the rest is damage and no other encoding.
        text = text.removeprefix(BYTE_ORDER_MARK)
        if encoding == "utf-8" and (repaired := _repaired(text)):
            return repaired, "as UTF-8 that another program had taken for Windows-1252"
        if encoding != "cp1252" or data.decode("utf-8", "ignore").isascii():
            return text, name
    byte = f"the byte 0x{data[failure.start]:02x} at offset {failure.start}"
    raise Unreadable(
        data.count(b"\n", 0, failure.start) + 1,
        f"{byte}, which is not {'UTF-16' if wide else 'UTF-8'}",
        "a text file in UTF-8, UTF-16 or Windows-1252",
        "save the file again with the encoding UTF-8; if it has lines of two encodings, correct this one by hand",
    )


def _repaired(text: str) -> str:
    """The text that became this one when a program took its UTF-8 for Windows-1252, such as "Größe" of "GrÃ¶ÃŸe"; an
    empty text where that cannot be, because all of it would have to fit."""
    try:
        return "" if text.isascii() else text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return ""


# Spreadsheets


def _csv(text: str, encoding: str) -> Rows:
    """Rows of cells; those without anything in them, and columns without a name or a cell, do not count."""
    csv.field_size_limit(MAXIMUM_BYTES)
    skipped = 0
    if told := re.match(r"sep=([^\r\n]?)\r?\n", text):  # how Excel says it
        text, skipped = text[told.end() :], 1
    delimiter = told[1] if told and told[1] else _delimiter(text)
    if delimiter == '"':
        expected = "a sign that separates cells, such as sep=;"
        raise Unreadable(1, "a quotation mark after sep=", expected, "correct the line, or remove it")
    lines = ((line + skipped, cells) for line, cells in _cells(text, delimiter) if any(map(str.strip, cells)))
    heading, header = next(lines, (1, []))
    columns = [cell.strip() for cell in header]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise ValueError("it is empty; the first line must name the columns")
    if twice := [name for name, times in Counter(filter(None, columns)).items() if times > 1]:
        found, expected = f'the column "{twice[0]}" twice', "each column once"
        raise Unreadable(heading, found, expected, "rename one of the two columns, or remove it")
    rows = []
    for line, cells in lines:
        if len(cells) < len(columns) or any(map(str.strip, cells[len(columns) :])):
            found, expected = f"{len(cells)} cells", f"{len(columns)}, as in the first line"
            advice = "put a cell in quotation marks if it contains the separator"
            raise Unreadable(line, found, expected, advice)
        named = zip(columns, map(_unguarded, cells), strict=False)
        rows.append(Row(line, {name: cell for name, cell in named if name or cell.strip()}))
    between = f"with {DELIMITERS.get(delimiter, delimiter)} between cells" if delimiter != "," else ""
    return Rows(rows, heading, [*filter(None, columns)], ", ".join(filter(None, (encoding, between))))


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row, with the line where the row begins. Raises Unreadable."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field larger" in str(error):
                found, expected = "a cell that is too long", f"at most {MAXIMUM_BYTES:,} characters"
                raise Unreadable(line, found, expected, "shorten the text") from None
            raise Unreadable(
                line,
                "a quotation mark that is not closed, or text after a closed one, in the row that begins here",
                'a cell in quotation marks such as "one, two"',
                "write two quotation marks for one that is part of the text",
            ) from None
        yield line, cells


def _delimiter(text: str) -> str:
    """The sign between cells: the one that gives the first rows more than one cell, and all of them as many."""

    def fitness(delimiter: str) -> tuple[bool, int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            widths = [len(cells) for cells in islice(filter(None, reader), ROWS_TO_LOOK_AT)]
        except csv.Error:
            return False, 0, 0
        columns = widths[0] if widths else 0
        return (True, widths.count(columns), columns) if columns > 1 else (False, 0, 0)

    return max(DELIMITERS, key=fitness)


def _unguarded(cell: str) -> str:
    """The cell without the `'` that kept it from being taken for a formula; another `'` belongs to the text."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


# Data


def _json(text: str) -> Iterator[Row]:
    lines = _lines_of_items(text)
    yield from _items(json.decode(text), lines)
    deque(lines, maxlen=0)  # what comes below the items is looked at, too


def _lines_of_items(text: str) -> Iterator[int]:
    """The line where each item of a JSON text begins; the text is known to be sound. Raises ValueError at the end for
    an object with two lists of items, of which every reader of JSON takes another one."""
    scan, space = JSONDecoder().raw_decode, re.compile(r"[ \t\r\n]*")

    def skip(position: int) -> int:
        end = space.match(text, position)
        return end.end() if end else position

    position = skip(0)
    key = ""
    while text[position] != "[":
        key, position = scan(text, skip(position + 1))  # past a brace or a comma
        position = skip(skip(position) + 1)
        if key != "items":
            position = skip(scan(text, position)[1])
        elif text[position] != "[":
            raise _TWICE
    line, counted = 1, 0
    position = skip(position + 1)
    while text[position] != "]":
        line, counted = line + text.count("\n", counted, position), position
        yield line
        position = skip(scan(text, position)[1])
        position = skip(position + 1) if text[position] == "," else position
    position = skip(position + 1)
    while text[position : position + 1] == ",":
        key, position = scan(text, skip(position + 1))
        if key == "items":
            raise _TWICE
        position = skip(scan(text, skip(skip(position) + 1))[1])


def _json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield from _items([json.decode(line)], iter([number]))
            except (DecodeError, ValueError) as error:
                raise ValueError(f"line {number}: {error}") from None


def _yaml(text: str) -> Iterator[Row]:
    mapping = read_items(text)
    starts = (mapping.lines[f"items[{place}]"] for place in count())
    for place, row in enumerate(_items(mapping.values, starts)):
        lines = {name: line for name in row.cells if (line := mapping.lines.get(f"items[{place}].{name}"))}
        yield Row(row.line, row.cells, lines)


def _items(decoded: Any, lines: Iterator[int]) -> Iterator[Row]:
    items = decoded.get("items") if isinstance(decoded, dict) else decoded
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _NO_RECORDS
    for item in items:
        yield Row(next(lines, 0), item)


# Markdown


def _markdown(text: str) -> Iterator[Row]:
    """One record, with the text in `body`. A file without front matter has a text only."""
    from wmstrat.files.front_matter import body_text, split

    text = text.replace("\r\n", "\n")
    if text.startswith("+++\n"):
        found, expected = "front matter in TOML (+++)", "front matter in YAML, between two lines of ---"
        raise Unreadable(1, found, expected, "convert the front matter to YAML")
    if not re.match(r"---[ \t]*\n", text):
        yield Row(1, {"body": text.strip("\n")})
        return
    front = split(text)
    mapping = read_mapping(front.yaml, first_line=front.first_line)
    lines = {**mapping.lines, "body": text.count("\n", 0, len(text) - len(front.body)) + 1}
    yield Row(1, {**mapping.values, "body": body_text(front)}, lines)


def heading_of(body: str) -> tuple[str, str]:
    """The heading that a text begins with and the text below it; nothing and the text where it begins otherwise."""
    match = _HEADING.match(body)
    if match is None:
        return "", body
    return (match["atx"] or match["setext"]).strip(), body[match.end() :].strip("\n")
