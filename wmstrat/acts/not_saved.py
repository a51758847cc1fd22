"""Sentences about hand edits that nobody has saved, with the commands that save them."""

from __future__ import annotations

import os
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.checks import private_folder
from wmstrat.checks.file_names import unfit
from wmstrat.errors import Invalid, WmstratError
from wmstrat.record.doors import Door
from wmstrat.record.view import code_of_group
from wmstrat.workspace.changes import bringing_back
from wmstrat.workspace.other_files import is_beside_records

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# Up to this many files are named in a sentence; of more, the rest is counted.
MOST_NAMED = 3


def saving_records(workspace: Workspace, paths: list[str], *, deleted: bool = True) -> tuple[str, ...]:
    """Sentences about the records (`edited_records`) that were changed by hand and that nobody has saved, and about
    `deleted` ones."""
    gone = [path for path in paths if not os.path.lexists(workspace.place.root / path)]
    changed = [path for path in paths if path not in gone]
    told = []
    if changed:
        told.append(f"Changed by hand and not saved: {_first(changed)}. {_saving(workspace, bool(gone))}")
    told += [f"Deleted by hand: {_first(gone)}. To restore it: {bringing_back(gone[0])}"] if gone and deleted else []
    return tuple(told)


def _saving(workspace: Workspace, is_one_deleted: bool) -> str:
    """How to save what was edited by hand, or what to do first where `save` would refuse it. It is tried once, until
    a file is another one; nothing is changed."""
    from wmstrat.acts.saving import save
    from wmstrat.change.change import Change

    known: str | None = workspace.recall("saving")
    if known is not None:
        return known
    told = "To save: wmstrat save"
    change = Change(workspace, Door.HAND)
    try:
        save(change, ())
        change.files()
    except Invalid:
        told = "First correct the errors (wmstrat check), then type: wmstrat save"
    except WmstratError as error:
        first = "First restore what was deleted, then type: wmstrat save"
        told = first if is_one_deleted else f"wmstrat cannot save this yet. {error}"
    workspace.remember("saving", told)
    return told


def _first(paths: list[str]) -> str:
    return ", ".join(paths[:MOST_NAMED]) + (f" and {len(paths) - MOST_NAMED} more" if paths[MOST_NAMED:] else "")


def saving_others(workspace: Workspace, paths: list[str]) -> tuple[str, ...]:
    """Sentences about the files (`unsaved`) that hold no record and that nobody has saved, with the commands that
    save them."""
    if not paths:
        return ()
    is_one = len(paths) == 1
    told = f"Not saved, because {'it is' if is_one else 'they are'} not part of a record: {_first(paths)}"
    path = next((path for path in paths if _can_be_saved(workspace, path)), None)
    if path is None:
        return (told, "To see what is wrong with it: wmstrat check")
    example = quote(path)
    ways = [told, f"To save {'it as a file' if is_one else 'one of them as a file'}: wmstrat save {example}"]
    code = code_of_group(workspace, folder_of_group(path))
    # A kind that takes nothing but a text, as notes do.
    kind = next((kind for kind in workspace.kinds if kind.arguments == ("group", "body")), None)
    if kind and code and path.endswith((".md", ".txt")):
        ways.append(f"Or add it as a {kind.name}: wmstrat {kind.command} add {code} --file {example}")
    return tuple(ways)


def _can_be_saved(workspace: Workspace, path: str) -> bool:
    return is_beside_records(workspace, path) and not unfit(path) and not private_folder.of_private_kind(path)


def folder_of_group(path: str) -> str:
    """The slug of the group in whose folder a file is; an empty text for a file elsewhere."""
    top, _, rest = path.partition("/")
    return rest.partition("/")[0] if top == "groups" and "/" in rest else ""
