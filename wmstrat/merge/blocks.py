"""Merging two sequences of pieces of text (paragraphs, or lines) by what became of each piece of their base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from typing import Literal

from msgspec import Struct

# How many comparisons of pieces are worth it; beyond, a sequence is one piece.
MOST_COMPARISONS = 4_000_000
MOST_LIKENESSES = 400
ALIKE = 0.4


class Block(Struct, frozen=True):
    """A piece of text, and what is between it and the one before it."""

    text: str
    gap: str = ""


# What replaces a piece of the base that both have changed: (base, mine, theirs), "" for a piece that was removed.
Settle = Callable[[str, str, str], list[str]]


class TooLong(Exception):
    """The sequences are too long and too different to be compared piece by piece."""


class _Fates(Struct):
    """What one side made of the base: for each piece the one that is now in its place (None: removed), and what was
    put in before each piece and at the end."""

    became: list[Block | None]
    added: list[list[Block]]


def three_way(
    base: list[Block], mine: list[Block], theirs: list[Block], settle: Settle, is_prompt: Callable[[str], bool]
) -> Iterator[Block]:
    """The merged sequence: every change of one side; what both put in at one place with theirs first, what they
    share of it once. A prompt that both have replaced gives way to both. Raises TooLong."""
    by_mine, by_theirs = _fates(base, mine, is_prompt), _fates(base, theirs, is_prompt)
    for place in range(len(base) + 1):
        yield from _union(by_theirs.added[place], by_mine.added[place])
        if place == len(base):
            return
        block, one, other = base[place], by_mine.became[place], by_theirs.became[place]
        gaps = (block.gap, one.gap if one else block.gap, other.gap if other else block.gap)
        gap = gaps[1] if gaps[2] == gaps[0] else gaps[2]
        texts = (block.text, one.text if one else "", other.text if other else "")
        if texts[1] == texts[2] or texts[1] == texts[0]:
            result = [texts[2]]
        elif texts[2] == texts[0]:
            result = [texts[1]]
        else:
            result = settle(*texts)
        yield from (Block(text, gap) for text in result if text)


def _fates(base: list[Block], side: list[Block], is_prompt: Callable[[str], bool]) -> _Fates:
    fates = _Fates([None] * len(base), [[] for _ in range(len(base) + 1)])
    for tag, start, stop, first, last in _opcodes(base, side):
        if tag == "equal":
            fates.became[start:stop] = side[first:last]
            continue
        place = start
        for old, new in _pairs(base[start:stop], side[first:last]):
            if old and new and not is_prompt(old.text):
                fates.became[place] = new
            elif new:
                fates.added[place].append(new)
            place += old is not None
    return fates


Tag = Literal["equal", "other"]


def _opcodes(one: list[Block], other: list[Block]) -> Iterator[tuple[Tag, int, int, int, int]]:
    """The stretches that are equal and those that are not, in order. Equal ends are cheap."""
    left, right = [block.text for block in one], [block.text for block in other]
    shortest = min(len(left), len(right))
    head = next((at for at in range(shortest) if left[at] != right[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if left[-1 - at] != right[-1 - at]), rest)
    if head:
        yield "equal", 0, head, 0, head
    inner_left, inner_right = left[head : len(left) - tail], right[head : len(right) - tail]
    if len(inner_left) * len(inner_right) > MOST_COMPARISONS:
        raise TooLong
    for tag, start, stop, first, last in SequenceMatcher(None, inner_left, inner_right, False).get_opcodes():
        yield "equal" if tag == "equal" else "other", start + head, stop + head, first + head, last + head
    if tail:
        yield "equal", len(left) - tail, len(left), len(right) - tail, len(right)


def _pairs(old: list[Block], new: list[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    """Which new piece replaces which old one, both in order; None for a piece that has no counterpart."""
    if len(old) == len(new) or not old or not new or len(old) * len(new) > MOST_LIKENESSES:
        yield from _in_turn(old, new)
        return
    rows = [[_likeness(one.text, other.text) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], rows[i][j] + best[i + 1][j + 1])
    if not best[0][0]:
        yield from _in_turn(old, new)
        return
    i = j = 0
    while i < len(old) and j < len(new):
        if rows[i][j] and best[i][j] == rows[i][j] + best[i + 1][j + 1]:
            yield old[i], new[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i][j + 1]:
            yield None, new[j]
            j += 1
        else:
            yield old[i], None
            i += 1
    yield from ((block, None) for block in old[i:])
    yield from ((None, block) for block in new[j:])


def _in_turn(old: list[Block], new: list[Block]) -> Iterator[tuple[Block | None, Block | None]]:
    for place in range(max(len(old), len(new))):
        yield old[place] if place < len(old) else None, new[place] if place < len(new) else None


def _likeness(one: str, other: str) -> float:
    ratio = SequenceMatcher(None, one[:2000].split(), other[:2000].split(), False).ratio()
    return ratio if ratio >= ALIKE else 0.0


def _union(theirs: list[Block], mine: list[Block]) -> Iterator[Block]:
    """What both put in at one place: theirs, then mine, and once what both have."""
    if not mine or not theirs:
        yield from theirs or mine
        return
    for tag, start, stop, first, last in _opcodes(theirs, mine):
        yield from theirs[start:stop]
        if tag != "equal":
            yield from mine[first:last]
