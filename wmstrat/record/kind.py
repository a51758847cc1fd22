"""A kind of record is one declaration.

Storage, validation, ids, templates, commands, import, columns, completion, checks and reference pages follow
from it. The declarations stand in `wmstrat/kinds/`, one file a kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.fields import Entries, Field, Value
from wmstrat.record.ids import Identity

if TYPE_CHECKING:
    from wmstrat.record.view import View

Values = Mapping[str, Value]


class State(Struct, frozen=True):
    """A state of a record: what it means, which states follow, and the command that alone sets it, if any."""

    name: str
    about: str
    moves: tuple[str, ...] = ()
    set_by: str = ""


class Problem(Struct, frozen=True):
    """One thing that is wrong: `path:line: field: found, expected, how to mend`. Warnings never refuse."""

    check: str
    path: str
    field: str
    found: str
    expected: str
    mend: str
    line: int = 0
    warning: bool = False


def explained(problem: Problem) -> str:
    """The problem in the form that the contract gives it: `path:line: field: found, expected, how to mend`."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    field = f"{problem.field}: " if problem.field else ""
    return f"{place}: {field}found {problem.found}, expected {problem.expected}. {problem.mend}"


class Record(Struct, frozen=True, eq=False):
    """One record as it was read.

    `values` holds every declared field, blank ones as their type's `empty`; `body` is the Markdown text;
    `problems` lists what could not be read, and is empty for a sound record. `unreadable` is True when the
    file gave no values at all.
    """

    kind: Kind
    id: str
    group: str
    path: str
    values: Values
    body: str = ""
    problems: tuple[Problem, ...] = ()
    unreadable: bool = False

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    @property
    def state(self) -> str:
        """The state, or an empty text for kinds that have none."""
        return str(self.values.get("state", ""))

    @property
    def is_group(self) -> bool:
        """True for a group, the record in whose folder the others of the group stand."""
        return self.group == self.id

    @property
    def title(self) -> str:
        """The title or name, or an empty text for a record that was given none."""
        return str(self.values.get("title") or self.values.get("name") or "")

    @property
    def label(self) -> str:
        """What people call the record: its title or name, or the first line of its text, or its id."""
        return self.title or next((line for line in self.body.splitlines() if line.strip()), "") or self.id

    @property
    def home(self) -> str:
        """The file that the record belongs in (of one with two halves, the public one): the one that it is in, where
        that may hold it."""
        places = self.kind.identity.places(self.kind, self.id, self.group)
        return self.path if self.path in places else places[0]

    def with_values(self, **values: Value) -> Record:
        """The record with some fields changed."""
        return replace(self, values={**self.values, **values})


class Check(Struct, frozen=True):
    """A named check of one record, which `check --skip NAME` leaves out and `check --explain NAME` explains."""

    name: str
    about: str
    find: Callable[[Record, View], Iterable[Problem]]


class Step(Struct, frozen=True):
    """A change of one record on its way into the workspace: before (None when new), after, and by which
    command. A rule raises Refused or Invalid when the process does not allow the step."""

    before: Record | None
    after: Record
    command: str


Rule = Callable[[Step, "View"], None]
# What `add` fills in where nothing was typed, from what was.
Initial = Callable[[Values, "View"], Values]
# What else changes with a step: the values to set besides, such as the day on which a state was reached.
Following = Callable[[Step, "View"], Values]


class Standing(Struct, frozen=True):
    """What the process settles, so that it stands in a merge too.

    `fields` tells, of one side of a merge and of what it makes with the other, the fields (`body` for the text) that
    have to stay as they are on this side. `day` is the field with the day on which they were settled; `anew` has, by
    the state, the command over the values of the record that proposes another value later.
    """

    fields: Callable[[Record, Record], Iterable[str]]
    day: str
    anew: Mapping[str, str]


class Kind(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """The declaration of a kind of record.

    `arguments` are the fields that `add` takes in order, the last of them being the text (which may also come
    from a file, a pipe or the editor); every other field that people set is an option of `add`. `body` says
    what the Markdown body holds; a kind without one is a YAML file. `instead_of_undo` is the command, over the values
    of the record, that ends one which others have seen, where no state does. `formats` are those that `list` knows
    besides those of all kinds.
    """

    name: str
    plural: str
    about: str
    identity: Identity
    fields: tuple[Field, ...]
    arguments: tuple[str, ...]
    columns: tuple[str, ...]
    example: str
    noun: str = ""
    states: tuple[State, ...] = ()
    body: str = ""
    prompts: str = ""
    kept_private: bool = False
    suffix: str = ".md"
    checks: tuple[Check, ...] = ()
    rules: tuple[Rule, ...] = ()
    initial: Initial | None = None
    instead_of_undo: str = ""
    follow: tuple[Following, ...] = ()
    stands: Standing | None = None
    formats: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {one.name: one for one in self.fields}

    @cached_property
    def has_private_half(self) -> bool:
        """True when some fields of a public kind are kept in private/."""
        return not self.kept_private and any(one.kept_private for one in self.fields)

    def seen(self, private: bool) -> tuple[Field, ...]:
        """The fields that can be known of a record: without `private`, where private/ is not there, none of those
        that are kept in it."""
        return tuple(one for one in self.fields if private or not one.kept_private)

    @property
    def command(self) -> str:
        """The noun that people type."""
        return self.noun or self.name

    @property
    def in_group(self) -> bool:
        """True when every record of the kind belongs to a group."""
        return "group" in self.by_name

    def blank(self) -> dict[str, Value]:
        """Every field with nothing in it."""
        return {one.name: one.type.empty for one in self.fields}

    def state_named(self, name: str) -> State | None:
        """The state of this name, or None."""
        return next((state for state in self.states if state.name == name), None)

    def way(self, start: str, goal: str) -> tuple[str, ...]:
        """The states that lead from one to another by the fewest moves, the goal last; none where there is no way."""
        ways: dict[str, tuple[str, ...]] = {start: ()}
        waiting = [start]
        for name in waiting:
            state = self.state_named(name)
            for following in state.moves if state else ():
                if following not in ways:
                    ways[following] = (*ways[name], following)
                    waiting.append(following)
        return ways.get(goal, ())

    def settable(self) -> tuple[Field, ...]:
        """The fields that `add` offers as options: all but the id, the handle, the state and the entries."""
        return tuple(
            one
            for one in self.fields
            if one.name not in ("id", "handle", "state") and not one.set_by and not isinstance(one.type, Entries)
        )


def placed(kinds: Iterable[Kind], path: str) -> Iterator[tuple[Kind, str, str]]:
    """The (kind, id, group) that the file at a path of a workspace has, of those of the kinds that put files there. A
    record of a kind with private fields has a half under private/."""
    parts = tuple(path.split("/"))
    for kind in kinds:
        found = kind.identity.place(kind, parts)
        if not found and parts[0] == "private" and kind.has_private_half:
            found = kind.identity.place(kind, parts[1:])
        if found:
            yield kind, *found
