"""Bytes on disk: written beside their place, flushed, and renamed into it, so that no reader sees half a file. Every
OSError that leaves here names the path that a person knows, not that of a temporary file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from wmstrat.errors import Refused

# From this many files on, they are flushed by as many threads.
MANY = 16


@contextmanager
def refusing() -> Iterator[None]:
    """An OSError inside becomes a Refused."""
    try:
        yield
    except OSError as error:
        why = "{path} cannot be written: {reason}. Nothing was changed."
        raise Refused(why, path=error.filename, reason=error.strerror or error) from error


@contextmanager
def opened(path: Path, flags: int) -> Iterator[int]:
    """The descriptor of a file, which is closed afterwards."""
    descriptor = os.open(path, flags, 0o666)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """An OSError inside speaks of this path."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def read(path: Path) -> bytes | None:
    """The bytes of a file, or None when there is none."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return path.read_bytes()
    return None


def write_beside(path: Path, temporary: Path, data: bytes, mode: int | None) -> None:
    """Write a new temporary file for `path`; `mode` None is what the user's umask makes of a new file."""
    with naming(path), opened(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW) as descriptor:
        if mode is not None:
            os.fchmod(descriptor, mode)
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]


def flush(path: Path, *, of: Path | None = None) -> None:
    """A file, or the names in a folder, survive a loss of power from here on."""
    with naming(of or path), opened(path, os.O_RDONLY) as descriptor:
        os.fsync(descriptor)


def flush_all(paths: Mapping[Path, Path]) -> None:
    """Flush many files at once, each with the path to name if that fails."""

    def flush_each(some: Iterable[tuple[Path, Path]]) -> None:
        for path, known in some:
            flush(path, of=known)

    items = list(paths.items())
    if len(items) < MANY:
        flush_each(items)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(MANY) as threads:
        list(threads.map(flush_each, [items[first::MANY] for first in range(MANY)]))


def move_over(temporary: Path, path: Path) -> None:
    """Put a finished temporary file into its place."""
    with naming(path):
        os.replace(temporary, path)  # noqa: PTH105 - one name for the system call that tests break


def remove(path: Path) -> None:
    """Remove a file; one that is gone already is fine."""
    with naming(path):
        path.unlink(missing_ok=True)


def replace_whole(path: Path, data: bytes, temporary: Path | None = None, *, mode: int | None = None) -> None:
    """Make a file hold these bytes, in one instant and durably, by way of a temporary file (named with `.tmp`, unless
    told), which is written anew if a crash has left it. Missing folders are made."""
    temporary = temporary or path.with_name(path.name + ".tmp")
    with naming(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    remove(temporary)
    try:
        write_beside(path, temporary, data, mode)
        flush(temporary, of=path)
        move_over(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    flush(path.parent)


@contextmanager
def scratch(path: Path) -> Iterator[Path]:
    """A file for as long as it is needed; one that a crash left there is gone first."""
    remove(path)
    try:
        yield path
    finally:
        remove(path)


def reserve(path: Path, size: int) -> None:
    """Hold this many bytes of the disk with a file, whose removal makes room again; it stays for the next change."""
    with naming(path), opened(path, os.O_WRONLY | os.O_CREAT) as descriptor:
        if os.fstat(descriptor).st_size < size and hasattr(os, "posix_fallocate"):
            os.posix_fallocate(descriptor, 0, size)


def remove_if_empty(folders: Iterable[Path]) -> None:
    """Remove those folders that hold nothing, in the order given."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
