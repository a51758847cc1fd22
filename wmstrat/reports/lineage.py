"""Which records became which: merged, split, replaced, over groups and iterations (requirement 34)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, to_builtins

from wmstrat.record.ids import place_of
from wmstrat.record.relations import inverse, reachable
from wmstrat.record.states import ASIDE, OPEN
from wmstrat.record.view import View, code_or_slug, kind_named
from wmstrat.workspace.watched import Watched

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace


class Member(Struct, frozen=True):
    """A record with what it became: the ids of the records in which it lives on. `iterations` are the numbers of
    those in which it was published. `about` are the records that it covers, or that cover it, now: what a merged one
    answered, the record that it became answers."""

    id: str
    title: str
    group: str
    code: str
    state: str
    why: str = ""
    iterations: tuple[int, ...] = ()
    became: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def last_iteration(self) -> int:
        """The last iteration in which it was published, 0 for none."""
        return max(self.iterations, default=0)


class Lineage:
    """The records of a kind by their ids, and what they came from."""

    def __init__(self, kind: Kind, members: Iterable[Member]) -> None:
        self.kind = kind
        self.members = {member.id: member for member in members}

    @cached_property
    def became(self) -> Mapping[str, list[str]]:
        """The records in which each lives on, as far as they are there."""
        return {
            member.id: [each for each in member.became if each in self.members] for member in self.members.values()
        }

    @cached_property
    def came_from(self) -> Mapping[str, list[str]]:
        """The records that live on in each, as people count them."""
        sources: dict[str, list[str]] = {identity: [] for identity in self.members}
        for identity, heirs in self.became.items():
            for heir in heirs:
                sources[heir].append(identity)
        return sources

    def earlier(self, identity: str) -> list[str]:
        """All that lives on in a record, directly or through others."""
        return reachable(identity, self.came_from)

    def later(self, identity: str) -> list[str]:
        """All in which a record lives on, directly or through others."""
        return reachable(identity, self.became)

    def ends(self, groups: Sequence[str] = ()) -> list[Member]:
        """The records that came from others and became no other: of the last iteration first. With `groups`, those
        in whose lineage something belongs to one of these."""
        linked = [member for member in self.members.values() if self.came_from[member.id] or self.became[member.id]]
        ends = [member for member in linked if not self.became[member.id]]
        left = {member.id for member in linked}.difference(*(self._with_earlier(member) for member in ends))
        while left:  # a circle, which a check reports, has no end
            first = next(member for member in linked if member.id in left)
            ends.append(first)
            left.difference_update(self._with_earlier(first))
        found = [member for member in ends if not groups or self._groups_of(member) & {*groups}]
        return sorted(found, key=lambda member: -self.reached(member.id))

    def _with_earlier(self, member: Member) -> list[str]:
        return [member.id, *self.earlier(member.id)]

    def _groups_of(self, member: Member) -> set[str]:
        return {self.members[identity].group for identity in self._with_earlier(member)}

    def reached(self, identity: str) -> int:
        """The last iteration in which a record, or something that lives on in it, was published; 0 for none."""
        return max(self.members[each].last_iteration for each in self._with_earlier(self.members[identity]))

    @cached_property
    def last_iteration(self) -> int:
        """The last iteration of all records."""
        return max((member.last_iteration for member in self.members.values()), default=0)

    def orphans(self) -> Iterator[Member]:
        """What was published, has reached no later iteration although there is one, and gives no reason: work that
        nobody has ended, and what was put aside without a word. What waits for a decision, or has one, is at its
        end; what became another record lives on there."""
        for member in self.members.values():
            if self.became[member.id] or not 0 < self.reached(member.id) < self.last_iteration:
                continue
            state = self.kind.state_named(member.state)
            if state is None or state.became or state.means == OPEN or (state.means == ASIDE and not member.why):
                yield member


def lineage(workspace: Workspace, kind: Kind) -> Lineage:
    """The lineage of all records of a kind; from memory as far as nothing has changed."""
    name = f"lineage {kind.name}"
    known = workspace.recall(name, list[Member])
    if known is None:
        view = Watched(workspace)
        known = list(_members(view, kind))
        workspace.remember(name, to_builtins(known), view.asked)
    return Lineage(kind, known)


def _members(view: View, kind: Kind) -> Iterator[Member]:
    about = _about(view, kind)
    for record in view.records(kind.name):
        if record.unreadable:
            continue
        state = record.declared_state
        field = kind.by_name[state.became] if state and state.became else None
        became = [target for _, target in field.type.references(record[field.name])] if field else []
        yield Member(
            id=record.id,
            title=record.label,
            group=record.group,
            code=code_or_slug(view, record.group),
            state=record.state,
            why=str(record.values.get("why") or ""),
            iterations=_iterations(record),
            became=tuple(became),
            about=tuple(sorted(about.get(record.id, ()), key=place_of)),
        )


def _iterations(record: Record) -> tuple[int, ...]:
    """The iterations in which a record was published, or in which it was said to be."""
    numbers = {entry["number"] for entry in record.values.get("iterations") or ()}
    return tuple(sorted(numbers | {record.values.get("iteration") or 0} - {0}))


def _about(view: View, kind: Kind) -> Mapping[str, Iterable[str]]:
    """By the id of a record of a kind, the records that it covers, and those that cover it, as they count now."""
    found: dict[str, dict[str, None]] = {}
    for covering in view.kinds:
        for name in covering.covers:
            covered = {each for reference in covering.by_name[name].points_at_records for each in reference.kinds}
            if not covered or kind.name not in (covering.name, *covered):
                continue
            counting = {each for other in covered for each in _counting(view, kind_named(view, other))}
            for target, ids in inverse(view, covering, name).items():
                for identity in ids if target in counting else ():
                    own, other = (identity, target) if covering.name == kind.name else (target, identity)
                    found.setdefault(own, {})[other] = None
    return found


def _counting(view: View, kind: Kind) -> Iterator[str]:
    """The ids of the records of a kind that count."""
    for identity, name in view.states(kind.name).items():
        state = kind.state_named(name)
        if state is None or state.counts:
            yield identity
