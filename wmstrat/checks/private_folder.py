"""Checks that private files stay out of the public repository: the line of .gitignore that hides private/, and files
that got in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.checks.markers import committing
from wmstrat.errors import GitFailed
from wmstrat.kinds import private_kinds
from wmstrat.record.halves import FOLDER, PRIVATE, is_private
from wmstrat.record.home import PROCESS_FOLDER
from wmstrat.record.ids import code_of
from wmstrat.record.problem import Problem
from wmstrat.repo.place import is_broken
from wmstrat.workspace.git_answers import tracked_files
from wmstrat.workspace.initial import IGNORED, hides_private

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

CHECK = "private-folder"
ABOUT = "No file of private/ is in the public repository, and the line /private/ of .gitignore keeps them out."
FILE = ".gitignore"
TOPS_OF_GROUPS = ("groups", PROCESS_FOLDER)


def in_history(commit: str) -> str:
    """What is wrong with a commit that contains something of private/."""
    return (
        f"The commit {commit[:10]} adds a file of private/ to the history that everybody can read. Removing it in "
        "a later commit is not enough: git keeps all versions. Ask somebody who knows git to remove that commit "
        "from your clone (git rebase -i)."
    )


def of_private_kind(path: str) -> Kind | None:
    """The kind, private as a whole, of which a file outside of private/ is a record, by its folder or by its name."""
    top, *below = path.casefold().split("/")
    folders = {top, *below[:2]} if top in TOPS_OF_GROUPS else {top}
    stem = path.rpartition("/")[2].rpartition(".")[0]
    for kind in private_kinds() if top != FOLDER else ():
        is_there = bool(below) and kind.plural in folders - {below[-1]}
        if path.casefold().endswith(kind.suffix) and (is_there or kind.ids.fits(stem, code_of(stem))):
            return kind
    return None


def exposed(workspace: Workspace) -> Iterator[Problem]:
    """What of private/ the public repository has, and a .gitignore that does not keep it out."""
    if is_broken(workspace.place.root / FOLDER):
        found, expected = "a .git folder that git cannot read", "the private repository, or no folder"
        yield Problem(CHECK, f"{PRIVATE}.git", "", found, expected, "Repair it, or clone private/ again")
    tracked, open_to_all = [], {path for path in workspace.files() if of_private_kind(path)}
    with suppress(GitFailed):  # a look at files needs no git
        tops = {FOLDER, *(kind.plural for kind in private_kinds())}
        tracked = [path for path in tracked_files(workspace, "") if path.partition("/")[0] in tops]
    open_to_all.update(filter(of_private_kind, tracked))
    for path in sorted(open_to_all):
        found = "a private record in a folder that everybody can read"
        advice = f"Move it into private/, and remove it here: git rm --cached {quote(path)}, then "
        yield Problem(CHECK, path, "", found, "no private records there", advice + committing("Remove it"))
    for path in (path for path in tracked if is_private(path)):
        found, expected = "a private file in the repository that everybody can read", "no private files there"
        advice = f"Remove it (others may have read it already): git rm --cached {quote(path)}, then "
        yield Problem(CHECK, path, "", found, expected, advice + committing("Remove it"))
    if not hides_private(workspace.bytes(FILE) or b""):
        found = "no line that keeps private/ out of this repository"
        yield Problem(CHECK, FILE, "", found, f"the line {IGNORED}", "Add it again: wmstrat check --fix")
