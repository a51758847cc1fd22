"""Which records point at which, the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wmstrat.record.kind import Kind
from wmstrat.record.view import View


def inverse(view: View, kind: Kind, field: str) -> dict[str, list[str]]:
    """Per id the ids of the records of a kind that point at it through a field today, each once, in the order in
    which people count.

    A record that lives on in others counts as these; as itself, where it does not say which. What was put aside does
    not count.
    """
    states = view.states(kind.name)
    found: dict[str, dict[str, None]] = {}
    for target, sources in view.relations(kind.name, field).items():
        for source in sources:
            found.setdefault(target, {}).update(dict.fromkeys(_heirs(view, kind, source, states)))
    return {target: list(ids) for target, ids in found.items() if ids}


def _heirs(view: View, kind: Kind, identity: str, states: Mapping[str, str]) -> Iterator[str]:
    waiting, met = [identity], set()
    while waiting:
        current = waiting.pop(0)
        if current in met or current not in states:
            continue
        met.add(current)
        state = kind.state_named(states[current])
        record = view.get(kind.name, current) if state and state.became else None
        became = record[state.became] if record is not None and state else ()
        if became:
            waiting += became if isinstance(became, list) else [became]
        elif state is None or state.means != "aside":
            yield current
