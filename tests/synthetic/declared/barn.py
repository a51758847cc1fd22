"""Barns: places that belong to nobody, in a folder of their own. Their keys are private."""

from __future__ import annotations

from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind
from wmstrat.record.number_types import Count
from wmstrat.record.types import Address, Line, Prose, Slug

KIND = Kind(
    name="barn",
    plural="barns",
    about="Barns: places where fairs are held.",
    ids=Slugged(),
    home=Home(top="barns"),
    fields=(
        Field("id", Slug(), "the name of this file; it never changes", required=True, fixed=True),
        Field("name", Line(), "what it is called", required=True),
        Field("seats", Count(), "how many people it holds"),
        Field("page", Address(), "where it is described"),
        Field("way", Prose(), "how to get there"),
        Field("key", Line(), "where the key is", private=True),
    ),
    arguments=("name",),
    columns=("id", "name", "seats"),
    example='wmstrat barn add "Old Mill"',
)
