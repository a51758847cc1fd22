"""Where a workspace is: its folder, the git repository around it, and the repository under private/.

Everything is read from the file system; no git process is started, because every command begins here.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from shlex import quote
from typing import NamedTuple

from wmstrat.errors import Invalid, NotFound, Refused
from wmstrat.record.halves import FOLDER

# The newest format of a workspace that this version reads.
FORMAT = 1

PROCESS_FILE = "process.yaml"

FIRST_BYTES = 65_536
DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?wmstrat[ \t]*:[ \t]*([^#\r\n]*)", re.MULTILINE)


class Place(NamedTuple):
    """A folder inside the work tree of a git repository. All paths are absolute, with links resolved."""

    root: Path
    """The folder that paths are counted from: the workspace's, or the top of the repository under private/."""
    top: Path
    """The top of the git work tree; the same as `root` unless the workspace is a subfolder."""
    git_directory: Path
    """The git directory of this work tree (`.git/worktrees/x` in a linked one)."""
    common_directory: Path
    """The git directory that all linked work trees share."""
    private: Place | None = None
    """The repository under private/, when it is there."""

    @property
    def kept(self) -> Path:
        """Where texts wait that were typed and could not be committed."""
        return self.state / "kept"

    @property
    def state(self) -> Path:
        """What `git rev-parse --git-path wmstrat` prints: journal, lock, kept text and cache live here."""
        return self.git_directory / "wmstrat"

    @property
    def journal(self) -> Path:
        """There as long as a change is under way or interrupted."""
        return self.state / "journal"

    @property
    def prefix(self) -> str:
        """The root relative to the top: empty, or a POSIX path that ends in a slash."""
        return "" if self.root == self.top else f"{self.root.relative_to(self.top).as_posix()}/"

    @property
    def cache(self) -> Path:
        """The disposable folder of this workspace; another workspace in the same repository has another one."""
        if not self.prefix:
            return self.state / "cache" / "top"
        from hashlib import sha256

        return self.state / "cache" / sha256(self.prefix.encode("utf-8", "surrogateescape")).hexdigest()[:16]

    @property
    def is_sparse(self) -> bool:
        """Whether git may leave files out of this work tree (`git sparse-checkout`)."""
        return (self.git_directory / "info" / "sparse-checkout").exists()

    @property
    def whole(self) -> Place:
        """The same repository, seen from the top of its work tree."""
        return self._replace(root=self.top)


def find(start: Path) -> Place:
    """The workspace that `start` lies in: the nearest folder, upwards, with a process.yaml that declares `wmstrat:`.

    Raises NotFound when there is none, or no git repository around it; Refused when its format is newer
    than FORMAT; Invalid when the format is not a whole number.
    """
    try:
        start = start.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise NotFound("There is no folder {path}.", path=start) from error
    for folder in (start, *start.parents):
        declared = _declared_format(folder / PROCESS_FILE)
        if declared is None:
            continue
        _accept(declared, folder / PROCESS_FILE)
        refuse_broken_repository(folder)
        place = repository(folder)
        if place is None:
            raise NotFound(
                "{root} is a workspace, but not in a git repository. Make one with: `wmstrat init {root}`",
                root=folder,
            )
        inside = folder / FOLDER
        return place._replace(private=None if inside.is_symlink() else _repository_at(inside, inside))
    if (start / "objects").is_dir() and (start / "HEAD").is_file():
        raise NotFound(
            "{path} is a bare repository, which has no files to show. Make a clone: `wmstrat clone {typed} DIR`",
            path=start,
            typed=quote(str(start)),
        )
    raise NotFound(
        "{path} is not in a workspace. Go to a workspace with cd, name one with -C DIR, or make one: `wmstrat "
        "init DIR`",
        path=start,
    )


def interrupted(place: Place) -> bool:
    """Whether a change is under way or was interrupted. Costs one look at the disk; loads nothing."""
    return place.journal.exists()


def repository(folder: Path) -> Place | None:
    """The git repository around a folder, seen from that folder; None when there is none."""
    places = (_repository_at(folder, top) for top in (folder, *folder.parents))
    return next(filter(None, places), None)


def is_broken(folder: Path) -> bool:
    """Whether a folder has a `.git` that is not a repository: git would take the one around it, or none."""
    return os.path.lexists(folder / ".git") and _git_directory(folder / ".git") is None


def refuse_broken_repository(folder: Path) -> None:
    """Raise Refused for a folder with such a `.git`."""
    if is_broken(folder):
        raise Refused(
            "git cannot read the repository {git}. Repair it, or move it away: `mv {git} {git}-broken`",
            git=folder / ".git",
        )


def refuse_newer(process_file: bytes, path: Path | str) -> None:
    """Look at the bytes of a process.yaml from elsewhere. Raises Refused when its format is newer than FORMAT,
    Invalid when it declares none."""
    _accept(declared_format(process_file) or b"", path)


def declared_format(process_file: bytes) -> bytes | None:
    """What the first bytes of a process.yaml, which are all that is read to find a workspace, say of its format; None
    where they say nothing."""
    match = DECLARATION.search(process_file[:FIRST_BYTES])
    return match and match[1].strip(b" \t'\"")


def _declared_format(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return declared_format(file.read(FIRST_BYTES))
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except OSError as error:
        raise NotFound(
            "{path} cannot be read ({reason}), so wmstrat does not know if this is a workspace.",
            path=path,
            reason=error.strerror,
        ) from error


def declares_workspace(folder: Path) -> bool:
    """Whether a folder has a process.yaml that declares `wmstrat:`, and so is a workspace."""
    return _declared_format(folder / PROCESS_FILE) is not None


def _accept(declared: bytes, path: Path | str) -> None:
    if not declared.isdigit():
        raise Invalid(
            "{path}: wmstrat: found {found!r}, expected the number of the format, {known}.",
            path=path,
            found=declared.decode("utf-8", "backslashreplace"),
            known=FORMAT,
        )
    if len(declared) > 9 or int(declared) > FORMAT:
        raise Refused(
            "{path} has format {found}, but this version of wmstrat only knows formats up to {known}. Install a "
            "newer version of wmstrat.",
            path=path,
            found=declared.decode("ascii"),
            known=FORMAT,
        )


def _repository_at(folder: Path, top: Path) -> Place | None:
    git_directory = _git_directory(top / ".git")
    if git_directory is None:
        return None
    pointer = git_directory / "commondir"
    common = (git_directory / _path(pointer.read_bytes())).resolve() if pointer.is_file() else git_directory
    return Place(folder, top, git_directory, common)


def _git_directory(entry: Path) -> Path | None:
    """The git directory of a `.git` entry: itself, or where its `gitdir:` line points; None when it is neither."""
    if entry.is_dir():
        directory = entry
    elif entry.is_file():
        words = entry.read_bytes()
        if not words.startswith(b"gitdir:"):
            return None
        directory = entry.parent / _path(words.removeprefix(b"gitdir:"))
    else:
        return None
    head = directory / "HEAD"
    return directory.resolve() if head.is_file() or head.is_symlink() else None


def _path(words: bytes) -> str:
    return os.fsdecode(words.strip(b" \t\r\n"))


# Each command takes dozens of looks at small files. A path is a text here: to make a Path takes as long as a look.


def read_bytes(file: str) -> bytes:
    """The bytes of a file. Raises OSError where there is none."""
    with open(file, "rb") as opened:  # noqa: PTH123
        return opened.read()


def is_folder(path: str) -> bool:
    """Whether there is a folder at a path, or a link to one."""
    return os.path.isdir(path)  # noqa: PTH112
