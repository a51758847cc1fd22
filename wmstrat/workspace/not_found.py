"""The errors for a text that names no record, or several: with what may have been meant, and what to type."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from shlex import quote
from string import ascii_letters

from msgspec import json

from wmstrat.errors import NotFound
from wmstrat.record.home import ALL
from wmstrat.record.nearest import nearest
from wmstrat.record.record import Record
from wmstrat.record.text import folded, listed, on_one_line
from wmstrat.workspace.changes import bringing_back, deleted, edited
from wmstrat.workspace.lookups import by_beginning, by_code, by_id, group_called, names_of, people_by_name, records_at
from wmstrat.workspace.questions import remembered
from wmstrat.workspace.workspace import Workspace

MOST_CANDIDATES = 8


def several_called(text: str, records: Sequence[Record]) -> NotFound:
    """The error for a name that several records have."""
    plurals = {record.kind.plural for record in records}
    return NotFound(
        'Several {plural} are called "{text}": {ids}. Type the id of one.',
        plural=plurals.pop() if len(plurals) == 1 else "records",
        text=text,
        ids=listed([record.id for record in records], most=MOST_CANDIDATES),
    )


def several_meant(text: str, records: Sequence[Record], *, is_begun: bool) -> NotFound:
    """The error for a text that fits several records; `is_begun` where it is the beginning of their ids or names."""
    candidates = [f"{record.id} ({on_one_line(record.label)})" for record in records]
    if len(candidates) > MOST_CANDIDATES:
        candidates[MOST_CANDIDATES:] = ["..."]
    why = '"{text}" could be any of these: {candidates}. {more}'
    more = "Type more letters." if is_begun else "Type the id of one."
    return NotFound(why, text=text, candidates=", ".join(candidates), more=more)


@remembered
def _deleted(workspace: Workspace) -> dict[str, str]:
    """The files of records that were deleted by hand, by the ids of these: many names of one import may be wrong."""
    paths = deleted(workspace.place, edited(workspace.place, folders=True))
    return {identity.casefold(): path for path in paths for _, identity, _ in workspace.belongs(path)}


def unknown(workspace: Workspace, wanted: str, allowed: set[str], *, exactly: bool) -> NotFound:
    """The error for a text that names no record of the kinds that are allowed, with what may have been meant."""
    if not workspace.is_past and (path := _deleted(workspace).get(wanted.casefold())):
        return NotFound("{path} was deleted by hand. Restore it: `{back}`", path=path, back=bringing_back(path))
    if entry := _entry_called(workspace, wanted):
        return entry
    if wanted.casefold() == ALL.casefold() and (not allowed or "group" in allowed):
        return NotFound(
            "{all} means what belongs to no single group, and cannot be typed here. Type a group. Where the group "
            "can be left out, that means all groups.",
            all=ALL,
        )
    expected = " or ".join(workspace.catalogue.kind(name).name for name in sorted(allowed)) or "record"
    for other in by_id(workspace, wanted) if allowed else ():
        why = "{id} is a {kind}, but this command needs a {expected}. See the list: {lists}"
        return _filled(workspace, why, allowed, id=other.id, kind=other.kind.name, expected=expected)
    if exactly and (begun := by_beginning(workspace, wanted)):
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


def _entry_called(workspace: Workspace, wanted: str) -> NotFound | None:
    """The error for the id of an entry in the list of a record, such as a focus item: the record that has it."""
    entries = (
        (kind.by_name[field], type_, record, entry)
        for kind in workspace.kinds
        for field, type_ in kind.numbered_entries.items()
        for record in workspace.records(kind.name)
        for entry in ([] if record.unreadable else record[field])
    )
    for field, type_, record, entry in entries:
        if entry["id"].casefold() == wanted.casefold():
            return NotFound(
                '{id} is an entry in {field} of {record}: "{words}". See it there: `wmstrat show {record}`',
                id=entry["id"],
                field=field.label or field.name,
                record=record.reference,
                words=on_one_line(entry[type_.first.name]),
            )
    return None


def _filled(workspace: Workspace, why: str, allowed: set[str], **values: str) -> NotFound:
    """The error with the lists of the kinds that are allowed, or to which the id belongs by its form, as commands."""
    kinds = list(workspace.kinds)
    wanted = values.get("text") or values["id"]
    code, _, rest = wanted.partition("-")
    tail = rest.lstrip(ascii_letters)
    form = f"{code.upper()}-{rest[: len(rest) - len(tail)].upper()}{tail.lower()}"
    meant = [kind for kind in kinds if kind.name in allowed]
    meant = meant or [kind for kind in kinds if kind.in_group and kind.ids.fits(form, code.upper())]
    of = f" {code.upper()}" if len(meant) == 1 and meant[0].in_group and by_code(workspace, code) else ""
    listing = f"list{of}{workspace.option}"
    lists = ", ".join(f"`wmstrat {kind.command} {listing}`" for kind in meant or kinds if kind.arguments)
    return NotFound(why.replace("{lists}", lists), **values)


def _near(workspace: Workspace, wanted: str, allowed: set[str]) -> list[Record]:
    """The records with an id or a name like this one, the nearest first."""
    known: dict[str, tuple[str, str]] = {}
    if not allowed or "group" in allowed:
        groups = workspace.groups()
        pairs = ((word, group.id) for group in groups for name in names_of(group) for word in name.split())
        words = dict.fromkeys(pairs)
        shared = Counter(word for word, _ in words)
        known |= {word: ("group", identity) for word, identity in words if shared[word] == 1}
        known |= {name: ("group", group.id) for group in groups for name in names_of(group)}
    if not allowed or "person" in allowed:
        people = people_by_name(workspace)
        known |= {name: ("person", ids[0]) for name, ids in people.items() if len(ids) == 1 and name not in known}
    question = (
        "SELECT DISTINCT kind, id FROM records WHERE abs(length(id) - length(?1)) < 3 AND "
        "(?2 = '[]' OR kind IN (SELECT value FROM json_each(?2))) LIMIT 20000"
    )
    for kind, identity in workspace.index.rows(question, wanted, json.encode(sorted(allowed)).decode()):
        known.setdefault(folded(identity), (kind, identity))
    near = records_at(workspace, (known[name] for name in nearest(wanted, known)))
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
