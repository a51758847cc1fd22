"""A page: paragraphs and grids on a terminal's width in colour, or the same as whole lines of plain text."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmstrat.record.text import escaped
from wmstrat.say.grid import GAP, Column, aligned, widths
from wmstrat.say.output import HELD, Output, is_coloured, is_terminal, speaks_unicode, whole_commands, write
from wmstrat.say.phrases import MARKED
from wmstrat.say.scripts import steady

if TYPE_CHECKING:
    from rich.console import JustifyMethod, RenderableType

# Our own signs (dash, bullet, middle dot, cross, arrows down, up and right, rule; those of a timeline and of a tree;
# what is cut) where the output has ASCII alone.
ASCII = str.maketrans("\u2013\u2022\u00b7\u2717\u2193\u2191\u2192\u2500┣━┄│┊├└○●←…", "-*.x<>>-[=-|'+`o*<.")
# The form in which rich takes a box: nothing but a rule below the headings.
BOX = "    \n    \n \u2500\u2500 \n" + "    \n" * 5
BLANK_END = re.compile(r"(?:\x1b\[[\d;]*m| )+\Z")


class Page:
    """Collects what is to be seen, and prints it at once. `room` is the width, None for lines of any length."""

    def __init__(self, output: Output) -> None:
        self.room = output.columns
        self.signs: dict[int, int] = {} if speaks_unicode(sys.stdout) else ASCII
        self._parts: list[RenderableType] = []
        self._lines: list[str] = []

    def gap(self) -> None:
        """An empty line."""
        self.text("")

    def heading(self, text: str, style: str = "bold") -> None:
        """A heading, after an empty line."""
        self.gap()
        self.text(text, style)

    def text(self, text: str, style: str = "", indent: int = 0) -> None:
        """A paragraph, folded at words where there is a width."""
        self.spans([(text, style)], indent)

    def lines(self, text: str, indent: int = 0) -> None:
        """A paragraph for each line of a text."""
        for line in text.split("\n"):
            self.text(line, indent=indent)

    def spans(self, spans: Sequence[tuple[str, str]], indent: int = 0, sign: tuple[str, str] = ("", "")) -> None:
        """A paragraph of (text, style) pieces that follow each other; a sign is in the indent before it."""
        lead = f"{'  ' + sign[0] if sign[0] else '':<{indent}}"
        if self.room is None:
            self._lines.append(lead + "".join(text for text, _ in spans))
            return
        from rich.table import Table
        from rich.text import Text

        joined = Text(overflow="fold")
        for text, style in spans:
            joined.append(whole_commands(escaped(text), self.room - indent), style)
        if not indent:
            self._parts.append(joined)
            return
        row = Table(box=None, show_header=False, padding=0, pad_edge=False)
        row.add_column(width=indent)
        row.add_column(width=self.room - indent)
        row.add_row(Text(lead, sign[1]), joined)
        self._parts.append(row)

    def ending(self, sentences: Sequence[str]) -> None:
        """What is to be known besides, after an empty line, if there is any."""
        if sentences:
            self.gap()
        for sentence in sentences:
            self.text(sentence, "dim")

    def pairs(self, pairs: Sequence[tuple[str, str]], folds: int) -> None:
        """A line for each pair of a name and what it has, folded to `folds` cells at the least."""
        names = Column("", [name for name, _ in pairs], ["dim"] * len(pairs))
        self.grid([names, Column("", [text for _, text in pairs], folds=folds)], head=False)

    def grid(self, columns: Sequence[Column], *, indent: int = 0, head: bool = True) -> None:
        """Rows under headings. Ids and figures stay whole; what folds, folds at words."""
        if self.room is None:
            self._lines += (" " * indent + line for line in aligned(columns, head=head))
            return
        from rich.box import Box
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        table = Table(
            box=Box(BOX) if head else None,
            show_header=head,
            header_style="bold",
            border_style="dim",
            padding=(0, GAP - 1 if head else GAP, 0, 0),  # the box has a column of its own
            pad_edge=False,
            show_edge=False,
        )
        sizes = widths(columns, self.room - indent)
        for column, size in zip(columns, sizes, strict=True):
            side: JustifyMethod = "right" if column.right else "left"
            table.add_column(Text(escaped(column.heading)), width=size, justify=side, overflow="fold")
        drawn = [[Text(escaped(cell), overflow="fold") for cell in column.cells] for column in columns]
        for column, texts in zip(columns, drawn, strict=True):
            for text, style in zip(texts, column.styles, strict=False):
                text.style = style
            for text, spans in zip(texts, column.marked, strict=False):
                for start, end in spans:
                    text.stylize(MARKED, start, end)
        for row in zip(*drawn, strict=True):
            table.add_row(*row)
        self._parts.append(Padding(table, (0, 0, 0, indent), expand=False) if indent else table)

    def print(self) -> None:
        """Write the page to standard output."""
        if self.room is None:
            write("".join(escaped(line).rstrip() + "\n" for line in self._lines).translate(self.signs))
            return
        from io import StringIO

        from rich.console import Console

        drawn, coloured, screen = StringIO(), is_coloured(sys.stdout), is_terminal(sys.stdout)
        console = Console(
            file=drawn,
            width=self.room,
            height=100,
            force_terminal=coloured,
            color_system="auto" if coloured else None,
            no_color=not coloured,
            legacy_windows=False,
        )
        for part in self._parts:
            console.print(part)
        lines = [BLANK_END.sub(_only_reset, line) for line in drawn.getvalue().split("\n")[:-1]]
        moves = screen and os.environ.get("TERM", "") not in ("dumb", "")
        text = "".join(steady(line.replace(HELD, " "), marks=screen, moves=moves) + "\n" for line in lines)
        write(text.translate(self.signs))


def _only_reset(end: re.Match[str]) -> str:
    return "\x1b[0m" if "\x1b" in end[0] else ""
