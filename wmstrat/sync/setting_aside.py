"""A merge that plain git began and could not finish: it is put aside, and made again field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wmstrat.workspace import committing, disk, journal, lock, recovery

if TYPE_CHECKING:
    from wmstrat.repo_output import Entry
    from wmstrat.sync.sides import Side
    from wmstrat.workspace.place import Place


def set_aside(place: Place, side: Side, say: Callable[[str], None]) -> tuple[str, ...]:
    """End a merge of git that has stopped at a conflict; returns the commits that it wanted to bring in.

    What the conflicting files hold now is kept, and so is what was edited on top of the merge. A merge without a
    conflict is left alone: whoever began it wants to finish it by hand. Raises GitFailed when git cannot go back.
    """
    begun = disk.read(side.where.git_directory / "MERGE_HEAD")
    if begun is None:
        return ()
    with lock.held(place, say=say):
        recovery.recover(place, say)
        entries = side.git.status().entries
        if not any(entry.kind == "unmerged" for entry in entries):
            return ()
        merged = [entry.path for entry in entries if entry.kind == "unmerged" or entry.staged not in (".", "?")]
        edited = [entry.path for entry in entries if entry.path in merged and _is_edited(side, entry)]
        texts = {path: data for path in edited if (data := disk.read(side.where.top / path)) is not None}
        kept = journal.keep_all(place, texts) if texts else None
        committing.forget_merge(side.git, merged)
    say(
        "A merge that git had begun was stopped by a conflict. It is made again here, field by field."
        + (f" What its files held is kept in {kept}" if kept else "")
    )
    return tuple(begun.decode("ascii").split())


def _is_edited(side: Side, entry: Entry) -> bool:
    """Whether a file of the merge holds anything that neither HEAD nor the merge has."""
    if entry.kind != "unmerged":
        return entry.edited != "."
    return side.git.attempt("cat-file", "blob", f"HEAD:{entry.path}").output != disk.read(side.where.top / entry.path)
