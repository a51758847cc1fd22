"""The table of the source page: thematic area, draft description, mailing list (requirement 71)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wmstrat.record.record import Record
from wmstrat.record.text import on_one_line
from wmstrat.say.envelope import errors_of

# What MediaWiki would take for its own: markup, templates, tags, entities, and signs at the start of a line.
_MARKUP = re.compile(r"""[\[\]{}<>|&~]|''|__|==|-\{|//|^[*#:;=!+-]|^\s|RFC\s|PMID\s|ISBN\s""")


def overview(groups: Iterable[Record]) -> Iterator[str]:
    """The table in wikitext: each working group with its focus items as a list, and its mailing list."""
    yield '{| class="wikitable"'
    yield "! Thematic area"
    yield "! Draft description"
    yield "! Mailing list"
    for group in groups:
        if group.unreadable:
            yield "|-"
            yield f'| colspan="3" | {escaped_wikitext(group.id)}: {escaped_wikitext(errors_of(group))}'
        elif group["kind"] == "working":
            yield "|-"
            yield f"| {escaped_wikitext(group['name'])}"
            yield "|"
            yield from (f"* {escaped_wikitext(entry['text'])}" for entry in group["focus"])
            yield f"| {escaped_wikitext(group['mailing_list'])}".rstrip()
    yield "|}"


def escaped_wikitext(text: str) -> str:
    """The text on one line, in `<nowiki>` where MediaWiki would read something else in it."""
    line = on_one_line(text)
    if not _MARKUP.search(line):
        return line
    return "<nowiki>" + line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</nowiki>"
