"""Drafts for those who decide about them, as one Markdown document, or as one HTML file that needs no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from wmstrat.record.kind import IMPORT_KEY
from wmstrat.record.markdown import below_headings
from wmstrat.record.text import counted
from wmstrat.reports.package import minutes_for, words_in
from wmstrat.say.envelope import item, machine
from wmstrat.say.flat import markdown_cell, markdown_lines, without_handles
from wmstrat.say.output import Output, answer, answers, remark
from wmstrat.say.panels import list_items
from wmstrat.say.past import title_of
from wmstrat.say.record import field_texts

if TYPE_CHECKING:
    from wmstrat.record.field_type import Labels
    from wmstrat.record.view import View
    from wmstrat.reports.package import DraftChapter, Package, Related

# Fields that a chapter tells in its heading, in its text, or as the records that they name.
TOLD = ("id", "handle", "title", "group", "state", "why", IMPORT_KEY)
# The columns of the table of feedback, with the keys of its rows.
FEEDBACK = (
    ("From", "source"), ("About", "context"), ("Feedback", "content"), ("Answer of the group", "response"),
)  # fmt: skip
# Formats in which the past that is shown is said above the answer.
TITLED = ("table", "markdown")
NOT_ANSWERED = "not answered yet"


class Told(Struct, frozen=True):
    """A chapter as it is printed: the lines, and how long one reads them."""

    lines: tuple[str, ...]
    words: int


def package(document: Package, view: View, output: Output, labels: Labels, *, short: bool = False) -> None:
    """Print the document; `short` has the first section of each draft. Handles in it are replaced."""
    if machine("package", [_item(chapter, view) for chapter in document.chapters], output, ("id", "title", "state")):
        return
    chapters = [_told(number, chapter, view, labels, short) for number, chapter in enumerate(document.chapters, 1)]
    lines = [*_head(document, chapters, output, labels), *(line for chapter in chapters for line in chapter.lines)]
    replaced = list(without_handles(lines, document.handles))
    if output.format == "html":
        from wmstrat.say.html import page

        answer(page(_title(document), "\n".join(replaced)))
    else:
        answers(replaced)
    if replaced != lines:
        remark(
            "Some records have no number yet, so they have no name in it. To number them, first type: wmstrat sync"
        )


def _item(chapter: DraftChapter, view: View) -> dict[str, object]:
    """A chapter for machines: the draft with its answers, feedback and related records."""
    sections = {answer.section.key: {"fullness": answer.fullness, "text": answer.text} for answer in chapter.answered}
    names = ("reference", "title", "state", "text")
    related = {
        each.name: [dict(zip(names, record, strict=True)) for record in each.records] for each in chapter.related
    }
    return {
        **item(chapter.record, view),
        "sections": sections,
        "related": related,
        "feedback": to_builtins(chapter.feedback),
    }


def _title(document: Package) -> str:
    return f"{document.process}: {counted(len(document.chapters), '{count} draft', '{count} drafts')}"


def _head(document: Package, chapters: Sequence[Told], output: Output, labels: Labels) -> Iterator[str]:
    """What is in the document, how long one reads it, and a line for each draft."""
    words = sum(chapter.words for chapter in chapters)
    yield from (f"# {markdown_cell(_title(document))}", "")
    if output.as_of is None:
        yield f"As of {document.day}."
    elif output.format not in TITLED:
        yield title_of(output.as_of, "")
    yield f"About {words:,} words: {counted(minutes_for(words), '{count} minute', '{count} minutes')} to read."
    yield "Nothing in it is private."
    yield ""
    headings = ("No.", "Draft", "Group", "State", "Answered", "Feedback", "Minutes")
    rows = enumerate(zip(document.chapters, chapters, strict=True), 1)
    yield from markdown_lines(headings, (_row(number, chapter, told, labels) for number, (chapter, told) in rows))


def _row(number: int, chapter: DraftChapter, told: Told, labels: Labels) -> tuple[str, ...]:
    answered = sum(each.fullness == "answered" for each in chapter.answered)
    return (
        str(number),
        f"{chapter.record.label} ({chapter.record.reference})",
        chapter.group,
        labels.word(chapter.record.state),
        f"{answered} of {len(chapter.answered)}" if chapter.answered else "",
        _outcomes(chapter.outcomes, labels),
        str(minutes_for(told.words)),
    )


def _outcomes(outcomes: Mapping[str, int], labels: Labels) -> str:
    return ", ".join(f"{count} {labels.word(word) if word else NOT_ANSWERED}" for word, count in outcomes.items())


def _told(number: int, chapter: DraftChapter, view: View, labels: Labels, short: bool) -> Told:
    lines = tuple(_lines(number, chapter, view, labels, short))
    return Told(lines, sum(map(words_in, lines)))


def _lines(number: int, chapter: DraftChapter, view: View, labels: Labels, short: bool) -> Iterator[str]:
    draft = chapter.record
    yield from ("", f"## {number}. {markdown_cell(draft.label)} ({markdown_cell(draft.reference)})", "")
    why = f" ({draft['why']})" if draft.values.get("why") else ""
    yield f"- Group: {markdown_cell(chapter.group)}"
    yield f"- State: {markdown_cell(labels.word(draft.state) + why)}"
    listed = {panel.field: panel.heading for panel, _ in chapter.lists}
    named = {each.name for each in chapter.related}
    for field in draft.kind.seen(private=False):
        if field.name not in (*TOLD, *listed) and field.heading not in named and not field.is_text:
            texts = field_texts(draft, field, labels)
            yield from (f"- {field.heading}: {markdown_cell(text)}" for text in texts)
    for computed in (each for each in draft.kind.computed if not each.for_scripts):
        text = computed.type.shown(computed.value(draft, view, view.today), labels)
        yield from [f"- {computed.heading}: {markdown_cell(text)}"] if text else ()
    for heading, text in chapter.texts[:1] if short else chapter.texts:
        yield from ("", f"### {markdown_cell(heading)}") if heading else ()
        yield from ("", *text.splitlines())
    open_ones = [each.section.heading for each in chapter.answered if each.fullness != "answered"]
    if open_ones:
        told = f"{len(open_ones)} of {len(chapter.answered)} sections" if short else ", ".join(open_ones)
        yield from ("", f"Not answered: {markdown_cell(told)}.")
    if short:
        if chapter.outcomes:
            yield from ("", f"Feedback: {markdown_cell(_outcomes(chapter.outcomes, labels))}.")
        return
    for related in chapter.related:
        yield from _related(related, labels) if related.name not in listed.values() else ()
    for panel, items in chapter.lists:
        yield from ("", f"### {panel.heading}", "")
        yield from list_items(panel, items, labels)
    if chapter.feedback:
        yield from ("", "### Feedback and what became of it", "")
        yield f"{markdown_cell(_outcomes(chapter.outcomes, labels))}."
        yield ""
        # Where all of it is about the same, the heading of the chapter says that.
        several = len({row["context"] for row in chapter.feedback}) > 1
        columns = [column for column in FEEDBACK if several or column[1] != "context"]
        rows = ([row[key] or NOT_ANSWERED for _, key in columns] for row in chapter.feedback)
        yield from markdown_lines([heading for heading, _ in columns], rows)


def _related(related: Related, labels: Labels) -> Iterator[str]:
    """Records that have to do with a draft; those with a text are told in full."""
    yield from ("", f"### {markdown_cell(related.name)}")
    was_text = True
    for reference, title, state, text in related.records:
        name = f"{markdown_cell(title)} ({markdown_cell(reference)}{f', {labels.word(state)}' if state else ''})"
        yield from ("",) if was_text or text else ()
        yield f"**{name}**" if text else f"- {name}"
        yield from ("", *below_headings(text, 4).splitlines()) if text else ()
        was_text = bool(text)
