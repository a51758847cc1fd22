"""Applications: anybody may ask to join, on any day (requirement 55). They are personal, so they stay private."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from wmstrat.errors import NotFound
from wmstrat.kinds import parts
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed, Fact, Form, Notice, OfGroup, Tally
from wmstrat.record.states import DONE, OPEN, State
from wmstrat.record.types import Prose, Term
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing

STATES = (
    State("applied", "waits for an answer", OPEN, ("shortlisted", "appointed", "declined"), tone="waiting"),
    State("shortlisted", "is on the short list", OPEN, ("applied", "appointed", "declined"), tone="moving"),
    State("appointed", "became a member", DONE, (), set_by="member appoint"),
    State("declined", "was declined", DONE, ("applied",), set_by="member decline", tone="aside"),
)


def waiting(change: Changing, group: str, person: str) -> list[Record]:
    """The applications of a person to a group that wait for an answer."""
    return [
        application
        for application in change.records("application", group)
        if application["person"] == person and application.is_open
    ]


def answered_by(change: Changing, membership: Record) -> None:
    """Answer the applications that led to a membership; not before the day on which each was made."""
    for application in waiting(change, membership.group, membership["person"]):
        since = membership["since"]
        day = "" if since == UNKNOWN else max(since, application["on"])
        change.settle(application, state="appointed", answered=day)


def declined(change: Changing, applications: Sequence[Record], day: str, why: str) -> tuple[Record, ...]:
    """Decline applications."""
    return tuple(change.settle(each, state="declined", answered=day, why=why) for each in applications)


def declined_of(change: Changing, body: Record, person: Record, day: str, why: str) -> tuple[Record, ...]:
    """Decline the applications of a person to a group. Raises NotFound if none waits."""
    applications = waiting(change, body.id, person.id)
    if not applications:
        raise NotFound(
            "{person} has no open application to {group}. See all with: `wmstrat application list {code}`",
            person=person.label,
            group=body.label,
            code=body["code"],
        )
    return declined(change, applications, day, why)


def _decline(change: Changing, application: Record, given: Given) -> Done:
    records = declined(change, [application], given["on"], given["why"])
    return Done(f"decline {application.id}", records, answers=(application.id,))


def _waiting_in(of: OfGroup) -> int | None:
    """How many applications wait; None where private/ cannot be seen."""
    if not of.view.sees_private:
        return None
    return sum(application.is_open for application in of.records("application"))


KIND = Kind(
    name="application",
    plural="applications",
    about="Applications to join a group (private).",
    ids=Dated(letters="AP", once="A", day_field="on"),
    home=Home(groups=True, private=True),
    states=STATES,
    day="on",
    fields=(
        parts.ID,
        parts.PERSON,
        parts.group("where: the id of a group"),
        parts.state(STATES),
        Field("on", Day(), "the date of the application", required=True, fixed=True),
        Field("answered", Day(), "the date of the answer"),
        Field("type", Term("member_types"), "where the person comes from: a member type of process.yaml"),
        Field("motivation", Prose(), "why the person wants to join, in their own words", once="why"),
        replace(parts.WHY, once="answer"),
    ),
    arguments=("group", "person"),
    adds=False,
    initial=parts.today_in("on"),
    instead_of_undo="member decline {group} {person}",
    columns=("id", "person", "group", "state", "on", "answered"),
    computed=(
        Computed(
            "answer",
            Prose(),
            "the old name of motivation",
            value=lambda application, _view, _day: application["why"],
            for_scripts=True,
        ),
    ),
    example='wmstrat member apply CB "Member 17"',
    checks=(parts.ends_after_it_begins("on", "answered", "the date of the answer"),),
    follow=(parts.reason_ends, parts.ends_with_the_state("answered")),
    verbs=(
        Verb(
            name="decline",
            also=("reject", "refuse", "delete", "remove", "rm"),
            about="Decline applications.",
            example='wmstrat application decline CB-AP20180714-k3f9 --why "The group is full until March"',
            options=(parts.on("the date (default: today)"), replace(parts.WHY, about="what the person was told")),
            does=_decline,
        ),
    ),
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
