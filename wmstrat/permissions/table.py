"""Who may change what: the table `permissions` of process.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import holds_on
from wmstrat.record.home import ALL
from wmstrat.record.problem import Problem

if TYPE_CHECKING:
    from wmstrat.record.view import View

# The words for all groups, for the own group, and for files that are no records.
EVERY, OWN, FILE = ("*", "all"), "own", "file"


def cell(text: object) -> list[str]:
    """The words of one cell of the table of permissions, which commas or spaces stand between."""
    return [word for word in re.split(r"[,\s]+", str(text or "")) if word]


MEMBER = "member"
"""The role of whoever was given none."""

ANYBODY = "anybody"
"""Who is meant where a line names no role."""


class Need(Struct, frozen=True, order=True):
    """What a change asks for: that somebody may change records of this kind in one of these groups (none for what
    belongs to no group)."""

    groups: tuple[str, ...]
    kind: str


NUMBERING = Need((), "number")
"""To give a record its number is for everybody who may change anything: the first who syncs does it for all."""

TABLE = Need((), "process")
"""To change the table itself, with all else that process.yaml says."""


class Line(Struct, frozen=True):
    """One line of the table, read."""

    who: str
    roles: frozenset[str]
    groups: frozenset[str]
    kinds: frozenset[str]


class Permissions:
    """The table, and who is in which group today. An empty table allows everything to everybody."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._roles: dict[str, list[tuple[str, str]]] = {}
        self._slugs = {name: group.id for group in view.records("group") for name in (group.id, str(group["code"]))}
        self._slugs[ALL] = ALL
        self._names = {group.id: str(group["code"] or group.id) for group in view.records("group")}
        nouns = {kind.command: kind.name for kind in view.kinds}
        self.lines = tuple(
            Line(
                entry["who"] if entry["who"] in EVERY else self._slug(entry["who"]),
                frozenset(cell(entry["roles"])),
                frozenset(word if word in (*EVERY, OWN) else self._slug(word) for word in cell(entry["groups"])),
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
            terms = (
                record
                for record, field in self._view.referring(person)
                if record.kind.name == "membership" and field == "person"
            )
            self._roles[person] = [
                (term.group, str(term["role"]) or MEMBER) for term in terms if holds_on(term.values, self._view.today)
            ]
        return self._roles[person]

    def who_may(self, need: Need) -> list[str]:
        """Whom the table lets make the change, group by group, as people call them: `coordinator of CT`."""
        allowed: dict[str, set[str]] = {}
        for line in self.lines:
            for group in self._whose(line, need):
                allowed.setdefault(group, set()).update(line.roles or {ANYBODY})
        return [
            f"{ANYBODY if ANYBODY in roles else ' or '.join(sorted(roles))} of "
            + ("any group" if group in EVERY else self.name(group))
            for group, roles in allowed.items()
        ]

    def _whose(self, line: Line, need: Need) -> tuple[str, ...]:
        """The groups whose members a line lets make the change, `*` for any; none where it lets nobody."""
        if line.kinds and need.kind not in line.kinds:
            return ()
        if not line.groups.isdisjoint(EVERY) or not line.groups.isdisjoint(need.groups):
            return (line.who,)
        own = not line.groups or OWN in line.groups
        return tuple(group for group in need.groups if own and line.who in (*EVERY, group))

    def _covers(self, line: Line, person: str | None, need: Need) -> bool:
        if line.kinds and need.kind not in line.kinds and need != NUMBERING:
            return False
        mine = {
            group
            for group, role in (self.roles(person) if person else ())
            if (line.who in EVERY or group == line.who) and (not line.roles or role in line.roles)
        }
        if not mine and (line.who not in EVERY or line.roles):
            return False
        if not line.groups.isdisjoint(EVERY):
            return True
        covered = line.groups - {OWN} | (mine if OWN in line.groups or not line.groups else set())
        return bool(covered) if need == NUMBERING else not covered.isdisjoint(need.groups)


def keepers(view: View) -> set[str | None]:
    """Who may change the table today; None among them when somebody unknown may."""
    table = Permissions(view)
    people = {str(record["person"]) for record in view.records("membership") if holds_on(record.values, view.today)}
    return {person for person in (None, *people) if table.allow(person, TABLE)}


def shut_out(view: View) -> Iterator[Problem]:
    """A table that nobody who is a member today may change any more."""
    if not keepers(view):
        yield Problem(
            "permissions",
            view.process.path,
            "permissions",
            "a table that nobody who is a member today may change any more",
            "a line whose groups are *, and whose kinds are blank or name process",
            "Give such a line to a group that has members (wmstrat edit process), or appoint somebody who then may "
            "(wmstrat member appoint GROUP PERSON)",
        )
