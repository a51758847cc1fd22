"""Notes: anything worth keeping, in a line or in pages, about anything."""

from __future__ import annotations

from wmstrat.kinds.panels import NOTE_KINDS
from wmstrat.kinds.parts import ID, group, state, today_in
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Fact
from wmstrat.record.states import ASIDE, DONE, State
from wmstrat.record.types import Language, Line, Listing, Reference

STATES = (
    State("kept", "recorded", DONE, ("withdrawn",), tone=""),
    State("withdrawn", "withdrawn, but still readable", ASIDE, ("kept",)),
)


KIND = Kind(
    name="note",
    plural="notes",
    about="Notes: what was said, seen or found.",
    ids=Dated(letters="N"),
    states=STATES,
    day="date",
    fields=(
        ID,
        group("the group whose note it is"),
        Field("title", Line(), "a title, if the first line is not a good one"),
        state(STATES, required=False),
        Field("date", Day(), "the date that the note is about", required=True),
        Field("kind", NOTE_KINDS, "a kind of note of process.yaml"),
        Field("about", Listing(Reference(inverse="notes")), "the records that it is about"),
        Field("language", Language(), "the language of the note"),
        Field("author", Line(), "who wrote it, as they want to be named", flag="by"),
    ),
    arguments=("group", "body"),
    initial=today_in("date"),
    columns=("id", "date", "title", "kind", "state", "about", "author"),
    body="the note",
    facts=(
        Fact(80, "Notes", lambda counts: str(counts["notes"] or ""), "notes", lambda of: len(of.counting("note"))),
    ),
    example='wmstrat note add CB "Affiliates ask for mentors, not for more courses." --kind interview',
)
