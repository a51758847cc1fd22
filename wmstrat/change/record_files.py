"""The files that a change writes: where the halves of a record are, and what becomes of their bytes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.errors import Invalid, Refused
from wmstrat.record.halves import FOLDER, private_path, public_path
from wmstrat.record.problem import Problem, explained
from wmstrat.record.record import Record
from wmstrat.repo.place import refuse_broken_repository

if TYPE_CHECKING:
    from wmstrat.workspace.transaction import FileChange
    from wmstrat.workspace.workspace import Workspace


class RecordFiles:
    """The files of a workspace, with what a change has made of them so far."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        # The bytes of each file as they were before this change, and as they are in it; None for no file.
        self._changed: dict[str, tuple[bytes | None, bytes | None]] = {}
        self._templates: dict[tuple[str, bool], str] = {}
        # The record that was last read at a path, with the bytes that it was read from.
        self.known: dict[str, tuple[bytes, Record]] = {}

    def now(self, path: str) -> bytes | None:
        """The bytes of a file as it is in this change; None for no file."""
        return self._changed[path][1] if path in self._changed else self.workspace.bytes(path)

    def put(self, path: str, old: bytes | None, new: bytes | None) -> None:
        """Let a file hold new bytes (None: be gone) in the place of the old ones, or of those that it was given."""
        self._changed[path] = (self._changed.get(path, (old,))[0], new)

    def changes(self, by_hand: Container[str] = ()) -> list[FileChange]:
        """The files that differ, by path, and all that were edited by hand: on disk they are like neither."""
        from wmstrat.workspace.transaction import FileChange

        changed = sorted(self._changed.items())
        return [FileChange(path, old, new) for path, (old, new) in changed if old != new or path in by_hand]

    def path(self, record: Record, private: bool) -> str:
        """Where a half of the record belongs. Raises Refused for a private one in a clone without private/."""
        path = private_path(record.expected_path) if private else record.expected_path
        if private and not self.workspace.sees_private:
            refuse_broken_repository(self.workspace.place.root / FOLDER)
            raise Refused(
                "{path} belongs in the private/ repository, which this clone does not have. Ask a coordinator for "
                "access, or do this in a clone that has it.",
                path=path,
            )
        return path

    def read(self, path: str, data: bytes) -> Record:
        """The record (or half of one) that these bytes are at this path. Raises Refused where no record can be."""
        if (known := self.known.get(path)) and known[0] == data:
            return known[1]
        for record in self.workspace.read(path, data):
            self.known[path] = data, record
            return record
        raise Refused(
            "{path} is not in a folder for records. Move it, or leave it there: wmstrat ignores it.", path=path
        )

    def whole(self, half: Record) -> Record | None:
        """The record that a file holds, or holds a half of, as it is in this change, where `half` was just read; None
        when no file of it is there."""
        from wmstrat.files.records import merged

        if not half.kind.has_private_half:
            return half if self.now(half.path) is not None else None
        public = public_path(half.path)
        paths = [public, private_path(public)]
        halves = [self.read(path, data) for path in paths if (data := self.now(path)) is not None]
        return merged(*halves) if len(halves) == 2 else next(iter(halves), None)

    def write(self, before: Record | None, after: Record) -> tuple[Problem, ...]:
        """Put the record into its files; returns what reading them back has to say. Raises Invalid when a file could
        not be read again, Refused for a field that is shown, of a person who is not."""
        _refuse_shown(after)
        problems: tuple[Problem, ...] = ()
        for private in self._halves(before, after):
            path = self.path(after, private)
            current = self.now(path)
            data = self._text(after, private, current).encode()
            written = self.read(path, data)
            if written.unreadable:
                problem = written.problems[0]
                if current is None:  # nobody has a file of this path
                    problem = replace(problem, path=f"new {after.kind.name}", line=0)
                raise Invalid("{problem}", problem=explained(problem))
            problems += written.problems
            if data != current:
                self.put(path, current, data)
        return problems

    def write_public_half(self, record: Record) -> str:
        """Put a public half, with what both halves hold, beside a private one; returns where."""
        from wmstrat.files.record_texts import new_text

        path, kind = self.path(record, False), record.kind
        shown = {field.name: record[field.name] for field in kind.fields if field.both or field.name == "id"}
        text = new_text(kind, self.workspace.template(kind, False), {**kind.blank(), **shown}, None, False)
        self.put(path, None, text.encode())
        return path

    def _text(self, after: Record, private: bool, current: bytes | None) -> str:
        """What a half of the record is to hold, where its file holds `current` (None: is not there yet)."""
        from wmstrat.files.record_texts import changed_text, new_text
        from wmstrat.files.records import half_fields

        if current is None:
            name = after.kind.name, private
            if name not in self._templates:
                self._templates[name] = self.workspace.template(after.kind, private)
            template = self._templates[name]
            return new_text(after.kind, template, after.values, after.body, private)
        known = self.read(self.path(after, private), current)
        is_half = private and after.kind.has_private_half
        body = after.body if after.kind.suffix == ".md" and known.body != after.body and not is_half else None
        names = [field.name for field in half_fields(after.kind, private)]
        if not after.kind.home.private and private:
            both = {field.name for field in after.kind.fields if field.both}
            names = [name for name in names if name not in both or known.values[name]]
        values = {name: after[name] if name in names else known[name] for name in known.values}
        return changed_text(after.kind, current.decode(), known.values, values, body, private)

    def _halves(self, before: Record | None, after: Record) -> Iterator[bool]:
        """Which halves of the record the change concerns: False for the public file, True for the private one."""
        kind = after.kind
        if kind.home.private:
            yield True
            return
        secret = any(after[field.name] != field.type.empty for field in kind.fields if field.private)
        known = before is not None and kind.has_private_half and self.workspace.sees_private
        has_private = known and self.now(self.path(after, True)) is not None
        if not after.is_private:
            yield False
        if secret or has_private or after.is_private:
            yield True


def _refuse_shown(record: Record) -> None:
    """What everybody sees has no place in a private half, and a record that is known in private only has no other."""
    from wmstrat.files.records import half_fields

    if record.kind.home.private or not record.is_private:
        return
    command = record.kind.shown_by.format_map(record.values)
    hidden = half_fields(record.kind, True)
    for field in record.kind.fields:
        if field not in hidden and record[field.name] != field.type.empty:
            raise Refused(
                "{id} is private, and {field} is public. Leave {field} out until the {kind} is public.{how}",
                id=record.id,
                field=field.name,
                kind=record.kind.name,
                how=f" To make it public: wmstrat {command}" if command else "",
            )
