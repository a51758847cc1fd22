"""Bringing in many records at once: every row is checked before anything is written, and all become one commit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, json

from wmstrat.acts.import_rows import Row
from wmstrat.change.adding import namesakes, short
from wmstrat.errors import Invalid, Refused, UsageProblem, WmstratError
from wmstrat.kinds.draft import DECIDED
from wmstrat.record.fields import Entries, Field, Listing, Reference, Unfit, Value, quoted
from wmstrat.record.kind import Kind
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.record.view import scope
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.workspace.workspace import Workspace

# What an export says of a record beside its fields.
DESCRIPTIONS = frozenset({"record", "path", "error"})
MOST_ERRORS = 20
MOST_NAMESAKES = 5
# A number of more digits would soon leave no room for those that are counted up from it.
MOST_DIGITS = 6


def bring_in(change: Change, kind: Kind, rows: list[Row], name: str) -> list[Record]:
    """Make `change` hold every row as a record: a known id is updated, others are added.

    Raises Invalid with up to 20 lines that each name row and column, or Refused where the process forbids each of
    them; UsageProblem for a record of a kind that nobody adds to, such as a second process. Nothing is written then.
    """
    if not kind.arguments and any(change.get(kind.name, str(row.cells.get("id"))) is None for row in rows):
        raise UsageProblem(
            "There is one {kind} only, so no other can be brought in. Change it with: wmstrat set {kind} FIELD=VALUE",
            kind=kind.name,
        )
    errors = list(_wrong_columns(kind, rows, name))
    if errors:
        raise _refusal(Invalid, errors)
    refusals = 0
    records = []
    places: dict[str, str] = {}
    for row in rows:
        try:
            record = _bring_in(change, kind, row)
        except WmstratError as error:
            column = error.values.get("column") or ""
            refusals += isinstance(error, Refused)
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
        raise _refusal(Refused if refusals == len(errors) else Invalid, errors)
    scopes = {scope(record, change) for record in records}
    where = scopes.pop() if len(scopes) == 1 else kind.plural
    count = len(change.steps)
    noun = kind.plural if count != 1 else kind.name
    change.subject = f"{where}: import {count} {noun}{_as_decided(change)} from {name}"
    change.warnings += _doubles(change)
    return records


def _refusal(failure: type[WmstratError], errors: list[str]) -> WmstratError:
    rest = len(errors) - MOST_ERRORS
    shown = [*errors[:MOST_ERRORS], *([f"... and {rest} more"] if rest > 0 else [])]
    return failure("{errors}\nNothing was brought in.", errors="\n".join(shown))


def _wrong_columns(kind: Kind, rows: list[Row], name: str) -> Iterator[str]:
    """Every column that the kind does not know, and every one that new records cannot do without, once each."""
    known = {
        *kind.by_name,
        "id",
        *DESCRIPTIONS,
        *(["body"] if kind.body else []),
        *(["private"] if kind.has_private_half else []),
    }
    places: dict[str, str] = {}
    for row in rows:
        for column in row.cells.keys() - known:
            places.setdefault(column, row.heading or row.place)
    for column, place in sorted(places.items()):
        yield (
            f'{name}:{place}: {column}: no {kind.name} has the column "{column}"; the columns are: '
            f"{', '.join(sorted(known - DESCRIPTIONS))}."
        )
    if rows and rows[0].heading and "id" not in rows[0].cells:
        for column in kind.arguments:
            if column != "body" and column not in rows[0].cells:
                yield f"{name}:{rows[0].heading}: {column}: found no such column, expected one for new {kind.plural}."


def _doubles(change: Change) -> Iterator[str]:
    """Warnings of new records that are called just as one that is there already."""
    new = [step.after for step in change.steps if step.before is None]
    pairs = [(record, other) for record in new for other in namesakes(record, change.workspace)]
    for record, other in pairs[:MOST_NAMESAKES]:
        yield f'{record.id} is called just as {other}, "{short(record.title)}".'
    if pairs:
        more = f"{len(pairs) - MOST_NAMESAKES} more are. " if len(pairs) > MOST_NAMESAKES else ""
        yield f"{more}To take back all that came in: wmstrat undo"


def _as_decided(change: Change) -> str:
    """How many drafts came in as decided, and by which bodies."""
    drafts = [step.after for step in change.steps if step.before is None and step.after.kind.name == "draft"]
    decided = [draft for draft in drafts if draft.state in DECIDED]
    bodies = sorted({str(draft["decided_by"]) for draft in decided})
    codes = [str(body["code"]) for one in bodies if (body := change.get("group", one)) is not None]
    return f" ({len(decided)} decided by {' and '.join(codes)})" if decided else ""


def _in_row(problem: Problem, name: str, places: Mapping[str, str]) -> str:
    """A problem of a record that would come in, by the row that brings it."""
    row = places.get(problem.path.removeprefix("private/"))
    place = f"{name}:{row}" if row else problem.path
    field = f"{problem.field}: " if problem.field else ""
    return f"{place}: {field}found {problem.found}, expected {problem.expected}."


def _bring_in(change: Change, kind: Kind, row: Row) -> Record:
    if row.cells.get("error"):
        raise Invalid("this record could not be read when it was exported ({reason}).", reason=row.cells["error"])
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
    if "/" in identity or "\\" in identity:
        raise Invalid("found {found}, expected an id, without any folder.", column="id", found=quoted(identity))
    held = change.get(kind.name, identity) if identity else None
    change.born_private = _is_private(row.cells.get("private"))
    if held is None and kind.is_numbered and re.search(rf"\d{{{MOST_DIGITS + 1}}}$", identity):
        raise Invalid(
            "found {found}, expected a number of at most {most} digits.",
            column="id",
            found=quoted(identity),
            most=MOST_DIGITS,
        )
    if held is not None:
        if change.born_private and not change.is_private(held):
            raise Invalid("{id} is public already and cannot be made private.", column="private", id=held.id)
        return change.update(held, body, **{name: value for name, value in values.items() if name != "id"})
    if kind.arguments[-1] == "body" and not str(body or "").strip() and not values.get("title"):
        raise Invalid("found nothing, expected the text of the {kind}, or a title.", column="body", kind=kind.name)
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
    if isinstance(field.type, Reference) and value and field.type.kinds in (("group",), ("person",)):
        try:
            return find(workspace, value, field.type.kinds).id
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
