"""Deleting the objects that a refused change has left in a repository: git would hold them for weeks, and a person
who is not to be shown could be read there."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from wmstrat.errors import GitFailed
from wmstrat.repo.objects import blob_name, loose
from wmstrat.repo.place import Place
from wmstrat.repo.repository import Repository
from wmstrat.repo.settings import values

# How far the clock of the file system may be behind, in nanoseconds.
CLOCKS_DIFFER = 5_000_000_000


class NewBlobs:
    """The contents of files that a repository does not have yet, each as an object of its own, before a change."""

    def __init__(self, place: Place, contents: Iterable[bytes]) -> None:
        self._place = place
        self._folder = place.common_directory / "objects"
        is_sha256 = values(place).get("extensions.objectformat", ("",))[-1] == "sha256"
        names = (blob_name(content, 64 if is_sha256 else 40) for content in contents)
        self._names = [name for name in names if not self._file(name).exists()]
        self._begun = time.time_ns() - CLOCKS_DIFFER

    def forget(self) -> None:
        """Delete those that are objects of their own now, and the objects that lead to them, unless a branch, the
        index or a log of git leads to them, or another git is using them."""
        blobs = {name for name in self._names if self._file(name).exists()}
        if not blobs:
            return
        try:
            # What leads to them was written after they were missing; git gives them the present time again and again.
            young = dict(self._since(self._begun))
            ways = ("--all", "--reflog", "--indexed-objects")
            options = ("--objects", "--no-object-names", "--missing=allow-any")
            needed = Repository(self._place).run("rev-list", *options, *ways).decode("ascii").split()
        except (GitFailed, OSError):
            return  # what leads where is not known, so everything stays
        for name in self._leading_to(blobs, young).difference(needed) & young.keys():
            with suppress(OSError):
                self._delete(name, young[name])

    def _since(self, time: int) -> Iterator[tuple[str, int]]:
        """The objects that were written since a moment, and when, in nanoseconds."""
        for folder in (f"{number:02x}" for number in range(256)):
            with suppress(FileNotFoundError, NotADirectoryError):
                for entry in os.scandir(self._folder / folder):
                    if entry.name.isalnum() and (written := entry.stat().st_mtime_ns) >= time:
                        yield folder + entry.name, written

    def _leading_to(self, names: set[str], among: Iterable[str]) -> set[str]:
        """These objects, and the trees and commits that lead to any of them."""
        contents = {name: loose(self._place, name) or b"" for name in among if name not in names}
        leading, waiting = set(names), list(names)
        while waiting:
            name = waiting.pop()
            keys = (name.encode("ascii"), bytes.fromhex(name))
            above = {other for other, content in contents.items() if any(key in content for key in keys)} - leading
            leading |= above
            waiting += above
        return leading

    def _delete(self, name: str, written: int) -> None:
        """Delete an object, unless another git has wanted to write it since it was `written`: then it has found it,
        and has given it the present time. (The file goes by the name of those that git itself deletes.)"""
        file, aside = self._file(name), self._folder / name[:2] / f"tmp_obj_{name[2:]}"
        file.rename(aside)
        if aside.stat().st_mtime_ns != written:
            with suppress(FileExistsError):
                os.link(aside, file)
        aside.unlink()

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / name[2:]
