"""Who may change what: the table `permissions` of process.yaml, as it was before the push."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.guard.published import decision_of
from wmstrat.process.draft import DECIDED
from wmstrat.process.membership import current
from wmstrat.process.settings import ALL, FILE, OWN, cell

if TYPE_CHECKING:
    from wmstrat.record.kind import Record
    from wmstrat.record.view import View

PROCESS_FOLDER = "method/"

MEMBER = "member"
"""The role of whoever was given none."""


class Need(Struct, frozen=True, order=True):
    """What a change asks for: that somebody may change records of this kind in this group (an empty text for what
    belongs to no group)."""

    group: str
    kind: str


NUMBERING = Need("", "number")
"""To give a record its number is for everybody who may change anything: the first who syncs does it for all."""


class Line(Struct, frozen=True):
    """One line of the table, read."""

    who: str
    roles: frozenset[str]
    groups: frozenset[str]
    kinds: frozenset[str]


class Permissions:
    """The table, and who is in which group today. An empty table allows everything to everybody."""

    def __init__(self, view: View) -> None:
        from wmstrat.process.kinds import kinds

        self._view = view
        self._roles: dict[str, list[tuple[str, str]]] = {}
        self._slugs = {name: group.id for group in view.records("group") for name in (group.id, str(group["code"]))}
        self._names = {group.id: str(group["code"] or group.id) for group in view.records("group")}
        nouns = {kind.command: kind.name for kind in kinds()}
        self.lines = tuple(
            Line(
                entry["who"] if entry["who"] in ALL else self._slug(entry["who"]),
                frozenset(cell(entry["roles"])),
                frozenset(word if word in (*ALL, OWN) else self._slug(word) for word in cell(entry["groups"])),
                frozenset(nouns.get(word, word) for word in cell(entry["kinds"])),
            )
            for entry in view.process["permissions"]
        )

    def _slug(self, name: str) -> str:
        return self._slugs.get(name, f"?{name}")  # a group that does not exist gives nobody a right

    def allow(self, person: str | None, need: Need) -> bool:
        """True when this person (None for somebody unknown) may make the change."""
        return not self.lines or any(self._covers(line, person, need) for line in self.lines)

    def name(self, group: str) -> str:
        """What people call the group."""
        return self._names.get(group, group)

    def roles(self, person: str) -> list[tuple[str, str]]:
        """The (group, role) of every membership of the person that counts today."""
        if person not in self._roles:
            self._roles[person] = [
                (record.group, str(record["role"]) or MEMBER)
                for record, field in self._view.referring(person)
                if record.kind.name == "membership" and field == "person" and current(record, self._view.today)
            ]
        return self._roles[person]

    def _covers(self, line: Line, person: str | None, need: Need) -> bool:
        if line.kinds and need.kind not in line.kinds and need != NUMBERING:
            return False
        mine = {
            group
            for group, role in (self.roles(person) if person else ())
            if (line.who in ALL or group == line.who) and (not line.roles or role in line.roles)
        }
        if not mine and (line.who not in ALL or line.roles):
            return False
        if not line.groups.isdisjoint(ALL):
            return True
        covered = line.groups - {OWN} | (mine if OWN in line.groups or not line.groups else set())
        return bool(covered) if need == NUMBERING else bool(need.group) and need.group in covered


def needs(
    path: str,
    before: Iterable[Record | None],
    after: Record | None,
    placed: tuple[str, str] | None,
    whole: tuple[Record | None, Record | None],
) -> Iterator[Need]:
    """What a change of one file asks for. `before` is the record as each parent had it, `placed` the (kind, group)
    that a file at this path has, None for a file that is no record; `whole` is the record before the push and after.

    A decision is not the group's: what sets or takes back `ratified` asks for a right in the deciding body, unless
    the same push takes that back again.
    """
    if placed is None:
        yield Need(_folder(path), "process" if path.startswith(PROCESS_FOLDER) else FILE)
        return
    kind, group = placed
    earlier = [record for record in before if record is not None]
    bodies = set()
    if kind == "draft" and after is not None:
        was, will = ([decision_of(one)] if one else [] for one in whole)
        if after.state in DECIDED and not any(decision_of(one) == decision_of(after) for one in earlier):
            bodies |= {str(after["decided_by"])} if decision_of(after) in will else set()
        elif after.state not in DECIDED:
            ratified = [one for one in earlier if one.state == "ratified" and decision_of(one) in was]
            bodies |= {str(one["decided_by"]) for one in ratified}
        yield from (Need(body, kind) for body in sorted(bodies))
    if not (bodies and earlier and all(_same_but_decision(one, after) for one in earlier)):
        yield Need(group, kind)


def _same_but_decision(before: Record, after: Record | None) -> bool:
    held = ("state", "decided_by", "decided_on")
    return (
        after is not None
        and not before.unreadable
        and not after.unreadable
        and before.body == after.body
        and all(before[name] == after[name] for name in after.values if name not in held)
    )


def _folder(path: str) -> str:
    """The group in whose folder a file stands."""
    parts = path.split("/")
    return parts[1] if parts[0] == "groups" and len(parts) > 2 else ""
