"""The columns of the table of all groups, in longer and longer forms as far as there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from wmstrat.record.reporting import CountColumn, Form
from wmstrat.record.text import on_one_line
from wmstrat.say.grid import Column, longest_word, taken
from wmstrat.say.phrases import NOTHING, WAITING, ago, day_and_ago
from wmstrat.say.scripts import cell_width

if TYPE_CHECKING:
    from wmstrat.reports.of_group import GroupStatus
    from wmstrat.reports.overview import Status

# The last activity is worth more than the words of a packed column.
ACTIVE_RANK = 20


class Choice(NamedTuple):
    """One form of a column: its rank among all forms, and the place of the column in the table."""

    rank: int
    place: int
    name: str
    column: Column
    tall: bool = False


def columns_for(report: Status, room: int | None) -> tuple[list[Column], list[str]]:
    """The columns that a width has room for, and the headings of those with content that it has none for."""
    chosen: dict[str, Choice] = {}
    missing: dict[str, Choice] = {}
    for choice in sorted(_choices(report), key=lambda choice: (choice.rank, choice.place)):
        if choice.tall and choice.name in chosen and "active" not in chosen:
            continue  # rows of many lines are for where everything else has found its place
        if choice.rank and choice.name not in chosen and choice.column.blank:
            continue
        tried = {**chosen, choice.name: choice}
        if not choice.rank or room is None or taken(_in_order(tried)) <= room:
            chosen = tried
            missing.pop(choice.name, None)
        elif choice.name not in chosen:
            missing[choice.name] = choice
    return _in_order(chosen), [column.heading for column in _in_order(missing)]


def _in_order(choices: Mapping[str, Choice]) -> list[Column]:
    return [choice.column for choice in sorted(choices.values(), key=lambda choice: choice.place)]


def _choices(report: Status) -> Iterator[Choice]:
    groups = report.groups
    yield Choice(0, 0, "code", Column("", [group.code for group in groups], ["bold"] * len(groups)))
    names = [on_one_line(group.name) for group in groups]
    name = Column("Group", names, folds=max(14, min(20, max(map(longest_word, names), default=0))))
    yield Choice(0, 1, "name", name)
    yield Choice(70, 1, "name", name.unfolded(28))
    yield Choice(0, 10, "stage", _stages(groups, full=False))
    yield Choice(90, 10, "stage", _stages(groups, full=True))
    since = ["\n".join(stage.since for stage in group.stages) for group in groups]
    yield Choice(40, 11, "since", Column("Since", since))
    for counted in report.columns:
        for form in counted.forms:
            column = _counts(groups, counted, form, report.labels.get(counted.label, {}))
            yield Choice(form.rank, counted.place, counted.key, column, tall=form.look == "packed")
    yield Choice(ACTIVE_RANK, 200, "active", _active(report, ago))
    yield Choice(180, 200, "active", _active(report, day_and_ago))


def _stages(groups: Sequence[GroupStatus], *, full: bool) -> Column:
    names = ["\n".join(on_one_line(stage.label if full else stage.id) for stage in group.stages) for group in groups]
    return Column("Stage", [name or NOTHING for name in names], ["" if name else "dim" for name in names])


def _counts(groups: Sequence[GroupStatus], counted: CountColumn, form: Form, labels: Mapping[str, str]) -> Column:
    """A column of what one kind counts, by words with these labels."""
    values = [group.counts.get(counted.key) for group in groups]
    if form.look in ("size", "size in bounds"):
        return _sizes(groups, counted, bounds=form.look == "size in bounds")
    if form.look in ("fraction", "fraction in words"):
        return _fractions(groups, counted, words=form.look == "fraction in words")
    if form.look == "packed":
        cells, nothing = [_packed(value, form.width, labels) for value in values], counted.nothing
    else:
        cells = [str(sum(value.values()) if isinstance(value, dict) else value or "") for value in values]
        nothing = NOTHING if form.look == "number" else ""
    cells = ["" if cell == "0" else cell for cell in cells]
    return Column(counted.heading, [cell or nothing for cell in cells], ["" if cell else "dim" for cell in cells])


def _packed(value: Any, width: int, labels: Mapping[str, str]) -> str:
    """What is counted beside each other as far as the width goes, then below; no item is ever taken apart."""
    if isinstance(value, dict):
        items = [on_one_line(f"{count} {labels.get(word, word)}") for word, count in value.items()]
    else:
        items = [on_one_line(str(item)) for item in value or ()]
    lines: list[str] = []
    for item in items:
        if lines and cell_width(lines[-1]) + cell_width(item) + 2 <= width:
            lines[-1] += f", {item}"
        else:
            lines.append(item)
    return "\n".join(lines)


def _sizes(groups: Sequence[GroupStatus], counted: CountColumn, *, bounds: bool) -> Column:
    widest = len(str(max((group.counts[counted.key] for group in groups), default=0)))
    cells, styles = [], []
    for group in groups:
        count, low, high = (group.counts[name] for name in (counted.key, "minimum", "maximum"))
        span = f"/{low}-{high}" if bounds and high else f"/{low}+" if bounds and low else ""
        marker = " ↓" if count < low else " ↑" if high and count > high else ""
        cells.append(f"{count:>{widest}}{span}{marker if count else ''}")
        styles.append("dim" if not count else WAITING if marker else "")
    return Column(counted.heading, cells, styles)


def _fractions(groups: Sequence[GroupStatus], counted: CountColumn, *, words: bool) -> Column:
    cells, styles = [], []
    for group in groups:
        part, whole = group.counts[counted.key], group.counts[counted.of]
        text = f"{part}/{whole} {counted.word}" if words else f"{part}/{whole}"
        cells.append(text if whole else NOTHING)
        styles.append("dim" if not whole else "green" if part == whole else "")
    return Column(counted.heading, cells, styles)


def _active(report: Status, words: Callable[[str, str], str]) -> Column:
    cells = [words(group.active, report.day) for group in report.groups]
    quiet = [any(item.topic == "quiet" for item in group.attention) for group in report.groups]
    return Column("Active", cells, [WAITING if each else "" for each in quiet])
