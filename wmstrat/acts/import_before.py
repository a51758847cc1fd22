"""What earlier imports wrote into a record, from the history: what a source had when it was last imported."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.files.records import half_fields, read_record
from wmstrat.repo import Repository, objects
from wmstrat.repo.output import COMMAND, UNDOES
from wmstrat.workspace.changes import repositories

if TYPE_CHECKING:
    from wmstrat.record.field_type import Value
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.workspace.workspace import Workspace


class _Write(Struct, frozen=True):
    """One file of a record before and after one import, as git names its contents."""

    path: str
    private: bool
    old: str | None
    new: str | None


class Before:
    """What the imports of a workspace wrote. The history is read when it is first asked for, and the files of each
    kind all at once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._writes: dict[str, dict[str, list[_Write]]] | None = None
        self._blobs: dict[str, dict[str, bytes]] = {}

    def values(self, record: Record) -> dict[str, Value]:
        """The fields of the record, and its `body`, as the last import that changed each of them wrote it."""
        if self._writes is None:
            self._writes = self._read_history()
        kind = record.kind
        of_kind = self._writes.get(kind.name, {})
        if kind.name not in self._blobs:
            self._blobs[kind.name] = self._read_blobs([write for writes in of_kind.values() for write in writes])
        written: dict[str, Value] = {}
        for name in dict.fromkeys((record.handle, record.id)):
            for write in of_kind.get(name, ()):
                old, new = self._held(kind, record, write, write.old), self._held(kind, record, write, write.new)
                written |= {name: value for name, value in new.items() if name not in old or old[name] != value}
        return written

    def _held(self, kind: Kind, record: Record, write: _Write, blob: str | None) -> dict[str, Value]:
        data = self._blobs[kind.name].get(blob or "")
        if data is None:
            return {}
        half = read_record(kind, write.path, record.id, record.group, data)
        fields = half_fields(kind, write.private)
        body = {"body": half.body} if kind.suffix == ".md" and not (write.private and kind.has_private_half) else {}
        return {**{field.name: half.values[field.name] for field in fields if field.name in half.values}, **body}

    def _read_history(self) -> dict[str, dict[str, list[_Write]]]:
        """Per kind and id the files that imports wrote, the earliest first; not those of imports that were undone."""
        writes: dict[str, dict[str, list[_Write]]] = defaultdict(lambda: defaultdict(list))
        for place, folder in repositories(self.workspace.place):
            undone: set[str] = set()
            imports = []
            for commit in Repository(place).history(merges=False, renames=False):
                if commit.sha not in undone:
                    undone.update(value for key, value in commit.trailers if key == UNDOES)
                    if (COMMAND, "import") in commit.trailers:
                        imports.append(commit)
            for file in (file for commit in reversed(imports) for file in commit.changes):
                path = folder + file.new_path
                write = _Write(path, bool(folder), file.old_blob, file.new_blob)
                for kind, identity, _ in self.workspace.belongs(path):
                    writes[kind.name][identity].append(write)
        return writes

    def _read_blobs(self, writes: list[_Write]) -> dict[str, bytes]:
        names: dict[bool, set[str]] = {False: set(), True: set()}
        for write in writes:
            names[write.private].update(filter(None, (write.old, write.new)))
        found: dict[str, bytes] = {}
        for place, folder in repositories(self.workspace.place):
            found |= objects.blobs(Repository(place), sorted(names[bool(folder)]))
        return found
