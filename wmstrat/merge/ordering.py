"""The order of what two people have put in order."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def interleaved(base: Iterable[Key], mine: Iterable[Key], theirs: Iterable[Key], kept: Collection[Key]) -> list[Key]:
    """Those of `kept` in the order of theirs; what only mine has goes below what is above it there.

    At one place theirs come first. Where only mine has put things into another order, that is the order.
    """
    base, mine, theirs = list(base), list(mine), list(theirs)
    shared = set(base).intersection(mine, theirs)
    in_theirs = [key for key in theirs if key in shared]
    in_base = [key for key in base if key in shared]
    moved_by_mine = in_theirs == in_base and in_base != [key for key in mine if key in shared]
    first, second = (mine, theirs) if moved_by_mine else (theirs, mine)
    leading, held = set(first), set(second)
    followers: dict[Key | None, list[Key]] = {}
    above: Key | None = None
    for key in second:
        if key not in leading:
            followers.setdefault(above, []).append(key)
        else:
            above = key
    order: list[Key] = []
    waiting = followers.get(None, [])
    for key in first:
        if key in held:
            order += waiting
            waiting = followers.get(key, [])
        order.append(key)
    return [key for key in order + waiting if key in kept]
