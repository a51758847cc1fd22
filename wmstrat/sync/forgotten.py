"""What one side of a merge has forgotten is forgotten on the other side too, in what it has not sent yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.files.records import read_record
from wmstrat.record.forgetting import FIELD, blanked, can_be_forgotten, is_telling, joined_id, new_ids
from wmstrat.record.ids import Joined
from wmstrat.sync.replacing_ids import Names, repointed

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Difference
    from wmstrat.sync.addresses import RecordFile
    from wmstrat.sync.pairing import Changed

MARK = re.compile(rf"^{FIELD}:[ \t]*[\"']?([0-9a-f]+:[0-9a-f]+)".encode(), re.MULTILINE)


def forgotten_ids(changed: Changed) -> dict[str, str]:
    """The id of today for each id that one of the sides has forgotten: that of theirs where both have."""
    here, there = _marks(changed, changed.outgoing), _marks(changed, changed.incoming)
    if not here and not there:
        return {}
    sides = (changed.outgoing, changed.incoming)
    homes = [home for side in sides for path in side if (home := changed.folder.home(path))]
    known = {home.id for home in homes if can_be_forgotten(home.kind)}
    ours, names = new_ids(here, known), new_ids(there, known)
    names |= {new: names[old] for old, new in ours.items() if old in names}
    names = {**ours, **names}
    for record in _joined(changed):
        if identity := joined_id(record, names):
            names[record.id] = identity
    return names


def _marks(changed: Changed, side: Difference) -> dict[str, str]:
    """The marks of the records that a side has added, by their ids."""
    added = {
        home.id: now
        for path, (was, now) in side.items()
        if was is None and now and (home := changed.folder.home(path)) and can_be_forgotten(home.kind)
    }
    changed.read(added.values())
    found = ((identity, MARK.search(changed.contents[blob.name])) for identity, blob in added.items())
    return {identity: match[1].decode("ascii") for identity, match in found if match}


def _joined(changed: Changed) -> Iterator[Record]:
    """Every version of the records whose ids are made of that of another one."""
    versions = [
        (home, blob)
        for side in (changed.outgoing, changed.incoming)
        for path, both in side.items()
        if (home := changed.folder.home(path)) and isinstance(home.kind.ids, Joined)
        for blob in both
        if blob
    ]
    changed.read(blob for _, blob in versions)
    for home, blob in versions:
        yield read_record(home.kind, home.path, home.id, home.group, changed.contents[blob.name])


def without(home: RecordFile, data: bytes, names: Names) -> bytes:
    """A version of a record in which nothing points at what was forgotten, nor says anything about it. In texts
    only ids are replaced that cannot be common words."""
    if not any(old.encode() in data for old in names):
        return data
    own = {}
    if home.id in names:
        record = read_record(home.kind, home.path, home.id, home.group, data)
        own = {**blanked(record), "id": names[home.id]}
    texts = {old: new for old, new in names.items() if is_telling(old)}
    return repointed(home.kind, home.path, data, names, texts, own)
