"""Applications: anybody may ask to join, on any day (requirement 55). They are personal, so they stay private."""

from __future__ import annotations

from wmstrat.errors import NotFound
from wmstrat.kinds.parts import ID, group, state, today_in
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.reporting import Fact, Form, Notice, OfGroup, Tally
from wmstrat.record.states import DONE, OPEN, State
from wmstrat.record.types import Day, Prose, Reference, Term
from wmstrat.record.view import Changing

STATES = (
    State("applied", "waits for an answer", OPEN, ("appointed", "declined"), tone="waiting"),
    State("appointed", "became a member", DONE, (), set_by="member appoint"),
    State("declined", "was answered with a no", DONE, ("applied",), set_by="member decline", tone="aside"),
)


def waiting(change: Changing, body: Record, person: Record) -> list[Record]:
    """The applications of a person to a group that wait for an answer."""
    return [
        application
        for application in change.records("application", body.id)
        if application["person"] == person.id and application.state == "applied"
    ]


def declined(change: Changing, body: Record, person: Record, day: str, answer: str) -> Record:
    """Answer the applications of a person to a group with a no; returns the latest. Raises NotFound if none waits."""
    applications = waiting(change, body, person)
    if not applications:
        raise NotFound(
            "No application of {person} to {group} waits for an answer. See all with: "
            "`wmstrat application list {code}`",
            person=person.label,
            group=body.label,
            code=body["code"],
        )
    return [change.settle(each, state="declined", answered=day, answer=answer) for each in applications][-1]


def _waiting_in(of: OfGroup) -> int | None:
    """How many applications wait; None where private/ cannot be seen."""
    if not of.view.sees_private:
        return None
    return sum(application.state == "applied" for application in of.records("application"))


KIND = Kind(
    name="application",
    plural="applications",
    about="Who asked to join which group (private).",
    ids=Dated(letters="A", day_field="on"),
    home=Home(groups=True, private=True),
    states=STATES,
    day="on",
    fields=(
        ID,
        Field("person", Reference(("person",)), "who: the id of a person", required=True, fixed=True),
        group("where: the id of a group"),
        state(STATES),
        Field("on", Day(), "the day of the application", required=True, fixed=True),
        Field("answered", Day(), "the day of the answer"),
        Field("type", Term("member_types"), "where the person comes from: a member type of process.yaml"),
        Field("why", Prose(), "why the person wants to join"),
        Field("answer", Prose(), "what the person was told"),
    ),
    arguments=("group", "person"),
    adds=False,
    initial=today_in("on"),
    instead_of_undo="member decline {group} {person}",
    columns=("id", "person", "group", "state", "on", "answered"),
    example='wmstrat member apply CB "Member 17"',
    tallies=(Tally("applications", 100, "Applied", (Form(130, "number or blank"),), value=_waiting_in),),
    notices=(
        Notice(
            "applications",
            2,
            "{count} application waits for an answer",
            "wmstrat application list GROUP",
            _waiting_in,
            while_working=True,
            many="{count} applications wait for an answer",
        ),
    ),
    facts=(Fact(60, "Applications", lambda counts: str(counts["applications"] or "")),),
)
