"""Values of cells that are known only in a workspace: samples of a field, by their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.kinds.world import OTHER, SUBJECT, World
from wmstrat.record.kind import Kind


@dataclass(frozen=True)
class Sample:
    """A value that a field takes."""

    number: int


@dataclass(frozen=True)
class Blank:
    """Nothing in a field."""


FIRST, SECOND, BLANK = Sample(SUBJECT), Sample(OTHER), Blank()
DAY = "2018-07-01"
DAY_TO_COME = "2018-08-01"
DAY_BEFORE, OTHER_DAY = "2018-06-01", "2018-06-15"


def resolved(world: World, kind: Kind, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as records hold them."""
    values_of: dict[str, Any] = {}
    for name, value in values.items():
        field = kind.by_name.get(name)
        if isinstance(value, Sample):
            values_of[name] = world.value(field, value.number) if field else f"Text {value.number}."
        elif isinstance(value, Blank):
            values_of[name] = field.type.empty if field else ""
        else:
            values_of[name] = value
    return values_of
