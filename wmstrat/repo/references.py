"""Reads branches and HEAD from git's own files: most commands need them, and a process would cost more.

Only a repository whose references are in another storage (reftable) costs a git process.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed
from wmstrat.repo.place import is_folder, read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from wmstrat.repo.place import Place

# The name of an object.
OBJECT = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# How files end, or begin, that git does not take for references, such as locks and copies of a sync of folders.
NO_REFERENCE = re.compile(r"^\.|[ ]|\.lock$")


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
    words = read_bytes(f"{place.git_directory}/HEAD").strip()
    if not words.startswith(b"ref:"):
        return None
    return os.fsdecode(words.removeprefix(b"ref:").strip().removeprefix(b"refs/heads/")) or None


def reference(place: Place, name: str) -> str | None:
    """The commit that a reference points to, by its full name; None when it is not there. Raises GitFailed where the
    file of the reference holds no name of a commit."""
    if _is_elsewhere(place):
        return _asked(place, "rev-parse", "--verify", "--quiet", "--end-of-options", name)
    for _ in range(5):  # git follows symbolic references to this depth
        directory = place.git_directory if name == "HEAD" else place.common_directory
        try:
            words = read_bytes(f"{directory}/{name}").strip()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return _packed(place, name)
        if not words.startswith(b"ref:"):
            if not OBJECT.fullmatch(words):
                raise _broken(place, directory / name)
            return words.decode("ascii")
        name = os.fsdecode(words.removeprefix(b"ref:").strip())
    return None


def names(place: Place) -> dict[str, str]:
    """The names of tags and branches as people type them, each with the word for what it is; none where they are in
    another storage, since that would cost a process."""
    known = _all(place)
    kinds = {"refs/tags/": "a tag", "refs/heads/": "a branch"}
    return {name.removeprefix(top): kind for top, kind in kinds.items() for name in known if name.startswith(top)}


def is_alone(place: Place) -> bool:
    """Whether no branch of a remote was ever seen here; False where the references are in another storage, since that
    would cost a process."""
    return not _is_elsewhere(place) and not any(name.startswith("refs/remotes/") for name in _all(place))


def all_tips(place: Place) -> set[str]:
    """The objects at the ends of all branches and tags, and of every other reference but HEAD."""
    if _is_elsewhere(place):
        from wmstrat.repo.repository import Repository

        return set(Repository(place).run("for-each-ref", "--format=%(objectname)").decode("ascii").split())
    return {words.decode("ascii") for words in _all(place).values() if OBJECT.fullmatch(words) and words.strip(b"0")}


def _all(place: Place) -> dict[str, bytes]:
    """What git's files say of each reference but HEAD, by its full name: an object, or `ref:` and another name."""
    known = {}
    for directory in {place.common_directory, place.git_directory}:
        for folder, _, files in os.walk(directory / "refs"):
            inside = os.path.relpath(folder, directory)
            for file in (file for file in files if not NO_REFERENCE.search(file)):
                with suppress(OSError):
                    known[f"{inside}/{file}"] = read_bytes(f"{folder}/{file}").strip()
    # git writes there first and then deletes the file, so this is read last.
    try:
        packed = read_bytes(f"{place.common_directory}/packed-refs")
    except OSError:
        packed = b""
    for line in packed.splitlines():
        if OBJECT.match(line):
            words, _, name = line.partition(b" ")
            known.setdefault(os.fsdecode(name), words)
    return known


def _broken(place: Place, file: Path) -> GitFailed:
    """The error for a file of git that a crash has left empty or full of zeros: what to type to have it back."""
    from shlex import quote

    name = file.relative_to(place.common_directory if "refs" in file.parts else place.git_directory).as_posix()
    advice = "Ask somebody who knows git, or continue in a new clone: wmstrat clone URL"
    if name == "HEAD":
        advice = f"If your branch is main: echo 'ref: refs/heads/main' > {quote(str(file))}"
    elif name.startswith("refs/heads/") and (known := _last_known(place, name)):
        advice = f"To restore its last value: echo {known} > {quote(str(file))}"
    elif not name.startswith("refs/heads/"):
        advice = f"Delete it, and the next sync makes it again: rm {quote(str(file))}"
    return GitFailed(
        "{file} is broken: it contains no commit. Perhaps the computer was switched off while git wrote it. {advice}",
        file=file,
        advice=advice,
    )


def _last_known(place: Place, name: str) -> str | None:
    """Where a reference pointed when git last moved it, if git has written that down."""
    try:
        lines = (place.common_directory / "logs" / name).read_bytes().splitlines()
    except OSError:
        return None
    moved = (line.split(b" ", 2) for line in reversed(lines))
    return next((words[1].decode("ascii") for words in moved if len(words) > 1 and OBJECT.fullmatch(words[1])), None)


def _packed(place: Place, name: str) -> str | None:
    ending = b" " + os.fsencode(name) + b"\n"
    try:
        with (place.common_directory / "packed-refs").open("rb") as lines:
            return next((line.split(b" ")[0].decode("ascii") for line in lines if line.endswith(ending)), None)
    except FileNotFoundError:
        return None


def _is_elsewhere(place: Place) -> bool:
    return is_folder(f"{place.common_directory}/reftable")


def _asked(place: Place, *question: str) -> str | None:
    from wmstrat.repo.repository import Repository

    return os.fsdecode(Repository(place).attempt(*question).output).strip() or None
