"""What reports show of memberships: how many members, of which types, in which roles, and who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from shlex import quote
from typing import Any

from wmstrat.kinds.notices import set_owner
from wmstrat.record.days import holds_on, is_before
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Counts, Fact, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.text import counted
from wmstrat.record.view import View, vocabulary

APPOINT = "wmstrat member appoint GROUP PERSON"
LIST = "wmstrat member list GROUP"


def first_role(term: Record) -> str:
    return next(iter(term["roles"]), "")


def _current(of: OfGroup) -> list[Record]:
    return [term for term in of.records("membership") if holds_on(term.values, of.day)]


def _size(of: OfGroup) -> int:
    return len({term["person"] for term in _current(of)})


def _member_ids(of: OfGroup) -> list[str]:
    return sorted({term["person"] for term in _current(of)})


def _to_come(of: OfGroup) -> int:
    """How many people have been appointed from a later day on."""
    to_come = {term["person"] for term in of.records("membership") if is_before(of.day, term["since"])}
    return len(to_come - {term["person"] for term in _current(of)})


def _in_all(groups: Sequence[Counts]) -> str:
    """Each person once, in however many groups."""
    ids = [person for counts in groups for person in counts["member_ids"] or ()]
    several = len(ids) - len(set(ids))
    members = counted(sum(counts["members"] for counts in groups) - several, "{count} member", "{count} members")
    to_come = sum(counts["to_come"] for counts in groups)
    return f"{members}, {to_come} to come" if to_come else members


def _types(of: OfGroup) -> dict[str, int]:
    """The current members by member type, in the order of process.yaml."""
    types = Counter(term["type"] for term in _current(of) if term["type"])
    return {word: types[word] for word in (*vocabulary(of.view, "member_types"), *types) if types[word]}


def _coordinators(of: OfGroup) -> list[str]:
    return [of.name("person", term["person"]) for term in _current(of) if "coordinator" in term["roles"]]


def _nobody_is_here(of: OfGroup) -> bool:
    return not of.view.states("person")


def _has_coordinators(view: View) -> bool:
    """True in a process whose groups have coordinators."""
    return "coordinator" in vocabulary(view, "roles")


def _owned_by_former(of: OfGroup) -> list[str]:
    """Open records of the group whose owner has left it."""
    present = {str(term["person"]) for term in _current(of)}
    former = {str(term["person"]) for term in of.records("membership")} - present
    owned = (kind.name for kind in of.view.kinds if former and kind.in_group and "owner" in kind.by_name)
    records = (record for name in owned for record in of.open_records(name))
    return [record.id for record in records if record["owner"] in former]


def _no_coordinator(of: OfGroup) -> bool:
    return _has_coordinators(of.view) and bool(of.counts["members"]) and not of.counts["coordinators"]


def _first(of: OfGroup, _: Sequence[str]) -> str:
    """To appoint the first member, who then is the coordinator."""
    return f"{APPOINT} --role coordinator" if _has_coordinators(of.view) else APPOINT


def _missing_types(of: OfGroup) -> list[str]:
    return [word for word in vocabulary(of.view, "member_types") if not of.counts["types"].get(word)]


def _missing_members(of: OfGroup) -> list[str]:
    """What a group with members lacks: more of them, or some of a member type (requirement 54)."""
    members, smallest, types = of.counts["members"], of.counts["minimum"], _missing_types(of)
    if not members:
        return []
    *others, last = types or [""]
    few = [f"{smallest - members} too few"] if members < smallest else []
    return [*few, *([f"no {', '.join(others)} or {last}" if others else f"no {last}"] if types else [])]


def _needed(of: OfGroup, _: Sequence[str]) -> str:
    types = _missing_types(of)
    return f"{APPOINT} --type {quote(types[0])}" if types else APPOINT


def _too_many(of: OfGroup) -> list[str]:
    members, largest = of.counts["members"], of.counts["maximum"]
    return [f"{members - largest} too many"] if 0 < largest < members else []


def _people(of: OfGroup) -> list[dict[str, Any]]:
    return [
        {"person": term["person"], "name": of.name("person", term["person"])}
        | {"role": first_role(term), "roles": list(term["roles"]), "type": term["type"], "since": term["since"]}
        for term in _current(of)
    ]


def _former(of: OfGroup) -> int:
    """How many people have left and not come back."""
    ended = {
        term["person"] for term in of.records("membership") if term["until"] and not is_before(of.day, term["until"])
    }
    return len(ended - {term["person"] for term in _current(of)})


def _bound(of: OfGroup, name: str) -> int:
    """A bound of the size of a group (requirement 52); 0 for none. Only working groups have one."""
    return int((of.is_working and of.view.process[name]) or 0)


def _members_in_words(counts: Counts) -> str:
    mix = ", ".join(f"{number} {word}" for word, number in counts["types"].items())
    text = counted(counts["members"], "{count} member", "{count} members") + (f" ({mix})" if mix else "")
    low, high = counts["minimum"], counts["maximum"]
    if low or high:
        text += f", ideally {low} to {high}" if high else f", ideally {low} or more"
    text += f"; {counts['to_come']} to come" if counts["to_come"] else ""
    return text + (counted(counts["former"], "; {count} has left", "; {count} have left") if counts["former"] else "")


CELLS = (
    Cell("Name", "name", folds=16),
    Cell("Role", "role", label="roles", folds=12),
    Cell("Type", "type", label="member_types", folds=12),
    Cell("Since", "since"),
)

TALLIES = (
    Tally(
        "members",
        20,
        "Members",
        (Form(0, "bounded"),),
        low="minimum",
        high="maximum",
        value=_size,
        total=_in_all,
        is_work=True,
    ),
    Tally("member_ids", 110, value=_member_ids),
    Tally("to_come", 111, value=_to_come),
    Tally("minimum", 21, value=lambda of: _bound(of, "minimum_size")),
    Tally("maximum", 22, value=lambda of: _bound(of, "maximum_size")),
    Tally("types", 30, "Mix", (Form(110, "packed", 60),), value=_types),
    Tally("coordinators", 40, "Coordinators", (Form(50, "packed", 24), Form(140, "packed", 60)), value=_coordinators),
)
NOTICES = (
    Notice(
        "owner-left",
        3,
        "{count} open record has an owner who left",
        "wmstrat person hand-on PERSON --to PERSON --group GROUP",
        _owned_by_former,
        set_owner,
        while_working=True,
        many="{count} open records have an owner who left",
    ),
    Notice("a-person", 2, "Nobody is in the list of people yet", "wmstrat person add NAME", _nobody_is_here),
    Notice("coordinator", 2, "No coordinator", f"{APPOINT} --role coordinator", _no_coordinator, while_working=True),
    Notice("empty", 2, "No members yet", APPOINT, lambda of: not of.counts["members"], _first, while_working=True),
    Notice(
        "members",
        3,
        "Members: {about}",
        LIST,
        _missing_members,
        _needed,
        while_working=True,
        overall="Too few members, or none of a member type",
    ),
    Notice("large", 3, "Members: {about}", LIST, _too_many, while_working=True, overall="Too many members"),
)
FACTS = (
    Fact(40, "Members", _members_in_words, "former", _former),
    Fact(50, "Coordinators", lambda counts: ", ".join(counts["coordinators"])),
)
PARTS = (Part("people", 10, "People", _people, CELLS),)
