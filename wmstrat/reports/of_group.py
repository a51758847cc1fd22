"""One group on one day: its counts, its notices and the parts of its page, from what all kinds declare."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from wmstrat.checks.symlinks import links
from wmstrat.errors import RemoteUnavailable
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.relations import inverse
from wmstrat.record.reporting import Fact, Part, Tally
from wmstrat.record.sections import Section, filled, template_sections
from wmstrat.record.stages import Stage, current_stages, is_over
from wmstrat.record.view import View, all_labels
from wmstrat.reports.notices import Attention, noticed, quiet
from wmstrat.workspace.watched import Watched

if TYPE_CHECKING:
    from wmstrat.record.version import KnownVersions
    from wmstrat.reports.history import HistoryEvent
    from wmstrat.workspace.workspace import Workspace

# How many of the latest events a page shows.
RECENT = 8


class Shared:
    """What the reports on all groups share, each computed once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.view = Watched(workspace)
        self._inverses: dict[tuple[str, str], Mapping[str, Sequence[str]]] = {}
        self._sections: dict[str, list[Section]] = {}

    @cached_property
    def versions(self) -> KnownVersions:
        from wmstrat.record.version import KnownVersions

        return KnownVersions(self.view)

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        if (kind, field) not in self._inverses:
            self._inverses[kind, field] = inverse(self.view, self.workspace.catalogue.kind(kind), field)
        return self._inverses[kind, field]

    def sections(self, kind: str) -> list[Section]:
        """The sections of the workspace's template of a kind."""
        if kind not in self._sections:
            declared = self.workspace.catalogue.kind(kind)
            self._sections[kind] = template_sections(declared.sections, self.workspace.prompts(declared))
        return self._sections[kind]


class GroupOnDay:
    """One group on one ISO day, or the whole process, whose record is then the `group`. It is an `OfGroup`."""

    def __init__(self, group: Record, day: str, shared: Shared) -> None:
        self.group, self.day = group, day
        self.workspace, self.view = shared.workspace, shared.view
        self._shared = shared
        self.view.note((group.kind.name,))
        self._records: dict[str, list[Record]] = {}
        self.counts: dict[str, Any] = {}

    @cached_property
    def is_working(self) -> bool:
        return bool(self.group.values.get("kind") == "working")

    @property
    def versions(self) -> KnownVersions:
        return self._shared.versions

    @property
    def advises(self) -> bool:
        return not self.workspace.is_past

    @cached_property
    def is_over(self) -> bool:
        """True for a group in the last stage, after the work."""
        return is_over(self.group, self.view, self.day)

    def records(self, kind: str) -> Sequence[Record]:
        if kind not in self._records:
            records = self.view.records(kind, self._home)
            self._records[kind] = [record for record in records if not record.unreadable]
        return self._records[kind]

    def open_records(self, kind: str) -> Sequence[Record]:
        if kind in self._records:
            return [record for record in self._records[kind] if record.is_open]
        return self.view.open_records(kind, self._home)

    @property
    def _home(self) -> str:
        return self.group.id if self.group.is_group else ALL

    def counting(self, kind: str) -> Sequence[Record]:
        return [record for record in self.records(kind) if record.counts]

    def inverse(self, kind: str, field: str) -> Mapping[str, Sequence[str]]:
        return self._shared.inverse(kind, field)

    def completeness(self, record: Record) -> tuple[int, int]:
        return filled(self._shared.sections(record.kind.name), record.body, record.values)

    def name(self, kind: str, identity: str) -> str:
        record = self.view.get(kind, identity)
        return record.label if record is not None else identity


class GroupStatus(Struct, frozen=True):
    """One group on one day. `counts` has what the kinds count, by the keys of their tallies; None for what cannot be
    seen here. `active` is the ISO day of the last commit that touched the group, or an empty text; after more than
    `quiet_days` without one the group needs attention, 0 for never."""

    code: str
    slug: str
    name: str
    kind: str
    stages: tuple[Stage, ...]
    counts: dict[str, Any]
    unreadable: int
    active: str = ""
    attention: tuple[Attention, ...] = ()
    quiet_days: int = 0


def tallies(view: View) -> list[Tally]:
    """What all kinds count, in the order of its place."""
    return sorted((tally for kind in view.kinds for tally in kind.tallies), key=lambda tally: tally.place)


def look(of: GroupOnDay) -> GroupStatus:
    """What the kinds count and notice in a group on a day, by its records; `with_activity` adds what git knows."""
    group, view = of.group, of.view
    for tally in tallies(view):
        of.counts[tally.key] = tally.value(of)
    unreadable = sum(record.group == group.id for record in of.workspace.broken())
    unreadable += len(list(links(of.workspace, f"groups/{group.id}/")))
    return GroupStatus(
        code=group["code"],
        slug=group.id,
        name=group.label,
        kind=group["kind"],
        stages=current_stages(group, view, of.day),
        counts=of.counts,
        unreadable=unreadable,
        attention=tuple(sorted(noticed(of, unreadable), key=lambda item: item.urgency)),
        quiet_days=int(view.process["quiet_days"] or 0) if of.is_working and not of.is_over else 0,
    )


def with_activity(group: GroupStatus, day: str, active: str, *, advises: bool = True) -> GroupStatus:
    """The group on this day with the day of its last commit, and with what follows from that."""
    items = (*quiet(str(group.code or group.slug), group.quiet_days, day, active, advises), *group.attention)
    return replace(group, active=active, attention=tuple(sorted(items, key=lambda item: item.urgency)))


class GroupReport(Struct, frozen=True):
    """One group on an ISO day. `values` has what the kinds say of it, by the keys of their facts and parts."""

    status: GroupStatus
    day: str
    values: dict[str, Any]
    recent: tuple[HistoryEvent, ...]
    hidden: tuple[str, ...]
    labels: dict[str, dict[str, str]]


def facts(view: View, names: Container[str] | None = None) -> list[Fact]:
    """The lines that all kinds (those of these names, if some are given) put at the head of the page, in the order of
    their places."""
    kinds = (kind for kind in view.kinds if names is None or kind.name in names)
    return sorted((fact for kind in kinds for fact in kind.facts), key=lambda fact: fact.place)


def parts(view: View) -> list[tuple[Kind, Part]]:
    """The sections that the kinds put on the page, in the order of their places."""
    return sorted(((kind, part) for kind in view.kinds for part in kind.parts), key=lambda shown: shown[1].place)


def _counted(group: Record, workspace: Workspace, day: str) -> tuple[GroupStatus, dict[str, Any]]:
    """What the kinds count and show of a group on a day; from memory while no record and no template has changed."""
    prompts = [workspace.prompts(kind) for kind in workspace.kinds if kind.sections]
    name = f"page {group.id} {day} {workspace.sees_private} {crc32(repr(prompts).encode())}"
    known = workspace.recall(name)
    if known is not None:
        return convert(known["status"], GroupStatus), known["values"]
    shared = Shared(workspace)
    of = GroupOnDay(group, day, shared)
    status = look(of)
    values = {fact.key: fact.value(of) for fact in facts(workspace) if fact.value}
    values |= {part.key: part.items(of) for _, part in parts(workspace)}
    workspace.remember(name, to_builtins({"status": status, "values": values}), shared.view.asked)
    return status, values


def group_report(group: Record, workspace: Workspace, on: str = "", recent: int = RECENT) -> GroupReport:
    """The report of one group, with its latest events from git's history."""
    from wmstrat.reports.history import latest_events
    from wmstrat.workspace.activity import last_activity

    day = on or workspace.today
    counted, values = _counted(group, workspace, day)
    active = last_activity(workspace).get(group.id, "")
    status = with_activity(counted, day, active, advises=not workspace.is_past)
    hidden = () if workspace.sees_private else ("Applications and contact details are not in this clone.",)
    latest: tuple[HistoryEvent, ...] = ()
    try:
        latest = latest_events(workspace, group, recent)
    except RemoteUnavailable as error:  # in a partial clone they may have to be fetched
        hidden = (*hidden, str(error))
    return GroupReport(
        status=status,
        day=day,
        values=values,
        recent=latest,
        hidden=hidden,
        labels=all_labels(workspace),
    )


def process_report(workspace: Workspace, attention: tuple[Attention, ...], day: str) -> GroupReport:
    """The report of the whole process on an ISO day: what belongs to it and to no group, with its latest events."""
    from wmstrat.reports.history import events

    process = workspace.process
    of = GroupOnDay(process, day, Shared(workspace))
    kinds = [kind for kind in workspace.kinds if kind.home.process]
    values = {fact.key: fact.value(of) for kind in kinds for fact in kind.facts if fact.value}
    values |= {part.key: part.items(of) for kind in kinds for part in kind.parts}
    latest = tuple(events(workspace, process, limit=RECENT))
    return GroupReport(
        status=GroupStatus(
            ALL, ALL, process.label, "process", (), {}, 0, latest[0].when[:10] if latest else "", attention
        ),
        day=day,
        values=values,
        recent=latest,
        hidden=(),
        labels=all_labels(workspace),
    )
