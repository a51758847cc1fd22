"""Sentences about what was edited by hand and nobody has saved, with the commands that save it."""

from __future__ import annotations

import os
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.record.view import code_of_group
from wmstrat.workspace.changes import bringing_back
from wmstrat.workspace.edited_records import edited_records
from wmstrat.workspace.other_files import unsaved

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# Up to this many files are named in a sentence; of more, the rest is counted.
MOST_NAMED = 3


def saving_records(workspace: Workspace, *, deleted: bool = True) -> tuple[str, ...]:
    """Sentences about the records that were changed by hand and that nobody has saved, and about `deleted` ones."""
    paths = edited_records(workspace)
    gone = [path for path in paths if not os.path.lexists(workspace.place.root / path)]
    changed = [path for path in paths if path not in gone]
    told = [f"Changed by hand and not saved: {_first(changed)}. To save: wmstrat save"] if changed else []
    told += [f"Deleted by hand: {_first(gone)}. To restore it: {bringing_back(gone[0])}"] if gone and deleted else []
    return tuple(told)


def _first(paths: list[str]) -> str:
    return ", ".join(paths[:MOST_NAMED]) + (f" and {len(paths) - MOST_NAMED} more" if paths[MOST_NAMED:] else "")


def saving_others(workspace: Workspace) -> tuple[str, ...]:
    """Sentences about the files that hold no record and that nobody has saved, with the commands that save them."""
    paths = unsaved(workspace)
    if not paths:
        return ()
    path = paths[0]
    is_one, example = len(paths) == 1, quote(path)
    ways = [
        f"Not saved, because {'it is' if is_one else 'they are'} not part of a record: {_first(paths)}",
        f"To save {'it as a file' if is_one else 'one of them as a file'}: wmstrat save {example}",
    ]
    code = code_of_group(workspace, folder_of_group(path))
    # A kind that takes nothing but a text, as notes do.
    kind = next((kind for kind in workspace.kinds if kind.arguments == ("group", "body")), None)
    if kind and code and path.endswith((".md", ".txt")):
        ways.append(f"Or add it as a {kind.name}: wmstrat {kind.command} add {code} --file {example}")
    return tuple(ways)


def folder_of_group(path: str) -> str:
    """The slug of the group in whose folder a file is; an empty text for a file elsewhere."""
    top, _, rest = path.partition("/")
    return rest.partition("/")[0] if top == "groups" and "/" in rest else ""
