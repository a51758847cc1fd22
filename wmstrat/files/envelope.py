"""Data as YAML for other programs: what JSON can say, so that every reader of YAML finds the same in it.

Unlike in files of records, where a field's declaration says what its text means, a text that a reader might take
for a number, a day or yes and no stands in quotation marks here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wmstrat.files.emitting import emit_scalar, write_value
from wmstrat.record.text import UNSAFE, escaped

# What YAML 1.1 or 1.2 reads as something else than text.
_NOT_TEXT = re.compile(r"[-+.\d~=<].*|(?i:y|n|yes|no|true|false|on|off|null)|.*[:#,{}\[\]&*!|>'\"%@`].*")


def scalar(value: Any) -> str:
    """Text, a whole number, a truth value or None on one line."""
    if not isinstance(value, str):
        return json.dumps(value)
    if value and value.isprintable() and not _NOT_TEXT.fullmatch(value):
        written = emit_scalar(value)
        if written == value:
            return value
    return escaped(json.dumps(value, ensure_ascii=False), UNSAFE)


def lines(value: Any, indent: int = 0) -> Iterator[str]:
    """A list or a mapping, as lines that begin in this column; lists and mappings inside go below."""
    space = " " * indent
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if isinstance(inner, (Mapping, list, tuple)) and inner:
                yield f"{space}{scalar(str(key))}:"
                yield from lines(inner, indent + 2)
            elif isinstance(inner, str) and "\n" in inner:
                yield from _block(f"{space}{scalar(str(key))}: ", inner, indent)
            else:
                yield f"{space}{scalar(str(key))}: {_empty_or_scalar(inner)}"
    else:
        for item in value:
            yield from _listed(item, space, indent)


def _block(start: str, text: str, indent: int) -> Iterator[str]:
    """Text of several lines, as it reads where YAML allows it."""
    head, *below = write_value(text, indent)
    yield start + (head if below else scalar(text))
    yield from below


def _listed(item: Any, space: str, indent: int) -> Iterator[str]:
    if isinstance(item, (Mapping, list, tuple)) and item:
        first, *others = lines(item, indent + 2)
        yield f"{space}- {first[indent + 2 :]}"
        yield from others
    else:
        yield f"{space}- {_empty_or_scalar(item)}"


def _empty_or_scalar(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{}"
    return "[]" if isinstance(value, (list, tuple)) else scalar(value)


def envelope(version: int, kind: str, items: Iterable[Any]) -> Iterator[str]:
    """The envelope that every list and report comes in, line by line."""
    yield f"wmstrat: {version}"
    yield f"kind: {scalar(kind)}"
    begun = False
    for item in items:
        if not begun:
            yield "items:"
        begun = True
        yield from _listed(item, "  ", 2)
    if not begun:
        yield "items: []"
