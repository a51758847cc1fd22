"""Files and folders of a workspace that do not belong where they are."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.checks.file_names import unfit
from wmstrat.record.home import PROCESS_FOLDER
from wmstrat.record.kind import FOLDER_PAGE
from wmstrat.record.problem import Problem
from wmstrat.record.text import folded, normal
from wmstrat.workspace.changes import bringing_back, deleted
from wmstrat.workspace.git_answers import edited_files
from wmstrat.workspace.other_files import unsaved

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


def misplaced(workspace: Workspace) -> Iterator[Problem]:
    """Every file and folder that does not belong where it is, and every record whose file is gone."""
    gone = {path for path in deleted(workspace.place, edited_files(workspace)) if any(workspace.belongs(path))}
    for path in sorted(gone):
        found, expected = "no file, although it was committed", "the file of the record"
        advice = f"Restore it: {bringing_back(path)}; if you renamed it because a check told you to: wmstrat save"
        yield Problem("gone", path, "", found, expected, advice)
    yield from _folders(workspace)
    known = workspace.record_paths()
    in_groups = {path for path in known if path.startswith("groups/")}
    slugs = {path.split("/")[1] for path in in_groups}
    for slug in sorted(slugs):
        page = f"groups/{slug}/README.md"
        if page not in in_groups | gone:
            found, expected = "no file, but records in the folder", "the README.md of the group"
            advice = "Restore the file (git checkout -- PATH), or move the records to a group that exists"
            yield Problem("home", page, "", found, expected, advice)
    if "process.yaml" not in known | gone:
        yield Problem("home", "process.yaml", "", "no file", "process.yaml", "Restore it with git checkout")
    files = workspace.files()
    yield from _names(files)
    shared = [kind for kind in workspace.kinds if kind.in_group and not kind.home.private]
    folders = {folder for kind in shared for folder in kind.folders(slugs)}
    foreign = list(_foreign(workspace.place.root, [path for path in files if path not in known], folders))
    yield from foreign
    yield from _unsaved(workspace, {problem.path for problem in foreign})


def _unsaved(workspace: Workspace, told: set[str]) -> Iterator[Problem]:
    """Files beside the records that nobody else will get, since they were never committed."""
    for path in unsaved(workspace):
        if path not in told:
            found, expected = "a new file that is not a record", "every file saved, so that others get it"
            yield Problem("unsaved", path, "", found, expected, f"Save it: wmstrat save {quote(path)}", warning=True)


def _folders(workspace: Workspace) -> Iterator[Problem]:
    """Folders where only the file of a record can be."""
    root = workspace.place.root
    for top in workspace.catalogue.folders:
        for folder, inside, _ in os.walk(root / top):
            inside[:] = [name for name in inside if not name.startswith(".")]
            for name in inside:
                if name.endswith((".md", ".yaml")):
                    path = f"{Path(folder).relative_to(root).as_posix()}/{name}"
                    if any(workspace.belongs(path)):
                        yield folder_as_record(path)


def folder_as_record(path: str) -> Problem:
    """What is wrong with a folder in whose place only the file of a record can be."""
    found, expected = "a folder with the name of a record", "the file of the record"
    advice = "Replace it by the file itself, or rename the folder"
    return Problem("foreign", path, "", found, expected, advice)


def _names(files: Iterable[str]) -> Iterator[Problem]:
    """Names that differ too little from others, or that some computer cannot store."""
    seen: dict[str, str] = {}
    for path in files:
        other = seen.setdefault(folded(path), path)
        if other != path:
            found = f"a name that differs from {other} only in capital letters or accents"
            expected = "names that every file system can tell apart"
            yield Problem("twin", path, "", found, expected, "Rename one of the two with git mv")
        elif normal(path) != path:
            found = "a name whose accents are stored apart from their letters (NFD)"
            yield Problem("twin", path, "", found, "the composed form (NFC)", "Rename the file with git mv")
        elif wrong := unfit(path):
            expected = "a name that every computer can store, without invisible characters"
            yield Problem("file-name", path, "", f"a name with {wrong}", expected, "Rename the file with git mv")


def _foreign(root: Path, files: Iterable[str], folders: set[str]) -> Iterator[Problem]:
    """Links among these files, which are not records, and those of the files that are in folders of records."""
    for path in files:
        if (root / path).is_symlink():
            found, expected = "a symbolic link, which is not followed", "files and folders"
            advice = "Replace it by the files themselves, or move it out of the folder"
            yield Problem("foreign", path, "", found, expected, advice)
        *above, name = path.split("/")
        if name.casefold() != f"{FOLDER_PAGE}.md" and not folders.isdisjoint(
            ("/".join(above[:2]), "/".join(above[:3]))
        ):
            expected = f"only records in {above[1] if above[0] == PROCESS_FOLDER else above[2]}/"
            advice = "Move it, or leave it there: wmstrat ignores it"
            yield Problem("foreign", path, "", "a file that is not a record", expected, advice, warning=True)
