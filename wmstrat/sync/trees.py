"""Commits as trees of files: how two of them differ, and a commit made without touching the work tree."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from wmstrat.repo import Repository
from wmstrat.repo.output import Blob

# The reference that git's importer needs; it is gone again when the import ends.
SCRATCH = "refs/wmstrat/merged"


# The tree without a file, by the length of the repository's names.
EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}


# What becomes of a file: another blob, new content with its mode, or None when it goes.
Change = Blob | tuple[str, bytes] | None

Changes = Mapping[str, Change]


def written(git: Repository, start: str, changes: Changes) -> str:
    """The name of the tree that `start` (a commit) becomes by the changes, through one process. Raises ValueError for
    a change without a path, which git would take for one of everything."""
    if "" in changes:
        raise ValueError(changes)
    script = b"".join(_import_script(start, changes))
    output = git.run("fast-import", "--quiet", "--date-format=now", stdin=script)
    return output.split(b"\t")[0].split(b" ")[2].decode("ascii")


def _import_script(start: str, changes: Changes) -> Iterator[bytes]:
    yield f"commit {SCRATCH}\nmark :1\ncommitter wmstrat <wmstrat> now\ndata 0\n\nfrom {start}\n".encode()
    gone = [path for path, change in changes.items() if change is None]
    for path in gone:  # first, so that a file may make way for a folder of its name
        yield b"D " + _quoted(path) + b"\n"
    for path, change in changes.items():
        if isinstance(change, Blob):
            yield f"M {change.mode} {change.name} ".encode() + _quoted(path) + b"\n"
        elif change is not None:
            mode, data = change
            yield f"M {mode} inline ".encode() + _quoted(path) + f"\ndata {len(data)}\n".encode() + data + b"\n"
    yield b'\nls :1 ""\n'
    yield f"reset {SCRATCH}\nfrom {'0' * len(start)}\n".encode()


def _quoted(path: str) -> bytes:
    data = os.fsencode(path)
    if not data.startswith(b'"') and b"\n" not in data:
        return data
    return b'"' + data.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n") + b'"'


def commit(git: Repository, tree: str, parents: Sequence[str], message: str, *, signed: bool) -> str:
    """Make a commit of a tree, as the person that git knows; returns its name. Raises GitFailed."""
    arguments = ["commit-tree", *(["-S"] if signed else [])]
    for parent in parents:
        arguments += ["-p", parent]
    made = git.run(*arguments, tree, stdin=message.encode(), settings=("i18n.commitEncoding=UTF-8",))
    return made.decode("ascii").strip()


def common(git: Repository, mine: str, theirs: str) -> list[str]:
    """The best common ancestors of two commits; none when their histories have nothing in common."""
    return git.run("merge-base", "--all", mine, theirs, ok=(0, 1)).decode("ascii").split()
