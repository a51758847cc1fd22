"""Aborts a merge that plain git began and could not finish, so that a sync can make it again field by field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wmstrat.errors import Refused
from wmstrat.repo import objects
from wmstrat.sync.driver import merged
from wmstrat.sync.remote import fetch
from wmstrat.sync.repositories import upstream_of
from wmstrat.workspace import disk, lock, moving, recovery

if TYPE_CHECKING:
    from wmstrat.repo.place import Place
    from wmstrat.sync.repositories import Side


def set_aside(place: Place, side: Side, say: Callable[[str], None], asked: str | None = None) -> None:
    """End a merge of git that has stopped at a conflict. Text in its files that neither side has is saved.

    A merge without a conflict is left to be finished by hand. Raises Refused for a merge of commits that the remote
    (`asked`) does not have, since a sync would not make it again.
    """
    begun = side.where.git_directory / "MERGE_HEAD"
    if not begun.exists():
        return
    with lock.held(place, say=say):
        recovery.recover(place, say)
        commits = (disk.read(begun) or b"").decode("ascii").split()
        entries = side.git.status().entries
        if not commits or not any(entry.kind == "unmerged" for entry in entries):
            return
        of = upstream_of(side, asked)
        fetch(side.git, of)
        if any(side.git.attempt("merge-base", "--is-ancestor", commit, of.tracking).code for commit in commits):
            raise Refused(
                "A merge of git has stopped at a conflict in {top}. It merges commits that {remote} does not "
                "have, so wmstrat cannot repeat it. Either fix the files, then git add and git commit; or abort "
                "it with: `git merge --abort`. Then type again: `wmstrat sync`",
                top=side.where.top,
                remote=of.name,
            )
        touched = [entry.path for entry in entries if entry.kind == "unmerged" or entry.staged not in (".", "?")]
        kept = moving.back(place, side.where, commits, touched, made=_by_driver(side))
    say(
        "A merge of git had stopped at a conflict. wmstrat now repeats it, field by field."
        + (f" The text of its files is saved in {kept}" if kept else "")
    )


def _by_driver(side: Side) -> dict[str, bytes]:
    """What wmstrat's merge driver left in the files that a merge of git has stopped at."""
    stages = {path: names for path, names in side.git.unmerged().items() if names.keys() == {1, 2, 3}}
    contents = objects.blobs(side.git, {name for names in stages.values() for name in names.values()})
    files = {}
    for path, names in stages.items():
        base, mine, theirs = (contents[names[stage]] for stage in (1, 2, 3))
        result = merged(base, mine, theirs, path, side.where.top)
        if result is not None and result.data is not None:
            files[path] = result.data
    return files
