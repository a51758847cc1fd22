"""The state of all groups: the first page that people see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import counted
from wmstrat.say.attention import attention_item, attention_markdown, legend, put_attention
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_columns, plain_cell, plain_lines
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import WAITING, of_which_day

if TYPE_CHECKING:
    from wmstrat.reports.of_group import GroupStatus
    from wmstrat.reports.overview import Status


def status(report: Status, output: Output, *, today: str = "") -> None:
    """Print the state of all groups on the day of the report, which may be another than `today`."""
    everybody = (*report.groups, *report.bodies)
    names = field_names(everybody)
    items = (status_item(group, report.day) for group in everybody)
    if machine("status", items, output, names):
        return
    if output.format == "ids":
        answers(group.slug for group in everybody)
    elif output.format == "plain":
        answers(plain_lines(_plain_row(item, names) for item in items))
    elif output.format == "markdown":
        answers(_markdown(report, of_which_day(report.day, today)))
    else:
        _page(report, output, of_which_day(report.day, today))


def field_names(groups: Sequence[GroupStatus]) -> list[str]:
    """The fields of an item, in the order of CSV and of plain lines."""
    counts = dict.fromkeys(key for group in groups for key in group.counts)
    return ["code", "id", "name", "kind", "day", "stages", *counts, "unreadable", "active", "attention"]


def _plain_row(item: dict[str, Any], names: Sequence[str]) -> list[str]:
    stages = [stage["stage"] for stage in item["stages"]]
    return [plain_cell(stages if name == "stages" else item[name]) for name in names if name != "attention"]


def status_item(group: GroupStatus, day: str) -> dict[str, Any]:
    """One group as JSON holds it; null for what cannot be seen here."""
    return {
        "record": "group",
        "id": group.slug,
        "code": group.code,
        "name": group.name,
        "kind": group.kind,
        "day": day,
        "stages": [{"stage": stage.id, "label": stage.label, "since": stage.since} for stage in group.stages],
        **group.counts,
        "unreadable": group.unreadable,
        "active": group.active,
        "attention": [attention_item(item) for item in group.attention],
    }


def _page(report: Status, output: Output, days: str) -> None:
    from wmstrat.say.page import Page
    from wmstrat.say.status_columns import columns_for, signs_explained, with_bodies_apart

    page = Page(output)
    page.spans([(report.process, "bold"), (f"  {report.day}", "dim")])
    page.text(_summary(report), "dim")
    if days:
        page.text(days, WAITING)
    codes = [group.code or group.slug for group in report.groups]
    if report.begins:
        page.heading("First steps in each group" if codes else "First steps")
        put_attention(page, report.attention, calm=True)
    elif report.attention:
        page.gap()
        page.spans([("Needs attention", "bold"), (f"  ({legend(report.attention)})", "dim")])
        put_attention(page, report.attention, codes)
    page.gap()
    columns, left_out = columns_for(report, page.room)
    ending = signs_explained(report, columns)
    if not report.groups:
        page.text("No groups yet." if output.as_of else "No groups yet. Add one with: wmstrat group add NAME")
    if report.groups or report.bodies:
        page.grid(with_bodies_apart(columns, len(report.groups)))
    if left_out:
        ending.append(f"Hidden (terminal too narrow): {', '.join(left_out)}.")
    page.ending([*ending, *report.hidden])
    page.print()


def _summary(report: Status) -> str:
    count = len(report.groups)
    if report.is_new and count:
        return counted(
            count, "{count} group, ready for its first members", "{count} groups, ready for their first members"
        )
    return " · ".join([counted(count, "{count} group", "{count} groups"), *report.totals])


def _markdown(report: Status, days: str) -> Iterator[str]:
    from wmstrat.say.status_columns import columns_for

    columns, _ = columns_for(report, None)
    yield from (f"# {markdown_cell(report.process)}", "", f"{report.day}: {_summary(report)}")
    yield from ("", days, "") if days else ("",)
    if report.attention:
        codes = [group.code for group in report.groups]
        yield from ("## Needs attention", "", *attention_markdown(report.attention, codes), "")
    yield from markdown_columns(columns, "Code")
    if report.hidden:
        yield from ("", *map(markdown_cell, report.hidden))
