"""Which files of a workspace hold records, and the stamps that tell whether one has changed since it was read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.repo.place import is_folder

# What the file system says of a file: times of content and of metadata, size, inode.
Stamp = tuple[int, int, int, int]

NO_STAMP: Stamp = (0, 0, 0, 0)

# A file system records times in ticks. A file touched within a tick of being read may change once more and look the
# same; a file system with whole seconds (or two) needs more than the tick of a modern kernel.
TICK = 20_000_000
COARSE_TICK = 2_500_000_000


def shown(path: str) -> str:
    """The path as text that can be kept: bytes of a name that are not UTF-8 are written out, as `\\udce9`."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def on_disk(path: str) -> str:
    """The path as the file system has it, out of what `shown` made of it."""
    return re.sub(r"\\udc([89a-f][0-9a-f])", lambda byte: chr(0xDC00 + int(byte[1], 16)), path)


def stamp(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def trusted(stamp: Stamp, now: int) -> Stamp:
    """The stamp, or one that fits no file when the file was so young at the time `now` (in nanoseconds), before it
    was read, that its next change could look alike."""
    tick = COARSE_TICK if stamp[0] % 1_000_000_000 == 0 else TICK
    return NO_STAMP if max(stamp[:2]) + tick >= now else stamp


def walk(root: Path, folders: Iterable[str]) -> Iterator[tuple[str, Stamp]]:
    """Every (path, stamp) of the files under these folders (and of the files named), relative to the root with
    forward slashes, as `shown`. Hidden ones are left out; a symbolic link is named and never followed."""
    for name in folders:
        folder = f"{root}/{name}"
        if is_folder(folder) and not os.path.islink(folder):  # noqa: PTH114
            yield from _below(folder, name + "/")
        elif file := stamp_at(root, name):
            yield name, file


def _below(folder: str, prefix: str) -> Iterator[tuple[str, Stamp]]:
    waiting = [(folder, prefix)]  # a generator within a generator for each folder would cost as much as the disk
    while waiting:
        folder, prefix = waiting.pop()
        try:
            entries = os.scandir(folder)
        except OSError:
            continue
        with entries:
            for entry in entries:
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{prefix}{name}/"))
                    continue
                with suppress(FileNotFoundError):
                    yield shown(prefix + name), stamp(entry.stat(follow_symlinks=False))


def within(path: str, folders: Collection[str]) -> bool:
    """True for a path that `walk` would name in these folders, which are at the top of the workspace."""
    return path.partition("/")[0] in folders and "/." not in path and not path.startswith(".")


def stamp_at(root: Path, path: str) -> Stamp | None:
    """The stamp of the file at a path, or None when it is not there."""
    with suppress(OSError):
        return stamp(os.lstat(f"{root}/{on_disk(path)}"))
    return None


def why_unread(root: Path, path: str) -> tuple[str, str]:
    """What is in the place of a record and is not read, and how to fix it."""
    try:
        status = (root / path).lstat()
    except OSError:
        return "nothing that can be read", "Replace it by the file itself, with a name in UTF-8"
    if not stat.S_ISREG(status.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "not a normal file"
        return what, "Replace it by the file itself, or move it out of the folder"
    if status.st_size > MAXIMUM_BYTES:
        return f"a file of {status.st_size:,} bytes", "Move the long part into another file and link to it"
    return "a file that you are not allowed to read", f"Make it readable: chmod u+r {path}"
