"""The daily work of the groups: the commands of every kind that has an open or a closed state, from its declaration.

What is typed follows from the types of the fields, so that a kind that is declared later is part of every storm.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.storm.commands import LANGUAGES, LATER, SCALARS, day_from
from tests.storm.world import GROUPS
from wmstrat.kinds import kind as kind_named
from wmstrat.kinds import kinds
from wmstrat.record.day_types import Day
from wmstrat.record.field_type import FieldType
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Logged
from wmstrat.record.moments import Duration, Moment
from wmstrat.record.number_types import Count, Money
from wmstrat.record.types import Address, Choice, Flag, Language, Line, Listing, Prose, Reference, Term
from wmstrat.record.verbs import Verb

if TYPE_CHECKING:
    from tests.storm.turn import Turn

TEMPLATE = Path(__file__).parents[2] / "workspace-template" / "process.yaml"
MET = date(2018, 7, 1)
REFUSED = (0, 4, 5)
"""What people type here at random may be against a rule of the process."""


@cache
def planned() -> tuple[Kind, ...]:
    """The kinds of the daily work: those that `commands` types nothing of."""
    theirs = (kind for kind in kinds() if kind.in_group and kind.states and kind.command not in SCALARS)
    return tuple(kind for kind in theirs if _adds(kind))


def _adds(kind: Kind) -> bool:
    return not kind.home.private and (kind.adds or any(verb.adds for verb in kind.verbs))


@cache
def words_of(vocabulary: str) -> tuple[str, ...]:
    """The words of a vocabulary of process.yaml."""
    entries = yaml.load(TEMPLATE.read_text("utf-8"), Loader=yaml.CBaseLoader)[vocabulary]  # noqa: S506 - only text
    return tuple(entry["id"] for entry in entries)


def owners(kind: Kind) -> list[str]:
    """Whatever a record of the kind can belong to."""
    return [*(GROUPS if kind.home.groups else ()), *([ALL] if kind.home.process else ())]


def records(turn: Turn, kind: Kind, code: str = "") -> list[str]:
    """The ids of the records of a kind, of one group or of all, as this clone has them."""
    codes = [code] if code else owners(kind)
    folders = kind.folders(GROUPS.get(owner, owner) for owner in codes if owner != ALL or kind.home.process)
    if codes == [ALL]:
        folders = iter([kind.home.folder(kind.plural, ALL)])
    found = (turn.clone.paths(f"{folder}/**/*{kind.suffix}") for folder in folders)
    return [identity for paths in found for identity in map(_id_of, paths) if identity.startswith(tuple(codes))]


def _id_of(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


def some(turn: Turn, kind: Kind, code: str = "") -> str:
    """A record of a kind: mostly one of a few that everybody is at. Nothing, where there is none."""
    known = records(turn, kind, code)
    pool = known if turn.rng.random() < 0.3 else [*known[:2], *known[-2:]]
    return turn.rng.choice(pool) if pool else ""


# What is typed for a field


def value(turn: Turn, field: Field, kind: Kind, code: str) -> str:
    """What somebody types for a field of a record in a group; nothing, where there is nothing to type."""
    return _typed(turn, field.type, kind, code, private=field.private)


def _typed(turn: Turn, type_: FieldType, kind: Kind, code: str, *, private: bool = False) -> str:
    if isinstance(type_, Entries):
        return _entry(turn, type_, kind, code)
    if isinstance(type_, Listing):
        return _typed(turn, type_.of, kind, code, private=private)
    if isinstance(type_, Reference):
        return _reference(turn, type_, kind, code)
    if isinstance(type_, Choice):
        return turn.rng.choice(type_.options)
    if isinstance(type_, Term):
        return turn.rng.choice(words_of(type_.vocabulary))
    for known, make in MAKE.items():
        if isinstance(type_, known):
            return make(turn)
    return turn.secret_text("In private") if private and isinstance(type_, Prose | Line) else turn.text("About")


MAKE: dict[type[FieldType], Callable[[Turn], str]] = {
    Day: lambda turn: day_from(turn.rng, LATER),
    Moment: lambda turn: f"{day_from(turn.rng, MET)} {turn.rng.randrange(8, 20)}:00 Europe/Berlin",
    Duration: lambda turn: turn.rng.choice(("30m", "90m")),
    Count: lambda turn: str(turn.rng.randrange(1, 90)),
    Money: lambda turn: f"{turn.rng.randrange(1, 90)} EUR",
    Address: lambda turn: f"https://example.org/{turn.token}",
    Language: lambda turn: turn.rng.choice(LANGUAGES),
    Flag: lambda _: "",
}


def _entry(turn: Turn, type_: Entries, kind: Kind, code: str) -> str:
    """An entry of a list: its first part, and those that it needs."""
    parts = {part.name: value(turn, part, kind, code) for part in type_.fields if part.required}
    first = parts.pop(type_.first.name)
    return ",".join([first, *(f"{name}={part}" for name, part in parts.items())]) if first else ""


def _reference(turn: Turn, type_: Reference, kind: Kind, code: str) -> str:
    """A group besides that of the record, a person, or a record. One of the same kind only from a group to the whole
    process: nobody makes a circle, alone or together. Nothing refers to a note, which somebody may delete."""
    wanted = turn.rng.choice(type_.kinds or ("question", "draft"))
    if wanted == "group":
        return turn.rng.choice([other for other in GROUPS if other != code])
    if wanted == "person":
        people = turn.clone.paths("people/*.yaml")
        return _id_of(turn.rng.choice([*people[:3], *people[-1:]]))
    if wanted == kind.name:
        return some(turn, kind, ALL) if code != ALL and kind.home.process else ""
    return some(turn, kind_named(wanted), code if code != ALL else "")


def _given(turn: Turn, fields: Iterable[Field], kind: Kind, code: str) -> Iterator[str]:
    """The options that somebody types: those that are needed, and some of the others. Days of events stay today's."""
    for field in fields:
        if _is_typed(field, kind) and (_is_needed(field, kind) or turn.rng.random() < 0.3):
            typed = value(turn, field, kind, code)
            yield from (field.option, typed) if typed else ([field.option] if isinstance(field.type, Flag) else ())


def _is_needed(field: Field, kind: Kind) -> bool:
    """Whether a new record cannot do without the field."""
    return field.required or field.name in kind.states[0].needs


def _is_typed(field: Field, kind: Kind) -> bool:
    return not isinstance(field.type, Day) or field.name == kind.due


# Commands


def work(turn: Turn) -> None:
    """Somebody adds a record of the daily work, does what its verbs do, or sets a field of it."""
    kind = turn.rng.choice(planned())
    identity = some(turn, kind)
    chance = turn.rng.random()
    if len(records(turn, kind)) < 3 or chance < 0.1:
        add(turn, kind)
    elif chance < 0.7 and (verbs := [verb for verb in kind.verbs if verb.of_records]):
        act(turn, kind, turn.rng.choice(verbs), identity)
    elif chance < 0.85:
        turn.wmstrat("mark", identity, turn.rng.choice([state.name for state in kind.states]), ok=REFUSED)
    else:
        change(turn, kind, identity)


def add(turn: Turn, kind: Kind) -> None:
    """A new record, by `add` or by the verb that stands for it."""
    code = turn.rng.choice(["CB", "CB", "CB", *owners(kind)])
    name, options = "add", kind.options
    takes = [kind.by_name.get(argument) for argument in kind.arguments]
    if not kind.adds:
        verb = next(verb for verb in kind.verbs if verb.adds)
        name, takes, options = verb.name, [*verb.takes], verb.options
    typed = [_argument(turn, field, kind, code) for field in takes]
    more = [*_given(turn, options, kind, code)]
    needed = {field.option for field in options if field.required and _is_typed(field, kind)}
    if needed <= {*more}:
        turn.wmstrat(kind.command, name, *typed, *more, ok=REFUSED, expect=_told(turn, *typed, *more))


def _argument(turn: Turn, field: Field | None, kind: Kind, code: str) -> str:
    """What somebody types for an argument of `add`; the last one may be a text, which is no field."""
    if field is None:
        return turn.text("Said", long=turn.rng.random() < 0.3)
    return code if field.name == "group" else value(turn, field, kind, code) or code


def _told(turn: Turn, *words: str) -> str:
    """The word of this action, if it was typed."""
    return turn.token if any(turn.token in word for word in words) else ""


def hand_on(turn: Turn) -> None:
    """Somebody who becomes busy gives all open work to somebody else."""
    giver, taker = turn.rng.sample(turn.clone.paths("people/*.yaml"), 2)
    turn.wmstrat("person", "hand-on", _id_of(giver), "--to", _id_of(taker), ok=(0, 4))


def whoami(turn: Turn) -> None:
    """Somebody tells this clone who types here, as those who clear objections have to."""
    person = turn.rng.choice(turn.clone.paths("people/*.yaml")[:5])
    turn.wmstrat("whoami", _id_of(person))


def act(turn: Turn, kind: Kind, verb: Verb, identity: str) -> None:
    """What a verb does, to one record or to two."""
    code = identity.partition("-")[0]
    several = [identity, some(turn, kind)] if turn.rng.random() < 0.15 and not verb.takes else [identity]
    takes = [value(turn, field, kind, code) for field in verb.takes]
    more = [*_given(turn, verb.options, kind, code)]
    text = [turn.text("Said")] if verb.text else []
    if all(takes):
        words = [*dict.fromkeys(several), *takes, *text, *more]
        turn.wmstrat(kind.command, verb.name, *words, ok=(*REFUSED, 3))


def change(turn: Turn, kind: Kind, identity: str) -> None:
    """A field of a record gets another value, or a list one more."""
    laws = {name for law in kind.laws if isinstance(law, Logged) for name in (law.field, law.log)}
    left_out = {"id", "handle", "group", "state", *laws, *kind.owned_entries}
    fields = [
        field
        for field in kind.fields
        if field.name not in left_out and not field.set_by and not field.fixed and not isinstance(field.type, Day)
    ]
    field = turn.rng.choice(fields)
    typed = value(turn, field, kind, identity.partition("-")[0])
    if typed:
        sign = "+=" if isinstance(field.type, Listing | Entries) else "="
        turn.wmstrat("set", identity, f"{field.name}{sign}{typed}", ok=(*REFUSED, 3))
