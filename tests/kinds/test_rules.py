"""A rule is said once and held at every door: each rule of each kind, at each door by which a change comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import product
from typing import Literal

import pytest

from tests.kinds.cells import DOORS, MERGE, PUSH, UNDO, Cell, Sides, cells, two_states
from tests.kinds.doors import Case, answer, asked, case_of, merged, pushed
from tests.kinds.examples import EXAMPLES
from tests.kinds.world import FORMER, World
from wmstrat.change.change import Change
from wmstrat.checks.every_record import problems_of
from wmstrat.errors import Refused
from wmstrat.kinds import kinds
from wmstrat.merge.choice import Resolution
from wmstrat.record.doors import Door
from wmstrat.record.fields import Entries, Field
from wmstrat.record.kind import Kind
from wmstrat.record.rules import breaches
from wmstrat.record.types import Line

TABLE = tuple(cells())
TITLE = Field("title", Line(), "a title")
OPEN = [(cell, door) for cell, door in product(TABLE, DOORS) if door not in cell.left_out]


@pytest.fixture(scope="module")
def whole() -> World:
    """A workspace with records to point at."""
    return World()


@pytest.fixture
def world(whole: World) -> Iterator[World]:
    """The same workspace, as it was before each test."""
    before = dict(whole.files)
    yield whole
    changed = {path: before.get(path) for path in whole.files if whole.files[path] is not before.get(path)}
    whole.put(changed)


@pytest.mark.parametrize("cell", TABLE, ids=[cell.title for cell in TABLE])
def test_a_rule_is_held_at_each_door(world: World, cell: Cell) -> None:
    doors = [door for door in DOORS if door not in cell.left_out]
    open_doors = {}
    if MERGE in doors:  # its sides have files of their own
        doors.remove(MERGE)
        if not _is_asked_about(world, cell):
            open_doors[MERGE] = "nobody is asked"
    case = case_of(world, cell)
    files = dict(world.files)
    for door in doors:
        said, is_held = _held(case, door)
        if not is_held:
            open_doors[door] = said or "the change is let in"
        assert world.files == files, door
    assert open_doors == {}


def _is_asked_about(world: World, cell: Cell) -> bool:
    """Whether a merge of two sides that break the rule together asks about the field."""
    assert cell.merge is not None
    fields = {name.split(" ")[0] for name in asked(world, cell, cell.merge)}
    one_question = next((names for names in cell.kind.together if cell.field in names), (cell.field,))
    return bool(fields & {*one_question})


def _held(case: Case, door: str) -> tuple[str, bool]:
    """What is answered at a door, and whether the rule is held there: the change is refused with its name, or what
    was there before is logged."""
    cell = case.cell
    if door == PUSH:
        said = pushed(case)
        return said, _names(said, cell)
    said, change = answer(case, door)
    if cell.told is None or door == UNDO:
        return said, _names(said, cell)
    if said:
        return said, False
    (step,) = change.steps
    entries = [entry[cell.told.was] for entry in step.after[cell.told.log]]
    return f"the log has {entries}", entries == [case.record[cell.told.field]]


@pytest.mark.parametrize("sides", [*two_states()], ids=lambda sides: f"{sides[0].name}-{sides[1].mine['state']}")
@pytest.mark.parametrize("take", ["mine", "theirs"])
def test_a_chosen_state_brings_what_belongs_to_it(
    world: World, sides: tuple[Kind, Sides], take: Literal["mine", "theirs"]
) -> None:
    """Two people move one record to two states: nothing is left of the state that was not chosen."""
    kind = sides[0]
    files, merge = merged(world, *sides, lambda _: Resolution(take))
    path = next(world.records(kind.name)).path
    ((chosen,), (result,)) = (world.read(path, data) for data in (files[1 if take == "mine" else 2], merge.data))
    names = {"state", "why", *(name for names in kind.together if "state" in names for name in names)}
    assert {name: result[name] for name in names} == {name: chosen[name] for name in names}


def test_what_a_merge_asks_about_lists_is_in_words(world: World) -> None:
    lists = [
        cell for cell in TABLE if cell.merge and isinstance(cell.kind.by_name.get(cell.field, TITLE).type, Entries)
    ]
    assert lists
    for cell in lists:
        assert cell.merge is not None
        _, merge = merged(world, cell.kind, cell.merge, lambda _: None)
        told = [text for conflict in merge.conflicts for text in (conflict.base, conflict.mine, conflict.theirs)]
        assert any(": " in text for text in told)
        assert not [text for text in told if "{" in text]


def _names(said: str, cell: Cell) -> bool:
    return any(re.search(rf"\b{re.escape(name)}\b", said) for name in cell.names)


def test_a_push_brings_what_two_sides_can_make_together_and_a_check_warns(world: World) -> None:
    (cell,) = (cell for cell in TABLE if cell.rule == "begins_no_stage_that_runs")
    case = case_of(world, cell)
    assert pushed(case) == ""
    group = world.keep(world.made(cell.kind, {**case.record.values, **case.after}))
    warned = [problem for problem in problems_of(group, world) if problem.check == "stages"]
    assert [problem.warning for problem in warned] == [True]


def test_who_left_owns_what_is_done_or_was_theirs_and_what_archives_bring(world: World) -> None:
    """Each kind whose records have an owner has the rule."""
    owned = {kind.name for kind in kinds() if "owner" in kind.by_name}
    has_rule = [cell for cell in TABLE if cell.rule == "owner_is_here"]
    assert {cell.kind.name for cell in has_rule} == owned
    for cell in has_rule:
        case = case_of(world, cell)
        assert pushed(case) == ""
        assert answer(case, "import")[0] == ""
        ended = next(state.name for state in cell.kind.states if not state.is_open and not state.needs)
        world.keep(case.record.with_values(owner=FORMER))
        change = Change(world, Door.HAND)
        assert change.update(case.record.with_values(owner=FORMER), why="Another reason.")["owner"] == FORMER
        done = case.record.with_values(owner=FORMER, state=ended)
        assert "owner" not in {breach.field for breach in breaches(None, done, world)}


def test_each_rule_that_is_a_function_has_an_example() -> None:
    assert {rule.__name__ for kind in kinds() for rule in kind.rules} == set(EXAMPLES)


def test_the_table_covers_each_kind_and_each_door() -> None:
    """A kind without a cell, or a door that all cells leave out, would be a hole in the table."""
    assert {cell.kind.name for cell in TABLE} == {kind.name for kind in kinds()}
    assert {door for _, door in OPEN} == set(DOORS)
    assert all(cell.left_out[door] for cell in TABLE for door in cell.left_out)
    assert len(OPEN) > 500


@pytest.mark.parametrize("has_table", [False, True])
def test_a_published_decision_is_taken_back_only_where_a_table_says_who_speaks_for_a_body(
    world: World, has_table: bool
) -> None:
    draft = world.catalogue.kind("draft")
    settled = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-01"}
    record = world.sample(draft, 0, settled)
    old = world.files[record.path]
    blank = {"state": "submitted", "decided_by": "", "decided_on": ""}
    if has_table:
        line = {"id": "all", "who": "*", "roles": "", "groups": "*", "kinds": ""}
        world.put(
            {"process.yaml": world.rewritten(world.process, world.files["process.yaml"], {"permissions": [line]})}
        )
    change = Change(world, Door.UNDO)

    with nullcontext() if has_table else pytest.raises(Refused, match="This is already shared"):
        change.restore(record.path, old, world.rewritten(record, old, blank), published=True)

    assert [step.after.state for step in change.steps] == (["submitted"] if has_table else [])
