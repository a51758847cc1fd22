"""The picture of a timeline: a group has as many lines as its stages and dates need beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.home import ALL
from wmstrat.record.text import on_one_line
from wmstrat.say.scripts import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT, cell_width, drawn_width
from wmstrat.say.timeline_axis import Axis
from wmstrat.say.timeline_shapes import (
    BAD,
    BEGIN,
    DIM,
    FORMER,
    HELD_UP,
    LASTS,
    LATE,
    LEGEND,
    MOVING,
    SHARED,
    TO_COME,
    TODAY,
    TRAIL,
    WAIT,
    WAITING,
    DrawnPiece,
    Shape,
    cut,
    is_drawn,
    shape_of,
)

if TYPE_CHECKING:
    from wmstrat.reports.timeline import Timeline, TimelineEntry, TimelineRow
    from wmstrat.say.page import Page

# From this width on groups have their names beside their codes, of at most NAME cells.
WIDE, NAME = 110, 22
# A title has at least LEAST_TITLE cells, or is left out.
LEAST_TITLE = 6
WHOLE = "Whole process"
# From this number of lines on the axis is also below the picture.
MANY_LINES = 24


class Placed(Struct, frozen=True):
    """A shape in a line, with the column of its label; it takes the columns from one to the one before `ends`."""

    shape: Shape
    label_at: int
    begins: int
    ends: int

    def meets(self, other: Placed) -> bool:
        """True when there is no room between them: labels have a space around them."""
        gap = 1 if self.shape.label or other.shape.label else 0
        return self.begins < other.ends + gap and other.begins < self.ends + gap


def put_picture(page: Page, report: Timeline, width: int, *, today: str) -> None:
    """Draw the picture on a page, in this number of columns."""
    codes = max(cell_width(row.code) for row in report.rows)
    names = max(cell_width(_name(row)) for row in report.rows) if width >= WIDE else 0
    left = len(f"{LATE} ") + codes + 1 + (names + 2 if names else 1)
    axis = Axis(date.fromisoformat(report.first), date.fromisoformat(report.last), width - left)
    is_one = len(report.rows) == 1
    heads = [(f"{'':{left}}{line}", DIM) for line in [*_day_line(axis, report.day, today), *axis.heads()]]
    lines = [line for row in report.rows for line in _row(row, report, axis, (codes, names), is_one=is_one)]
    for text, style in heads:
        page.text(text, style)
    for line in lines:
        page.spans(line)
    if len(lines) >= MANY_LINES:
        for text, style in reversed(heads):
            page.text(text, style)
    used = _signs(text for line in lines for text, _ in line)
    legend = "  ".join(f"{sign} {meaning}" for sign, meaning in LEGEND if used & {*sign})
    page.ending([legend] if legend else [])


def _signs(texts: Iterable[str]) -> set[str]:
    """The signs in the pieces that are drawn, and not in titles."""
    signs = {sign for sign, _ in LEGEND} | {BEGIN, LASTS, TODAY, TRAIL, FORMER, " "}
    used: set[str] = set()
    for text in texts:
        used |= {*text} if {*text} <= signs else {*text} & {WAIT, TO_COME}
    return used


def _day_line(axis: Axis, day: str, today: str) -> Iterator[str]:
    """The day of the report above its column."""
    if not axis.holds(day):
        return
    name = "today" if day == today else day
    column = axis.column(day)
    if column + len(name) + 2 <= axis.width:
        yield f"{'':{column}}{TODAY} {name}"
    else:
        yield f"{name + ' ' + TODAY:>{column + 1}}"


def _name(row: TimelineRow) -> str:
    return cut(on_one_line(row.name) if row.group != ALL else WHOLE, NAME)


def _row(
    row: TimelineRow, report: Timeline, axis: Axis, columns: tuple[int, int], *, is_one: bool
) -> Iterator[list[tuple[str, str]]]:
    """The lines of a group."""
    codes, names = columns
    shared = [entry.span.done_on or entry.at for entry in _shared(row, report)]
    behind = {axis.column(day): (SHARED, DIM) for day in shared if axis.holds(day)}
    if axis.holds(report.day):
        behind[axis.column(report.day)] = (TODAY, MOVING)
    lanes = _packed(
        [shape_of(entry, axis, report.day, is_one=is_one) for entry in row.entries if is_drawn(entry)], axis
    )
    for place, lane in enumerate(lanes or [[]]):
        code, name = (row.code, _name(row)) if not place else ("", "")
        sign, style = _worst(row) if not place else (" ", "")
        code += " " * (codes - drawn_width(code) + 1)
        name = name + " " * (names - drawn_width(name) + 2) if names else " "
        yield [(f"{sign} ", style), (code, f"bold {style}"), (name, ""), *_line(lane, axis, behind)]


def _worst(row: TimelineRow) -> tuple[str, str]:
    """The sign before a group in which something is late or held up, and the style of its code."""
    if any(entry.days_late for entry in row.entries):
        return LATE, BAD
    return (HELD_UP, WAITING) if any(entry.span.held_up_by for entry in row.entries) else (" ", "")


def _shared(row: TimelineRow, report: Timeline) -> list[TimelineEntry]:
    """The dates of the whole process that hold for a group."""
    return [entry for entry in report.rows[0].entries if entry.id in row.shared] if row is not report.rows[0] else []


# Lines


def _packed(shapes: Sequence[Shape], axis: Axis) -> list[list[Placed]]:
    """The shapes in as few lines as their labels allow, each line from left to right."""
    lanes: list[list[Placed]] = []
    for shape in shapes:
        placed = _placed(shape, axis)
        free = (lane for lane in lanes if not any(placed.meets(other) for other in lane))
        lane = next(free, None)
        if lane is None:
            lanes.append([placed])
        else:
            lane.append(placed)
    return [sorted(lane, key=lambda placed: placed.begins) for lane in lanes]


def _placed(shape: Shape, axis: Axis) -> Placed:
    """The shape with its label after it, or before it where there is more room."""
    if not shape.label:
        return Placed(shape, shape.ends, shape.begins, shape.ends)
    label, right = cell_width(shape.label), axis.width - shape.ends - 1
    if right < label and right < shape.begins - 1:
        begins = max(shape.begins - 1 - label, 0)
        return Placed(shape, begins, begins, shape.ends)
    return Placed(shape, shape.ends + 1, shape.begins, shape.ends + 1 + min(label, right))


def _line(lane: Sequence[Placed], axis: Axis, behind: Mapping[int, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pieces of a line, with titles where there is room for them, and what is behind all that."""
    pieces: list[DrawnPiece] = []
    for place, placed in enumerate(lane):
        shape, column = placed.shape, placed.label_at
        pieces += shape.pieces
        ends = lane[place + 1].begins - 1 if place + 1 < len(lane) else axis.width
        if column < shape.begins:
            label = cut(shape.label, shape.begins - 1 - column)
            pieces.append(DrawnPiece(max(column - 1, 0), f"{' ' if column else ''}{label} ", shape.style))
        elif shape.label:
            label = cut(shape.label, ends - column)
            pieces.append(DrawnPiece(column - 1, f" {label}", shape.style))
            after = column + cell_width(label)
            if shape.title and ends - after > LEAST_TITLE:
                pieces.append(DrawnPiece(after, f" {cut(shape.title, ends - after - 1)}", DIM))
    position, clear = 0, 0
    for piece in sorted(pieces, key=lambda piece: piece.column):
        yield from _gap(position, piece.column, clear, behind)
        # After text from right to left a terminal that turns text begins anew.
        yield piece.text + (LEFT_TO_RIGHT_MARK if RIGHT_TO_LEFT.search(piece.text) else ""), piece.style
        position = clear = piece.column + drawn_width(piece.text)
        if doubt := cell_width(piece.text) - drawn_width(piece.text):
            clear += doubt + 2
    yield from _gap(position, axis.width, clear, behind)


def _gap(begins: int, ends: int, clear: int, behind: Mapping[int, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """What is seen between pieces: blanks before the column `clear`, up to which the last piece may reach on a
    terminal that takes more cells for its text."""
    for column in sorted(column for column in behind if max(begins, clear) <= column < ends):
        yield " " * (column - begins), ""
        yield behind[column]
        begins = column + 1
    yield " " * (ends - begins), ""
