"""The objects of a repository by their names: what they hold.

In a partial clone git fetches a missing object by itself. Where it cannot, reading the object raises
RemoteUnavailable.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from os import fsdecode
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import GitFailed
from wmstrat.repo.output import moment, read_answers, read_blobs
from wmstrat.repo.place import read_bytes

if TYPE_CHECKING:
    from wmstrat.repo.place import Place
    from wmstrat.repo.repository import Repository


def blobs(git: Repository, names: Iterable[str]) -> dict[str, bytes]:
    """The content of objects by name, through one process; an object that git does not have is left out."""
    return dict(read_blobs(_answer(git, "--batch", names)))


def contents(git: Repository, questions: Sequence[bytes]) -> Iterator[bytes | None]:
    """The content of files in their order, as git finds them, through one process: each is named by its object, or by
    a commit and a path from the top (`COMMIT:PATH`). None for what is not there."""
    asked = [question + b"\n" for question in questions if b"\n" not in question]
    if not asked:
        yield from (None for _ in questions)
        return
    with git.reading("cat-file", "--buffer", "--batch", stdin=b"".join(asked)) as output:
        answers = read_answers(output)
        for question in questions:
            try:
                answer = next(answers) if b"\n" not in question else None
            except StopIteration:
                break
            yield answer
        else:
            return
    # Here git has not said that it failed, but what it did not answer for may well be there.
    raise GitFailed("git cat-file ended before it had answered everything. Type the command again.")


def sizes(git: Repository, names: Iterable[str]) -> dict[str, int]:
    """The bytes of each object, by its name."""
    answer = _answer(git, "--batch-check=%(objectname) %(objectsize)", names).decode("ascii")
    lines = (line.split(" ") for line in answer.splitlines())
    return {name: int(size) for name, size in lines if size.isdigit()}


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
    try:
        data = zlib.decompress(read_bytes(f"{place.common_directory}/objects/{name[:2]}/{name[2:]}"))
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
