"""Files that git and wmstrat obey, and that can break a workspace for everybody who has them: .gitattributes,
.gitignore, and the templates of records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from wmstrat.checks.file_names import is_private
from wmstrat.errors import Invalid
from wmstrat.files.reading import Unreadable
from wmstrat.record.problem import Problem
from wmstrat.repo.patterns import attributes, ignore_patterns, ignored_by
from wmstrat.workspace.index import bytes_of
from wmstrat.workspace.workspace import template_path

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

CHECK = "git-files"
ABOUT = "No .gitignore hides a record, and no .gitattributes changes how git stores one."
TEMPLATE_CHECK = "template"
TEMPLATE_ABOUT = "A new record can start from each template in method/templates/."

ATTRIBUTES, IGNORE = ".gitattributes", ".gitignore"
METHOD = "method"

# What makes the bytes in a commit differ from those of a file, by attribute; a value that does not is named.
CHANGING = {"working-tree-encoding": "", "filter": "", "ident": "", "eol": "lf"}
OFF = ("unset", "")


def is_obeyed(path: str) -> bool:
    """Whether git takes what a file says for a rule."""
    return path.rpartition("/")[2] in (ATTRIBUTES, IGNORE)


def problems(files: Mapping[str, bytes], records: Iterable[str], folders: Iterable[str]) -> Iterator[Problem]:
    """What is wrong with the .gitattributes and .gitignore files of a workspace, by their paths, for these paths of
    public records in these folders."""
    known = sorted(records)
    below = tuple(f"{folder}/" for folder in (*folders, METHOD))
    for path in sorted(files):
        if path.endswith("/" + ATTRIBUTES) and path.startswith(below):
            yield Problem(
                CHECK,
                path,
                "",
                "a .gitattributes in a folder of records or templates",
                "one .gitattributes for them, at the top of the workspace",
                "Delete it; what it says of files that are no records may be in the one at the top",
            )
    yield from _stored_otherwise(files.get(ATTRIBUTES, b""), known)
    yield from _hidden(files, known)


def _stored_otherwise(data: bytes, records: list[str]) -> Iterator[Problem]:
    lines = attributes(data)
    if not any(name in CHANGING for line in lines for name in line.values):
        return
    told = set()
    for path in records:
        last = {
            name: (line, value) for line in lines if line.pattern.matches(path) for name, value in line.values.items()
        }
        for name, harmless in CHANGING.items():
            line, value = last.get(name, (None, ""))
            if line and value not in (*OFF, harmless) and (line.pattern.line, name) not in told:
                told.add((line.pattern.line, name))
                yield Problem(
                    CHECK,
                    ATTRIBUTES,
                    "",
                    f"{name} for records, such as {path}",
                    "records that are stored as they are written, with line ends of Unix",
                    "Delete the line, or name only files in it that are no records",
                    line.pattern.line,
                )


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
            yield Problem(
                CHECK,
                folder + IGNORE,
                "",
                f"a pattern that hides records, such as {path}",
                "patterns that no record fits",
                "Delete the line, or name only files in it that are no records",
                pattern.line,
            )


def places(kinds: Iterable[Kind], records: Iterable[str]) -> set[str]:
    """The paths of these public records, and one more in each folder that can hold some: a pattern that fits no
    record yet must not hide the next one."""
    there = {path for path in records if not path.startswith("private/")}
    groups = {path.split("/")[1] for path in there if path.startswith("groups/")}
    public = (kind for kind in kinds if not kind.home.private)
    return there | {f"{folder}/new{kind.suffix}" for kind in public for folder in kind.folders(groups)}


def found_on_disk(workspace: Workspace) -> Iterator[Problem]:
    """What is wrong with these files of a workspace."""
    root = workspace.place.root
    below = (
        f"{Path(folder).relative_to(root).as_posix()}/{name}"
        for top in (*workspace.catalogue.folders, METHOD)
        for folder, _, names in os.walk(root / top)
        for name in names
        if is_obeyed(name)
    )
    public = (path for path in below if not is_private(path))
    files = {path: data for path in (ATTRIBUTES, IGNORE, *public) if (data := _plain(root / path)) is not None}
    records = workspace.record_paths()
    yield from problems(files, places(workspace.kinds, records), workspace.catalogue.folders)
    for path, (kind, private) in templates(workspace.kinds).items():
        data = _plain(root / path)
        problem = template_problem(kind, private, data) if data is not None else None
        if problem:
            yield problem


def _plain(file: Path) -> bytes | None:
    return None if file.is_symlink() else bytes_of(os.fspath(file))


def templates(kinds: Iterable[Kind]) -> dict[str, tuple[Kind, bool]]:
    """The path of each template that a workspace may have, with its kind and whether it is that of a private half."""
    return {
        template_path(kind, private): (kind, private)
        for kind in kinds
        if kind.arguments
        for private in sorted({kind.home.private, kind.has_private_half or kind.home.private})
    }


def template_problem(kind: Kind, private: bool, data: bytes) -> Problem | None:
    """Why no record can start from a template; None where one can."""
    from wmstrat.files.records import new_text, template_text

    path = template_path(kind, private)
    try:
        new_text(kind, template_text(kind, data), kind.blank(), "", private)
    except Unreadable as error:
        return Problem(TEMPLATE_CHECK, path, "", error.found, error.expected, error.mend, error.line)
    except Invalid:
        return Problem(
            TEMPLATE_CHECK,
            path,
            "",
            "a layout in which the fields cannot be filled in",
            "each field on lines of its own",
            "Write it as the record files are written",
        )
    return None
