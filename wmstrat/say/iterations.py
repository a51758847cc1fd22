"""What changed in a record from one iteration to another, in words or as text, in every format."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.section_changes import stretches
from wmstrat.record.text import counted, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, plain_cell, plain_lines
from wmstrat.say.output import Output, answers, is_terminal, remark

if TYPE_CHECKING:
    from wmstrat.record.comparison import FieldChange
    from wmstrat.record.record import Record
    from wmstrat.record.section_changes import SectionChange
    from wmstrat.reports.iterations import Edition, Rewording

FIELDS = ("from", "to", "part", "name", "heading", "change", "words_before", "words_after", "before", "after")
BEGINNING = "Before the first heading"
STYLES = {"same": "", "gone": "red strike", "new": "green"}
# Where there are no colours, what is gone and what is new is between these signs, as git has them.
SIGNS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}")}


def rewording(record: Record, found: Rewording, output: Output, *, as_text: bool) -> None:
    """Print what changed between two editions of a record, in words; with `as_text` the texts themselves."""
    if machine(f"{record.kind.command} diff", _items(found), output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines([plain_cell(item[name]) for name in FIELDS] for item in _items(found)))
    elif output.format == "markdown":
        answers(_markdown(record, found, as_text=as_text))
    elif as_text and output.columns is None and not is_terminal(sys.stdout):
        answers(_unified(record, found))
    else:
        _page(record, found, output, as_text=as_text)
    if found.is_of_one_commit:
        remark(
            f"Iterations {found.before.number} and {found.after.number} were recorded in one commit, as in an "
            "import, so git has only one text for both."
        )


def _items(found: Rewording) -> list[dict[str, Any]]:
    span = {"from": found.before.number, "to": found.after.number or ""}
    items = []
    for field in found.fields:
        what = "new" if not field.before else "changed" if field.after else "gone"
        items.append({**span, "part": "field", "name": field.field, "heading": "", "change": what, "words_before": "",
                      "words_after": "", "before": field.before, "after": field.after})  # fmt: skip
    for section in found.sections:
        before, after = section.words
        items.append({**span, "part": "section", "name": section.name, "heading": section.heading,
                      "change": section.what, "words_before": before, "words_after": after,
                      "before": section.before, "after": section.after})  # fmt: skip
    return items


# In words


def _title(found: Rewording) -> str:
    return f"what changed from {_dated(found.before)} to {_dated(found.after)}"


def _dated(edition: Edition) -> str:
    return f"{edition.name} ({edition.day})" if edition.number and edition.day else edition.name


def _section(section: SectionChange) -> str:
    """What happened to a section, after its heading."""
    before, after = section.words
    size = counted(after, "{count} word", "{count} words")
    changed = f"{section.added} new, {section.removed} gone"
    told = {
        "new": f"new, {size}",
        "gone": f"gone, it had {counted(before, '{count} word', '{count} words')}",
        "longer": f"longer, {size} (was {before}; {changed})",
        "shorter": f"shorter, {size} (was {before}; {changed})",
        "reworded": f"reworded, {size} ({changed})",
        "reordered": f"the same words in another order, {size}",
        "renamed": "the same text",
    }[section.what]
    return f"{told}; its heading was: {on_one_line(section.heading_before)}" if section.heading_before else told


def _field(record: Record, change: FieldChange) -> tuple[str, str]:
    """The heading of a field, and what happened to it."""
    heading = record.kind.by_name[change.field].heading
    if not change.before:
        return heading, f"new: {on_one_line(change.after)}"
    if not change.after:
        return heading, f"gone: {on_one_line(change.before)}"
    return heading, f"{on_one_line(change.after)} (was: {on_one_line(change.before)})"


def _rows(record: Record, found: Rewording) -> list[tuple[str, str]]:
    rows = [_field(record, change) for change in found.fields]
    return rows + [(on_one_line(each.heading) or BEGINNING, _section(each)) for each in found.sections]


def _nothing(found: Rewording) -> str:
    return f"Nothing has changed since {found.before.name}." if not found.after.number else "Nothing changed."


def _page(record: Record, found: Rewording, output: Output, *, as_text: bool) -> None:
    from wmstrat.say.page import Page

    page = Page(output)
    page.spans([(f"{record.id}  {on_one_line(record.label)}", "bold"), (f"  {_title(found)}", "dim")])
    if found.after.why:
        page.text(f"Because: {on_one_line(found.after.why)}")
    rows = _rows(record, found)
    if not rows:
        page.text(_nothing(found))
    elif as_text:
        _texts(page, record, found)
    else:
        page.gap()
        page.pairs(rows, folds=24)
        numbers = f"{found.before.number}..{found.after.number or ''}"
        page.ending([f"The words themselves: wmstrat {record.kind.command} diff {record.id} {numbers} --text"])
    page.print()


# As text


def _texts(page: Any, record: Record, found: Rewording) -> None:
    """The words of each field and section that changed: those that are gone and those that are new have colours, or
    signs around them."""
    from wmstrat.say.output import is_coloured

    is_marked = not is_coloured(sys.stdout)
    texts = [(record.kind.by_name[each.field].heading, each.before, each.after) for each in found.fields]
    texts += [(each.heading or BEGINNING, each.before, each.after) for each in found.sections]
    for heading, before, after in texts:
        page.heading(on_one_line(heading))
        for line in _coloured_lines(before, after, is_marked=is_marked):
            page.spans(line)


def _coloured_lines(before: str, after: str, *, is_marked: bool) -> Iterator[list[tuple[str, str]]]:
    """The lines of two texts as one, in spans with their styles."""
    line: list[tuple[str, str]] = []
    for stretch in stretches(before, after):
        begin, end = SIGNS[stretch.what] if is_marked else ("", "")
        for place, text in enumerate(stretch.text.split("\n")):
            if place:
                yield line
                line = []
            if text:
                line.append((f"{begin}{text}{end}", STYLES[stretch.what]))
    yield line


def _unified(record: Record, found: Rewording) -> Iterator[str]:
    """The fields and the text as lines, in the form in which git shows what changed."""
    from difflib import unified_diff

    before, after = (f"{record.id} {_dated(edition)}" for edition in (found.before, found.after))
    old, new = _lines(record, found, "before"), _lines(record, found, "after")
    yield from unified_diff(old, new, before, after, lineterm="")


def _lines(record: Record, found: Rewording, which: str) -> list[str]:
    lines = [
        f"{record.kind.by_name[each.field].heading}: {text}"
        for each in found.fields
        if (text := getattr(each, which))
    ]
    for section in found.sections:
        heading = section.heading_before if which == "before" and section.heading_before else section.heading
        if text := getattr(section, which):
            lines += [f"## {heading or BEGINNING}", "", *text.splitlines(), ""]
    return lines


def _markdown(record: Record, found: Rewording, *, as_text: bool) -> Iterator[str]:
    yield f"# {markdown_cell(record.label)} ({markdown_cell(record.id)}): {_title(found)}"
    yield ""
    if found.after.why:
        yield from (f"Because: {markdown_cell(found.after.why)}", "")
    rows = _rows(record, found)
    if not rows:
        yield _nothing(found)
    elif as_text:
        fence = "`" * (_longest_fence(_lines(record, found, "before") + _lines(record, found, "after")) + 1)
        yield from (f"{fence}diff", *_unified(record, found), fence)
    else:
        yield from (f"- **{markdown_cell(heading)}**: {markdown_cell(what)}" for heading, what in rows)


def _longest_fence(lines: Sequence[str]) -> int:
    from itertools import groupby

    runs = (len([*signs]) for line in lines for sign, signs in groupby(line) if sign == "`")
    return max(2, *runs, 2)
