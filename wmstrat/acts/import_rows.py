"""The rows of a file to import: its form, and what each line or item holds by column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec import DecodeError, Struct, json

from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.files.reading import MAXIMUM_BYTES

FORMATS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}


class Row(Struct, frozen=True):
    """One record to bring in: the place it has in the file, for messages, and its cells by column.

    `heading` is the place that names the columns of all rows; empty in a form in which each row names its own.
    """

    place: str
    cells: Mapping[str, Any]
    heading: str = ""


def rows_of(data: bytes, form: str, name: str) -> list[Row]:
    """The rows of a file in one of the forms of FORMATS. Raises Invalid for a file that is not of that form."""
    from wmstrat.files.reading import Unreadable, decode

    try:
        text = decode(data).removeprefix("\ufeff")
        found = list({"csv": _csv, "json": _json, "jsonl": _json_lines, "yaml": _yaml}[form](text))
    except Unreadable as error:
        raise Invalid(
            "{file}:{line}: found {found}, expected {expected}. {mend}",
            file=name,
            line=error.line,
            found=error.found,
            expected=error.expected,
            mend=error.mend,
        ) from None
    except (DecodeError, csv.Error, ValueError) as error:
        raise Invalid(
            "{file} is no {form} ({reason}). Nothing was changed.", file=name, form=form.upper(), reason=error
        ) from None
    except RecursionError:
        raise Invalid("{file} is nested too deeply. Nothing was changed.", file=name) from None
    return found


def form_of(path: str, given: str | None) -> str:
    """The form of a file by what was said, else by its ending. Raises UsageProblem when neither tells."""
    form = given or FORMATS.get(Path(path).suffix.lower(), "")
    if form not in FORMATS.values():
        raise UsageProblem(
            "It is not clear what {path} is. Say it with --from: {forms}.",
            path=path,
            forms=", ".join(sorted(set(FORMATS.values()))),
        )
    return form


def _csv(text: str) -> Iterator[Row]:
    csv.field_size_limit(MAXIMUM_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header = [_column(cell) for cell in next((cells for cells in reader if cells), [])]
    if not header:
        raise ValueError("it is empty; the first line names the columns")
    if len(header) == 1 and (mark := next((mark for mark in ";\t" if mark in header[0]), "")):
        between = "semicolons" if mark == ";" else "tabs"
        raise ValueError(f"its cells have {between} between them; separate them with commas")
    if len(set(header)) < len(header):
        raise ValueError("the first line names a column twice")
    heading = f"line {reader.line_num}"
    for cells in reader:
        if cells:
            if len(cells) != len(header):
                raise ValueError(f"line {reader.line_num} has {len(cells)} cells, the first line {len(header)}")
            yield Row(f"line {reader.line_num}", dict(zip(header, map(_unescaped, cells), strict=True)), heading)


def _column(heading: str) -> str:
    """The name of a column as fields are written, however a spreadsheet has it: `Mailing list` is mailing_list."""
    return heading.strip().casefold().replace(" ", "_")


def _unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def _json(text: str) -> Iterator[Row]:
    yield from _items(json.decode(text))


def _json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield from (Row(f"line {number}", row.cells) for row in _items([json.decode(line)]))
            except (DecodeError, ValueError) as error:
                raise ValueError(f"line {number}: {error}") from None


def _yaml(text: str) -> Iterator[Row]:
    from wmstrat.files.reading import read_mapping

    yield from _items(read_mapping(text).values if not text.lstrip().startswith("- ") else _bare_list(text))


def _bare_list(text: str) -> Any:
    from wmstrat.files.reading import read_mapping

    indented = "\n".join(f"  {line}" if line else line for line in text.split("\n"))
    return read_mapping("items:\n" + indented).values["items"]


def _items(found: Any) -> Iterator[Row]:
    items = found.get("items") if isinstance(found, dict) else found
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError("it is neither a list of records nor an envelope with `items`")
    for number, item in enumerate(items, 1):
        yield Row(f"item {number}", item)


def envelope_kind(data: bytes, form: str) -> str:
    """The kind that the envelope of a JSON or YAML file names, an empty text where there is none."""
    import re

    pattern = rb'^\s*\{\s*"wmstrat":\s*\d+,\s*"kind":\s*"([a-z]+)"' if form == "json" else rb"^kind: ([a-z]+)$"
    match = re.search(pattern, data[:1000], re.MULTILINE) if form in ("json", "yaml") else None
    return match[1].decode() if match else ""


def read_file(path: str) -> bytes:
    """The bytes of the file to bring in. Raises NotFound."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None
