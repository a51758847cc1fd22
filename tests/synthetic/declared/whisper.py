"""Whispers: what a few know of a group, or of the whole process. All of it is private."""

from __future__ import annotations

from wmstrat.kinds.parts import HANDLE, ID, STATE
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.record import Values
from wmstrat.record.states import ASIDE, OPEN, State
from wmstrat.record.types import Day, Reference, Text
from wmstrat.record.view import View

STATES = (State("kept", "few know it", OPEN), State("forgotten", "nobody minds any more", ASIDE))


def _today(values: Values, view: View) -> Values:
    return {"date": values["date"] or view.today}


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
        Field("group", Reference(("group",), process=True), "whom it is about", required=True, fixed=True),
        STATE,
        Field("date", Day(), "when it was heard", required=True),
        Field("from", Reference(("person",)), "who said it", flag="said-by"),
        Field("thoughts", Text(), "what to think of it"),
    ),
    arguments=("group", "body"),
    initial=_today,
    columns=("id", "date", "state", "from"),
    body="what was said",
    example='wmstrat whisper add CB "They may leave."',
)
