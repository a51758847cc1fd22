"""Data as YAML for other programs: what JSON can say, so that every reader of YAML finds the same in it.

Unlike in files of records, where a field's declaration says what its text means, a text that a reader might take
for a number, a day or yes and no is in quotation marks here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmstrat.files.emitting import emit_scalar, fits_literal, write_value
from wmstrat.record.text import UNSAFE, escaped

# What YAML 1.1 or 1.2 reads as something else than text.
_NOT_TEXT = re.compile(r"[-+.\d~=<].*|(?i:y|n|yes|no|true|false|on|off|null)|.*[:#,{}\[\]&*!|>'\"%@`].*")

NOTHING_MORE: Mapping[str, Any] = {}


def scalar(value: Any) -> str:
    """Text, a whole number, a truth value or None on one line."""
    if not isinstance(value, str):
        return json.dumps(value)
    if value and value.isprintable() and not _NOT_TEXT.fullmatch(value):
        written = emit_scalar(value)
        if written == value:
            return value
    return escaped(json.dumps(value, ensure_ascii=False), UNSAFE)


def envelope(version: int, kind: str, items: Iterable[Any], head: Mapping[str, Any] = NOTHING_MORE) -> Iterator[str]:
    """The envelope of every list and report, line by line; `head` is what it says of all items."""
    yield f"wmstrat: {version}"
    yield f"kind: {scalar(kind)}"
    for name, value in head.items():
        first, *below = _value(value, 2)
        yield f"{name}: {first}".rstrip(" ")
        yield from below
    begun = False
    for item in items:
        if not begun:
            yield "items:"
        begun = True
        yield from _item(item, 2)
    if not begun:
        yield "items: []"


def _item(value: Any, column: int) -> Iterator[str]:
    """An item of a list, its dash in this column."""
    head, *below = _value(value, column + 2)
    if not head:
        first, *below = below
        head = first[column + 2 :]
    yield f"{' ' * column}- {head}"
    yield from below


def _value(value: Any, column: int) -> Iterator[str]:
    """What comes after a colon or a dash, and then the lines below, which begin in this column."""
    if isinstance(value, str) and fits_literal(value):
        yield from write_value(value, column - 2)
    elif not isinstance(value, (Mapping, list, tuple)):
        yield scalar(value)
    elif not value:
        yield "{}" if isinstance(value, Mapping) else "[]"
    elif isinstance(value, Mapping):
        yield ""
        for key, inner in value.items():
            head, *below = _value(inner, column + 2)
            yield f"{' ' * column}{scalar(str(key))}: {head}".rstrip(" ")
            yield from below
    else:
        yield ""
        for item in value:
            yield from _item(item, column)
