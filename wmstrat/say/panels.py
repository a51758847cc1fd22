"""The lists that `show` adds to a record, below the sections that they belong to or after its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from wmstrat.record.field_type import Labels
from wmstrat.record.markdown import chapters
from wmstrat.record.reporting import Cell, Panel
from wmstrat.record.sections import Section, is_in
from wmstrat.record.text import on_one_line
from wmstrat.say.flat import cell_text, markdown_cell

# The lists of a record with what is in them.
Shown = Sequence[tuple[Panel, Sequence[Mapping[str, Any]]]]


class PanelLine(Struct, frozen=True):
    """A line of a list: an id and what follows it, or, without an id, a detail of the item above."""

    id: str
    text: str


class TextPart(Struct, frozen=True):
    """A part of a text from one heading on, and the lists that belong below it."""

    text: str
    panels: Shown


def text_parts(body: str, sections: Sequence[Section], panels: Shown) -> list[TextPart]:
    """A text in parts, each list after the section that it belongs to; those whose section is not there, and those
    that are not part of the text, are left out."""
    parts: list[TextPart] = []
    lines: list[str] = []
    waiting = [(panel, items) for panel, items in panels if panel.section and items]
    for chapter in chapters(body):
        here = [shown for shown in waiting if any(is_in(each, chapter) for each in _of(shown[0], sections))]
        lines += [*([chapter.line] if chapter.line else []), *chapter.lines]
        if here:
            waiting = [shown for shown in waiting if shown not in here]
            parts.append(TextPart("\n".join(lines), here))
            lines = []
    return [*parts, TextPart("\n".join(lines), ())]


def placed(parts: Sequence[TextPart]) -> list[str]:
    """The keys of the lists that have a place in the text."""
    return [panel.key for part in parts for panel, _ in part.panels]


def _of(panel: Panel, sections: Sequence[Section]) -> list[Section]:
    return [section for section in sections if section.key == panel.section]


def lines_of(panel: Panel, items: Sequence[Mapping[str, Any]], labels: Labels) -> Iterator[PanelLine]:
    """The items as lines: the id, the title and in brackets what is short; below it, what is long."""
    identity, title, *others = panel.cells
    for item in items:
        short = [text for cell in others if not cell.folds and (text := _text(cell, item, labels))]
        text = _text(title, item, labels)
        yield PanelLine(_text(identity, item, labels), f"{text} ({', '.join(short)})" if short else text)
        for cell in others:
            if cell.folds and (detail := _text(cell, item, labels)):
                yield PanelLine("", f"{cell.heading}: {detail}")


def _text(cell: Cell, item: Mapping[str, Any], labels: Labels) -> str:
    text = cell_text(cell, item)
    return on_one_line(labels.word(text, cell.label) if cell.label and text else text)


def markdown_list(panel: Panel, items: Sequence[Mapping[str, Any]], labels: Labels) -> Iterator[str]:
    """A list as Markdown, below its name."""
    yield from (f"**{panel.heading}**", "")
    yield from list_items(panel, items, labels)


def list_items(panel: Panel, items: Sequence[Mapping[str, Any]], labels: Labels) -> Iterator[str]:
    """The items of a list as Markdown."""
    for line in lines_of(panel, items, labels):
        text = markdown_cell(line.text)
        yield f"- {markdown_cell(line.id)}: {text}" if line.id else f"  - {text}"
