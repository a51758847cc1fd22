"""Where branches and HEAD are, read from git's own files: most commands ask for that, and a process would cost more.

Only a repository whose references are in another storage (reftable) costs a git process.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstrat.repo.place import Place
    from wmstrat.repo.repository import Repository


def head(place: Place) -> str | None:
    """The commit that HEAD points to, read from git's files; None on a branch that has no commit yet.

    Only a repository whose references lie in another storage (reftable) costs a git process.
    """
    return reference(place, "HEAD")


def tip(place: Place, branch: str, *, remote: str = "") -> str | None:
    """The newest commit of a branch (of a remote: as it was last seen), read as `head` does; None for no commit."""
    return reference(place, f"refs/remotes/{remote}/{branch}" if remote else f"refs/heads/{branch}")


def branch(place: Place) -> str | None:
    """The branch that HEAD is on, read as `head` does; None where it is on none (detached)."""
    if (place.common_directory / "reftable").is_dir():
        found = _repository(place).attempt("symbolic-ref", "--quiet", "--short", "HEAD").output
    else:
        found = (place.git_directory / "HEAD").read_bytes().strip()
        found = found.removeprefix(b"ref:").strip().removeprefix(b"refs/heads/") if found.startswith(b"ref:") else b""
    return os.fsdecode(found).strip() or None


def reference(place: Place, name: str) -> str | None:
    """The commit that a reference points to, by its full name, read as `head` does; None when it is not there."""
    if (place.common_directory / "reftable").is_dir():
        found = _repository(place).attempt("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return found.output.decode("ascii").strip() or None
    for _ in range(5):  # git follows symbolic references to this depth
        directory = place.git_directory if name == "HEAD" else place.common_directory
        try:
            words = (directory / name).read_bytes().strip()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return _packed(place, name)
        if not words.startswith(b"ref:"):
            return words.decode("ascii", "replace") or None
        name = os.fsdecode(words.removeprefix(b"ref:").strip())
    return None


def _packed(place: Place, name: str) -> str | None:
    ending = b" " + os.fsencode(name) + b"\n"
    try:
        with (place.common_directory / "packed-refs").open("rb") as lines:
            return next((line.split(b" ")[0].decode("ascii") for line in lines if line.endswith(ending)), None)
    except FileNotFoundError:
        return None


def _repository(place: Place) -> Repository:
    from wmstrat.repo.repository import Repository

    return Repository(place)
