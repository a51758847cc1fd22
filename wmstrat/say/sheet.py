"""A printout of a kind, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wmstrat.record.reporting import Sheet
from wmstrat.record.text import escaped, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_cell, plain_lines
from wmstrat.say.output import Output, answer, answers, remark
from wmstrat.say.wikitext import wiki_table

# A column that holds text is folded to this width at the least.
NARROW_TEXT = 14
# Between letters and the like.
RULE = "-" * 20


def sheet(made: Sheet, output: Output) -> None:
    """Print what it says on standard output, and its remarks beside it."""
    keys, headings = ([column[place] for column in made.columns] for place in (0, 1))
    if machine(made.kind, made.items, output, keys):
        pass
    elif output.format == "ids":
        answers(identity for item in made.items for identity in item.get("ids") or [item["id"]])
    elif not made.items:
        remark(made.nothing)
    elif output.format == "wikitext":
        answers(wiki_table(headings, _texts(made, keys)))
    elif output.format == "plain":
        answers(plain_lines(_texts(made, keys)))
    elif made.text is not None:
        answer(f"\n\n{RULE}\n\n".join(escaped(made.text(item)) for item in made.items))
    elif output.format == "markdown":
        answers(_markdown(headings, _texts(made, keys)))
    else:
        _table(made, keys, headings, output)
    for line in made.remarks:
        remark(line)


def _texts(made: Sheet, keys: Sequence[str]) -> Iterator[list[str]]:
    for item in made.items:
        yield [plain_cell(item[key]) for key in keys]


def _markdown(headings: Sequence[str], rows: Iterator[list[str]]) -> Iterator[str]:
    """A table as git hosts show it, with the paragraphs of a cell below each other."""
    yield "| " + " | ".join(map(markdown_cell, headings)) + " |"
    yield "|" + " --- |" * len(headings)
    for row in rows:
        cells = ("<br>".join(markdown_cell(line) for line in cell.splitlines() if line.strip()) for cell in row)
        yield "| " + " | ".join(cells) + " |"


def _table(made: Sheet, keys: Sequence[str], headings: Sequence[str], output: Output) -> None:
    from wmstrat.say.grid import Column, aligned

    rows: Mapping[str, list[str]] = {key: [on_one_line(plain_cell(item[key])) for item in made.items] for key in keys}
    columns = [Column(heading, rows[key], folds=NARROW_TEXT) for key, heading in zip(keys, headings, strict=True)]
    if output.columns is None:
        answers(aligned(columns))
        return
    from wmstrat.say.page import Page

    page = Page(output)
    page.grid(columns)
    page.print()
