"""The stages that a group is in on a day."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.record.days import holds_on
from wmstrat.record.record import Record
from wmstrat.record.view import View, labels_of, vocabulary


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
