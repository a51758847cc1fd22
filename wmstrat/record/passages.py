"""What can be found in a record, passage by passage: its names, the values of its fields, the paragraphs of its
texts. Comments are left out, as they are when a record is shown."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from msgspec import Struct

from wmstrat.record.markdown import blocks
from wmstrat.record.record import Record
from wmstrat.record.types import Prose

# How much a passage tells of its record, the most first.
NAME, HEADING, TEXT, FIELD = range(4)

# The fields that have filters of their own: every record of a group, or in a state, would be found by their words.
LEFT_OUT = frozenset({"id", "group", "state"})
NAMES = frozenset({"title", "name"})

# Thai, Lao, Burmese, Khmer, Chinese and Japanese have no spaces between words.
SPACELESS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x312F), (0x31A0, 0x9FFF), (0xF900, 0xFAFF),
    (0xFF00, 0xFFEF), (0x20000, 0x3FFFF),
)  # fmt: skip


class Passage(Struct, frozen=True):
    """A piece of a record on one line: the name of the field that it is in (`body` for the text, `heading` for a
    heading in it), and how much it tells of the record."""

    field: str
    text: str
    rank: int


def passages(record: Record) -> Iterator[Passage]:
    """Every passage of a record, or of one half of it."""
    yield Passage("id", record.id, FIELD)
    for field in record.kind.fields:
        value = record.values[field.name]
        if field.name in LEFT_OUT or value in ("", None, False):
            continue
        if isinstance(field.type, Prose):
            yield from _of_text(field.name, value)
            continue
        rank = NAME if field.name in NAMES else FIELD
        for item in value if isinstance(value, list) else [value]:
            parts = item.values() if isinstance(item, dict) else [item]
            told = ", ".join(str(part) for part in parts if part not in ("", None, False))
            yield Passage(field.name, " ".join(told.split()), rank)
    yield from _of_text("body", record.body)


def _of_text(name: str, text: str) -> Iterator[Passage]:
    heading: Passage | None = None
    is_prompted = False
    for block in blocks(text):
        if block.kind == "blank":
            is_prompted = is_prompted or bool(block.comments)
            continue
        # A prompt that nobody has answered is a heading with nothing below it but comments.
        if heading and not (block.kind == "heading" and is_prompted):
            yield heading
        heading, is_prompted = None, False
        line = _on_one_line(block.text)
        if block.kind == "heading":
            heading = Passage("heading", line, HEADING)
        elif line:
            yield Passage(name, line, TEXT)
    if heading and not is_prompted:
        yield heading


def _on_one_line(paragraph: str) -> str:
    """The lines of a paragraph as one, with nothing between them where the script has no spaces."""
    lines = [" ".join(line.split()) for line in paragraph.split("\n")]
    pieces = lines[:1]
    for before, after in pairwise(lines):
        pieces += ["" if is_spaceless(before[-1]) and is_spaceless(after[0]) else " ", after]
    return "".join(pieces)


def is_spaceless(character: str) -> bool:
    return character > "\u0dff" and any(first <= ord(character) <= last for first, last in SPACELESS)
