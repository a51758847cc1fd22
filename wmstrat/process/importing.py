"""Bringing in many records at once: every row is checked before anything is written, and all become one commit."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct, json

from wmstrat.errors import Invalid, NotFound, UsageProblem, WmstratError
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.process.adding import scope
from wmstrat.record.fields import Entries, Field, Listing, Reference, Unfit, Value, quoted
from wmstrat.record.kind import Kind, Problem, Record
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.process.change import Change
    from wmstrat.workspace.workspace import Workspace

FORMATS = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}
# What an export says of a record beside its fields.
DESCRIPTIONS = frozenset({"record", "path", "error"})
MOST_ERRORS = 20


class Row(Struct, frozen=True):
    """One record to bring in: the place it has in the file, for messages, and its cells by column."""

    place: str
    cells: Mapping[str, Any]


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
    header = next(reader, [])
    if len(set(header)) < len(header):
        raise ValueError("the first line names a column twice")
    for cells in reader:
        if cells:
            if len(cells) != len(header):
                raise ValueError(f"line {reader.line_num} has {len(cells)} cells, the first line {len(header)}")
            yield Row(f"line {reader.line_num}", dict(zip(header, map(_unescaped, cells), strict=True)))


def _unescaped(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell


def _json(text: str) -> Iterator[Row]:
    yield from _items(json.decode(text))


def _json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield from (Row(f"line {number}", row.cells) for row in _items([json.decode(line)]))


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


def bring_in(change: Change, kind: Kind, rows: list[Row], name: str) -> list[Record]:
    """Make `change` hold every row as a record: a known id is updated, others are added.

    Raises Invalid with up to 20 lines that each name row and column, UsageProblem for a record of a kind that nobody
    adds to, such as a second process; nothing is written then.
    """
    if not kind.arguments and any(change.get(kind.name, str(row.cells.get("id"))) is None for row in rows):
        raise UsageProblem(
            "There is one {kind} only, so no other can be brought in. Change it with: wmstrat set {kind} FIELD=VALUE",
            kind=kind.name,
        )
    errors: list[str] = []
    records = []
    places: dict[str, str] = {}
    for row in rows:
        try:
            record = _bring_in(change, kind, row)
        except WmstratError as error:
            column = error.values.get("column") or ""
            errors.append(f"{name}:{row.place}: {f'{column}: ' if column else ''}{error}")
        except RecursionError:
            errors.append(f"{name}:{row.place}: a value is nested too deeply.")
        else:
            home = record.path.removeprefix("private/")
            if home in places:
                errors.append(f"{name}:{row.place}: id: {record.id} stands in {places[home]} already.")
            records.append(record)
            places[home] = row.place
    if not errors:
        errors = [_in_row(problem, name, places) for problem in change.new_errors()]
    if errors:
        shown = errors[:MOST_ERRORS] + (
            [f"... and {len(errors) - MOST_ERRORS} more"] if len(errors) > MOST_ERRORS else []
        )
        raise Invalid("{errors}\nNothing was brought in.", errors="\n".join(shown))
    scopes = {scope(record, change) for record in records}
    where = scopes.pop() if len(scopes) == 1 else kind.plural
    count = len(change.steps)
    change.subject = f"{where}: import {count} {kind.plural if count != 1 else kind.name} from {name}"
    return records


def _in_row(problem: Problem, name: str, places: Mapping[str, str]) -> str:
    """A problem of a record that would come in, by the row that brings it."""
    row = places.get(problem.path.removeprefix("private/"))
    place = f"{name}:{row}" if row else problem.path
    field = f"{problem.field}: " if problem.field else ""
    return f"{place}: {field}found {problem.found}, expected {problem.expected}."


def _bring_in(change: Change, kind: Kind, row: Row) -> Record:
    if row.cells.get("error"):
        raise Invalid("this record could not be read when it was exported ({reason}).", reason=row.cells["error"])
    known = {
        *kind.by_name,
        "id",
        *DESCRIPTIONS,
        *(["body"] if kind.body else []),
        *(["private"] if kind.has_private_half else []),
    }
    for column in row.cells:
        if column not in known:
            raise Invalid(
                'no {kind} has the column "{column}"; the columns are: {columns}.',
                kind=kind.name,
                column=column,
                columns=", ".join(sorted(known - DESCRIPTIONS)),
            )
    if row.cells.get("record") not in (None, "", kind.name):
        raise Invalid("this is a {other}, not a {kind}.", other=row.cells["record"], kind=kind.name, column="record")
    values = {
        name: _value(change.workspace, kind.by_name[name], cell)
        for name, cell in row.cells.items()
        if name in kind.by_name and cell is not None
    }
    body = row.cells.get("body")
    if not isinstance(body, str | None):
        raise Invalid("found {found}, expected text.", column="body", found=quoted(body))
    identity = str(values.get("id", row.cells.get("id") or ""))
    held = change.get(kind.name, identity) if identity else None
    change.born_private = _is_private(row.cells.get("private"))
    if held is not None:
        if change.born_private and not change.is_private(held):
            raise Invalid("{id} is public already and cannot be made private.", column="private", id=held.id)
        return change.update(held, body, **{name: value for name, value in values.items() if name != "id"})
    return change.add(kind, values, str(body or ""))


def _is_private(cell: Any) -> bool:
    text = _texts(cell)
    if text not in ("", "true", "false"):
        raise Invalid("found {found}, expected true or false.", column="private", found=quoted(cell))
    return bool(text == "true")


def _value(workspace: Workspace, field: Field, cell: Any) -> Value:
    """The value of a cell: of its JSON form, or of the text that stands for it in CSV."""
    try:
        raw = _raw(field, cell)
        value = field.type.read(raw)
    except (Unfit, DecodeError) as error:
        found = error.found if isinstance(error, Unfit) else "text that is no list"
        raise Invalid(
            "found {found}, expected {expected}.", column=field.name, found=found, expected=field.type.expected
        ) from None
    if isinstance(field.type, Reference) and value and field.type.kinds == ("group",):
        try:
            return find(workspace, value, ("group",), exactly=True).id
        except WmstratError as error:
            raise Invalid("{reason}", column=field.name, reason=error) from None
    return value


def _raw(field: Field, cell: Any) -> Any:
    if isinstance(cell, str) and isinstance(field.type, Entries):
        return _texts(json.decode(cell)) if cell else ""
    if isinstance(cell, str) and isinstance(field.type, Listing):
        if cell.startswith("["):
            return _texts(json.decode(cell))
        return [item.strip() for item in cell.split(";") if item.strip()]
    return _texts(cell)


def _texts(cell: Any) -> Any:
    """A JSON value with every scalar as the text that a file holds."""
    if isinstance(cell, list):
        return [_texts(item) for item in cell]
    if isinstance(cell, dict):
        return {str(key): _texts(item) for key, item in cell.items()}
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def read_file(path: str) -> bytes:
    """The bytes of the file to bring in. Raises NotFound."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise NotFound("{path} cannot be read: {reason}.", path=path, reason=error.strerror) from None
