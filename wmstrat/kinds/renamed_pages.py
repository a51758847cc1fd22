"""The pages that name a group, after it got another name: its own heading, and its line on the front page."""

from __future__ import annotations

import re

from wmstrat.record.record import Record
from wmstrat.record.view import Changing

FRONT_PAGE = "README.md"


def in_markdown(name: str) -> str:
    """The name as a page says it, so that no sign in it is taken for a link, a tag or an emphasis."""
    return re.sub(r"[\\`*_\[\]<>|]", r"\\\g<0>", name)


def renamed_on_pages(change: Changing, group: Record, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of the group's page with the new name as its heading, and a sentence about the places that still have
    the old name. The line about the group on the front page gets the new one as well."""
    old, written = group["name"], in_markdown(name)
    headings = {f"# {old}", f"# {in_markdown(old)}"}
    body = "\n".join(f"# {written}" if line.rstrip() in headings else line for line in group.body.split("\n"))
    front = change.page(FRONT_PAGE) or ""
    row, link = rf"\|\s*{group['code']}\s*\|.*?", rf"\]\([^)]*\b{re.escape(group.id)}/?\)"
    called = f"(?:{re.escape(old)}|{re.escape(in_markdown(old))})"
    about = re.compile(rf"^({row}|.*?\[){called}(?=\s*\||{link})", re.MULTILINE)
    changed = about.sub(lambda line: line[1] + written, front)
    if "|" not in name and changed != front and change.rewrite_page(FRONT_PAGE, changed):
        front = changed
    others = front.replace(written, "").replace(name, "").split("\n")
    lines = [str(number) for number, line in enumerate(others, 1) if old in line]
    left = [f"{FRONT_PAGE} in line {', '.join(lines)}"] if lines else []
    left += [group.path] if old in body.replace(written, "").replace(name, "") else []
    return body, (f'These pages still say "{old}": {"; ".join(left)}',) if left else ()
