"""How every group is doing, and what needs attention: `wmstrat status`. Its cost depends on what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zlib import crc32

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from wmstrat.checks.symlinks import links
from wmstrat.record.home import ALL
from wmstrat.record.record import Record
from wmstrat.record.reporting import CountColumn
from wmstrat.record.view import all_labels
from wmstrat.reports.notices import Attention, broken, gathered, noticed_across, noticed_in_process
from wmstrat.reports.of_group import GroupOnDay, GroupStatus, Shared, look, tallies, with_activity
from wmstrat.workspace.memory import PART_OF_GROUP

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


class Status(Struct, frozen=True):
    """All groups on one day. `attention` is gathered over the groups, worst first; `hidden` says in sentences what
    this clone cannot see. `columns` says how the table shows the counts, `totals` words their sums; `is_new` is True
    for a process that has not begun."""

    process: str
    day: str
    groups: tuple[GroupStatus, ...]
    bodies: tuple[GroupStatus, ...]
    attention: tuple[Attention, ...]
    columns: tuple[CountColumn, ...] = ()
    totals: tuple[str, ...] = ()
    is_new: bool = False
    hidden: tuple[str, ...] = ()
    labels: dict[str, dict[str, str]] = {}

    @property
    def begins(self) -> bool:
        """True where the process has not begun, and each group needs the same."""
        codes = {group.code or group.slug for group in self.groups}
        return self.is_new and bool(self.attention) and all(codes <= {*item.groups} for item in self.attention)


def status(workspace: Workspace, on: str = "") -> Status:
    """All groups on an ISO day, today if left out; from memory as far as nothing has changed since the last time."""
    day = on or workspace.today
    name = f"status {day} {workspace.sees_private}"
    known = workspace.recall(name)
    if known is not None:
        return _with_activity(convert(known, Status), workspace)
    shared = Shared(workspace)
    report = _status(shared, day)
    workspace.remember(name, to_builtins(report), shared.view.asked)
    return _with_activity(report, workspace)


def begins(workspace: Workspace, group: GroupStatus, on: str = "") -> bool:
    """True for a group without work in a process that has not begun."""
    has_work = any(group.counts[tally.key] for tally in tallies(workspace) if tally.is_work)
    return not has_work and status(workspace, on).begins


def _with_activity(report: Status, workspace: Workspace) -> Status:
    """The report with the days of the last commits of the groups, and with what needs attention gathered."""
    from wmstrat.workspace.activity import last_activity

    active, advises = last_activity(workspace), not workspace.is_past
    groups, bodies = (
        tuple(with_activity(group, report.day, active.get(group.slug, ""), advises=advises) for group in groups)
        for groups in (report.groups, report.bodies)
    )
    items = [*(item for group in (*groups, *bodies) for item in group.attention), *report.attention]
    return replace(
        report,
        groups=groups,
        bodies=bodies,
        attention=tuple(gathered(items)),
        is_new=report.is_new and all(item.urgency > 1 for item in items),
    )


def _status(shared: Shared, day: str) -> Status:
    """All that follows from the records: as attention what is in no group, and as new a process without work."""
    workspace, view = shared.workspace, shared.view
    records = list(view.records("group"))
    ids = sorted(record.id for record in records)  # what a group lacks, another one may bring
    groups = [_remembered(group, shared, f"{day} {crc32(repr(ids).encode())}", day) for group in records]
    groups.sort(key=lambda group: (group.code, group.slug))
    working = tuple(group for group in groups if group.kind == "working")
    hidden = "This clone has no private/ repository, so applications and contact details are not shown here."
    counted, everywhere = tallies(workspace), [group.counts for group in groups]
    counts = [group.counts for group in working]
    begun = any(count[tally.key] for count in counts for tally in counted if tally.is_work)
    return Status(
        process=view.process.label,
        day=day,
        groups=working,
        bodies=tuple(group for group in groups if group.kind != "working"),
        attention=(*of_process(shared, day), *_broken_elsewhere(workspace)),
        columns=tuple(tally.column for tally in counted if tally.forms),
        totals=tuple(tally.total(everywhere if tally.everywhere else counts) for tally in counted if tally.total),
        is_new=not begun and not workspace.is_past,
        hidden=() if workspace.sees_private else (hidden,),
        labels=all_labels(view),
    )


def _broken_elsewhere(workspace: Workspace) -> Iterator[Attention]:
    """Files with errors that are in no group."""
    where = [record.kind.plural for record in workspace.broken() if not workspace.get("group", record.group)]
    where += [path for path in links(workspace) if not workspace.get("group", "".join(path.split("/")[1:2]))]
    if where:
        yield broken(tuple(sorted(set(where))), len(where), advises=not workspace.is_past)


def of_process(shared: Shared, day: str) -> list[Attention]:
    """What is noticed about the whole process: about its own records, which the index forgets when one of them
    changes, and across groups."""
    return [*noticed_across(GroupOnDay(shared.view.process, day, shared)), *_of_own_records(shared, day)]


def _of_own_records(shared: Shared, day: str) -> list[Attention]:
    workspace, view = shared.workspace, shared.view
    name = f"{PART_OF_GROUP} {ALL} {workspace.sees_private}"
    known = workspace.recall(name)
    if known is not None and known["when"] == day:
        view.note(known["kinds"])
        return convert(known["attention"], list[Attention])
    noticed = [*noticed_in_process(GroupOnDay(workspace.process, day, shared))]
    value = {"when": day, "kinds": view.asked, "attention": to_builtins(noticed)}
    workspace.remember(name, value, view.asked)
    return noticed


def _remembered(group: Record, shared: Shared, when: str, day: str) -> GroupStatus:
    """The part of one group, remembered by the index until a record changes on which it depends. For a working group
    these are its own records and those that they refer to; for another body, which decides about what others submit,
    the records of all groups."""
    workspace, view = shared.workspace, shared.view
    scope = PART_OF_GROUP if group["kind"] == "working" else "body"
    name = f"{scope} {group.id} {workspace.sees_private}"
    known = workspace.recall(name)
    if known is not None and known["when"] == when:
        view.note(known["kinds"])
        return convert(known["status"], GroupStatus)
    report = look(GroupOnDay(group, day, shared))
    value = {"when": when, "kinds": view.asked, "status": to_builtins(report)}
    workspace.remember(name, value, view.asked)
    return report
