"""Markdown as people read it on a screen: no comments, paragraphs whole, code as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from wmstrat.record.markdown import blocks

# What ends a line that the writer wanted to end there.
BREAK = ("  ", "\\")


class ProseLine(Struct, frozen=True):
    """A line to be folded where it is too long. `level` is that of a heading, 0 for any other line."""

    text: str
    level: int = 0


def lines(body: str, *, empty_headings: bool = True) -> list[ProseLine]:
    """The lines of a text, a paragraph each; blank ones stay between paragraphs. Without `empty_headings` those that
    have nothing below them are left out."""
    told = list(_lines(body))
    if not empty_headings:
        told = _without_empty_headings(told)
    shown: list[ProseLine] = []
    for line in told:
        if line.text or (shown and shown[-1].text):
            shown.append(line)
    while shown and not shown[-1].text:
        shown.pop()
    return shown


def _without_empty_headings(told: Sequence[ProseLine]) -> list[ProseLine]:
    kept = []
    # The highest heading between here and the next line of text; 0 where no text follows.
    highest = 0
    for line in reversed(told):
        if line.level == 0:
            highest = 7 if line.text else highest
        elif highest <= line.level:
            highest = min(highest, line.level)
            continue
        else:
            highest = line.level
        kept.append(line)
    return kept[::-1]


def _lines(body: str) -> Iterator[ProseLine]:
    for block in blocks(body):
        if block.kind in ("text", "item"):
            yield from _paragraph(block.text)
        else:
            yield ProseLine(block.text, block.level)


def _paragraph(text: str) -> Iterator[ProseLine]:
    """The lines of a paragraph as one, but for those that the writer ended."""
    parts: list[str] = []
    for line in text.split("\n"):
        parts.append(line.strip() if parts else line.rstrip())
        if line.endswith(BREAK):
            yield ProseLine(" ".join(parts).removesuffix("\\").rstrip())
            parts = []
    if parts:
        yield ProseLine(" ".join(parts))
