"""The circles and the longest chain of a directed graph of names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from graphlib import TopologicalSorter

# The names to which each name leads.
Graph = Mapping[str, Set[str]]


def circles(graph: Graph) -> list[tuple[str, ...]]:
    """The shortest circle through each name that is in one, each circle once, from its first name in the alphabet."""
    shortest = (_way_back(graph, name) for name in sorted(graph))
    found = {_from_first(circle): None for circle in shortest if circle}
    return sorted(found, key=lambda circle: (len(circle), circle))


def _way_back(graph: Graph, start: str) -> tuple[str, ...]:
    """The fewest names that lead from one back to it, itself at the beginning; none where nothing leads back."""
    ways: list[tuple[str, ...]] = [(start,)]
    met: set[str] = set()
    for way in ways:
        for name in sorted(graph.get(way[-1], ())):
            if name == start:
                return way
            if name not in met:
                met.add(name)
                ways.append((*way, name))
    return ()


def _from_first(circle: tuple[str, ...]) -> tuple[str, ...]:
    place = circle.index(min(circle))
    return circle[place:] + circle[:place]


def longest_chain(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """The chain through most names, the first one in the alphabet where several are as long. Names that lead to each
    other in circles are one link of it."""
    reached = {name: _reached(graph, name) for name in graph}
    together = {
        name: _together(reached, name) for name in {*graph, *(to for names in graph.values() for to in names)}
    }
    leads: dict[tuple[str, ...], set[tuple[str, ...]]] = {own: set() for own in together.values()}
    for name, others in graph.items():
        leads[together[name]] |= {together[other] for other in others} - {together[name]}
    chains: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for own in TopologicalSorter(leads).static_order():
        chains[own] = (own, *_longest(chains[other] for other in leads[own]))
    return _longest(chains.values())


def _longest(chains: Iterable[tuple[tuple[str, ...], ...]]) -> tuple[tuple[str, ...], ...]:
    return min(chains, key=lambda chain: (-sum(map(len, chain)), chain), default=())


def _reached(graph: Graph, start: str) -> set[str]:
    waiting, met = [start], set[str]()
    for current in waiting:
        new = {*graph.get(current, ())} - met
        met |= new
        waiting += new
    return met


def _together(reached: Mapping[str, set[str]], name: str) -> tuple[str, ...]:
    """The names that are in one circle or more with a name, and itself."""
    return tuple(sorted({name, *(other for other in reached.get(name, ()) if name in reached.get(other, ()))}))
