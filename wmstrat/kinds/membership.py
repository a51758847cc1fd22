"""Memberships: one record a term, so that leaving and coming back stays readable (requirement 55)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import joining, member_counts, steering, trustees, workload
from wmstrat.kinds.application import answered_by
from wmstrat.kinds.member_counts import first_role
from wmstrat.kinds.parts import END_IS_AFTER_BEGINNING, ID, PERSON, ends_after_it_begins, group, is_body, state
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN, is_before, overlap
from wmstrat.record.fields import Field
from wmstrat.record.ids import Joined
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Finding, blank, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Computed
from wmstrat.record.states import DONE, State
from wmstrat.record.types import Line, Listing, Prose, Reference, Term
from wmstrat.record.view import Changing, View, vocabulary

STATES = (
    State("appointed", "in the group since the date of appointment", DONE, ("left",)),
    State("left", "has left the group", DONE, (), tone="aside"),
)


# Checks


def _selects(record: Record, view: View) -> Iterator[Finding]:
    """No working group selects members (requirement 47)."""
    others = (("selected_with", identity) for identity in record["selected_with"])
    for field, identity in (("selected_by", record["selected_by"]), *others):
        if identity and _is_in_working_group(record, view) and is_body(view.get("group", identity), "working"):
            advice = by_setting(record, "Name it", f"{field}=BODY")
            found = f'the working group "{identity}"'
            yield Finding(field, found, "the body that selected the member, such as a steering committee", advice)


def _was_selected(record: Record, view: View) -> Iterator[Finding]:
    """An appointment to a working group names the body that selected (requirement 47), where there is one. Of an
    imported one that may not be known."""
    is_meant = not record["selected_by"] and not record["import_key"] and _is_in_working_group(record, view)
    bodies = [
        body["code"]
        for body in (view.records("group") if is_meant else ())
        if is_body(body, "selecting") and not _was_over(body, record["since"], view)
    ]
    if bodies:
        advice = by_setting(record, "Name it", f"selected_by={bodies[0] if len(bodies) == 1 else 'BODY'}")
        yield Finding("selected_by", "nothing", "the body that selected the member", advice)


def _was_over(body: Record, day: str, view: View) -> bool:
    """True for a body that was in the last stage, after its work, before the day."""
    last = vocabulary(view, "stages")[-1:]
    return any(entry["stage"] in last and is_before(entry["since"], day) for entry in body["stages"])


def _is_in_working_group(record: Record, view: View) -> bool:
    return is_body(view.get("group", record["group"]), "working")


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


# What follows


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


SELECTED = "Each appointment names the body that selected the member, which is not a working group."

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
        Check("selected-by", SELECTED, _selects),
        Check("selected-by", SELECTED, _was_selected, warning=True),
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
    tallies=member_counts.TALLIES,
    notices=(*member_counts.NOTICES, *workload.NOTICES, steering.NOTICE),
    facts=member_counts.FACTS,
    parts=member_counts.PARTS,
)
