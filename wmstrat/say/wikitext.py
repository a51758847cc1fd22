"""Text and tables in MediaWiki's markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from wmstrat.record.text import on_one_line

# What MediaWiki makes a link of, and what no title of a page can hold.
MAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.ASCII)
WEB = re.compile(r"https?://[^\s<>\[\]{}|\"']+")
NO_TITLE = re.compile(r"[#<>\[\]{}|_~]|''|//|^[:/.]|^$|&\w+;|%[0-9A-Fa-f]{2}")
# What MediaWiki would take for its own: markup, templates, tags, entities, and signs at the start of a line.
WIKI_MARKUP = re.compile(r"""[\[\]{}<>|&~]|''|__|==|-\{|//|^[*#:;=!+-]|^\s|RFC\s|PMID\s|ISBN\s""")


def linked(text: str, *, is_name: bool) -> str:
    """The text as a link where it is the name of a page, a mail address or an address on the web."""
    if is_name and not NO_TITLE.search(text):
        return f"[[{text}]]"
    if MAIL.fullmatch(text):
        return f"[mailto:{text} {text}]"
    return text if WEB.fullmatch(text) else as_wikitext(text)


def as_wikitext(text: str) -> str:
    """The text on one line, in `<nowiki>` where MediaWiki would read something else in it."""
    line = on_one_line(text)
    if not WIKI_MARKUP.search(line):
        return line
    return "<nowiki>" + line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</nowiki>"


def wiki_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, with the paragraphs of a cell below each other."""
    yield '{| class="wikitable"'
    yield from (f"! {heading}" for heading in headings)
    for row in rows:
        yield "|-"
        for cell in row:
            lines = [as_wikitext(line) for line in cell.splitlines() if line.strip()]
            yield f"| {'<br>'.join(lines)}".rstrip()
    yield "|}"
