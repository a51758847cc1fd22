"""Changes of a text, collected first and then made all at once."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.files.layout import Layout


class Edits:
    """Replacements and insertions in the text of one layout; `literal` allows literal blocks in what is written.

    Insertions at one place stand in the order in which they were asked for.
    """

    def __init__(self, layout: Layout, *, literal: bool = True) -> None:
        self.layout = layout
        self.literal = literal
        self._changes: list[tuple[int, int, str]] = []

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in the place of the characters from `start` to `end`."""
        self._changes.append((start, end, text))

    def insert_lines(self, line_stop: int, lines: Iterable[str]) -> None:
        """Put whole lines below the line that stops at `line_stop`."""
        text = "".join(self.layout.line_end + line for line in lines)
        if text:
            self.replace(line_stop, line_stop, text)

    def remove_lines(self, start: int, end: int) -> tuple[int, int]:
        """Remove the lines from that of `start` to that of `end`; return the range of characters removed."""
        stop = self.layout.line_stop(end)
        gone = (self.layout.line_before(start), stop)
        if not self.layout.line_start(start):
            gone = (0, self.layout.text.find("\n", stop) + 1 or stop)
        self.replace(*gone, "")
        return gone

    def applied(self) -> str:
        """Return the changed text. Raises CannotSplice when two changes are in each other's way."""
        text = self.layout.text
        pieces: list[str] = []
        done = 0
        for start, end, new in sorted(self._changes, key=lambda change: change[:2]):
            if start < done:
                raise self.layout.refuse(start, "the layout leaves no room for two changes side by side")
            pieces += (text[done:start], new)
            done = end
        return "".join(pieces) + text[done:]
