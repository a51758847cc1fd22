"""Turns `method/changes.md` of earlier versions into records of the method, one for each change that it lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zlib import crc32

from wmstrat.errors import Invalid
from wmstrat.files.reading import Unreadable, decode
from wmstrat.record.days import UNKNOWN, parsed_day
from wmstrat.record.kind import IMPORT_KEY
from wmstrat.record.markdown import CLOSING, OPENING, MarkdownBlock, blocks
from wmstrat.record.templates import METHOD
from wmstrat.record.text import counted, on_one_line

if TYPE_CHECKING:
    from wmstrat.change.change import Change

FILE, PAGE = f"{METHOD}/changes.md", f"{METHOD}/README.md"
# What earlier templates had in these files, and what the page says instead.
COMMENT = "Newest first, one line a change: the day, what changed, why, and who decided it."
REPLACED = {
    "| [changes.md](changes.md) | what we changed about our way of working, and why |\n": "",
    "2. Write a line into [changes.md](changes.md), so that others learn why.\n": (
        '2. Say why: `wmstrat method add "What changes" --why "The reason"`, then `wmstrat method adopt ALL-ME1`.\n'
    ),
}
DAY = re.compile(r"[\W_]*(\d{4}-\d{2}-\d{2})(?!\d)[\W_]*")
MARK = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s+")
# The line below the head of a table.
RULE_OF_TABLE = re.compile(r"\|[\s|:-]+")


class ChangeEntry:
    """A change that the file tells of: its lines as they are, without the mark of a list; the day of its heading."""

    def __init__(self, line: str, day: str = "") -> None:
        self.lines = [line]
        self.day = day

    @property
    def text(self) -> str:
        """All that it says."""
        return "\n".join(self.lines).strip()


def changes_to_records(change: Change) -> tuple[list[str], list[str]]:
    """Make records of what the file tells, and take the file away; returns what was done, and warnings. What is there
    already, by the key of its text, is not made again."""
    data = change.workspace.bytes(FILE)
    if data is None:
        return [], []
    try:
        text = decode(data)
    except Unreadable as error:
        return [], [f"{FILE} was not changed: found {error.found}, expected {error.expected}."]
    kind, known = change.kind("method"), {*change.workspace.imported("method")}
    ids = []
    for entry in reversed([*entries(text)]):
        key = f"{FILE} {crc32(entry.text.encode()):08x}"
        if key not in known:
            known.add(key)
            values = {"title": title_of(entry.text), "state": "adopted", "adopted_on": _day(entry, change.today)}
            ids.append(change.add(kind, {**values, IMPORT_KEY: key}, entry.text).id)
    change.restore(FILE, data, None)
    page = change.page(PAGE) or ""
    now = page
    for old, new in REPLACED.items():
        now = now.replace(old, new)
    if now != page:
        change.restore(PAGE, page.encode(), now.encode())
    made = counted(len(ids), "made {count} record", "made {count} records")
    done = [f"{made} of {FILE}: {', '.join(ids)}" if ids else "", f"removed {FILE}"]
    left = [f"{PAGE} still has a link to changes.md. Correct it by hand."] if "(changes.md)" in now else []
    return list(filter(None, done)), left


def entries(text: str) -> Iterator[ChangeEntry]:
    """What the file tells, in its order: each item, row and paragraph that is not indented, with what belongs to it.
    What a heading says is in the first of those below it."""
    entry: ChangeEntry | None = None
    heading, day = "", ""
    for block in _of_the_page(text):
        starts = block.text and not block.text[0].isspace()
        if block.kind == "heading":
            yield from _ended(entry, heading)
            entry, heading = None, block.text
            match = DAY.match(heading)
            day = match[1] if match else ""
        elif block.kind in ("item", "text") and starts:
            yield from _ended(entry, "")
            entry = ChangeEntry(MARK.sub("", block.text, count=1), day)
            entry.lines[:0] = [heading, ""] if heading else []
            heading = ""
        elif entry is not None:
            entry.lines.append(block.text)
        elif block.text.strip():
            entry = ChangeEntry(block.text, day)
        comments = [f"{OPENING}{comment}{CLOSING}" for comment in block.comments if comment.strip() != COMMENT]
        entry = entry or (ChangeEntry("", day) if comments else None)
        if entry is not None:
            entry.lines += comments
    yield from _ended(entry, heading)


def _of_the_page(text: str) -> Iterator[MarkdownBlock]:
    """The blocks of the file, without its title and the heads of tables."""
    found = list(blocks(text))
    for place, block in enumerate(found):
        following = found[place + 1].text if place + 1 < len(found) else ""
        is_title = block.kind == "heading" and block.level == 1
        if not is_title and not RULE_OF_TABLE.fullmatch(block.text) and not RULE_OF_TABLE.fullmatch(following):
            yield block


def _ended(entry: ChangeEntry | None, heading: str) -> Iterator[ChangeEntry]:
    if entry is not None and entry.text:
        yield entry
    if heading:
        yield ChangeEntry(heading)


def _day(entry: ChangeEntry, today: str) -> str:
    """The day at the beginning, or that of the heading; not known where there is none, or it is to come."""
    match = DAY.match(entry.text)
    try:
        day = parsed_day(match[1] if match else entry.day, today) if match or entry.day else UNKNOWN
    except Invalid:
        return UNKNOWN
    return day if day <= today else UNKNOWN


def title_of(text: str) -> str:
    """The first sentence, without the day."""
    first = DAY.sub("", text, count=1) if DAY.match(text) else text
    paragraphs = (paragraph for paragraph in first.split("\n\n") if any(map(str.isalpha, paragraph)))
    first = on_one_line(next(paragraphs, text).strip("| *_#`"))
    sentence = re.split(r"(?<=[.!?])\s|\s*\|\s*|\s+<!--", first)[0]
    return sentence.rstrip(".") or on_one_line(text)
