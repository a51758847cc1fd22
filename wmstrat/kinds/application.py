"""Applications: anybody may ask to join, on any day (requirement 55). They are personal, so they stay private."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import NotFound
from wmstrat.kinds.parts import ID, STATE, group
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Counts, Fact, Form, Notice, OfGroup, Tally
from wmstrat.record.states import DONE, OPEN, State
from wmstrat.record.types import Day, Prose, Reference, Term
from wmstrat.record.view import Changing, View

STATES = (
    State("applied", "waits for an answer", OPEN, ("appointed", "declined"), tone="waiting"),
    State("appointed", "became a member", DONE, (), set_by="member appoint"),
    State("declined", "was answered with a no", DONE, ("applied",), set_by="member decline", tone="aside"),
)


def _today(values: Values, view: View) -> Values:
    return {"on": values["on"] or view.today}


def waiting(change: Changing, body: Record, person: Record) -> list[Record]:
    """The applications of a person to a group that wait for an answer."""
    return [
        application
        for application in list(change.records("application", body.id))
        if application["person"] == person.id and application.state == "applied"
    ]


def declined(change: Changing, body: Record, person: Record, day: str, answer: str) -> Record:
    """The latest application of a person to a group, answered with a no. Raises NotFound when none waits."""
    applications = waiting(change, body, person)
    if not applications:
        raise NotFound(
            "No application of {person} to {group} waits for an answer. See all with: wmstrat application list "
            "{code}",
            person=person.label,
            group=body.label,
            code=body["code"],
        )
    for application in applications:
        change.settle(application, state="declined", answered=day, answer=answer)
    return applications[-1]


def _waiting_in(of: OfGroup) -> int | None:
    """How many applications wait; None where private/ cannot be seen."""
    if not of.view.sees_private:
        return None
    return sum(application.state == "applied" for application in of.records("application"))


def _wait(of: OfGroup) -> Iterator[tuple[int, str]]:
    yield of.counts["applications"] or 0, ""


def _in_words(counts: Counts) -> str:
    return str(counts["applications"] or "")


KIND = Kind(
    name="application",
    plural="applications",
    about="Who asked to join which group (private).",
    ids=Dated(letters="A", day_field="on"),
    home=Home(groups=True, private=True),
    suffix=".yaml",
    states=STATES,
    day="on",
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
    adds=False,
    initial=_today,
    instead_of_undo="member decline {group} {person}",
    columns=("id", "person", "group", "state", "on", "answered"),
    example='wmstrat member apply CB "Member 17"',
    tallies=(
        Tally(
            key="applications",
            place=100,
            value=_waiting_in,
            heading="Applied",
            forms=(Form(130, "number or blank"),),
        ),
    ),
    notices=(
        Notice(
            name="applications",
            urgency=2,
            text="Applications that wait for an answer: {count}.",
            command="wmstrat application list GROUP",
            finds=_wait,
            while_working=True,
        ),
    ),
    facts=(Fact(place=60, label="Applications", text=_in_words),),
)
