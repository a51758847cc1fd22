"""Bringing in many records at once: every row is checked before anything is written, and all become one commit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, json
from msgspec.structs import replace

from wmstrat.acts.import_files import Batch, Row
from wmstrat.change.editing import namesakes, short
from wmstrat.change.typed_values import Reader
from wmstrat.errors import Invalid, NotFound, Refused, UsageProblem, WmstratError
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.rules import Settled
from wmstrat.record.types import Listing, Reference, Unfit, Value, quoted
from wmstrat.record.verbs import Done
from wmstrat.record.view import code_of_group
from wmstrat.workspace.finding import find

if TYPE_CHECKING:
    from wmstrat.change.change import Change

# What an export says of a record beside its fields.
DESCRIPTIONS = frozenset({"record", "path", "error"})
MOST_ERRORS = 20
MOST_NAMESAKES = 5
# A number of more digits would soon leave no room for those that are counted up from it.
MOST_DIGITS = 6
# References by which a record finds its place may be typed by name or code.
NAMED = (("group",), ("person",))
# The ids of the records that came in, by their kind and each of their names.
Names = dict[tuple[str, str], list[str]]


def import_batches(change: Change, batches: Iterable[Batch], *, as_decided: bool = False) -> Done:
    """Make `change` hold every row of every file as a record: a known id is updated, others are added. Records of one
    file may name those of another, in any order. With `as_decided` new records may have been decided about elsewhere.

    Raises Invalid with up to 20 lines that each name file, row and column, Refused where the process forbids each of
    them, and UsageProblem for a second record of a kind that has one.
    """
    order = {kind.name: place for place, kind in enumerate(change.kinds)}
    ordered = sorted(batches, key=lambda batch: (not batch.kind.is_lone, order[batch.kind.name]))
    errors: list[str] = []
    refusals = 0
    records: list[Record] = []
    places: dict[str, str] = {}
    names: Names = {}
    # The process declares fields of the others, so it comes first.
    for _, together in groupby(ordered, key=lambda batch: batch.kind.is_lone):
        known = [replace(batch, kind=change.kind(batch.kind.name)) for batch in together]
        errors += [line for batch in known for line in _wrong_columns(change, batch)]
        if errors:
            raise _refusal(Refused if refusals == len(errors) else Invalid, errors)
        for batch, row in ((each, row) for each in known for row in each.rows):
            place = f"{batch.name}:{row.place}"
            try:
                record = _import_row(change, batch.kind, row, names, as_decided)
            except WmstratError as error:
                column = error.values.get("column") or ""
                refusals += isinstance(error, Refused)
                errors.append(f"{place}: {f'{column}: ' if column else ''}{error}")
            except RecursionError:
                errors.append(f"{place}: a value is nested too deeply.")
            else:
                home = record.path.removeprefix("private/")
                if home in places:
                    errors.append(f"{place}: id: {record.id} is also in {places[home].rpartition(':')[2]}.")
                records.append(record)
                places[home] = place
                for name in (record.id, record.values.get("code"), record.title):
                    named = names.setdefault((batch.kind.name, str(name)), [])
                    named += [record.id] if record.id not in named else []
        change.follow_declarations()
    for problem in change.new_errors() if not errors else ():
        place = places.get(problem.path.removeprefix("private/"), problem.path)
        field = f"{problem.field}: " if problem.field else ""
        errors.append(f"{place}: {field}found {problem.found}, expected {problem.expected}.")
    if errors:
        raise _refusal(Refused if refusals == len(errors) else Invalid, errors)
    return _done(change, ordered, records)


def _done(change: Change, batches: Sequence[Batch], records: Sequence[Record]) -> Done:
    nouns = {(batch.kind.name, batch.kind.plural) for batch in batches if batch.rows}
    one, many = nouns.pop() if len(nouns) == 1 else ("record", "records")
    count, rows = len(change.steps), sum(len(batch.rows) for batch in batches)
    names = {batch.name for batch in batches}
    source = names.pop() if len(names) == 1 else f"{len(names)} files"
    came = f"Records that came in or changed: {count} of {rows}."
    return Done(
        f"import {count} {one if count == 1 else many}{_decided(change)} from {source}",
        answers=tuple(record.id for record in records),
        remarks=(came if rows else f"There are no records in {source}, so nothing was brought in.",),
        warnings=tuple(_doubles(change)),
        scope=change.scope(records),
    )


def _refusal(failure: type[WmstratError], errors: list[str]) -> WmstratError:
    more = [f"... and {len(errors) - MOST_ERRORS} more"] if len(errors) > MOST_ERRORS else []
    return failure("{errors}\nNothing was brought in.", errors="\n".join([*errors[:MOST_ERRORS], *more]))


def _wrong_columns(change: Change, batch: Batch) -> Iterator[str]:
    """Every column that the kind does not know, and every one that new records cannot do without, once each."""
    kind, rows, name = batch.kind, batch.rows, batch.name
    if kind.is_lone and any(change.get(kind.name, str(row.cells.get("id"))) is None for row in rows):
        raise UsageProblem(
            "There is one {kind} only, so no other can be imported. Change it with: `wmstrat set {kind} FIELD=VALUE`",
            kind=kind.name,
        )
    computed = {computed.name for computed in kind.computed}
    known = {*kind.by_name, "id", *(["body"] if kind.body else []), *(["private"] if kind.has_private_half else [])}
    places: dict[str, str] = {}
    for row in rows:
        for column in row.cells.keys() - known - computed - DESCRIPTIONS:
            places.setdefault(column, row.heading or row.place)
    columns = ", ".join(sorted(known))
    for column, place in sorted(places.items()):
        yield f'{name}:{place}: {column}: no {kind.name} has the column "{column}"; the columns are: {columns}.'
    if rows and rows[0].heading and "id" not in rows[0].cells:
        for column in kind.arguments:
            if column != "body" and column not in rows[0].cells:
                yield f"{name}:{rows[0].heading}: {column}: found no such column, expected one for new {kind.plural}."


def _new(change: Change) -> list[Record]:
    return [step.after for step in change.steps if step.before is None]


def _doubles(change: Change) -> Iterator[str]:
    """Warnings of new records that are called just as one that is there already."""
    pairs = [(record, other) for record in _new(change) for other in namesakes(record, change.workspace)]
    for record, other in pairs[:MOST_NAMESAKES]:
        yield f'{record.id} is called just as {other}, "{short(record.title)}".'
    if pairs:
        more = f"{len(pairs) - MOST_NAMESAKES} more are. " if len(pairs) > MOST_NAMESAKES else ""
        yield f"{more}To take back all that came in: wmstrat undo"


def _decided(change: Change) -> str:
    """How many records came in as decided, and by which bodies."""
    bodies = [
        code_of_group(change, str(record[law.by]))
        for record in _new(change)
        for law in record.kind.laws
        if isinstance(law, Settled) and law.by and law.decided(record)
    ]
    return f" ({len(bodies)} decided by {' and '.join(sorted(set(bodies)))})" if bodies else ""


def _import_row(change: Change, kind: Kind, row: Row, names: Names, as_decided: bool) -> Record:
    if row.cells.get("error"):
        raise Invalid("this record could not be read when it was exported ({reason}).", reason=row.cells["error"])
    if row.cells.get("record") not in (None, "", kind.name):
        raise Invalid("this is a {other}, not a {kind}.", other=row.cells["record"], kind=kind.name, column="record")
    given = {name: cell for name, cell in row.cells.items() if name in kind.by_name and cell is not None}
    values = {name: _value(change, kind.by_name[name], cell, names) for name, cell in given.items()}
    body = row.cells.get("body")
    if not isinstance(body, str | None):
        raise Invalid("found {found}, expected text.", column="body", found=quoted(body))
    identity = str(values.get("id", row.cells.get("id") or ""))
    if "/" in identity or "\\" in identity:
        raise Invalid("found {found}, expected an id, without any folder.", column="id", found=quoted(identity))
    private = _texts(row.cells.get("private"))
    if private not in ("", "true", "false"):
        found = quoted(row.cells["private"])
        raise Invalid("found {found}, expected true or false.", column="private", found=found)
    known = change.get(kind.name, identity) if identity else None
    if known is None and kind.is_numbered and re.search(rf"\d{{{MOST_DIGITS + 1}}}$", identity):
        expected = f"a number of at most {MOST_DIGITS} digits"
        raise Invalid("found {found}, expected {expected}.", column="id", found=quoted(identity), expected=expected)
    if known is not None:
        if private == "true" and not known.is_private:
            raise Invalid("{id} is public already and cannot be made private.", column="private", id=known.id)
        return change.update(known, body, **{name: value for name, value in values.items() if name != "id"})
    if kind.arguments and kind.arguments[-1] == "body" and not str(body or "").strip() and not values.get("title"):
        raise Invalid("found nothing, expected the text of the {kind}, or a title.", column="body", kind=kind.name)
    return change.add(kind, values, str(body or ""), private=private == "true", settles=as_decided)


def _value(change: Change, field: Field, cell: Any, names: Names) -> Value:
    """The value of a cell: of its JSON form, or of its text in CSV."""
    try:
        value = field.type.read(field.type.as_in_file(_raw(field, cell), Reader(change.workspace, view=change)))
    except (Unfit, DecodeError) as error:
        found = error.found if isinstance(error, Unfit) else "text that is not a list"
        raise Invalid(
            "found {found}, expected {expected}.", column=field.name, found=found, expected=field.type.expected
        ) from None
    type_ = field.type
    if not value or not isinstance(type_, Reference) or type_.kinds not in NAMED or (type_.process and value == ALL):
        return value
    try:
        return _id_of(change, str(value), type_.kinds, names)
    except WmstratError as error:
        raise Invalid("{reason}", column=field.name, reason=error) from None


def _id_of(change: Change, text: str, kinds: tuple[str, ...], names: Names) -> str:
    """The id of the record that is named, which may have come in with the same change."""
    named = [identity for kind in kinds for identity in names.get((kind, text), ())]
    if text in named or len(named) == 1:
        return text if text in named else named[0]
    if named:
        why = '"{text}" could be any of these: {candidates}. Give the id instead.'
        raise NotFound(why, text=text, candidates=", ".join(named))
    try:
        return find(change.workspace, text, kinds).id
    except NotFound:
        if kinds == ("group",) and (group := change.codes().get(text.casefold())):
            return group.id
        raise


def _raw(field: Field, cell: Any) -> Any:
    if isinstance(cell, str) and isinstance(field.type, Entries | Listing) and cell:
        if isinstance(field.type, Entries) or cell.startswith("["):
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
