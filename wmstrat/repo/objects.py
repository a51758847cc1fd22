"""The objects of a repository by their names: what they hold, and how a partial clone gets those that it left out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from hashlib import sha1, sha256
from typing import TYPE_CHECKING

from wmstrat.errors import RemoteUnavailable
from wmstrat.repo.output import read_blobs
from wmstrat.repo.repository import NOT_HERE

if TYPE_CHECKING:
    from wmstrat.repo.repository import Repository

LAZY = "lazy fetching"
"""What git speaks of when it may not get by itself what a partial clone left out (before 2.39.4 it always may)."""

BRINGING = ("gc.auto=0", "maintenance.auto=false", "fetch.negotiationAlgorithm=noop")


def blobs(git: Repository, names: Iterable[str]) -> dict[str, bytes]:
    """The content of objects by name, through one process; what git does not have is left out."""
    return dict(read_blobs(_told(git, "--batch", list(names))))


def sizes(git: Repository, names: Iterable[str]) -> dict[str, int]:
    """The bytes of each object, by its name."""
    told = _told(git, "--batch-check=%(objectname) %(objectsize)", list(names)).decode("ascii")
    lines = (line.split(" ") for line in told.splitlines())
    return {name: int(size) for name, size in lines if size.isdigit()}


def is_blob(name: str, data: bytes) -> bool:
    """Whether this is git's name for a file with these bytes."""
    digest = sha1 if len(name) == 40 else sha256
    return digest(b"blob %d\0" % len(data) + data).hexdigest() == name


def _told(git: Repository, question: str, names: Sequence[str]) -> bytes:
    """What git says of objects. Those that a partial clone left out come all at once; git would ask for each."""
    if not names:
        return b""
    asked = _lines(names)
    outcome = git.attempt("cat-file", "--buffer", question, stdin=asked, env={"GIT_NO_LAZY_FETCH": "1"})
    if not outcome.code and LAZY not in outcome.words:
        return outcome.output
    if LAZY in outcome.words:
        bring(git, names)
    return git.run("cat-file", "--buffer", question, stdin=asked)


# A partial clone


def is_partial(git: Repository) -> bool:
    """Whether this clone left out what git gets from the remote when it is needed (`git clone --filter`)."""
    return any((git.place.common_directory / "objects" / "pack").glob("*.promisor"))


def here(git: Repository, names: Iterable[str]) -> set[str]:
    """Those of the objects that need not be fetched from anywhere."""
    found = git.run(
        "rev-list", "--objects", "--no-object-names", "--no-walk", "--missing=allow-any", "--ignore-missing",
        "--stdin", stdin=_lines(names),
    )  # fmt: skip
    return set(found.decode("ascii").split())


def bring(git: Repository, names: Iterable[str]) -> None:
    """Get the objects that a partial clone left out, all in one go. Raises RemoteUnavailable when they cannot be
    had."""
    asked = set(names)
    missing = asked - here(git, asked)
    if not missing:
        return
    listed = git.run("config", "--null", "--name-only", "--get-regexp", r"^remote\..*\.promisor$", ok=(0, 1))
    remotes = [name.removeprefix("remote.").removesuffix(".promisor") for name in os.fsdecode(listed).split("\0")]
    for remote in filter(None, remotes):
        outcome = git.attempt(
            "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", "--refmap=",
            "--filter=blob:none", "--stdin", remote,
            settings=BRINGING, stdin=_lines(sorted(missing)),
        )  # fmt: skip
        if not outcome.code:
            return
    raise RemoteUnavailable(NOT_HERE, top=git.place.top)


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("ascii")
