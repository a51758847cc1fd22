"""People. The public half of the record is what a person agreed to show; the rest stays in private/."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Refused
from wmstrat.kinds.parts import WORDS_FOR_GROUPS, named, open_work
from wmstrat.record.fields import Field
from wmstrat.record.forgetting import FIELD as FORGOTTEN
from wmstrat.record.forgetting import is_mark_of
from wmstrat.record.home import Home
from wmstrat.record.ids import Slugged
from wmstrat.record.kind import Kind
from wmstrat.record.problem import Check, Finding
from wmstrat.record.record import Record
from wmstrat.record.text import counted
from wmstrat.record.types import Language, Line, Listing, Prose, Reference, Slug, Term
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View


def _hand_on(change: Changing, person: Record, given: Given) -> Done:
    """Give the open work of a person to another one: every open record that names them alone, in a group or in all.
    Raises Refused where there is none, or the other one is the same."""
    other = named(change, "person", given["to"])
    if other.id == person.id:
        raise Refused("{name} cannot hand on to themselves. Name somebody else.", name=person.label)
    open_ones = [
        (record, field) for record, field in open_work(change, person.id) if given["group"] in ("", record.group)
    ]
    if not open_ones:
        raise Refused("{name} has no open work to hand on.", name=person.label)
    fields: dict[tuple[str, str], dict[str, str]] = {}
    for record, field in open_ones:
        fields.setdefault(record.key, {})[field] = other.id
    named_in = {record.key: record for record, _ in open_ones}
    changed = {record.id: change.update(record, **fields[key]) for key, record in named_in.items()}
    records = counted(len(changed), "{count} record", "{count} records")
    return Done(f"hand on {records} from {person.id} to {other.id}", tuple(changed.values()), answers=tuple(changed))


def _is_not_back(person: Record, view: View) -> Iterator[Finding]:
    """Nobody has the id of a person who was forgotten, and nobody is forgotten who is still here."""
    for other in view.records("person") if person[FORGOTTEN] else ():
        if is_mark_of(person[FORGOTTEN], other.id):
            found = f"the mark of {other.id}, who is still here"
            yield Finding(FORGOTTEN, found, "the mark of somebody who is not", "Remove it")
    for identity, mark in view.marks("person").items():
        if identity != person.id and is_mark_of(mark, person.id):
            yield Finding(
                "id",
                "the id of a person who was forgotten",
                f"another id, or {identity} in its place",
                f"To forget this person here too: wmstrat person forget {person.id}. Somebody else with this name "
                "needs another id: add them with a longer name",
            )


KIND = Kind(
    name="person",
    plural="people",
    about="People who take part, with what they agreed to show.",
    # A membership would get the id of a group's scope, or of a record of the whole process.
    ids=Slugged(reserved=(*WORDS_FOR_GROUPS, "scope")),
    home=Home(top="people"),
    fields=(
        Field("id", Slug(), "the name of this file; it never changes", required=True, fixed=True),
        Field("name", Line(), "the name that the person wants others to see", required=True, both=True),
        Field("about", Prose(), "a sentence about the person, which they agreed to show"),
        Field("contact", Line(), "how to reach the person", private=True),
        Field("region", Line(), "the part of the world that the person lives in", private=True),
        Field("languages", Listing(Language()), "the languages that the person works in", private=True),
        Field("skills", Listing(Line()), "the skills of the person", private=True),
        Field(
            "movement_roles",
            Listing(Term("movement_roles")),
            "what the person does in the movement: words of process.yaml",
            private=True,
            seldom=True,
        ),
        Field(
            FORGOTTEN,
            Line(),
            "of a person who was forgotten: a mark by which wmstrat knows the old id when it comes back",
            fixed=True,
            both=True,
            seldom=True,
            set_by="person forget",
        ),
    ),
    arguments=("name",),
    can_be_hidden=True,
    shown_by="member appoint GROUP {id}",
    columns=("id", "name", "about"),
    example='wmstrat person add "Member 17"',
    checks=(Check("forgotten", "Nobody has the id of a person who was forgotten.", _is_not_back),),
    verbs=(
        Verb(
            name="hand-on",
            also=("hand-over", "handover", "pass-on", "replace"),
            about="Give the open work of a person to somebody else.",
            example='wmstrat person hand-on "Member 17" --to "Member 18"',
            options=(
                Field("to", Reference(("person",)), "who does the work from now on", required=True),
                Field("group", Reference(("group",)), "only the work of this group"),
            ),
            does=_hand_on,
        ),
    ),
)
