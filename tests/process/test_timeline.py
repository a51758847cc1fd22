"""What is on the timeline, in a workspace in memory with many groups; and how little it costs."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GitProcesses, Wmstrat
from tests.contract.conftest import A_TICK
from tests.kinds.world import World
from tests.test_house import HEAVY, loaded_by
from wmstrat.kinds import link_map
from wmstrat.record.days import UNKNOWN
from wmstrat.record.home import ALL
from wmstrat.reports import listing
from wmstrat.reports.slips import slips
from wmstrat.reports.timeline import Timeline, TimelineEntry, timeline

DAY = "2018-07-20"
CB, AD, DI = "capacity-building", "advocacy", "diversity"


@pytest.fixture
def world() -> World:
    """Nine groups in memory, without any date."""
    return World(bare=True)


def dated(world: World, group: str, due: str, *, waits_on: tuple[str, ...] = (), **values: Any) -> str:
    """A milestone of a group, and its id."""
    given = {"group": group, "title": "A date", "state": "planned", "due": due}
    entries = [{"record": identity, "until": ""} for identity in waits_on]
    return world.keep(world.made(world.catalogue.kind("milestone"), {**given, "waits_on": entries, **values})).id


def moved(*days: str, on: str = "2018-07-01") -> list[dict[str, str]]:
    return [{"on": on, "was": was, "to": to, "by": "", "why": "x"} for was, to in pairwise(days)]


def staged(world: World, group: str, *stages: tuple[str, str, str]) -> None:
    record = world.get("group", group)
    assert record is not None
    entries = [{"stage": stage, "since": since, "until": until} for stage, since, until in stages]
    world.put({record.path: world.rewritten(record, world.files[record.path], {"stages": entries})})


def by_id(report: Timeline) -> dict[str, TimelineEntry]:
    return {entry.id: entry for entry in report.entries}


def held(report: Timeline) -> dict[str, dict[str, tuple[str, ...]]]:
    return {cause.id: {each.id: each.through for each in cause.holds_up} for cause in report.causes}


def test_what_is_late_comes_first_then_what_is_due_after_what_waits_for_it(world: World) -> None:
    late, later = dated(world, CB, "2018-07-10"), dated(world, CB, "2018-06-10")
    after = dated(world, AD, "2018-12-01")
    waiting = dated(world, DI, "2018-09-01", waits_on=(after,))
    through = dated(world, AD, "2018-10-01", waits_on=(waiting, late))

    report = timeline(world, DAY)

    assert [cause.id for cause in report.causes] == [later, late, after]
    assert [cause.days_late for cause in report.causes] == [40, 10, 0]
    assert held(report) == {later: {}, late: {through: ()}, after: {waiting: ()}}
    assert by_id(report)[waiting].span.held_up_by == ((after,),)


def test_an_action_that_nothing_shows_can_hold_up_a_date(world: World) -> None:
    kind = world.catalogue.kind("action")
    values = {"group": CB, "title": "Write to them", "state": "todo", "due": "2018-07-01"}
    action = world.keep(world.made(kind, values))
    waiting = dated(world, AD, "2018-09-01", waits_on=(action.id,))

    [cause] = timeline(world, DAY).causes
    assert (cause.id, cause.title, cause.days_late) == (action.id, "Write to them", 19)
    assert [each.id for each in cause.holds_up] == [waiting]


def test_nothing_of_a_concluded_group_is_late_or_held_up(world: World) -> None:
    late = dated(world, CB, "2018-06-10")
    waiting = dated(world, CB, "2018-08-01", waits_on=(late,))
    assert [cause.id for cause in timeline(world, DAY).causes] == [late]

    staged(world, CB, ("concluded", "2018-07-01", ""))

    report = timeline(world, DAY)
    assert report.causes == ()
    other = dated(world, AD, "2018-09-01", waits_on=(late,))
    [cause] = timeline(world, DAY).causes
    assert (cause.id, cause.days_late, [each.id for each in cause.holds_up]) == (late, 0, [other])
    assert (by_id(report)[late].days_late, by_id(report)[waiting].span.held_up_by) == (0, ())
    assert timeline(world, "2018-06-30").causes, "on another day it was"


def test_no_list_shows_something_late_of_a_concluded_group(world: World) -> None:
    kinds = [kind for kind in world.kinds if kind.due and kind.in_group]
    records = []
    for kind in kinds:
        state = next(state.name for state in kind.states if state.is_open)
        values = {"group": CB, "title": "A date", "state": state, kind.due: "2018-06-10"}
        records.append(world.keep(world.made(kind, values)))
    raised = {"group": AD, "title": "Who trains us?", "with": [CB], "kind": "need", "state": "raised"}
    link = world.keep(world.made(world.catalogue.kind("link"), {**raised, "about": [records[0].id]}))

    def shown() -> list[str]:
        late = [record.kind.name for record in records if listing.LATE.holds(record, world, DAY)]
        return [*late, *(["link"] if link_map.late(link, world, DAY) else [])]

    assert shown() == [*(kind.name for kind in kinds), "link"]
    assert {"milestone", "action"} <= {*shown()}

    staged(world, CB, ("concluded", "2018-07-01", ""))
    assert shown() == []


@pytest.mark.parametrize("state", ["planned", "reached", "dropped"])
def test_row_9_each_group_follows_the_shared_date_or_its_own(world: World, state: str) -> None:
    shared = dated(world, ALL, "2018-09-01")
    own = dated(world, CB, "2018-10-01", own_date_of=shared, state=state, why="x" if state == "dropped" else "")

    following = {row.code: row.shared for row in timeline(world, DAY).rows if row.is_working}

    assert following.pop("CB") == ((shared,) if state == "dropped" else ())
    assert {*following.values()} == {(shared,)}
    in_one = by_id(timeline(world, DAY, CB))
    assert {*in_one} - {CB} == ({own, shared} if state == "dropped" else {own})


def test_row_9_a_late_shared_date_concerns_the_groups_that_follow_it(world: World) -> None:
    shared = dated(world, ALL, "2018-07-01")
    dated(world, CB, "2018-10-01", own_date_of=shared)

    assert [cause.id for cause in timeline(world, DAY, AD).causes] == [shared]
    assert timeline(world, DAY, CB).causes == ()


def test_row_6_a_slip_held_up_what_was_due_then(world: World) -> None:
    """A date that waits and has moved itself since then, one that was reached by then, and one due after the slip."""
    first = dated(world, CB, "2018-08-01", slips=moved("2018-05-01", "2018-08-01", on="2018-04-20"))
    since = moved("2018-06-01", "2018-09-01", on="2018-05-15")
    waiting = dated(world, AD, "2018-09-01", waits_on=(first,), slips=since)
    far = dated(world, DI, "2018-09-01", waits_on=(waiting,))
    dated(world, DI, "2018-06-01", waits_on=(first,), state="reached", reached_on="2018-04-01")
    earlier = dated(world, CB, "2018-03-01", slips=moved("2018-05-01", "2018-03-01"))

    told = {slip.id: slip for slip in slips(world, DAY)}

    assert (told[first].held_up, told[first].days) == ((waiting,), 92)
    assert (told[waiting].held_up, far in told) == ((), False)
    assert (told[earlier].held_up, told[earlier].days) == ((), -61)
    assert [slip.id for slip in slips(world, DAY, since="2018-05-01", until="2018-06-01")] == [waiting]
    assert [slip.id for slip in slips(world, DAY, group=AD)] == [waiting]


def test_row_10_a_slip_held_up_the_links_that_were_open_on_its_day(world: World) -> None:
    """Also those that are settled today; not one that was raised later, was settled by then, or was put aside."""
    first = dated(world, CB, "2018-08-01", slips=moved("2018-05-01", "2018-08-01", on="2018-04-20"))
    kind = world.catalogue.kind("link")
    needs = {"group": AD, "title": "Who trains us?", "with": [CB], "kind": "need", "about": [first]}

    def link(**values: str) -> str:
        return world.keep(world.made(kind, {**needs, **values})).id

    settled = {"raised_on": "2018-04-01", "state": "settled"}
    counted = [
        link(raised_on="2018-04-01", state="raised"),
        link(**settled, settled_on="2018-06-01"),
        link(**settled, settled_on=UNKNOWN),
        link(raised_on=UNKNOWN, state="agreed"),
    ]
    link(**settled, settled_on="2018-04-10")
    link(raised_on="2018-05-01", state="raised")
    link(raised_on="2018-04-01", state="dropped", why="No need")
    link(raised_on="2018-04-01", state="raised", kind="opportunity")

    [slip] = slips(world, DAY)
    assert slip.held_up == tuple(counted)
    assert [name for name in by_id(timeline(world, DAY)) if name in counted] == [
        counted[0],
        counted[3],
    ], "what is settled is not drawn"


def test_a_circle_of_waits_that_are_due_later_ends(world: World) -> None:
    first = dated(world, CB, "2018-06-01", slips=moved("2018-05-01", "2018-06-01"))
    second = dated(world, CB, "2018-08-01", waits_on=(first, "CB-M3"))
    dated(world, CB, "2018-08-01", waits_on=(second,))

    assert [slip.held_up for slip in slips(world, DAY)] == [()]


def test_a_circle_that_somebody_wrote_by_hand_ends(world: World) -> None:
    first = dated(world, CB, "2018-06-01", waits_on=("CB-M2",), slips=moved("2018-05-01", "2018-06-01"))
    second = dated(world, CB, "2018-05-15", waits_on=(first,))

    assert second in held(timeline(world, DAY))[first]
    assert [slip.held_up for slip in slips(world, DAY)] == [(second,)]


@pytest.mark.parametrize(
    ("days", "since", "until", "axis"),
    [
        (("2018-03-10", "2018-09-05"), "", "", ("2018-03-01", "2018-09-30")),
        (("2018-09-05",), "", "", ("2018-06-01", "2018-09-30")),
        (("1999-01-01", "2018-09-05", "9999-12-31"), "", "", ("2018-06-01", "2018-09-30")),
        (("2018-09-05",), "2018-08-01", "", ("2018-08-01", "2018-09-30")),
        (("2018-09-05",), "", "2018-08-01", ("2018-06-01", "2018-08-01")),
        (("2018-09-05",), "2018-08-01", "2018-08-03", ("2018-08-01", "2018-08-03")),
        (("2018-09-05",), "2030-01-01", "", ("2030-01-01", "2030-04-03")),
        (("2018-09-05",), "9999-12-31", "", ("9999-12-31", "9999-12-31")),
        (("2018-09-05",), "", "0001-01-01", ("0001-01-01", "0001-01-01")),
    ],
)
def test_the_axis_has_what_there_is_or_what_was_asked_for(
    world: World, days: tuple[str, ...], since: str, until: str, axis: tuple[str, str]
) -> None:
    for day in days:
        done = {"state": "reached", "reached_on": day} if day < DAY else {}
        dated(world, CB, day, **done)
    for group in world.records("group"):
        staged(world, group.id, ("set-up", "2018-06-15", "2018-07-01"))

    report = timeline(world, DAY, since=since, until=until)

    assert (report.first, report.last) == axis
    assert all(date.fromisoformat(day) for day in axis)
    on_it = {entry.at for entry in report.entries if entry.at}
    assert on_it == {day for day in days if axis[0] <= day <= axis[1]}
    stages_outside = 0 if axis[0] <= "2018-07-01" <= axis[1] else 9
    assert report.outside == len(days) - len(on_it) + stages_outside


def test_a_process_of_long_ago_is_shown_as_it_was(world: World) -> None:
    for group in world.records("group"):
        staged(world, group.id)
    dated(world, CB, "2001-03-10")
    dated(world, CB, "2002-03-10")

    report = timeline(world, DAY)
    assert (report.first, report.last) == ("2001-03-01", "2002-03-31")


def test_stages_without_a_known_day_are_there(world: World) -> None:
    staged(
        world, CB, ("set-up", UNKNOWN, "2018-07-01"), ("scope", "2018-07-01", UNKNOWN), ("scope", UNKNOWN, UNKNOWN)
    )
    [row] = timeline(world, DAY, CB).rows
    assert len(row.entries) == 3


def test_a_timeline_loads_little_and_asks_git_no_more_than_status(
    workspace: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-07-01")
    time.sleep(A_TICK)
    wmstrat("timeline")
    loaded = loaded_by("timeline", cwd=workspace)
    assert "wmstrat.say.timeline" in loaded
    assert not loaded & HEAVY
    assert not [name for name in loaded if name.startswith(("wmstrat.acts.", "rich"))]
    assert "wmstrat.say.timeline_picture" not in loaded, "nobody sees a picture in a pipe"

    git_processes.arguments()
    wmstrat("status")
    by_status = git_processes.verbs()
    wmstrat("timeline", "--slips")
    wmstrat("timeline", "--width", "100")
    assert len(git_processes.verbs()) <= 2 * len(by_status)
