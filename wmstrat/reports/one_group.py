"""One group on one day, as the counts, notices and parts of all kinds look at it, and the stages that it is in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from wmstrat.record.dated import holds_on
from wmstrat.record.record import Record
from wmstrat.record.relations import inverse
from wmstrat.record.sections import Section, filled, template_sections
from wmstrat.record.view import View, labels_of, vocabulary

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


class Stage(Struct, frozen=True):
    """A stage that a group is in: its id, how people read it, and since which ISO day."""

    id: str
    label: str
    since: str


def current_stages(group: Record, view: View, on: str) -> tuple[Stage, ...]:
    """The stages that the group is in on a day, in the order of process.yaml (they may overlap, requirement 23)."""
    order = vocabulary(view, "stages")
    labels = labels_of(view, "stages")
    begun = [
        Stage(entry["stage"], labels.get(entry["stage"], entry["stage"]), entry["since"])
        for entry in group["stages"]
        if holds_on(entry, on)
    ]
    return tuple(sorted(begun, key=lambda stage: order.index(stage.id) if stage.id in order else len(order)))


class Shared:
    """What the looks at all groups have in common: each is computed once."""

    def __init__(self, view: Workspace) -> None:
        self.view = view
        self._inverses: dict[tuple[str, str], Mapping[str, Sequence[str]]] = {}
        self._sections: dict[str, list[Section]] = {}

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        if (kind, field) not in self._inverses:
            self._inverses[kind, field] = inverse(self.view, self.view.catalogue.kind(kind), field)
        return self._inverses[kind, field]

    def sections(self, kind: str) -> list[Section]:
        """The sections of the workspace's template of a kind."""
        if kind not in self._sections:
            declared = self.view.catalogue.kind(kind)
            self._sections[kind] = template_sections(declared.sections, self.view.prompts(declared))
        return self._sections[kind]

    @cached_property
    def last_stage(self) -> str:
        """The stage after the work, an empty text where process.yaml has none."""
        return next(reversed(vocabulary(self.view, "stages")), "")


class GroupOnDay:
    """One group on one ISO day. It is an `OfGroup`."""

    def __init__(self, group: Record, day: str, shared: Shared) -> None:
        self.group, self.day = group, day
        self.view = shared.view
        self._shared = shared
        self._records: dict[str, list[Record]] = {}
        self.counts: dict[str, Any] = {}

    @cached_property
    def is_working(self) -> bool:
        return bool(self.group["kind"] == "working")

    @cached_property
    def is_over(self) -> bool:
        """True for a group in the last stage, after the work."""
        return any(stage.id == self._shared.last_stage for stage in current_stages(self.group, self.view, self.day))

    def records(self, kind: str) -> Sequence[Record]:
        if kind not in self._records:
            records = self.view.records(kind, self.group.id)
            self._records[kind] = [record for record in records if not record.unreadable]
        return self._records[kind]

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        return self._shared.inverse(kind, field)

    def completeness(self, record: Record) -> tuple[int, int]:
        return filled(self._shared.sections(record.kind.name), record.body)

    def name(self, kind: str, identity: str) -> str:
        record = self.view.get(kind, identity)
        return record.label if record is not None else identity
