"""What is private stays out of the public repository: the line of .gitignore that sees to it, and what got in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.checks.markers import committing
from wmstrat.errors import GitFailed
from wmstrat.record.problem import Problem
from wmstrat.repo.place import PRIVATE_FOLDER, is_broken
from wmstrat.workspace.initial import IGNORED, hides_private

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

CHECK = "private-folder"
ABOUT = "No file of private/ is in the public repository, and the line /private/ of .gitignore keeps them out."
FILE = ".gitignore"


def in_history(commit: str) -> str:
    """What is wrong with a commit that carries something of private/ along."""
    return (
        f"The commit {commit[:10]} adds a file of private/ to the history that everybody can read. Removing it in "
        "a later commit is not enough: git keeps all versions. Ask somebody who knows git to remove that commit "
        "from your clone (git rebase -i)."
    )


def exposed(workspace: Workspace) -> Iterator[Problem]:
    """What of private/ the public repository has, and a .gitignore that does not keep it out."""
    from wmstrat.repo import Repository

    if is_broken(workspace.place.root / PRIVATE_FOLDER):
        found, expected = "a .git folder that git cannot read", "the private repository, or no folder"
        yield Problem(CHECK, f"{PRIVATE_FOLDER}/.git", "", found, expected, "Repair it, or clone private/ again")
    tracked = []
    with suppress(GitFailed):  # a look at files needs no git
        tracked = Repository(workspace.place).tracked([PRIVATE_FOLDER])
    for path in tracked:
        found, expected = "a private file in the repository that everybody can read", "no private files there"
        advice = f"Remove it (others may have read it already): git rm --cached {quote(path)}, then "
        yield Problem(CHECK, path, "", found, expected, advice + committing("Remove it"))
    if not hides_private(workspace.bytes(FILE) or b""):
        found = "no line that keeps private/ out of this repository"
        yield Problem(CHECK, FILE, "", found, f"the line {IGNORED}", "Add it again: wmstrat check --fix")
