"""What one side of a merge has forgotten is forgotten on the other side too, in what it has not sent yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from wmstrat.files.records import read_record
from wmstrat.record.forgetting import FIELD, belongs_to, blanked, can_be_forgotten, is_telling, joined_id, new_ids
from wmstrat.sync.replacing_ids import repointed

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Blob, Difference
    from wmstrat.sync.addresses import RecordFile
    from wmstrat.sync.pairing import Divergence, Slot

MARK = re.compile(rf"^{FIELD}:[ \t]*[\"']?([0-9a-f]+:[0-9a-f]+)".encode(), re.MULTILINE)


def forgotten_ids(changed: Divergence) -> dict[str, str]:
    """The id of today for each id that one of the sides has forgotten: that of theirs where both have."""
    here, there = _marks(changed, changed.outgoing), _marks(changed, changed.incoming)
    if not here and not there:
        return {}
    records = list(_changed_records(changed))
    known = {record.id for record in records if can_be_forgotten(record.kind)} | {*map(belongs_to, records)} - {""}
    ours = _forgotten_by(changed, changed.outgoing, here, known)
    names = _forgotten_by(changed, changed.incoming, there, known)
    names |= {new: names[old] for old, new in ours.items() if old in names}
    names = {**ours, **names}
    return names | {record.id: identity for record in records if (identity := joined_id(record, names))}


def _marks(changed: Divergence, side: Difference) -> dict[RecordFile, str]:
    """The marks of the records that a side has added."""
    added = {
        home: now
        for path, (was, now) in side.items()
        if was is None and now and (home := changed.folder.home(path)) and can_be_forgotten(home.kind)
    }
    changed.read(added.values())
    found = ((home, MARK.search(changed.contents[blob.name])) for home, blob in added.items())
    return {home: match[1].decode("ascii") for home, match in found if match}


def _changed_records(changed: Divergence) -> Iterator[Record]:
    """Every version of the records that a side has changed."""
    versions = [
        (home, blob)
        for side in (changed.outgoing, changed.incoming)
        for path, both in side.items()
        if (home := changed.folder.home(path))
        for blob in both
        if blob
    ]
    changed.read(blob for _, blob in versions)
    for home, blob in versions:
        if blob.name in changed.contents:
            yield read_record(home.kind, home.path, home.id, home.group, changed.contents[blob.name])


def _forgotten_by(
    changed: Divergence, side: Difference, marks: Mapping[RecordFile, str], known: Collection[str]
) -> dict[str, str]:
    """The new ids of the known ones that a side has forgotten: it has a mark, and the record itself no more."""
    homes = {home.id: home for home in marks}
    found = new_ids({home.id: mark for home, mark in marks.items()}, known)
    return {old: new for old, new in found.items() if not _has(changed, side, homes[new].beside(old))}


def _has(changed: Divergence, side: Difference, shown: str) -> bool:
    path = changed.folder.outward(shown)
    if path in side:
        return side[path][1] is not None
    return changed.git.attempt("cat-file", "-e", f"{changed.base}:{path}").code == 0


def is_forgotten(changed: Divergence, slot: Slot) -> bool:
    """Whether nothing stays of a record but what the side has that has forgotten it: of a person, and of all in
    private/ that belongs to one."""
    forgotten = changed.forgotten
    if not forgotten:
        return False
    for path in (slot.base, slot.mine, slot.theirs):
        home = changed.folder.home(path)
        if home and home.id in forgotten and (home.private or can_be_forgotten(home.kind)):
            return True
        if (
            home
            and home.private
            and any(_owner(changed, home, blob) in forgotten for blob in _versions(changed, path))
        ):
            return True
    return False


def _owner(changed: Divergence, home: RecordFile, blob: Blob | None) -> str:
    data = changed.contents.get(blob.name) if blob else None
    return belongs_to(read_record(home.kind, home.path, home.id, home.group, data)) if data is not None else ""


def _versions(changed: Divergence, path: str) -> list[Blob | None]:
    return [blob for side in (changed.outgoing, changed.incoming) for blob in side.get(path, ())]


def forgetting(changed: Divergence, slot: Slot) -> Iterator[tuple[str, Blob | None]]:
    """What becomes of the files of a record that was forgotten: they go, but for the mark in its place."""
    _, mine, theirs = changed.versions(slot)
    if _is_mark(changed, slot.theirs) and slot.theirs in changed.incoming:
        yield slot.theirs, theirs
    if mine and not _is_mark(changed, slot.mine):
        yield slot.mine, None


def _is_mark(changed: Divergence, path: str) -> bool:
    home, forgotten = changed.folder.home(path), changed.forgotten
    is_new = home is not None and home.id not in forgotten and home.id in {*forgotten.values()}
    return home is not None and is_new and can_be_forgotten(home.kind)


def path_of_today(changed: Divergence, path: str) -> str:
    """The path of a record that belongs to somebody who was forgotten, under the id that it has now."""
    home = changed.folder.home(path)
    new = changed.forgotten.get(home.id) if home else None
    return changed.folder.outward(home.beside(new)) if home and new else path


def without_forgotten(changed: Divergence, path: str, data: bytes | None) -> bytes | None:
    """A version of a record in which nothing points at what was forgotten, nor says anything about it. In texts
    only ids are replaced that cannot be common words."""
    home, names = changed.folder.home(path), changed.forgotten
    if data is None or home is None or not any(old.encode() in data for old in names):
        return data
    own = {}
    if home.id in names:
        record = read_record(home.kind, home.path, home.id, home.group, data)
        own = {**blanked(record), "id": names[home.id]}
    texts = {old: new for old, new in names.items() if is_telling(old)}
    return repointed(home.kind, home.path, data, names, texts, own)
