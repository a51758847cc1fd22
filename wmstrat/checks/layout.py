"""What stands where in a workspace: files and folders that are not what their place asks for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from wmstrat.checks.file_names import unfit
from wmstrat.record.home import PROCESS_FOLDER
from wmstrat.record.problem import Problem
from wmstrat.record.text import folded, normal
from wmstrat.workspace.changes import bringing_back, deleted

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def misplaced(workspace: Workspace) -> Iterator[Problem]:
    """Every file and folder that is not what its place asks for, and every record whose file is gone."""
    yield from _deleted(workspace)
    yield from _folders(workspace)
    yield from _files(workspace)


def _deleted(workspace: Workspace) -> Iterator[Problem]:
    for path in deleted(workspace.place):
        if any(workspace.belongs(path)):
            yield Problem(
                "gone",
                path,
                "",
                "no such file, though it was committed",
                "the file of the record",
                f"Bring it back: {bringing_back(path)}; if you renamed it as a check said: wmstrat save",
            )


def _folders(workspace: Workspace) -> Iterator[Problem]:
    """Folders that stand where only the file of a record can."""
    root = workspace.place.root
    for top in workspace.catalogue.folders:
        for folder, inside, _ in os.walk(root / top):
            inside[:] = [name for name in inside if not name.startswith(".")]
            for name in inside:
                path = f"{Path(folder).relative_to(root).as_posix()}/{name}"
                if name.endswith((".md", ".yaml")) and any(workspace.belongs(path)):
                    yield folder_as_record(path)


def folder_as_record(path: str) -> Problem:
    """What is wrong with a folder in whose place only the file of a record can be."""
    return Problem(
        "foreign",
        path,
        "",
        "a folder that is named as a record",
        "the file of the record",
        "Put the file itself in its place, or give the folder another name",
    )


def _files(workspace: Workspace) -> Iterator[Problem]:
    known = workspace.record_paths()
    groups = {path.split("/")[1] for path in known if path.startswith("groups/") and path.endswith("/README.md")}
    homeless = {path.split("/")[1] for path in known if path.startswith("groups/")} - groups
    for slug in sorted(homeless):
        yield Problem(
            "home",
            f"groups/{slug}/README.md",
            "",
            "no such file, but records in the folder",
            "the README.md of the group",
            "Bring the file back (git checkout -- PATH), or move the records to a group that exists",
        )
    if "process.yaml" not in known:
        yield Problem("home", "process.yaml", "", "no such file", "process.yaml", "Bring it back with git checkout")
    shared = [kind for kind in workspace.kinds if kind.in_group and not kind.home.private]
    folders = {folder for kind in shared for folder in kind.folders(groups | homeless)}
    seen: dict[str, str] = {}
    for path in workspace.files():
        if path not in known and (workspace.place.root / path).is_symlink():
            yield Problem(
                "foreign",
                path,
                "",
                "a symbolic link, which is not followed",
                "files and folders",
                "Put the files themselves in its place, or move it out of the folder",
            )
        other = seen.setdefault(folded(path), path)
        if other != path:
            yield Problem(
                "twin",
                path,
                "",
                f"a name that differs from {other} only in capitals or accents",
                "names that every file system can tell apart",
                "Rename one of the two with git mv",
            )
        elif normal(path) != path:
            yield Problem(
                "twin",
                path,
                "",
                "a name whose accents are written apart from their letters (NFD)",
                "the composed form (NFC)",
                "Rename the file with git mv",
            )
        elif wrong := unfit(path):
            yield Problem(
                "file-name",
                path,
                "",
                f"a name with {wrong}",
                "a name that every computer can store, and everybody can see",
                "Rename the file with git mv",
            )
        above = path.split("/")[:-1]
        if path not in known and not folders.isdisjoint(("/".join(above[:2]), "/".join(above[:3]))):
            yield Problem(
                "foreign",
                path,
                "",
                "a file that is no record",
                f"only records in {above[1] if above[0] == PROCESS_FOLDER else above[2]}/",
                "Move it elsewhere, or leave it: wmstrat does not touch it",
                warning=True,
            )
