"""Changes of values in a YAML text, part by part: collected first and then made all at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from wmstrat.files.alignment import AlignedPart, align_items, align_pairs
from wmstrat.files.emitting import write_flow, write_item, write_pair, write_value
from wmstrat.files.layout import Layout, LayoutPart
from wmstrat.files.reading import Raw

_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")


class Changes:
    """Replacements and insertions in the text of one layout; `literal` allows literal blocks in what is written.

    Insertions at one place come in the order in which they were asked for.
    """

    def __init__(self, layout: Layout, *, literal: bool = True) -> None:
        self.layout = layout
        self.literal = literal
        self._replaced: list[tuple[int, int, str]] = []

    def applied(self) -> str:
        """Return the changed text."""
        text = self.layout.text
        in_order = sorted(self._replaced, key=lambda change: change[:2])
        for start, end, new in reversed(in_order):
            text = text[:start] + new + text[end:]
        return text

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of the characters from `start` to `end`."""
        self._replaced.append((start, end, text))

    def insert_lines(self, line_stop: int, lines: Iterable[str]) -> None:
        """Put whole lines below the line that stops at `line_stop`."""
        self.replace(line_stop, line_stop, "".join(self.layout.line_end + line for line in lines))

    def remove_lines(self, part: LayoutPart) -> tuple[int, int]:
        """Remove the lines of a part; return the range of characters removed."""
        stop = self.layout.line_stop(part.end)
        gone = (self.layout.line_before(part.start), stop)
        if not self.layout.line_start(part.start):
            gone = (0, self.layout.text.find("\n", stop) + 1 or stop)
        self.replace(*gone, "")
        return gone

    def set_value(self, part: LayoutPart, new: Raw) -> None:
        """Give a pair or an item its new value; what is equal in it, and all comments, stay.

        Raises CannotSplice where the layout has no place for it.
        """
        if part.raw == new:
            return
        if part.anchor is None:
            raise self.layout.refuse(part.start, "the key is written in the form `? key`")
        steps: list[AlignedPart] = []
        if part.parts and new and isinstance(new, dict) and isinstance(part.raw, dict):
            steps = align_pairs(part.parts, new)
        elif part.parts and new and isinstance(new, list) and isinstance(part.raw, list):
            steps = align_items(part.parts, new)
        if steps and self._has_room(part, steps[0]):
            self._set_parts(part, part.anchor, steps)
        elif part.parts or (not isinstance(part.raw, str) and self.layout.comments(part.value, part.end)):
            self._write_anew(part, new)
        else:
            self._replace_value(part, part.anchor, new)

    def _has_room(self, part: LayoutPart, first: AlignedPart) -> bool:
        """Whether the first inner part stays, or has a line for itself: it may be in the line of an outer dash."""
        start = part.parts[0].start
        before = self.layout.text[self.layout.line_start(start) : start]
        return not before.strip() or (first.part is part.parts[0] and first.new is not None)

    def _set_parts(self, part: LayoutPart, anchor: int, steps: Sequence[AlignedPart]) -> None:
        layout = self.layout
        column = layout.column(part.parts[0].start)
        stop = layout.line_stop(anchor)
        for step in steps:
            if step.part:
                stop = layout.line_stop(step.part.end)
                if step.new is None:
                    self.remove_lines(step.part)
                else:
                    self.set_value(step.part, step.new)
            elif step.new is not None:
                self.insert_lines(stop, self._lines(step.key, step.new, column))

    def _lines(self, key: str | None, new: Raw, column: int) -> tuple[str, ...]:
        if key is None:
            return write_item(new, column, literal=self.literal)
        return write_pair(key, new, column, literal=self.literal)

    def _write_anew(self, part: LayoutPart, new: Raw) -> None:
        """Replace a part with all its lines; their comments come above it."""
        column = self.layout.column(part.start)
        stop = self.layout.line_stop(part.end)
        comments = (" " * column + comment for comment in self.layout.comments(part.start, stop))
        lines = (*comments, *self._lines(part.key, new, column))
        self.replace(part.start, stop, self.layout.line_end.join(lines)[column:])

    def _replace_value(self, part: LayoutPart, anchor: int, new: Raw) -> None:
        """Replace a scalar, or what is in brackets, which remain; the comment after it stays."""
        layout = self.layout
        head, *below = write_value(new, layout.column(part.start), literal=self.literal)
        if part.raw and not isinstance(part.raw, str) and not isinstance(new, str):
            head, below = write_flow(new), []
        start, end = part.value, part.end
        if header := _BLOCK_HEADER.match(layout.text, start, end):
            end = header.end()
            stop = layout.line_stop(start)
            self.replace(stop, max(stop, part.end), "")
        if not head and not layout.text[anchor:start].strip():
            start = anchor
        self.replace(start, end, f" {head}" if head and start == end else head)
        self.insert_lines(layout.line_stop(part.end), below)
