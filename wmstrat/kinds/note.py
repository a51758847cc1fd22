"""Notes: anything worth keeping, in a line or in pages, about anything."""

from __future__ import annotations

from wmstrat.record.fields import Choice, Day, Field, Language, Line, Listing, Reference, Term
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind, State, Values
from wmstrat.record.view import View

STATES = (
    State("kept", "worth keeping", ("withdrawn",)),
    State("withdrawn", "taken back, and still readable", ("kept",)),
)


def _today(values: Values, view: View) -> Values:
    return {"date": values["date"] or view.today}


KIND = Kind(
    name="note",
    plural="notes",
    about="Notes: what was said, seen or found.",
    identity=Dated(letters="N"),
    states=STATES,
    fields=(
        Field("id", Line(), "the name of this file; never changes", required=True, fixed=True),
        Field("group", Reference(("group",)), "the group whose note it is", required=True, fixed=True),
        Field("title", Line(), "a title, where the first line does not do"),
        Field("state", Choice(tuple(state.name for state in STATES)), "kept or withdrawn"),
        Field("date", Day(), "the day that the note is about", required=True),
        Field("kind", Term("note_kinds"), "a kind of note of process.yaml"),
        Field("about", Listing(Reference()), "the records that it is about"),
        Field("language", Language(), "the language of the note"),
        Field("author", Line(), "who wrote it, as they want to be named", flag="by"),
    ),
    arguments=("group", "body"),
    initial=_today,
    columns=("id", "date", "title", "kind", "state", "about", "author"),
    body="the note",
    example='wmstrat note add CB "Affiliates ask for mentors, not for more courses." --kind interview',
)
