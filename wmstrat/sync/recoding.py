"""A group that nobody else has yet gets another code, or what is ours alone in a group the code that the group has.

Two people who work apart may give two groups one code, or one group two. What is published stays as it is; the ids
of records that this clone alone has follow the code, and what points at them or speaks of them follows the ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.change.new_ids import naming
from wmstrat.change.rules import refuse_code_of_a_record
from wmstrat.change.typed_values import Reader
from wmstrat.errors import Invalid, Refused
from wmstrat.files.records import read_record
from wmstrat.kinds.group import recoding
from wmstrat.record.fields import Entries
from wmstrat.record.home import PRIVATE
from wmstrat.record.ids import IdScheme, code_of, next_number
from wmstrat.record.problem import explained
from wmstrat.record.verbs import Done
from wmstrat.sync.replacing_ids import rewritten
from wmstrat.sync.unpublished import Unpublished, published, unpublished

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record


class Recoded(Struct):
    """What is called otherwise: records by their paths, with their old ids and what they get; entries of the group,
    such as focus items, their new ids by the old ones. `kept` are ids with another code that stay."""

    records: dict[str, str]
    given: dict[str, dict[str, str]]
    handles: dict[str, str]
    kept: list[str]
    entries: dict[str, str]

    @property
    def names(self) -> dict[str, str]:
        """Every new id by the old one."""
        return {**self.handles, **{old: self.given[path]["id"] for path, old in self.records.items()}, **self.entries}


def recode(change: Change, group: Record, typed: str) -> Done:
    """Give a group the code, and the code to every record of it that this clone alone has; it answers with a
    line for each new id.

    Raises Refused for a group that others have with another code, and where there is nothing to do; Invalid for a
    text that is no code, and for a record that cannot be read.
    """
    field = group.kind.by_name["code"]
    code = str(Reader(change.workspace).value(field, typed))
    if not code:
        raise Invalid("code: found nothing, expected {expected}.", expected=field.type.expected)
    versions = [
        read_record(group.kind, group.path, group.id, group.id, data)
        for data in published(change.workspace, group.path)
    ]
    _refuse_published(change, group, code, versions)
    ours = unpublished(change.workspace)
    if code != group["code"]:
        _refuse_new(change, group, code, ours)
    recoded = _records(change, group, code, ours)
    recoded.entries = _entries(group, code, versions)
    if code == group["code"] and not recoded.names:
        raise Refused(
            "{group} has the code {code}, and so has each record of it that nobody else has yet.{kept}",
            group=group.id,
            code=code,
            kept=f" {_left_alone(recoded)}" if recoded.kept else "",
        )
    about = _rewrite(change, group, code, ours, recoded)
    what = f"give {group.id} the code {code} (was {group['code']})"
    return Done(
        what if code != group["code"] else f"give records of {group.id} its code",
        answers=tuple(line for _, line in about),
        warnings=(_left_alone(recoded),) if recoded.kept else (),
        about=tuple(about),
        scope=code,
    )


def _refuse_new(change: Change, group: Record, code: str, ours: Unpublished) -> None:
    """Raise Refused for a new code that something else has, and for a group that is not committed."""
    refuse_code_of_a_record(code, group.path, change.workspace)
    other = next((record for record in change.workspace.records("group") if record["code"] == code), None)
    if other is not None:
        raise Refused(
            '"{code}" is the code of {other} already. Choose another one, such as: {command}',
            code=code,
            other=other.id,
            command=recoding(group, change),
        )
    if group.path not in ours.files:
        raise Refused("{path} is not committed yet. Keep it with: wmstrat save", path=group.path)


def _left_alone(recoded: Recoded) -> str:
    return (
        f"Left as they are, since others have them (or they are not committed yet): {', '.join(recoded.kept)}. One "
        "that was moved here from another group goes back there: git mv"
    )


def _refuse_published(change: Change, group: Record, code: str, versions: Sequence[Record]) -> None:
    other = next((str(version["code"]) for version in versions if version["code"] != code), None)
    if other is None:
        return
    twins = [
        record for record in change.workspace.records("group") if record["code"] == other and record.id != group.id
    ]
    if group["code"] != other:
        advice = f" Give it that one here too: wmstrat group recode {group.id} {other}"
    elif twins and not published(change.workspace, twins[0].path):
        advice = f" Give another one to {twins[0].id}, which nobody else has yet: {recoding(twins[0], change)}"
    else:
        advice = ""
    raise Refused(
        "{group} has been published with the code {code}, which others may have used in ids by now, so it "
        "stays.{advice}",
        group=group.id,
        code=other,
        advice=advice,
    )


def _records(change: Change, group: Record, code: str, ours: Unpublished) -> Recoded:
    """The ids of the records; numbers stay where they can, in the order in which they are."""
    found = Recoded({}, {}, {}, [], {})
    given: dict[str, int] = {}
    new: set[str] = set()
    for record, identity in _coded_otherwise(change, group, code):
        handle = str(record.values.get("handle", ""))
        halves = _halves(record, change)
        is_ours = all((file := ours.files.get(path)) and file[1] is None for path in halves)
        if not is_ours or not ours.gone.isdisjoint((record.id, handle)):
            found.kept.append(record.id)
            continue
        if record.unreadable:
            raise Invalid("{problem}", problem=explained(record.problems[0]))
        may_be = naming(change, record.kind, {"group": group.id}, code, given)
        may_be = replace(may_be, taken=lambda one, taken=may_be.taken: one in new or taken(one))
        own = {"id": identity.recoded(record.id, may_be)}
        if handle and handle != record.id:
            own["handle"] = identity.recoded(handle, may_be)
            found.handles[handle] = own["handle"]
        elif handle:
            own["handle"] = own["id"]
        new.update(own.values())
        found.records[record.path] = record.id
        found.given |= dict.fromkeys(halves, own)
    return found


def _halves(record: Record, change: Change) -> list[str]:
    """The file of the record, and that of its private half, where this clone has one."""
    paths = [record.path]
    if record.kind.has_private_half and not record.is_private:
        paths += [half for half in [f"{PRIVATE}{record.path}"] if change.workspace.bytes(half) is not None]
    return paths


def _coded_otherwise(change: Change, group: Record, code: str) -> Iterator[tuple[Record, IdScheme]]:
    """Every record of the group whose id begins with another code and has the form of its kind otherwise."""
    workspace = change.workspace
    for name in workspace.catalogue.names:
        identity = workspace.catalogue.kind(name).ids
        if identity.coded:
            for record in sorted(workspace.records(name, group.id), key=lambda one: (len(one.id), one.id)):
                other = code_of(record.id)
                if other not in ("", code) and identity.fits(record.id, other):
                    yield record, identity


def _entries(group: Record, code: str, versions: Sequence[Record]) -> dict[str, str]:
    """The new ids of the group's numbered entries, such as focus items, as far as nobody else has them."""
    names: dict[str, str] = {}
    for field in group.kind.fields:
        type_ = field.type
        if not isinstance(type_, Entries) or not type_.numbered:
            continue
        there = {entry[type_.key[0]] for version in versions for entry in version[field.name]}
        here = [entry[type_.key[0]] for entry in group[field.name]]
        used = {*there, *here}
        for old in here:
            stem, _, number = old.rpartition(f"-{type_.numbered}")
            if old in there or stem in ("", code) or code_of(old) != stem or not number.isdecimal():
                continue
            if (new := f"{code}-{type_.numbered}{number}") in used:
                new = next_number(f"{code}-{type_.numbered}", used)
            used.add(new)
            names[old] = new
    return names


def _rewrite(
    change: Change, group: Record, code: str, ours: Unpublished, recoded: Recoded
) -> list[tuple[Record, str]]:
    """Puts the records under their new ids, and writes these wherever ours points at the old ones or speaks of them.
    An old id that something else has too is followed in the group itself alone: elsewhere it may mean the other."""
    given = {**recoded.given, **({group.path: {"code": code}} if code != group["code"] else {})}
    inside = {path for path, (home, _) in ours.files.items() if group.id in (home.group, home.id)} | given.keys()
    names = recoded.names
    unclear = _others(change, group, recoded)
    clear = {old: new for old, new in names.items() if old not in unclear}
    about = []
    for followed, is_inside in ((names, True), (clear, False)):
        files = {path: file for path, file in ours.files.items() if (path in inside) == is_inside}
        for one in rewritten(change.workspace, files, followed, given):
            record = change.rename(one.path, one.before, one.home, one.after)
            if one.path in recoded.records:
                about.append((record, f"{recoded.records[one.path]} is {record.id}"))
    return about + [(group, f"{old} is {new}") for old, new in recoded.entries.items()]


def _others(change: Change, group: Record, recoded: Recoded) -> set[str]:
    """The old ids that something besides has: a record elsewhere, an entry of another group."""
    workspace = change.workspace
    held = {old for old in recoded.records.values() if not workspace.holders(old) <= recoded.given.keys()}
    elsewhere = {
        entry[field.type.key[0]]
        for other in workspace.records("group")
        for field in other.kind.fields
        if other.id != group.id and isinstance(field.type, Entries) and field.type.numbered
        for entry in other[field.name]
    }
    return held | (elsewhere & recoded.entries.keys())
