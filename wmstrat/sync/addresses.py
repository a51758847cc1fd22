"""Tells by its path alone which record a file of a repository is."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.kinds import catalogue_of
from wmstrat.record.halves import PRIVATE, is_private, private_path
from wmstrat.record.kind import placed
from wmstrat.repo.place import PROCESS_FILE

if TYPE_CHECKING:
    from pathlib import Path

    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import KindCatalogue


class RecordFile(Struct, frozen=True):
    """What a file of a workspace is: its kind, its id, and its path as the workspace knows it."""

    kind: Kind
    id: str
    group: str
    path: str

    @property
    def private(self) -> bool:
        """True for a file under private/."""
        return is_private(self.path)

    def beside(self, identity: str) -> str:
        """The path that the record has in the workspace under another id."""
        path = self.kind.path(identity, self.group)
        return private_path(path) if self.private else path


class Folder(Struct, frozen=True, dict=True):
    """Where the paths of a repository are in the workspace: below `prefix` of the public one, or in `private/`."""

    kinds: KindCatalogue
    prefix: str = ""
    inside: str = ""

    def home(self, path: str) -> RecordFile | None:
        """The record that the file at a path of the repository is (or is a half of); None for any other file."""
        if path not in self._known:
            self._known[path] = self._home(path)
        return self._known[path]

    def _home(self, path: str) -> RecordFile | None:
        if not path.startswith(self.prefix):
            return None
        shown = self.inside + path.removeprefix(self.prefix)
        return next((RecordFile(*parts, shown) for parts in placed(self.kinds.at(shown), shown)), None)

    def named(self, path: str) -> str:
        """How people know the file at a path: by the id of its record, or else the path."""
        home = self.home(path)
        return home.id if home else path

    def outward(self, shown: str) -> str:
        """The path in the repository of a path of the workspace."""
        return self.prefix + shown.removeprefix(self.inside)

    @cached_property
    def _known(self) -> dict[str, RecordFile | None]:
        return {}


def workspace_of(top: Path, path: str) -> Folder:
    """The workspace that a path is in: the innermost folder above it with a process.yaml, or else private/."""
    parts = path.split("/")[:-1]
    for length in range(len(parts), -1, -1):
        root = top / "/".join(parts[:length])
        if (root / PROCESS_FILE).is_file():
            return Folder(catalogue_of(root), "".join(f"{part}/" for part in parts[:length]))
    return Folder(catalogue_of(top.parent), "", PRIVATE)
