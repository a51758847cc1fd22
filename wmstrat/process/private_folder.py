"""The line of .gitignore by which the public repository never carries private/ along."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from wmstrat.record.kind import Problem
from wmstrat.workspace.initial import IGNORED, hides_private, with_lines

if TYPE_CHECKING:
    from wmstrat.process.change import Change
    from wmstrat.workspace.workspace import Workspace

CHECK = "private-folder"
ABOUT = "The line /private/ of .gitignore keeps what is personal out of the public repository."
FILE = ".gitignore"


def exposed(workspace: Workspace) -> Iterator[Problem]:
    """The one problem of a workspace whose .gitignore does not hide private/."""
    if not hides_private(workspace.bytes(FILE) or b""):
        yield Problem(
            CHECK,
            FILE,
            "",
            "no line that keeps private/ out of this repository",
            f"the line {IGNORED}",
            "Bring it back: wmstrat check --fix",
        )


def hide_again(change: Change, edited: Collection[str]) -> bool:
    """Make `change` write the line, and return whether it does. A file that was edited by hand is left alone, with a
    warning."""
    before = change.workspace.bytes(FILE)
    if hides_private(before or b""):
        return False
    if FILE in edited:
        change.warnings.append(
            f"{FILE} was edited by hand, so it was left alone. Write the line {IGNORED} into it, or bring it back "
            f"with: git checkout HEAD -- {FILE}"
        )
        return False
    change.restore(FILE, before, with_lines(before or b"", [IGNORED]))
    return True
