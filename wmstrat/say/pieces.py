"""What changed in a long text, sentence by sentence: what went, what came, and a little around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from wmstrat.record.text import on_one_line

SENTENCE = re.compile(r"(?<=[.!?\u2026\u061f\u06d4\u0964])[ \t]+|(?<=[\u3002\uff01\uff1f])")

WENT, CAME, AROUND, LEFT_OUT = "-", "+", " ", "..."

MOST = 40
"""So many pieces of one text are shown; a person who wants more reads the record."""

MOST_COMPARISONS = 1_000_000


def changed(before: str, after: str, *, only_new: bool = False) -> Iterator[tuple[str, str]]:
    """The pieces of two texts that differ, each as (mark, text), with one piece around them and `...` between places
    that are apart. With `only_new` what went is left out."""
    found = (one for one in _changed(_pieces(before), _pieces(after)) if not (only_new and one[0] == WENT))
    yield from islice(found, MOST)
    if rest := sum(1 for _ in found):
        yield LEFT_OUT, f"and {rest} more"


def _changed(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    if len(before) * len(after) > MOST_COMPARISONS:
        old, new = set(before), set(after)
        yield from ((WENT, piece) for piece in before if piece not in new)
        yield from ((CAME, piece) for piece in after if piece not in old)
        return
    if before == after:
        yield LEFT_OUT, "only in its spaces and line ends"
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(1)):
        if number:
            yield LEFT_OUT, ""
        for what, start, stop, since, until in group:
            if what == "equal":
                yield from ((AROUND, piece) for piece in before[start:stop])
            else:
                yield from ((WENT, piece) for piece in before[start:stop])
                yield from ((CAME, piece) for piece in after[since:until])


def _pieces(text: str) -> list[str]:
    """The sentences of a text, none across a line end."""
    lines = (line for line in text.splitlines() if line.strip())
    return [on_one_line(piece) for line in lines for piece in SENTENCE.split(line) if piece.strip()]
