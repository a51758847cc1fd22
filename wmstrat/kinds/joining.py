"""The verbs of membership: to apply, to appoint, to decline an application, to leave (requirements 47 and 55)."""

from __future__ import annotations

from collections.abc import Callable

from wmstrat.errors import NotFound, Refused
from wmstrat.kinds import parts
from wmstrat.kinds.application import declined_of
from wmstrat.record.day_types import Day
from wmstrat.record.days import holds_on, is_before
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.types import Line, Listing, Prose, Reference, Term
from wmstrat.record.verbs import Does, Done, Given, Verb
from wmstrat.record.view import Changing

# What a verb does about a group and one of the people: the records that it makes or changes.
Act = Callable[[Changing, Record, Record, Given], tuple[Record, ...]]


def _for_each(one: str, many: str, act: Act) -> Does:
    """A verb that does something about a group and each of some people, and answers with the ids of the records."""

    def does(change: Changing, _: None, given: Given) -> Done:
        body = parts.named(change, "group", given["group"])
        people = [parts.named(change, "person", identity) for identity in given["person"]]
        records = tuple(record for person in people for record in act(change, body, person, given))
        what = (one if len(people) == 1 else many).format(id=people[0].id, name=people[0].label, count=len(people))
        return Done(what, records, answers=tuple(record.id for record in records))

    return does


def _apply(change: Changing, body: Record, person: Record, given: Given) -> tuple[Record, ...]:
    """An application, on any day; private. Raises Refused for a member."""
    _refuse_member(change, body, person, given["on"])
    kind = change.kind("application")
    values = {name: given[name] for name in given.values if name in kind.by_name}
    values |= {"motivation": given["motivation"] or given["why"], "why": ""}
    return (change.add(kind, {**values, "person": person.id, "group": body.id}, private=True),)


def _appoint(change: Changing, body: Record, person: Record, given: Given) -> tuple[Record, ...]:
    """A membership from a day on, perhaps one that is over. Several bodies can have selected (requirement 77)."""
    _refuse_member(change, body, person, given["on"])
    kind = change.kind("membership")
    values = {name: given[name] for name in given.values if name in kind.by_name}
    first, *others = given["selected_by"] or [""]
    values |= {"selected_by": first, "selected_with": others, "state": "left" if given["until"] else "appointed"}
    return (change.add(kind, {**values, "person": person.id, "group": body.id, "since": given["on"]}),)


def _decline(change: Changing, body: Record, person: Record, given: Given) -> tuple[Record, ...]:
    return declined_of(change, body, person, given["on"], given["why"])


def _leave(change: Changing, body: Record, person: Record, given: Given) -> tuple[Record, ...]:
    """A membership that ends on a day; coming back is a new one. Raises NotFound for a person who is not a member,
    and Refused for a day before the membership begins."""
    membership = _membership(change, body, person, "")
    if membership is None:
        raise NotFound(
            "{person} is not a member of {group}. See the members: `wmstrat member list {code}`",
            person=person.label,
            group=body.label,
            code=body["code"],
        )
    if is_before(given["on"], membership["since"]):
        raise Refused(
            "{person} is a member of {group} from {since} on, which is after {day}. Enter a later day with: `wmstrat "
            "member leave {code} {id} --on DATE`; or take the appointment back: look up its commit, then name it: "
            "`wmstrat log {membership}`, then `wmstrat undo COMMIT`",
            person=person.label,
            group=body.label,
            since=membership["since"],
            day=given["on"],
            code=body["code"],
            id=person.id,
            membership=membership.id,
        )
    why = given["why"] or membership["why"]
    return (change.update(membership, state="left", until=given["on"], why=why),)


def _refuse_member(change: Changing, group: Record, person: Record, on: str) -> None:
    membership = _membership(change, group, person, on)
    if membership:
        raise Refused(
            "{person} is already a member of {group}: {id}. To change the role: `wmstrat set {id} role=ROLE`",
            person=person.label,
            group=group.label,
            id=membership.id,
        )


def _membership(change: Changing, group: Record, person: Record, on: str) -> Record | None:
    """The membership that holds on a day, or, without a day, the one that has not ended."""
    for record in change.records("membership", group.id):
        holds = holds_on(record.values, on) if on else record.state == "appointed"
        if record["person"] == person.id and holds:
            return record
    return None


PEOPLE = Field("person", Listing(Reference(("person",))), "id or name of one or more people", required=True)
SINCE = Field("on", Day(default="today", unknown=True), "the first day (default: today)")
UNTIL = Field("until", Day(unknown=True), "the last day, if the term is over")
LEFT = Field("on", Day(default="today", unknown=True), "the date (default: today)")
MOTIVATION = Field("motivation", Prose(), "why the person wants to join, in their own words (also: --why)")
TYPE = Field("type", Term("member_types"), "where the person comes from")
ON = parts.on("the date (default: today)")
REASON = Field("why", Prose(), "the reason")
OF_PEOPLE = (parts.GROUP, PEOPLE)

VERBS = (
    Verb(
        name="apply",
        also=("request", "ask"),
        about="Record applications (private).",
        example='wmstrat member apply CB "Member 17" --motivation "I have taught newcomers for years"',
        of_records=False,
        takes=OF_PEOPLE,
        options=(ON, TYPE, MOTIVATION, REASON),
        adds="application",
        does=_for_each("application of {id}", "{count} applications", _apply),
    ),
    Verb(
        name="appoint",
        also=("add", "join", "new", "invite", "create"),
        about="Appoint people to a group.",
        example='wmstrat member appoint CB "Member 17" --role coordinator --type staff --selected-by SC',
        of_records=False,
        takes=OF_PEOPLE,
        options=(
            Field("roles", Listing(Term("roles")), "what the person does in the group", flag="role"),
            TYPE,
            Field("organization", Line(), "whom the person also works or speaks for"),
            Field("selected_by", Listing(Reference(("group",))), "a body that selected the member"),
            SINCE,
            UNTIL,
            REASON,
        ),
        adds="membership",
        does=_for_each("appoint {name}", "appoint {count} members", _appoint),
    ),
    Verb(
        name="decline",
        also=("reject", "refuse"),
        about="Decline applications.",
        example='wmstrat member decline CB "Member 18" --why "The group is full until March"',
        of_records=False,
        takes=OF_PEOPLE,
        options=(ON, REASON),
        does=_for_each("decline application of {id}", "decline {count} applications", _decline),
    ),
    Verb(
        name="leave",
        also=("remove", "delete", "rm", "quit", "resign", "dismiss", "end"),
        about="End memberships. If a member comes back, appoint them again.",
        example='wmstrat member leave CB "Member 17" --on 2019-03-01',
        of_records=False,
        takes=OF_PEOPLE,
        options=(LEFT, REASON),
        does=_for_each("{name} leaves", "{count} members leave", _leave),
    ),
)
