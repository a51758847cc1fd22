"""One group in depth: what the kinds show of it, and what happened lately."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import RemoteUnavailable
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.reporting import Fact, Part
from wmstrat.record.view import View, labels_of
from wmstrat.reports.one_group import GroupOnDay, Shared
from wmstrat.reports.overview import GroupStatus, look

if TYPE_CHECKING:
    from wmstrat.reports.history import Event
    from wmstrat.workspace.workspace import Workspace


class GroupReport(Struct, frozen=True):
    """One group on an ISO day. `values` has what the kinds say of it, by the keys of their facts and parts."""

    status: GroupStatus
    day: str
    values: dict[str, Any]
    recent: tuple[Event, ...]
    hidden: tuple[str, ...]
    labels: dict[str, str]


def facts(view: View) -> list[Fact]:
    """The lines that all kinds put at the head of the page, in the order of their places."""
    return sorted((fact for kind in view.kinds for fact in kind.facts), key=lambda fact: fact.place)


def parts(view: View) -> list[tuple[Kind, Part]]:
    """The sections that the kinds put on the page, in the order of their places."""
    return sorted(((kind, part) for kind in view.kinds for part in kind.parts), key=lambda shown: shown[1].place)


def group_report(group: Record, workspace: Workspace, on: str = "", recent: int = 8) -> GroupReport:
    """The report of one group, with its latest events from git's history."""
    from wmstrat.reports.history import events
    from wmstrat.workspace.activity import last_activity

    of = GroupOnDay(group, on or workspace.today, Shared(workspace))
    status = look(of, last_activity(workspace).get(group.id, ""))
    closer = tuple(replace(item, command=item.closer or item.command) for item in status.attention)
    values = {fact.key: fact.value(of) for fact in facts(workspace) if fact.value}
    values |= {part.key: part.items(of) for _, part in parts(workspace)}
    hidden = () if workspace.sees_private else ("Applications and contact details are not in this clone.",)
    latest: tuple[Event, ...] = ()
    try:
        latest = tuple(events(workspace, group, limit=recent))
    except RemoteUnavailable as error:  # in a partial clone they may have to be fetched
        hidden = (*hidden, str(error))
    return GroupReport(
        status=replace(status, attention=closer),
        day=of.day,
        values=values,
        recent=latest,
        hidden=hidden,
        labels=labels_of(workspace),
    )
