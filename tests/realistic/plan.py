"""Who does what when: steps collected in any order, carried out in the order of their moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import partial
from math import sqrt
from random import Random

from tests.realistic import words
from tests.realistic.doing import done_by, given_to
from tests.realistic.facts import FOCUS_ITEMS, GROUPS
from tests.realistic.replay import Step
from wmstrat.change.change import Change
from wmstrat.change.editing import add, mark, rewrite, set_fields
from wmstrat.change.typed_values import Reader
from wmstrat.commands.noun_verbs import done_to_each
from wmstrat.kinds import kind
from wmstrat.record.doors import Door
from wmstrat.record.record import Record
from wmstrat.record.text import slug
from wmstrat.record.verbs import Done
from wmstrat.workspace.finding import find

# Minutes that clocks differ from UTC by, where people of the process live.
CLOCKS = (-480, -300, -180, 0, 0, 60, 60, 120, 120, 180, 210, 330, 480)
# Everybody's first command comes after the workspace was made, on the same day of each clock.
SOONEST = datetime(2018, 6, 1, 8, tzinfo=UTC)
# The groups by the letters that the story calls them by.
SLUGS = {**GROUPS, "CT": "core-team", "SG": "steering-group", "BD": "board", "ALL": "ALL"}


@dataclass(frozen=True)
class Person:
    """Somebody made up, with a clock."""

    name: str
    number: int
    clock: timezone

    @property
    def id(self) -> str:
        """The id that the person has in the workspace."""
        return slug(self.name)

    @property
    def mail(self) -> str:
        """An address that nobody has."""
        return f"person-{self.number}@example.org"

    @property
    def author(self) -> str:
        """The name that git commits with."""
        return f"{self.name} <{self.mail}>"


@dataclass(eq=False)
class Thread:
    """What happens to one record, one thing after the other. `id` is known once the record was added."""

    group: str
    id: str = ""
    last: datetime = SOONEST

    def record(self, change: Change) -> Record:
        """The record as it is."""
        return find(change.workspace, self.id, exactly=True)


@dataclass
class Team:
    """Who works in a group."""

    code: str
    coordinators: list[Person] = field(default_factory=list)
    members: list[Person] = field(default_factory=list)
    staying: list[Person] = field(default_factory=list)
    """Who is there from the day that the groups begin until they end."""


class Plan:
    """The steps of a replay; all that looks like chance comes from the seed. There are `drafts` times as many drafts
    as in the real process: by default `scale` times, as of everything."""

    def __init__(self, scale: float, seed: int, drafts: float | None = None) -> None:
        self.scale = scale
        self.draft_scale = scale if drafts is None else drafts
        self.seed = seed
        self.begin("people")
        self.steps: list[tuple[datetime, int, Step]] = []
        self.persons = 0
        self.teams = {code: Team(code) for code in (*GROUPS, "CT", "SG")}
        self.core: list[Person] = []

    def begin(self, part: str) -> None:
        """Begin a part of the story: what happens in it by chance does not depend on what happens in other parts."""
        self.random = Random(f"{part} {self.seed}")

    def drafts(self, count: int) -> int:
        """How many drafts there are of that many."""
        return max(1, round(count * self.draft_scale))

    def times(self, count: int) -> int:
        """How often something happens at this scale."""
        return max(1, round(count * self.scale))

    def heads(self, count: int) -> int:
        """How many people take part: a process fifty times as busy does not have groups of five hundred."""
        return max(1, round(count * min(self.scale, sqrt(self.scale))))

    def topic(self, code: str) -> str:
        """Something that the group looks into."""
        return self.random.choice(words.TOPICS[code])

    def focus(self, code: str) -> list[str]:
        """One or two focus items of a group."""
        items = range(1, FOCUS_ITEMS[code] + 1)
        return [f"{code}-F{number}" for number in sorted(self.random.sample(items, self.random.choice((1, 1, 2))))]

    def notes(self, count: int) -> int:
        """How many notes are taken: what larger scales lack in people they have in notes."""
        return max(1, round(count * (self.scale + 0.6 * max(0, self.scale - sqrt(self.scale)))))

    def person(self, name: str) -> Person:
        """Somebody new."""
        self.persons += 1
        return Person(name, self.persons, timezone(timedelta(minutes=self.random.choice(CLOCKS))))

    def day(self, first: date, last: date) -> date:
        """A day of a span, both ends included."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def somebody(self, code: str) -> Person:
        """Whoever of the group types the next command: more often than not a coordinator."""
        team = self.teams[code]
        if team.coordinators and (self.random.random() < 0.55 or not team.members):
            return self.random.choice(team.coordinators)
        return self.random.choice(team.members or self.core)

    def owner(self, code: str) -> Person:
        """Somebody of the group who can own a record, whatever its day is."""
        return self.random.choice(self.teams[code].staying or self.core)

    def at(
        self,
        day: date,
        who: Person,
        command: str,
        make: Callable[[Change], Done],
        thread: Thread,
        door: Door = Door.COMMAND,
    ) -> None:
        """Somebody gives a command on a day; never before the last thing that happened in the thread."""
        hour, minute = self.random.randint(7, 21), self.random.randint(0, 59)
        moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=who.clock)
        moment = max(moment, (thread.last + timedelta(minutes=self.random.randint(2, 40))).astimezone(who.clock))
        thread.last = moment
        self.steps.append((moment, len(self.steps), Step(moment, who.author, command, make, door)))

    def in_order(self) -> list[Step]:
        """All steps by their moments."""
        return [step for _, _, step in sorted(self.steps, key=lambda entry: entry[:2])]

    # What most threads consist of

    def add(
        self,
        thread: Thread,
        noun: str,
        day: date,
        who: Person,
        text: str,
        *,
        body: str | None = None,
        private: bool = False,
        **texts: object,
    ) -> None:
        """Add the record of the thread, as `wmstrat NOUN add` does."""

        def make(change: Change) -> Done:
            typed = {name: _said(value) for name, value in texts.items()}
            if kind(noun).in_group:
                typed["group"] = SLUGS[thread.group]
            values = Reader(change.workspace).values(kind(noun).fields, typed)
            done = add(change, kind(noun), values, text, body, private=private)
            thread.id = done.records[0].id
            return done

        self.at(day, who, f"{noun} add", make, thread)

    def open(self, thread: Thread, noun: str, verb: str, day: date, who: Person, **texts: object) -> None:
        """Add the record of the thread by a verb of its kind."""

        def make(change: Change) -> Done:
            typed = {name: _said(value) for name, value in texts.items()}
            done = done_by(change, noun, verb, None, {"group": SLUGS[thread.group], **typed})
            thread.id = done.records[0].id
            return done

        self.at(day, who, f"{noun} {verb}", make, thread)

    def do(
        self,
        thread: Thread,
        noun: str,
        verb: str,
        day: date,
        who: Person,
        texts: Mapping[str, object],
        *,
        text: str = "",
        record: bool = False,
    ) -> None:
        """Do what a verb of a kind does, to the record of the thread or to none, as `wmstrat NOUN VERB` does."""

        def make(change: Change) -> Done:
            typed = {name: value if isinstance(value, bool) else _said(value) for name, value in texts.items()}
            return done_by(change, noun, verb, thread.record(change) if record else None, typed, text)

        self.at(day, who, f"{noun} {verb}", make, thread)

    def together(
        self,
        threads: Sequence[Thread],
        noun: str,
        verb: str,
        day: date,
        who: Person,
        texts: Mapping[str, object],
        *,
        text: str = "",
    ) -> None:
        """Do what a verb of a kind does to the records of several threads at once, as `wmstrat NOUN VERB REF...`
        does."""

        def make(change: Change) -> Done:
            typed = {name: _said(value) for name, value in texts.items()}
            given, known = given_to(change, noun, verb, typed, text)
            return done_to_each(change, kind(noun), known, [thread.id for thread in threads], given)

        self.jointly(threads, day, who, f"{noun} {verb}", make)

    def jointly(
        self, threads: Sequence[Thread], day: date, who: Person, command: str, make: Callable[[Change], Done]
    ) -> None:
        """Somebody gives one command about the records of several threads, after the last of each of them."""
        joint = Thread(threads[0].group, last=max(thread.last for thread in threads))
        self.at(day, who, command, make, joint)
        for thread in threads:
            thread.last = joint.last

    def mark(self, thread: Thread, day: date, who: Person, state: str, why: str = "") -> None:
        """Move the record to a state, as `wmstrat mark` does."""
        self.at(day, who, "mark", lambda change: mark(change, [thread.record(change)], state, why), thread)

    def set(self, thread: Thread, day: date, who: Person, **fields: object) -> None:
        """Set fields of the record (items of a list are added), as `wmstrat set` does."""

        def make(change: Change) -> Done:
            record = thread.record(change)
            typed = []
            for name, value in fields.items():
                said = _said(value)
                typed += [f"{name}+={item}" for item in said] if isinstance(said, list) else [f"{name}={said}"]
            return set_fields(change, [record], typed)

        self.at(day, who, "set", make, thread)

    def edit(self, thread: Thread, day: date, who: Person, rewritten: Callable[[str], str]) -> None:
        """Change the file of the record, as `wmstrat edit` does."""
        self.at(day, who, "edit", partial(_edited, thread=thread, rewritten=rewritten), thread, Door.TEXT)


def _edited(change: Change, thread: Thread, rewritten: Callable[[str], str]) -> Done:
    record = thread.record(change)
    old = change.workspace.bytes(record.path) or b""
    return rewrite(change, record, record.path, old, rewritten(old.decode()).encode())


def _said(value: object) -> str | list[str]:
    """A value as it is typed; threads by the id that their record has by now."""
    if isinstance(value, Thread):
        return value.id
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [str(_said(item)) for item in value]
    return str(value)
