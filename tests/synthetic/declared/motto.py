"""Mottos: what a group, or the whole process, goes by. Each has one, and remembers the earlier ones."""

from __future__ import annotations

from wmstrat.kinds.parts import ID, group
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import IN_GROUP_OR_PROCESS
from wmstrat.record.ids import OnePerGroup
from wmstrat.record.kind import Kind
from wmstrat.record.types import Line

EARLIER = (
    Field("text", Line(), "what it was", required=True),
    Field("since", Day(default="today"), "from when on", required=True),
    Field("until", Day(), "until when"),
)

KIND = Kind(
    name="motto",
    plural="mottos",
    about="Mottos: what a group, or the whole process, goes by.",
    ids=OnePerGroup(word="motto"),
    home=IN_GROUP_OR_PROCESS,
    fields=(
        ID,
        group("whose motto it is", process=True),
        Field("title", Line(), "the motto", required=True),
        Field("lasting", Entries(EARLIER, key=("text", "since")), "mottos with their days: text, since, until"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "lasting"),
    body="why just this one",
    example='wmstrat motto add CB "Together"',
)
