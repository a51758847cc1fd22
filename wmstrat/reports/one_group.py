"""One group on one day, as the counts, notices and parts of all kinds look at it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from wmstrat.record.record import Record
from wmstrat.record.relations import inverse
from wmstrat.record.sections import Section, filled, template_sections
from wmstrat.record.view import vocabulary
from wmstrat.reports.stages import current_stages

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


class Shared:
    """What the looks at all groups have in common: each is computed once."""

    def __init__(self, view: Workspace) -> None:
        self.view = view
        self._inverses: dict[tuple[str, str], Mapping[str, Sequence[str]]] = {}
        self._sections: dict[str, list[Section]] = {}

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        """Per id the ids of the records of a kind that point at it through a field."""
        key = kind, field
        if key not in self._inverses:
            self._inverses[key] = inverse(self.view, self.view.catalogue.kind(kind), field)
        return self._inverses[key]

    def sections(self, kind: str) -> list[Section]:
        """The sections of the workspace's template of a kind."""
        if kind not in self._sections:
            declared = self.view.catalogue.kind(kind)
            self._sections[kind] = template_sections(declared.sections, self.view.prompts(declared))
        return self._sections[kind]

    @cached_property
    def last_stage(self) -> str:
        """The stage after the work, an empty text where process.yaml has none."""
        stages = vocabulary(self.view, "stages")
        return stages[-1] if stages else ""


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
        """True for a working group."""
        return bool(self.group["kind"] == "working")

    @cached_property
    def is_over(self) -> bool:
        """True for a group in the last stage, after the work."""
        return any(stage.id == self._shared.last_stage for stage in current_stages(self.group, self.view, self.day))

    def records(self, kind: str) -> Sequence[Record]:
        """The readable records of a kind in the group."""
        if kind not in self._records:
            found = self.view.records(kind, self.group.id)
            self._records[kind] = [record for record in found if not record.unreadable]
        return self._records[kind]

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        """Per id the ids of the records of a kind, in any group, that point at it through a field."""
        return self._shared.inverse(kind, field)

    def completeness(self, record: Record) -> tuple[int, int]:
        """How many of the sections of its kind the text of a record answers, as (filled, all)."""
        return filled(self._shared.sections(record.kind.name), record.body)

    def name(self, kind: str, identity: str) -> str:
        """What people call a record; its id where there is none."""
        record = self.view.get(kind, identity)
        return record.label if record is not None else identity
