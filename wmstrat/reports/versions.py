"""Which records changed between two views of a workspace: each with how it was and how it is, under all its names,
and with the last commit that changed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.moments import zone as zone_named
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.record.view import View
    from wmstrat.workspace.past import Past
    from wmstrat.workspace.workspace import Workspace

# What may be an id in a text.
NAME = re.compile(r"(?<![\w-])([A-Z]{2,4})-[^\W_](?:[\w-]*\w)?")
Commits = Mapping[str, tuple[str, str]]


class Versions(Struct, frozen=True, eq=False):
    """A record before and after, None where it was not there. `before` has the ids of today. The last commit that
    changed it was on the ISO `day`, by `who`; both are blank where no commit has."""

    before: Record | None
    after: Record | None
    day: str = ""
    who: str = ""

    @property
    def record(self) -> Record:
        """The record as it is, or as it was before it was removed."""
        record = self.after or self.before
        assert record is not None  # noqa: S101 - one of them is there
        return record


def versions(before: Past, after: Workspace) -> Iterator[Versions]:
    """The public records that differ between two views. A record that was moved, renamed, numbered or recoded is the
    same; what differs in nothing but such names does not differ. Nothing of private/ is looked at."""
    files = before.public_files_apart() | after.public_files_apart()
    old, new = list(before.in_files(files)), list(after.in_files(files))
    codes = dict(_recoded(before, after))
    commits, moves = _commits_between(before, after)
    pairs = list(paired(old, new, {now: then for then, now in codes.items()}, moves))
    names = {one.id: other.id for one, other in pairs if one and other and one.id != other.id}
    for one, other in pairs:
        was = renamed(one, names, codes) if one and (names or codes) else one
        if was is None or other is None or not _is_same(was, other):
            day, who = commits.get((other or was or old[0]).path, ("", ""))
            yield Versions(was, other, day, who)


def _recoded(before: Workspace, after: Workspace) -> Iterator[tuple[str, str]]:
    """The code that a group had, and the one that it has."""
    for group in after.groups():
        earlier = before.get("group", group.id)
        if earlier is not None and earlier["code"] and group["code"] and earlier["code"] != group["code"]:
            yield str(earlier["code"]), str(group["code"])


def paired(
    old: Sequence[Record], new: Sequence[Record], codes: Mapping[str, str], moves: Mapping[str, str]
) -> Iterator[tuple[Record | None, Record | None]]:
    """Each record with what it was; `codes` has the code that a group had by that of today, `moves` the path of today
    by an earlier one."""
    left = {(record.kind.name, record.handle or record.id): record for record in old}
    by_id = {record.key: record for record in old}
    unknown: list[Record] = []
    for record in new:
        kind = record.kind.name
        name = record.handle or record.id
        code, dash, rest = name.partition("-")
        earlier = f"{codes[code]}{dash}{rest}" if code in codes else name
        found = left.pop((kind, name), None) or left.pop((kind, earlier), None)
        if found is None:
            same = by_id.get(record.key)
            # A handle that was lost, or came only now: another record has another one.
            if same is not None and not (same.handle and record.handle):
                found = left.pop((kind, same.handle or same.id), None)
        if found is None:
            unknown.append(record)
        else:
            yield found, record
    moved = {(record.kind.name, moves[record.path]): key for key, record in left.items() if record.path in moves}
    for record in unknown:
        yield left.pop(moved.pop((record.kind.name, record.path), ("", "")), None), record
    yield from ((record, None) for record in left.values())


def renamed(record: Record, names: Mapping[str, str], codes: Mapping[str, str]) -> Record:
    """The record as it would read if everything had had the names of today."""

    def today(match: re.Match[str]) -> str:
        name, code = match[0], match[1]
        return names.get(name) or (f"{codes[code]}{name[len(code) :]}" if code in codes else name)

    def again(value: Any) -> Any:
        if isinstance(value, str):
            return names.get(value) or NAME.sub(today, value)
        if isinstance(value, list):
            return [again(item) for item in value]
        return {name: again(part) for name, part in value.items()} if isinstance(value, dict) else value

    values = {name: again(value) for name, value in record.values.items()}
    if record.is_group:
        values["code"] = codes.get(values["code"], values["code"])
    return replace(record, id=names.get(record.id, record.id), values=values, body=again(record.body))


# What a record is called, which says nothing about it.
CALLED = frozenset({"id", "handle"})


def _is_same(before: Record, after: Record) -> bool:
    return before.body == after.body and not changed_fields(before, after)


def changed_fields(before: Record, after: Record) -> list[str]:
    """The public fields that differ, but for what the record is called."""
    return [
        field.name
        for field in after.kind.seen(private=False)
        if field.name not in CALLED
        and before.values.get(field.name, field.type.empty) != after.values.get(field.name, field.type.empty)
    ]


def _commits_between(before: Past, after: Workspace) -> tuple[Commits, Mapping[str, str]]:
    """From one reading of the history: the day and the author of the last commit between two views that changed each
    file, by the path of today; and the path of today of what was moved. A commit that only gave a file another name,
    such as that of a sync which numbers records, counts where there is no other. Days are those of the process."""
    from wmstrat.repo import Repository

    if before.tips() == after.tips():
        return {}, {}
    zone = zone_named(before.cut.zone) or UTC
    revisions = [*after.tips(), *(f"^{tip}" for tip in before.tips())]
    found: dict[str, tuple[str, str]] = {}
    moved: dict[str, tuple[str, str]] = {}
    paths: dict[str, str] = {}
    for commit in Repository(after.place).history(revision=revisions, merges=False):
        when = commit.committed.astimezone(zone).date().isoformat()
        for change in commit.changes:
            path = paths.get(change.new_path, change.new_path)
            (moved if change.letter == "R" else found).setdefault(path, (when, commit.name))
            if change.letter == "R":
                paths.setdefault(change.old_path, path)
    return moved | found, paths


def of_group(view: View, pairs: Iterable[Versions], slug: str) -> Iterator[Versions]:
    """Those of the records that belong to a group, or (`ALL`) to the whole process, and the milestones of others with
    which its times for comments end; with an empty slug, of all."""
    ends = set(_ends(view, slug)) if slug else set()
    for pair in pairs:
        record = pair.record
        is_of_group = not slug or slug in record.groups or (slug == "ALL" and record.kind.is_lone)
        if is_of_group or record.id in ends:
            yield pair


def _ends(view: View, group: str) -> Iterator[str]:
    """The ids of the milestones with which the times for comments on the records of a group end."""
    for kind in view.kinds:
        if kind.window is not None and kind.in_group:
            windows = (kind.window(each, view) for each in view.records(kind.name, group) if not each.unreadable)
            yield from (window.milestone for window in windows if window is not None and window.milestone)
