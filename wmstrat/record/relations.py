"""Which records point at which, the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wmstrat.record.kind import Kind
from wmstrat.record.view import View


def inverse(view: View, kind: Kind, field: str) -> dict[str, list[str]]:
    """Per id the ids of the records of a kind that point at it through a field, each once, as people count. A record
    that lives on in others counts as these; what was put aside does not count. No record is read for that."""
    states = view.states(kind.name)
    heirs = {state.name: _heirs_by(view, kind, state.became) for state in kind.states if state.became}
    pointing: dict[str, dict[str, None]] = {}
    for target, sources in view.relations(kind.name, field).items():
        for source in sources:
            pointing.setdefault(target, {}).update(dict.fromkeys(_living(kind, source, states, heirs)))
    return {target: list(ids) for target, ids in pointing.items() if ids}


def _heirs_by(view: View, kind: Kind, field: str) -> dict[str, list[str]]:
    """Per record of the kind those in which it lives on by this field."""
    heirs: dict[str, list[str]] = {}
    for heir, sources in view.relations(kind.name, field).items():
        for source in sources:
            heirs.setdefault(source, []).append(heir)
    return heirs


def _living(
    kind: Kind, identity: str, states: Mapping[str, str], heirs: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterator[str]:
    waiting, met = [identity], set()
    while waiting:
        current = waiting.pop(0)
        if current in met or current not in states:
            continue
        met.add(current)
        became = heirs.get(states[current], {}).get(current, ())
        state = kind.state_named(states[current])
        if became:
            waiting += became
        elif state is None or state.means != "aside":
            yield current
