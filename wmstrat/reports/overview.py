"""Where every group stands, and what needs attention: the report behind `wmstrat status`.

A report is plain data; how it looks is for `say`. What it costs to compute is paid once per change of a record,
since the index remembers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from wmstrat.checks.symlinks import links
from wmstrat.kinds import draft as drafts
from wmstrat.kinds import question as questions
from wmstrat.record.dated import holds_on
from wmstrat.record.record import Record
from wmstrat.record.view import View, vocabulary
from wmstrat.reports.attention import Attention, attention_of, gathered

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace


class Stage(Struct, frozen=True):
    """A stage that a group is in: its id, how people read it, and since which ISO day."""

    id: str
    label: str
    since: str


class GroupStatus(Struct, frozen=True):
    """One group on one day.

    `types` counts the current members by member type; `questions_open` are neither set aside nor final;
    `drafts` counts by state; `uncovered` are the ids of focus items without question and draft;
    `applications` is None where private/ cannot be seen; `active` is the ISO day of the last commit that touched
    the group, or an empty text.
    """

    code: str
    slug: str
    name: str
    kind: str
    stages: tuple[Stage, ...]
    members: int
    types: dict[str, int]
    coordinators: tuple[str, ...]
    questions_final: int
    questions_all: int
    drafts: dict[str, int]
    uncovered: tuple[str, ...]
    applications: int | None
    unreadable: int
    active: str
    attention: tuple[Attention, ...] = ()


class Status(Struct, frozen=True):
    """All groups on one day. `attention` is gathered over the groups, worst first; `hidden` says in sentences
    what this clone cannot see."""

    process: str
    day: str
    minimum: int
    maximum: int
    groups: tuple[GroupStatus, ...]
    bodies: tuple[GroupStatus, ...]
    attention: tuple[Attention, ...]
    hidden: tuple[str, ...] = ()
    labels: dict[str, str] = {}


STATES = "labels"
VOCABULARIES = ("stages", "roles", "member_types", "levels", "note_kinds", STATES)


def labels(view: View, *names: str) -> dict[str, str]:
    """How people read the words of these vocabularies of process.yaml (STATES are the states), of all unless told,
    by the word."""
    read = {}
    for name in names or VOCABULARIES:
        for entry in view.process.values.get(name) or []:
            read[entry["id"]] = entry["label"] or entry["id"]
    return read


def current_stages(group: Record, view: View, on: str) -> tuple[Stage, ...]:
    """The stages that the group is in on a day, in the order of process.yaml (they may overlap, requirement 23)."""
    order = vocabulary(view, "stages")
    read = labels(view)
    begun = [
        Stage(entry["stage"], read.get(entry["stage"], entry["stage"]), entry["since"])
        for entry in group["stages"]
        if holds_on(entry, on)
    ]
    return tuple(sorted(begun, key=lambda stage: order.index(stage.id) if stage.id in order else len(order)))


def group_status(group: Record, view: Workspace, on: str, active: str = "") -> GroupStatus:
    """How one group stands on an ISO day."""
    members = [one for one in view.records("membership", group.id) if not one.unreadable and holds_on(one.values, on)]
    asked = list(view.records("question", group.id))
    written = list(view.records("draft", group.id))
    live = [one for one in asked if one.state not in questions.SET_ASIDE]
    status = GroupStatus(
        code=group["code"],
        slug=group.id,
        name=group.label,
        kind=group["kind"],
        stages=current_stages(group, view, on),
        members=len({one["person"] for one in members}),
        types=dict(Counter(one["type"] for one in members if one["type"])),
        coordinators=tuple(_name(view, one["person"]) for one in members if one["role"] == "coordinator"),
        questions_final=sum(one.state in questions.SETTLED for one in live),
        questions_all=len(live),
        drafts=dict(Counter(one.state for one in written if one.state)),
        uncovered=tuple(uncovered(group, asked, written)),
        applications=_waiting(view, group.id),
        unreadable=sum(one.group == group.id for one in view.broken())
        + len(list(links(view, f"groups/{group.id}/"))),
        active=active,
    )
    found = attention_of(group, status, asked, written, view, on)
    return replace(status, attention=tuple(found))


def _name(view: View, person: str) -> str:
    found = view.get("person", person)
    return found.label if found else person


def _waiting(view: View, group: str) -> int | None:
    if not view.sees_private:
        return None
    return sum(one.state == "applied" for one in view.records("application", group))


def uncovered(group: Record, asked: Iterable[Record], written: Iterable[Record]) -> list[str]:
    """The focus items that no question and no draft of the group covers (requirement 72); what was set aside
    does not cover."""
    covered = {
        item
        for one in [*asked, *written]
        if one.state not in {*questions.SET_ASIDE, *drafts.SET_ASIDE}
        for item in one["focus"]
    }
    return [entry["id"] for entry in group["focus"] if entry["id"] not in covered]


def status(workspace: Workspace, on: str = "") -> Status:
    """All groups on an ISO day, today unless told; from memory when nothing has changed since the last report."""
    from wmstrat.workspace.activity import last_activity

    day = on or workspace.today
    active = last_activity(workspace)
    key = f"status {day} {workspace.sees_private} {_quiet_key(active)}"
    held = workspace.recall(key)
    if held is not None:
        return convert(held, Status)
    report = _status(workspace, day, active)
    workspace.remember(key, to_builtins(report))
    return report


def _quiet_key(active: Mapping[str, str]) -> str:
    from zlib import crc32

    return str(crc32(repr(sorted(active.items())).encode()))


def bounds(view: View) -> tuple[int, int]:
    """The smallest and the largest size that a group should have; 0 where none is named (requirement 52)."""
    return view.process["minimum_size"] or 0, view.process["maximum_size"] or 0


def _status(workspace: Workspace, day: str, active: Mapping[str, str]) -> Status:
    groups = [group_status(group, workspace, day, active.get(group.id, "")) for group in workspace.records("group")]
    groups.sort(key=lambda one: one.name.casefold())
    working = tuple(one for one in groups if one.kind == "working")
    hidden: tuple[str, ...] = ()
    if not workspace.sees_private:
        hidden = ("This clone has no private/ repository, so applications and contact details are not shown here.",)
    process = workspace.process
    elsewhere = [one.kind.plural for one in workspace.broken() if not workspace.get("group", one.group)]
    elsewhere += [path for path in links(workspace) if not workspace.get("group", "".join(path.split("/")[1:2]))]
    items = [item for one in groups for item in one.attention]
    if elsewhere:
        where = tuple(sorted(set(elsewhere)))
        items.append(Attention(1, "broken", "Files with errors: {count}.", "wmstrat check", where, len(elsewhere)))
    return Status(
        process=process.label,
        day=day,
        minimum=bounds(workspace)[0],
        maximum=bounds(workspace)[1],
        groups=working,
        bodies=tuple(one for one in groups if one.kind != "working"),
        attention=tuple(gathered(items)),
        hidden=hidden,
        labels=labels(workspace),
    )
