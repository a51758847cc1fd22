"""Finding the record that somebody means by what they typed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from shlex import quote
from string import ascii_letters

from msgspec import json

from wmstrat.errors import Invalid, NotFound
from wmstrat.record.folding import fold
from wmstrat.record.nearest import nearest
from wmstrat.record.record import Record
from wmstrat.record.text import folded, listed, normal, on_one_line, unsafe_name
from wmstrat.workspace.changes import bringing_back, deleted, edited
from wmstrat.workspace.database import beginning_with
from wmstrat.workspace.questions import remembered
from wmstrat.workspace.workspace import Workspace

MOST_CANDIDATES = 8
# A number without the code of its group, such as Q7.
SHORT = re.compile(r"[A-Za-z]{1,3}\d{1,6}", re.ASCII)

Look = Callable[[Workspace, str], list[Record]]


def find(workspace: Workspace, text: str, kinds: Iterable[str] = (), *, exactly: bool = False) -> Record:
    """The one record that `text` names: an id, a group's code, an id in any case, a handle, a random tail, a group by
    any of its names, a person by name (each with or without accents), the key of the row that it was imported from, a
    number without its group (`Q7`); else an unambiguous beginning of an id or a name that does not end inside a
    number. `kinds` limits what is meant; with `exactly`, beginnings and numbers without a group do not count. Raises
    NotFound with the candidates when there is none or more than one, Invalid for a text that can be no name."""
    wanted = normal(text.strip())
    if not wanted:
        raise Invalid("The name of a record is empty.")
    if any(mark in wanted for mark in ("/", "\\")) or wanted in (".", ".."):
        raise Invalid('"{text}" is a path, not the name of a record.', text=on_one_line(wanted))
    unsafe = unsafe_name(wanted)
    if unsafe:
        raise Invalid("A text with {found} is not the name of a record.", found=unsafe)
    allowed = set(kinds)
    others: tuple[Look, ...] = () if exactly else (_by_number, _by_beginning)
    for look in (_by_exact_id, _by_code, _by_id, _by_name, _by_plain_name, _by_tail, _by_key, *others):
        records = [record for record in look(workspace, wanted) if not allowed or record.kind.name in allowed]
        matches = list({record.key: record for record in records}.values())
        if len(matches) == 1:
            return matches[0]
        if matches and look is _by_name:
            raise several_called(wanted, matches)
        if matches:
            candidates = [f"{record.id} ({on_one_line(record.label)})" for record in matches]
            if len(candidates) > MOST_CANDIDATES:
                candidates[MOST_CANDIDATES:] = ["..."]
            why = '"{text}" could be any of these: {candidates}. {more}'
            more = "Type more letters." if look is _by_beginning else "Type the id of one."
            raise NotFound(why, text=wanted, candidates=", ".join(candidates), more=more)
    if record := _as_it_was(workspace, wanted, allowed):
        return record
    raise _unknown(workspace, wanted, allowed, exactly)


def _as_it_was(workspace: Workspace, wanted: str, allowed: set[str]) -> Record | None:
    """In the past, the record that is called so today: before it had its number, or its group had another code."""
    if not workspace.is_past:
        return None
    present = workspace.present
    present.refresh()
    try:
        record = find(present, wanted, allowed)
    except NotFound:
        return None
    group = workspace.get("group", record.group)
    number = record.id.partition("-")[2]
    names = [record.id, record.handle, f"{group['code']}-{number}" if group and number else ""]
    found = (workspace.get(record.kind.name, name) for name in names if name)
    return next((each for each in found if each and each.group == record.group), None)


def several_called(text: str, records: Sequence[Record]) -> NotFound:
    """The error for a name that several records have."""
    plurals = {record.kind.plural for record in records}
    return NotFound(
        'Several {plural} are called "{text}": {ids}. Type the id of one.',
        plural=plurals.pop() if len(plurals) == 1 else "records",
        text=text,
        ids=listed([record.id for record in records], most=MOST_CANDIDATES),
    )


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


def _by_plain_name(workspace: Workspace, wanted: str) -> list[Record]:
    """The groups and people whose names are the same but for accents, which not every keyboard has."""
    name, groups = fold(wanted), _groups_by_name(workspace)
    same = {group.id: group for known in groups if fold(known) == name for group in groups[known]}
    people = _people_by_name(workspace)
    called = [("person", identity) for known in people if fold(known) == name for identity in people[known]]
    return [*same.values(), *_records(workspace, called)]


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
        if any(each.startswith(name) or is_meant(each) for each in _names(group))
    ]
    people = workspace.labels("person").items()
    called = [("person", identity) for identity, label in people if is_meant(label) or is_meant(identity)]
    rows = workspace.index.rows(
        "SELECT DISTINCT kind, id FROM records WHERE id LIKE ? ESCAPE '!' AND kind <> 'group' LIMIT 1000",
        beginning_with(wanted),
    )
    others = [row for row in rows if is_begun(row[1].casefold(), wanted.casefold())]
    return groups + _records(workspace, [*called, *others])


def _by_number(workspace: Workspace, wanted: str) -> list[Record]:
    """The records of all groups with this number, such as `Q7` for CB-Q7."""
    if not SHORT.fullmatch(wanted):
        return []
    rows = workspace.index.rows("SELECT DISTINCT kind, id FROM records WHERE id LIKE '%-' || ?", wanted)
    return _records(workspace, (row for row in rows if row[1].partition("-")[2].casefold() == wanted.casefold()))


def _by_key(workspace: Workspace, wanted: str) -> list[Record]:
    """The records of the row with this key. Where a number without a group could be meant too, those as well, so that
    no text means one record to `show` and another to `set`."""
    rows = ((kind.name, each) for kind in workspace.kinds for each in workspace.imported(kind.name).get(wanted, ()))
    keyed = _records(workspace, rows)
    return keyed + _by_number(workspace, wanted) if keyed else []


def _records(workspace: Workspace, rows: Iterable[tuple[str, str]]) -> list[Record]:
    return [record for kind, identity in rows if (record := workspace.get(kind, identity))]


@remembered
def _deleted(workspace: Workspace) -> dict[str, str]:
    """The files of records that were deleted by hand, by the ids of these: many names of one import may be wrong."""
    paths = deleted(workspace.place, edited(workspace.place, folders=True))
    return {identity.casefold(): path for path in paths for _, identity, _ in workspace.belongs(path)}


def _unknown(workspace: Workspace, wanted: str, allowed: set[str], exactly: bool) -> NotFound:
    """The error for a text that names no record of the kinds that are allowed, with what may have been meant."""
    if not workspace.is_past and (path := _deleted(workspace).get(wanted.casefold())):
        return NotFound("{path} was deleted by hand. Restore it: `{back}`", path=path, back=bringing_back(path))
    expected = " or ".join(workspace.catalogue.kind(name).name for name in sorted(allowed)) or "record"
    for other in _by_id(workspace, wanted) if allowed else ():
        why = "{id} is a {kind}, but this command needs a {expected}. See the list: {lists}"
        return _filled(workspace, why, allowed, id=other.id, kind=other.kind.name, expected=expected)
    if exactly and (begun := _by_beginning(workspace, wanted)):
        candidates = [each.id for each in begun if not allowed or each.kind.name in allowed]
        if ids := listed(candidates, "or", MOST_CANDIDATES):
            why = '"{text}" is only the beginning of an id. To change something, type the whole id: {ids}.'
            if len(candidates) > 1 and len(allowed) == 1 and group_called(workspace, wanted):
                why += " For all of {text} use a pipe: `wmstrat {kind} list {text} --format ids | wmstrat ... -`"
            kind = next((workspace.catalogue.kind(name).command for name in allowed), "")
            return NotFound(why, text=wanted, ids=ids, kind=kind)
    meant = [record for record in _near(workspace, wanted, allowed) if not _is_other_number(wanted, record)]
    if meant:
        why = 'There is no {expected} "{text}". Did you mean {meant}?'
        names = listed([_shown(record) for record in meant], "or")
        return NotFound(why, expected=expected, text=wanted, meant=names)
    if allowed == {"group"} and not workspace.groups():
        why = 'There is no group "{text}". There are no groups yet; add one with: `wmstrat group add NAME`'
        return NotFound(why, text=wanted)
    if allowed == {"person"}:
        return NotFound(
            'There is no person "{text}". See all people, or first add the person: `wmstrat person list` or '
            "`wmstrat person add {quoted}` (with --private, nothing about the person is public)",
            text=wanted,
            quoted=quote(wanted),
        )
    if not allowed and "-" not in wanted:
        return NotFound(
            'There is no record "{text}". Look for it by its words: `wmstrat search {words}`',
            text=wanted,
            words=quote(wanted),
        )
    return _filled(
        workspace,
        'There is no {expected} "{text}". See the list: {lists}',
        allowed,
        text=wanted,
        expected=expected,
    )


def _filled(workspace: Workspace, why: str, allowed: set[str], **values: str) -> NotFound:
    """The error with the lists of the kinds that are allowed, or to which the id belongs by its form, as commands."""
    kinds = list(workspace.kinds)
    wanted = values.get("text") or values["id"]
    code, _, rest = wanted.partition("-")
    tail = rest.lstrip(ascii_letters)
    form = f"{code.upper()}-{rest[: len(rest) - len(tail)].upper()}{tail.lower()}"
    meant = [kind for kind in kinds if kind.name in allowed]
    meant = meant or [kind for kind in kinds if kind.in_group and kind.ids.fits(form, code.upper())]
    of = f" {code.upper()}" if len(meant) == 1 and meant[0].in_group and _by_code(workspace, code) else ""
    listing = f"list{of}{workspace.option}"
    lists = ", ".join(f"`wmstrat {kind.command} {listing}`" for kind in meant or kinds if kind.arguments)
    return NotFound(why.replace("{lists}", lists), **values)


def _near(workspace: Workspace, wanted: str, allowed: set[str]) -> list[Record]:
    """The records with an id or a name like this one, the nearest first."""
    known: dict[str, tuple[str, str]] = {}
    if not allowed or "group" in allowed:
        groups = workspace.groups()
        pairs = ((word, group.id) for group in groups for name in _names(group) for word in name.split())
        words = dict.fromkeys(pairs)
        shared = Counter(word for word, _ in words)
        known |= {word: ("group", identity) for word, identity in words if shared[word] == 1}
        known |= {name: ("group", group.id) for group in groups for name in _names(group)}
    if not allowed or "person" in allowed:
        people = _people_by_name(workspace)
        known |= {name: ("person", ids[0]) for name, ids in people.items() if len(ids) == 1 and name not in known}
    question = (
        "SELECT DISTINCT kind, id FROM records WHERE abs(length(id) - length(?1)) < 3 AND "
        "(?2 = '[]' OR kind IN (SELECT value FROM json_each(?2))) LIMIT 20000"
    )
    for kind, identity in workspace.index.rows(question, wanted, json.encode(sorted(allowed)).decode()):
        known.setdefault(folded(identity), (kind, identity))
    near = _records(workspace, (known[name] for name in nearest(wanted, known)))
    return list({record.key: record for record in near}.values())


def _is_other_number(wanted: str, record: Record) -> bool:
    """True for a record whose id differs from the text in its number alone, which is nobody's slip."""
    letters = wanted.rstrip("0123456789").casefold()
    return wanted[-1].isdecimal() and record.id.rstrip("0123456789").casefold() == letters


def _shown(record: Record) -> str:
    """A record in a question: a group by its code and name, a person by id and name, any other by its id."""
    label = on_one_line(record.label)
    if record.kind.home.file:
        return f"{record['code']} ({label})"
    return record.id if record.kind.in_group or label == record.id else f"{record.id} ({label})"
