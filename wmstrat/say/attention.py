"""What needs attention, worst first, each with the command to type next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.say.flat import markdown_cell
from wmstrat.say.phrases import gathered_names

if TYPE_CHECKING:
    from wmstrat.reports.notices import Attention
    from wmstrat.say.page import Page

# The sign, the style and the meaning of each urgency.
SIGNS = {
    1: ("✗", "bold red", "broken"),
    2: ("!", "bold magenta", "urgent"),
    3: ("•", "magenta", "to do"),
    4: ("-", "", "good to know"),
}
CALM = ("•", "", "")
INDENT = 5
# Names take a column beside the commands where there is room for this many cells, and at most so much of it.
LEAST_NAMES, MOST_NAMES = 24, 60


def attention_item(item: Attention) -> dict[str, Any]:
    """One thing as JSON holds it in the item of its group."""
    records = list(item.records)
    text = {"urgency": item.urgency, "topic": item.topic, "text": item.sentence}
    return {**text, "records": records, "command": item.to_type}


def names_of(item: Attention, all_groups: Sequence[str]) -> list[str]:
    """The ids of the records that the thing is about; else, on a page of several groups, the codes of the groups that
    it is true of, or that it is true of all."""
    if item.records or not all_groups:
        return list(item.records)
    if len(all_groups) > 1 and set(all_groups) <= set(item.groups):
        return ["all groups"]
    others = [code for code in all_groups if code not in item.groups]
    if len(others) == 1 and len(all_groups) > 3:
        return [f"all groups but {others[0]}"]
    return list(item.groups)


def put_attention(page: Page, items: Sequence[Attention], all_groups: Sequence[str] = (), calm: bool = False) -> None:
    """Put the list on the page. `all_groups` are the codes of the groups on it, none where it is about one; `calm`
    leaves out alarm."""
    from wmstrat.say.grid import GAP, Column, taken
    from wmstrat.say.scripts import cell_width

    signs = [CALM if calm else SIGNS[item.urgency] for item in items]
    styles = [style.replace("bold ", "") for _, style, _ in signs]
    names = [names_of(item, all_groups) for item in items]
    columns = [
        Column("", [sign for sign, _, _ in signs], [style for _, style, _ in signs]),
        Column("", [item.sentence for item in items], styles),
        Column("", [item.to_type for item in items], ["dim"] * len(items)),
    ]
    left = None if page.room is None else page.room - INDENT - taken(columns[1:]) - GAP
    if left is None or left >= LEAST_NAMES or not any(names):
        room = None if left is None else min(left, MOST_NAMES)
        columns.insert(2, Column("", [gathered_names(each, room) for each in names], ["bold"] * len(items)))
        columns = [column for column in columns if not column.blank]
        if page.room is None or taken(columns) + 2 <= page.room:
            page.grid(columns, indent=2, head=False)
            return
    for item, (sign, sign_style, _), style, each in zip(items, signs, styles, names, strict=True):
        room = (page.room or 0) - INDENT - cell_width(item.sentence) - GAP
        after = [(f"  {gathered_names(each, room)}", "bold")] if each else []
        page.spans([(item.sentence, style), *after], indent=INDENT, sign=(sign, sign_style))
        if item.to_type:
            page.text(item.to_type, "dim", indent=INDENT)


def legend(items: Iterable[Attention]) -> str:
    """What the signs before the items mean."""
    used = sorted({item.urgency for item in items})
    return ", ".join(f"{SIGNS[urgency][0]} {SIGNS[urgency][2]}" for urgency in used)


def attention_markdown(items: Iterable[Attention], all_groups: Sequence[str]) -> Iterator[str]:
    """The list as Markdown, a bullet a thing."""
    for item in items:
        names = ", ".join(names_of(item, all_groups))
        command = f" `{item.to_type}`" if item.to_type else ""
        yield f"- {markdown_cell(item.sentence)}{f': {markdown_cell(names)}' if names else ''}{command}"
