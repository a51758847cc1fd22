"""The columns of the table of all groups, in longer and longer forms as far as there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from wmstrat.record.reporting import CountColumn, Form
from wmstrat.record.text import on_one_line
from wmstrat.say.attention import SIGNS
from wmstrat.say.grid import Column, longest_word, taken
from wmstrat.say.phrases import NOTHING, WAITING, ago, day_and_ago, gathered_names
from wmstrat.say.scripts import cell_width

if TYPE_CHECKING:
    from wmstrat.reports.of_group import GroupStatus
    from wmstrat.reports.overview import Status

TOO_FEW, TOO_MANY = "↓", "↑"


class ColumnForm(NamedTuple):
    """One form of a column: its rank among all forms, and the place of the column in the table."""

    rank: int
    place: int
    name: str
    column: Column


def columns_for(report: Status, room: int | None) -> tuple[list[Column], list[str]]:
    """The columns that a width has room for, and the headings of those with content that it has none for. The rows
    are the working groups, then the other bodies."""
    chosen: dict[str, ColumnForm] = {}
    missing: dict[str, ColumnForm] = {}
    for choice in sorted(_choices(report), key=lambda choice: (choice.rank, choice.place)):
        if choice.rank and choice.name not in chosen and choice.column.blank:
            continue
        tried = {**chosen, choice.name: choice}
        if not choice.rank or room is None or taken(_in_order(tried)) <= room:
            chosen = tried
            missing.pop(choice.name, None)
        elif choice.name not in chosen:
            missing[choice.name] = choice
    return _in_order(chosen), [column.heading for column in _in_order(missing)]


def with_bodies_apart(columns: Sequence[Column], groups: int) -> list[Column]:
    """The columns with a heading before the rows of the other bodies, if there are any."""
    if groups == len(columns[0].cells):
        return list(columns)
    headed = []
    for place, column in enumerate(columns):
        between = [("", "")] if groups else []
        between.append(("Other bodies", "bold") if place == 1 else ("", ""))
        cells, styles = list(column.cells), list(column.styles) or [""] * len(column.cells)
        cells[groups:groups] = [cell for cell, _ in between]
        styles[groups:groups] = [style for _, style in between]
        headed.append(replace(column, cells=cells, styles=styles))
    return headed


def signs_explained(report: Status, columns: Sequence[Column]) -> list[str]:
    """A sentence for each sign in the columns that does not explain itself."""
    sentences = []
    for counted in report.columns:
        cells = next((column.cells for column in columns if column.heading == counted.heading), ())
        if counted.of and any("/" in cell for cell in cells) and not any(counted.word in cell for cell in cells):
            sentences.append(f"{counted.heading}: how many of all are {counted.word}.")
        if any(sign in cell for cell in cells for sign in (TOO_FEW, TOO_MANY)):
            low, high = (report.groups[0].counts[name] for name in (counted.low, counted.high))
            bounds = [
                *([f"{TOO_FEW} fewer than {low}"] if low else []),
                *([f"{TOO_MANY} more than {high}"] if high else []),
            ]
            sentences.append(f"{counted.heading}: {', '.join(bounds)}.")
    return sentences


def _in_order(choices: Mapping[str, ColumnForm]) -> list[Column]:
    return [choice.column for choice in sorted(choices.values(), key=lambda choice: choice.place)]


def _choices(report: Status) -> Iterator[ColumnForm]:
    groups = (*report.groups, *report.bodies)
    yield ColumnForm(0, 0, "code", Column("", [group.code for group in groups], ["bold"] * len(groups)))
    names = [on_one_line(group.name) for group in groups]
    name = Column("Group", names, folds=max(14, min(20, max(map(longest_word, names), default=0))))
    yield ColumnForm(0, 1, "name", name)
    yield ColumnForm(6, 1, "name", name.unfolded(28))
    yield ColumnForm(45, 1, "name", name.unfolded(60))
    yield ColumnForm(0, 10, "stage", _stages(groups))
    yield ColumnForm(5, 10, "stage", _stages(groups).unfolded(28))
    since = ["\n".join(stage.since for stage in group.stages) for group in groups]
    yield ColumnForm(40, 11, "since", Column("Since", since))
    for counted in report.columns:
        for form in counted.forms:
            column = _counts(groups, counted, form, report.labels.get(counted.label, {}))
            yield ColumnForm(form.rank, counted.place, counted.key, column)
    yield ColumnForm(20, 190, "to do", _to_do(groups))
    yield ColumnForm(25, 200, "active", _active(report, groups, ago))
    yield ColumnForm(180, 200, "active", _active(report, groups, day_and_ago))


def _stages(groups: Sequence[GroupStatus]) -> Column:
    names = ["\n".join(on_one_line(stage.label) for stage in group.stages) for group in groups]
    widest = max(map(longest_word, names), default=0)
    return Column(
        "Stage", [name or NOTHING for name in names], ["" if name else "dim" for name in names], folds=widest
    )


def _counts(groups: Sequence[GroupStatus], counted: CountColumn, form: Form, labels: Mapping[str, str]) -> Column:
    """A column of what one kind counts, by words with these labels."""
    if form.look == "bounded":
        return _bounded(groups, counted)
    if form.look in ("fraction", "fraction in words"):
        return _fractions(groups, counted, words=form.look == "fraction in words")
    values = [group.counts.get(counted.key) for group in groups]
    if form.look == "packed":
        cells, nothing = [_packed(value, counted, form.width, labels) for value in values], counted.nothing
    else:
        cells = [str(sum(value.values()) if isinstance(value, dict) else value or "") for value in values]
        nothing = NOTHING if form.look == "number" else ""
    cells = ["" if cell == "0" else cell for cell in cells]
    return Column(counted.heading, [cell or nothing for cell in cells], ["" if cell else "dim" for cell in cells])


def _packed(value: Any, counted: CountColumn, width: int, labels: Mapping[str, str]) -> str:
    """What is counted, in one line: names as far as the width goes, counts by word or, where that is too wide, in
    all."""
    if not isinstance(value, dict):
        return gathered_names([on_one_line(str(item)) for item in value or ()], width)
    words = [f"{count} {labels.get(word, word)}" for word, count in value.items() if word not in counted.closed]
    closed = sum(value.get(word, 0) for word in counted.closed)
    for text in (", ".join([*words, f"{closed} closed"] if closed else words), ", ".join(words)):
        if text and cell_width(text) <= width:
            return text
    return str(sum(value.values()))


def _bounded(groups: Sequence[GroupStatus], counted: CountColumn) -> Column:
    widest = len(str(max((group.counts[counted.key] for group in groups), default=0)))
    cells, styles = [], []
    for group in groups:
        count, low, high = (group.counts[name] for name in (counted.key, counted.low, counted.high))
        sign = f" {TOO_FEW}" if 0 < count < low else f" {TOO_MANY}" if 0 < high < count else ""
        cells.append(f"{count or NOTHING:>{widest}}{sign}")
        styles.append("dim" if not count else WAITING if sign else "")
    return Column(counted.heading, cells, styles)


def _fractions(groups: Sequence[GroupStatus], counted: CountColumn, *, words: bool) -> Column:
    cells, styles = [], []
    for group in groups:
        part, whole = group.counts[counted.key], group.counts[counted.of]
        text = f"{part}/{whole} {counted.word}" if words else f"{part}/{whole}"
        cells.append(text if whole else NOTHING)
        styles.append("" if whole else "dim")
    return Column(counted.heading, cells, styles)


def _to_do(groups: Sequence[GroupStatus]) -> Column:
    """How many things need attention, in the colour of the worst."""
    cells = [str(len(group.attention) or "") for group in groups]
    styles = [SIGNS[group.attention[0].urgency][1] if group.attention else "" for group in groups]
    return Column("To do", cells, styles)


def _active(report: Status, groups: Sequence[GroupStatus], words: Callable[[str, str], str]) -> Column:
    cells = [words(group.active, report.day) for group in groups]
    quiet = [any(item.topic == "quiet" for item in group.attention) for group in groups]
    return Column("Active", cells, [WAITING if each else "" for each in quiet])
