"""Memberships: one record a term, so that leaving and coming back stays readable (requirement 55)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from shlex import quote
from typing import Any

from wmstrat.errors import NotFound, Refused
from wmstrat.kinds.application import answered_by, declined_of
from wmstrat.kinds.parts import ID, group, named, on, state
from wmstrat.record.days import UNKNOWN, holds_on, is_before, overlap
from wmstrat.record.fields import Field
from wmstrat.record.ids import Joined
from wmstrat.record.kind import Kind, Step
from wmstrat.record.problem import Check, Finding, blank, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Computed, Counts, Fact, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.states import DONE, State
from wmstrat.record.text import counted
from wmstrat.record.types import Day, Line, Listing, Prose, Reference, Term
from wmstrat.record.verbs import Does, Done, Given, Verb
from wmstrat.record.view import Changing, View, vocabulary

STATES = (
    State("appointed", "in the group since the date of appointment", DONE, ("left",)),
    State("left", "has left the group", DONE, (), tone="aside"),
)


# Checks


def _selects(record: Record, view: View) -> Iterator[Finding]:
    """No working group selects members (requirement 47)."""
    for field, identity in [
        ("selected_by", record["selected_by"]),
        *(("selected_with", i) for i in record["selected_with"]),
    ]:
        body = view.get("group", identity) if identity and _is_in_working_group(record, view) else None
        if body is not None and body.values.get("kind") == "working":
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
        if body.values.get("kind") == "selecting" and not _was_over(body, record["since"], view)
    ]
    if bodies:
        advice = by_setting(record, "Name it", f"selected_by={bodies[0] if len(bodies) == 1 else 'BODY'}")
        yield Finding("selected_by", "nothing", "the body that selected the member", advice)


def _was_over(body: Record, day: str, view: View) -> bool:
    """True for a body that was in the last stage, after its work, before the day."""
    last = vocabulary(view, "stages")[-1:]
    return any(entry["stage"] in last and is_before(entry["since"], day) for entry in body["stages"])


def _is_in_working_group(record: Record, view: View) -> bool:
    group = view.get("group", record["group"])
    return group is not None and group.values.get("kind") == "working"


def _term_is_in_order(record: Record, _: View) -> Iterator[Finding]:
    if is_before(record["until"], record["since"]):
        found = f"{record['until']}, before {record['since']}"
        advice = by_setting(record, "Correct it", "until=DATE")
        yield Finding("until", found, "the date on which the member joined, or a later date", advice)


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


# Verbs (requirements 47 and 55)


# What a verb does about a group and one of the people: the records that it makes or changes.
Act = Callable[[Changing, Record, Record, Given], tuple[Record, ...]]


def _for_each(one: str, many: str, act: Act) -> Does:
    """A verb that does something about a group and each of some people, and answers with the ids of the records."""

    def does(change: Changing, _: None, given: Given) -> Done:
        body = named(change, "group", given["group"])
        people = [named(change, "person", identity) for identity in given["person"]]
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
    """A membership that ends on a day; coming back is a new one. Raises NotFound for a person who is no member, and
    Refused for a day before the membership begins."""
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


GROUP = Field("group", Reference(("group",)), "the group", required=True)
PEOPLE = Field("person", Listing(Reference(("person",))), "id or name of one or more people", required=True)
ON = on("the date (default: today)")
SINCE = Field("on", Day(default="today", unknown=True), "the first day (default: today)")
UNTIL = Field("until", Day(unknown=True), "the last day, if the term is over")
LEFT = Field("on", Day(default="today", unknown=True), "the date (default: today)")
MOTIVATION = Field("motivation", Prose(), "why the person wants to join, in their own words (also: --why)")
WHY = Field("why", Prose(), "the reason")
TYPE = Field("type", Term("member_types"), "where the person comes from")

VERBS = (
    Verb(
        name="apply",
        also=("request", "ask"),
        about="Record applications (private).",
        example='wmstrat member apply CB "Member 17" --motivation "I have taught newcomers for years"',
        of_records=False,
        takes=(GROUP, PEOPLE),
        options=(ON, TYPE, MOTIVATION, WHY),
        adds="application",
        does=_for_each("application of {id}", "{count} applications", _apply),
    ),
    Verb(
        name="appoint",
        also=("add", "join", "new", "invite", "create"),
        about="Appoint people to a group.",
        example='wmstrat member appoint CB "Member 17" --role coordinator --type staff --selected-by SC',
        of_records=False,
        takes=(GROUP, PEOPLE),
        options=(
            Field("roles", Listing(Term("roles")), "what the person does in the group", flag="role"),
            TYPE,
            Field("organization", Line(), "whom the person also works or speaks for"),
            Field("selected_by", Listing(Reference(("group",))), "a body that selected the member"),
            SINCE,
            UNTIL,
            WHY,
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
        takes=(GROUP, PEOPLE),
        options=(ON, WHY),
        does=_for_each("decline application of {id}", "decline {count} applications", _decline),
    ),
    Verb(
        name="leave",
        also=("remove", "delete", "rm", "quit", "resign", "dismiss", "end"),
        about="End memberships. If a member comes back, appoint them again.",
        example='wmstrat member leave CB "Member 17" --on 2019-03-01',
        of_records=False,
        takes=(GROUP, PEOPLE),
        options=(LEFT, WHY),
        does=_for_each("{name} leaves", "{count} members leave", _leave),
    ),
)


# Reports


def _current(of: OfGroup) -> list[Record]:
    return [term for term in of.records("membership") if holds_on(term.values, of.day)]


def _size(of: OfGroup) -> int:
    return len({term["person"] for term in _current(of)})


def _member_ids(of: OfGroup) -> list[str]:
    return sorted({term["person"] for term in _current(of)})


def _to_come(of: OfGroup) -> int:
    """How many people have been appointed from a later day on."""
    to_come = {term["person"] for term in of.records("membership") if is_before(of.day, term["since"])}
    return len(to_come - {term["person"] for term in _current(of)})


def _in_all(groups: Sequence[Counts]) -> str:
    """Each person once, in however many groups."""
    ids = [person for counts in groups for person in counts["member_ids"] or ()]
    several = len(ids) - len(set(ids))
    members = counted(sum(counts["members"] for counts in groups) - several, "{count} member", "{count} members")
    to_come = sum(counts["to_come"] for counts in groups)
    return f"{members}, {to_come} to come" if to_come else members


def _types(of: OfGroup) -> dict[str, int]:
    """The current members by member type, in the order of process.yaml."""
    types = Counter(term["type"] for term in _current(of) if term["type"])
    return {word: types[word] for word in (*vocabulary(of.view, "member_types"), *types) if types[word]}


def _coordinators(of: OfGroup) -> list[str]:
    return [of.name("person", term["person"]) for term in _current(of) if "coordinator" in term["roles"]]


def _nobody_is_here(of: OfGroup) -> bool:
    return next(iter(of.view.records("person")), None) is None


def _has_coordinators(view: View) -> bool:
    """True in a process whose groups have coordinators."""
    return "coordinator" in vocabulary(view, "roles")


def _owned_by_former(of: OfGroup) -> list[str]:
    """Open records of the group that look to somebody who has left it."""
    present = {str(term["person"]) for term in _current(of)}
    former = {str(term["person"]) for term in of.records("membership")} - present
    return [
        record.id
        for person in sorted(former)
        for record, field in of.view.referring(person)
        if field == "owner" and record.group == of.group.id and record.is_open
    ]


def _no_coordinator(of: OfGroup) -> bool:
    return _has_coordinators(of.view) and bool(of.counts["members"]) and not of.counts["coordinators"]


def _first(of: OfGroup, _: Sequence[str]) -> str:
    """To appoint the first member, who then is the coordinator."""
    return f"{APPOINT} --role coordinator" if _has_coordinators(of.view) else APPOINT


def _missing_types(of: OfGroup) -> list[str]:
    return [word for word in vocabulary(of.view, "member_types") if not of.counts["types"].get(word)]


def _missing_members(of: OfGroup) -> list[str]:
    """What a group with members lacks: more of them, or some of a member type (requirement 54)."""
    members, smallest, types = of.counts["members"], of.counts["minimum"], _missing_types(of)
    if not members:
        return []
    *others, last = types or [""]
    few = [f"{smallest - members} too few"] if members < smallest else []
    return [*few, *([f"no {', '.join(others)} or {last}" if others else f"no {last}"] if types else [])]


def _needed(of: OfGroup, _: Sequence[str]) -> str:
    types = _missing_types(of)
    return f"{APPOINT} --type {quote(types[0])}" if types else APPOINT


def _too_many(of: OfGroup) -> list[str]:
    members, largest = of.counts["members"], of.counts["maximum"]
    return [f"{members - largest} too many"] if 0 < largest < members else []


def _first_role(term: Record) -> str:
    return next(iter(term["roles"]), "")


def _people(of: OfGroup) -> list[dict[str, Any]]:
    return [
        {"person": term["person"], "name": of.name("person", term["person"])}
        | {"role": _first_role(term), "roles": list(term["roles"]), "type": term["type"], "since": term["since"]}
        for term in _current(of)
    ]


def _former(of: OfGroup) -> int:
    """How many people have left and not come back."""
    ended = {
        term["person"] for term in of.records("membership") if term["until"] and not is_before(of.day, term["until"])
    }
    return len(ended - {term["person"] for term in _current(of)})


def _members_in_words(counts: Counts) -> str:
    mix = ", ".join(f"{number} {word}" for word, number in counts["types"].items())
    text = counted(counts["members"], "{count} member", "{count} members") + (f" ({mix})" if mix else "")
    low, high = counts["minimum"], counts["maximum"]
    if counts["kind"] == "working" and (low or high):
        text += f", ideally {low} to {high}" if high else f", ideally {low} or more"
    text += f"; {counts['to_come']} to come" if counts["to_come"] else ""
    return text + (counted(counts["former"], "; {count} has left", "; {count} have left") if counts["former"] else "")


CELLS = (
    Cell("Name", "name", folds=16),
    Cell("Role", "role", label="roles", folds=12),
    Cell("Type", "type", label="member_types", folds=12),
    Cell("Since", "since"),
)
SELECTED = "Each appointment names the body that selected the member, which is not a working group."
IN_ORDER = "The end is not before the beginning."
APPOINT = "wmstrat member appoint GROUP PERSON"
LIST = "wmstrat member list GROUP"

KIND = Kind(
    name="membership",
    noun="member",
    plural="members",
    about="Members of groups, with roles and dates.",
    ids=Joined(field="person"),
    states=STATES,
    fields=(
        ID,
        Field("person", Reference(("person",)), "who: the id of a person", required=True, fixed=True),
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
        Check("dates", IN_ORDER, _term_is_in_order),
        Check("dates", IN_ORDER, blank("until", "the date on which the member left", "until=DATE", _has_left)),
        Check("terms", "The terms of one person in one group do not overlap.", _one_term_at_a_time),
    ),
    computed=(
        Computed(
            "role",
            Term("roles"),
            "the first role",
            value=lambda term, _view, _day: _first_role(term),
            for_scripts=True,
        ),
    ),
    follow=(_leaves_on_a_day,),
    verbs=VERBS,
    tallies=(
        Tally(
            "members",
            20,
            "Members",
            (Form(0, "bounded"),),
            low="minimum",
            high="maximum",
            value=_size,
            total=_in_all,
            is_work=True,
        ),
        Tally("member_ids", 110, value=_member_ids),
        Tally("to_come", 111, value=_to_come),
        Tally("minimum", 21, value=lambda of: of.view.process["minimum_size"] or 0),
        Tally("maximum", 22, value=lambda of: of.view.process["maximum_size"] or 0),
        Tally("types", 30, "Mix", (Form(110, "packed", 60),), value=_types),
        Tally(
            "coordinators", 40, "Coordinators", (Form(50, "packed", 24), Form(140, "packed", 60)), value=_coordinators
        ),
    ),
    notices=(
        Notice(
            "owner-left",
            3,
            "{count} open record has an owner who left",
            "wmstrat person hand-on PERSON --to PERSON --group GROUP",
            _owned_by_former,
            lambda _, about: f"wmstrat set {about[0]} owner=PERSON",
            while_working=True,
            many="{count} open records have an owner who left",
        ),
        Notice("a-person", 2, "Nobody is in the list of people yet", "wmstrat person add NAME", _nobody_is_here),
        Notice(
            "coordinator", 2, "No coordinator", f"{APPOINT} --role coordinator", _no_coordinator, while_working=True
        ),
        Notice(
            "empty", 2, "No members yet", APPOINT, lambda of: not of.counts["members"], _first, while_working=True
        ),
        Notice(
            "members",
            3,
            "Members: {about}",
            LIST,
            _missing_members,
            _needed,
            while_working=True,
            overall="Too few members, or none of a member type",
        ),
        Notice("large", 3, "Members: {about}", LIST, _too_many, while_working=True, overall="Too many members"),
    ),
    facts=(
        Fact(40, "Members", _members_in_words, "former", _former),
        Fact(50, "Coordinators", lambda counts: ", ".join(counts["coordinators"])),
    ),
    parts=(Part("people", 10, "People", _people, CELLS),),
)
