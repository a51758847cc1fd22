"""Whispers: what a few know of a group, or of the whole process. All of it is private."""

from __future__ import annotations

from wmstrat.kinds.parts import HANDLE, ID, group, state, today_in
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.states import ASIDE, OPEN, State
from wmstrat.record.types import Reference, Text

STATES = (State("kept", "few know it", OPEN), State("forgotten", "nobody minds any more", ASIDE))


KIND = Kind(
    name="whisper",
    plural="whispers",
    about="Whispers: what only a few know (private).",
    ids=Numbered(letters="XW"),
    home=Home(groups=True, process=True, private=True),
    states=STATES,
    day="date",
    fields=(
        ID,
        HANDLE,
        group("whom it is about", process=True),
        state(STATES),
        Field("date", Day(), "when it was heard", required=True),
        Field("from", Reference(("person",)), "who said it", flag="said-by"),
        Field("thoughts", Text(), "what to think of it"),
    ),
    arguments=("group", "body"),
    initial=today_in("date"),
    columns=("id", "date", "state", "from"),
    body="what was said",
    example='wmstrat whisper add CB "They may leave."',
)
