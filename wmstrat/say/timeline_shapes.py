"""What is on a timeline as it is drawn: bars for what lasts, signs with a trail for dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import UNKNOWN, holds_on
from wmstrat.record.text import on_one_line
from wmstrat.say.phrases import STYLES
from wmstrat.say.scripts import cell_width

if TYPE_CHECKING:
    from wmstrat.record.timing import Span
    from wmstrat.reports.timeline import TimelineEntry
    from wmstrat.say.timeline_axis import Axis

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
# In the picture of one group a title has up to LONG_TITLE cells.
LONG_TITLE = 40
# What lasts has at least LEAST_INSIDE cells of its label in it; what is too short for that has SHORT_LABEL beside it.
LEAST_INSIDE, SHORT_LABEL = 4, 8


class DrawnPiece(Struct, frozen=True):
    """Text in a line from a column on, with a style."""

    column: int
    text: str
    style: str = ""


class Shape(Struct, frozen=True):
    """An entry as it is drawn: from a column to the one before `ends`, with a label, and with a longer title where
    there is room."""

    begins: int
    ends: int
    pieces: tuple[DrawnPiece, ...]
    label: str = ""
    title: str = ""
    style: str = ""


def is_drawn(entry: TimelineEntry) -> bool:
    """True for what is in the picture: it has a day, and what lasts was not put aside."""
    if entry.span.begins:
        return not entry.is_aside and (entry.span.begins, entry.span.ends) != (UNKNOWN, UNKNOWN)
    return bool(entry.at)


def shape_of(entry: TimelineEntry, axis: Axis, day: str, *, is_one: bool) -> Shape:
    """An entry on an axis, on the day of the report; with a longer title where one group alone is shown."""
    return _bar(entry, axis, day) if entry.span.begins else _mark(entry, axis, day, is_one=is_one)


def _bar(entry: TimelineEntry, axis: Axis, day: str) -> Shape:
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
    inside = label if cell_width(label) < room else cut(label, room) if room >= LEAST_INSIDE else ""
    pieces = [DrawnPiece(begins, drawn, style)]
    if inside:
        text = f"{drawn[0]} {inside}{' ' if cell_width(inside) < room else ''}"
        width = cell_width(text)
        pieces = [DrawnPiece(begins, text, style), DrawnPiece(begins + width, drawn[width:], style)]
    if entry.days_late:
        pieces.append(DrawnPiece(ends, LATE * (axis.column(day) - ends), BAD))
        ends = max(ends, axis.column(day))
    if inside:
        return Shape(begins, ends, tuple(pieces), style=style)
    title = "" if span.key else on_one_line(span.title)
    return Shape(begins, ends, tuple(pieces), cut(label, SHORT_LABEL, ""), title, style)


def _end(span: Span, axis: Axis, day: str) -> int:
    """The column after the last one of what lasts: without an end on the day of the report, or at the end of the axis
    where it has not begun by then."""
    if span.ends == UNKNOWN:
        return 0
    if span.ends:
        return axis.column(span.ends) + (not axis.holds(span.ends))
    return axis.column(day) + 1 if holds_on({"since": span.begins, "until": ""}, day) else axis.width


def _mark(entry: TimelineEntry, axis: Axis, day: str, *, is_one: bool) -> Shape:
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
        DrawnPiece(column, text, DIM if text in (TRAIL, FORMER) else style) for column, text in sorted(trail.items())
    ]
    ends += bool(entry.days_late and place < axis.column(day))  # the day of the report is seen beside it
    label = _short(entry)
    title = on_one_line(span.title)
    if axis.width - ends <= cell_width(label) >= begins:  # it has room nowhere else
        within = f" {label} "
        pieces = [piece for piece in pieces if not begins < piece.column <= begins + cell_width(within)]
        return Shape(begins, ends, (*pieces, DrawnPiece(begins + 1, within, style)))
    if is_one:
        return Shape(begins, ends, tuple(pieces), f"{label} {cut(title, LONG_TITLE)}", style=style)
    return Shape(begins, ends, tuple(pieces), label, title, style)


def _sign(entry: TimelineEntry) -> tuple[str, str]:
    if entry.span.done_on:
        return REACHED, ""
    if entry.is_aside:
        return ASIDE, DIM
    if entry.days_late:
        return LATE, BAD
    if entry.span.held_up_by:
        return HELD_UP, WAITING
    return (PLANNED if entry.span.due else WAIT), ""


def _short(entry: TimelineEntry) -> str:
    """The id without the code of the group whose line it is in, and what it waits for."""
    mine = "" if entry.is_shared else f"{entry.code}-"
    name = entry.id.removeprefix(mine)
    is_open = not entry.span.done_on and not entry.is_aside
    others = (
        [identity.removeprefix(mine) for identity in entry.span.waits_for] if is_open and not entry.is_shared else []
    )
    more = f"+{len(others) - 1}" if len(others) > 1 else ""
    return f"{name}{WAIT}{others[0]}{more}" if others else name


def cut(text: str, width: int, mark: str = CUT) -> str:
    """The beginning of a text that takes no more cells than `width`."""
    if cell_width(text) <= width:
        return text
    cut = text
    while cut and cell_width(cut) + len(mark) > width:
        cut = cut[:-1]
    return (cut.rstrip() + mark) if width > 0 else ""
