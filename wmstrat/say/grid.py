"""Columns of text and how wide each becomes. Knows nothing of rich but how many cells a text takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from rich.cells import set_cell_size

from wmstrat.say.scripts import cell_width

GAP = 2
# A folded column is never narrower than this, however little room there is.
SLIVER = 4


def longest_word(text: str) -> int:
    """The cells that the widest word of the text takes."""
    return max(map(cell_width, text.split()), default=0)


@dataclass(frozen=True)
class Column:
    """One column: a heading, and a text and perhaps a rich style for each row.

    `folds` is the narrowest width that the column may be folded to, 0 when it may not be folded. Lines inside a
    cell stand below each other on a page, and beside each other where one row is one line.
    """

    heading: str
    cells: Sequence[str]
    styles: Sequence[str] = ()
    right: bool = False
    folds: int = 0
    natural: int = field(init=False, repr=False, compare=False)
    least: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        natural = max(map(cell_width, (self.heading, *self.cells)))
        object.__setattr__(self, "natural", natural)
        object.__setattr__(self, "least", min(natural, max(self.folds, cell_width(self.heading))))
        if not self.folds:
            object.__setattr__(self, "least", natural)

    @property
    def blank(self) -> bool:
        """True when no row has anything in the column."""
        return not any(self.cells)

    def style(self, row: int) -> str:
        """The rich style of one row's cell."""
        return self.styles[row] if self.styles else ""

    def unfolded(self, widest: int = 1000) -> Column:
        """The column as one that is not folded, unless it would be wider than `widest`."""
        return replace(self, folds=0 if self.natural <= widest else widest)


def taken(columns: Sequence[Column]) -> int:
    """The cells that the columns take at the very least."""
    return sum(column.least for column in columns) + GAP * (len(columns) - 1)


def widths(columns: Sequence[Column], room: int | None) -> list[int]:
    """The width of each column: as wide as it likes, or as even as the room allows for those that fold."""
    wanted = [column.natural for column in columns]
    if room is None or sum(wanted) + GAP * (len(columns) - 1) <= room:
        return wanted
    left = room - GAP * (len(columns) - 1)
    found = [column.least for column in columns]
    while sum(found) > left and max(found) > SLIVER:
        widest = found.index(max(found))
        found[widest] -= 1
    while sum(found) < left:
        short = [place for place in range(len(found)) if found[place] < wanted[place]]
        if not short:
            break
        found[min(short, key=lambda place: (found[place], place))] += 1
    return found


def fitting(columns: Sequence[Column], room: int | None, fewest: int = 2) -> tuple[list[Column], list[Column]]:
    """The columns that find room, and those left out: the last ones first, never the first `fewest`."""
    shown, left_out = list(columns), list[Column]()
    while room is not None and len(shown) > fewest and taken(shown) > room:
        left_out.insert(0, shown.pop())
    return shown, left_out


def aligned(
    columns: Sequence[Column], room: int | None = None, *, head: bool = True, ellipsis: str = "..."
) -> Iterator[str]:
    """The rows as lines of plain text, one line a row: whole without `room`, cut to it otherwise."""
    if not columns:
        return
    sizes = widths(columns, room)
    if room is None:
        sizes = [max(cell_width(_one_line(cell)) for cell in (column.heading, *column.cells)) for column in columns]
    pads = [_padding(column, size, ellipsis) for column, size in zip(columns, sizes, strict=True)]
    gap = " " * GAP
    if head:
        yield gap.join(pad(one.heading) for pad, one in zip(pads, columns, strict=True)).rstrip()
    for cells in zip(*(column.cells for column in columns), strict=True):
        yield gap.join(pad(_one_line(cell)) for pad, cell in zip(pads, cells, strict=True)).rstrip()


def _one_line(cell: str) -> str:
    return cell.replace("\n", ", ") if "\n" in cell else cell


def _padding(column: Column, size: int, ellipsis: str) -> Callable[[str], str]:
    def padded(text: str) -> str:
        width = cell_width(text)
        if width > size:
            return set_cell_size(text, max(size - len(ellipsis), 0)) + ellipsis[:size]
        return " " * (size - width) + text if column.right else text + " " * (size - width)

    return padded
