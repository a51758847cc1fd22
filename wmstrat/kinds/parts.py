"""The parts that several kinds share: fields, checks, and what happens with a change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wmstrat.errors import NotFound, Refused
from wmstrat.record.day_types import Day
from wmstrat.record.days import holds_on, is_before
from wmstrat.record.doors import Door
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.kind import Step
from wmstrat.record.problem import Advice, Check, Finding, by_editing, by_setting
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, OfGroup
from wmstrat.record.rules import Breach
from wmstrat.record.states import State, names_of
from wmstrat.record.text import listed
from wmstrat.record.types import Choice, Line, Listing, Prose, Reference, Term
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_of_group, code_or_slug

# As groups these words mean others in commands and in the table of permissions: the whole process, and one's own.
WORDS_FOR_GROUPS = (ALL.casefold(), "own")
ID = Field("id", Line(), "the name of this file; it never changes", required=True, fixed=True)
HANDLE = Field("handle", Line(), "the name before the number, if there was one", fixed=True)
WHY = Field("why", Prose(), "the reason for the present state", seldom=True)
OWNER = Field("owner", Reference(("person",)), "who looks after it: the id of a person", seldom=True)
SOURCES = Field(
    "sources",
    Listing(Reference(("source",), "cited_by")),
    "the sources that it builds on, such as CB-S1",
    seldom=True,
)
REASON = Field("why", Prose(), "the reason", required=True)
GROUP = Field("group", Reference(("group",)), "the group", required=True)
PERSON = Field("person", Reference(("person",)), "who: the id of a person", required=True, fixed=True)
LEVEL = Field("level", Term("levels"), "which level it is about: a level of process.yaml")


def group(about: str, *, process: bool = False) -> Field:
    """The group that a record belongs to, with what it is to it; `process` where ALL will do in its place."""
    stays = "A record stays in its group. Add it to the other group as a new record."
    return Field("group", Reference(("group",), process=process), about, required=True, fixed=True, instead=stays)


def numbered(about: str, *, process: bool = False) -> tuple[Field, ...]:
    """The fields that a record with a number begins with: its id, its handle and its group."""
    return ID, HANDLE, group(about, process=process)


def state(states: tuple[State, ...], about: str = "", *, required: bool = True) -> Field:
    """The state of a record, one of these; the comment names them."""
    return Field("state", Choice(tuple(state.name for state in states)), about or names_of(states), required=required)


def source(inverse: str) -> Field:
    """The record that another one comes from, which shows it as `inverse`."""
    return Field("from", Reference(inverse=inverse), "the record that it comes from, such as a meeting", seldom=True)


def on(about: str = "the day") -> Field:
    """The day of what a verb does: today, if left out."""
    return Field("on", Day(default="today"), about)


def named(change: Changing, kind: str, identity: str) -> Record:
    """The record that was typed. Raises NotFound where it is gone since then."""
    record = change.get(kind, identity)
    if record is None:
        raise NotFound("There is no {name} any more.", name=identity)
    return record


def names(view: View, ids: Iterable[str]) -> str:
    """The groups by their codes, and the people by their ids, each once."""
    return listed([code_or_slug(view, identity) for identity in dict.fromkeys(ids)])


def open_work(view: View, person: str) -> Iterator[tuple[Record, str]]:
    """Every open record that a person alone does, with the field that says so."""
    for record, name in view.referring(person):
        field = record.kind.by_name.get(name)
        if field is not None and isinstance(field.type, Reference) and not field.fixed and record.is_open:
            yield record, name


def terms_on(view: View, day: str, group: str = "") -> list[Record]:
    """The memberships that hold on an ISO day, in one group or in all."""
    return [term for term in view.records("membership", group) if not term.unreadable and holds_on(term.values, day)]


def is_body(group: Record | None, kind: str) -> bool:
    """True for a group that can be read and is of this kind: working, deciding, selecting ..."""
    return group is not None and group.values.get("kind") == kind


def can_decide(body: Record | None, group: str) -> bool:
    """True for a deciding body; none decides about records of its own group (requirement 36)."""
    return body is not None and is_body(body, "deciding") and body.id != group


def refuse_day_to_come(change: Changing, day: str, why: str) -> None:
    """Raise Refused for a day after today, on which nothing can have been settled."""
    if day > change.today:
        raise Refused("{day} is in the future, and {why}. Enter a day that is not in the future.", day=day, why=why)


def owner_is_here(before: Record | None, after: Record, view: View) -> Iterator[Breach]:
    """Nobody gives open work to somebody who has left the groups of the record. Archives have such owners, and two
    people can bring it about together: what is there already is accepted, and a notice tells of it."""
    person = after["owner"]
    if not person or not after.is_open or (before is not None and before["owner"] == person):
        return
    terms = [view.get("membership", identity) for identity in view.relations("membership", "person").get(person, ())]
    known = [term for term in terms if term is not None and not term.unreadable]
    groups = {after.group, *after.values.get("with", ())}
    here = [term for term in known if term.group in groups]
    if (here or known) and not any(
        not term["until"] or is_before(view.today, term["until"]) for term in here or known
    ):
        record, code = view.get("person", person), code_of_group(view, here[0].group) if here else ""
        name = record.label if record is not None else person
        yield Breach(
            "owner",
            f"{name} has left {code or 'every group'}, so they cannot become the owner of {after.id}.",
            Advice("Choose one of the members", " ".join(filter(None, ("member list", code)))),
            let_in=(Door.IMPORT, Door.PUSH),
        )


def moving(state: str, what: str, *, day: str = "", not_yet: str = "") -> Callable[[Changing, Record, Given], Done]:
    """What a verb does that moves a record to a state, `what` being its name: `drop`. The record gets the reason,
    where the verb takes one. The field `day` gets the day that was typed, and `not_yet` ends the sentence that
    refuses a day to come."""

    def do(change: Changing, record: Record, given: Given) -> Done:
        values = {"why": given["why"]} if "why" in given.values else {}
        if day:
            refuse_day_to_come(change, given["on"], not_yet)
            values[day] = given["on"]
        return Done(f"{what} {record.id}", (change.update(record, state=state, **values),))

    return do


def dropping(what: str, example: str, *also: str) -> Verb:
    """The verb that puts what nobody wants any more aside, `what` being "a milestone"."""
    return Verb(
        name="drop",
        also=("cancel", "withdraw", *also),
        about=f"Put {what} aside, with the reason.",
        example=example,
        options=(REASON,),
        does=moving("dropped", "drop"),
    )


def today_in(field: str) -> Callable[[Values, View], Values]:
    """A new record has today's day in this field, unless it is given one."""
    return lambda values, view: {field: values[field] or view.today}


def or_contact(field: str) -> Callable[[Record, View, str], Value]:
    """Who sees to a record: the one that a field names, or else the contact of the whole process."""
    return lambda record, view, _day: record[field] or view.process["contact"]


def ends_with_the_state(name: str) -> Callable[[Step, View], Values]:
    """What a field says of a state ends with the state, unless the same change gives it a new value."""

    def follow(step: Step, _: View) -> Values:
        before, after = step.before, step.after
        ends = before is not None and before.state != after.state and before[name] == after[name]
        return {name: ""} if ends else {}

    return follow


reason_ends = ends_with_the_state("why")


def never_leads_back(field: str, about: str, *, name: str = "cycle", leads: str = "leads back to") -> Check:
    """The check that a record does not lead back to itself through the records that a field names. Where the field
    tells what a record became, that counts from the state on in which it does."""

    def targets(record: Record) -> list[str]:
        state = record.declared_state
        if field in record.kind.became and (state is None or state.became != field):
            return []
        return [target for _, target in record.kind.by_name[field].type.references(record[field])]

    def find(record: Record, view: View) -> Iterator[Finding]:
        waiting = [(target, target) for target in targets(record)]
        met: set[str] = set()
        for identity, way in waiting:
            if identity == record.id:
                type_ = record.kind.by_name[field].type
                advice = (
                    by_setting(record, "Remove it", f"{field}-={way.partition(', ')[0]}")
                    if isinstance(type_, Entries)
                    else by_setting(record, "Choose another one", f"{field}={type_.metavar}")
                )
                yield Finding(
                    field, f"{way}, which {leads} {record.id}", "references that do not form a circle", advice
                )
                return
            other = view.get(record.kind.name, identity) if identity not in met else None
            met.add(identity)
            if other is not None and not other.unreadable:
                waiting += [(target, f"{way}, {target}" if target != record.id else way) for target in targets(other)]

    return Check(name, about, find)


def only_others(name: str, about: str, who: str) -> Check:
    """The check that the group of a record is not among the groups in its field `with`; `who` says what it is."""

    def find(record: Record, view: View) -> Iterator[Finding]:
        if record.group in record["with"]:
            others = [group for group in record["with"] if group != record.group]
            can_be_blank = not record.kind.by_name["with"].required
            removed = f"with-={record.group}" if others or can_be_blank else "with=GROUP"
            code = code_or_slug(view, record.group)
            yield Finding("with", f'"{code}", {who}', "other groups", by_setting(record, "Remove it", removed))

    return Check(name, about, find)


def ends_after_it_begins(begins: str, ends: str, expected: str, *, name: str = "dates", about: str = "") -> Check:
    """The check that the day in one field is not before the day in another."""

    def find(record: Record, _: View) -> Iterator[Finding]:
        if is_before(record[ends], record[begins]):
            advice = by_setting(record, "Correct the date", f"{ends}=DATE")
            yield Finding(ends, f"{record[ends]}, before {record[begins]}", expected, advice)

    return Check(name, about or END_IS_AFTER_BEGINNING, find)


def entries_end_after_they_begin(field: str, expected: str) -> Check:
    """The check that no entry of a list is `until` a day before `since`."""

    def find(record: Record, _: View) -> Iterator[Finding]:
        for place, entry in enumerate(record[field]):
            if is_before(entry["until"], entry["since"]):
                found = f"{entry['until']}, before {entry['since']}"
                yield Finding(f"{field}[{place}].until", found, expected, by_editing(record, "Correct the date"))

    return Check("dates", END_IS_AFTER_BEGINNING, find)


def item_of(record: Record, *fields: str, **further: object) -> dict[str, Any]:
    """A record in a part of a group's page: its id, title and state, these fields, and what else the kind adds."""
    values = {name: record[name] for name in fields}
    return {"id": record.id, "title": record.label, "state": record.state, **values, **further}


def filled_in(of: OfGroup, record: Record) -> dict[str, int]:
    """What such an item says of the text of a record: how many headings of the template it answers, and of how
    many."""
    return dict(zip(("filled", "sections"), of.completeness(record), strict=True))


# The columns of such a part for the id and the state.
ID_CELL = Cell("Id", "id", is_id=True)
STATE_CELL = Cell("State", "state", label="labels", is_state=True)
# What `filled_in` adds; blank for a text with a form of its own.
FILLED_CELL = Cell(
    "Filled in", lambda item: f"{item['filled']} of {item['sections']}" if item["sections"] > 1 else ""
)

END_IS_AFTER_BEGINNING = "The end is not before the beginning."
BECOMES_ANOTHER = "Merged and split records do not form a circle."
