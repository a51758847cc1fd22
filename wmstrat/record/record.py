"""One record as it was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.days import is_before
from wmstrat.record.field_type import Value
from wmstrat.record.halves import is_private
from wmstrat.record.problem import Problem
from wmstrat.record.states import State

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

Values = Mapping[str, Value]


class Record(Struct, frozen=True, eq=False):
    """One record as it was read. `group` is the slug of the group that the record belongs to, `ALL` for the whole
    process, an empty text for none. `values` holds every declared field, blank ones as the `empty` value of their
    type. `problems` are those of reading; with `unreadable` the file gave no values at all."""

    kind: Kind
    id: str
    group: str
    path: str
    values: Values
    body: str = ""
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    @property
    def key(self) -> tuple[str, str]:
        """The kind and the id, by which the record is told from all others."""
        return self.kind.name, self.id

    @property
    def state(self) -> str:
        """The name of the state, or an empty text for kinds that have none."""
        return str(self.values.get("state", ""))

    @property
    def declared_state(self) -> State | None:
        """What the kind says of the state; None for a blank or unknown one."""
        return self.kind.state_named(self.values.get("state", ""))

    @property
    def counts(self) -> bool:
        """True when reports count the record (`State.counts`)."""
        state = self.declared_state
        return state is None or state.counts

    @property
    def is_open(self) -> bool:
        """True when something is left to do; False for a kind without states."""
        return self.values.get("state", "") in self.kind.open_states

    @property
    def due(self) -> str:
        """The ISO day by which it is to be done; an empty text where it has none."""
        return str(self.values[self.kind.due] or "") if self.kind.due else ""

    def is_late(self, day: str) -> bool:
        """True when something is left to do that was due before an ISO day."""
        return self.is_open and is_before(self.due, day)

    @property
    def handle(self) -> str:
        """The handle, or an empty text."""
        return str(self.values.get("handle") or "")

    @property
    def is_group(self) -> bool:
        """True for the record of a group itself."""
        return self.group == self.id

    @property
    def groups(self) -> tuple[str, ...]:
        """Every group that the record belongs to, its own first."""
        also = self.kind.home.also
        others = self.values[also] if also else ()
        return tuple(dict.fromkeys(group for group in (self.group, *others) if group))

    @property
    def is_private(self) -> bool:
        """True when no part of the record is in the public repository."""
        return self.kind.home.private or is_private(self.path)

    @property
    def reference(self) -> str:
        """What people type to name the record: its code where it has one, else its id."""
        return str(self.values.get("code") or self.id)

    @property
    def title(self) -> str:
        """The title or name, or an empty text."""
        return str(self.values.get("title") or self.values.get("name") or "")

    @property
    def label(self) -> str:
        """Its title or name, or the first line of its text, or its id."""
        return self.title or next((line for line in self.body.splitlines() if line.strip()), "") or self.id

    @property
    def expected_path(self) -> str:
        """The file that the record belongs in (of a record with two halves: the public one)."""
        return self.kind.path(self.id, self.group)

    def with_values(self, /, **values: Value) -> Record:
        """The record with some fields changed."""
        return replace(self, values={**self.values, **values})
