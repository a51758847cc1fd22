"""Records that get another id: what pointed at the old one, and what spoke of it, follows.

Only what one side brought is changed: an id that the other version has as well may mean another record there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.errors import Invalid
from wmstrat.files.records import changed_text, read_record
from wmstrat.record.halves import is_private
from wmstrat.record.kind import Kind

if TYPE_CHECKING:
    from wmstrat.sync.addresses import RecordFile
    from wmstrat.workspace.workspace import Workspace

Names = Mapping[str, str]
"""New ids by the old ones."""

BETWEEN = re.compile(r"(\n\s*\n)")
"""What is between two paragraphs."""

NEVER = ("handle",)
"""A handle is what a record was once called; it stays."""


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
    if not own and not (names and _pattern(tuple(names)).search(after.decode("utf-8", "replace"))):
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
    return _pattern(tuple(names)).sub(lambda match: names[match[0]], text) if names else text


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the ids as a word of its own: `CB-Q7` is not in `CB-Q71`. An id with a number or random letters may be
    between letters of another script, and begin a compound (`CB-Q7-Frage`); after one that is made of a
    name any letter or dash would belong to it."""
    coded, named = r"(?<![A-Za-z0-9_-]){}(?![A-Za-z0-9_]|-[0-9])", r"(?<![\w-]){}(?![\w-])"
    words = ((coded if re.match("[A-Z]+-[A-Z]", name) else named).format(re.escape(name)) for name in names)
    return re.compile("|".join(words))
