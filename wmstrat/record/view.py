"""What the rules of the process may see of a workspace: its records, as they are or as a change would make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from wmstrat.record.fields import Value
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record


class View(Protocol):
    """A workspace to look at. Ids are exact; groups are given by their slug."""

    @property
    def today(self) -> str:
        """Today's day in ISO form."""
        ...

    @property
    def kinds(self) -> Iterable[Kind]:
        """Every kind of record, in the order of the table."""
        ...

    @property
    def sees_private(self) -> bool:
        """False in a clone that has no private/ repository."""
        ...

    @property
    def process(self) -> Record:
        """The record of process.yaml."""
        ...

    def get(self, kind: str, identity: str) -> Record | None:
        """The record of this kind with this id."""
        ...

    def named(self, identity: str) -> Record | None:
        """The record of any kind with this id or this handle."""
        ...

    def holders(self, identity: str) -> set[str]:
        """The files of every record with this id, in any case of its letters."""
        ...

    def called(self, handle: str) -> set[str]:
        """The files of every record with this handle, in any case of its letters."""
        ...

    def records(self, kind: str, group: str = "") -> Iterable[Record]:
        """Every record of a kind, in the order of ids as people count (CB-Q2 before CB-Q10), of one group or all."""
        ...

    def referring(self, identity: str) -> Iterable[tuple[Record, str]]:
        """Every (record, field) that points at this id."""
        ...


class Changing(View, Protocol):
    """A change on its way into the workspace, as the verbs of a kind use it: a view of what will be, and the two ways
    to make it so. Both raise Refused, Invalid and NotFound as rules and checks do."""

    subject: str
    born_private: bool

    def find(self, text: str, kinds: Iterable[str] = ()) -> Record:
        """The record that a text names. Raises NotFound."""
        ...

    def kind(self, name: str) -> Kind:
        """The kind of this name."""
        ...

    def publish(self, record: Record) -> Record:
        """Give a record that was private a public half."""
        ...

    def add(self, kind: Kind, values: Mapping[str, Value], body: str = "") -> Record:
        """A new record with these values, the rest blank."""
        ...

    def update(self, before: Record, body: str | None = None, **values: Value) -> Record:
        """The record with some fields, and perhaps the text, changed."""
        ...


def vocabulary(view: View, name: str) -> tuple[str, ...]:
    """The words of a vocabulary of process.yaml, in its order."""
    return words_of(view.process, name)


def words_of(process: Record, name: str) -> tuple[str, ...]:
    """The words of a vocabulary of this process, in its order."""
    entries = process.values.get(name) or []
    return tuple(entry["id"] if isinstance(entry, dict) else entry for entry in entries)


def scope(record: Record, view: View) -> str:
    """What a commit subject begins with: the group's code, or `people`, or `process`."""
    group = view.get("group", record.group) if record.group else None
    return str(group.values["code"] or group.id) if group else record.kind.plural
