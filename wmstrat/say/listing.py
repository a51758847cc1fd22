"""Lists of records of one kind, in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.fields import Count, Field
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import errors_of, has_body, item, machine, only_private
from wmstrat.say.flat import markdown_lines, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.values import Names, folds, row_text, state_style

if TYPE_CHECKING:
    from wmstrat.say.grid import Column

Cells = Callable[[Record, Field], "str | None"]

# Rich takes half a millisecond a row: longer lists go as plain lines, cut to the terminal.
MANY = 500
# Text is folded to this width at the least, or to its longest word where that is no longer than the other.
NARROW_TEXT, WIDEST_WORD = 16, 24


def listing(
    kind: Kind,
    records: Iterable[Record],
    output: Output,
    *,
    labels: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    cells: Cells | None = None,
    private: bool = True,
) -> None:
    """Print the records on standard output.

    `labels` are how people read states and words, `names` how they read ids of people and groups; both are for
    tables alone. `cells` may give its own text for a field of a table (None: the usual one). Records that cannot
    be read stand in every format with what is wrong with them. `private` is False where this clone has no private/.
    """
    items = (item(record, private) for record in records)
    if machine(kind.name, items, output, csv_names(kind, private)):
        return
    if output.format == "wikitext":
        from wmstrat.say.wikitext import overview

        answers(overview(list(records)))
        return
    if output.format == "plain":
        answers(plain_lines(_plain_row(kind, record) for record in records))
        return
    rows = list(records)
    table = _Table(kind, Names(labels or {}, names or {}), cells)
    if output.format == "markdown":
        headings = [kind.by_name[name].heading for name in kind.columns]
        answers(markdown_lines(headings, map(table.row, rows)))
        return
    table.print(rows, output)


def csv_names(kind: Kind, private: bool = True) -> list[str]:
    """The header of a CSV of this kind: every field that can be seen, and the body where it has one."""
    return [*(field.name for field in kind.seen(private)), *(["body"] if has_body(kind) else [])]


def _plain_row(kind: Kind, record: Record) -> list[str]:
    """The words as files hold them, for scripts."""
    if record.unreadable:
        return [record.id, errors_of(record)]
    return [row_text(kind.by_name[name].type, record[name], Names()) for name in kind.columns]


class _Table:
    """A table of one kind for people."""

    def __init__(self, kind: Kind, names: Names, cells: Cells | None) -> None:
        self.fields = [kind.by_name[name] for name in kind.columns]
        self.kind, self.names, self.cells = kind, names, cells

    def row(self, record: Record) -> list[str]:
        """The cells of one record; one that cannot be read says so in its second cell."""
        if record.unreadable:
            return [record.id, on_one_line(errors_of(record)), *[""] * (len(self.fields) - 2)]
        return [self._cell(record, field) for field in self.fields]

    def _cell(self, record: Record, field: Field) -> str:
        if field.name in ("title", "name") and not record[field.name]:
            return on_one_line(record.label) if record.label != record.id else ""
        if field.name == "name" and only_private(record):
            return f"{on_one_line(record.label)} (private)"
        own = self.cells(record, field) if self.cells else None
        return row_text(field.type, record[field.name], self.names) if own is None else on_one_line(own)

    def print(self, records: Sequence[Record], output: Output) -> None:
        """Draw the table; without a width, whole lines. Records that cannot be read stand below, each with why."""
        from wmstrat.say.grid import aligned

        if not records:
            remark(f"No {self.kind.plural} yet. For example: {self.kind.example}")
            return
        broken = [record for record in records if record.unreadable]
        columns = self._columns([record for record in records if not record.unreadable])
        if output.columns is None:
            answers(aligned(columns))
            answers(f"{record.id}  {on_one_line(errors_of(record))}" for record in broken)
            return
        self._page(columns, broken, records, output)

    def _columns(self, records: Sequence[Record]) -> list[Column]:
        from wmstrat.say.grid import Column, longest_word

        if not records:
            return []
        rows = [self.row(record) for record in records]
        found = []
        for place, field in enumerate(self.fields):
            texts = [row[place] for row in rows]
            narrowest = 0
            if folds(field):
                words = texts if len(rows) <= MANY else ()
                narrowest = max(NARROW_TEXT, min(WIDEST_WORD, max(map(longest_word, words), default=0)))
            styles = ["bold" if place == 0 else state_style(self.kind, record.state) for record in records]
            styles = styles if place == 0 or field.name == "state" else []
            found.append(Column(field.heading, texts, styles, right=isinstance(field.type, Count), folds=narrowest))
        return found

    def _page(self, columns: list[Column], broken: list[Record], records: Sequence[Record], output: Output) -> None:
        from wmstrat.say.grid import aligned, fitting
        from wmstrat.say.page import Page

        page = Page(output)
        filled = [one for place, one in enumerate(columns) if place < 2 or not one.blank]
        shown, left_out = fitting(filled, page.room)
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
        noun = self.kind.command if len(records) == 1 else self.kind.plural
        page.text(f"{len(records)} {noun}", "dim")
        wrong = sum(not record.unreadable and bool(errors_of(record)) for record in records)
        if wrong:
            page.text(f"Records with errors: {wrong}. See what is wrong with: wmstrat check", "red")
        if left_out:
            headings = ", ".join(column.heading for column in left_out)
            page.text(f"Not shown at this width: {headings}.", "dim")
        page.print()
