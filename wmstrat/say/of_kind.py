"""A report that a kind declares, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import escaped, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import cell_text, markdown_cell, plain_lines
from wmstrat.say.output import Output, answer, answers, remark
from wmstrat.say.wikitext import as_wikitext, wiki_table

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.reporting import Contents, Matrix, Report, Table
    from wmstrat.say.grid import Column

Item = Mapping[str, Any]
# A table with something in it, or to be said in its place, and its items.
Told = tuple["Table", Sequence[Item]]
# Between letters and the like.
RULE = "-" * 20


def say(kind: Kind, report: Report, contents: Contents, output: Output) -> None:
    """Print what a report says on standard output, and its remarks beside it."""
    tables = [(table, contents.items[table.key]) for table in report.tables]
    shown = [(table, items) for table, items in tables if items or table.nothing]
    items, columns = _for_machines(tables)
    if machine(report.item or f"{kind.command} {report.name}", items, output, columns):
        pass
    elif output.format == "ids":
        ids = (identity for item in items for identity in item.get("ids") or [item.get("id")])
        answers(dict.fromkeys(filter(None, ids)))
    elif len(tables) == 1 and not items:
        remark(report.tables[0].nothing)
    elif output.format == "plain":
        answers(plain_lines(_plain(tables)))
    elif output.format == "wikitext":
        answers(_wikitext(shown))
    elif report.text is not None:
        answer(f"\n\n{RULE}\n\n".join(escaped(report.text(item)) for item in items))
    elif output.format == "markdown":
        answers(_markdown(f"{kind.plural.capitalize()}: {report.name}" if len(tables) > 1 else "", shown))
    else:
        _page(shown, output)
    for sentence in contents.remarks:
        remark(sentence)


def _for_machines(tables: Sequence[Told]) -> tuple[list[Item], list[str]]:
    """The items of all tables, and the columns of their CSV."""
    if len(tables) == 1:
        [(table, items)] = tables
        return [*items], [cell.text for cell in table.cells if isinstance(cell.text, str)]
    items = [{"part": table.key, **item} for table, items in tables for item in items]
    return items, list(dict.fromkeys(key for item in items for key in item))


def _plain(tables: Sequence[Told]) -> Iterator[list[str]]:
    for table, items in tables:
        yield from ([*([table.key] if len(tables) > 1 else []), *row] for row in _rows(table, items))


def _wikitext(tables: Sequence[Told]) -> Iterator[str]:
    for table, items in tables:
        if table.heading:
            yield f"== {as_wikitext(table.heading)} =="
        yield from wiki_table(_headings(table), _rows(table, items)) if items else [as_wikitext(table.nothing)]


def _markdown(title: str, tables: Sequence[Told]) -> Iterator[str]:
    """Tables as git hosts show them, with the paragraphs of a cell below each other."""
    if title:
        yield f"# {title}"
    for table, items in tables:
        if table.heading:
            yield from ("", f"## {table.heading}", "")
        if not items:
            yield markdown_cell(table.nothing)
            continue
        yield "| " + " | ".join(map(markdown_cell, _headings(table))) + " |"
        yield "|" + " --- |" * len(table.cells)
        for row in _rows(table, items):
            cells = ("<br>".join(markdown_cell(line) for line in cell.splitlines() if line.strip()) for cell in row)
            yield "| " + " | ".join(cells) + " |"


def _page(tables: Sequence[Told], output: Output) -> None:
    from wmstrat.say.grid import fitting, taken
    from wmstrat.say.page import Page

    page = Page(output)
    for place, (table, items) in enumerate(tables):
        if place:
            page.gap()
        if table.heading:
            page.text(table.heading, "bold")
        matrix = _matrix(table.matrix, items) if table.matrix and page.room is not None and items else []
        if not items:
            page.text(table.nothing, "dim")
        elif table.matrix and matrix and taken(matrix) <= (page.room or 0):
            page.text(table.matrix.note, "dim")
            page.grid(matrix)
        else:
            columns = _columns(table, items)
            page.grid(fitting(columns, page.room)[0] if table.heading else columns)
    page.print()


def _columns(table: Table, items: Sequence[Item]) -> list[Column]:
    from wmstrat.say.grid import Column

    return [
        Column(
            cell.heading,
            [on_one_line(cell_text(cell, item)) for item in items],
            ["bold"] * len(items) if cell.is_id else [],
            right=cell.is_number,
            folds=cell.folds,
        )
        for cell in table.cells
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


def _headings(table: Table) -> list[str]:
    return [cell.heading for cell in table.cells]


def _rows(table: Table, items: Sequence[Item]) -> Iterator[list[str]]:
    return ([cell_text(cell, item) for cell in table.cells] for item in items)
