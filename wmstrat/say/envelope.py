"""Items for machines: what a record is as JSON, and the envelope of every list and every report."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wmstrat.record.forgetting import FIELD as FORGOTTEN
from wmstrat.record.halves import is_private
from wmstrat.record.kind import IMPORT_KEY, Kind
from wmstrat.record.problem import explained
from wmstrat.record.record import Record
from wmstrat.record.text import escaped
from wmstrat.record.view import View
from wmstrat.say.flat import csv_lines
from wmstrat.say.output import Output, answers, is_terminal, speaks_unicode, write

if TYPE_CHECKING:
    from wmstrat.workspace.cut import Cut

VERSION = 1
Item = Mapping[str, Any]


def errors_of(record: Record) -> str:
    """Everything that could not be read in the record, a line each; empty for a sound one."""
    return "\n".join(explained(problem) for problem in record.problems if not problem.warning)


def has_body(kind: Kind) -> bool:
    """True when records of the kind are Markdown files, with text below their fields."""
    return kind.suffix == ".md"


def only_private(record: Record) -> bool:
    """True for a record of a public kind of which nothing is public yet, such as a person who is not shown."""
    return record.kind.has_private_half and is_private(record.path)


def item(record: Record, view: View, *, alone: bool = False) -> dict[str, Any]:
    """The record as JSON can hold it, in a list or `alone`: what a clone cannot see is left out, since a blank would
    say that it is known to be nothing. A record with errors has `path` and `error`; one that cannot be read nothing
    else but its ids."""
    kind = record.kind
    seen = [computed for computed in kind.computed if alone or not computed.alone]
    known: dict[str, Any] = {"record": kind.name}
    if record.unreadable:
        known |= {"id": record.id} | ({"group": record.group} if kind.in_group else {})
    else:
        known |= {field.name: record[field.name] for field in kind.seen(view.sees_private)}
        known |= {computed.name: computed.value(record, view, view.today) for computed in seen}
        known["id"] = record.id
        if has_body(kind):
            known["body"] = record.body
        if only_private(record):
            known["private"] = True
    error = errors_of(record)
    return {**known, "path": record.path, "error": error} if error or record.unreadable else known


def as_of_item(cut: Cut) -> dict[str, Any]:
    """The past that a report shows, as JSON holds it."""
    commits = {"commits": list(cut.public), "private_commits": list(cut.private)}
    return {"day": cut.day, "zone": cut.zone, "revision": cut.revision, **commits}


def _json_lines(kind: str, items: Iterable[Item], head: Mapping[str, Any]) -> Iterator[str]:
    """The JSON envelope, an item a line. What a terminal would obey is escaped, which JSON reads back."""
    plain = not speaks_unicode(sys.stdout)
    more = "".join(f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=plain)}, " for name, value in head.items())
    line = escaped(f'{{"wmstrat": {VERSION}, "kind": {json.dumps(kind)}, {more}"items": [')
    comma = ""
    for each in items:
        yield line + comma
        line, comma = escaped(json.dumps(each, ensure_ascii=plain)), ","
    yield line
    yield "]}"


def machine(kind: str, items: Iterable[Item], output: Output, names: Sequence[str] = ()) -> bool:
    """Print the items where the format is one for machines, and return whether it is. `names` are the columns of CSV,
    followed by `private` and `error` where an item has them. Only a terminal gets escapes in CSV."""
    if output.format == "csv":
        items = list(items)
        names = [*names, *(name for name in ("private", "error") if any(name in each for each in items))]
    head = {"as_of": as_of_item(output.as_of)} if output.as_of else {}
    lines = machine_lines(kind, items, names, output.format, head)
    if lines is None:
        return False
    if output.format == "csv" and not is_terminal(sys.stdout):
        for line in lines:
            write(line + "\n")
    else:
        answers(lines)
    return True


def machine_lines(
    kind: str, items: Iterable[Item], names: Sequence[str], form: str, head: Item = MappingProxyType({})
) -> Iterator[str] | None:
    """The lines of items in a form for machines (json, yaml, csv); None for another form. `head` is what the envelope
    says of all items."""
    if form == "json":
        return _json_lines(kind, items, head)
    if form == "yaml":
        from wmstrat.files.envelope import envelope

        return envelope(VERSION, kind, items, head)
    if form != "csv":
        return None
    items = list(items)
    # Nobody reads these; they are there so that an export is known again where it is imported.
    blank = {name for name in (IMPORT_KEY, FORGOTTEN) if not any(each.get(name) for each in items)}
    return csv_lines([name for name in names if name not in blank], items)


def export_items(kind: Kind, records: Iterable[Record], view: View, *, private: bool) -> list[dict[str, Any]]:
    """The records as an export holds them: without `private` none of those, and none of the fields, in private/."""
    left_out = set() if private else {field.name for field in kind.fields if field.private}
    shown = () if kind.home.private and not private else records
    items = (item(record, view) for record in shown if private or not record.is_private)
    return [{name: value for name, value in each.items() if name not in left_out} for each in items]
