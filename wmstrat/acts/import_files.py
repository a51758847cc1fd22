"""The files to import: which there are, which rows each holds in its form, and of which kind these are."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct, json

from wmstrat.errors import Invalid, NotFound, UsageProblem
from wmstrat.files.reading import BYTE_ORDER_MARK, MAXIMUM_BYTES, Unreadable, decode, read_mapping

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

FORMATS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}
# One record a file, so that a pipe cannot have this form.
MARKDOWN = "markdown"
BY_SUFFIX = {**FORMATS, ".md": MARKDOWN}


class Row(Struct, frozen=True):
    """One record to bring in: its place in the file, for messages, and its cells by column. `heading` is the place
    that names the columns of all rows, empty in a form in which each row names its own."""

    place: str
    cells: Mapping[str, Any]
    heading: str = ""


class Batch(Struct, frozen=True):
    """The rows of one file that are records of one kind; `name` is the file's name, for messages."""

    kind: Kind
    rows: Sequence[Row]
    name: str


def batches(workspace: Workspace, words: Sequence[str], given: str | None, piped: bytes) -> Iterator[Batch]:
    """The rows of all files and folders, by kind. A first word that is a kind is the kind of all of them; else the
    field `record`, the envelope, or the name of each file tells. `given` is the form that was typed, `piped` what
    came through a pipe, for the name `-`. Raises NotFound for a file that is not there, UsageProblem where the kind
    or the form of a file is not clear, Invalid for a file that is not of its form."""
    kinds = {name: kind for kind in workspace.kinds for name in (kind.name, kind.command, kind.plural)}
    kind = kinds.get(words[0]) if words else None
    names = words[1:] if kind else words
    if kind is None and len(words) == 2 and "." not in words[0] and not Path(words[0]).exists():
        raise NotFound(
            'There is no kind of record called "{name}". The kinds are: {kinds}.',
            name=words[0],
            kinds=", ".join(known.name for known in workspace.kinds),
        )
    if not names:
        raise UsageProblem("Say which file to import. For example: `wmstrat import question questions.csv`")
    for name in names:
        for path in _files(name):
            yield from _of_file(kinds, kind, path, piped if path == "-" else _bytes_of(path), given)


def _files(name: str) -> Iterator[str]:
    """The file of this name, or every file of a folder that can be imported, in the order of their paths."""
    folder = Path(name)
    if name == "-" or not folder.is_dir():
        yield name
        return
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in BY_SUFFIX)
    paths = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not paths:
        raise NotFound("{folder} cannot be read: it holds no file to import.", folder=name)
    yield from map(str, paths)


def _bytes_of(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None


def _of_file(kinds: dict[str, Kind], kind: Kind | None, path: str, data: bytes, given: str | None) -> Iterator[Batch]:
    file = Path(path)
    form = given or BY_SUFFIX.get(file.suffix.lower(), "")
    if not form or given not in (None, *FORMATS.values()):
        raise UsageProblem(
            "It is not clear what {path} is. Say it with --from: {forms}.",
            path=path,
            forms=", ".join(sorted(set(FORMATS.values()))),
        )
    name = "standard input" if path == "-" else file.name
    rows = _rows(data, form, name)
    told = kinds.get(_envelope_kind(data, form)) or kinds.get(file.parent.name if form == MARKDOWN else file.stem)
    by_kind: dict[str, list[Row]] = {}
    for row in rows:
        meant = kind or kinds.get(str(row.cells.get("record") or "")) or told
        if meant is None:
            raise UsageProblem(
                "It is not clear what the records in {name} are. Type it before the file: "
                "`wmstrat import KIND {name}`",
                name=name,
            )
        if form == MARKDOWN and not meant.body:
            row = Row(row.place, {name: cell for name, cell in row.cells.items() if name != "body"})
        by_kind.setdefault(meant.name, []).append(row)
    if not rows and (empty := kind or told):
        by_kind[empty.name] = []
    for meant_name, of_kind in by_kind.items():
        yield Batch(kinds[meant_name], of_kind, name)


def _envelope_kind(data: bytes, form: str) -> str:
    """The kind that the envelope of a JSON or YAML file names, an empty text where there is none."""
    pattern = rb'^\s*\{\s*"wmstrat":\s*\d+,\s*"kind":\s*"([a-z]+)"' if form == "json" else rb"^kind: ([a-z]+)$"
    match = re.search(pattern, data[:1000], re.MULTILINE) if form in ("json", "yaml") else None
    return match[1].decode() if match else ""


def _rows(data: bytes, form: str, name: str) -> list[Row]:
    """The rows of a file of this form. Raises Invalid for a file that is not of it."""
    readers = {"csv": _csv, "json": _json, "jsonl": _json_lines, "yaml": _yaml, MARKDOWN: _markdown}
    try:
        return list(readers[form](decode(data).removeprefix(BYTE_ORDER_MARK)))
    except Unreadable as error:
        template = "{file}:{error.line}: found {error.found}, expected {error.expected}. {error.mend}"
        raise Invalid(template, file=name, error=error) from None
    except (DecodeError, csv.Error, ValueError) as error:
        raise Invalid(
            "{file} is no {form} ({reason}). Nothing was changed.", file=name, form=form.upper(), reason=error
        ) from None
    except RecursionError:
        raise Invalid("{file} is nested too deeply. Nothing was changed.", file=name) from None


def _csv(text: str) -> Iterator[Row]:
    csv.field_size_limit(MAXIMUM_BYTES)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    # The columns are named as fields are, however a spreadsheet has them: `Mailing list` is mailing_list.
    first = next((cells for cells in reader if cells), [])
    header = [cell.strip().casefold().replace(" ", "_") for cell in first]
    if not header:
        raise ValueError("it is empty; the first line names the columns")
    if len(header) == 1 and (mark := next((mark for mark in ";\t" if mark in header[0]), "")):
        between = "semicolons" if mark == ";" else "tabs"
        raise ValueError(f"its cells have {between} between them; separate them with commas")
    if len(set(header)) < len(header):
        raise ValueError("the first line names a column twice")
    heading = f"line {reader.line_num}"
    for cells in filter(None, reader):
        if len(cells) != len(header):
            raise ValueError(f"line {reader.line_num} has {len(cells)} cells, the first line {len(header)}")
        values = (cell.removeprefix("'") for cell in cells)
        yield Row(f"line {reader.line_num}", dict(zip(header, values, strict=True)), heading)


def _json(text: str) -> Iterator[Row]:
    return _items(json.decode(text))


def _json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield from (Row(f"line {number}", row.cells) for row in _items([json.decode(line)]))
            except (DecodeError, ValueError) as error:
                raise ValueError(f"line {number}: {error}") from None


def _yaml(text: str) -> Iterator[Row]:
    if not text.lstrip().startswith("- "):
        yield from _items(read_mapping(text).values)
    else:  # a list by itself, which is read as that of an envelope
        indented = "\n".join(f"  {line}" if line else line for line in text.split("\n"))
        yield from _items(read_mapping("items:\n" + indented).values)


def _items(decoded: Any) -> Iterator[Row]:
    items = decoded.get("items") if isinstance(decoded, dict) else decoded
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ValueError("it is neither a list of records nor an envelope with `items`")
    for number, item in enumerate(items, 1):
        yield Row(f"item {number}", item)


def _markdown(text: str) -> Iterator[Row]:
    from wmstrat.files.front_matter import body_text, split

    front = split(text)
    fields = read_mapping(front.yaml, first_line=front.first_line).values
    yield Row("the file", {**fields, "body": body_text(front)})
