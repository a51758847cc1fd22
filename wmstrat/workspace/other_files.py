"""Files of a workspace without a record: its own pages, and what people put beside the records, such as minutes."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed
from wmstrat.record.halves import is_private
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.changes import repositories
from wmstrat.workspace.scan import shown, within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from wmstrat.workspace.workspace import Workspace

# What belongs to a workspace besides its records: a page that explains a folder, the settings of git, the method.
PAGE, SETTINGS, METHOD = "README.md", (".gitattributes", ".gitignore"), "method/"


def is_own(workspace: Workspace, path: str) -> bool:
    """True for a file of the workspace, of a record or not, which `save` takes in unasked."""
    if any(workspace.belongs(path)) or path in SETTINGS or path.startswith(METHOD):
        return True
    folder, _, name = path.rpartition("/")
    return name == PAGE and (not folder or folder.split("/")[0] in workspace.catalogue.folders)


def is_beside_records(workspace: Workspace, path: str) -> bool:
    """True for a plain file at the top of the workspace or in the folders of records."""
    is_there = within(path, workspace.catalogue.folders) or not ("/" in path or path.startswith("."))
    return is_there and stat.S_ISREG(_mode(workspace.place.root / path))


def _mode(path: Path) -> int:
    try:
        return path.lstat().st_mode
    except OSError:
        return 0


def unsaved(workspace: Workspace) -> list[str]:
    """The files at the top of the workspace and in the folders of records that are not its own, and that the last
    commit does not have; without those that git ignores. None where git cannot tell.

    Where there is no such file, no git process is started.
    """
    there = (*_at_the_top(workspace), *workspace.files_without_record())
    paths = [path for path in there if not is_own(workspace, path)]
    if not paths:
        return []
    if workspace.index.git_state:
        dirty = {path for _, dirty, _ in workspace.index.git_state for path in dirty}
        paths = sorted(path for path in paths if shown(path) in dirty)
    try:
        return sorted(_new(workspace, paths))
    except GitFailed:
        return []


def _at_the_top(workspace: Workspace) -> Iterable[str]:
    with os.scandir(workspace.place.root) as entries:
        return [
            entry.name
            for entry in entries
            if not entry.name.startswith(".") and entry.name != PROCESS_FILE and entry.is_file(follow_symlinks=False)
        ]


def _new(workspace: Workspace, paths: Iterable[str]) -> Iterable[str]:
    from wmstrat.repo import Repository

    for place, folder in repositories(workspace.place):
        inside = [path.removeprefix(folder) for path in paths if is_private(path) == bool(folder)]
        if inside:
            for entry in Repository(place).status(inside).entries:
                if not entry.head_blob:
                    yield folder + entry.path
