"""Applications: anybody may ask to join, on any day (requirement 55). They are personal, so they stay private."""

from __future__ import annotations

from wmstrat.record.fields import Choice, Day, Field, Line, Prose, Reference, Term
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind, State, Values
from wmstrat.record.view import View

STATES = (
    State("applied", "waits for an answer", ("appointed", "declined")),
    State("appointed", "became a member", (), set_by="member appoint"),
    State("declined", "was answered with a no", ("applied",), set_by="member decline"),
)


def _today(values: Values, view: View) -> Values:
    return {"on": values["on"] or view.today}


KIND = Kind(
    name="application",
    plural="applications",
    about="Who asked to join which group (private).",
    identity=Dated(letters="A", day_field="on"),
    suffix=".yaml",
    kept_private=True,
    states=STATES,
    fields=(
        Field("id", Line(), "the name of this file; never changes", required=True, fixed=True),
        Field("person", Reference(("person",)), "who: the id of a person", required=True, fixed=True),
        Field("group", Reference(("group",)), "where: the id of a group", required=True, fixed=True),
        Field(
            "state",
            Choice(("applied", "appointed", "declined")),
            "applied, appointed or declined",
            required=True,
        ),
        Field("on", Day(), "the day of the application", required=True, fixed=True),
        Field("answered", Day(), "the day of the answer"),
        Field("type", Term("member_types"), "where the person comes from: a member type of process.yaml"),
        Field("why", Prose(), "why the person wants to join"),
        Field("answer", Prose(), "what the person was told"),
    ),
    arguments=("group", "person"),
    initial=_today,
    instead_of_undo="member decline {group} {person}",
    columns=("id", "person", "group", "state", "on", "answered"),
    example='wmstrat member apply CB "Member 17"',
)
