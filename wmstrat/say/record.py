"""One record, in every format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wmstrat.record.field_type import Labels
from wmstrat.record.fields import Entries, Field
from wmstrat.record.prompts import Outdated, lacking
from wmstrat.record.record import Record
from wmstrat.record.sections import FEWEST_WORDS, Answer
from wmstrat.record.text import escaped, on_one_line
from wmstrat.record.view import View
from wmstrat.say.envelope import errors_of, item, machine
from wmstrat.say.flat import markdown_cell, plain_cell, plain_lines
from wmstrat.say.listing import csv_names
from wmstrat.say.output import Output, answer, answers
from wmstrat.say.panels import Shown, TextPart, lines_of, markdown_list, placed, text_parts
from wmstrat.say.phrases import WAITING, state_style
from wmstrat.say.prose import lines

if TYPE_CHECKING:
    from wmstrat.record.reporting import Panel
    from wmstrat.say.page import Page

# Fields that the head of a sheet shows already; that of a page shows the state, too.
IN_HEAD = ("id", "title", "name")
# Up to this many sections without an answer are named; of more, the rest is counted.
MOST_OPEN = 4

# The most records of a counted relation that are named; of more, only the numbers.
MOST_COUNTED = 4

# What is in the place of a list while a text is put into lines.
PLACE = "\N{OBJECT REPLACEMENT CHARACTER}"

# Per relation, such as `drafts` of a question, the ids of the records that point at this one.
Related = Mapping[str, Sequence[str]]
# Per relation of which the records are counted, how many there are of each sort.
Counted = Mapping[str, Mapping[str, int]]
# Per relation what people read of it.
Told = Mapping[str, str]


def show(
    record: Record, related: Related, view: View, output: Output, labels: Labels, answered: Sequence[Answer] = (),
    counted: Counted = MappingProxyType({}), panels: Shown = (),
) -> None:  # fmt: skip
    """Print one record and the records that point at it. `labels` are how people read words and ids; `answered` says
    how much the text says in each section of its kind, if that has any; `counted` how many there are of each sort in
    a relation; `panels` are the lists that belong to its sections, or beside its text."""
    counts = {f"{name}_counts": dict(sorts) for name, sorts in counted.items()}
    whole = {**item(record, view, alone=True), **{name: list(ids) for name, ids in related.items()}, **counts}
    whole |= {panel.key: list(items) for panel, items in panels}
    if machine(record.kind.name, [whole], output, csv_names(record.kind, view.sees_private)):
        return
    if output.format == "ids":
        answer(record.id)
    elif output.format == "plain":
        _plain(record, view)
    elif output.format == "markdown":
        _markdown(record, _told(record, related, counted, labels, output), view, labels, panels)
    else:
        _page(record, _told(record, related, counted, labels, output), view, output, labels, answered, panels)


def _told(record: Record, related: Related, counted: Counted, labels: Labels, output: Output) -> Told:
    """The relations as people read them: ids, and what is counted."""
    told = {}
    same = output.as_of.option if output.as_of else ""
    for name, ids in related.items():
        told[name] = ", ".join(ids)
        if name in counted:
            sorts = ", ".join(f"{count} {labels.word(sort)}" for sort, count in counted[name].items())
            many = f"{len(ids)} ({sorts}). See them: wmstrat {name} list --for {record.reference}{same}"
            told[name] = f"{told[name]} ({sorts})" if len(ids) <= MOST_COUNTED else many
    return told


def field_texts(record: Record, field: Field, labels: Labels) -> list[str]:
    """The value of a field as people read it, an entry or a paragraph a text; none for a blank field."""
    value = record[field.name]
    if value in ("", None, [], False):
        return []
    if isinstance(field.type, Entries):
        return [on_one_line(field.type.in_full(entry, labels)) for entry in value]
    return [escaped(line) for line in field.type.shown(value, labels).splitlines()] or [""]


def _rows(
    record: Record, related: Told, view: View, labels: Labels, in_head: Sequence[str] = IN_HEAD
) -> list[tuple[str, list[str]]]:
    """The short fields that hold something, what is computed, and the related records: each with its heading."""
    rows = [
        (field.heading, field_texts(record, field, labels))
        for field in record.kind.fields
        if field.name not in in_head and not field.is_text
    ]
    for computed in (each for each in record.kind.computed if not each.for_scripts):
        text = computed.type.shown(computed.value(record, view, view.today), labels)
        rows.append((computed.heading, [on_one_line(text)] if text else []))
    rows += [(name.replace("_", " ").capitalize(), [told] if told else []) for name, told in related.items()]
    return [(heading, texts) for heading, texts in rows if texts]


def _long_texts(record: Record) -> list[tuple[str, str]]:
    """The long texts of the record besides its body, each with its heading."""
    texts = ((field.heading, str(record[field.name])) for field in record.kind.fields if field.is_text)
    return [(heading, escaped(text.strip("\n"))) for heading, text in texts if text.strip()]


def _plain(record: Record, view: View) -> None:
    if record.unreadable:
        answers(plain_lines([[record.id, errors_of(record)]]))
        return
    rows = [[field.name, plain_cell(record[field.name])] for field in record.kind.seen(view.sees_private)]
    answers(plain_lines([*rows, *([["body", record.body]] if record.body else [])]))


def _markdown(record: Record, related: Told, view: View, labels: Labels, panels: Shown) -> None:
    answer(f"# {markdown_cell(record.title or record.id)}")
    answer("")
    if record.unreadable:
        answer(f"{markdown_cell(record.id)} cannot be read: {markdown_cell(errors_of(record))}")
        return
    answer(f"- Id: {markdown_cell(record.id)}")
    for heading, texts in _rows(record, related, view, labels, (*IN_HEAD, *_in_panels(panels))):
        answer(f"- {heading}: {markdown_cell(' / '.join(texts))}")
    for heading, text in _long_texts(record):
        answer(f"\n## {heading}\n\n{text}")
    parts = text_parts(record.body, record.kind.sections, panels)
    for part in parts:
        if part.text.strip():
            answer("\n" + part.text.strip("\n"))
        for panel, items in part.panels:
            answers(("", *markdown_list(panel, items, labels)))
    for panel, items in _beside(parts, panels):
        answers(("", "---", "", *markdown_list(panel, items, labels)))


def _in_panels(panels: Shown) -> list[str]:
    """The fields whose values are in the lists."""
    return [panel.field for panel, items in panels if panel.field and items]


def _beside(parts: Sequence[TextPart], panels: Shown) -> Shown:
    """The lists that are not part of the text, or whose section it does not have."""
    known = placed(parts)
    return [(panel, items) for panel, items in panels if items and panel.key not in known]


def _page(
    record: Record, related: Told, view: View, output: Output, labels: Labels, answered: Sequence[Answer],
    panels: Shown,
) -> None:  # fmt: skip
    from wmstrat.say.page import Page

    page = Page(output)
    if record.title:
        page.text(on_one_line(record.title), "bold")
    state = [("  ", ""), (labels.word(record.state), state_style(record.kind, record.state))]
    page.spans([(record.id, "bold"), *(state if record.state else ())])
    if errors_of(record):
        page.heading(_errors_heading(record, output), "bold red")
        page.lines(errors_of(record), indent=2)
    if not record.unreadable:
        if rows := _rows(record, related, view, labels, (*IN_HEAD, "state", *_in_panels(panels))):
            page.gap()
            between = ", " if page.room is None else "\n"
            page.pairs([(heading, between.join(texts)) for heading, texts in rows], folds=24)
        for heading, text in _long_texts(record):
            page.heading(heading)
            page.lines(text)
        if sentence := _answered(answered):
            page.gap()
            page.text(sentence, WAITING if any(answer.fullness != "answered" for answer in answered) else "")
        if sentence := _began(lacking(record, view)):
            page.gap()
            page.text(sentence)
        _put_text(page, record, labels, panels, empty_headings=not answered)
    page.print()


def _put_text(page: Page, record: Record, labels: Labels, panels: Shown, *, empty_headings: bool) -> None:
    """The text with the lists in their places, then those beside it."""
    parts = text_parts(record.body, record.kind.sections, panels)
    for part in parts:
        # A heading with nothing but a list below it is not an empty one.
        body = lines(part.text + (f"\n\n{PLACE}" if part.panels else ""), empty_headings=empty_headings)
        if body:
            page.gap()
        for line in body[: -1 if part.panels else None]:
            page.text(line.text, "bold" if line.level else "")
        for number, (panel, items) in enumerate(part.panels):
            if number:
                page.gap()
            _put_panel(page, panel, items, labels)
    for panel, items in _beside(parts, panels):
        page.gap()
        _put_panel(page, panel, items, labels)


def _put_panel(page: Page, panel: Panel, items: Sequence[Mapping[str, Any]], labels: Labels) -> None:
    told = [*lines_of(panel, items, labels)]
    page.text(panel.heading, "dim")
    indent = max(len(line.id) for line in told) + 4
    for line in told:
        page.spans([(line.text, "")], indent, (line.id, "bold")) if line.id else page.text(line.text, indent=indent)


def _errors_heading(record: Record, output: Output) -> str:
    if output.as_of:
        return "Could not be read then:" if record.unreadable else "Had errors then:"
    return "Cannot be read:" if record.unreadable else "To be corrected:"


def _began(of: Outdated | None) -> str:
    """Which template a record began with, if the present one asks for more; an empty text if not."""
    if of is None:
        return ""
    prompts = ", ".join(prompt.heading for prompt in of.missing)
    if of.beginning.text is None:
        return f"The template asks for: {prompts}. This clone cannot see whether it did so when the record was begun."
    since = f" of {of.beginning.day}" if of.beginning.day else ""
    return f"Begun with the template{since}, which did not ask for: {prompts}."


def _answered(answers: Sequence[Answer]) -> str:
    """How many of its sections the text answers, and which it does not; empty for a text with headings of its own."""
    if not answers or not any(answer.text for answer in answers):
        return ""
    waiting = [answer.section.heading for answer in answers if answer.fullness != "answered"]
    count = f"{len(answers) - len(waiting)} of {len(answers)} answered"
    short = sum(answer.fullness == "stub" and 0 < len(answer.text.split()) < FEWEST_WORDS for answer in answers)
    count += f" ({short} too short: fewer than {FEWEST_WORDS} words)" if short else ""
    named = ", ".join(waiting[:MOST_OPEN]) + (f" and {len(waiting) - MOST_OPEN} more" if waiting[MOST_OPEN:] else "")
    return f"{count}; open: {named}" if waiting else count
