"""What needs attention, worst first, each with the command to type next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.say.flat import markdown_cell

if TYPE_CHECKING:
    from wmstrat.reports.notices import Attention
    from wmstrat.say.page import Page

# The sign and the style of each urgency, from 1 (something is broken) to 4 (good to know).
SIGNS = {1: ("✗", "bold red"), 2: ("!", "bold magenta"), 3: ("•", ""), 4: ("·", "dim")}


def command_of(item: Attention) -> str:
    """The command to type; where one group alone is meant, with its code."""
    words = item.command.split(" ")
    if len(item.groups) == 1 and "GROUP" in words:
        words = [item.groups[0] if word == "GROUP" else word for word in words]
    return " ".join(words)


def attention_item(item: Attention) -> dict[str, Any]:
    """One thing as JSON holds it in the item of its group."""
    return {"urgency": item.urgency, "topic": item.topic, "text": item.sentence, "command": command_of(item)}


def groups_of(item: Attention, all_groups: Sequence[str]) -> str:
    """The codes of the groups that the thing is true of, or that it is true of all."""
    if len(all_groups) > 1 and set(all_groups) <= set(item.groups):
        return "all groups"
    others = [code for code in all_groups if code not in item.groups]
    if len(others) == 1 and len(all_groups) > 3:
        return f"all groups but {others[0]}"
    return ", ".join(item.groups)


def put_attention(page: Page, items: Sequence[Attention], all_groups: Sequence[str] = (), calm: bool = False) -> None:
    """Put the list on the page. `all_groups` are the codes of the groups on it, none where it is about one; `calm`
    leaves out alarm."""
    from wmstrat.say.grid import Column, taken

    signs = [SIGNS[3] if calm else SIGNS[item.urgency] for item in items]
    styles = ["" if calm or item.urgency > 2 else SIGNS[item.urgency][1].replace("bold ", "") for item in items]
    columns = [
        Column("", [sign for sign, _ in signs], [style for _, style in signs]),
        Column("", [item.sentence for item in items], styles),
        Column("", [groups_of(item, all_groups) for item in items]),
        Column("", [command_of(item) for item in items], ["dim"] * len(items)),
    ]
    if not all_groups:
        del columns[2]
    if page.room is None or taken(columns) + 2 <= page.room:
        page.grid(columns, indent=2, head=False)
        return
    for item, sign, style in zip(items, signs, styles, strict=True):
        codes = [(f"  {groups_of(item, all_groups)}", "bold")] if all_groups else []
        page.spans([(item.sentence, style), *codes], indent=5, sign=sign)
        page.text(command_of(item), "dim", indent=5)


def attention_markdown(items: Iterable[Attention], all_groups: Sequence[str]) -> Iterator[str]:
    """The list as Markdown, a bullet a thing."""
    for item in items:
        codes = f" ({groups_of(item, all_groups)})" if all_groups else ""
        yield f"- {markdown_cell(item.sentence)}{codes} `{command_of(item)}`"
