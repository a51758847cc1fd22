"""What can be found in a record, passage by passage: its names, the values of its fields, the paragraphs of its
texts. Comments are left out, as they are when a record is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from wmstrat.record.record import Record
from wmstrat.record.types import Prose

# How much a passage tells of its record, the most first.
NAME, HEADING, TEXT, FIELD = range(4)

# The fields that have filters of their own: every record of a group, or in a state, would be found by their words.
LEFT_OUT = frozenset({"id", "group", "state"})
NAMES = frozenset({"title", "name"})

# A block of code, which may hold what looks like a comment, or a comment. (`re` compiles both when they are needed.)
CODE_OR_COMMENT = r"(?ms)(^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\2[^\n]*$|\Z))|<!--.*?-->"
# A prompt that nobody has answered: a heading, and nothing below it but comments, each of which is a NUL here.
UNANSWERED = r"(?m)^#{1,6}[ \t][^\n]*\n(?:\s*\0)+\s*(?=^#{1,6}[ \t]|\Z)"
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
    if "<!--" in text:
        text = _without_comments(text)
    for paragraph in _paragraphs(text):
        if _is_heading(paragraph):
            yield Passage("heading", paragraph.strip("# "), HEADING)
        else:
            yield Passage(name, paragraph, TEXT)


def _without_comments(text: str) -> str:
    # Where the last comment has ended none begins: to look for the end of one from each place would take for ever.
    end = text.rfind("-->") + 3 if "-->" in text else 0
    told = re.sub(CODE_OR_COMMENT, lambda match: match[1] or "\0", text[:end]) + text[end:]
    return re.sub(UNANSWERED, "", told).replace("\0", "")


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of Markdown, each on one line; items, rows of a table, headings and lines of code by
    themselves."""
    paragraph: list[str] = []
    fence = ""
    for line in text.splitlines():
        bare = " ".join(line.split())
        mark = bare[:3] if bare.startswith(("```", "~~~")) else ""
        alone = bool(fence or mark) or _is_heading(bare)
        if mark:
            fence = mark if not fence else "" if mark == fence else fence
        if alone or not bare or _begins_anew(bare):
            if paragraph:
                yield "".join(paragraph)
            paragraph = []
        if bare:
            paragraph += [_between(paragraph[-1], bare), bare] if paragraph else [bare]
        if alone and paragraph:
            yield "".join(paragraph)
            paragraph = []
    if paragraph:
        yield "".join(paragraph)


def _is_heading(line: str) -> bool:
    return line.startswith("#") and line.lstrip("#").startswith(" ")


def _begins_anew(line: str) -> bool:
    """True for an item of a list, a quotation, or a row of a table: it is not the rest of the line before it."""
    first = line.split(" ", 1)[0]
    return first in ("-", "*", "+", ">") or first[:1] == "|" or (first[-1] in ".)" and first[:-1].isdecimal())


def _between(before: str, after: str) -> str:
    """What is between two lines that are one paragraph."""
    return "" if _is_spaceless(before[-1]) and _is_spaceless(after[0]) else " "


def _is_spaceless(character: str) -> bool:
    return character > "\u0dff" and any(first <= ord(character) <= last for first, last in SPACELESS)
