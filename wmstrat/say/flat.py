"""Items as rows of text: CSV, Markdown, and tab-separated lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import FORMULA, on_one_line

if TYPE_CHECKING:
    from wmstrat.record.reporting import Cell
    from wmstrat.say.grid import Column


def csv_lines(names: Sequence[str], items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A header of names, then one row an item; nothing where an item does not have the name."""
    import csv
    from io import StringIO

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    all_quoted = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    for item in items:
        cells = [csv_cell(item.get(name)) for name in names]
        # Python before 3.13 leaves a lone carriage return outside quotes, where it ends the row.
        (all_quoted if any("\r" in cell for cell in cells) else writer).writerow(cells)
        if out.tell() > 50_000:
            yield out.getvalue().removesuffix("\n")
            out.seek(0)
            out.truncate()
    if rest := out.getvalue().removesuffix("\n"):
        yield rest


def csv_cell(value: Any) -> str:
    """A value in a cell of a spreadsheet, with `'` before what would be taken for a formula."""
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) and _joins(item) for item in value):
        text = "; ".join(value)
    elif isinstance(value, (list, tuple)) and all(isinstance(item, Mapping) and _reads(item) for item in value):
        text = "; ".join(",".join(f"{name}={part}" for name, part in item.items() if part) for item in value)
    elif isinstance(value, (list, tuple, Mapping)):
        text = json.dumps(value, ensure_ascii=False) if value else ""
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = "" if value is None else str(value)
    return "'" + text if text.startswith(FORMULA) else text


def _joins(text: str) -> bool:
    return bool(text) and text == text.strip() and not text.startswith("[") and ";" not in text and "\n" not in text


def _reads(entry: Mapping[str, Any]) -> bool:
    """Whether `stage=scope,since=2018-11-01` can be told apart again: no part holds what separates parts."""
    parts = [part for part in entry.values() if part]
    return bool(parts) and all(isinstance(part, str) and _joins(part) and "=" not in part for part in parts)


def plain_cell(value: Any) -> str:
    """A value in a tab-separated line: a list by commas, counts as "2 drafting", an entry by its words."""
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(plain_cell, value))
    if isinstance(value, Mapping):
        if all(isinstance(part, int) for part in value.values()):
            return ", ".join(f"{count} {word}" for word, count in value.items())
        return " ".join(plain_cell(part) for part in value.values() if part not in ("", [], ()))
    return str(value)


def cell_text(cell: Cell, item: Mapping[str, Any]) -> str:
    """The text of an item in a column of a report. A number that is nothing is blank."""
    if not isinstance(cell.text, str):
        return cell.text(item)
    value = item[cell.text]
    return plain_cell(value) if value or not cell.is_number else ""


def plain_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A row a line, its cells between tabs, each on one line."""
    return ("\t".join(map(on_one_line, row)) for row in rows)


def markdown_lines(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table as git hosts show it."""
    yield "| " + " | ".join(map(markdown_cell, headings)) + " |"
    yield "|" + " --- |" * len(headings)
    for row in rows:
        yield "| " + " | ".join(map(markdown_cell, row)) + " |"


def markdown_linked(headings: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """The same of rows with an address each, to which their first cell leads; a blank address is none."""
    from urllib.parse import quote

    yield from markdown_lines(headings, ())
    for address, (first, *cells) in rows:
        linked = f"[{markdown_cell(first)}]({quote(address)})" if address else markdown_cell(first)
        yield "| " + " | ".join([linked, *map(markdown_cell, cells)]) + " |"


def markdown_columns(columns: Sequence[Column], unnamed: str = "") -> Iterator[str]:
    """Columns of a page as such a table."""
    cells = ([cell.replace("\n", ", ") for cell in column.cells] for column in columns)
    yield from markdown_lines([column.heading or unnamed for column in columns], zip(*cells, strict=True))


def markdown_cell(text: str) -> str:
    """Text in a cell of a Markdown table: on one line, and without what Markdown or HTML would take for its own."""
    for sign in "\\`*_[]|":
        text = text.replace(sign, "\\" + sign) if sign in text else text
    return on_one_line(text).replace("&", "&amp;").replace("<", "&lt;")


def without_handles(lines: Iterable[str], handles: Iterable[str]) -> Iterator[str]:
    """The lines with words for the handles of records without a number, which mean nothing to outsiders."""
    names = "|".join(map(re.escape, handles))
    handle = re.compile(rf"(?<![\w-])(?:{names})(?![\w-])") if names else None
    for line in lines:
        yield handle.sub("(not numbered yet)", line) if handle else line
