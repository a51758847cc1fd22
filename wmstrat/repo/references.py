"""Where branches and HEAD are, read from git's own files: most commands ask for that, and a process would cost more.

Only a repository whose references are in another storage (reftable) costs a git process.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wmstrat.repo.place import Place


def head(place: Place) -> str | None:
    """The commit that HEAD points to; None on a branch that has no commit yet."""
    return reference(place, "HEAD")


def tip(place: Place, branch: str, *, remote: str = "") -> str | None:
    """The newest commit of a branch (of a remote: as it was last seen); None for no commit."""
    return reference(place, f"refs/remotes/{remote}/{branch}" if remote else f"refs/heads/{branch}")


def branch(place: Place) -> str | None:
    """The branch that HEAD is on; None where it is on none (detached)."""
    if _is_elsewhere(place):
        return _asked(place, "symbolic-ref", "--quiet", "--short", "HEAD")
    words = (place.git_directory / "HEAD").read_bytes().strip()
    if not words.startswith(b"ref:"):
        return None
    return os.fsdecode(words.removeprefix(b"ref:").strip().removeprefix(b"refs/heads/")) or None


def reference(place: Place, name: str) -> str | None:
    """The commit that a reference points to, by its full name; None when it is not there."""
    if _is_elsewhere(place):
        return _asked(place, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
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


def _is_elsewhere(place: Place) -> bool:
    return (place.common_directory / "reftable").is_dir()


def _asked(place: Place, *question: str) -> str | None:
    from wmstrat.repo.repository import Repository

    return os.fsdecode(Repository(place).attempt(*question).output).strip() or None
