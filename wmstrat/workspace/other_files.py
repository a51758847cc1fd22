"""Files of a workspace without a record: its own pages, and what people put beside the records, such as minutes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed
from wmstrat.record.home import PRIVATE
from wmstrat.record.view import code_of_group
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wmstrat.workspace.workspace import Workspace

# What belongs to a workspace besides its records: a page that explains a folder, the settings of git, the method.
PAGE, SETTINGS, METHOD = "README.md", (".gitattributes", ".gitignore"), "method/"

# So many files are named in a sentence; of more, the rest is counted.
MOST_NAMED = 3


def is_own(workspace: Workspace, path: str) -> bool:
    """True for a file of the workspace, of a record or not, which `save` takes in unasked."""
    if any(workspace.belongs(path)) or path in SETTINGS or path.startswith(METHOD):
        return True
    folder, _, name = path.rpartition("/")
    return name == PAGE and (not folder or folder.split("/")[0] in workspace.catalogue.folders)


def unsaved(workspace: Workspace) -> list[str]:
    """The files at the top of the workspace and in the folders of records that are not its own, and that are new or
    changed since the last commit; without those that git ignores. None where git cannot tell.

    Where there is no such file, no git process is started.
    """
    there = (*_at_the_top(workspace), *workspace.files_without_record())
    paths = [path for path in there if not is_own(workspace, path)]
    if not paths:
        return []
    if workspace.index.git_state:
        dirty = {path for _, dirty, _ in workspace.index.git_state for path in dirty}
        return sorted(dirty.intersection(paths))
    try:
        return sorted(_differing(workspace, paths))
    except GitFailed:
        return []


def saving_others(workspace: Workspace) -> tuple[str, ...]:
    """Sentences about the files that hold no record and that nobody has saved, with the commands that save them."""
    paths = unsaved(workspace)
    if not paths:
        return ()
    from shlex import quote

    path = paths[0]
    named = ", ".join(paths[:MOST_NAMED]) + (f" and {len(paths) - MOST_NAMED} more" if paths[MOST_NAMED:] else "")
    is_one, example = len(paths) == 1, quote(path)
    ways = [
        f"Not saved, because {'it is' if is_one else 'they are'} not part of a record: {named}",
        f"To save {'it as a file' if is_one else 'one of them as a file'}: wmstrat save {example}",
    ]
    code = code_of_group(workspace, folder_of_group(path))
    # A kind that takes nothing but a text, as notes do.
    kind = next((kind for kind in workspace.kinds if kind.arguments == ("group", "body")), None)
    if kind and code and path.endswith((".md", ".txt")):
        ways.append(f"To make it a {kind.name} instead: wmstrat {kind.command} add {code} --file {example}")
    return tuple(ways)


def folder_of_group(path: str) -> str:
    """The slug of the group in whose folder a file is; an empty text for a file elsewhere."""
    top, _, rest = path.partition("/")
    return rest.partition("/")[0] if top == "groups" and "/" in rest else ""


def _at_the_top(workspace: Workspace) -> Iterable[str]:
    with os.scandir(workspace.place.root) as entries:
        return [
            entry.name
            for entry in entries
            if not entry.name.startswith(".") and entry.name != PROCESS_FILE and entry.is_file(follow_symlinks=False)
        ]


def _differing(workspace: Workspace, paths: Iterable[str]) -> Iterable[str]:
    from wmstrat.repo import Repository

    for place, folder in repositories(workspace.place):
        inside = [path.removeprefix(folder) for path in paths if path.startswith(PRIVATE) == bool(folder)]
        if inside:
            for entry in Repository(place).status(inside).entries:
                yield folder + entry.path
