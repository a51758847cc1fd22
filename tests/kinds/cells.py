"""What the declarations of the kinds forbid, as a table: a breach of each rule, and the doors at which it comes in.

Nothing here names a kind, so that a kind that is declared later is covered as well; a rule that is a function has an
example in `examples.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from tests.kinds.examples import EXAMPLES
from tests.kinds.values import BLANK, DAY, DAY_BEFORE, DAY_TO_COME, FIRST, OTHER_DAY, SECOND
from wmstrat.kinds import kinds
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Answered, Logged, Settled, Withheld
from wmstrat.record.rules import BODY

COMMAND, TEXT, HAND, IMPORT, UNDO, PUSH, MERGE = DOORS = (
    "command", "text", "hand", "import", "undo", "push", "merge",
)  # fmt: skip
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Sides:
    """A merge whose sides keep the rules each by itself; without a base both have added the record."""

    base: Values | None
    mine: Values
    theirs: Values


@dataclass(frozen=True)
class Cell:
    """A change of one record, from `before` to `after`, that a rule forbids. What answers it holds one of `names`.

    `merge` are two sides that break the rule together. `left_out` says of a door why the change cannot come in there.
    With `told` the change is no breach where wmstrat itself writes what the rule asks for, in this log. `beside` is a
    group that comes in with the change. A record that `is_new` was not there before.
    """

    kind: Kind
    rule: str
    names: tuple[str, ...]
    before: Values
    after: Values
    merge: Sides | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    told: Logged | None = None
    beside: Values | None = None
    is_new: bool = False

    @property
    def field(self) -> str:
        """The field about which a merge asks."""
        return "state" if self.kind.state_named(self.names[0]) else self.names[0]

    @property
    def title(self) -> str:
        """What the cell is called in a report of tests."""
        return f"{self.kind.name}-{self.rule}"


NO_TEXT = "no command sets the text of a record; it is edited"
ONE_SIDE = "a side would have to break the rule by itself"
MANY_STEPS = "it can be several moves, each of which is allowed"
GUARD_IS_PUBLIC = "a guard sees nothing of private/"
NO_COMMANDS = "commits do not tell by which command a record was changed; the table of permissions does"
IS_THE_KEY = "the id says which record the row is about"
IS_THE_PATH = "the id is the name of the file, which tells the sides apart"
MADE_BY_INIT = "`init` alone makes it"
NO_OPTION = "`add` has no option for it, or asks for it"
NO_FILE = "there is no file yet"
FILLED_IN = "a row may leave out what is filled in"
MOVES = "it moves to private/"
AS_IT_WAS = "what somebody agreed to show again"
HELD_WITH_STATE = "undo takes the field back together with the state"


def cells() -> Iterator[Cell]:
    """Every cell, for every kind."""
    for kind in kinds():
        for cell in _of(kind):
            left_out = dict(cell.left_out)
            if kind.home.private:
                left_out[PUSH] = GUARD_IS_PUBLIC
            if BODY in cell.after:
                left_out[COMMAND] = NO_TEXT
            if cell.merge is None:
                left_out.setdefault(MERGE, ONE_SIDE)
            yield replace(cell, left_out=left_out)


def _of(kind: Kind) -> Iterator[Cell]:
    yield from _fixed(kind)
    yield from _required(kind)
    yield from _moves(kind)
    yield from _needs(kind)
    yield from _set_by(kind)
    yield from _days_to_come(kind)
    for law in kind.laws:
        if isinstance(law, Settled):
            yield from _settled(kind, law)
        elif isinstance(law, Logged):
            yield from _logged(kind, law)
        elif isinstance(law, Answered):
            yield from _answered(kind, law)
        elif isinstance(law, Withheld):
            yield from _withheld(kind, law)
    for rule in kind.rules:
        for example in EXAMPLES.get(rule.__name__, ()):
            states = {values["state"] for values in (example.before, example.after) if "state" in values}
            is_of_kind = states <= {state.name for state in kind.states} and {*example.after} <= {*kind.by_name, BODY}
            if not is_of_kind:
                continue  # another kind with this rule has these states and fields
            yield Cell(
                kind, rule.__name__.strip("_"), example.names, example.before, example.after,
                left_out=example.left_out, beside=example.beside,
            )  # fmt: skip


def _fixed(kind: Kind) -> Iterator[Cell]:
    """A fixed field that holds something gets another value, or none."""
    for name in (declared.name for declared in kind.fields if declared.fixed):
        is_told_by_path = name == "id" or (name == "group" and not kind.home.groups)
        left_out = {MERGE: IS_THE_PATH, **({IMPORT: IS_THE_KEY} if name == "id" else {})} if is_told_by_path else {}
        before = {} if is_told_by_path or kind.is_lone else {name: FIRST}
        sides = Sides(None, {name: FIRST}, {name: SECOND}) if before else None
        if kind.is_lone:
            left_out[MERGE] = MADE_BY_INIT
        yield Cell(kind, f"fixed-{name}", (name,), before, {name: SECOND}, sides, left_out)
        yield Cell(kind, f"fixed-{name}-cleared", (name,), before, {name: BLANK}, None, left_out)


def _required(kind: Kind) -> Iterator[Cell]:
    """A field that a record cannot do without is left blank."""
    for name in (declared.name for declared in kind.fields if declared.required and not declared.fixed):
        yield Cell(kind, f"required-{name}", (name,), {}, {name: BLANK})
        if not kind.is_lone:
            yield _new(kind, f"required-{name}", name, {name: BLANK}, {IMPORT: FILLED_IN})


def _new(kind: Kind, rule: str, name: str, values: Values, left_out: Mapping[str, str] | None = None) -> Cell:
    """A record that is not there before, with these values."""
    never = {COMMAND: NO_OPTION, TEXT: NO_FILE, UNDO: NO_FILE, MERGE: NO_FILE}
    names = (name, *_decided(kind, str(values.get("state", ""))))
    return Cell(kind, f"{rule}-new", names, {}, values, left_out={**never, **(left_out or {})}, is_new=True)


def _decided(kind: Kind, state: str) -> list[str]:
    """The fields with the body that decided before a record can be in this state: one command alone sets them."""
    return [law.by for law in kind.laws if isinstance(law, Settled) and state in law.decided_as]


def _in(kind: Kind, name: str) -> dict[str, Any]:
    """What a record says that is in a state: what the state needs, and what was settled with it."""
    state = kind.state_named(name)
    values: dict[str, Any] = {"state": name, **dict.fromkeys(state.needs if state else (), FIRST)}
    for law in kind.laws:
        if name in law.states:
            values |= {
                **({law.day: DAY} if law.day else {}),
                **({law.by: FIRST} if isinstance(law, Settled) and law.by else {}),
            }
    return values


def _before(kind: Kind, name: str) -> list[str]:
    """The states from which a state is reached."""
    return [state.name for state in kind.states if name in kind.moves(state)]


def _outside(kind: Kind, states: Iterable[str], goal: str) -> str:
    """A state besides these from which a record comes to the goal; the goal, where there is no other."""
    others = (state.name for state in kind.states if state.name not in states and kind.way(state.name, goal))
    return next(others, goal)


def _moves(kind: Kind) -> Iterator[Cell]:
    """A state follows one that does not declare the move."""
    for state in kind.states:
        for goal in kind.states:
            if goal is state or goal.name in kind.moves(state):
                continue
            names = (goal.name, *_decided(kind, goal.name))
            left_out = dict.fromkeys((UNDO, PUSH), MANY_STEPS) if kind.way(state.name, goal.name) else {}
            both = (start for start in kind.states if {state.name, goal.name} <= {*kind.moves(start)})
            base = next(both, None)
            sides = None
            if base is not None:
                sides = Sides(_in(kind, base.name), _in(kind, state.name), _in(kind, goal.name))
            else:
                left_out[MERGE] = "no state from which both are reached"
            before, after = _in(kind, state.name), _in(kind, goal.name)
            changed = {name: value for name, value in after.items() if before.get(name) != value}
            yield Cell(kind, f"move-{state.name}-{goal.name}", names, before, changed, sides, left_out)


def two_states() -> Iterator[tuple[Kind, Sides]]:
    """Merges in which two people moved a record from one state to two others, each with what it needs, and nobody
    has settled it."""
    for kind in kinds():
        settled = {name for law in kind.laws if isinstance(law, Settled) for name in law.states}
        for start in kind.states:
            goals = [state for state in kind.states if state.name in {*kind.moves(start)} - settled]
            for mine, theirs in pairwise(goals):
                yield kind, Sides(_in(kind, start.name), _in(kind, mine.name), _in(kind, theirs.name))


def _needs(kind: Kind) -> Iterator[Cell]:
    """A state is reached without what it needs, or what it needs is taken away."""
    for need in kind.needs:
        (goal,) = need.states
        for name in need.fields:
            whole = _in(kind, goal)
            state = kind.state_named(goal)
            names = (name, goal) if state is not None and state.set_by else (name,)
            new = _new(kind, f"needs-{goal}-{name}", name, {**whole, name: BLANK})
            yield replace(new, names=(*new.names, *names[1:]))
            yield Cell(kind, f"needs-{goal}-{name}-stays", (name,), whole, {name: BLANK})
            for start in _before(kind, goal):
                before = {**whole, **_in(kind, start), name: BLANK}
                held = {**before, name: FIRST}
                sides = Sides(held, {**held, **whole}, before)
                after = {**whole, name: BLANK}
                changed = {key: value for key, value in after.items() if before.get(key) != value}
                yield Cell(kind, f"needs-{goal}-{name}-from-{start}", names, before, changed, sides)


def _set_by(kind: Kind) -> Iterator[Cell]:
    """A state or a field that one command alone sets is set by another."""
    for goal in kind.states:
        if not goal.set_by:
            continue
        yield _new(kind, f"command-{goal.name}", goal.name, _in(kind, goal.name), {PUSH: NO_COMMANDS})
        for start in _before(kind, goal.name):
            before = _in(kind, start)
            after = {name: value for name, value in _in(kind, goal.name).items() if before.get(name) != value}
            yield Cell(
                kind, f"command-{goal.name}-from-{start}", (goal.name,), before, after, left_out={PUSH: NO_COMMANDS}
            )
    for name in (declared.name for declared in kind.fields if declared.set_by):
        left_out = {PUSH: NO_COMMANDS, UNDO: HELD_WITH_STATE}
        yield Cell(kind, f"command-{name}", (name,), {}, {name: FIRST}, left_out=left_out)
        yield _new(kind, f"command-{name}", name, {name: FIRST}, {PUSH: NO_COMMANDS})


def _settled(kind: Kind, law: Settled) -> Iterator[Cell]:
    """What is settled gets another value, or none."""
    for state in law.states:
        start = _outside(kind, law.states, state)
        settled = _in(kind, state)
        names: Iterable[str] = (*law.fields, *(name for name in law.decision if name != "state"))
        for name in names:
            before = {**settled, name: settled.get(name, FIRST)}
            base = {**_in(kind, start), name: FIRST} if name in law.fields else _in(kind, start)
            sides = Sides(base, {**base, **before}, {**base, name: SECOND})
            if name not in law.fields:
                sides = Sides(base, before, {**before, name: SECOND})
            yield Cell(kind, f"settled-{state}-{name}", (name,), before, {name: SECOND}, sides)
            if name == BODY or not kind.by_name[name].required:
                cleared = replace(sides, theirs={**sides.theirs, name: BLANK}) if name in law.fields else None
                yield Cell(kind, f"settled-{state}-{name}-cleared", (name,), before, {name: BLANK}, cleared)


def _logged(kind: Kind, law: Logged) -> Iterator[Cell]:
    """A logged field changes and its log does not tell; what the log tells is lost, altered or made up."""
    log = kind.by_name[law.log].type
    assert isinstance(log, Entries)
    parts = {part.name: part for part in log.fields}
    others = {name: DAY for name, part in parts.items() if part.required and name != law.was}
    before, another = (DAY_BEFORE, OTHER_DAY) if isinstance(parts[law.was].type, Day) else ("Before", "Another")
    told = [{**others, law.was: before}]
    for state in law.states:
        start = _outside(kind, law.states, state)
        now = {**_in(kind, state), law.field: FIRST}
        base = {**_in(kind, start), law.field: FIRST}
        sides = Sides(base, {**base, **now}, {**base, law.field: SECOND}) if start not in law.states else None
        yield Cell(
            kind, f"logged-{state}-{law.field}", (law.field, law.log), now, {law.field: SECOND}, sides,
            told=None if law.told_by else law,
        )  # fmt: skip
        held = {**now, law.log: told}
        for what, entries in (("lost", []), ("altered", [{**told[0], law.was: another}])):
            yield Cell(kind, f"logged-{state}-{law.log}-{what}", (law.log,), held, {law.log: entries})
        yield Cell(kind, f"logged-{state}-{law.log}-made-up", (law.log,), now, {law.log: told})


def _withheld(kind: Kind, law: Withheld) -> Iterator[Cell]:
    """What is not to be shown is filled in, or others change it meanwhile."""
    left_out = {**dict.fromkeys((COMMAND, TEXT, HAND, IMPORT), MOVES), UNDO: AS_IT_WAS}
    for value, names in law.hides.items():
        for name in names:
            hidden = {law.field: value, name: BLANK}
            base = {law.field: FIRST, name: FIRST}
            sides = Sides({**base, name: BLANK}, {**base, **hidden}, {**base, name: SECOND})
            yield Cell(kind, f"withheld-{value}-{name}", (name,), hidden, {name: FIRST}, sides, left_out)


def _answered(kind: Kind, law: Answered) -> Iterator[Cell]:
    """What was asked gets another value once somebody has answered."""
    for name in law.fields:
        base = {name: FIRST, law.answers: BLANK}
        before = {name: FIRST, law.answers: FIRST}
        yield Cell(
            kind, f"answered-{name}", (name,), before, {name: SECOND}, Sides(base, before, {**base, name: SECOND})
        )


def _days_to_come(kind: Kind) -> Iterator[Cell]:
    """A record reached its state on a day to come."""
    days = [(state.name, state.on) for state in kind.states if state.on]
    days += [(state, law.day) for law in kind.laws if law.day for state in law.states]
    for state, name in dict.fromkeys(days):
        is_day = isinstance(kind.by_name[name].type, Day)
        later = DAY_TO_COME if is_day else f"{DAY_TO_COME} 14:00 Europe/Berlin"
        held = {**_in(kind, state), name: DAY if is_day else FIRST}
        yield Cell(kind, f"future-{state}-{name}", (name,), held, {name: later})
