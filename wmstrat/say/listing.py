"""Lists of records of one kind, in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.field_type import Labels
from wmstrat.record.fields import Entries, Field
from wmstrat.record.halves import is_private
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed, Overview
from wmstrat.record.text import on_one_line
from wmstrat.record.types import Listing
from wmstrat.record.view import View
from wmstrat.reports.labels import NoLabels
from wmstrat.say.envelope import errors_of, has_body, item, machine, only_private
from wmstrat.say.flat import markdown_linked, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.phrases import state_style
from wmstrat.say.wikitext import as_wikitext, linked

if TYPE_CHECKING:
    from wmstrat.say.grid import Column

# Rich takes half a millisecond a row: longer lists go as plain lines, cut to the terminal.
MANY = 500
# Entries that take more than this in one row are left out where they would make many lines of each.
LONGEST_ENTRIES = 100
# Text is folded to this width at the least, or to its longest word where that is no longer than the other.
NARROW_TEXT, WIDEST_WORD = 16, 40


def listing(
    kind: Kind,
    records: Iterable[Record],
    view: View,
    output: Output,
    labels: Labels,
    *,
    nothing: Callable[[], str] = str,
    within: str = "",
) -> None:
    """Print the records on standard output. `labels` are for tables alone; `nothing` gives what to say in the place
    of a table without records; `within` is the folder of the workspace in its repository, with a slash at its end."""
    items = (item(record, view) for record in records)
    table = _Table(kind, view, NoLabels() if output.format == "plain" else labels)
    overviews = {overview.format: overview for overview in kind.overviews}
    if machine(kind.name, items, output, csv_names(kind, view.sees_private)):
        return
    if output.format == "ids":
        answers(record.id for record in records)
    elif output.format in overviews:
        answers(_wikitext(overviews[output.format], records, labels))
    elif output.format == "plain":
        answers(plain_lines(table.row(record, plain=True) for record in records))
    elif output.format == "markdown":
        rows = ((_address(record, within), table.row(record)) for record in records)
        answers(markdown_linked([column.heading for column in table.columns], rows))
    else:
        table.print(list(records), output, nothing)


def _address(record: Record, within: str) -> str:
    """The address of the record's file for readers of the repository on the web; an empty text for a private one."""
    return "" if is_private(record.path) else f"/{within}{record.path}"


def csv_names(kind: Kind, private: bool = True) -> list[str]:
    """The header of a CSV of this kind: every field that can be seen, what is computed, and the body, if any."""
    computed = [computed.name for computed in kind.computed if not computed.alone]
    return [*(field.name for field in kind.seen(private)), *computed, *(["body"] if has_body(kind) else [])]


class _Table:
    """A table of one kind for people."""

    def __init__(self, kind: Kind, view: View, labels: Labels) -> None:
        computed = {computed.name: computed for computed in kind.computed}
        self.columns: list[Field | Computed] = [kind.by_name.get(name) or computed[name] for name in kind.columns]
        self.kind, self.view, self.labels = kind, view, labels

    def row(self, record: Record, *, plain: bool = False) -> list[str]:
        """The cells of one record; one that cannot be read says so in its second cell. `plain` is for scripts."""
        if record.unreadable:
            rest = [] if plain else [""] * (len(self.columns) - 2)
            return [record.id, errors_of(record) if plain else on_one_line(errors_of(record)), *rest]
        return [self._cell(record, column, plain) for column in self.columns]

    def _cell(self, record: Record, column: Field | Computed, plain: bool) -> str:
        if isinstance(column, Computed):
            return on_one_line(column.type.shown(column.value(record, self.view, self.view.today), self.labels))
        if column.name == "id":
            return on_one_line(record.id)
        if not plain and column.name in ("title", "name") and not record[column.name]:
            return on_one_line(record.label) if record.label != record.id else ""
        if not plain and column.name == "name" and only_private(record):
            return f"{on_one_line(record.label)} (private)"
        return on_one_line(column.type.shown(record[column.name], self.labels))

    def print(self, records: Sequence[Record], output: Output, nothing: Callable[[], str]) -> None:
        """Draw the table; without a width, whole lines. Records that cannot be read follow below, each with why."""
        from wmstrat.say.grid import aligned

        broken = [record for record in records if record.unreadable]
        columns = self._columns([record for record in records if not record.unreadable])
        if not records:
            remark(nothing())
        elif output.columns is None:
            answers(aligned(columns))
            answers(f"{record.id}  {on_one_line(errors_of(record))}" for record in broken)
        else:
            self._page(columns, broken, records, output)
        for sentence in _of_several_files(records):
            remark(sentence)

    def _columns(self, records: Sequence[Record]) -> list[Column]:
        from wmstrat.say.grid import Column, longest_word

        rows = [self.row(record) for record in records]
        columns = []
        for place, (column, *texts) in enumerate(zip(self.columns, *rows, strict=True) if rows else ()):
            narrowest = 0
            if column.name != "id" and column.type.folds:
                words = texts if len(rows) <= MANY else ()
                narrowest = max(NARROW_TEXT, min(WIDEST_WORD, max(map(longest_word, words), default=0)))
                if isinstance(column.type, Entries) and max(map(len, texts)) > LONGEST_ENTRIES:
                    narrowest = 0
            styles = ["bold" if place == 0 else state_style(self.kind, record.state) for record in records]
            styles = styles if place == 0 or column.name == "state" else []
            columns.append(Column(column.heading, texts, styles, right=column.type.aligns_right, folds=narrowest))
        return columns

    def _page(self, columns: list[Column], broken: list[Record], records: Sequence[Record], output: Output) -> None:
        from wmstrat.say.grid import aligned, fitting
        from wmstrat.say.page import Page

        page = Page(output)
        shown, left_out = fitting(columns, page.room)
        if len(records) > MANY:
            answers(aligned(shown, page.room))
        elif shown:
            page.grid(shown)
        if broken:
            if columns:
                page.gap()
            page.text("Cannot be read:", "bold red")
            for record in broken:
                page.spans([(record.id, "bold"), (f"  {on_one_line(errors_of(record))}", "")], indent=2)
        page.gap()
        page.text(f"{len(records)} {self.kind.one_or_several[len(records) != 1]}", "dim")
        wrong = sum(not record.unreadable and bool(errors_of(record)) for record in records)
        if wrong:
            page.text(f"Records with errors: {wrong}. See what is wrong with: wmstrat check", "red")
        if left_out:
            headings = ", ".join(column.heading for column in left_out)
            page.text(f"Hidden (terminal too narrow): {headings}.", "dim")
        page.print()


def _of_several_files(records: Iterable[Record]) -> Iterator[str]:
    """For each id that more than one of the records has, such as that of a copy, a sentence with their files."""
    paths: dict[str, list[str]] = {}
    for record in records:
        paths.setdefault((str(record.values["id"]) or record.id).casefold(), []).append(record.path)
    for same in paths.values():
        if len(same) > 1:
            yield f"These files have the same id: {', '.join(map(on_one_line, same))}. See what to do: wmstrat check"


def _wikitext(overview: Overview, records: Iterable[Record], labels: Labels) -> Iterator[str]:
    """A table in MediaWiki's markup, with an item of a list in a line."""
    yield '{| class="wikitable"'
    yield from (f"! {heading}" for heading, _ in overview.columns)
    for record in records:
        if record.unreadable:
            yield "|-"
            yield f'| colspan="{len(overview.columns)}" | {as_wikitext(record.id)}: {as_wikitext(errors_of(record))}'
        elif overview.holds(record):
            yield "|-"
            for _, name in overview.columns:
                yield from _wiki_cell(record, name, labels)
    yield "|}"


def _wiki_cell(record: Record, name: str, labels: Labels) -> Iterator[str]:
    type_, value = record.kind.by_name[name].type, record[name]
    if isinstance(type_, (Entries, Listing)):
        yield "|"
        shown = type_.of.shown if isinstance(type_, Listing) else type_.in_brief
        yield from (f"* {as_wikitext(shown(item, labels))}" for item in value)
    else:
        yield f"| {linked(type_.shown(value, labels), is_name=name == 'name')}".rstrip()
