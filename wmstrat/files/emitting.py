"""Values as YAML: plain where YAML allows it, in double quotes where it does not, never wrapped."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from wmstrat.files.reading import Raw

_SPECIAL = "\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
# Stricter than YAML has to be: what does not match may still be plain, and ruamel decides.
_EVIDENTLY_PLAIN = re.compile(
    rf"""(?![\s\-?:,\[\]{{}}#&*!|>'"%@`.])  # begins with no indicator
         (?:[^{_SPECIAL}\s:] | [ ](?![#]) | :(?=\S))+
         (?<!\s)""",
    re.VERBOSE,
)
_EVIDENTLY_NOT_PLAIN = re.compile(r"""\A[ #,\[\]{}&*!|>'"%@`]|:[ ]|[ ][#]|[: ]\Z""")
_SPECIAL_CHARACTER = re.compile(f"[{_SPECIAL}]")
_FLOW_INDICATOR = re.compile(r"[,\[\]{}:?]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A literal block takes text whose first and last lines show where it begins and ends.
_FITS_LITERAL = re.compile(rf"\n*[^\s{_SPECIAL}](?:[^{_SPECIAL}]|[\t\n])*(?<!\s)\n?|[^\s{_SPECIAL}]\n")


class CannotSplice(Exception):
    """One key alone cannot be changed here. `line` counts from 1 in the text that was given."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(line, reason)
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class Written(Struct, frozen=True):
    """A value as it stands behind a colon or dash, and the lines under it, indented, without line ends."""

    head: str
    rest: tuple[str, ...] = ()


@lru_cache(maxsize=8192)
def emit_scalar(text: str, *, flow: bool = False) -> str:
    """Return the text as one line of YAML: plain where YAML allows it, else in double quotes.

    The empty text is the empty value, but `""` inside brackets (`flow`). Raises CannotSplice for a lone
    surrogate, which no file in UTF-8 can hold.
    """
    if not text:
        return '""' if flow else ""
    if _EVIDENTLY_PLAIN.fullmatch(text) and not (flow and _FLOW_INDICATOR.search(text)):
        return text
    if not _SPECIAL_CHARACTER.search(text) and (flow or _EVIDENTLY_NOT_PLAIN.search(text)):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not flow:
        plain = emitted_by_ruamel(text, None)
        if plain == text:
            return plain
    return emitted_by_ruamel(text, '"')


def emit_key(text: str) -> str:
    """Return a key as YAML: plain where that is evidently safe, else in double quotes."""
    if _EVIDENTLY_PLAIN.fullmatch(text) and not _FLOW_INDICATOR.search(text):
        return text
    return emitted_by_ruamel(text, '"') if text else '""'


def emitted_by_ruamel(text: str, style: str | None) -> str:
    """The text as ruamel's emitter writes it, in the style that is asked for or else in the one it chooses.

    Raises CannotSplice for a lone surrogate.
    """
    if _SURROGATE.search(text):
        raise CannotSplice(1, "the text holds half of a character (a lone surrogate)")
    from io import StringIO

    from ruamel.yaml import YAML, events

    writer = YAML(typ="safe", pure=True)
    writer.width = 2**31
    writer.allow_unicode = True
    out = StringIO()
    writer.emit(
        [
            events.StreamStartEvent(),
            events.DocumentStartEvent(explicit=False),
            events.SequenceStartEvent(None, None, True, flow_style=False),
            events.ScalarEvent(None, None, (True, True), text, style=style),
            events.SequenceEndEvent(),
            events.DocumentEndEvent(explicit=False),
            events.StreamEndEvent(),
        ],
        out,
    )
    return out.getvalue().removeprefix("- ").removesuffix("\n")


def write_value(value: Raw, column: int, *, literal: bool = True) -> Written:
    """Write the value of a key, or of a dash, that stands in `column`.

    Lists and mappings go below, two columns further in. Text of several lines becomes a literal block where
    `literal` allows it and the text can be told from its surroundings.
    """
    if isinstance(value, str):
        if literal and "\n" in value and _FITS_LITERAL.fullmatch(value):
            indent = " " * (column + 2)
            lines = value.removesuffix("\n").split("\n")
            head = "|" if value.endswith("\n") else "|-"
            return Written(head, tuple(indent + line if line else "" for line in lines))
        return Written(emit_scalar(value))
    if not value:
        return Written("[]" if isinstance(value, list) else "{}")
    if isinstance(value, list):
        items = (write_item(item, column + 2, literal=literal) for item in value)
        return Written("", tuple(line for lines in items for line in lines))
    return Written("", write_pairs(value, column + 2, literal=literal))


def write_pair(key: str, value: Raw, column: int, *, literal: bool = True) -> tuple[str, ...]:
    """Write one key and its value as whole lines that begin in `column`."""
    written = write_value(value, column, literal=literal)
    head = f"{' ' * column}{emit_key(key)}:"
    return (f"{head} {written.head}" if written.head else head, *written.rest)


def write_pairs(value: dict[str, Raw], column: int, *, literal: bool = True) -> tuple[str, ...]:
    """Write the keys of a mapping as whole lines that begin in `column`."""
    pairs = (write_pair(key, item, column, literal=literal) for key, item in value.items())
    return tuple(line for lines in pairs for line in lines)


def write_item(
    value: Raw, column: int, *, gap: str = " ", flow: bool = False, literal: bool = True
) -> tuple[str, ...]:
    """Write one item of a list as whole lines, its dash in `column` and `gap` between dash and value.

    `flow` asks for braces or brackets instead of lines.
    """
    dash = " " * column + "-" + gap
    if isinstance(value, str) and value:
        written = write_value(value, column, literal=literal)
        return (dash + written.head, *written.rest)
    if flow or not value:
        return (dash + write_flow(value),)
    inner = column + 1 + len(gap)
    if isinstance(value, dict):
        lines = write_pairs(value, inner, literal=literal)
    else:
        lines = tuple(line for item in value for line in write_item(item, inner, literal=literal))
    return (dash + lines[0][inner:], *lines[1:])


def write_flow(value: Raw) -> str:
    """Write a value in brackets or braces, as far as it is no text, on one line."""
    if isinstance(value, str):
        return emit_scalar(value, flow=True)
    if isinstance(value, list):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    return "{" + ", ".join(f"{emit_key(key)}: {write_flow(item)}" for key, item in value.items()) + "}"
