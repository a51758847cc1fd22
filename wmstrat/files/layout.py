"""Where everything is in a YAML text: its keys, values, items and comments, as the parser finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from wmstrat.files.emitting import CannotSplice
from wmstrat.files.reading import Raw, read_mapping

_COLON = re.compile(r"[ \t]*:")
COMMENT = re.compile(r"(?:(?<=\s)|^)#[^\n]*", re.MULTILINE)


class LayoutPart(Struct, frozen=True):
    """A pair of a mapping or an item of a list (`key` is None), written in lines.

    `start` is where its key or dash begins, and `anchor` just after its colon or dash; None for `? key`. The
    characters of its value are those from `value` to `end`, without a last line end; an empty one has none.
    """

    key: str | None
    start: int
    anchor: int | None
    value: int
    end: int
    raw: Raw
    parts: tuple[LayoutPart, ...] = ()
    """Those of a list or mapping in lines; what is in brackets has none."""


class Layout(Struct, frozen=True):
    """A YAML text without a byte order mark, and the parts that are its top-level keys."""

    text: str
    values: dict[str, Raw]
    parts: tuple[LayoutPart, ...]
    scalars: tuple[tuple[int, int], ...]
    """The range of each key and scalar; that of a block scalar begins below its header."""

    @property
    def line_end(self) -> str:
        """The line end of the first line."""
        stop = self.text.find("\n")
        return "\r\n" if stop > 0 and self.text[stop - 1] == "\r" else "\n"

    def line_start(self, index: int) -> int:
        """Return the index of the first character of the line that holds `index`."""
        return self.text.rfind("\n", 0, index) + 1

    def line_stop(self, index: int) -> int:
        """Return where the line that holds `index` stops: at its line end, or at the end of the text."""
        stop = self.text.find("\n", index)
        if stop < 0:
            return len(self.text)
        return stop - 1 if stop and self.text[stop - 1] == "\r" else stop

    def line_before(self, index: int) -> int:
        """Return where the line before that of `index` stops; 0 in the first line."""
        start = self.line_start(index)
        return self.line_stop(start - 1) if start else 0

    def column(self, index: int) -> int:
        """Return how many characters are before `index` in its line."""
        return index - self.line_start(index)

    def refuse(self, index: int, reason: str) -> CannotSplice:
        """Return the error that says why the text at `index` cannot be changed alone."""
        return CannotSplice(self.text.count("\n", 0, index) + 1, reason)

    def comments(self, start: int, stop: int) -> list[str]:
        """Return the comments between two places; what looks like one inside of a scalar is none."""
        bare = list(self.text)
        for first, last in self.scalars:
            bare[first:last] = "x" * (last - first)
        return [comment[0].rstrip() for comment in COMMENT.finditer("".join(bare), start, stop)]


def lay_out(text: str) -> Layout:
    """Find the parts of a text. Raises Unreadable as `read_mapping` does, CannotSplice for a text in braces."""
    from ruamel.yaml.cyaml import CParser  # type: ignore[attr-defined]

    values = read_mapping(text).values
    if not values:
        return Layout(text, {}, (), ())
    parser = CParser(text)
    try:
        finder = _Finder(text, parser)
        return Layout(text, values, finder.root(values), tuple(finder.scalars))
    finally:
        parser.dispose()


class _Finder:
    """Turns the parser's events into parts; what these hold has been read already."""

    def __init__(self, text: str, parser: Any) -> None:
        from ruamel.yaml import events

        self.text = text
        self.next_event = parser.get_event
        self.scalar, self.collection = events.ScalarEvent, events.CollectionStartEvent
        self.scalars: list[tuple[int, int]] = []

    def root(self, raw: dict[str, Raw]) -> tuple[LayoutPart, ...]:
        self.next_event()  # the stream's start
        self.next_event()  # the document's start
        if self.next_event().flow_style:
            raise CannotSplice(1, "the whole record is in braces instead of one key a line")
        return tuple(self.pairs(raw))

    def pairs(self, raw: dict[str, Raw]) -> Iterator[LayoutPart]:
        for key, inner in raw.items():
            event = self.next_event()
            start, end = event.start_mark.index, event.end_mark.index
            self.scalars.append((start, end))
            colon = _COLON.match(self.text, end)
            yield self.part(key, start, colon.end() if colon else None, inner, self.next_event())

    def items(self, raw: list[Raw], dash: int) -> Iterator[LayoutPart]:
        column = dash - self.text.rfind("\n", 0, dash) - 1
        next_dash = re.compile(rf"^ {{{column}}}-(?=\s|\Z)", re.MULTILINE)
        for place, inner in enumerate(raw):
            if place and (match := next_dash.search(self.text, dash)):
                dash = match.end() - 1
            part = self.part(None, dash, dash + 1, inner, self.next_event())
            yield part
            dash = part.end

    def part(self, key: str | None, start: int, anchor: int | None, raw: Raw, event: Any) -> LayoutPart:
        value, end = event.start_mark.index, event.end_mark.index
        if type(event) is self.scalar:
            first = value
            if event.style in ("|", ">"):
                end = self.block_scalar_end(value, end)
                first = self.text.find("\n", value, end) + 1 or end
            self.scalars.append((first, end))
            return LayoutPart(key, start, anchor, value, end, raw)
        if event.flow_style:
            return LayoutPart(key, start, anchor, value, self.flow_end(), raw)
        parts = tuple(self.pairs(raw) if isinstance(raw, dict) else self.items(list(raw), value))
        self.next_event()  # the end of the list or mapping
        return LayoutPart(key, start, anchor, value, parts[-1].end, raw, parts)

    def block_scalar_end(self, start: int, end: int) -> int:
        """Blank lines after the text belong to it only where `+` keeps them."""
        content = self.text[start:end]
        keeps = "+" in content.split("\n", 1)[0].split("#")[0]
        return start + len(content.removesuffix("\n").removesuffix("\r") if keeps else content.rstrip("\r\n"))

    def flow_end(self) -> int:
        """Go to the end of what has begun with a bracket or brace."""
        depth = 1
        while depth:
            event = self.next_event()
            if type(event) is self.scalar:
                self.scalars.append((event.start_mark.index, event.end_mark.index))
            else:
                depth += 1 if isinstance(event, self.collection) else -1
        end: int = event.end_mark.index
        return end
