"""A table of records in MediaWiki's markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from wmstrat.record.fields import Entries
from wmstrat.record.record import Record
from wmstrat.record.reporting import Overview
from wmstrat.record.text import on_one_line
from wmstrat.record.types import Labels, Listing
from wmstrat.say.envelope import errors_of

# What MediaWiki would take for its own: markup, templates, tags, entities, and signs at the start of a line.
_MARKUP = re.compile(r"""[\[\]{}<>|&~]|''|__|==|-\{|//|^[*#:;=!+-]|^\s|RFC\s|PMID\s|ISBN\s""")


def wikitext(overview: Overview, records: Iterable[Record], labels: Labels) -> Iterator[str]:
    """The table, a line at a time: a list has an item a line, and a record that cannot be read says why."""
    yield '{| class="wikitable"'
    yield from (f"! {heading}" for heading, _ in overview.columns)
    for record in records:
        if record.unreadable:
            yield "|-"
            text = f"{escaped_wikitext(record.id)}: {escaped_wikitext(errors_of(record))}"
            yield f'| colspan="{len(overview.columns)}" | {text}'
        elif overview.holds(record):
            yield "|-"
            for _, name in overview.columns:
                yield from _cell(record, name, labels)
    yield "|}"


def _cell(record: Record, name: str, labels: Labels) -> Iterator[str]:
    type_, value = record.kind.by_name[name].type, record[name]
    if isinstance(type_, Entries):
        yield "|"
        yield from (f"* {escaped_wikitext(type_.in_brief(entry, labels))}" for entry in value)
    elif isinstance(type_, Listing):
        yield "|"
        yield from (f"* {escaped_wikitext(type_.of.shown(item, labels))}" for item in value)
    else:
        yield f"| {escaped_wikitext(type_.shown(value, labels))}".rstrip()


def escaped_wikitext(text: str) -> str:
    """The text on one line, in `<nowiki>` where MediaWiki would read something else in it."""
    line = on_one_line(text)
    if not _MARKUP.search(line):
        return line
    return "<nowiki>" + line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</nowiki>"
