"""One group in depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import on_one_line
from wmstrat.say.attention import attention_markdown, put_attention
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_lines, plain_cell, plain_lines
from wmstrat.say.history import event_item
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import counted, day_and_ago, of_which_day
from wmstrat.say.status import FIELDS, stage_item, status_item
from wmstrat.say.values import NOTHING, WAITING, state_style

if TYPE_CHECKING:
    from wmstrat.reports.of_group import GroupReport
    from wmstrat.say.grid import Column
    from wmstrat.say.page import Page

MORE_FIELDS = (
    *FIELDS,
    "area",
    "needs",
    "former",
    "notes",
    "people",
    "focus",
    "questions",
    "drafts",
    "recent",
    "planned",
)


def group(
    report: GroupReport,
    output: Output,
    *,
    labels: Mapping[str, str] | None = None,
    bounds: tuple[int, int] = (0, 0),
    today: str = "",
) -> None:
    """Print one group in depth.

    `labels` are how people read states, roles and member types; `bounds` the smallest and the largest size that
    a group should have, 0 for none. A report on another day than `today` says what in it is of that day.
    """
    item = group_item(report, bounds)
    if machine("status", [item], output, MORE_FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines([name, plain_cell(item[name])] for name in MORE_FIELDS))
        return
    sheet = _Sheet(report, labels or {}, bounds, of_which_day(report.day, today))
    if output.format == "markdown":
        answers(sheet.markdown())
    else:
        sheet.print(output)


def group_item(report: GroupReport, bounds: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """The group as JSON holds it: what `status` says of each group, and its parts."""
    return {
        **status_item(report.status, report.day, *bounds),
        "area": report.area,
        "needs": list(report.needs),
        "former": report.former,
        "notes": report.notes,
        "people": [
            {"person": one.person, "name": one.name, "role": one.role, "type": one.type, "since": one.since}
            for one in report.members
        ],
        "focus": [{"id": one.id, "text": one.text, "covered_by": list(one.covered_by)} for one in report.focus],
        "questions": [
            {
                "id": one.id,
                "title": one.title,
                "state": one.state,
                "level": one.level,
                "drafts": list(one.drafts),
                "final_on": one.final_on,
                "amended": list(one.amended),
            }
            for one in report.questions
        ],
        "drafts": [
            {
                "id": one.id,
                "title": one.title,
                "state": one.state,
                "iteration": one.iteration,
                "answers": list(one.answers),
                "filled": one.filled,
                "sections": one.sections,
            }
            for one in report.drafts
        ],
        "recent": [event_item(event) for event in report.recent],
        "planned": [stage_item(stage) for stage in report.planned],
    }


class _Sheet:
    """The parts of the report, as columns for a page or for Markdown."""

    def __init__(self, report: GroupReport, labels: Mapping[str, str], bounds: tuple[int, int], days: str) -> None:
        self.report, self.labels, self.bounds, self.days = report, labels, bounds, days

    def word(self, text: str) -> str:
        return on_one_line(self.labels.get(text, text))

    def facts(self) -> list[tuple[str, str]]:
        """What is said of the group in a line each."""
        report, one = self.report, self.report.status
        low, high = self.bounds
        order = list(self.labels)
        types = sorted(one.types, key=lambda word: order.index(word) if word in order else len(order))
        mix = ", ".join(f"{one.types[word]} {word}" for word in types)
        members = counted(one.members, "{count} member", "{count} members") + (f" ({mix})" if mix else "")
        if one.kind == "working" and (low or high):
            members += f", ideally {low} to {high}" if high else f", ideally {low} or more"
        if report.former:
            members += counted(report.former, "; {count} has left", "; {count} have left")
        return [
            (name, on_one_line(text))
            for name, text in (
                ("Area", report.area),
                ("Stage", ", ".join(f"{stage.label} since {stage.since}" for stage in one.stages)),
                ("Planned", ", ".join(f"{stage.label} from {stage.since}" for stage in report.planned)),
                ("Members", members),
                ("Coordinators", ", ".join(one.coordinators)),
                ("Applications", str(one.applications or "")),
                ("Looks for", ", ".join(report.needs)),
                ("Notes", str(report.notes or "")),
                ("Last activity", day_and_ago(one.active, report.day)),
            )
            if text
        ]

    def sections(self) -> Iterator[tuple[str, list[Column]]]:
        """Each part with its heading; parts with nothing in them are left out."""
        from wmstrat.say.grid import Column

        report = self.report
        if report.members:
            people = report.members
            yield (
                "People",
                [
                    Column("Name", [on_one_line(one.name) for one in people], folds=16),
                    Column("Role", [self.word(one.role) for one in people], folds=12),
                    Column("Type", [self.word(one.type) for one in people], folds=12),
                    Column("Since", [one.since for one in people]),
                ],
            )
        if report.focus:
            covered = [", ".join(one.covered_by) or "not covered yet" for one in report.focus]
            yield (
                "Focus",
                [
                    Column("Id", [one.id for one in report.focus], ["bold"] * len(covered)),
                    Column("What to look at", [on_one_line(one.text) for one in report.focus], folds=20),
                    Column(
                        "Covered by", covered, ["" if one.covered_by else "dim" for one in report.focus], folds=10
                    ),
                ],
            )
        if report.questions:
            yield self._questions()
        if report.drafts:
            yield self._drafts()

    def _questions(self) -> tuple[str, list[Column]]:
        from wmstrat.kinds import kind
        from wmstrat.say.grid import Column

        asked = self.report.questions
        one = self.report.status
        states = [f"{self.word(q.state)} {q.final_on}".strip() for q in asked]
        amended = [f"amended {q.amended[-1]}" if q.amended else "" for q in asked]
        return (
            f"Questions, {one.questions_final} of {one.questions_all} final",
            [
                Column("Id", [q.id for q in asked], ["bold"] * len(asked)),
                Column("Question", [on_one_line(q.title) for q in asked], folds=24),
                Column(
                    "State",
                    ["\n".join(filter(None, pair)) for pair in zip(states, amended, strict=True)],
                    [state_style(kind("question"), q.state) for q in asked],
                ),
                Column("Drafts", [", ".join(q.drafts) or NOTHING for q in asked], folds=7),
            ],
        )

    def _drafts(self) -> tuple[str, list[Column]]:
        from wmstrat.kinds import kind
        from wmstrat.say.grid import Column

        written = self.report.drafts
        return (
            "Drafts",
            [
                Column("Id", [d.id for d in written], ["bold"] * len(written)),
                Column("Draft", [on_one_line(d.title) for d in written], folds=24),
                Column(
                    "State",
                    [self.word(d.state) for d in written],
                    [state_style(kind("draft"), d.state) for d in written],
                ),
                Column("Answers", [", ".join(d.answers) or NOTHING for d in written], folds=7),
                Column("Filled in", [f"{d.filled} of {d.sections}" for d in written]),
                Column("Iteration", [str(d.iteration or "") for d in written], right=True),
            ],
        )

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
        code = self.report.status.code
        if not self.report.questions and not self.report.drafts:
            page.gap()
            page.text(f"No questions and no drafts yet. Ask the first: wmstrat question add {code} TEXT", "dim")
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
