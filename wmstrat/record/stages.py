"""The stages that a group is in, and what follows from the last one: nothing is late in a group that is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from wmstrat.record.days import holds_on
from wmstrat.record.view import labels_of, vocabulary

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View


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


def is_over(group: Record, view: View, day: str) -> bool:
    """True for a group that is in the last stage of process.yaml on an ISO day, the one after the work."""
    if group.unreadable or not group.is_group:
        return False
    last = next(reversed(vocabulary(view, "stages")), "")
    return any(entry["stage"] == last and holds_on(entry, day) for entry in group["stages"])


def is_late(record: Record, view: View, day: str) -> bool:
    """True when something is left to do that was due before an ISO day, by a group whose work is not over."""
    if not record.is_late(day):
        return False
    group = view.get("group", record.group)
    return group is None or not is_over(group, view, day)
