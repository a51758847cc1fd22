"""One group in depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Cell, Fact, Part
from wmstrat.record.text import on_one_line
from wmstrat.say.attention import attention_markdown, legend, put_attention
from wmstrat.say.envelope import machine
from wmstrat.say.flat import cell_text, markdown_cell, markdown_columns, plain_cell, plain_lines
from wmstrat.say.history import event_item
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import NOTHING, WAITING, day_and_ago, of_which_day, state_style
from wmstrat.say.status import field_names, status_item

if TYPE_CHECKING:
    from wmstrat.reports.of_group import GroupReport
    from wmstrat.say.grid import Column

# The kind, and what it shows on the page.
Shown = Sequence[tuple[Kind, Part]]
# The heading, the columns, and a line about what is not in them.
Sections = Iterator[tuple[str, "list[Column]", str]]


def group(
    report: GroupReport, facts: Sequence[Fact], parts: Shown, output: Output, *, today: str = "", calm: bool = False
) -> None:  # fmt: skip
    """Print one group in depth. A report on another day than `today` says what in it is of that day. What needs
    attention is shown `calm` where the process begins."""
    names = [*field_names([report.status]), *report.values, "recent"]
    if machine("status", map(_item, [report]), output, names):
        return
    if output.format == "ids":
        answers([report.status.slug])
    elif output.format == "plain":
        item = _item(report)
        answers(plain_lines([name, plain_cell(item[name])] for name in names))
    else:
        told, sections = facts_of(report, facts), sections_of(report, parts)
        days = of_which_day(report.day, today)
        if output.format == "markdown":
            answers(_markdown(report, told, sections, days))
        else:
            _page(report, told, sections, days, output, calm=calm)


def _item(report: GroupReport) -> dict[str, Any]:
    """The group as JSON holds it; reads what the last events changed."""
    recent = [event_item(event) for event in report.recent]
    return {**status_item(report.status, report.day), **report.values, "recent": recent}


def facts_of(report: GroupReport, facts: Sequence[Fact]) -> list[tuple[str, str]]:
    """What is said of the group in a line each."""
    status = report.status
    stages = [{"label": stage.label, "since": stage.since} for stage in status.stages]
    counts = {**status.counts, "kind": status.kind, "stages": stages, **report.values}
    told = [(fact.label, fact.text(counts)) for fact in facts]
    told.append(("Last activity", day_and_ago(status.active, report.day)))
    return [(label, on_one_line(text)) for label, text in told if text]


def sections_of(report: GroupReport, parts: Shown) -> Sections:
    """Each part with its heading; parts with nothing in them are left out."""
    for kind, part in parts:
        if items := report.values[part.key]:
            heading = part.heading if isinstance(part.heading, str) else part.heading(report.status.counts)
            closed = [item for item in items if _is_closed(kind, item)]
            shown = [item for item in items if item not in closed]
            columns = [_column(kind, cell, shown, report.labels) for cell in part.cells] if shown else []
            yield heading, columns, _in_brief(closed, report.labels.get("labels", {}))


def _is_closed(kind: Kind, item: Mapping[str, Any]) -> bool:
    """True for an item of a record that does not count any more."""
    state = kind.state_named(str(item.get("state", "")))
    return state is not None and not state.counts


def _in_brief(closed: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> str:
    """The closed items by their states, each with what it became: `Merged: CB-D3 → CB-D7, CB-D4. Split: ...`."""
    states: dict[str, list[str]] = {}
    for item in closed:
        became = f" → {' + '.join(item['became'])}" if item.get("became") else ""
        states.setdefault(labels.get(item["state"], item["state"]), []).append(f"{item['id']}{became}")
    return " ".join(f"{state[:1].upper()}{state[1:]}: {', '.join(ids)}." for state, ids in states.items())


def _column(
    kind: Kind, cell: Cell, items: Sequence[Mapping[str, Any]], labels: Mapping[str, Mapping[str, str]]
) -> Column:
    from wmstrat.say.grid import Column

    texts = [cell_text(cell, item) for item in items]
    styles = ["bold"] * len(texts) if cell.is_id else []
    if cell.is_state:
        styles = [state_style(kind, text) for text in texts]
    shown = [on_one_line(labels.get(cell.label, {}).get(text, text)) for text in texts]
    if cell.dash:
        shown = [text or NOTHING for text in shown]
    return Column(cell.heading, shown, styles, right=cell.is_number, folds=cell.folds)


def _page(
    report: GroupReport, facts: list[tuple[str, str]], sections: Sections, days: str, output: Output, *, calm: bool
) -> None:  # fmt: skip
    from wmstrat.say.grid import fitting
    from wmstrat.say.history import put_events
    from wmstrat.say.page import Page

    status = report.status
    page = Page(output)
    page.spans([(f"{status.code}  ", "bold"), (on_one_line(status.name), "bold"), (f"  {report.day}", "dim")])
    if days:
        page.text(days, WAITING)
    if status.attention and calm:
        page.heading("First steps")
        put_attention(page, status.attention, calm=True)
    elif status.attention:
        page.gap()
        page.spans([("Needs attention", "bold"), (f"  ({legend(status.attention)})", "dim")])
        put_attention(page, status.attention)
    page.gap()
    page.pairs(facts, folds=20)
    for heading, columns, closed in sections:
        page.heading(heading)
        if columns:
            page.grid(fitting(columns, page.room)[0])
        if closed:
            page.text(closed, "dim")
    if report.recent:
        page.heading("Lately")
        put_events(page, report.recent, report.day)
    if any(item.topic == "nothing" and item.command for item in status.attention):
        ask = f"wmstrat question add {status.code} TEXT"
        page.ending([f"No questions and no drafts yet. Ask the first: {ask}"])
    page.ending(report.hidden)
    page.print()


def _markdown(report: GroupReport, facts: list[tuple[str, str]], sections: Sections, days: str) -> Iterator[str]:
    status = report.status
    yield from (f"# {status.code} {markdown_cell(status.name)}", "")
    if days:
        yield from (days, "")
    if status.attention:
        yield from ("## Needs attention", "", *attention_markdown(status.attention, ()), "")
    for name, text in facts:
        yield f"- {name}: {markdown_cell(text)}"
    for heading, columns, closed in sections:
        yield from ("", f"## {heading}", "", *(markdown_columns(columns) if columns else ()))
        yield from ("", markdown_cell(closed)) if closed else ()
    if report.recent:
        yield from ("", "## Lately", "")
        for event in report.recent:
            yield f"- {event.when[:10]} {markdown_cell(event.who)}: {markdown_cell(event.subject)}"
    if report.hidden:
        yield from ("", *map(markdown_cell, report.hidden))
