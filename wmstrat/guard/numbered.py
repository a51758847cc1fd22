"""Numbers that a sync gives to records which others have sent under their handles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from wmstrat.guard.snapshot import is_file
from wmstrat.record.ids import tail_of
from wmstrat.sync.replacing_ids import renamed

if TYPE_CHECKING:
    from wmstrat.guard.own_changes import OwnChange
    from wmstrat.guard.snapshot import Snapshot
    from wmstrat.guard.trees import Trees
    from wmstrat.record.kind import Kind


def numbered(trees: Trees, before: Snapshot, own: Sequence[OwnChange]) -> set[str]:
    """The paths in which a commit does what a sync does that gives records their numbers, to the byte: a record goes
    from its handle to its number, and what points at the handle follows. A path with any other change is not among
    them, and a commit in which no record loses its handle is not read."""
    placed = {one.path: place for one in own for place in before.belongs(one.path)}
    handles = {
        path: one for one in own if (path := one.path) in placed and _is_handle(*placed[path][:2]) and not one.after
    }
    if not handles:
        return set()
    records = [one for one in own if one.path in placed]
    contents = trees.contents(
        blob.name for one in records for blob in (*one.before, one.after) if is_file(blob) and blob
    )
    names: dict[str, str] = {}
    homes: dict[str, OwnChange] = {}
    for one in records:
        kind, identity, group = placed[one.path]
        if not one.after or any(one.before) or not kind.is_numbered:
            continue
        for record in before.read(one.path, contents.get(one.after.name)):
            handle = str(record["handle"])
            home = kind.path(handle, group)
            if home in handles and identity != handle:
                names[handle] = identity
                homes[home] = one

    def follows(then: OwnChange, now: OwnChange, given: dict[str, str]) -> bool:
        kind = placed[then.path][0]
        return now.after is not None and all(
            blob.mode == now.after.mode
            and renamed(kind, then.path, None, contents.get(blob.name, b""), names, own=given)
            == contents.get(now.after.name)
            for blob in then.before
            if blob
        )

    found = {one.path for one in records if all(one.before) and follows(one, one, {})}
    for home, one in homes.items():
        handle = placed[home][1]
        if follows(handles[home], one, {"id": names[handle], "handle": handle}):
            found |= {home, one.path}
    return found


def _is_handle(kind: Kind, identity: str) -> bool:
    return kind.is_numbered and bool(tail_of(identity))
