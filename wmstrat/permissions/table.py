"""Who may change what: the table `permissions` of process.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from wmstrat.record.days import holds_on
from wmstrat.record.home import ALL
from wmstrat.record.problem import Problem
from wmstrat.record.view import View

# The words for all groups, for the own group, and for files other than records.
EVERY, OWN, FILE = ("*", "all"), "own", "file"

# The role of a member who was given none, and who is meant where a line names no role.
MEMBER, ANYBODY = "member", "anybody"
# The role of those who speak for a group.
COORDINATOR = "coordinator"


def cell(text: object) -> list[str]:
    """The words of one cell of the table of permissions, with commas or spaces between them."""
    return [word for word in re.split(r"[,\s]+", str(text or "")) if word]


class Need(Struct, frozen=True, order=True):
    """What a change asks for: to change records of this kind in one of these groups (none: what is in no group), or
    to be the `person`."""

    groups: tuple[str, ...]
    kind: str
    person: str = ""


# To give a record its number is for everybody who may change anything: the first who syncs does it for all.
NUMBERING = Need((), "number")

# To change the table itself, with all else that process.yaml says.
TABLE = Need((), "process")


class PermissionLine(Struct, frozen=True):
    """One line of the table, with slugs for the codes of groups and `*` for all groups."""

    who: str
    roles: frozenset[str]
    groups: frozenset[str]
    kinds: frozenset[str]


class Permissions:
    """The table, and who is in which group today. An empty table allows everything to everybody."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._roles: dict[str, list[tuple[str, str]]] = {}
        self._codes = {group.id: str(group["code"] or group.id) for group in view.records("group")}
        slugs = {name: slug for slug, code in self._codes.items() for name in (slug, code)}
        slugs |= {ALL: ALL, OWN: OWN, **dict.fromkeys(EVERY, "*")}
        nouns = {kind.command: kind.name for kind in view.kinds}

        def slug(name: str) -> str:
            return slugs.get(name, f"?{name}")  # a group that does not exist gives nobody a right

        self.lines = tuple(
            PermissionLine(
                slug(entry["who"]),
                frozenset(cell(entry["roles"])),
                frozenset(map(slug, cell(entry["groups"]))),
                frozenset(nouns.get(word, word) for word in cell(entry["kinds"])),
            )
            for entry in view.process["permissions"]
        )

    def allow(self, person: str | None, need: Need) -> bool:
        """True when this person (None for somebody unknown) may make the change."""
        is_own = bool(person) and person == need.person
        return not self.lines or is_own or any(self._covers(line, person, need) for line in self.lines)

    def name(self, group: str) -> str:
        """What people call the group."""
        return self._codes.get(group, group)

    def roles(self, person: str) -> list[tuple[str, str]]:
        """The (group, role) of every membership of the person that counts today."""
        if person not in self._roles:
            self._roles[person] = [
                (term.group, str(role))
                for term, field in self._view.referring(person)
                if term.kind.name == "membership" and field == "person" and holds_on(term.values, self._view.today)
                for role in term["roles"] or [MEMBER]
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
            + ("any group" if group == "*" else self.name(group))
            for group, roles in allowed.items()
        ]

    def _whose(self, line: PermissionLine, need: Need) -> tuple[str, ...]:
        """The groups whose members a line lets make the change, `*` for any; none where it lets nobody."""
        if line.kinds and need.kind not in line.kinds:
            return ()
        if not line.groups.isdisjoint(("*", *need.groups)):
            return (line.who,)
        own = not line.groups or OWN in line.groups
        return tuple(group for group in need.groups if own and line.who in ("*", group))

    def _covers(self, line: PermissionLine, person: str | None, need: Need) -> bool:
        roles = self.roles(person) if person else []
        groups = {group for group, role in roles if not line.roles or role in line.roles}
        is_for_anybody = line.who == "*" and not line.roles
        if need == NUMBERING:
            mine = groups if line.who == "*" else groups & {line.who}
            return bool(mine or (is_for_anybody and line.groups - {OWN}))
        whose = self._whose(line, need)
        return ("*" in whose and bool(groups or is_for_anybody)) or not groups.isdisjoint(whose)


def keepers(view: View) -> set[str | None]:
    """Who may change the table today; None among them when somebody unknown may."""
    table = Permissions(view)
    people = {str(record["person"]) for record in view.records("membership") if holds_on(record.values, view.today)}
    return {person for person in (None, *people) if table.allow(person, TABLE)}


def shut_out(view: View) -> Iterator[Problem]:
    """A table that nobody who is a member today may change any more."""
    if not keepers(view):
        what = "permissions that no present member may change"
        expected = "a line with * for groups, and with blank kinds or process among the kinds"
        yield Problem(
            "permissions", view.process.path, "permissions", what, expected,
            "Add such a line for a group that has members, or appoint somebody who may change them (wmstrat "
            "member appoint GROUP PERSON)",
        )  # fmt: skip
