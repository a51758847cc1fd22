"""What is wrong with the rows of files, told once for each kind of mistake, with the rows in which it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from wmstrat.record.text import listed

# How many lines of mistakes are printed, how many values of one column, and how many rows of each.
MOST_LINES, MOST_VALUES, MOST_ROWS = 20, 8, 3
# Up to this many wrong values of one column have a line each; of more, one line says what is expected.
FEW_VALUES = 3


class Mistake(Struct, frozen=True):
    """One mistake: the file, the line (0 where there is none), the column, and a sentence, or what was `found` in the
    place of what is `expected`; the title of the record, and what to do."""

    file: str
    line: int
    column: str = ""
    reason: str = ""
    found: str = ""
    expected: str = ""
    advice: str = ""
    title: str = ""

    @property
    def is_of_one_record(self) -> bool:
        """True for a file of one record: mistakes in many of them are alike."""
        return self.file.endswith((".md", ".markdown"))

    @property
    def place(self) -> str:
        """The file and the line, and the column."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.column}: " if self.column else f"{place}: "


def told(mistakes: Iterable[Mistake]) -> str:
    """The mistakes as lines: equal ones in one line, and many values of one column below each other."""
    columns: dict[tuple[str, ...], dict[str, list[Mistake]]] = {}
    for each in mistakes:
        alike = "" if each.is_of_one_record else each.file, each.column, each.expected or each.reason, each.advice
        columns.setdefault(alike, {}).setdefault(each.found, []).append(each)
    lines = [line for values in columns.values() for line in _lines(list(values.values()))]
    more = [f"... and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    return "\n".join([*lines[:MOST_LINES], *more])


def _lines(values: Sequence[Sequence[Mistake]]) -> Iterator[str]:
    """The lines about one column; each item of `values` has the equal mistakes."""
    if len(values) <= FEW_VALUES:
        for equal in values:
            first = equal[0]
            what = first.reason or f"found {first.found}{_rows(equal)}, expected {first.expected}."
            rows = f"({_rows(equal).strip()})" if first.reason and _rows(equal) else ""
            yield " ".join(filter(None, (first.place + what, rows, first.advice)))
        return
    first, count = values[0][0], sum(map(len, values))
    expected = f"; expected {first.expected}." if first.expected else "."
    column = f"{first.column}: " if first.column else ""
    place = "" if first.is_of_one_record else f"{first.file}: "
    yield f"{place}{column}{len(values)} wrong values in {count} rows{expected} {first.advice}".rstrip()
    # A value of few rows is easily overlooked, so it comes before those of many.
    rarest = sorted(values, key=len)
    yield from (f"  {equal[0].found}{_rows(equal)}" for equal in rarest[:MOST_VALUES])
    if len(rarest) > MOST_VALUES:
        yield f"  and {len(rarest) - MOST_VALUES} more values"


def _rows(equal: Sequence[Mistake]) -> str:
    """Which rows have the mistake: the first of many, or the one by the title of its record."""
    if len(equal) == 1:
        return f' in the row "{equal[0].title}"' if equal[0].title else ""
    is_line = bool(equal[0].line) and not equal[0].is_of_one_record
    names = [str(each.line) if is_line else each.file for each in equal]
    return f" in {len(equal)} {'rows' if is_line else 'files'} ({listed(names, most=MOST_ROWS)})"
