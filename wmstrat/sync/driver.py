"""The merge driver of plain git: `python -m wmstrat.sync.driver BASE MINE THEIRS PATH`.

Git calls it for each record that both sides changed, so that `git pull`, `merge`, `rebase` and `cherry-pick` merge
field by field as `wmstrat sync` does. The result goes into the file MINE. With the exit code CONFLICT there is a
conflict: where there are two values the file holds mine, and git has both versions for `wmstrat sync` to settle.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from wmstrat.files.records import read_record
from wmstrat.merge.record import Merged, merge_record, merge_text
from wmstrat.sync.addresses import RecordFile, workspace_of
from wmstrat.sync.settled_fields import as_settled
from wmstrat.workspace.merge_driver import CONFLICT


def merged(base: bytes, mine: bytes, theirs: bytes, path: str, top: Path) -> Merged | None:
    """What the three versions make together; None where it is not for us to say: both sides added the file."""
    if not base:
        return None
    home = workspace_of(top, path).home(path)
    if home is None:
        return merge_text(base, mine, theirs, lambda _: None)
    if not _is_one_record(home, base, (mine, theirs)):
        return None
    result = merge_record(home.kind, home.private, base, mine, theirs, lambda _: None)
    return as_settled(home, (base, mine, theirs), result, lambda _: None)


def _is_one_record(home: RecordFile, base: bytes, sides: Sequence[bytes]) -> bool:
    """Git takes a new record for an old one under another name when the two look alike; ids and handles tell. Only a
    record that got its number has another id than before, and then its handle says so."""
    before = read_record(home.kind, home.path, home.id, home.group, base)
    for data in sides:
        after = read_record(home.kind, home.path, home.id, home.group, data)
        if before.values["id"] not in (after.values["id"], after.values.get("handle")):
            return False
        if len({str(record.values.get("handle", "")) for record in (before, after)} - {""}) > 1:
            return False
    return True


def main(arguments: Sequence[str]) -> int:
    """Merge; returns the exit code."""
    base, mine, theirs = (Path(argument) for argument in arguments[:3])
    result = merged(base.read_bytes(), mine.read_bytes(), theirs.read_bytes(), arguments[3], Path())
    if result is not None and result.data is not None:
        mine.write_bytes(result.data)
        if not result.conflicts and not result.renumbered:  # what refers to a number is in other files
            return 0
    fields = [*(conflict.field for conflict in result.conflicts), *result.renumbered] if result else ["the file"]
    sys.stderr.write(
        f"{arguments[3]}: two people changed {', '.join(fields)}. To choose, type: wmstrat sync (during a rebase "
        "or cherry-pick, first end that with --abort)\n"
    )
    return CONFLICT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
