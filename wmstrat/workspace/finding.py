"""Finding the record that somebody means by what they typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from shlex import quote

from msgspec import json

from wmstrat.errors import Invalid, NotFound
from wmstrat.record.record import Record
from wmstrat.record.text import folded, normal, on_one_line, unsafe_name
from wmstrat.workspace.changes import bringing_back, deleted
from wmstrat.workspace.database import beginning_with
from wmstrat.workspace.questions import remembered
from wmstrat.workspace.workspace import Workspace

MOST_CANDIDATES = 8
MOST_GROUPS = 5

Look = Callable[[Workspace, str], list[Record]]


def find(workspace: Workspace, text: str, kinds: Iterable[str] = (), *, exactly: bool = False) -> Record:
    """The one record that `text` names: an id, a group's code, an id in any case, a handle, a random tail, a group by
    any of its names, a person by name; else an unambiguous beginning of one of these that does not end inside a
    number. `kinds` limits what is meant; with `exactly`, only ids, handles, tails, and a group's code count. Raises
    NotFound with the candidates when there is none or more than one, Invalid for a text that can be no name."""
    wanted = normal(text.strip())
    if not wanted:
        raise Invalid("The name of a record is empty.")
    if any(mark in wanted for mark in ("/", "\\")) or wanted in (".", ".."):
        raise Invalid('"{text}" is a path, not the name of a record.', text=on_one_line(wanted))
    unsafe = unsafe_name(wanted)
    if unsafe:
        raise Invalid("A text that holds {found} is not the name of a record.", found=unsafe)
    allowed = set(kinds)
    others: tuple[Look, ...] = (_by_tail,) if exactly else (_by_name, _by_tail, _by_beginning)
    for look in (_by_exact_id, _by_code, _by_id, *others):
        records = [record for record in look(workspace, wanted) if not allowed or record.kind.name in allowed]
        matches = list({record.key: record for record in records}.values())
        if len(matches) == 1:
            return matches[0]
        if matches:
            candidates = [f"{record.id} ({on_one_line(record.label)})" for record in matches]
            if len(candidates) > MOST_CANDIDATES:
                candidates[MOST_CANDIDATES:] = ["..."]
            why = '"{text}" could be any of these: {candidates}. Type more of it.'
            raise NotFound(why, text=wanted, candidates=", ".join(candidates))
    raise _unknown(workspace, wanted, allowed)


def _by_exact_id(workspace: Workspace, wanted: str) -> list[Record]:
    return [record for record in _by_id(workspace, wanted) if record.id == wanted]


def _by_id(workspace: Workspace, wanted: str) -> list[Record]:
    question = (
        "SELECT DISTINCT kind, id FROM records WHERE id = ?1 COLLATE NOCASE "
        "UNION SELECT kind, id FROM records WHERE handle = ?1 COLLATE NOCASE AND handle <> ''"
    )
    return _records(workspace, workspace.index.rows(question, wanted))


def _by_tail(workspace: Workspace, wanted: str) -> list[Record]:
    question = "SELECT DISTINCT kind, id FROM records WHERE tail = ? COLLATE NOCASE AND tail <> ''"
    return _records(workspace, workspace.index.rows(question, wanted))


def _by_code(workspace: Workspace, wanted: str) -> list[Record]:
    named = _groups_by_name(workspace).get(folded(wanted), ())
    return [group for group in named if str(group["code"]).casefold() == wanted.casefold()]


def _by_name(workspace: Workspace, wanted: str) -> list[Record]:
    name = folded(wanted)
    groups = _groups_by_name(workspace).get(name)
    return groups or _records(
        workspace, (("person", identity) for identity in _people_by_name(workspace).get(name, ()))
    )


@remembered
def _groups_by_name(workspace: Workspace) -> dict[str, list[Record]]:
    groups: dict[str, list[Record]] = {}
    for group in workspace.groups():
        for name in _names(group):
            groups.setdefault(name, []).append(group)
    return groups


@remembered
def _people_by_name(workspace: Workspace) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for identity, label in workspace.labels("person").items():
        people.setdefault(folded(label), []).append(identity)
    return people


def group_called(workspace: Workspace, text: str) -> Record | None:
    """The one group that has exactly this slug, code or name, in any case of its letters; None where none has."""
    named = _groups_by_name(workspace).get(folded(text), ())
    return named[0] if len(named) == 1 else None


def _names(group: Record) -> list[str]:
    """What a group is found by: slug, code, current and former names, never a name that was turned down."""
    former = [entry["name"] for entry in group["names"] if entry["state"] == "former"]
    return [folded(name) for name in (group.id, group["code"], group["name"], *former) if name]


def _by_beginning(workspace: Workspace, wanted: str) -> list[Record]:
    name = folded(wanted)
    groups = [group for group in workspace.groups() if any(each.startswith(name) for each in _names(group))]
    rows = workspace.index.rows(
        "SELECT DISTINCT kind, id FROM records WHERE id LIKE ? ESCAPE '!' AND kind <> 'group' LIMIT 1000",
        beginning_with(wanted),
    )
    inside_number = wanted[-1].isdecimal()
    rows = [row for row in rows if not (inside_number and row[1][len(wanted) : len(wanted) + 1].isdecimal())]
    return groups + _records(workspace, rows)


def _records(workspace: Workspace, rows: Iterable[tuple[str, str]]) -> list[Record]:
    return [record for kind, identity in rows if (record := workspace.get(kind, identity))]


def _unknown(workspace: Workspace, wanted: str, allowed: set[str]) -> NotFound:
    for path in deleted(workspace.place):
        if any(identity.casefold() == wanted.casefold() for _, identity, _ in workspace.belongs(path)):
            return NotFound("{path} was deleted by hand. Bring it back: {back}", path=path, back=bringing_back(path))
    what = " or ".join(sorted(allowed)) or "record"
    groups = workspace.groups() if allowed <= {"group"} else []
    near = _near(groups, wanted)
    if allowed == {"group"}:
        if not groups:
            why = 'There is no group "{text}", nor any other yet. Add one with: wmstrat group add NAME'
            return NotFound(why, text=wanted)
        near += [group for group in groups if group not in near]
        nearest = _named(near[:MOST_GROUPS])
        return NotFound('There is no group "{text}". The nearest are: {nearest}.', text=wanted, nearest=nearest)
    question = (
        "SELECT DISTINCT id FROM records WHERE ?1 = '[]' OR kind IN (SELECT value FROM json_each(?1)) LIMIT 20000"
    )
    rows = workspace.index.rows(question, json.encode(sorted(allowed)).decode())
    ids = {identity.casefold(): identity for (identity,) in rows}
    near_ids = ", ".join(ids[name] for name in get_close_matches(wanted.casefold(), ids, 5, 0.6))
    if near_ids:
        why = 'There is no {what} "{text}". The nearest are: {nearest}.'
        if allowed == {"person"}:
            why += " If it is somebody else, add the person first: wmstrat person add {quoted}"
        return NotFound(why, what=what, text=wanted, nearest=near_ids, quoted=quote(wanted))
    if near:
        why = 'There is no record "{text}". The nearest groups are: {nearest}.'
        return NotFound(why, text=wanted, nearest=_named(near))
    if allowed == {"person"}:
        return NotFound(
            'There is no person "{text}". See who is here with: wmstrat person list, or add the person first: '
            "wmstrat person add {quoted}",
            text=wanted,
            quoted=quote(wanted),
        )
    kinds = list(workspace.kinds)
    code, _, rest = wanted.partition("-")
    form = f"{code.upper()}-{rest[:1].upper()}{rest[1:].lower()}"
    meant = [kind for kind in kinds if kind.name in allowed]
    meant = meant or [kind for kind in kinds if kind.in_group and kind.ids.fits(form, code.upper())]
    lists = ", ".join(f"wmstrat {kind.command} list" for kind in meant or kinds if kind.arguments)
    why = 'There is no {what} "{text}". See what there is with: {lists}'
    return NotFound(why, what=what, text=wanted, lists=lists)


def _near(groups: Sequence[Record], wanted: str) -> list[Record]:
    """The groups that have a name like this one, the nearest first."""
    known = {name: record for record in groups for name in _names(record)}
    return list({known[name].id: known[name] for name in get_close_matches(folded(wanted), known, 5, 0.5)}.values())


def _named(groups: Iterable[Record]) -> str:
    return ", ".join(f"{record['code']} ({on_one_line(record.label)})" for record in groups)
