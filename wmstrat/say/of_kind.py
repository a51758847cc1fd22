"""A report that a kind declares: its sections as tables, or their items for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_columns, plain_lines
from wmstrat.say.output import Output, answers

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.reporting import Cell, Matrix, Report, Section
    from wmstrat.say.grid import Column

Item = Mapping[str, Any]
# The items of each section, by its key.
Found = Mapping[str, Sequence[Item]]


def say(kind: Kind, report: Report, found: Found, output: Output) -> None:
    """Print a report of a kind."""
    items = [{"part": section.key, **item} for section in report.sections for item in found[section.key]]
    if machine(
        f"{kind.command} {report.name}", items, output, list(dict.fromkeys(key for each in items for key in each))
    ):
        return
    if output.format == "plain":
        answers(plain_lines(_plain(report, found)))
    elif output.format == "markdown":
        answers(_markdown(kind, report, found))
    else:
        _page(report, found, output)


def _plain(report: Report, found: Found) -> Iterator[list[str]]:
    for section in report.sections:
        yield from ([section.key, *(_text(cell, item) for cell in section.cells)] for item in found[section.key])


def _markdown(kind: Kind, report: Report, found: Found) -> Iterator[str]:
    yield f"# {kind.plural.capitalize()}: {report.name}"
    for section in _told(report, found):
        yield from ("", f"## {section.heading}", "")
        items = found[section.key]
        yield from markdown_columns(_columns(section, items)) if items else [markdown_cell(section.nothing)]


def _page(report: Report, found: Found, output: Output) -> None:
    from wmstrat.say.grid import fitting, taken
    from wmstrat.say.page import Page

    page = Page(output)
    for place, section in enumerate(_told(report, found)):
        if place:
            page.gap()
        page.text(section.heading, "bold")
        items = found[section.key]
        matrix = _matrix(section.matrix, items) if section.matrix and page.room is not None and items else []
        if not items:
            page.text(section.nothing, "dim")
        elif section.matrix and matrix and taken(matrix) <= (page.room or 0):
            page.text(section.matrix.note, "dim")
            page.grid(matrix)
        else:
            page.grid(fitting(_columns(section, items), page.room)[0])
    page.print()


def _told(report: Report, found: Found) -> Iterator[Section]:
    """The sections with something in them, and those that say that there is nothing."""
    return (section for section in report.sections if found[section.key] or section.nothing)


def _columns(section: Section, items: Sequence[Item]) -> list[Column]:
    from wmstrat.say.grid import Column

    return [
        Column(
            cell.heading,
            [on_one_line(_text(cell, item)) for item in items],
            ["bold"] * len(items) if cell.is_id else [],
            right=cell.is_number,
            folds=cell.folds,
        )
        for cell in section.cells
    ]


def _matrix(matrix: Matrix, items: Sequence[Item]) -> list[Column]:
    """The items as rows and columns, those that meet in one cell below each other."""
    from wmstrat.say.grid import Column

    names = [sorted({str(item[key]) for item in items}) for key in (matrix.rows, matrix.columns)]
    cells: dict[tuple[str, str], list[str]] = {}
    for item in items:
        cells.setdefault((str(item[matrix.rows]), str(item[matrix.columns])), []).append(matrix.text(item))
    return [
        Column("", names[0], ["bold"] * len(names[0])),
        *(Column(name, ["\n".join(cells.get((row, name), ())) for row in names[0]]) for name in names[1]),
    ]


def _text(cell: Cell, item: Item) -> str:
    return str(item[cell.text]) if isinstance(cell.text, str) else cell.text(item)
