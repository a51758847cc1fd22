"""A workspace whose files are held in memory, so that ten thousand changes in a row cost no disk and no git."""

from __future__ import annotations

import re
from bisect import insort
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from wmstrat.files.records import merged
from wmstrat.workspace.index import place_of
from wmstrat.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.repo.place import Place
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import Catalogue

NUMBERED = re.compile(r"([A-Z]+-[A-Z])(\d+)")


class MemoryWorkspace(Workspace):
    """The records as they are after every change that `take` was given, read from the bytes of their files.

    It answers what a Workspace without a remote answers, in the same order.
    """

    def __init__(self, place: Place, catalogue: Catalogue) -> None:
        super().__init__(place, catalogue)
        self.index.database.use_memory()
        self.files: dict[str, bytes] = {}
        self._halves: dict[str, Record] = {}
        self._whole_records: dict[tuple[str, str], Record] = {}
        self._order: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self._kinds: defaultdict[str, list[str]] = defaultdict(list)
        self._links: defaultdict[str, dict[tuple[str, str], tuple[str, str]]] = defaultdict(dict)
        self._highest: dict[str, int] = {}
        self._templates: dict[tuple[str, bool], str] = {}

    def refresh(self) -> None:
        """Nothing happens: nobody else writes here."""

    def take(self, changes: Sequence[FileChange]) -> None:
        """See these files as they are after the changes."""
        for change in changes:
            if change.after is None:
                raise ValueError(f"{change.path}: nothing is ever deleted in a replay")
            self.files[change.path] = change.after
            for record in self.read(change.path, change.after):
                self._keep(record)

    def _keep(self, half: Record) -> None:
        before = self._halves.get(half.path)
        self._halves[half.path] = half
        for path, place in ((half.path, before), (half.path, half)):
            for field, target in _targets(place):
                if place is half:
                    self._links[target][path, field] = (half.kind.name, half.id)
                else:
                    del self._links[target][path, field]
        inner = f"private/{half.path}".removeprefix("private/private/")
        public, private = self._halves.get(inner.removeprefix("private/")), self._halves.get(inner)
        found = merged(public, private) if public and private else half
        if (half.kind.name, half.id) not in self._whole_records:
            self._arrive(half)
        self._whole_records[half.kind.name, half.id] = found
        if half.kind.name == "process":
            self.__dict__.pop("process", None)

    def _arrive(self, record: Record) -> None:
        for group in {"", record.group}:
            insort(self._order[record.kind.name, group], (place_of(record.id), record.id))
        self._kinds[record.id].append(record.kind.name)
        numbered = NUMBERED.fullmatch(record.id)
        if numbered:
            self._highest[numbered[1]] = max(self._highest.get(numbered[1], 0), int(numbered[2]))
        # What `finding` asks of the index, it asks in SQL.
        self.index.database.connection.execute(
            'INSERT INTO records (path, kind, id, "group", label, handle, tail) VALUES (?, ?, ?, ?, ?, ?, ?)',
            (record.path, record.kind.name, record.id, record.group, record.label, "", ""),
        )

    # What a change asks

    def get(self, kind: str, identity: str) -> Record | None:
        return self._whole_records.get((kind, identity))

    def named(self, identity: str) -> Record | None:
        kinds = self._kinds.get(identity)
        return self.get(min(kinds), identity) if kinds else None

    def records(self, kind: str, group: str = "") -> Iterator[Record]:
        for _, identity in tuple(self._order[kind, group]):
            yield self._whole_records[kind, identity]

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        for (_, field), key in sorted(self._links.get(identity, {}).items()):
            yield self._whole_records[key], field

    def bytes(self, path: str) -> bytes | None:
        return self.files.get(path)

    def template(self, kind: Kind, private: bool) -> str:
        found = self._templates.get((kind.name, private))
        if found is None:
            found = self._templates[kind.name, private] = super().template(kind, private)
        return found

    @property
    def shared(self) -> bool:
        return False

    def highest_number(self, stem: str, folder: str) -> int:
        del folder
        return self._highest.get(stem, 0)


def _targets(record: Record | None) -> Iterator[tuple[str, str]]:
    for field in record.kind.fields if record else ():
        for _, target in field.type.references(record[field.name]):
            yield field.name, target
