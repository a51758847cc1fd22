"""The columns of the table of all groups, each in the forms that it can take, and which of them a width has room for.

Every column has a short form; the longer ones come in the order of their ranks, as long as there is room. So the same
table is read at 60 columns and at 200, and no word is ever shredded to make it fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from wmstrat.record.reporting import CountColumn, Form
from wmstrat.record.text import on_one_line
from wmstrat.say.grid import Column, longest_word, taken
from wmstrat.say.phrases import NOTHING, WAITING, ago, day_and_ago
from wmstrat.say.scripts import cell_width

if TYPE_CHECKING:
    from wmstrat.reports.overview import GroupStatus, Status

# The last activity is worth more than the words of a packed column.
ACTIVE_RANK = 20


class Choice(NamedTuple):
    """One form of a column: its rank among all, the place of the column in the table, its name, and how to make it.
    `tall` forms have rows of many lines."""

    rank: int
    place: int
    name: str
    make: Callable[[], Column]
    tall: bool = False


def columns_for(report: Status, room: int | None) -> tuple[list[Column], list[str]]:
    """The columns that a width has room for, and the headings of those with content that it has none for."""
    chosen: dict[str, tuple[int, Column]] = {}
    missing: dict[str, tuple[int, str]] = {}
    for choice in sorted(_choices(report), key=lambda choice: (choice.rank, choice.place)):
        if choice.tall and choice.name in chosen and "active" not in chosen:
            continue  # rows of many lines are for where everything else has found its place
        column = choice.make()
        if choice.rank and choice.name not in chosen and column.blank:
            continue
        tried = {**chosen, choice.name: (choice.place, column)}
        if not choice.rank or room is None or taken([each for _, each in sorted_columns(tried)]) <= room:
            chosen = tried
            missing.pop(choice.name, None)
        elif choice.name not in chosen:
            missing[choice.name] = choice.place, column.heading
    return [column for _, column in sorted_columns(chosen)], [heading for _, heading in sorted(missing.values())]


def sorted_columns(columns: dict[str, tuple[int, Column]]) -> list[tuple[int, Column]]:
    """The columns in the order of their places."""
    return sorted(columns.values(), key=lambda placed: placed[0])


def _choices(report: Status) -> Iterator[Choice]:
    groups = report.groups
    names = [on_one_line(group.name) for group in groups]
    yield Choice(0, 0, "code", lambda: Column("", [group.code for group in groups], ["bold"] * len(groups)))
    yield Choice(0, 1, "name", lambda: _folding("Group", names, 14))
    yield Choice(70, 1, "name", lambda: _folding("Group", names, 14).unfolded(28))
    yield Choice(0, 10, "stage", lambda: _stages(groups, full=False))
    yield Choice(90, 10, "stage", lambda: _stages(groups, full=True))
    since = ["\n".join(stage.since for stage in group.stages) for group in groups]
    yield Choice(40, 11, "since", lambda: Column("Since", since))
    for counted in report.columns:
        for form in counted.forms:
            tall = form.look == "packed"
            yield Choice(form.rank, counted.place, counted.key, partial(_counts, groups, counted, form), tall)
    yield Choice(ACTIVE_RANK, 200, "active", lambda: _active(report, ago))
    yield Choice(180, 200, "active", lambda: _active(report, day_and_ago))


def _stages(groups: Sequence[GroupStatus], *, full: bool) -> Column:
    names = ["\n".join(on_one_line(stage.label if full else stage.id) for stage in group.stages) for group in groups]
    return Column("Stage", [name or NOTHING for name in names], ["" if name else "dim" for name in names])


def _folding(heading: str, cells: Sequence[str], least: int) -> Column:
    cells = [on_one_line(cell) if "\n" not in cell else cell for cell in cells]
    return Column(heading, cells, folds=max(least, min(20, max(map(longest_word, cells), default=0))))


def _counts(groups: Sequence[GroupStatus], counted: CountColumn, form: Form) -> Column:
    """A column of what one kind counts."""
    values = [group.counts.get(counted.key) for group in groups]
    if form.look in ("size", "size in bounds"):
        return _sizes(groups, counted, bounds=form.look == "size in bounds")
    if form.look in ("fraction", "fraction in words"):
        return _fractions(groups, counted, words=form.look == "fraction in words")
    if form.look == "packed":
        return _packed(counted.heading, [_words(value) for value in values], form.width, counted.nothing)
    counts = [sum(value.values()) if isinstance(value, dict) else value or 0 for value in values]
    nothing = NOTHING if form.look == "number" else ""
    cells = [str(count) if count else nothing for count in counts]
    return Column(counted.heading, cells, ["" if count else "dim" for count in counts])


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{count} {word}" for word, count in value.items()]
    return [on_one_line(str(item)) for item in value or ()]


def _sizes(groups: Sequence[GroupStatus], counted: CountColumn, *, bounds: bool) -> Column:
    size = len(str(max((group.counts[counted.key] for group in groups), default=0)))
    cells, styles = [], []
    for one in groups:
        count, low, high = (one.counts[name] for name in (counted.key, "minimum", "maximum"))
        span = f"/{low}-{high}" if bounds and high else f"/{low}+" if bounds and low else ""
        marker = " ↓" if count < low else " ↑" if high and count > high else ""
        cells.append(f"{count:>{size}}{span}{marker if count else ''}")
        styles.append("dim" if not count else WAITING if marker else "")
    return Column(counted.heading, cells, styles)


def _fractions(groups: Sequence[GroupStatus], counted: CountColumn, *, words: bool) -> Column:
    cells, styles = [], []
    for group in groups:
        part, whole = group.counts[counted.key], group.counts[counted.of]
        text = f"{part}/{whole}" if whole else NOTHING
        cells.append(f"{text} {counted.word}" if words and whole else text)
        styles.append("dim" if not whole else "green" if part == whole else "")
    return Column(counted.heading, cells, styles)


def _active(report: Status, words: Callable[[str, str], str]) -> Column:
    quiet = [any(item.topic == "quiet" for item in group.attention) for group in report.groups]
    cells = [words(group.active, report.day) for group in report.groups]
    return Column("Active", cells, [WAITING if each else "" for each in quiet])


def _packed(heading: str, cells: Sequence[Sequence[str]], width: int, nothing: str = "") -> Column:
    """Items of a cell beside each other as far as the width goes, then below; no item is ever taken apart."""
    texts = []
    for items in cells:
        lines: list[str] = []
        for item in items:
            if lines and cell_width(lines[-1]) + cell_width(item) + 2 <= width:
                lines[-1] += f", {item}"
            else:
                lines.append(item)
        texts.append("\n".join(lines))
    return Column(heading, [text or nothing for text in texts], ["" if text else "dim" for text in texts])
