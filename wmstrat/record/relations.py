"""The records that point at a record, computed from the fields of the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from wmstrat.record.ids import place_of
from wmstrat.record.kind import Kind
from wmstrat.record.states import ASIDE
from wmstrat.record.view import View


class Heirs:
    """In which records of a kind others of it live on, and which of them count."""

    def __init__(self, view: View, kind: Kind) -> None:
        self._kind = kind
        self._lasting = {state.name for state in kind.states if state.means != ASIDE and not state.became}
        self._states = view.states(kind.name)
        self._heirs: dict[str, dict[str, list[str]]] = {}
        for field in kind.became:
            heirs = self._heirs[field] = {}
            for heir, sources in view.relations(kind.name, field).items():
                for source in sources:
                    heirs.setdefault(source, []).append(heir)

    def living(self, identity: str) -> list[str]:
        """The records that count in the place of this one: itself, those that it became, or none."""
        if self._states.get(identity) in self._lasting:
            return [identity]
        found: list[str] = []
        waiting, met = [identity], set()
        while waiting:
            current = waiting.pop(0)
            if current in met or current not in self._states:
                continue
            met.add(current)
            state = self._kind.state_named(self._states[current])
            became = self._heirs[state.became].get(current, ()) if state and state.became else ()
            if became:
                waiting += became
            elif state is None or state.means != ASIDE:
                found.append(current)
        return found


def reachable(identity: str, leads: Mapping[str, Iterable[str]]) -> list[str]:
    """All to which one leads, directly or through others, each once and without itself; the nearest first."""
    found = {identity: None}
    order = [identity]
    for each in order:
        new = [other for other in leads.get(each, ()) if other not in found]
        found.update(dict.fromkeys(new))
        order += dict.fromkeys(new)
    return order[1:]


def sources_of(view: View, kind: Kind, field: str, identity: str) -> list[str]:
    """All records of a kind that live on in one, directly or through others, as a field says; the nearest first."""
    return reachable(identity, view.relations(kind.name, field))


def inverse(view: View, kind: Kind, field: str) -> Mapping[str, Sequence[str]]:
    """Per id the ids of the records of a kind that point at it through a field, each once, as people count. A record
    that lives on in others counts as these, and these are pointed at in its place; what was put aside does not count.
    No record is read for that."""
    relations = view.relations(kind.name, field)
    if field in kind.became:
        return relations
    heirs = Heirs(view, kind)
    pointing: dict[str, dict[str, None]] = {}
    for target, sources in relations.items():
        for source in sources:
            pointing.setdefault(target, {}).update(dict.fromkeys(heirs.living(source)))
    kinds = {name for reference in kind.by_name[field].points_at_records for name in reference.kinds}
    for targets_of in (Heirs(view, other) for other in view.kinds if other.name in kinds and other.became):
        for target, ids in list(pointing.items()):
            for heir in targets_of.living(target):
                pointing.setdefault(heir, {}).update(ids)
    return {target: sorted(ids, key=place_of) if len(ids) > 1 else [*ids] for target, ids in pointing.items() if ids}
