"""`group recode`: a group that nobody else has yet gets another code, and its records get ids with it.

Two people who work apart may give two groups one code, or one group two. What is published stays as it is; what
points at the old ids or speaks of them follows, as far as this clone alone has it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.change.new_ids import naming
from wmstrat.change.rules import refuse_code_of_a_record
from wmstrat.change.typed_values import Reader
from wmstrat.errors import Invalid, Refused
from wmstrat.files.records import read_record
from wmstrat.record.codes import recoding
from wmstrat.record.halves import private_path
from wmstrat.record.problem import explained
from wmstrat.record.verbs import Done
from wmstrat.repo import Repository, head, objects
from wmstrat.sync import trees
from wmstrat.sync.addresses import Folder, RecordFile
from wmstrat.sync.replacing_ids import rewritten
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace

# Files that differ from all that is published, by their paths in the workspace, each as it was published; None for
# one that nobody else has.
Files = dict[str, tuple[RecordFile, bytes | None]]


def recode(change: Change, group: Record, typed: str) -> Done:
    """Give a group the code, and ids with it to every record of it that nobody else has; it answers with a line for
    each new id. Raises Refused for a group that others have, and Invalid for a text that is not a code and
    for a file that cannot be read."""
    field = group.kind.by_name["code"]
    code = str(Reader(change.workspace).value(field, typed))
    if not code:
        raise Invalid("code: empty, expected {expected}.", expected=field.type.expected)
    if code == group["code"]:
        raise Refused("{group} already has the code {code}.", group=group.id, code=code)
    _refuse_published(change, group, code)
    _refuse_taken(change, group, code)
    ours = _unpublished(change.workspace)
    if group.path not in ours:
        raise Refused("{path} is not committed yet. Commit it with: `wmstrat save`", path=group.path)
    given, names = _new_ids(change, group, code, ours)
    old_ids = {new: old for old, new in names.items()}
    numbered = [*_entry_ids(change.workspace, group)]
    stems = [(f"{group['code']}-{letters}", f"{code}-{letters}", old) for letters, old in numbered]
    entries = {old: new + old.removeprefix(was) for was, new, old in stems if old.removeprefix(was).isdecimal()}
    names |= entries
    unclear = _of_others(change.workspace, group, names, given)
    clear = {old: new for old, new in names.items() if old not in unclear}
    given[group.path] = {"code": code}
    inside = {path for path, (home, _) in ours.items() if group.id in (home.group, home.id)} | given.keys()
    about = []
    for followed, is_inside in ((names, True), (clear, False)):
        files = {path: file for path, file in ours.items() if (path in inside) == is_inside}
        for file in rewritten(change.workspace, files, followed, given):
            record = change.rename(file.path, file.before, file.home, file.after)
            if file.home != file.path and record.path == file.home:
                about.append((record, f"{old_ids[record.id]} is {record.id}"))
    about += [(group, f"{old} is {new}") for old, new in entries.items()]
    return Done(
        f"change the code of {group.id} to {code} (was {group['code']})",
        answers=tuple(line for _, line in about),
        about=tuple(about),
        scope=code,
    )


def _refuse_published(change: Change, group: Record, code: str) -> None:
    from wmstrat.repo.past import versions

    place = change.workspace.place
    tips = _tips(Repository(place.whole))
    files = versions(place, tips, group.path) if tips else []
    published = (read_record(group.kind, group.path, group.id, group.id, data) for data in files)
    other = next((str(version["code"]) for version in published if version["code"] != code), None)
    if other is None:
        return
    twins = [twin for twin in change.workspace.records("group") if twin["code"] == other and twin.id != group.id]
    advice = f" Change the code of {twins[0].id}: {recoding(twins[0], change)}" if twins else ""
    if group["code"] != other:
        advice = f" Use that code here, too: wmstrat group recode {group.id} {other}"
    raise Refused(
        "{group} is already shared with the code {code}. Others may have used it in ids, so it cannot "
        "change.{advice}",
        group=group.id,
        code=other,
        advice=advice,
    )


def _refuse_taken(change: Change, group: Record, code: str) -> None:
    refuse_code_of_a_record(code, group.path, change.workspace)
    for other in change.workspace.records("group"):
        if other["code"] == code:
            raise Refused(
                '"{code}" is already the code of {other}. Choose another code, such as: `{command}`',
                code=code,
                other=other.id,
                command=recoding(group, change),
            )


def _new_ids(
    change: Change, group: Record, code: str, ours: Files
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """The fields that each file gets, by its path, and new ids by the old ones. Numbers stay where they can."""
    workspace = change.workspace
    fields: dict[str, dict[str, str]] = {}
    names: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for kind in map(workspace.catalogue.kind, workspace.catalogue.names):
        records = workspace.records(kind.name, group.id) if kind.ids.coded else ()
        for record in sorted(records, key=lambda record: (len(record.id), record.id)):
            half = private_path(record.path)
            has_half = kind.has_private_half and not record.is_private and workspace.bytes(half) is not None
            files = [record.path, half] if has_half else [record.path]
            is_ours = all(path in ours and ours[path][1] is None for path in files)
            if not is_ours or not kind.ids.fits(record.id, str(group["code"])):
                continue
            if record.unreadable:
                raise Invalid("{problem}", problem=explained(record.problems[0]))
            ids = naming(change, kind, {"group": group.id}, code, numbers)
            for old in dict.fromkeys(filter(None, (record.id, str(record.values.get("handle", ""))))):
                names[old] = kind.ids.recoded(old, ids)
            own = {"id": names[record.id]}
            if record.values.get("handle"):
                own["handle"] = names[str(record["handle"])]
            fields |= dict.fromkeys(files, own)
    return fields, names


def _entry_ids(workspace: Workspace, group: Record) -> Iterator[tuple[str, str]]:
    """The letters and the id of each numbered entry of a group and its records, such as a focus item."""
    for kind in map(workspace.catalogue.kind, workspace.catalogue.names):
        for record in workspace.records(kind.name, group.id) if kind.numbered_entries else ():
            for name, type_ in kind.numbered_entries.items():
                yield from ((type_.numbered, entry[type_.key[0]]) for entry in record[name])


def _of_others(
    workspace: Workspace, group: Record, names: dict[str, str], given: dict[str, dict[str, str]]
) -> set[str]:
    """The old ids that a record elsewhere, or an entry of another group, has too: there they mean that one."""
    others = (other for other in workspace.records("group") if other.id != group.id)
    entries = {identity for other in others for _, identity in _entry_ids(workspace, other)}
    return {old for old in names if old in entries or not workspace.holders(old) <= given.keys()}


# What this clone alone has


def _unpublished(workspace: Workspace) -> Files:
    """What this clone changed since it parted from each remote-tracking branch; where there is none, everything."""
    files: Files = {}
    for place, inside in repositories(workspace.place):
        git, mine = Repository(place.whole), head(place.whole)
        if mine is None:
            continue
        tips = _tips(git)
        bases = [base for tip in tips for base in trees.common(git, mine, tip) or [tip]]
        since = [git.difference(base, mine) for base in dict.fromkeys(bases or [trees.EMPTY[len(mine)]])]
        here = [path for path in since[0] if all(path in other and other[path][1] for other in since)]
        before = {path: next(filter(None, (difference[path][0] for difference in since)), None) for path in here}
        contents = objects.blobs(git, {was.name for was in before.values() if was})
        folder = Folder(workspace.catalogue, place.prefix, inside)
        for path, was in before.items():
            if home := folder.home(path):
                files[home.path] = (home, contents[was.name] if was else None)
    return files


def _tips(git: Repository) -> list[str]:
    # What was exchanged stays known when somebody takes the remote away and adds it again.
    listed = git.run("for-each-ref", "--format=%(objectname)", "refs/remotes/", "refs/wmstrat/exchanged/")
    return sorted(set(os.fsdecode(listed).split()))
