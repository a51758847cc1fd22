"""Finds the conflict markers that git leaves in a file where two changes met."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.record.halves import git_for, is_private, public_path
from wmstrat.record.problem import Problem
from wmstrat.record.templates import METHOD
from wmstrat.workspace import scan
from wmstrat.workspace.index import bytes_of

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

BEGIN = re.compile(rb"^<{7}(?: |\r?$)", re.MULTILINE)
MIDDLE = re.compile(rb"^={7}\r?$", re.MULTILINE)
END = re.compile(rb"^>{7}(?: |\r?$)", re.MULTILINE)

# No text that has such lines is without one of these; to look for them is quicker than a pattern.
SIGNS = ("<" * 7, ">" * 7)
# Git, too, looks for a NUL byte in these to tell text from other data.
FIRST_BYTES = 8_000

WITHOUT = "a text without conflict markers (if the line is part of the text, begin it with a space)"


def first_marker(data: bytes) -> int:
    """The number of the line with which the first unfinished merge in this text begins; 0 where there is none. A line
    that ends a merge (`>>>>>>> `) may as well be a quotation in a mail: alone, or among other quoted lines."""
    if b"\0" in data[:FIRST_BYTES]:
        return 0
    match = BEGIN.search(data)
    if match is None:
        match = MIDDLE.search(data)
        if match is None or all(_is_quoted(data, end) for end in END.finditer(data, match.end())):
            return 0
    return data.count(b"\n", 0, match.start()) + 1


def _is_quoted(data: bytes, end: re.Match[bytes]) -> bool:
    """Whether a line that looks like the end of a merge is among quoted lines, as in an answer to a mail."""
    before = data[: end.start()].rstrip(b"\r\n").rpartition(b"\n")[2]
    after = data[end.start() :].partition(b"\n")[2]
    return before.startswith(b">") or after.startswith(b">")


def in_other_files(workspace: Workspace) -> Iterator[Problem]:
    """Files other than records with such lines: at the top of the workspace, in method/, and every README.md. What
    else was put into a workspace may be much, and is not read."""
    root = workspace.place.root
    top = (scan.shown(entry.name) for entry in os.scandir(root) if entry.is_file(follow_symlinks=False))
    method = (path for path, _ in scan.walk(root, [METHOD]))
    pages = (path for path in workspace.files() if path.casefold().endswith("/readme.md"))
    for path in sorted({*top, *method, *pages}):
        data = None if any(workspace.belongs(path)) else bytes_of(os.fspath(root / scan.on_disk(path)))
        line = first_marker(data) if data else 0
        if data and line:
            yield left_behind(path, data, line, keeping=", then ".join(keeping(path)))


def left_behind(path: str, data: bytes, line: int, *, keeping: str) -> Problem:
    """What is wrong with a file, no record, with a merge unfinished at a line; `keeping` is what commits it."""
    found = f'the line "{data.splitlines()[line - 1].decode("utf-8", "replace")[:40]}"'
    advice = f"Keep the right text, delete the marker lines, then: {keeping}"
    return Problem("marker", path, "", found, WITHOUT, advice, line)


def keeping(path: str) -> tuple[str, str]:
    """The commands that commit a file that is not a record, in the repository that it is in."""
    git, inside = repository_of(path)
    return f"{git} add {quote(inside)}", committing("End the merge", git)


def repository_of(path: str) -> tuple[str, str]:
    """How git is called in the repository that a file of the workspace is in, and the path of the file there."""
    return git_for(is_private(path)), public_path(path)


def committing(why: str, git: str = "git") -> str:
    """The command that commits what is staged, for this reason, and opens no editor."""
    return f'{git} commit -m "{why}"'
