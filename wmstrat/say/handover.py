"""A group for its next coordinator, as one Markdown document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.field_type import Labels
from wmstrat.record.text import counted
from wmstrat.record.view import View
from wmstrat.say.brief import NOTHING, told
from wmstrat.say.flat import markdown_cell, markdown_columns, markdown_lines, without_handles
from wmstrat.say.group import facts_of, sections_of
from wmstrat.say.output import answers, remark

if TYPE_CHECKING:
    from wmstrat.reports.handover import Handover


def handover(document: Handover, view: View, labels: Labels) -> None:
    """Print the document. Handles in it, which mean nothing to outsiders, are replaced."""
    answers(without_handles(_lines(document, view, labels), document.unnumbered))
    if document.left_out:
        sentence = "{count} record is not numbered yet", "{count} records are not numbered yet"
        remark(f"{counted(document.left_out, *sentence)}, and left out. To have all, first type: wmstrat sync")


def _lines(document: Handover, view: View, labels: Labels) -> Iterator[str]:
    from wmstrat.reports.of_group import facts, parts

    report, waiting = document.report, document.waiting
    name = f"{report.status.name} ({report.status.code or report.status.slug})"
    yield from (f"# Handover: {markdown_cell(name)}", "")
    yield f"For the next coordinator, as of {report.day}. Nothing in it is from `private/`."
    yield ""
    for label, text in facts_of(report, facts(view)):
        yield f"- {label}: {markdown_cell(text)}"
    yield from ("", "## What waits", "")
    for item in waiting.items:
        yield f"- {markdown_cell(told(item, waiting, labels))} `{item.command}`"
    if not waiting.items:
        yield NOTHING
    for heading, columns, closed in sections_of(report, parts(view)):
        table = [*markdown_columns(columns)] if columns else []
        yield from ("", f"## {heading}", *(["", *table] if table else []))
        yield from ("", markdown_cell(closed)) if closed else ()
    moves = [(record.id, record.label, move.was, move.to, move.on, move.why) for record, move in document.moves]
    yield from _table("Dates that moved", ("Id", "What", "From", "To", "Moved on", "Why"), moves)
    decided = [(each.id, each.title, labels.word(each.state), each.on) for each in document.decided]
    yield from _table("What was decided", ("Id", "What", "State", "On"), decided)
    aside = [(each.id, each.title, labels.word(each.state), each.why) for each in document.aside]
    yield from _table("What was put aside", ("Id", "What", "State", "Why"), aside)
    yield from _table("Where to find things", ("What", "Where"), document.places)
    yield from ("", "## The first week", "", "| Type | What it does |", "| --- | --- |")
    yield from (f"| `{command}` | {markdown_cell(about)} |" for command, about in document.commands)


def _table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if rows:
        yield from ("", f"## {heading}", "", *markdown_lines(columns, rows))
