"""Values as YAML: plain where YAML allows it, in double quotes where it does not, never wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from wmstrat.files.reading import Raw
from wmstrat.record.text import SURROGATE

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
    is_special = _SPECIAL_CHARACTER.search(text) is not None
    if not is_special and (flow or _EVIDENTLY_NOT_PLAIN.search(text)):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if not flow and not is_special:
        plain = emitted_by_ruamel(text, None)
        if plain == text:
            return plain
    return emitted_by_ruamel(text, '"')


def emitted_by_ruamel(text: str, style: str | None) -> str:
    """The text as ruamel's emitter writes it, in the style that is asked for or else in the one it chooses.

    Raises CannotSplice for a lone surrogate.
    """
    if SURROGATE.search(text):
        raise CannotSplice(1, "the text contains half of a character (a lone surrogate)")
    from io import StringIO

    from ruamel.yaml import YAML, events

    writer = YAML(typ="safe", pure=True)
    writer.width = 2**31
    writer.allow_unicode = True
    out = StringIO()
    document = [
        events.StreamStartEvent(), events.DocumentStartEvent(explicit=False),
        events.SequenceStartEvent(None, None, True, flow_style=False),
        events.ScalarEvent(None, None, (True, True), text, style=style),
        events.SequenceEndEvent(), events.DocumentEndEvent(explicit=False), events.StreamEndEvent(),
    ]  # fmt: skip
    writer.emit(document, out)
    return out.getvalue().removeprefix("- ").removesuffix("\n")


def fits_literal(text: str) -> bool:
    """Whether the text has several lines and can be a literal block."""
    return "\n" in text and _FITS_LITERAL.fullmatch(text) is not None


def write_value(value: Raw, column: int, *, literal: bool = True) -> tuple[str, ...]:
    """Write the value of a key in `column`: what comes after the colon, then the lines below, without line ends.

    Lists and mappings go below, two columns further in. Text of several lines becomes a literal block where
    `literal` allows it and the text can be told from its surroundings.
    """
    if not isinstance(value, str):
        return ("", *_lines_of(value, column + 2, literal)) if value else (write_flow(value),)
    if literal and fits_literal(value):
        indent = " " * (column + 2)
        lines = value.removesuffix("\n").split("\n")
        return ("|" if value.endswith("\n") else "|-", *(indent + line if line else "" for line in lines))
    return (emit_scalar(value),)


def write_pair(key: str, value: Raw, column: int, *, literal: bool = True) -> tuple[str, ...]:
    """Write one key and its value as whole lines that begin in `column`."""
    head, *below = write_value(value, column, literal=literal)
    return (f"{' ' * column}{emit_scalar(key, flow=True)}: {head}".rstrip(" "), *below)


def write_item(value: Raw, column: int, *, literal: bool = True) -> tuple[str, ...]:
    """Write one item of a list as whole lines, its dash in `column`."""
    dash = " " * column + "- "
    if not value:
        return (dash + write_flow(value),)
    if isinstance(value, str):
        head, *below = write_value(value, column, literal=literal)
    else:
        first, *below = _lines_of(value, column + 2, literal)
        head = first[column + 2 :]
    return (dash + head, *below)


def _lines_of(value: list[Raw] | dict[str, Raw], column: int, literal: bool) -> Iterator[str]:
    """The items of a list, or the pairs of a mapping, as whole lines."""
    if isinstance(value, list):
        for item in value:
            yield from write_item(item, column, literal=literal)
    else:
        for key, inner in value.items():
            yield from write_pair(key, inner, column, literal=literal)


def write_flow(value: Raw) -> str:
    """Write a value in brackets or braces, unless it is a text, on one line."""
    if isinstance(value, str):
        return emit_scalar(value, flow=True)
    if isinstance(value, list):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    return "{" + ", ".join(f"{write_flow(key)}: {write_flow(item)}" for key, item in value.items()) + "}"
