"""What a group looks for: skills, roles and regions, with the days on which they are needed (requirements 39, 55)."""

from __future__ import annotations

from wmstrat.kinds.parts import entries_end_after_they_begin
from wmstrat.record.day_types import Day
from wmstrat.record.days import needed_on
from wmstrat.record.fields import Entries, Field
from wmstrat.record.problem import Check
from wmstrat.record.reporting import Fact, OfGroup
from wmstrat.record.types import Choice, Line

KINDS = ("skill", "role", "region")

FIELD = Field(
    "needs",
    Entries(
        (
            Field("what", Line(), "the skill, the role or the region", required=True),
            Field("kind", Choice(KINDS), "skill, role or region; blank: any of them"),
            Field("since", Day(), "the first day on which it is needed"),
            Field("until", Day(), "the day from which on it is not needed any more"),
        ),
        ("what", "since"),
        plain=True,
    ),
    "who the group is looking for: what, kind (skill, role, region), since, until",
)

CHECK: Check = entries_end_after_they_begin("needs", "the day since when it is needed, or a later day")


def _needed(of: OfGroup) -> list[str]:
    return [entry["what"] for entry in of.group["needs"] if needed_on(entry, of.day)]


FACT = Fact(70, "Looks for", lambda counts: ", ".join(counts["needs"]), "needs", _needed)
