"""Joining and leaving: applications, appointments, refusals, departures (requirements 47 and 55)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wmstrat.errors import NotFound, Refused, UsageProblem
from wmstrat.kinds.membership import selecting_bodies
from wmstrat.record.dated import holds_on
from wmstrat.record.fields import Value
from wmstrat.record.record import Record

if TYPE_CHECKING:
    from wmstrat.record.view import Changing


def apply(change: Changing, group: str, person: str, values: Mapping[str, Value]) -> Record:
    """An application, on any day; private. Raises NotFound for an unknown group or person, Refused for a member."""
    body, who = _both(change, group, person)
    _refuse_member(change, body, who, str(values.get("on") or change.today))
    kind = change.kind("application")
    change.born_private = True
    record = change.add(kind, {"person": who.id, "group": body.id, **values})
    change.subject = f"{body['code']}: application of {who.id}"
    return record


def appoint(change: Changing, group: str, person: str, values: Mapping[str, Value]) -> Record:
    """A membership from a day on; an application that waits is answered by it, and a person known in private only is
    shown by name from now on. The selecting body is the one of its kind unless named (requirement 47)."""
    body, who = _both(change, group, person)
    day = str(values.get("since") or change.today)
    _refuse_member(change, body, who, day)
    selected_by = values.get("selected_by") or (_selecting_body(change) if body["kind"] == "working" else "")
    who = change.publish(who)
    kind = change.kind("membership")
    record = change.add(
        kind, {**values, "person": who.id, "group": body.id, "since": day, "selected_by": selected_by}
    )
    for application in _waiting(change, body, who):
        change.update(application, state="appointed", answered=day)
    change.subject = f"{body['code']}: appoint {who.label}"
    return record


def decline(change: Changing, group: str, person: str, day: str, answer: str) -> Record:
    """An application that was answered with a no. Raises NotFound when none waits."""
    body, who = _both(change, group, person)
    waiting = _waiting(change, body, who)
    if not waiting:
        raise NotFound(
            "No application of {person} to {group} waits for an answer. See all with: wmstrat application list "
            "{code}",
            person=who.label,
            group=body.label,
            code=body["code"],
        )
    for application in waiting:
        change.update(application, state="declined", answered=day, answer=answer)
    change.subject = f"{body['code']}: decline application of {who.id}"
    return waiting[-1]


def leave(change: Changing, group: str, person: str, day: str, why: str) -> Record:
    """A membership that ends on a day; coming back is a new one. Raises NotFound for who is no member."""
    body, who = _both(change, group, person)
    membership = _membership(change, body, who, "")
    if membership is None:
        raise NotFound(
            "{person} is no member of {group}. See who is with: wmstrat member list {code}",
            person=who.label,
            group=body.label,
            code=body["code"],
        )
    values = {"state": "left", "until": day, **({"why": why} if why else {})}
    change.update(membership, **values)
    change.subject = f"{body['code']}: {who.label} leaves"
    return membership


def _both(change: Changing, group: str, person: str) -> tuple[Record, Record]:
    return change.find(group, ("group",)), change.find(person, ("person",))


def _refuse_member(change: Changing, group: Record, person: Record, on: str) -> None:
    membership = _membership(change, group, person, on)
    if membership:
        raise Refused(
            "{person} is a member of {group} already: {id}. For another role: wmstrat set {id} role=ROLE",
            person=person.label,
            group=group.label,
            id=membership.id,
        )


def _membership(change: Changing, group: Record, person: Record, on: str) -> Record | None:
    """The membership that runs on a day, or, without a day, the one that has not ended."""
    for record in change.records("membership", group.id):
        if record["person"] == person.id and (holds_on(record.values, on) if on else record.state == "appointed"):
            return record
    return None


def _waiting(change: Changing, group: Record, person: Record) -> list[Record]:
    return [
        record
        for record in list(change.records("application", group.id))
        if record["person"] == person.id and record.state == "applied"
    ]


def _selecting_body(change: Changing) -> str:
    bodies = selecting_bodies(change)
    if len(bodies) == 1:
        return bodies[0].id
    if not bodies:
        raise UsageProblem(
            "An appointment names the body that selected the member: --selected-by BODY. There is no selecting body "
            "here yet; add one with: wmstrat group add NAME --kind selecting"
        )
    raise UsageProblem(
        "An appointment names the body that selected the member: --selected-by BODY. Selecting bodies here: "
        "{bodies}.",
        bodies=", ".join(body["code"] for body in bodies),
    )
