"""A workspace as everybody may see it: as it is in a clone without private/."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.record.halves import is_private
from wmstrat.record.record import Record
from wmstrat.workspace.workspace import Workspace


class PublicWorkspace(Workspace):
    """The public halves of the records of a workspace, for a text that is passed on. It reads the same index."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.place, workspace.catalogue)
        self.today = workspace.today
        self.index = workspace.index
        self._all = workspace

    @property
    def sees_private(self) -> bool:
        return False

    def bytes(self, path: str) -> bytes | None:
        return self._all.bytes(path)

    def halves(self, kind: str) -> Iterator[Record]:
        return (half for half in super().halves(kind) if not is_private(half.path))

    def labels(self, kind: str) -> dict[str, str]:
        return {record.id: record.label for record in self.records(kind)}

    def _whole(self, condition: str, *values: object) -> Iterator[Record]:
        return (half for half in self.index.records(condition, *values) if not is_private(half.path))
