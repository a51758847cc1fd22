"""Where what somebody typed is looked up: ids, codes, names, numbers and beginnings of these."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wmstrat.record.folding import fold
from wmstrat.record.record import Record
from wmstrat.record.text import folded
from wmstrat.workspace.database import beginning_with
from wmstrat.workspace.questions import remembered
from wmstrat.workspace.workspace import Workspace

# A number without the code of its group, such as Q7.
SHORT = re.compile(r"[A-Za-z]{1,3}\d{1,6}", re.ASCII)


def by_exact_id(workspace: Workspace, wanted: str) -> list[Record]:
    return [record for record in by_id(workspace, wanted) if record.id == wanted]


def by_id(workspace: Workspace, wanted: str) -> list[Record]:
    question = (
        "SELECT DISTINCT kind, id FROM records WHERE id = ?1 COLLATE NOCASE "
        "UNION SELECT kind, id FROM records WHERE handle = ?1 COLLATE NOCASE AND handle <> ''"
    )
    return records_at(workspace, workspace.index.rows(question, wanted))


def by_tail(workspace: Workspace, wanted: str) -> list[Record]:
    question = "SELECT DISTINCT kind, id FROM records WHERE tail = ? COLLATE NOCASE AND tail <> ''"
    return records_at(workspace, workspace.index.rows(question, wanted))


def by_code(workspace: Workspace, wanted: str) -> list[Record]:
    named = groups_by_name(workspace).get(folded(wanted), ())
    return [group for group in named if str(group["code"]).casefold() == wanted.casefold()]


def by_name(workspace: Workspace, wanted: str) -> list[Record]:
    name = folded(wanted)
    groups = groups_by_name(workspace).get(name)
    return groups or records_at(
        workspace, (("person", identity) for identity in people_by_name(workspace).get(name, ()))
    )


def by_plain_name(workspace: Workspace, wanted: str) -> list[Record]:
    """The groups and people whose names are the same but for accents, which not every keyboard has."""
    name, groups = fold(wanted), groups_by_name(workspace)
    same = {group.id: group for known in groups if fold(known) == name for group in groups[known]}
    people = people_by_name(workspace)
    called = [("person", identity) for known in people if fold(known) == name for identity in people[known]]
    return [*same.values(), *records_at(workspace, called)]


@remembered
def groups_by_name(workspace: Workspace) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for group in workspace.groups():
        for name in names_of(group):
            groups.setdefault(name, []).append(group)
    return groups


@remembered
def people_by_name(workspace: Workspace) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for identity, label in workspace.labels("person").items():
        people.setdefault(folded(label), []).append(identity)
    return people


def group_called(workspace: Workspace, text: str) -> Record | None:
    """The one group that has exactly this slug, code or name, in any case of its letters; None where none has."""
    named = groups_by_name(workspace).get(folded(text), ())
    return named[0] if len(named) == 1 else None


def names_of(group: Record) -> list[str]:
    """What a group is found by: slug, code, current and former names, never a name that was turned down."""
    former = [entry["name"] for entry in group["names"] if entry["state"] == "former"]
    return [folded(name) for name in (group.id, group["code"], group["name"], *former) if name]


def by_beginning(workspace: Workspace, wanted: str) -> list[Record]:
    name, plain = folded(wanted), fold(wanted)

    def is_begun(text: str, beginning: str) -> bool:
        after = text[len(beginning) : len(beginning) + 1]
        return (
            bool(beginning) and text.startswith(beginning) and not (beginning[-1].isdecimal() and after.isdecimal())
        )

    def is_meant(text: str) -> bool:
        return is_begun(fold(text), plain)

    groups = [
        group
        for group in workspace.groups()
        if any(each.startswith(name) or is_meant(each) for each in names_of(group))
    ]
    people = workspace.labels("person").items()
    called = [("person", identity) for identity, label in people if is_meant(label) or is_meant(identity)]
    rows = workspace.index.rows(
        "SELECT DISTINCT kind, id FROM records WHERE id LIKE ? ESCAPE '!' AND kind <> 'group' LIMIT 1000",
        beginning_with(wanted),
    )
    others = [row for row in rows if is_begun(row[1].casefold(), wanted.casefold())]
    return groups + records_at(workspace, [*called, *others])


def by_number(workspace: Workspace, wanted: str) -> list[Record]:
    """The records of all groups with this number, such as `Q7` for CB-Q7."""
    if not SHORT.fullmatch(wanted):
        return []
    rows = workspace.index.rows("SELECT DISTINCT kind, id FROM records WHERE id LIKE '%-' || ?", wanted)
    return records_at(workspace, (row for row in rows if row[1].partition("-")[2].casefold() == wanted.casefold()))


def by_key(workspace: Workspace, wanted: str) -> list[Record]:
    """The records of the row with this key. Where a number without a group could be meant too, those as well, so that
    no text means one record to `show` and another to `set`."""
    rows = ((kind.name, each) for kind in workspace.kinds for each in workspace.imported(kind.name).get(wanted, ()))
    keyed = records_at(workspace, rows)
    return keyed + by_number(workspace, wanted) if keyed else []


def records_at(workspace: Workspace, rows: Iterable[tuple[str, str]]) -> list[Record]:
    return [record for kind, identity in rows if (record := workspace.get(kind, identity))]
