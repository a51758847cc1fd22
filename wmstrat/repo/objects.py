"""The objects of a repository by their names: what they hold.

In a partial clone git fetches a missing object by itself. Where it cannot, reading the object raises
RemoteUnavailable.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from os import fsdecode
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.repo.output import moment, read_answers, read_blobs
from wmstrat.repo.place import read_bytes

if TYPE_CHECKING:
    from wmstrat.repo.place import Place
    from wmstrat.repo.repository import Repository


def blobs(git: Repository, names: Iterable[str]) -> dict[str, bytes]:
    """The content of files by the names of their objects, through one process at most; an object that git does not
    have is left out."""
    found, packed = {}, []
    for name in names:
        if (data := loose_object(git, name, b"blob")) is None:
            packed.append(name)
        else:
            found[name] = data
    return found | dict(read_blobs(_answer(git, "--batch", packed)))


def contents(git: Repository, questions: Sequence[bytes]) -> list[bytes | None]:
    """The content of files in their order, through one process: each is named by its object, or by a commit and a
    path from the top (`COMMIT:PATH`). None for what is not there."""
    if not questions:
        return []
    asked = [question for question in questions if b"\n" not in question]
    output = git.run("cat-file", "--buffer", "--batch", stdin=b"".join(question + b"\n" for question in asked))
    answers = dict(zip(asked, read_answers(output), strict=True))
    return [answers.get(question) for question in questions]


def sizes(git: Repository, names: Iterable[str]) -> dict[str, int]:
    """The bytes of each object, by its name, through one process at most."""
    known = {name: _loose_size(git, name) for name in names}
    packed = [name for name, size in known.items() if size is None]
    answer = _answer(git, "--batch-check=%(objectname) %(objectsize)", packed).decode("ascii")
    lines = (line.split(" ") for line in answer.splitlines())
    known |= {name: int(size) for name, size in lines if size.isdigit()}
    return {name: size for name, size in known.items() if size is not None}


def loose_object(git: Repository, name: str, kind: bytes) -> bytes | None:
    """The bytes of a loose object of this kind, also of one of a push that is not accepted yet; None where there is
    none of this name."""
    found = (_loose(folder, name, kind) for folder in git.object_folders)
    return next((data for data in found if data is not None), None)


def _loose_size(git: Repository, name: str) -> int | None:
    """The bytes of a loose object, of which only the beginning is read; None where there is none."""
    for folder in git.object_folders:
        with suppress(OSError, zlib.error), open(f"{folder}/{name[:2]}/{name[2:]}", "rb") as file:  # noqa: PTH123 - often
            # The table of codes, which comes first, may take some hundred bytes.
            header, end, _ = zlib.decompressobj().decompress(file.read(4096), 64).partition(b"\0")
            size = header.partition(b" ")[2]
            return int(size) if end and size.isdigit() else None
    return None


def here(git: Repository, names: Iterable[str]) -> set[str]:
    """Those of the objects that a partial clone has, so that git need not fetch them."""
    listed = git.run(
        "rev-list", "--objects", "--no-object-names", "--no-walk", "--missing=allow-any", "--ignore-missing",
        "--stdin", stdin=_lines(names),
    )  # fmt: skip
    return set(listed.decode("ascii").split())


def _answer(git: Repository, question: str, names: Iterable[str]) -> bytes:
    lines = _lines(names)
    return git.run("cat-file", "--buffer", question, stdin=lines) if lines else b""


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("ascii")


def is_blob(name: str | None, data: bytes | None) -> bool:
    """Whether this is git's name for a file with these bytes; None on either side is a file that does not exist."""
    if name is None or data is None:
        return name is None and data is None
    return blob_name(data, len(name)) == name


def blob_name(data: bytes, length: int) -> str:
    """Git's name for a file with these bytes, in a repository whose names have this length (40 or 64)."""
    from hashlib import sha1, sha256  # for writing alone: it brings the whole of OpenSSL

    digest = sha1 if length == 40 else sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


# What git has not packed yet, as the objects of a new commit, is read from its files: no process.


class LooseCommit(Struct, frozen=True):
    """A commit, and what it has at the paths that were asked for. `day` is its ISO day by the clock of its author."""

    name: str
    message: str
    parents: tuple[str, ...]
    day: str
    objects: dict[str, str]
    """The name of the object at each path; a path at which the commit has nothing is left out."""


def loose_commit(place: Place, name: str, paths: Iterable[str]) -> LooseCommit | None:
    """A commit by its full name, with its objects at paths from the top of the work tree. None where git has packed
    the commit or one of the trees above the paths, or keeps it elsewhere."""
    commit = loose(place, name, b"commit")
    if commit is None:
        return None
    about, _, message = commit.partition(b"\n\n")
    header = [line.split(b" ", 1) for line in about.split(b"\n")]
    parents = tuple(value.decode("ascii") for key, value in header if key == b"parent")
    trees: dict[str, dict[str, str]] = {}
    objects = {}
    for path in paths:
        inside = header[0][1].decode("ascii")
        for part in path.split("/"):
            if inside not in trees:
                tree = loose(place, inside, b"tree")
                if tree is None:
                    return None
                trees[inside] = _entries(tree, len(name) // 2)
            inside = trees[inside].get(part, "")
            if not inside:
                break
        else:
            objects[path] = inside
    dates = {key: b" ".join(value.split(b" ")[-2:]).decode("ascii", "replace") for key, value in header}
    day = moment(dates.get(b"author", ""), dates.get(b"committer", "")).date().isoformat()
    return LooseCommit(name, message.decode("utf-8", "replace"), parents, day, objects)


def loose(place: Place, name: str, kind: bytes = b"") -> bytes | None:
    """The bytes of a loose object; None where there is none of this name, and of this kind if one is named."""
    return _loose(f"{place.common_directory}/objects", name, kind)


def _loose(folder: str, name: str, kind: bytes) -> bytes | None:
    try:
        data = zlib.decompress(read_bytes(f"{folder}/{name[:2]}/{name[2:]}"))
    except (OSError, zlib.error):
        return None
    header, _, content = data.partition(b"\0")
    return content if not kind or header.startswith(kind + b" ") else None


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
