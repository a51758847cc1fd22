"""A workspace whose files are held in memory, so that ten thousand changes in a row cost no disk and no git."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from wmstrat.record.templates import FOLDER
from wmstrat.repo.place import PROCESS_FILE
from wmstrat.workspace.tables import KEEP, links_of, row_of
from wmstrat.workspace.workspace import Workspace

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record
    from wmstrat.repo.place import Place
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import KindCatalogue


class MemoryWorkspace(Workspace):
    """The records as they are after every change that `take` was given, read from the bytes of their files.

    Its index is in memory and holds what that of a workspace on disk would hold, so it answers every question that
    such a workspace without a remote answers.
    """

    def __init__(self, place: Place, catalogue: KindCatalogue) -> None:
        super().__init__(place, catalogue)
        self.index.database.use_memory()
        self.files: dict[str, bytes] = {}
        self._templates: dict[tuple[str, bool], str] = {}
        self._highest: dict[tuple[str, str], int] = {}
        self._latest: dict[str, tuple[bytes | None, tuple[Record, ...]]] = {}

    def refresh(self) -> None:
        """Nothing happens: nobody else writes here."""

    def take(self, changes: Sequence[FileChange]) -> None:
        """See these files as they are after the changes."""
        self.put({change.path: change.after for change in changes})

    def put(self, files: Mapping[str, bytes | None]) -> None:
        """See these bytes at these paths; None takes a file away."""
        with self.index.database.writing() as connection:
            connection.execute("DELETE FROM memory")
            for path, data in files.items():
                connection.execute("DELETE FROM records WHERE path = ?", (path,))
                connection.execute("DELETE FROM links WHERE path = ?", (path,))
                if data is None:
                    self.files.pop(path, None)
                    continue
                self.files[path] = data
                for record in self.read(path, data):
                    self._count(record)
                    connection.execute(KEEP, row_of(record))
                    connection.executemany("INSERT INTO links VALUES (?, ?, ?)", links_of(record))
        if any(path == PROCESS_FILE or path.startswith(FOLDER) for path in files):
            self._templates.clear()
        self.forget_answers()

    def read(self, path: str, data: bytes | None) -> Iterable[Record]:
        """The record in the file at this path, read once while its bytes stay the same."""
        if path not in self._latest or self._latest[path][0] != data:
            self._latest[path] = data, tuple(super().read(path, data))
        return self._latest[path][1]

    def _count(self, record: Record) -> None:
        if record.kind.is_numbered:
            stem = record.id.rstrip("0123456789")
            series = stem, record.path.rpartition("/")[0]
            number = record.id.removeprefix(stem)
            self._highest[series] = max(self._highest.get(series, 0), int(number or 0))

    def bytes(self, path: str) -> bytes | None:
        """The bytes of a file as they were taken last."""
        return self.files.get(path)

    def template(self, kind: Kind, private: bool) -> str:
        """The text that a new record starts from, read once."""
        key = kind.name, private
        if key not in self._templates:
            self._templates[key] = super().template(kind, private)
        return self._templates[key]

    @property
    def shared(self) -> bool:
        """False: it has no remote."""
        return False

    def highest_number(self, stem: str, folder: str) -> int:
        """The highest number that ever followed the stem in this folder."""
        return self._highest.get((stem, folder), 0)
