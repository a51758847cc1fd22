"""Replaces the ids of records that got another one, in references and in texts.

Only what one side brought is changed: an id that the other version has as well may mean another record there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.errors import Invalid
from wmstrat.files.record_texts import changed_text
from wmstrat.files.records import read_record
from wmstrat.record.fields import Entries
from wmstrat.record.halves import is_private
from wmstrat.record.kind import Kind
from wmstrat.record.types import Item, Line, Listing, Prose, Reference

if TYPE_CHECKING:
    from wmstrat.record.field_type import FieldType
    from wmstrat.sync.addresses import RecordFile
    from wmstrat.workspace.workspace import Workspace

# New ids by the old ones.
Names = Mapping[str, str]

# What is between two paragraphs.
BETWEEN = re.compile(r"(\n\s*\n)")

COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)

# A handle is what a record was once called; it stays.
NEVER = ("handle",)


class Rewritten(Struct, frozen=True):
    """A file that is to hold other bytes, at its path or, for a record with a new id, at another one."""

    path: str
    before: bytes
    home: str
    after: bytes


def rewritten(
    workspace: Workspace,
    concerned: Mapping[str, tuple[RecordFile, bytes | None]],
    names: Names,
    given: Mapping[str, Names],
) -> Iterator[Rewritten]:
    """What becomes of the files, each given by its path with what it was before it was ours. `given` has, by the path
    of a record, the fields that it gets."""
    for path, (home, was) in sorted(concerned.items()):
        data = workspace.bytes(path)
        if data is None:
            continue
        own = given.get(path, {})
        text = renamed(home.kind, path, was, data, names, own=own)
        if own or text != data:
            yield Rewritten(path, data, home.beside(own["id"]) if "id" in own else path, text)


def renamed(
    kind: Kind, path: str, before: bytes | None, after: bytes, names: Names, *, own: Names | None = None
) -> bytes:
    """The file at a path with the ids that `after` has beyond `before` replaced, and with the fields of `own`. A file
    that cannot be read is left as it is."""
    if not own and not (names and pattern(tuple(names)).search(after.decode("utf-8", "replace"))):
        return after
    private = is_private(path)
    now = read_record(kind, path, "", "", after)
    if now.unreadable:
        return after
    then = read_record(kind, path, "", "", before) if before is not None else None
    known = then.values if then and not then.unreadable else kind.blank()
    values = {
        name: value if name in NEVER or name == "id" or value == known[name] else replaced(value, known[name], names)
        for name, value in now.values.items()
    }
    values.update(own or {})
    old = set(BETWEEN.split(then.body)) if then else set()
    body = "".join(part if part in old else _in_text(part, names) for part in BETWEEN.split(now.body))
    try:
        text = changed_text(kind, after.decode(), now.values, values, body if body != now.body else None, private)
    except Invalid:
        return after
    return text.encode()


def repointed(kind: Kind, path: str, data: bytes, names: Names, texts: Names, own: Mapping[str, Any]) -> bytes:
    """The file at a path in which everything that points at a record of `names` points at its new id, what `texts`
    has is replaced in texts, and the fields of `own` are others. A file that cannot be read is left as it is."""
    private = is_private(path)
    now = read_record(kind, path, "", "", data)
    if now.unreadable:
        return data
    values = {
        field.name: now.values[field.name]
        if field.name in ("id", *NEVER)
        else moved(field.type, now.values[field.name], names, texts)
        for field in kind.fields
    }
    values.update(own)
    body = _in_text(now.body, texts)
    try:
        text = changed_text(kind, data.decode(), now.values, values, body if body != now.body else None, private)
    except Invalid:
        return data
    return COMMENT.sub(lambda line: _in_text(line[0], texts), text).encode() if texts else text.encode()


def moved(type_: FieldType, value: Any, names: Names, texts: Names) -> Any:
    """A value of a field of this type in which every reference to a record of `names` has its new id, and every text
    what `texts` has for its words."""
    if isinstance(type_, Listing):
        return [moved(type_.of, item, names, texts) for item in value]
    if isinstance(type_, Entries):
        return [
            {field.name: moved(field.type, entry[field.name], names, texts) for field in type_.fields}
            for entry in value
        ]
    if isinstance(type_, Reference):
        return names.get(value, value)
    is_text = isinstance(type_, (Line, Prose)) and not isinstance(type_, Item)
    return _in_text(value, texts) if is_text and isinstance(value, str) else value


def replaced(value: Any, known: Any, names: Names) -> Any:
    """The value of a field with the ids that it has beyond the `known` value replaced."""
    if isinstance(value, str):
        return _in_text(value, names)
    if isinstance(value, list):
        had = known if isinstance(known, list) else []
        return [item if item in had else replaced(item, "", names) for item in value]
    if isinstance(value, dict):
        return {key: replaced(item, "", names) for key, item in value.items()}
    return value


def _in_text(text: str, names: Names) -> str:
    return pattern(tuple(names)).sub(lambda match: names[" ".join(match[0].split())], text) if names else text


@cache
def pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the ids as a word of its own: `CB-Q7` is not in `CB-Q71`. An id with a number or random letters may be
    between letters of another script, and begin a compound (`CB-Q7-Frage`); after one that is made of a
    name any letter or dash would belong to it. A name of several words may be on two lines."""
    coded, named = r"(?<![A-Za-z0-9_-]){}(?![A-Za-z0-9_]|-[0-9])", r"(?<![\w-]){}(?![\w-])"
    spelled = ((name, re.escape(name).replace(r"\ ", r"\s+")) for name in sorted(names, key=len, reverse=True))
    words = ((coded if re.match("[A-Z]+-[A-Z]", name) else named).format(word) for name, word in spelled)
    return re.compile("|".join(words))
