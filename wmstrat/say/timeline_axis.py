"""The axis of a timeline: in which column a day is, and weeks, months, quarters or years above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec import Struct

from wmstrat.record.days import MONTHS

# How many cells the name of a unit takes, with a space after it.
WEEK, MONTH, LETTER, QUARTER = 3, 4, 2, 3


class Axis(Struct, frozen=True):
    """From one day to another one, both shown, on this number of columns."""

    first: date
    last: date
    width: int

    @property
    def _days(self) -> int:
        return (self.last - self.first).days + 1

    def column(self, day: str) -> int:
        """The column of an ISO day; that of the nearest end for a day that is not on the axis."""
        place = (date.fromisoformat(day) - self.first).days * self.width // self._days
        return max(0, min(self.width - 1, place))

    def holds(self, day: str) -> bool:
        """True for an ISO day on the axis."""
        return self.first.isoformat() <= day <= self.last.isoformat()

    def heads(self) -> list[str]:
        """The lines above the axis: years above months or quarters, months above weeks, or years alone; whatever is
        the finest that there is room for."""
        cells = self.width / self._days
        if 7 * cells >= WEEK:
            return [self._line(_months, _month_and_year), self._line(_weeks, lambda day: f"{day.day:02}")]
        if 30 * cells >= MONTH:
            return [self._line(_years, _year), self._line(_months, lambda day: _month(day)[:3])]
        if 28 * cells >= LETTER:
            return [self._line(_years, _year), self._line(_months, lambda day: _month(day)[0])]
        if 90 * cells >= QUARTER:
            return [self._line(_years, _year), self._line(_quarters, lambda day: f"Q{(day.month + 2) // 3}")]
        return [self._line(_years, _year)]

    def _line(self, unit: Callable[[date], Iterator[date]], name: Callable[[date], str]) -> str:
        """The names of units where they begin, the first one at the beginning; those without room are left out."""
        starts: list[date] = []
        for start in unit(self.first):
            if start > self.last:
                break
            starts.append(start)
        placed = [(max(0, self.column(start.isoformat())), name(start)) for start in starts]
        line = ""
        for place, (column, text) in enumerate(placed):
            ends = placed[place + 1][0] if place + 1 < len(placed) else self.width
            is_cut = not place and starts[0] < self.first and column + len(text) >= ends
            if column >= len(line) + bool(line) and column + len(text) <= self.width and not is_cut:
                line = line.ljust(column) + text
        return line


def _units(first: date, following: Callable[[date], date]) -> Iterator[date]:
    while True:
        yield first
        try:
            first = following(first)
        except (OverflowError, ValueError):
            return


def _weeks(day: date) -> Iterator[date]:
    return _units(
        day - timedelta(days=min(day.weekday(), (day - date.min).days)), lambda week: week + timedelta(days=7)
    )


def _months(day: date) -> Iterator[date]:
    return _units(day.replace(day=1), lambda month: (month + timedelta(days=31)).replace(day=1))


def _quarters(day: date) -> Iterator[date]:
    begins = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    return _units(begins, lambda quarter: (quarter + timedelta(days=93)).replace(day=1))


def _years(day: date) -> Iterator[date]:
    return _units(day.replace(month=1, day=1), lambda year: year.replace(year=year.year + 1))


def _month(day: date) -> str:
    return MONTHS[day.month - 1].capitalize()


def _month_and_year(day: date) -> str:
    return f"{_month(day)[:3]} {day.year}"


def _year(day: date) -> str:
    return f"{day.year:04}"
