"""The picture of a timeline: a group has as many lines as its stages and dates need beside each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import UNKNOWN, holds_on
from wmstrat.record.home import ALL
from wmstrat.record.text import on_one_line
from wmstrat.say.phrases import STYLES
from wmstrat.say.scripts import cell_width, drawn_width
from wmstrat.say.timeline_axis import Axis

if TYPE_CHECKING:
    from wmstrat.record.reporting import Span
    from wmstrat.reports.timeline import Entry, Row, Timeline
    from wmstrat.say.page import Page

# The signs, each with what it means.
BEGIN, LASTS, TO_COME, TODAY, SHARED = "┣", "━", "┄", "│", "┊"
PLANNED, REACHED, LATE, HELD_UP, ASIDE, WAIT = "○", "●", "!", "?", "x", "←"
TRAIL, FORMER, EARLIER, LATER, CUT = "·", ":", "<", ">", "…"
LEGEND = (
    (REACHED, "reached"),
    (PLANNED, "planned"),
    (LATE, "late"),
    (HELD_UP, "held up by something late"),
    (ASIDE, "dropped"),
    (FORMER + TRAIL + FORMER, "moved from there"),
    (WAIT, "waits for"),
    (TO_COME, "to come"),
    (EARLIER, "before this time"),
    (LATER, "after this time"),
    (SHARED, "a date of ALL, where a group has none of its own"),
)
BAD, WAITING, MOVING, DIM = STYLES["bad"], STYLES["waiting"], STYLES["moving"], "dim"
# From this width on groups have their names beside their codes, of at most NAME cells.
WIDE, NAME = 110, 22
# A title has at least LEAST_TITLE cells, or is left out; in the picture of one group it has up to LONG_TITLE.
LEAST_TITLE, LONG_TITLE = 6, 40
# What lasts has at least LEAST_INSIDE cells of its label in it; what is too short for that has SHORT_LABEL beside it.
LEAST_INSIDE, SHORT_LABEL = 4, 8
WHOLE = "Whole process"
# From this number of lines on the axis is also below the picture.
MANY_LINES = 24


class Piece(Struct, frozen=True):
    """Text in a line from a column on, with a style."""

    column: int
    text: str
    style: str = ""


class Shape(Struct, frozen=True):
    """An entry as it is drawn: from a column to the one before `ends`, with a label, and with a longer title where
    there is room."""

    begins: int
    ends: int
    pieces: tuple[Piece, ...]
    label: str = ""
    title: str = ""
    style: str = ""


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
    page.ending(["  ".join(f"{sign} {meaning}" for sign, meaning in LEGEND if used & {*sign})])


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


def _name(row: Row) -> str:
    return _cut(on_one_line(row.name) if row.group != ALL else WHOLE, NAME)


def _row(
    row: Row, report: Timeline, axis: Axis, columns: tuple[int, int], *, is_one: bool
) -> Iterator[list[tuple[str, str]]]:
    """The lines of a group."""
    codes, names = columns
    shared = [entry.span.done_on or entry.at for entry in _shared(row, report)]
    behind = {axis.column(day): (SHARED, DIM) for day in shared if axis.holds(day)}
    if axis.holds(report.day):
        behind[axis.column(report.day)] = (TODAY, MOVING)
    lanes = _packed(
        [_shape(entry, axis, report.day, is_one=is_one) for entry in row.entries if _is_drawn(entry)], axis
    )
    for place, lane in enumerate(lanes or [[]]):
        code, name = (row.code, _name(row)) if not place else ("", "")
        sign, style = _worst(row) if not place else (" ", "")
        code += " " * (codes - drawn_width(code) + 1)
        name = name + " " * (names - drawn_width(name) + 2) if names else " "
        yield [(f"{sign} ", style), (code, f"bold {style}"), (name, ""), *_line(lane, axis, behind)]


def _worst(row: Row) -> tuple[str, str]:
    """The sign before a group in which something is late or held up, and the style of its code."""
    if any(entry.days_late for entry in row.entries):
        return LATE, BAD
    return (HELD_UP, WAITING) if any(entry.span.held_up_by for entry in row.entries) else (" ", "")


def _shared(row: Row, report: Timeline) -> list[Entry]:
    """The dates of the whole process that hold for a group."""
    return [entry for entry in report.rows[0].entries if entry.id in row.shared] if row is not report.rows[0] else []


def _is_drawn(entry: Entry) -> bool:
    if entry.span.begins:
        return not entry.is_aside and (entry.span.begins, entry.span.ends) != (UNKNOWN, UNKNOWN)
    return bool(entry.at)


# Shapes


def _shape(entry: Entry, axis: Axis, day: str, *, is_one: bool) -> Shape:
    return _bar(entry, axis, day) if entry.span.begins else _mark(entry, axis, day, is_one=is_one)


def _bar(entry: Entry, axis: Axis, day: str) -> Shape:
    """What lasts: drawn through up to the day of the report, in dashes after it; then one of `!` where it is late."""
    span = entry.span
    begins = axis.column(span.begins) if span.begins != UNKNOWN else 0
    ends = max(_end(span, axis, day), begins + 1)
    now = axis.column(day) + 1 if axis.first.isoformat() <= day else 0
    drawn = "".join(LASTS if column < now else TO_COME for column in range(begins, ends))
    if span.begins == UNKNOWN or axis.holds(span.begins):
        drawn = BEGIN + drawn[1:]
    is_running = holds_on({"since": span.begins, "until": span.ends}, day)
    style = BAD if entry.days_late else MOVING if is_running else DIM if span.begins <= day else ""
    label = on_one_line(span.title) if span.key else _short(entry)
    room = ends - begins - len(f"{BEGIN} ")
    inside = label if cell_width(label) < room else _cut(label, room) if room >= LEAST_INSIDE else ""
    pieces = [Piece(begins, drawn, style)]
    if inside:
        text = f"{drawn[0]} {inside}{' ' if cell_width(inside) < room else ''}"
        width = cell_width(text)
        pieces = [Piece(begins, text, style), Piece(begins + width, drawn[width:], style)]
    if entry.days_late:
        pieces.append(Piece(ends, LATE * (axis.column(day) - ends), BAD))
        ends = max(ends, axis.column(day))
    if inside:
        return Shape(begins, ends, tuple(pieces), style=style)
    title = "" if span.key else on_one_line(span.title)
    return Shape(begins, ends, tuple(pieces), _cut(label, SHORT_LABEL, ""), title, style)


def _end(span: Span, axis: Axis, day: str) -> int:
    """The column after the last one of what lasts: without an end on the day of the report, or at the end of the axis
    where it has not begun by then."""
    if span.ends == UNKNOWN:
        return 0
    if span.ends:
        return axis.column(span.ends) + (not axis.holds(span.ends))
    return axis.column(day) + 1 if holds_on({"since": span.begins, "until": ""}, day) else axis.width


def _mark(entry: Entry, axis: Axis, day: str, *, is_one: bool) -> Shape:
    """A date: a sign, with a trail from its first date on, and one of `!` up to the day of the report where it is
    late."""
    span = entry.span
    sign, style = _sign(entry)
    now = span.done_on or entry.at
    former = [move.was for move in span.moves] + ([entry.at] if span.done_on and span.done_on != entry.at else [])
    columns = sorted({axis.column(each) for each in (*former, now)})
    place = axis.column(now)
    trail = dict.fromkeys(range(columns[0], columns[-1] + 1), TRAIL)
    trail |= {axis.column(each): FORMER for each in former if axis.holds(each)}
    if entry.days_late:
        trail |= dict.fromkeys(range(place, max(axis.column(day), place + 1)), LATE)
    trail[place] = sign if axis.holds(now) or entry.days_late else EARLIER if now < axis.first.isoformat() else LATER
    begins, ends = min(trail), max(trail) + 1
    pieces = [
        Piece(column, text, DIM if text in (TRAIL, FORMER) else style) for column, text in sorted(trail.items())
    ]
    ends += bool(entry.days_late and place < axis.column(day))  # the day of the report is seen beside it
    label = _short(entry)
    title = on_one_line(span.title)
    if axis.width - ends <= cell_width(label) >= begins:  # it has room nowhere else
        within = f" {label} "
        pieces = [piece for piece in pieces if not begins < piece.column <= begins + cell_width(within)]
        return Shape(begins, ends, (*pieces, Piece(begins + 1, within, style)))
    if is_one:
        return Shape(begins, ends, tuple(pieces), f"{label} {_cut(title, LONG_TITLE)}", style=style)
    return Shape(begins, ends, tuple(pieces), label, title, style)


def _sign(entry: Entry) -> tuple[str, str]:
    if entry.span.done_on:
        return REACHED, ""
    if entry.is_aside:
        return ASIDE, DIM
    if entry.days_late:
        return LATE, BAD
    if entry.span.held_up_by:
        return HELD_UP, WAITING
    return (PLANNED if entry.span.due else WAIT), ""


def _short(entry: Entry) -> str:
    """The id without the code of the group whose line it is in, and what it waits for."""
    mine = "" if entry.is_shared else f"{entry.code}-"
    name = entry.id.removeprefix(mine)
    is_open = not entry.span.done_on and not entry.is_aside
    others = (
        [identity.removeprefix(mine) for identity in entry.span.waits_for] if is_open and not entry.is_shared else []
    )
    more = f"+{len(others) - 1}" if len(others) > 1 else ""
    return f"{name}{WAIT}{others[0]}{more}" if others else name


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
    pieces: list[Piece] = []
    for place, placed in enumerate(lane):
        shape, column = placed.shape, placed.label_at
        pieces += shape.pieces
        ends = lane[place + 1].begins - 1 if place + 1 < len(lane) else axis.width
        if column < shape.begins:
            label = _cut(shape.label, shape.begins - 1 - column)
            pieces.append(Piece(max(column - 1, 0), f"{' ' if column else ''}{label} ", shape.style))
        elif shape.label:
            label = _cut(shape.label, ends - column)
            pieces.append(Piece(column - 1, f" {label}", shape.style))
            after = column + cell_width(label)
            if shape.title and ends - after > LEAST_TITLE:
                pieces.append(Piece(after, f" {_cut(shape.title, ends - after - 1)}", DIM))
    position, clear = 0, 0
    for piece in sorted(pieces, key=lambda piece: piece.column):
        yield from _gap(position, piece.column, clear, behind)
        yield piece.text, piece.style
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


def _cut(text: str, width: int, mark: str = CUT) -> str:
    """The beginning of a text that takes no more cells than `width`."""
    if cell_width(text) <= width:
        return text
    cut = text
    while cut and cell_width(cut) + len(mark) > width:
        cut = cut[:-1]
    return (cut.rstrip() + mark) if width > 0 else ""
