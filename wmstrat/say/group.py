"""One group in depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Cell, Fact, Part
from wmstrat.record.text import on_one_line
from wmstrat.say.attention import attention_markdown, put_attention
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_lines, plain_cell, plain_lines
from wmstrat.say.history import event_item
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import day_and_ago, of_which_day
from wmstrat.say.status import field_names, status_item
from wmstrat.say.values import NOTHING, WAITING, state_style

if TYPE_CHECKING:
    from wmstrat.reports.of_group import GroupReport
    from wmstrat.say.grid import Column
    from wmstrat.say.page import Page

# The kind, and what it shows on the page.
Shown = Sequence[tuple[Kind, Part]]


def group(report: GroupReport, facts: Sequence[Fact], parts: Shown, output: Output, *, today: str = "") -> None:
    """Print one group in depth. A report on another day than `today` says what in it is of that day."""
    names = [*field_names([report.status]), *report.values, "recent"]
    if machine("status", map(group_item, [report]), output, names):
        return
    if output.format == "ids":
        answers([report.status.slug])
        return
    if output.format == "plain":
        item = group_item(report)
        answers(plain_lines([name, plain_cell(item[name])] for name in names))
        return
    sheet = _Sheet(report, facts, parts, of_which_day(report.day, today))
    if output.format == "markdown":
        answers(sheet.markdown())
    else:
        sheet.print(output)


def group_item(report: GroupReport) -> dict[str, Any]:
    """The group as JSON holds it: what `status` says of each group, and its parts."""
    return {
        **status_item(report.status, report.day),
        **report.values,
        "recent": [event_item(event) for event in report.recent],
    }


class _Sheet:
    """The parts of the report, as columns for a page or for Markdown."""

    def __init__(self, report: GroupReport, facts: Sequence[Fact], parts: Shown, days: str) -> None:
        self.report, self.days = report, days
        self._facts, self._parts = facts, parts

    def word(self, text: str) -> str:
        return on_one_line(self.report.labels.get(text, text))

    def facts(self) -> list[tuple[str, str]]:
        """What is said of the group in a line each."""
        one = self.report.status
        stages = [{"label": stage.label, "since": stage.since} for stage in one.stages]
        counts = {**one.counts, "kind": one.kind, "stages": stages, **self.report.values}
        told = [(fact.label, fact.text(counts)) for fact in self._facts]
        told.append(("Last activity", day_and_ago(one.active, self.report.day)))
        return [(label, on_one_line(text)) for label, text in told if text]

    def sections(self) -> Iterator[tuple[str, list[Column]]]:
        """Each part with its heading; parts with nothing in them are left out."""
        for kind, part in self._parts:
            items = self.report.values[part.key]
            if items:
                heading = part.heading if isinstance(part.heading, str) else part.heading(self.report.status.counts)
                yield heading, [self._column(kind, cell, items) for cell in part.cells]

    def _column(self, kind: Kind, cell: Cell, items: Sequence[Mapping[str, Any]]) -> Column:
        from wmstrat.say.grid import Column

        texts = [str(item[cell.text]) if isinstance(cell.text, str) else cell.text(item) for item in items]
        styles = ["bold"] * len(texts) if cell.is_id else []
        if cell.is_state:
            styles = [state_style(kind, text) for text in texts]
        shown = [self.word(text) if cell.label else on_one_line(text) for text in texts]
        if cell.dash:
            shown = [text or NOTHING for text in shown]
        return Column(cell.heading, shown, styles, right=cell.is_number, folds=cell.folds)

    def print(self, output: Output) -> None:
        from wmstrat.say.grid import Column, fitting
        from wmstrat.say.history import put_events
        from wmstrat.say.page import Page

        report, one = self.report, self.report.status
        page = Page(output)
        page.spans([(f"{one.code}  ", "bold"), (on_one_line(one.name), "bold"), (f"  {report.day}", "dim")])
        if self.days:
            page.text(self.days, WAITING)
        page.gap()
        facts = self.facts()
        page.grid(
            [
                Column("", [name for name, _ in facts], ["dim"] * len(facts)),
                Column("", [text for _, text in facts], folds=20),
            ],
            head=False,
        )
        if one.attention:
            page.gap()
            page.text("Needs attention", "bold")
            put_attention(page, sorted(one.attention, key=lambda item: item.urgency))
        for heading, columns in self.sections():
            page.gap()
            page.text(heading, "bold")
            columns = [column for place, column in enumerate(columns) if place < 2 or not column.blank]
            shown, _ = fitting(columns, page.room)
            page.grid(shown)
        if report.recent:
            page.gap()
            page.text("Lately", "bold")
            put_events(page, report.recent, report.day)
        self._end(page)
        page.print()

    def _end(self, page: Page) -> None:
        one = self.report.status
        if any(item.topic == "nothing" for item in one.attention):
            page.gap()
            page.text(f"No questions and no drafts yet. Ask the first: wmstrat question add {one.code} TEXT", "dim")
        if self.report.hidden:
            page.gap()
            for sentence in self.report.hidden:
                page.text(sentence, "dim")

    def markdown(self) -> Iterator[str]:
        """The report as Markdown."""
        report, one = self.report, self.report.status
        yield f"# {one.code} {markdown_cell(one.name)}"
        yield ""
        if self.days:
            yield from (self.days, "")
        for name, text in self.facts():
            yield f"- {name}: {markdown_cell(text)}"
        if one.attention:
            yield from ("", "## Needs attention", "")
            yield from attention_markdown(sorted(one.attention, key=lambda item: item.urgency), ())
        for heading, columns in self.sections():
            yield from ("", f"## {heading}", "")
            rows = zip(*([cell.replace("\n", ", ") for cell in column.cells] for column in columns), strict=True)
            yield from markdown_lines([column.heading for column in columns], rows)
        if report.recent:
            yield from ("", "## Lately", "")
            for event in report.recent:
                yield f"- {event.when[:10]} {markdown_cell(event.who)}: {markdown_cell(event.subject)}"
        if report.hidden:
            yield ""
            yield from map(markdown_cell, report.hidden)
