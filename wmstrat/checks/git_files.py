"""Files that git and wmstrat obey, and that can break a workspace for everybody: .gitattributes, .gitignore, and the
templates of records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed, Invalid
from wmstrat.files.reading import Unreadable
from wmstrat.record.halves import PRIVATE, git_for, is_private, is_private_in_any_case
from wmstrat.record.problem import Problem
from wmstrat.record.templates import METHOD, template_path, templates
from wmstrat.repo.patterns import attributes, ignore_patterns, ignored_by
from wmstrat.workspace.git_answers import tracked_files
from wmstrat.workspace.index import bytes_of

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

CHECK = "git-files"
ABOUT = "No .gitignore hides a record, no .gitattributes changes how git stores one, and git looks for all changes."
TEMPLATE_CHECK = "template"
TEMPLATE_ABOUT = "A new record can start from each template in method/templates/."

ATTRIBUTES, IGNORE = ".gitattributes", ".gitignore"

# What makes the bytes in a commit differ from those of a file, by attribute; a value that does not is named.
CHANGING = {"working-tree-encoding": "", "filter": "", "ident": "", "eol": "lf"}
OFF = ("unset", "")
ONLY = "Delete the line, or name only files in it that are not records"


def is_obeyed(path: str) -> bool:
    """Whether git takes rules from a file of this name."""
    return path.rpartition("/")[2] in (ATTRIBUTES, IGNORE)


def problems(files: Mapping[str, bytes], records: Iterable[str], folders: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with these .gitattributes and .gitignore files, for these public records in these folders."""
    known = sorted(records)
    below = tuple(f"{folder}/" for folder in (*folders, METHOD))
    found = "a .gitattributes in a folder for records or templates"
    expected = "only one .gitattributes, at the top of the workspace"
    advice = "Delete it; lines about files that are not records may be in the .gitattributes at the top"
    for path in sorted(files):
        if path.endswith("/" + ATTRIBUTES) and path.startswith(below):
            yield Problem(CHECK, path, "", found, expected, advice)
    yield from _stored_otherwise(files.get(ATTRIBUTES, b""), known)
    yield from _hidden(files, known)


def _stored_otherwise(data: bytes, records: list[str]) -> Iterator[Problem]:
    lines = attributes(data)
    if not any(_changes_bytes(*each) for line in lines for each in line.values.items()):
        return
    expected = "records that git stores unchanged, with Unix line ends"
    told = set()
    for path in records:
        # The last line that fits a path holds, as for git.
        last = {
            name: (line.pattern.line, value)
            for line in lines
            if line.pattern.matches(path)
            for name, value in line.values.items()
        }
        for name, (number, value) in last.items():
            if _changes_bytes(name, value) and (number, name) not in told:
                told.add((number, name))
                yield Problem(CHECK, ATTRIBUTES, "", f"{name} for records, such as {path}", expected, ONLY, number)


def _changes_bytes(attribute: str, value: str) -> bool:
    return attribute in CHANGING and value not in (*OFF, CHANGING[attribute])


def _hidden(files: Mapping[str, bytes], records: list[str]) -> Iterator[Problem]:
    patterns = {
        path.removesuffix(IGNORE): ignore_patterns(data) for path, data in files.items() if path.endswith(IGNORE)
    }
    told = set()
    for path in records:
        match = ignored_by(patterns, path)
        if match and (match[0], match[1].line) not in told:
            folder, pattern = match
            told.add((folder, pattern.line))
            found, expected = f"a pattern that hides records, such as {path}", "patterns that match no record"
            yield Problem(CHECK, folder + IGNORE, "", found, expected, ONLY, pattern.line)


def places(kinds: Iterable[Kind], records: Iterable[str]) -> set[str]:
    """The paths of these public records, and one more in each folder that can hold some: a pattern that fits no
    record yet must not hide the next one."""
    there = {path for path in records if not is_private(path)}
    groups = {path.split("/")[1] for path in there if path.startswith("groups/")}
    public = (kind for kind in kinds if not kind.home.private)
    return there | {f"{folder}/new{kind.suffix}" for kind in public for folder in kind.folders(groups)}


def found_on_disk(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with these files of a workspace."""
    root, folders = workspace.place.root, workspace.catalogue.folders
    below = [
        f"{Path(folder).relative_to(root).as_posix()}/{name}"
        for top in (*folders, METHOD)
        for folder, _, names in os.walk(root / top)
        for name in filter(is_obeyed, names)
    ]
    public = (path for path in (ATTRIBUTES, IGNORE, *below) if not is_private_in_any_case(path))
    files = {path: data for path in public if (data := _plain(root / path)) is not None}
    yield from problems(files, places(workspace.kinds, workspace.record_paths()), folders)
    for path, (kind, private) in templates(workspace.kinds).items():
        data = _plain(root / path)
        problem = template_problem(kind, private, data) if data is not None else None
        if problem:
            yield problem


def unwatched(workspace: Workspace) -> Iterator[Problem]:
    """Files that git was told to treat as unchanged: edits of them are not saved, and perhaps not seen."""
    with suppress(GitFailed):
        for folder in ("", PRIVATE):
            for path, option in tracked_files(workspace, folder).items():
                if not option:
                    continue
                found, expected = (
                    f"a file marked as {option}, so that git sees no change of it",
                    "a file without this",
                )
                git = git_for(folder)
                advice = f"Let git look at it: {git} update-index --no-{option} {quote(path)}"
                yield Problem(CHECK, folder + path, "", found, expected, advice, warning=True)


def _plain(file: Path) -> bytes | None:
    return None if file.is_symlink() else bytes_of(os.fspath(file))


def template_problem(kind: Kind, private: bool, data: bytes) -> Problem | None:
    """Why no record can start from a template; None where one can."""
    from wmstrat.files.record_texts import new_text, template_text

    path = template_path(kind, private)
    try:
        new_text(kind, template_text(kind, data), kind.blank(), None, private)
    except Unreadable as error:
        return Problem(TEMPLATE_CHECK, path, "", error.found, error.expected, error.advice, error.line)
    except Invalid:
        found, expected = "a layout in which wmstrat cannot fill in the fields", "each field on its own lines"
        return Problem(TEMPLATE_CHECK, path, "", found, expected, "Use the same layout as the files of records")
    return None
