"""Stalls: where a group stands in a barn, one file for each barn."""

from __future__ import annotations

from wmstrat.kinds.parts import ID, group
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.ids import Joined
from wmstrat.record.kind import Kind
from wmstrat.record.types import Line, Reference, Term

KIND = Kind(
    name="stall",
    plural="stalls",
    about="Stalls: where a group stands in a barn.",
    ids=Joined(field="barn"),
    fields=(
        ID,
        group("whose stall it is"),
        Field("barn", Reference(("barn",), inverse="stalls"), "the barn", required=True, fixed=True),
        Field("place", Line(), "where it stands"),
        Field("level", Term("levels"), "what it is about"),
        Field("since", Day(), "from when on"),
        Field("until", Day(), "until when"),
    ),
    arguments=("group", "barn"),
    columns=("id", "barn", "place", "since", "until"),
    example="wmstrat stall add CB old-mill",
)
