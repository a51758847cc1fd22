"""Markdown, block by block and without its comments: what people see, search and answer in the text of a record.

Each text is read once from its beginning to its end, so that no text, however made, takes long.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import repeat
from typing import Literal

from msgspec import Struct

OPENING, CLOSING = "<!--", "-->"
# What opens a block of code after backticks has no other backtick in its line.
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(?=\S)")
# A line that never continues the one before it: an item of a list, a quotation, a row of a table.
ITEM = re.compile(r"\s*(?:([-*+]|\d{1,9}[.)])(?:\s|$)|>|\|)")
# A rule, or what underlines a heading: nothing continues it.
RULE = re.compile(r" {0,3}(?:[-*_=][ \t]*){3,}$")
INDENTED = re.compile(r"(?: {4}|\t)")

Kind = Literal["heading", "code", "rule", "item", "text", "blank"]


class MarkdownBlock(Struct, frozen=True):
    """A heading (its `text` is the title), a paragraph, an item of a list, or one line of anything else.

    `comments` are those that were in it; a line of comments alone is `blank`.
    """

    kind: Kind
    text: str
    level: int = 0
    comments: tuple[str, ...] = ()


def blocks(text: str) -> Iterator[MarkdownBlock]:
    """The blocks of a text, in their order; comments outside of code are left out of them."""
    paragraph: list[str] = []
    comments: list[str] = []
    begun: Kind = "text"
    is_after_blank, is_in_list = True, False
    for line, is_fenced, found in visible_lines(text):
        may_be_code = is_after_blank and not paragraph and not is_in_list
        kind = "code" if is_fenced or (may_be_code and INDENTED.match(line)) else _kind(line)
        if kind == "text" and paragraph:
            paragraph.append(line)
            comments += found
            continue
        if paragraph:
            yield MarkdownBlock(begun, "\n".join(paragraph), 0, tuple(comments))
            paragraph = []
        if kind in ("text", "item"):
            begun, paragraph, comments = kind, [line], list(found)
        elif kind == "heading":
            title, level = _heading(line)
            yield MarkdownBlock(kind, title, level, found)
        else:
            yield MarkdownBlock(kind, line.rstrip(), 0, found)
        is_after_blank = kind == "blank" or (kind == "code" and is_after_blank)
        if kind == "item":
            is_in_list = True
        elif line.strip() and not line[0].isspace():
            is_in_list = False
    if paragraph:
        yield MarkdownBlock(begun, "\n".join(paragraph), 0, tuple(comments))


# What HTML begins at the beginning of a line, though no address such as <https://example.org>.
RAW = re.compile(r"( {0,3})<(?=[A-Za-z/!?])(?![a-z]+:)")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")


def below_headings(text: str, highest: int) -> str:
    """The text as a part of another one: its headings are a level lower, and none is above the `highest`; comments
    are left out; and no block of code or HTML in it stays open."""
    told: list[str] = []
    fence, before = "", "blank"
    for line, is_fenced, _ in visible_lines(text):
        fence = _fence_after(line, fence) if is_fenced else ""
        kind = "code" if is_fenced else _kind(line)
        underline = UNDERLINE.match(line) if before == "text" and not is_fenced else None
        if underline:
            told[-1] = f"{'#' * max(2 if underline[1][0] == '=' else 3, highest)} {told[-1].strip()}"
        elif kind == "heading":
            title, level = _heading(line)
            told.append(f"{'#' * max(min(level + 1, 6), highest)} {title}")
        else:
            told.append(line if is_fenced else RAW.sub(r"\1&lt;", line).replace(OPENING, "&lt;!--"))
        before = "text" if kind == "text" and before == "blank" else "blank" if kind == "blank" else ""
    return "\n".join([*told, *([fence] if fence else [])]).strip("\n")


class Chapter(Struct, frozen=True):
    """A part of a text that begins with a heading of the second level: the title of the heading, its line (both empty
    before the first), and the lines below it as they are."""

    heading: str
    line: str
    lines: list[str]


def chapters(text: str, names: Container[str] = ()) -> list[Chapter]:
    """The text as it is, cut at its headings of the second level outside of code, and at each line outside of code
    that is one of these names (in small letters) and no more: a heading of the first level, or without its signs."""
    found = [Chapter("", "", [])]
    fence = ""
    for line in text.splitlines():
        title, level = _heading(line) if not fence and _kind(line) == "heading" else (line, 0)
        name = title.strip(" \t*_").rstrip(":").rstrip("*_")
        is_named = not fence and level < 2 and name.casefold() in names
        fence = _fence_after(line, fence)
        if is_named:
            found.append(Chapter(name, line, []))
        elif level == 2:
            found.append(Chapter(title, line, []))
        else:
            found[-1].lines.append(line)
    return found


def heading_of(line: str) -> tuple[str, int] | None:
    """The title and the level of a heading outside of code; None for another line."""
    return _as_heading(line) if "#" in line[:4] else None


@lru_cache(maxsize=1000)  # most texts have the headings of one template
def _as_heading(line: str) -> tuple[str, int] | None:
    title, level = _heading(line) if HEADING.match(line) else ("", 0)
    return (title, level) if title else None


def is_of_paragraph(line: str, *, is_begun: bool = False) -> bool:
    """Whether a line outside of code is a part of a paragraph: of one that has begun, or of any."""
    return _kind(line) in (("text",) if is_begun else ("text", "item"))


def _kind(line: str) -> Kind:
    """What a line outside of code begins, or continues."""
    if not line or line.isspace():
        return "blank"
    if heading_of(line):
        return "heading"
    if RULE.match(line):
        return "rule"
    return "item" if ITEM.match(line) else "text"


def _heading(line: str) -> tuple[str, int]:
    """The title of a heading, without the signs that close it, and its level."""
    signs, rest = line.split(maxsplit=1)
    title = rest.rstrip()
    bare = title.rstrip("#")
    if not bare or bare[-1].isspace():
        title = bare.rstrip()
    return title, len(signs)


def visible_lines(text: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """Each line without its comments, whether it belongs to a fenced block of code, and the comments. What is around
    a comment of several lines is one line."""
    for lines, is_code, comments in visible_runs(text):
        yield from zip(lines.split("\n"), repeat(is_code), repeat(comments))


def visible_runs(text: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """The same, several lines at once where none of them has a comment and none can belong to a block of code."""
    text = "\n".join(text.splitlines())
    # A single letter is looked for in a fraction of the time.
    may_have_code = ("`" in text and "```" in text) or ("~" in text and "~~~" in text)
    return _lines_with_code(text) if may_have_code else _runs_without_code(text)


def _runs_without_code(text: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    last, place = text.rfind(CLOSING), 0
    while 0 <= (opening := text.find(OPENING, place)) <= last - len(OPENING):
        begins = text.rfind("\n", place, opening) + 1
        if begins:
            yield text[place : begins - 1], False, ()
            place = begins
        end = text.find(CLOSING, opening + len(OPENING)) + len(CLOSING) if opening == place else 0
        if end and text[end : end + 1] in ("", "\n"):  # as most comments are
            yield "", False, (text[opening + len(OPENING) : end - len(CLOSING)],)
        else:
            line, comments, end = _without_comments(text, place, last)
            yield line, False, comments
        place = end + 1
    if place < len(text):
        yield text[place:].removesuffix("\n"), False, ()


def _lines_with_code(text: str) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    last, place, fence = text.rfind(CLOSING), 0, ""
    while place < len(text):
        line, comments, end = _without_comments(text, place, -1 if fence else last)
        was, fence = fence, _fence_after(line, fence)
        yield line, bool(was or fence), comments
        place = end + 1


def _without_comments(text: str, place: int, last: int) -> tuple[str, tuple[str, ...], int]:
    """The line that begins at a place, without the comments in it; these; and where what is around them ends. No
    comment ends after the place `last`: one that nothing closes is text."""
    pieces, comments = [], []
    end = _line_end(text, place)
    while 0 <= (opening := text.find(OPENING, place, end)) <= last - len(OPENING):
        closing = text.find(CLOSING, opening + len(OPENING))
        pieces.append(text[place:opening])
        comments.append(text[opening + len(OPENING) : closing])
        place = closing + len(CLOSING)
        if place > end:
            end = _line_end(text, place)
    return "".join((*pieces, text[place:end])), tuple(comments), end


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _fence_after(line: str, fence: str) -> str:
    """The signs that opened the block of code in which the next line is; an empty text for none."""
    mark = FENCE.match(line)
    if mark is None:
        return fence
    if not fence:
        return mark[1]
    return "" if mark[1].startswith(fence) and not line.strip(" \t`~") else fence
