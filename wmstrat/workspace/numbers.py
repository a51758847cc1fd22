"""Numbers of records are never used again, not even after an undo: git's history remembers them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wmstrat.record.home import PRIVATE

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


DIGITS = 6
"""A number of more is a slip of somebody's hand, which `check` tells, and nothing to count on from."""


def highest(workspace: Workspace, stem: str, folder: str) -> int:
    """The highest number after `stem` in the file names of `folder`, in the work tree and in every branch's
    history; history that was read once is remembered by the commits that it was read from."""
    from wmstrat.repo import Repository

    pattern = re.compile(rf"{re.escape(stem)}(\d{{1,{DIGITS}}})\.[a-z]+", re.ASCII)
    present = workspace.index.rows(
        "SELECT path FROM records WHERE id LIKE ? AND path LIKE ?", f"{stem}%", f"{folder}/%"
    )
    numbers = [int(found[1]) for (path,) in present if (found := pattern.fullmatch(path.rpartition("/")[2]))]
    where, inside = workspace.place, workspace.place.prefix + folder
    if folder.startswith(PRIVATE) and where.private is not None:
        where, inside = where.private, folder.removeprefix(PRIVATE)
    repository = Repository(where)
    tips = sorted(set(repository.run("for-each-ref", "--format=%(objectname)").decode().split()))
    key = f"git numbers {folder} {stem}"
    held = workspace.index.recall(key) or {"tips": [], "highest": 0}
    if tips != held["tips"]:
        added = repository.files_added("--ignore-missing", "--all", "--not", *held["tips"], "--", inside)
        names = [path.rpartition("/")[2] for path in added]
        numbers += [int(found[1]) for name in names if (found := pattern.fullmatch(name))]
        held = {"tips": tips, "highest": max([held["highest"], *numbers])}
        workspace.index.remember(key, held)
    return max([int(held["highest"]), *numbers])
