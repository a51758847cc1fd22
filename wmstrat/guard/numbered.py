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
    placed = {change.path: place for change in own for place in before.belongs(change.path)}
    handles = {
        path: change
        for change in own
        if (path := change.path) in placed and _is_handle(*placed[path][:2]) and not change.after
    }
    if not handles:
        return set()
    records = [change for change in own if change.path in placed]
    contents = trees.contents(
        blob.name for change in records for blob in (*change.before, change.after) if is_file(blob) and blob
    )
    names: dict[str, str] = {}
    homes: dict[str, OwnChange] = {}
    for change in records:
        kind, identity, group = placed[change.path]
        if not change.after or any(change.before) or not kind.is_numbered:
            continue
        for record in before.read(change.path, contents.get(change.after.name)):
            handle = str(record["handle"])
            home = kind.path(handle, group)
            if home in handles and identity != handle:
                names[handle] = identity
                homes[home] = change

    def follows(then: OwnChange, now: OwnChange, given: dict[str, str]) -> bool:
        kind = placed[then.path][0]
        return now.after is not None and all(
            blob.mode == now.after.mode
            and renamed(kind, then.path, None, contents.get(blob.name, b""), names, own=given)
            == contents.get(now.after.name)
            for blob in then.before
            if blob
        )

    paths = {change.path for change in records if all(change.before) and follows(change, change, {})}
    for home, change in homes.items():
        handle = placed[home][1]
        if follows(handles[home], change, {"id": names[handle], "handle": handle}):
            paths |= {home, change.path}
    return paths


def _is_handle(kind: Kind, identity: str) -> bool:
    return kind.is_numbered and bool(tail_of(identity))
