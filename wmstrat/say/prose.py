"""Markdown as people read it on a screen: no comments, paragraphs whole, code as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from wmstrat.record.sections import COMMENT, FENCE

HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
# A line that never continues the one before it: an item of a list, a quotation, a row of a table, a rule.
BEGINS = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s|\s*>|\s*\|")
# A rule, or what underlines a heading: nothing continues it.
RULE = re.compile(r" {0,3}(?:[-*_=][ \t]*){3,}$")
CODE = re.compile(r"(?: {4}|\t)")
# What ends a line that the writer wanted to end there.
BREAK = ("  ", "\\")


class Line(Struct, frozen=True):
    """A line to be folded where it is too long. `level` is that of a heading, 0 for any other line."""

    text: str
    level: int = 0


def lines(body: str, *, empty_headings: bool = True) -> list[Line]:
    """The lines of a text, a paragraph each; blank ones stay between paragraphs. Without `empty_headings` those that
    have nothing below them are left out."""
    told = list(_lines(_without_comments(body)))
    if not empty_headings:
        told = [line for place, line in enumerate(told) if not (line.level and _is_empty(told, place))]
    shown: list[Line] = []
    for line in told:
        if line.text or (shown and shown[-1].text):
            shown.append(line)
    while shown and not shown[-1].text:
        shown.pop()
    return shown


def _is_empty(told: Sequence[Line], place: int) -> bool:
    for line in told[place + 1 :]:
        if 0 < line.level <= told[place].level:
            return True
        if line.text and not line.level:
            return False
    return True


def _without_comments(body: str) -> str:
    """The text without its comments; those in a code block stay."""
    pieces: list[str] = []
    rest = body
    while match := COMMENT.search(rest):
        before = rest[: match.start()]
        if _fence_after("".join(pieces) + before):
            end = rest.find("\n", match.start()) + 1 or len(rest)
            pieces.append(rest[:end])
            rest = rest[end:]
        else:
            pieces.append(before)
            rest = rest[match.end() :]
    return "".join(pieces) + rest


def _fence_after(text: str) -> str:
    """The mark of the code block that is open at the end of a text; an empty text for none."""
    fence = ""
    for line in text.splitlines():
        fence = _fence(fence, line)
    return fence


def _fence(fence: str, line: str) -> str:
    """The mark of the code block that is open after a line."""
    mark = FENCE.match(line)
    if mark and not fence:
        return mark[1]
    return "" if mark and fence and mark[1].startswith(fence) and not line.strip(" `~") else fence


def _lines(body: str) -> Iterator[Line]:
    paragraph, fence, is_after_blank = "", "", True
    for line in body.splitlines():
        was, fence = fence, _fence(fence, line)
        title = None if was or fence else HEADING.match(line)
        is_code = bool(was or fence or (not paragraph and is_after_blank and CODE.match(line)))
        is_rule = bool(RULE.match(line))
        goes_on = bool(paragraph) and not (is_code or title or is_rule or BEGINS.match(line) or not line.strip())
        if goes_on and not paragraph.endswith(BREAK):
            paragraph = f"{paragraph} {line.strip()}" if not line.endswith(BREAK) else f"{paragraph} {line.lstrip()}"
            continue
        if paragraph:
            yield Line(paragraph.removesuffix("\\").rstrip())
            paragraph = ""
        if title:
            yield Line(title[2], len(title[1]))
        elif is_code or is_rule or not line.strip():
            yield Line(line.rstrip())
        else:
            paragraph = line
        is_after_blank = not line.strip() or (is_code and is_after_blank)
    if paragraph:
        yield Line(paragraph.removesuffix("\\").rstrip())
