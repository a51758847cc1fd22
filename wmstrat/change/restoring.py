"""A change that puts files and records in place as they are to be: of an earlier commit, under another id, corrected.
The rules for what people change are asked only as far as each way to do so says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.change.future import Future
from wmstrat.change.record_files import RecordFiles
from wmstrat.change.rules import refuse_to_settle_again, refuse_to_take_back
from wmstrat.files.reading import Unreadable, decode
from wmstrat.record.kind import Step
from wmstrat.record.record import Record, Values
from wmstrat.repo import Repository

if TYPE_CHECKING:
    from wmstrat.workspace.index import Known
    from wmstrat.workspace.workspace import Workspace


class Restoring(Future):
    """The workspace as it will be, with the files and steps that lead there."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.steps: list[Step] = []
        self._files = RecordFiles(workspace)
        # What hand-edited files held when they were looked at, where that differs from HEAD.
        self.on_disk: dict[str, bytes | None] = {}
        # Files that leave the history, and not the folder.
        self.left_in_folder: list[str] = []

    def restore(
        self,
        path: str,
        old: bytes | None,
        new: bytes | None,
        *,
        moved: str = "",
        published: bool = False,
        imported: bool = False,
    ) -> None:
        """A file as it once was; None for one that was not there. `moved` is where its record is until then. What
        was `published` is taken back as far as the rules allow it; what was `imported` may have been decided
        elsewhere. Raises Refused."""
        before = next(iter(self.workspace.read(path, old)), None) if old is not None else None
        moves = next(iter(self.workspace.read(moved, self.workspace.bytes(moved))), None) if moved else None
        self._files.put(path, old, new)
        half = next(iter(self.workspace.read(path, new)), None) if new is not None else before
        if half is None:
            return
        after = self._files.whole(half)
        self.after.pop(half.key, None)
        self.gone.pop(half.key, None)
        if after is None:
            self.gone[half.key] = half
        else:
            if not imported:
                refuse_to_settle_again(before or moves, after)
            if published:
                refuse_to_take_back(self.workspace.get(*after.key), after, self)
            self._took(before, after)

    def rename(self, path: str, old: bytes, home: str, new: bytes) -> Record:
        """The record in a file, `old` bytes, under the id that it has in `new` ones, at the path that it then has;
        rules of the process are not asked, since it is the record that it was."""
        before = self._files.whole(self._files.read(path, old))
        if home != path:
            self._files.put(path, old, None)
            if before:
                self.gone[before.key] = before
        self._files.put(home, None if home != path else old, new)
        half = self._files.read(home, new)
        return self._took(before, self._files.whole(half) or half)

    def repair(self, record: Record, values: Values) -> None:
        """Set fields that are plainly wrong, fixed ones too, without asking the rules of the process."""
        after = record.with_values(**values)
        self._took(record, replace(after, problems=self._files.write(record, after)))

    def leave(self, path: str, head: bytes) -> None:
        """The file that a record had in HEAD, before it was renamed by hand, is no more."""
        self.on_disk[path] = None
        self._files.put(path, head, None)

    def unsave(self, path: str) -> None:
        """Take a file that holds no record out of the history, and leave it in the folder."""
        self._files.put(path, self.workspace.bytes(path), None)
        self.left_in_folder.append(path)

    def page(self, path: str) -> str | None:
        """The text of a file that is not a record; None where there is none, or no text."""
        try:
            return decode(self._files.now(path) or b"") or None
        except Unreadable:
            return None

    def rewrite_page(self, path: str, text: str) -> bool:
        """Let such a file have this text, and return True; or leave it alone and return False, where it was edited by
        hand, or a table of permissions says who may change files."""
        if self.process["permissions"] or Repository(self.workspace.place).status([path]).entries:
            return False
        self._files.put(path, self.workspace.bytes(path), text.encode())
        return True

    @property
    def known(self) -> Known:
        """The records that were read for this change."""
        return self._files.known

    def _took(self, before: Record | None, after: Record) -> Record:
        self.steps.append(Step(before, after))
        self.after[after.key] = after
        return after
