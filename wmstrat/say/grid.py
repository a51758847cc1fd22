"""Columns of text and how wide each becomes. Knows nothing of rich but how many cells a text takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.say.scripts import cell_width

GAP = 2
# A folded column is never narrower than this, however little room there is.
SLIVER = 4


def longest_word(text: str) -> int:
    """The cells that the widest word of the text takes."""
    return max(map(cell_width, text.split()), default=0)


class Column(Struct, frozen=True, dict=True):
    """A heading, and a text and perhaps a rich style for each row; `folds` is the narrowest width, 0 when nothing may
    be folded. Lines in a cell are below each other on a page, beside each other where one row is one line. `marked`
    are for each row the stretches of its text that a page in colour marks."""

    heading: str
    cells: Sequence[str]
    styles: Sequence[str] = ()
    right: bool = False
    folds: int = 0
    marked: Sequence[Sequence[tuple[int, int]]] = ()

    @cached_property
    def natural(self) -> int:
        """The cells that the column takes when nothing is folded."""
        return max(map(cell_width, (self.heading, *self.cells)))

    @cached_property
    def least(self) -> int:
        """The cells that the column takes at the very least."""
        return min(self.natural, max(self.folds, cell_width(self.heading))) if self.folds else self.natural

    @property
    def blank(self) -> bool:
        """True when no row has anything in the column."""
        return not any(self.cells)

    def unfolded(self, widest: int) -> Column:
        """The column as one that is not folded, unless it would be wider than `widest`."""
        return replace(self, folds=0 if self.natural <= widest else widest)


def taken(columns: Sequence[Column]) -> int:
    """The cells that the columns take at the very least."""
    return sum(column.least for column in columns) + GAP * (len(columns) - 1)


def widths(columns: Sequence[Column], room: int) -> list[int]:
    """The width of each column: as wide as it likes, or as even as the room allows for those that fold."""
    wanted = [column.natural for column in columns]
    left = room - GAP * (len(columns) - 1)
    if sum(wanted) <= left:
        return wanted
    sizes = [column.least for column in columns]
    while sum(sizes) > left and max(sizes) > SLIVER:
        sizes[sizes.index(max(sizes))] -= 1
    while sum(sizes) < left:
        short = [place for place, size in enumerate(sizes) if size < wanted[place]]
        sizes[min(short, key=lambda place: sizes[place])] += 1
    return sizes


def fitting(columns: Sequence[Column], room: int | None) -> tuple[list[Column], list[Column]]:
    """The columns with something in them that find room, and those left out, from the last to the third."""
    shown = [column for place, column in enumerate(columns) if place < 2 or not column.blank]
    left_out: list[Column] = []
    while room is not None and len(shown) > 2 and taken(shown) > room:
        left_out.insert(0, shown.pop())
    return shown, left_out


def aligned(columns: Sequence[Column], room: int | None = None, *, head: bool = True) -> Iterator[str]:
    """The rows as lines of plain text, one line a row: whole without `room`, cut to it otherwise."""
    flat = [[cell.replace("\n", ", ") for cell in (column.heading, *column.cells)] for column in columns]
    sizes = [max(map(cell_width, cells)) for cells in flat] if room is None else widths(columns, room)
    for row in islice(zip(*flat, strict=True), 0 if head else 1, None):
        cells = map(_padded, row, sizes, (column.right for column in columns))
        yield (" " * GAP).join(cells).rstrip()


def _padded(text: str, size: int, right: bool) -> str:
    width = cell_width(text)
    if width > size:
        from rich.cells import set_cell_size

        return set_cell_size(text, max(size - 3, 0)) + "..."[:size]
    return " " * (size - width) + text if right else text + " " * (size - width)
