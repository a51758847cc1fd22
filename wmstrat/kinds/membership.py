"""Memberships: one record a term, so that leaving and coming back stays readable (requirement 55)."""

from __future__ import annotations

from collections.abc import Iterable

from wmstrat.kinds.parts import ID, STATE, group
from wmstrat.record.fields import Day, Field, Line, Prose, Reference, Term
from wmstrat.record.ids import Joined
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Problem
from wmstrat.record.record import Record, Values
from wmstrat.record.states import DONE, State
from wmstrat.record.view import View

STATES = (
    State("appointed", "in the group since the day of appointment", DONE, ("left",)),
    State("left", "was in the group until a day", DONE, (), tone="aside"),
)


def _was_selected(record: Record, view: View) -> Iterable[Problem]:
    """An appointment to a working group names the body that selected, and no group selects (requirement 47)."""
    group = view.get("group", record["group"])
    if group is None or group.values.get("kind") != "working":
        return
    body = view.get("group", record["selected_by"]) if record["selected_by"] else None
    if record["selected_by"] and body is None:
        return
    if body is None or body.values.get("kind") == "working":
        yield Problem(
            "selected-by",
            record.path,
            "selected_by",
            f'the working group "{record["selected_by"]}"' if body else "nothing",
            "the body that selected the member, such as the Steering Committee",
            f"Name it: wmstrat set {record.id} selected_by=BODY",
        )


def _term_in_order(record: Record, view: View) -> Iterable[Problem]:
    del view
    if record["until"] and record["since"] and record["until"] < record["since"]:
        yield Problem(
            "dates",
            record.path,
            "until",
            f"{record['until']}, before {record['since']}",
            "a day after the member joined",
            f"Correct it: wmstrat set {record.id} until=DATE",
        )
    if record.state == "left" and not record["until"]:
        yield Problem(
            "dates",
            record.path,
            "until",
            "nothing",
            "the day on which the member left",
            f"Say it: wmstrat set {record.id} until=DATE",
        )


def _one_term_at_a_time(record: Record, view: View) -> Iterable[Problem]:
    for other in view.records("membership", record["group"]):
        if other.id == record.id or other["person"] != record["person"]:
            continue
        if _overlap(record, other):
            yield Problem(
                "terms",
                record.path,
                "since",
                f"a term that overlaps with {other.id}",
                "terms of one person in one group that follow each other",
                f"Correct the days: wmstrat set {record.id} since=DATE; or, if both are one term, take yours back: "
                f"wmstrat log {record.id}, then wmstrat undo COMMIT",
            )


def _overlap(one: Record, other: Record) -> bool:
    endless = "9999-12-31"
    return bool(one["since"] < (other["until"] or endless) and other["since"] < (one["until"] or endless))


def _dated_leave(step: Step, view: View) -> Values:
    """Who leaves, leaves on a day."""
    left = step.after.state == "left" and (step.before is None or step.before.state != "left")
    return {"until": view.today} if left and not step.after["until"] else {}


def selecting_bodies(view: View) -> list[Record]:
    """The bodies that select the members of working groups."""
    return [record for record in view.records("group") if record.values["kind"] == "selecting"]


def _begins(values: Values, view: View) -> Values:
    """A membership begins today; in a working group, the selecting body has selected, if there is one only."""
    group = view.get("group", str(values["group"]))
    bodies = selecting_bodies(view) if group and group["kind"] == "working" and not values["selected_by"] else []
    selected_by = bodies[0].id if len(bodies) == 1 else values["selected_by"]
    return {"since": values["since"] or view.today, "selected_by": selected_by}


KIND = Kind(
    name="membership",
    noun="member",
    plural="members",
    about="Who is in which group, since when.",
    ids=Joined(field="person"),
    suffix=".yaml",
    states=STATES,
    fields=(
        ID,
        Field("person", Reference(("person",)), "who: the id of a person", required=True, fixed=True),
        group("where: the id of a group"),
        STATE,
        Field("role", Term("roles"), "what the person does in the group: a role of process.yaml"),
        Field("type", Term("member_types"), "where the person comes from: a member type of process.yaml"),
        Field("organization", Line(), "whom the person also works or speaks for"),
        Field("since", Day(), "the first day", required=True),
        Field("until", Day(), "the day of leaving"),
        Field("selected_by", Reference(("group",)), "the body that selected the member"),
        Field("why", Prose(), "a reason worth keeping, for joining or leaving"),
    ),
    arguments=("group", "person"),
    initial=_begins,
    instead_of_undo="member leave {group} {person}",
    columns=("id", "person", "group", "role", "type", "since", "until"),
    example='wmstrat member appoint CB "Member 17" --role coordinator',
    checks=(
        Check("selected-by", "Each appointment names the body that selected the member.", _was_selected),
        Check("dates", "Nothing ends before it begins.", _term_in_order),
        Check("terms", "The terms of one person in one group follow each other.", _one_term_at_a_time),
    ),
    follow=(_dated_leave,),
)
