"""Merging a Markdown text by paragraphs, and any other text by its lines."""

from __future__ import annotations

import re
from typing import NoReturn

from wmstrat.merge.blocks import Settle, TextBlock, Unmergeable, three_way
from wmstrat.merge.choice import Asking, Conflict, Resolution
from wmstrat.merge.plain import as_read, picked

_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_FENCE = re.compile(r" {0,3}(`{3,}(?!.*`)|~{3,})")
_PROMPT = re.compile(r"\s*<!--(?:(?!-->).)*-->\s*", re.DOTALL)


def merge_body(name: str, base: str, mine: str, theirs: str, asking: Asking, *, by_lines: bool = False) -> str:
    """The text out of three, each empty or with a last line end, merged by paragraphs. One that both have changed
    becomes a conflict: `name`, then `name 2` and so on; with `by_lines` only if both have changed one line of it.
    Where both have written in the place of a comment, such as a template's prompt, both texts stay; but two first
    texts, of which neither holds the other, are one conflict: together they may contradict each other."""
    parts = blocks(base), blocks(mine), blocks(theirs)
    count, already_open = 0, len(asking.open)

    def settle(old: str, one: str, other: str) -> list[str]:
        nonlocal count
        if by_lines and one and other:
            try:
                return [merge_lines(old, one, other, _refuse)]
            except Unmergeable:
                pass
        count += 1
        field = name if count == 1 else f"{name} {count}"
        conflict = Conflict(field, as_read(old), as_read(one), as_read(other))
        return _chosen(asking.ask(conflict, both=True), one, other)

    try:
        merged: list[TextBlock] | None = list(three_way(parts[0][0], parts[1][0], parts[2][0], settle))
    except Unmergeable:
        merged = None
    lead = picked(*(paragraphs[0].gap if paragraphs else None for paragraphs, _ in parts)) or ""
    if merged is None or (_is_unwritten(parts[0][0]) and _differs(merged, parts[1][0], parts[2][0])):
        count = 0
        del asking.open[already_open:]
        whole = (text.lstrip("\n") for text in (base, mine, theirs))
        return lead + "\n".join(settle(*whole))
    pieces = [(block.gap or "\n") + block.text for block in merged]
    pieces[:1] = [lead + block.text for block in merged[:1]]
    return "".join(pieces) + (picked(*(tail for _, tail in parts)) or "")


def _is_unwritten(paragraphs: list[TextBlock]) -> bool:
    """True for a text of nothing but comments, such as the prompt of a template."""
    return all(paragraph.is_prompt for paragraph in paragraphs)


def _differs(merged: list[TextBlock], *sides: list[TextBlock]) -> bool:
    """True when the merged text says something that neither side says alone."""
    texts, *others = ([block.text for block in part if not block.is_prompt] for part in (merged, *sides))
    return texts not in others


def blocks(text: str) -> tuple[list[TextBlock], str]:
    """The paragraphs of a text, each with its last line end and the blank lines above it, and the blank lines at
    the end. Code between fences is one paragraph with what it touches."""
    paragraphs: list[TextBlock] = []
    gap: list[str] = []
    lines: list[str] = []
    fence = ""
    for line in _LINE.findall(text):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        elif not line.strip():
            if lines:
                paragraphs.append(_paragraph(lines, gap))
                gap, lines = [], []
            gap.append(line)
            continue
        lines.append(line)
    if lines:
        paragraphs.append(_paragraph(lines, gap))
        gap = []
    return paragraphs, "".join(gap)


def _paragraph(lines: list[str], gap: list[str]) -> TextBlock:
    text = "".join(lines)
    return TextBlock(text, "".join(gap), bool(_PROMPT.fullmatch(text)))


def _both(_old: str, mine: str, theirs: str) -> list[str]:
    return [theirs, mine]


def _refuse(_old: str, _mine: str, _theirs: str) -> NoReturn:
    raise Unmergeable


def merge_lines(base: str, mine: str, theirs: str, settle: Settle = _both) -> str:
    """All lines that either has and the other has not removed; of a line that both changed what `settle` says."""
    merged = three_way(_lines(base), _lines(mine), _lines(theirs), settle)
    return "".join(block.text for block in merged)


def _lines(text: str) -> list[TextBlock]:
    return [TextBlock(line) for line in _LINE.findall(text)]


def _chosen(choice: Resolution, mine: str, theirs: str) -> list[str]:
    if choice.take == "both":
        return [theirs, mine]
    if choice.take == "value":
        value = choice.value.strip("\n")
        return [value + "\n"] if value.strip() else []
    return [theirs if choice.take == "theirs" else mine]
