"""The numbers that ids were given, now or ever before: none is given twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from wmstrat.record.halves import PRIVATE, is_private, public_path
from wmstrat.workspace.questions import remembered

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# A number of more digits is a slip of somebody's hand, which `check` reports, and nothing to count on from.
DIGITS = 6
# The file of a record that has a number, by the stem of its id and the number.
NUMBERED = re.compile(rf"(?:.*/)?([^/\d]*-[A-Z]+)(\d{{1,{DIGITS}}})\.[a-z]+", re.ASCII | re.DOTALL)
NO_NUMBERS: Mapping[str, int] = {}


def highest_number(workspace: Workspace, stem: str, folder: str) -> int:
    """The highest number that ever followed the stem (`CB-Q`) in a file name of this folder: in the work tree and in
    the history of any branch. 0 when there was none."""
    past = _in_history(workspace, folder)
    question = "SELECT path FROM records WHERE id LIKE ? AND path LIKE ?"
    rows = workspace.index.rows(question, f"{stem}%", f"{folder}/%")
    return max(past.get(stem, 0), _highest(path for (path,) in rows).get(stem, 0))


def _in_history(workspace: Workspace, folder: str) -> dict[str, int]:
    """The highest number of each stem in the history of a folder, read together with that of the same folder of
    all groups. What was read once is remembered by the commits that it was read from."""
    from wmstrat.repo import Repository

    where, inside = workspace.place, folder
    if is_private(folder) and workspace.place.private:
        where, inside = workspace.place.private, public_path(folder)
    git, tips = Repository(where), _tips(workspace, PRIVATE if where is workspace.place.private else "")
    before, groups, below = folder.partition("groups/")
    kind = below.partition("/")[2]
    key = f"git numbers {before}{kind}"
    past = workspace.recall(key) or {"tips": [], "folders": [], "highest": {}}
    folders = {inside, *(f"groups/{group.id}/{kind}" for group in (workspace.groups() if groups else ()))}
    new = sorted({where.prefix + each for each in folders}.difference(past["folders"]))
    added = git.files_added("--full-history", "--all", "--", *new) if new else []
    if past["folders"] and tips != past["tips"]:
        since = ("--ignore-missing", "--all", "--not", *past["tips"])
        added += git.files_added("--full-history", *since, "--", *past["folders"])
    if new or tips != past["tips"]:
        highest = _highest(added, past["highest"])
        past = {"tips": tips, "folders": [*past["folders"], *new], "highest": highest}
        workspace.remember(key, past)
    return dict(past["highest"])


@remembered
def _tips(workspace: Workspace, repository: str) -> list[str]:
    """The commits at the ends of all branches and tags of a repository."""
    from wmstrat.repo.references import all_tips

    return sorted(all_tips(workspace.place.private if repository and workspace.place.private else workspace.place))


def _highest(paths: Iterable[str], known: Mapping[str, int] = NO_NUMBERS) -> dict[str, int]:
    """The highest number after each stem that is known or in the names of these files."""
    highest = {**known}
    for path in paths:
        if match := NUMBERED.fullmatch(path):
            highest[match[1]] = max(highest.get(match[1], 0), int(match[2]))
    return highest
