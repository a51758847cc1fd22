"""Applications: anybody may ask to join, on any day (requirement 55). They are personal, so they stay private."""

from __future__ import annotations

from wmstrat.kinds.parts import ID, STATE, group
from wmstrat.record.fields import Day, Field, Prose, Reference, Term
from wmstrat.record.home import Home
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.record import Values
from wmstrat.record.states import DONE, OPEN, State
from wmstrat.record.view import View

STATES = (
    State("applied", "waits for an answer", OPEN, ("appointed", "declined"), tone="waiting"),
    State("appointed", "became a member", DONE, (), set_by="member appoint"),
    State("declined", "was answered with a no", DONE, ("applied",), set_by="member decline", tone="aside"),
)


def _today(values: Values, view: View) -> Values:
    return {"on": values["on"] or view.today}


KIND = Kind(
    name="application",
    plural="applications",
    about="Who asked to join which group (private).",
    ids=Dated(letters="A", day_field="on"),
    suffix=".yaml",
    home=Home(groups=True, private=True),
    states=STATES,
    fields=(
        ID,
        Field("person", Reference(("person",)), "who: the id of a person", required=True, fixed=True),
        group("where: the id of a group"),
        STATE,
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
