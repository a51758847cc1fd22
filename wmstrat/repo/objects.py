"""The objects of a repository by their names: what they hold.

In a partial clone git gets an object that it left out from the remote by itself. Where it cannot, reading the object
raises RemoteUnavailable.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha1, sha256
from typing import TYPE_CHECKING

from wmstrat.repo.output import read_blobs

if TYPE_CHECKING:
    from wmstrat.repo.repository import Repository


def blobs(git: Repository, names: Iterable[str]) -> dict[str, bytes]:
    """The content of objects by name, through one process; an object that git does not have is left out."""
    return dict(read_blobs(_answer(git, "--batch", names)))


def sizes(git: Repository, names: Iterable[str]) -> dict[str, int]:
    """The bytes of each object, by its name."""
    answer = _answer(git, "--batch-check=%(objectname) %(objectsize)", names).decode("ascii")
    lines = (line.split(" ") for line in answer.splitlines())
    return {name: int(size) for name, size in lines if size.isdigit()}


def here(git: Repository, names: Iterable[str]) -> set[str]:
    """Those of the objects that a partial clone has, so that git need not get them from the remote."""
    listed = git.run(
        "rev-list", "--objects", "--no-object-names", "--no-walk", "--missing=allow-any", "--ignore-missing",
        "--stdin", stdin=_lines(names),
    )  # fmt: skip
    return set(listed.decode("ascii").split())


def is_blob(name: str, data: bytes) -> bool:
    """Whether this is git's name for a file with these bytes."""
    digest = sha1 if len(name) == 40 else sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest() == name


def _answer(git: Repository, question: str, names: Iterable[str]) -> bytes:
    lines = _lines(names)
    return git.run("cat-file", "--buffer", question, stdin=lines) if lines else b""


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("ascii")
