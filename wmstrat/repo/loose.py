"""Commits and trees that git has not packed yet, read from their files, as those of a new commit are: no process."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from os import fsdecode
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from wmstrat.repo.place import Place


class LooseCommit(Struct, frozen=True):
    """A commit, and what it has at the paths that were asked for."""

    parents: tuple[str, ...]
    objects: dict[str, str]
    """The name of the object at each path; a path at which the commit has nothing is left out."""


def loose_commit(place: Place, name: str, paths: Iterable[str]) -> LooseCommit | None:
    """A commit by its full name, with its objects at paths from the top of the work tree. None where git has packed
    the commit or one of the trees above the paths, or keeps it elsewhere."""
    commit = _content(place, name, b"commit")
    if commit is None:
        return None
    header = [line.split(b" ", 1) for line in commit.partition(b"\n\n")[0].split(b"\n")]
    parents = tuple(value.decode("ascii") for key, value in header if key == b"parent")
    folders = {"": header[0][1].decode("ascii")}
    entries: dict[str, dict[str, str]] = {}
    objects = {}
    for path in paths:
        at = ""
        for part in path.split("/"):
            if at not in entries:
                tree = _content(place, folders[at], b"tree")
                if tree is None:
                    return None
                entries[at] = _entries(tree, len(name) // 2)
            if part not in entries[at]:
                break
            inside = f"{at}/{part}" if at else part
            folders[inside] = entries[at][part]
            at = inside
        else:
            objects[path] = folders[at]
    return LooseCommit(parents, objects)


def _content(place: Place, name: str, kind: bytes) -> bytes | None:
    """The bytes of a loose object; None where there is none of this name and kind."""
    try:
        data = zlib.decompress((place.common_directory / "objects" / name[:2] / name[2:]).read_bytes())
    except (OSError, zlib.error):
        return None
    header, _, content = data.partition(b"\0")
    return content if header.startswith(kind + b" ") else None


def _entries(tree: bytes, size: int) -> dict[str, str]:
    """The name of the object of each entry of a tree, by what the entry is called; `size` is that of a name in
    bytes."""
    entries = {}
    position = 0
    while position < len(tree):
        end = tree.index(b"\0", position)
        called = fsdecode(tree[position:end].split(b" ", 1)[1])
        position = end + 1 + size
        entries[called] = tree[end + 1 : position].hex()
    return entries
