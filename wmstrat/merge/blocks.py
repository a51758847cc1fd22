"""Merging two sequences of pieces of text (paragraphs, or lines) by what became of each piece of their base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import zip_longest

from msgspec import Struct

# How many comparisons of pieces are worth it; beyond, a sequence is one piece.
MOST_COMPARISONS = 4_000_000
MOST_LIKENESSES = 400
ALIKE = 0.4


class TextBlock(Struct, frozen=True):
    """A piece of text, and what is between it and the one before it; a prompt asks for a text in its place."""

    text: str
    gap: str = ""
    is_prompt: bool = False


# What replaces a piece of the base that both have changed: (base, mine, theirs), "" for a piece that was removed.
Settle = Callable[[str, str, str], list[str]]


class Unmergeable(Exception):
    """The sequences cannot be merged piece by piece: they are too long and too different, or `settle` says so."""


def three_way(
    base: list[TextBlock], mine: list[TextBlock], theirs: list[TextBlock], settle: Settle
) -> Iterator[TextBlock]:
    """The merged sequence: every change of one side; what both put in at one place with theirs first, what they
    share of it once. A prompt that both have replaced gives way to both. Raises Unmergeable."""
    (my_pieces, my_new), (their_pieces, their_new) = (_fates(base, side) for side in (mine, theirs))
    for place, old in enumerate(base):
        yield from _union(their_new[place], my_new[place])
        my_piece = my_pieces[place] or TextBlock("", old.gap)
        their_piece = their_pieces[place] or TextBlock("", old.gap)
        if my_piece.text in (their_piece.text, old.text):
            texts = [their_piece.text]
        elif their_piece.text == old.text:
            texts = [my_piece.text]
        else:
            texts = settle(old.text, my_piece.text, their_piece.text)
        gap = my_piece.gap if their_piece.gap == old.gap else their_piece.gap
        yield from (TextBlock(text, gap) for text in texts if text)
    yield from _union(their_new[-1], my_new[-1])


def _fates(base: list[TextBlock], side: list[TextBlock]) -> tuple[list[TextBlock | None], list[list[TextBlock]]]:
    """For each piece of the base, the piece that is now in its place (None: removed), and what a side has inserted
    before each piece and at the end."""
    became: list[TextBlock | None] = [None] * len(base)
    added: list[list[TextBlock]] = [[] for _ in range(len(base) + 1)]
    for equal, start, stop, first, last in _opcodes(base, side):
        if equal:
            became[start:stop] = side[first:last]
            continue
        place = start
        for old, new in _pairs(base[start:stop], side[first:last]):
            if old and new and not old.is_prompt:
                became[place] = new
            elif new:
                added[place].append(new)
            place += old is not None
    return became, added


def _opcodes(one: list[TextBlock], other: list[TextBlock]) -> Iterator[tuple[bool, int, int, int, int]]:
    """The stretches that are equal (True) and those that are not, in order. Equal ends are cheap."""
    left, right = [block.text for block in one], [block.text for block in other]
    shortest = min(len(left), len(right))
    head = next((at for at in range(shortest) if left[at] != right[at]), shortest)
    rest = shortest - head
    tail = next((at for at in range(rest) if left[-1 - at] != right[-1 - at]), rest)
    if head:
        yield True, 0, head, 0, head
    inner_left, inner_right = left[head : len(left) - tail], right[head : len(right) - tail]
    if len(inner_left) * len(inner_right) > MOST_COMPARISONS:
        raise Unmergeable
    for tag, start, stop, first, last in SequenceMatcher(None, inner_left, inner_right, False).get_opcodes():
        yield tag == "equal", start + head, stop + head, first + head, last + head
    if tail:
        yield True, len(left) - tail, len(left), len(right) - tail, len(right)


def _pairs(old: list[TextBlock], new: list[TextBlock]) -> Iterator[tuple[TextBlock | None, TextBlock | None]]:
    """Which new piece replaces which old one, both in order; None for a piece that has no counterpart."""
    rows: list[list[float]] = []
    if len(old) != len(new) and len(old) * len(new) <= MOST_LIKENESSES:
        rows = [[_likeness(before.text, after.text) for after in new] for before in old]
    if not any(map(any, rows)):
        yield from zip_longest(old, new)
        return
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], rows[i][j] + best[i + 1][j + 1])
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
    yield from zip_longest(old[i:], new[j:])


def _likeness(one: str, other: str) -> float:
    ratio = SequenceMatcher(None, one[:2000].split(), other[:2000].split(), False).ratio()
    return ratio if ratio >= ALIKE else 0.0


def _union(theirs: list[TextBlock], mine: list[TextBlock]) -> Iterator[TextBlock]:
    """What both put in at one place: theirs, then mine, and once what both have."""
    if not mine or not theirs:
        yield from theirs or mine
        return
    for equal, start, stop, first, last in _opcodes(theirs, mine):
        yield from theirs[start:stop]
        if not equal:
            yield from mine[first:last]
