"""Symbolic links where a folder of records should be: they are not followed, so the records in them are not seen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wmstrat.record.halves import public_path
from wmstrat.record.home import ALL, PROCESS_FOLDER

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace


def links(workspace: Workspace, folder: str = "") -> Iterator[str]:
    """The path of every symbolic link below a folder (`groups/advocacy/`; all, if left out) that is in the place of a
    folder of records, whose name never holds a dot."""
    for path in workspace.files_without_dot(folder):
        if workspace.is_link(path):
            yield path


def hiding(workspace: Workspace, kind: Kind) -> Iterator[str]:
    """The links that may lead to records of a kind."""
    for path in links(workspace):
        top, _, below = path.partition("/")
        if top == PROCESS_FOLDER and not kind.home.process:
            continue
        group = ALL if top == PROCESS_FOLDER else below.split("/")[0] if top == "groups" else ""
        home = kind.path(group, group)
        inside = kind.in_group and f"{path}/".startswith(home.rpartition("/")[0] + "/")
        if inside or home.startswith((f"{path}/", public_path(path) + "/")):
            yield path
