"""One record, in every format."""

from __future__ import annotations

from collections.abc import Mapping

from wmstrat.record.fields import Entries, Field
from wmstrat.record.record import Record
from wmstrat.record.text import escaped, on_one_line
from wmstrat.say.envelope import errors_of, item, machine
from wmstrat.say.flat import markdown_cell, plain_cell, plain_lines
from wmstrat.say.listing import csv_names
from wmstrat.say.output import Output, answer, answers
from wmstrat.say.values import Names, entry_in_full, shown, state_style

# Fields that the head of a sheet shows already.
IN_HEAD = ("id", "title", "name")


def show(
    record: Record,
    output: Output,
    *,
    labels: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    private: bool = True,
) -> None:
    """Print one record, its private fields as they are in it. A record that cannot be read says why.

    `labels` are how people read states and words, `names` how they read ids of people and groups; `private` is False
    where this clone has no private/.
    """
    if machine(record.kind.name, [item(record, private)], output, csv_names(record.kind, private)):
        return
    read = Names(labels or {}, names or {})
    if output.format == "plain":
        _plain(record, private)
    elif output.format == "markdown":
        _markdown(record, read)
    else:
        _page(record, output, read)


def field_texts(record: Record, field: Field, names: Names) -> list[str]:
    """The value of a field as people read it, an entry or a paragraph a text; none for a blank field."""
    value = record[field.name]
    if value in ("", None, []):
        return []
    if isinstance(field.type, Entries):
        return [on_one_line(entry_in_full(field.type, entry, names)) for entry in value]
    text = shown(field.type, value, names)
    if field.name == "state" and text != value:
        text = f"{text} ({value})"
    return [escaped(line) for line in text.splitlines()] or [""]


def _plain(record: Record, private: bool) -> None:
    if record.unreadable:
        answers(plain_lines([[record.id, errors_of(record)]]))
        return
    rows = [[field.name, plain_cell(record[field.name])] for field in record.kind.seen(private)]
    answers(plain_lines([*rows, *([["body", record.body]] if record.body else [])]))


def _markdown(record: Record, names: Names) -> None:
    answer(f"# {markdown_cell(record.title or record.id)}")
    answer("")
    if record.unreadable:
        answer(f"{markdown_cell(record.id)} cannot be read: {markdown_cell(errors_of(record))}")
        return
    for field in record.kind.fields:
        texts = field_texts(record, field, names)
        if texts and field.name != "title":
            answer(f"- {field.heading}: {markdown_cell(' / '.join(texts))}")
    if record.body.strip():
        answer("\n" + record.body.strip("\n"))


def _page(record: Record, output: Output, names: Names) -> None:
    from wmstrat.say.grid import Column
    from wmstrat.say.page import Page

    page = Page(output)
    head = [(record.id, "bold")]
    if record.state:
        head += [("  ", ""), (names.labels.get(record.state, record.state), state_style(record.kind, record.state))]
    if record.title:
        page.text(on_one_line(record.title), "bold")
    page.spans(head)
    if errors_of(record):
        page.gap()
        page.text("Cannot be read:" if record.unreadable else "Needs mending:", "bold red")
        for line in errors_of(record).splitlines():
            page.text(line, indent=2)
    if record.unreadable:
        page.print()
        return
    fields = [(one, field_texts(record, one, names)) for one in record.kind.fields if one.name not in IN_HEAD]
    filled = [(one.heading, texts) for one, texts in fields if texts]
    if filled:
        page.gap()
        joined = [texts if page.room is not None else [", ".join(texts)] for _, texts in filled]
        page.grid(
            [
                Column("", [heading for heading, _ in filled], ["dim"] * len(filled)),
                Column("", ["\n".join(texts) for texts in joined], folds=24),
            ],
            head=False,
        )
    if record.body.strip():
        page.gap()
        for line in record.body.strip("\n").split("\n"):
            page.text(line)
    page.print()
