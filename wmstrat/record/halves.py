"""The folder private/, which is a repository of its own, and the public and the private half of a record.

The name of the folder is in this module only. Paths are relative to the workspace, with forward slashes.
"""

from __future__ import annotations

from collections.abc import Iterable

FOLDER = "private"
PRIVATE = f"{FOLDER}/"


def is_private(path: str) -> bool:
    """True for a file in private/."""
    return path.startswith(PRIVATE)


def is_private_in_any_case(path: str) -> bool:
    """True for private/, and for a file in it, where the file system does not tell cases apart."""
    return path.partition("/")[0].casefold() == FOLDER


def public_path(path: str) -> str:
    """The path of the public half, which is also the path of a private file in its own repository."""
    return path.removeprefix(PRIVATE)


def private_path(path: str) -> str:
    """The path of the private half."""
    return path if is_private(path) else PRIVATE + path


def other_half(path: str) -> str:
    """The path of the other half of the record."""
    return public_path(path) if is_private(path) else private_path(path)


def without_halves(paths: Iterable[str]) -> list[str]:
    """The files in order, without the private half of a record whose public half is among them."""
    known = {*paths}
    return sorted(path for path in known if not is_private(path) or public_path(path) not in known)


def git_for(private: object) -> str:
    """How a person in the workspace runs git for the repository under private/, or for the public one."""
    return f"git -C {FOLDER}" if private else "git"
