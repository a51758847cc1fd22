"""The objects that git has written into files of their own, one each."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from zlib import decompress, error

from wmstrat.errors import GitFailed
from wmstrat.repo import Repository
from wmstrat.repo.objects import is_blob
from wmstrat.repo.place import Place

NAMES_OF_FOLDERS = [f"{number:02x}" for number in range(256)]


class LooseObjects:
    """Those of a repository at one moment. A change that is refused has them forget what it has left behind: git
    would hold it for weeks, and a person who is not to be shown could be read there."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._folder = place.common_directory / "objects"
        self._before = self._names()

    def _names(self) -> set[str]:
        names: set[str] = set()
        for folder in NAMES_OF_FOLDERS:
            with suppress(FileNotFoundError, NotADirectoryError):
                names.update(folder + entry.name for entry in os.scandir(self._folder / folder))
        return names

    def forget(self, contents: Collection[bytes]) -> None:
        """Delete the objects that have come since then and hold one of these contents, or lead to one that does,
        unless a branch, the index or a log of git leads to them."""
        new = {name: self._file(name) for name in self._names() - self._before if name.isalnum()}
        left = [name for name in new if any(is_blob(name, content) for content in contents)]
        if not left:
            return
        ways = ("--all", "--reflog", "--indexed-objects", "HEAD")
        try:
            listed = Repository(self._place).run(
                "rev-list", "--objects", "--no-object-names", "--missing=allow-any", *ways
            )
            held = {name: decompress(file.read_bytes()) for name, file in new.items()}
        except (GitFailed, OSError, error):
            return  # what leads where is not known, so everything stays
        for name in left:
            keys = (name.encode(), bytes.fromhex(name))
            left += [other for other in held if other not in left and any(key in held[other] for key in keys)]
        for name in {*left} - {*listed.decode("ascii").split()}:
            with suppress(OSError):
                self._file(name).unlink()

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / name[2:]
