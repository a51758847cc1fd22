"""Memberships: one record a term, so that leaving and coming back stays readable (requirement 55)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import joining, selecting, steering, trustees, workload
from wmstrat.kinds.application import answered_by
from wmstrat.kinds.membership_reports import FACTS, NOTICES, PARTS, TALLIES, first_role
from wmstrat.kinds.parts import END_IS_AFTER_BEGINNING, ID, PERSON, ends_after_it_begins, group, state
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN, overlap
from wmstrat.record.fields import Field
from wmstrat.record.ids import Joined
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Finding, blank, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Computed
from wmstrat.record.states import DONE, State
from wmstrat.record.types import Line, Listing, Prose, Reference, Term
from wmstrat.record.view import Changing, View

STATES = (
    State("appointed", "in the group since the date of appointment", DONE, ("left",)),
    State("left", "has left the group", DONE, (), tone="aside"),
)


def _one_term_at_a_time(record: Record, view: View) -> Iterator[Finding]:
    for identity in view.relations("membership", "person").get(record["person"], ()):
        other = view.get("membership", identity) if identity != record.id else None
        if other is not None and other["group"] == record["group"] and overlap(record.values, other.values):
            yield Finding(
                "since",
                f"a term that overlaps with {other.id}",
                "terms of one person in one group that do not overlap",
                by_setting(
                    record,
                    "Correct the dates",
                    f"since=DATE. If both are the same term, undo yours: wmstrat log {record.id}, then wmstrat "
                    "undo COMMIT",
                ),
            )


def _has_left(term: Record) -> bool:
    return term.state == "left"


def _leaves_on_a_day(step: Step, view: View) -> Values:
    """Who leaves does so today; of a term that was over before it was recorded the day is known or not."""
    left = _has_left(step.after) and (step.before is None or not _has_left(step.before))
    return {"until": UNKNOWN if step.before is None else view.today} if left and not step.after["until"] else {}


def _begins(values: Values, _: View) -> Values:
    return {"since": values["since"] or UNKNOWN}


def _joins(change: Changing, membership: Record) -> None:
    """A person known in private only is shown by name once a member, and the applications are answered."""
    person = change.get("person", membership["person"])
    if person is not None:
        change.publish(person)
    if membership.state == "appointed":
        answered_by(change, membership)


KIND = Kind(
    name="membership",
    noun="member",
    plural="members",
    about="Members of groups, with roles and dates.",
    ids=Joined(field="person"),
    states=STATES,
    fields=(
        ID,
        PERSON,
        group("where: the id of a group"),
        state(STATES),
        Field(
            "roles",
            Listing(Term("roles")),
            "what the person does in the group: roles of process.yaml",
            label="Role",
            flag="role",
            once="role",
        ),
        Field("type", Term("member_types"), "where the person comes from: a member type of process.yaml"),
        Field("organization", Line(), "whom the person also works or speaks for"),
        Field("community", Line(), "the home community of the person", seldom=True),
        Field("interests", Prose(), "what others should know about the interests of the person", seldom=True),
        Field("since", Day(unknown=True), "the first day", required=True),
        Field("until", Day(unknown=True), "the last day"),
        Field("selected_by", Reference(("group",)), "the body that selected the member"),
        Field(
            "selected_with", Listing(Reference(("group",))), "other bodies that took part in selecting", seldom=True
        ),
        Field("why", Prose(), "the reason for joining or leaving"),
    ),
    arguments=("group", "person"),
    adds=False,
    initial=_begins,
    prepares=_joins,
    instead_of_undo="member leave {group} {person}",
    columns=("id", "person", "group", "roles", "type", "since", "until"),
    example='wmstrat member appoint CB "Member 17" --role coordinator',
    checks=(
        *selecting.CHECKS,
        ends_after_it_begins("since", "until", "the date on which the member joined, or a later date"),
        Check(
            "dates",
            END_IS_AFTER_BEGINNING,
            blank("until", "the date on which the member left", "until=DATE", _has_left),
        ),
        trustees.CHECK,
        Check("terms", "The terms of one person in one group do not overlap.", _one_term_at_a_time),
    ),
    computed=(
        Computed(
            "role",
            Term("roles"),
            "the first role",
            value=lambda term, _view, _day: first_role(term),
            for_scripts=True,
        ),
    ),
    follow=(_leaves_on_a_day,),
    verbs=joining.VERBS,
    tallies=TALLIES,
    notices=(*NOTICES, *workload.NOTICES, steering.NOTICE),
    facts=FACTS,
    parts=PARTS,
)
