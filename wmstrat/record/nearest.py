"""The words that are nearest to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.record.text import folded, listed

MOST = 3


def distance(first: str, second: str) -> int:
    """How many letters have to be put in, left out, changed or swapped with their neighbour to make one text of the
    other (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        this = [row]
        for column, other in enumerate(second, 1):
            cost = min(last[column] + 1, this[-1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and (letter, first[row - 2]) == (second[column - 2], other):
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        before, last = last, this
    return last[-1]


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Those of the known words that are nearest to what was typed, at most three that are equally near. None is
    further away than two letters, or than a third of the word; the same letters in another order are nearest."""
    typed = folded(word)
    furthest = 2 if len(typed) > 5 else 1
    ranked: dict[tuple[int, bool], dict[str, None]] = {}
    names: dict[str, str] = {}
    for name in known:
        names.setdefault(folded(name), name)
    for wanted, name in names.items():
        if abs(len(wanted) - len(typed)) > furthest:
            continue
        letters = distance(typed, wanted)
        if letters <= furthest and letters < len(wanted):
            ranked.setdefault((letters, sorted(typed) != sorted(wanted)), {}).setdefault(name)
    return list(ranked[min(ranked)])[:MOST] if ranked else []


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The question whether one of the nearest words was meant, with a blank before it; empty where none is near."""
    near = nearest(word, known)
    return f" Did you mean {listed(near, 'or')}?" if near else ""


def with_nearest(found: str, word: str, known: Iterable[str]) -> str:
    """What was found, with the question whether one of the nearest words was meant."""
    near = did_you_mean(word, known).strip()
    return f"{found} ({near[:1].lower()}{near[1:]})" if near else found
