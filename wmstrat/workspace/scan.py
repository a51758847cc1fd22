"""Which files of a workspace hold records, and the stamps that tell whether one has changed since it was read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# What the file system says of a file: times of content and of metadata, size, inode.
Stamp = tuple[int, int, int, int]

NO_STAMP: Stamp = (0, 0, 0, 0)

# A file system keeps times in ticks. A file touched within a tick of being read may change once more and look
# the same; whoever keeps time in whole seconds (or two) needs more than the tick of a modern kernel.
TICK = 50_000_000
COARSE_TICK = 2_500_000_000


def shown(path: str) -> str:
    """The path as text that can be kept: bytes of a name that are not UTF-8 are written out, as `\\udce9`."""
    return path if path.isascii() else path.encode("utf-8", "backslashreplace").decode()


def on_disk(path: str) -> str:
    """The path as the file system has it, out of what `shown` made of it."""
    return re.sub(r"\\udc([89a-f][0-9a-f])", lambda found: chr(0xDC00 + int(found[1], 16)), path)


def stamp(status: os.stat_result) -> Stamp:
    """The stamp of a file."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def trusted(found: Stamp, now: int) -> Stamp:
    """The stamp, or one that fits no file when the file is so young that its next change could look alike.

    `now` is the time in nanoseconds before the file was read.
    """
    youngest = max(found[0], found[1])
    tick = COARSE_TICK if found[0] % 1_000_000_000 == 0 else TICK
    return NO_STAMP if youngest + tick >= now else found


def walk(root: Path, folders: Iterable[str]) -> Iterator[tuple[str, Stamp]]:
    """Every (path, stamp) of the files under these folders (and of the files named), relative to the root with
    forward slashes, as `shown`. Hidden ones are left out; a symbolic link is named and never followed."""
    for name in folders:
        try:
            status = (root / name).lstat()
        except OSError:
            continue
        if (root / name).is_dir() and not (root / name).is_symlink():
            yield from _below(str(root / name), name + "/")
        else:
            yield name, stamp(status)


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
                try:
                    found = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                yield shown(prefix + name), (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def within(path: str, folders: Iterable[str]) -> bool:
    """True for a path that `walk` would name in these folders."""
    return not any(part.startswith(".") for part in path.split("/")) and any(
        path == name or path.startswith(name + "/") for name in folders
    )


def one(root: Path, path: str) -> Stamp | None:
    """The stamp of one file, or None when it is not there."""
    try:
        return stamp((root / on_disk(path)).lstat())
    except OSError:
        return None
