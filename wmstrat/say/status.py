"""Where every group stands: the product's face."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import on_one_line
from wmstrat.say.attention import attention_item, attention_markdown, put_attention
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_cell, markdown_lines, plain_cell, plain_lines
from wmstrat.say.output import Output, answers
from wmstrat.say.phrases import ago, counted, of_which_day
from wmstrat.say.values import NOTHING, WAITING

if TYPE_CHECKING:
    from wmstrat.reports.overview import GroupStatus, Stage, Status
    from wmstrat.say.page import Page

# The fields of an item, in the order of CSV and of plain lines.
FIELDS = (
    "code",
    "id",
    "name",
    "kind",
    "day",
    "stages",
    "members",
    "minimum",
    "maximum",
    "types",
    "coordinators",
    "questions_final",
    "questions_all",
    "drafts_by_state",
    "uncovered",
    "applications",
    "unreadable",
    "active",
    "attention",
)


def status(report: Status, output: Output, *, today: str = "") -> None:
    """Print where all groups stand, what needs attention, and what this clone cannot see. A report on another day
    than `today`, where it is given, says what in it is of that day."""
    everybody = (*report.groups, *report.bodies)
    items = [status_item(one, report.day, report.minimum, report.maximum) for one in everybody]
    if machine("status", items, output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines(_plain_row(item) for item in items))
    elif output.format == "markdown":
        answers(_markdown(report, of_which_day(report.day, today)))
    else:
        _page(report, output, of_which_day(report.day, today))


def _plain_row(item: dict[str, Any]) -> list[str]:
    stages = [stage["stage"] for stage in item["stages"]]
    return [plain_cell(stages if name == "stages" else item[name]) for name in FIELDS if name != "attention"]


def status_item(one: GroupStatus, day: str, minimum: int, maximum: int) -> dict[str, Any]:
    """One group as JSON holds it: `applications` is null where private/ cannot be seen."""
    return {
        "record": "group",
        "id": one.slug,
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "day": day,
        "stages": [stage_item(stage) for stage in one.stages],
        "members": one.members,
        "minimum": minimum,
        "maximum": maximum,
        "types": dict(one.types),
        "coordinators": list(one.coordinators),
        "questions_final": one.questions_final,
        "questions_all": one.questions_all,
        "drafts_by_state": dict(one.drafts),
        "uncovered": list(one.uncovered),
        "applications": one.applications,
        "unreadable": one.unreadable,
        "active": one.active,
        "attention": [attention_item(item) for item in one.attention],
    }


def stage_item(stage: Stage) -> dict[str, str]:
    """A stage as JSON holds it."""
    return {"stage": stage.id, "label": stage.label, "since": stage.since}


def is_new(report: Status) -> bool:
    """True for a process that has not begun: nobody is in a group, nothing is asked, nothing is broken."""
    begun = any(one.members or one.questions_all or one.drafts for one in report.groups)
    return not begun and all(item.urgency > 1 for item in report.attention)


def _page(report: Status, output: Output, days: str) -> None:
    from wmstrat.say.page import Page
    from wmstrat.say.status_columns import columns_for

    page = Page(output)
    page.spans([(report.process, "bold"), (f"  {report.day}", "dim")])
    page.text(_summary(report), "dim")
    if days:
        page.text(days, WAITING)
    page.gap()
    columns, left_out = columns_for(report, page.room)
    if report.groups:
        page.grid(columns)
    else:
        page.text("No groups yet. Add one with: wmstrat group add NAME")
    _bodies(page, report)
    codes = [one.code or one.slug for one in report.groups]
    if report.attention:
        page.gap()
        if is_new(report) and all(set(codes) <= set(item.groups) for item in report.attention):
            page.text("First steps in each group", "bold")
            put_attention(page, report.attention, calm=True)
        else:
            page.text("Needs attention", "bold")
            put_attention(page, report.attention, codes)
    if left_out or report.hidden:
        page.gap()
    if left_out:
        headings = ", ".join(left_out)
        page.text(f"Not shown at this width: {headings}. One group in depth: wmstrat status GROUP", "dim")
    for sentence in report.hidden:
        page.text(sentence, "dim")
    page.print()


def _summary(report: Status) -> str:
    groups = report.groups
    if is_new(report):
        return counted(
            len(groups), "{count} group, ready for its first members", "{count} groups, ready for their first members"
        )
    final, asked = sum(one.questions_final for one in groups), sum(one.questions_all for one in groups)
    return ", ".join(
        [
            counted(len(groups), "{count} group", "{count} groups"),
            counted(sum(one.members for one in groups), "{count} member", "{count} members"),
            f"{final} of {asked} questions final",
            counted(sum(sum(one.drafts.values()) for one in groups), "{count} draft", "{count} drafts"),
        ]
    )


def _bodies(page: Page, report: Status) -> None:
    from wmstrat.say.grid import Column

    if not report.bodies:
        return
    page.gap()
    page.text("Other bodies", "bold")
    members = [
        counted(one.members, "{count} member", "{count} members") if one.members else NOTHING for one in report.bodies
    ]
    page.grid(
        [
            Column("", [one.code for one in report.bodies], ["bold"] * len(report.bodies)),
            Column("", [on_one_line(one.name) for one in report.bodies], folds=14),
            Column("", members, ["" if one.members else "dim" for one in report.bodies]),
            Column("", [ago(one.active, report.day) if one.active else "" for one in report.bodies]),
        ],
        head=False,
    )


def _markdown(report: Status, days: str) -> Iterator[str]:
    from wmstrat.say.status_columns import columns_for

    columns, _ = columns_for(report, None)
    yield f"# {markdown_cell(report.process)}"
    yield ""
    yield f"{report.day}: {_summary(report)}"
    if days:
        yield from ("", days)
    yield ""
    yield from markdown_lines(
        [column.heading or "Code" for column in columns],
        zip(*([cell.replace("\n", ", ") for cell in column.cells] for column in columns), strict=True),
    )
    if report.bodies:
        yield ""
        rows = [[one.code, one.name, str(one.members), one.active] for one in report.bodies]
        yield from markdown_lines(["Code", "Body", "Members", "Last activity"], rows)
    if report.attention:
        yield ""
        yield "## Needs attention"
        yield ""
        yield from attention_markdown(report.attention, [one.code for one in report.groups])
    if report.hidden:
        yield ""
        yield from map(markdown_cell, report.hidden)
