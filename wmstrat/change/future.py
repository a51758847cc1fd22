"""The workspace as a change would make it, so that rules and checks see the future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.forgetting import FIELD as FORGOTTEN
from wmstrat.record.halves import public_path
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.record.templates import Beginning
    from wmstrat.record.view import View
    from wmstrat.workspace.workspace import Workspace

# The kind and the id of a record.
Key = tuple[str, str]


class Records(dict[Key, Record]):
    """Records by kind and id, with indexes by kind, by name and by reference, so that no search goes through all of
    them."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0  # how often one was put in
        self.kinds: set[str] = set()
        self._named: dict[str, dict[Key, None]] = {}
        self._pointing: dict[str, dict[tuple[Key, str], None]] = {}
        # What was put in since somebody asked what points at an id.
        self._new: dict[Key, None] = {}

    def __setitem__(self, key: Key, record: Record) -> None:
        super().__setitem__(key, record)
        self.count += 1
        self.kinds.add(key[0])
        self._new[key] = None
        for name in (record.id, str(record.values.get("handle", ""))):
            self._named.setdefault(name, {})[key] = None

    def of(self, kind: str) -> Iterator[Record]:
        """The records of a kind."""
        return (record for (name, _), record in self.items() if name == kind)

    def named(self, name: str) -> Record | None:
        """The record with this id or handle that came first."""
        records = filter(None, map(self.get, self._named.get(name, ())))
        return next((record for record in records if name in (record.id, record.values.get("handle"))), None)

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        """Every (record, field) that points at this id."""
        for key in self._new:
            for field, target in _references(self[key]):
                self._pointing.setdefault(target, {})[key, field] = None
        self._new.clear()
        for key, field in [*self._pointing.get(identity, ())]:
            if (field, identity) in _references(self[key]):
                yield self[key], field


def _references(record: Record) -> Iterator[tuple[str, str]]:
    """Every (field, id) that a record points with."""
    for name, field in record.kind.by_name.items():
        for _, target in field.type.references(record[name]):
            yield name, target


class Future:
    """A `View` of the workspace in which the records of `after` are in the place of those that are there, or beside
    them, and those of `gone` are not there any more. `holders` and `called` are as they were before the change."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.after, self.gone = Records(), Records()
        # Ids that records to come will have, which no other record is given.
        self.reserved: set[str] = set()
        self._relations: dict[tuple[str, str], tuple[Any, dict[str, list[str]]]] = {}
        self._marks: dict[str, tuple[Any, dict[str, str]]] = {}

    @property
    def today(self) -> str:
        return self.workspace.own_day

    @property
    def earlier(self) -> View:
        """This view: a change in a workspace may be made step by step, so nothing has to exist before it."""
        return self

    @property
    def kinds(self) -> Iterator[Kind]:
        return self.workspace.kinds

    @property
    def sees_private(self) -> bool:
        return self.workspace.sees_private

    @property
    def process(self) -> Record:
        return self.after.get(("process", "process")) or self.workspace.process

    def get(self, kind: str, identity: str) -> Record | None:
        if (kind, identity) in self.gone:
            return self._namesake(self.gone[kind, identity])
        return self.after.get((kind, identity)) or self.workspace.get(kind, identity)

    def _namesake(self, gone: Record) -> Record | None:
        """Another record of the kind that has the id of one that is not there any more, though it should not."""
        if all(public_path(path) == public_path(gone.path) for path in self.workspace.holders(gone.id)):
            return None
        same = (record for record in self.workspace.records(gone.kind.name) if record.id == gone.id)
        return next((record for record in same if public_path(record.path) != public_path(gone.path)), None)

    def codes(self) -> Mapping[str, Record]:
        if not self._changes("group"):
            return self.workspace.codes()
        return {str(group["code"]).casefold(): group for group in self.records("group")}

    def named(self, identity: str) -> Record | None:
        if record := self.after.named(identity):
            return record
        known = self.workspace.named(identity)
        return known and self.get(known.kind.name, known.id)

    def holders(self, identity: str) -> set[str]:
        return self.workspace.holders(identity)

    def called(self, handle: str) -> set[str]:
        return self.workspace.called(handle)

    def records(self, kind: str, group: str = "") -> Iterator[Record]:
        if self._changes(kind):
            return self._changed_records(kind, group)
        return self.workspace.records(kind, group)

    def _changed_records(self, kind: str, group: str) -> Iterator[Record]:
        new = {(kind, record.id): record for record in self.after.of(kind)}
        for record in self.workspace.records(kind, group):
            gone = self.gone.get((kind, record.id))
            if gone is None or public_path(gone.path) != public_path(record.path):
                after = new.pop((kind, record.id), record)
                if not group or group in after.groups:
                    yield after
        yield from (record for record in new.values() if not group or group in record.groups)

    def relations(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        if not self._changes(kind):
            return self.workspace.relations(kind, field)
        state = self.after.count, self.gone.count, len(self.after), len(self.gone)
        if self._relations.get((kind, field), (None,))[0] != state:
            changed = {identity for name, identity in (*self.after, *self.gone) if name == kind}
            known = self.workspace.relations(kind, field)
            sources = {target: [source for source in ids if source not in changed] for target, ids in known.items()}
            for record in self.after.values():
                if record.kind.name == kind:
                    for _, target in record.kind.by_name[field].type.references(record[field]):
                        sources.setdefault(target, []).append(record.id)
            self._relations[kind, field] = state, sources
        return self._relations[kind, field][1]

    def states(self, kind: str) -> Mapping[str, str]:
        if not self._changes(kind):
            return self.workspace.states(kind)
        return {record.id: record.state for record in self.records(kind)}

    def marks(self, kind: str) -> Mapping[str, str]:
        known = self.workspace.marks(kind)
        if not self._changes(kind):
            return known
        state = self.after.count, self.gone.count, len(self.after), len(self.gone)
        if self._marks.get(kind, (None,))[0] != state:
            there = {identity: mark for identity, mark in known.items() if (kind, identity) not in self.gone}
            new = {record.id: str(record.values.get(FORGOTTEN, "")) for record in self.after.of(kind)}
            self._marks[kind] = state, {identity: mark for identity, mark in {**there, **new}.items() if mark}
        return self._marks[kind][1]

    def prompts(self, kind: Kind) -> str:
        return self.workspace.prompts(kind)

    def beginnings(self, kind: str) -> Mapping[str, Beginning]:
        return self.workspace.beginnings(kind)

    def _changes(self, kind: str) -> bool:
        return kind in self.after.kinds or kind in self.gone.kinds

    def unchanged_referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        """Every (record, field) that points at this id, of the records that stay as they are."""
        for record, field in self.workspace.referring(identity):
            if record.key not in self.after and record.key not in self.gone:
                yield record, field

    def referring(self, identity: str) -> Iterator[tuple[Record, str]]:
        yield from self.unchanged_referring(identity)
        yield from self.after.referring(identity)
