"""What a search found, in every format."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.field_type import Labels
from wmstrat.record.folding import Stretch
from wmstrat.record.text import counted, on_one_line
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_columns, plain_lines
from wmstrat.say.output import Output, answers, remark
from wmstrat.say.phrases import state_style

if TYPE_CHECKING:
    from wmstrat.reports.searching import Found, Hit
    from wmstrat.say.grid import Column

# A longer passage is cut around what was found in it; so much of it is shown before that.
LONGEST, BEFORE = 120, 40
# Rich takes half a millisecond a row: more go as plain lines, cut to the terminal.
MANY = 500
# How many of the words that a record shares with another one are shown in a table.
MOST_SHARED = 8
FIELDS = ("record", "id", "group", "state", "title", "field", "match")


def hits(found: Found, typed: Sequence[str], output: Output, labels: Labels) -> None:
    """Print what was found for what was typed. `labels` are for tables alone."""
    if machine("match", map(_item, found.hits), output, (*FIELDS, "shared") if found.like else FIELDS):
        pass
    elif output.format == "ids":
        answers(hit.record.id for hit in found.hits)
    elif output.format == "plain":
        answers(plain_lines(map(_plain, found.hits)))
    elif output.format == "markdown":
        answers(markdown_columns(_columns(found.hits, labels)))
    elif found.hits:
        _table(found, output, labels)
    if not found.hits:
        remark(_nothing(found, typed))
    if found.unread:
        unread = "One file cannot be read", "{count} files cannot be read"
        remark(f"{counted(found.unread, *unread)}, so not searched. See why: wmstrat check")
    if found.unseen:
        remark(found.unseen)


def excerpt(text: str, spans: Sequence[Stretch]) -> tuple[str, list[Stretch]]:
    """The part of a long line around the first match, "..." where it was cut, and where the matches are in it."""
    if len(text) <= LONGEST:
        return text, [*spans]
    start = max(0, min(spans[0][0] - BEFORE if spans else 0, len(text) - LONGEST))
    end = start + LONGEST
    start, end = _boundary(text, start), _boundary(text, end)
    before, after = "... " if start else "", " ..." if end < len(text) else ""
    shift = len(before) - start
    shown = [(max(a, start) + shift, min(b, end) + shift) for a, b in spans if a < end and b > start]
    return f"{before}{text[start:end].strip()}{after}", shown


def _boundary(text: str, place: int) -> int:
    """The next place from here at which a line can be cut: between words, where these are not long, and never between
    a letter and its marks."""
    if place in (0, len(text)):
        return place
    space = text.find(" ", place, place + 20)
    if space >= 0:
        return space + 1
    while place < len(text) and unicodedata.category(text[place])[0] == "M":
        place += 1
    return place


def _item(hit: Hit) -> dict[str, Any]:
    record = hit.record
    match, _ = excerpt(hit.text, hit.spans)
    item = {
        "record": record.kind.name,
        "id": record.id,
        "group": record.group,
        "state": record.state,
        "title": record.label,
        "field": hit.field,
        "match": match,
    }
    shared = {"shared": list(hit.shared)} if hit.shared else {}
    return item | shared | ({"private": True} if hit.private else {})


def _plain(hit: Hit) -> Iterator[str]:
    item = _item(hit)
    yield from (item[name] for name in ("id", "record", "state", "title", "field", "match"))
    if hit.shared:
        yield ", ".join(hit.shared)
    yield "private" if hit.private else ""


def _cell(hit: Hit) -> tuple[str, list[Stretch]]:
    """The passage with the title of the record above it, unless it is the title itself."""
    text, spans = excerpt(hit.text, hit.spans)
    label, _ = excerpt(on_one_line(hit.record.label), ())
    if hit.field == "id":  # which has a column of its own
        return label, []
    if hit.is_label or label == hit.record.id:
        return text, spans
    above = f"{label}\n"
    return above + text, [(start + len(above), end + len(above)) for start, end in spans]


def _columns(found: Sequence[Hit], labels: Labels) -> list[Column]:
    from wmstrat.say.grid import Column

    cells = [_cell(hit) for hit in found]
    nouns = [f"{hit.record.kind.command} (private)" if hit.private else hit.record.kind.command for hit in found]
    states = [labels.word(hit.record.state) if hit.record.state else "" for hit in found]
    styles = [state_style(hit.record.kind, hit.record.state) for hit in found]
    shared = [on_one_line(", ".join(hit.shared[:MOST_SHARED])) for hit in found]
    return [
        Column("Record", [on_one_line(hit.record.reference) for hit in found], ["bold"] * len(found)),
        Column("Match", [text for text, _ in cells], folds=24, marked=[spans for _, spans in cells]),
        *([Column("Shared words", shared, folds=14)] if any(shared) else []),
        Column("Kind", nouns),
        Column("State", states, styles),
    ]


def _table(found: Found, output: Output, labels: Labels) -> None:
    from wmstrat.say.grid import aligned, fitting

    columns = _columns(found.hits, labels)
    if output.columns is None:
        answers(aligned(columns))
        return
    from wmstrat.say.page import Page

    page = Page(output)
    shown, left_out = fitting(columns, page.room)
    if len(found.hits) > MANY:
        answers(aligned(shown, page.room))
    else:
        page.grid(shown)
    page.gap()
    where = f" in {on_one_line(found.group)}" if found.group else ""
    page.text(f"{counted(len(found.hits), '{count} record', '{count} records')}{where}", "dim")
    if left_out:
        page.text(f"Hidden (terminal too narrow): {', '.join(column.heading for column in left_out)}.", "dim")
    page.print()


def _nothing(found: Found, typed: Sequence[str]) -> str:
    """A message that nothing was found, with what to try."""
    if found.like:
        return _nothing_alike(found)
    words = typed[:-1] if found.group else typed
    sentences = [f"No records found for: {' '.join(on_one_line(_quoted(word)) for word in words)}"]
    if found.group:
        sentences.append(f"Only {on_one_line(found.group)} was searched.")
    if found.left_out:
        others = "One other record matches.", "{count} other records match."
        sentences.append(
            f"{counted(found.left_out, *others)} To see all, search without the group and other filters."
        )
    elif any(" " in word for word in words):
        sentences.append("Words in quotes must occur together. Try them without quotes.")
    return "\n".join(sentences)


def _nothing_alike(found: Found) -> str:
    sentences = [f"Nothing found that says the same as {on_one_line(found.like)}."]
    if found.left_out:
        others = "One record that does was left out", "{count} records that do were left out"
        sentences.append(f"{counted(found.left_out, *others)} by the group or other filters.")
    return "\n".join(sentences)


def _quoted(word: str) -> str:
    shown = word if len(word) <= LONGEST else word[:LONGEST] + "..."
    return f'"{shown}"' if " " in word else shown
