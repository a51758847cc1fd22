"""What a change of a record is in words: by what its kind declares, and with nothing that is private."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import asdict, replace

from tests.kinds.world import SUBJECT, World
from wmstrat.kinds import kind, kinds
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.states import ASIDE, DONE, State
from wmstrat.reports.differences import PEOPLE, REMOVED, Differences, people, removed
from wmstrat.reports.progress import Coming, Invitation, Progress
from wmstrat.reports.telling import (
    CHANGED,
    CONTINUED,
    FINISHED,
    MOVED_DATES,
    MOVED_ON,
    NEW,
    PUT_ASIDE,
    REWORDED,
    Difference,
    PublicLabels,
    Teller,
)
from wmstrat.reports.versions import Versions, of_group, paired, renamed
from wmstrat.say.differences import differences as say
from wmstrat.say.differences import progress as say_progress
from wmstrat.say.output import Output

PRIVATE = "known-to-few"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.fixture(scope="module")
def teller(world: World) -> Teller:
    return Teller(world, PublicLabels(world))


def told(teller: Teller, before: Record | None, after: Record | None) -> list[Difference]:
    pair = Versions(before, after, "2018-07-20", "Member 17")
    return [*teller.told(pair), *removed(teller, [pair]), *people(teller, [pair])]


def full(world: World, of: Kind, **values: Any) -> Record:
    """A record with something in every field, in private ones a secret."""
    fields = {field.name: world.value(field, SUBJECT) for field in of.fields}
    secret = {field.name: PRIVATE for field in of.fields if field.private and isinstance(fields[field.name], str)}
    return world.made(of, {**fields, **secret, "id": "", **values}, "The text.")


PUBLIC = [each for each in kinds() if each.in_group and not each.home.private]
STATES = [(each, state) for each in PUBLIC if each.noun != "member" for state in each.states[1:]]


@pytest.mark.parametrize(("of", "state"), STATES, ids=lambda value: getattr(value, "name", ""))
def test_a_state_is_told_below_the_heading_that_it_declares(
    world: World, teller: Teller, of: Kind, state: State
) -> None:
    """Once, with the reason and what belongs to the state, and with nothing private."""
    before = full(world, of, state=of.states[0].name, why="")
    after = before.with_values(state=state.name, why="Because it rained")
    [item] = told(teller, before, after)
    default = CONTINUED if state.became else {DONE: FINISHED, ASIDE: PUT_ASIDE}.get(state.means, MOVED_ON)
    assert item.heading == (state.report_heading or default)
    assert (item.before, item.after, item.title) == (of.states[0].name, state.name, after.label)
    assert ("why" not in of.by_name) or item.why == "Because it rained"
    assert PRIVATE not in str(asdict(item))


@pytest.mark.parametrize("of", PUBLIC, ids=lambda of: of.name)
def test_every_field_of_every_kind_can_be_told_and_no_private_one_is(world: World, teller: Teller, of: Kind) -> None:
    record = full(world, of)
    for field in of.fields:
        other = record.with_values(**{field.name: field.type.empty})
        for before, after in ((record, other), (other, record)):
            items = told(teller, before, after)
            assert PRIVATE not in str([asdict(item) for item in items])
            if field.private or field.name in ("id", "handle", "group"):
                assert items == []
    new = told(teller, None, record)
    assert [item.heading for item in new][1:] in ([], [MOVED_DATES])
    assert PRIVATE not in str(new)
    for item in told(teller, record, None):
        assert (item.heading, item.title) == (REMOVED, "")


@pytest.mark.parametrize("name", ["person", "application"])
def test_nothing_is_told_of_people_and_of_what_is_private(world: World, teller: Teller, name: str) -> None:
    record = world.sample(kind(name), SUBJECT)
    assert told(teller, None, record) == []
    assert told(teller, record, None) == []
    assert told(teller, record, record.with_values(name="Another")) == []


def test_people_who_join_or_leave_are_counted(world: World, teller: Teller) -> None:
    term = world.made(kind("membership"), {"person": "member-1", "group": "capacity-building", "state": "appointed"})
    gone = term.with_values(until="2018-07-20", state="left")
    pairs = [Versions(None, term), Versions(None, term), Versions(term, gone), Versions(None, gone)]
    assert [(item.heading, item.group, item.change) for item in people(teller, pairs)] == [
        (PEOPLE, "CB", "2 people joined"),
        (PEOPLE, "CB", "1 person left"),
    ]


SLIPS = [
    {"on": "2018-07-20", "was": "2018-08-01", "to": "2018-08-10", "by": "", "why": "It rained."},
    {"on": "2018-07-21", "was": "2018-08-10", "to": "2018-08-22", "by": "", "why": "It snowed."},
]


@pytest.mark.parametrize(
    ("name", "before", "after", "heading", "change", "why"),
    [
        ("milestone", {"due": "2018-08-01"}, {"due": "2018-08-22", "slips": SLIPS}, MOVED_DATES,
         "due 2018-08-22 instead of 2018-08-01, 3 weeks later", "It rained. It snowed."),
        ("action", {"due": "2018-08-02"}, {"due": "2018-08-01"}, MOVED_DATES,
         "due 2018-08-01 instead of 2018-08-02, 1 day earlier", ""),
        ("meeting", {"at": "2018-08-07 14:00 Europe/Berlin"}, {"at": "2018-08-08 09:00 Europe/Berlin"}, MOVED_DATES,
         "at 2018-08-08 09:00 Europe/Berlin instead of 2018-08-07 14:00 Europe/Berlin, 1 day later", ""),
        ("action", {"due": ""}, {"due": "2018-08-01"}, CHANGED, "due: now 2018-08-01", ""),
        ("question", {"title": "Who?"}, {"title": "Why?"}, REWORDED, 'the title was "Who?"', ""),
        ("question", {"state": "final", "title": "Who?"},
         {"title": "Why?", "amendments": [{"on": "2018-07-20", "was": "Who?"}]}, REWORDED, 'the title was "Who?"',
         ""),
        ("question", {"background": ""}, {"background": "Much"}, REWORDED, "background added", ""),
        ("draft", {"answers": ["CB-Q1", "CB-Q2"]}, {"answers": ["CB-Q2", "CB-Q3"]}, CHANGED,
         "answers: added CB-Q3, one removed", ""),
        ("milestone", {"waits_on": []}, {"waits_on": [{"record": "CB-M3", "until": ""}]}, CHANGED,
         "waits on: added CB-M3", ""),
        ("draft", {"level": "structural"}, {"level": ""}, CHANGED, "level: cleared", ""),
    ],
)  # fmt: skip
def test_a_change_is_told_in_words(
    world: World, teller: Teller, name: str, before: dict[str, Any], after: dict[str, Any], heading: str, change: str,
    why: str,
) -> None:  # fmt: skip
    of = kind(name)
    state = {"state": of.states[0].name}
    one = world.made(of, {"id": "CB-X1", "group": "capacity-building", "title": "One", **state, **before})
    [item] = told(teller, one, one.with_values(**after))
    assert (item.heading, item.change, item.why) == (heading, change, why)


def test_a_date_was_moved_when_its_log_says_so_and_by_whom(world: World, teller: Teller) -> None:
    """The milestone may have been changed since then."""
    one = world.made(
        kind("milestone"), {"id": "CB-M9", "group": "capacity-building", "title": "One", "due": "2018-08-01"}
    )
    world.put({"people/member-90.yaml": b"id: member-90\nname: Member 90\n"})
    slip = {**SLIPS[0], "by": "member-90", "on": "2018-07-05"}
    for by, who in (("member-90", "Member 90"), ("", "Member 17")):
        [item] = told(teller, one, one.with_values(due="2018-08-10", slips=[{**slip, "by": by}]))
        assert (item.day, item.who) == ("2018-07-05", who)


def test_a_field_that_the_process_declares_now_was_blank_before(world: World, teller: Teller) -> None:
    now = world.made(kind("draft"), {"id": "CB-D9", "group": "capacity-building", "title": "One", "direction": "Up"})
    values = {name: value for name, value in now.values.items() if name not in ("direction", "level", "answers")}
    [item] = told(teller, replace(now, values=values), now.with_values(level="structural", answers=["CB-Q1"]))[1:]
    assert (item.heading, item.change) == (CHANGED, "level: now Structural, answers: added CB-Q1")


def test_a_stage_that_begins_is_told(world: World, teller: Teller) -> None:
    group = world.get("group", "capacity-building")
    assert group is not None
    stage = {"stage": "scope", "since": "2018-11-01", "until": ""}
    [item] = told(teller, group, group.with_values(stages=[*group["stages"], stage]))
    assert (item.heading, item.change) == (MOVED_ON, "now Scope (since 2018-11-01)")


def test_people_who_are_not_shown_have_no_name(world: World) -> None:
    of = kind("person")
    for identity, private in (("member-80", False), ("member-81", True)):
        path = f"{'private/' if private else ''}{of.path(identity, '')}"
        world.put({path: f"id: {identity}\nname: {identity.title()} Known\n".encode()})
    labels = PublicLabels(world)
    assert labels.record("member-80") == "Member-80 Known"
    assert labels.record("member-81") == "member-81"
    assert labels.record("capacity-building") == "CB"
    assert labels.record("CB-Q1") == "CB-Q1"


def test_a_text_is_told_by_its_headings(world: World, teller: Teller) -> None:
    one = world.made(
        kind("draft"), {"id": "CB-D1", "group": "capacity-building", "state": "idea"}, "## A\n\nx\n\n## B\n\ny"
    )
    [item] = told(teller, one, replace(one, body="## A\n\nz\n\n## B\n\ny"))
    assert (item.heading, item.change) == (REWORDED, "the text below A")
    assert told(teller, None, one)[0].heading == NEW


# One record under several names


def record(name: str, identity: str, handle: str = "", **values: Any) -> Record:
    of = kind(name)
    group = "capacity-building"
    full = {**of.blank(), "id": identity, "group": group, **({"handle": handle} if handle else {}), **values}
    return Record(of, identity, group, of.path(identity, group), full)


def test_a_record_is_the_same_under_its_number_its_handle_and_another_code() -> None:
    old = [
        record("question", "CB-Q1"), record("question", "CB-Q-aaaa", "CB-Q-aaaa"),
        record("question", "CB-Q7", "CB-Q-bbbb"), record("note", "CB-N20180720-k3f9"), record("question", "CB-Q3"),
    ]  # fmt: skip
    new = [
        record("question", "CP-Q1"), record("question", "CP-Q7", "CP-Q-aaaa"),
        record("question", "CP-Q8", "CB-Q-bbbb"), record("note", "CP-N20180720-k3f9"), record("question", "CP-Q9"),
    ]  # fmt: skip
    pairs = [
        (one.id if one else "", two.id if two else "")
        for one, two in paired(old, new, {"CP": "CB"}, {old[-1].path: new[-1].path})
    ]
    assert pairs == [
        ("CB-Q1", "CP-Q1"), ("CB-Q-aaaa", "CP-Q7"), ("CB-Q7", "CP-Q8"), ("CB-N20180720-k3f9", "CP-N20180720-k3f9"),
        ("CB-Q3", "CP-Q9"),
    ]  # fmt: skip


def test_another_record_under_a_number_that_was_taken_is_new() -> None:
    """Two clones gave out one number; sync gave the second record another one."""
    old = [record("question", "CB-Q7", "CB-Q-aaaa"), record("question", "CB-Q5")]
    new = [record("question", "CB-Q8", "CB-Q-aaaa"), record("question", "CB-Q7", "CB-Q-bbbb")]
    pairs = [(one.id if one else "", two.id if two else "") for one, two in paired(old, new, {}, {})]
    assert pairs == [("CB-Q7", "CB-Q8"), ("", "CB-Q7"), ("CB-Q5", "")]


def test_references_have_the_names_of_today() -> None:
    old = replace(record("draft", "CB-D1", answers=["CB-Q-aaaa", "CB-Q1"]), body="See CB-Q-aaaa, CB-Q1. Not CBX-1.")
    now = renamed(old, {"CB-Q-aaaa": "CP-Q7"}, {"CB": "CP"})
    assert now["answers"] == ["CP-Q7", "CP-Q1"]
    assert now.body == "See CP-Q7, CP-Q1. Not CBX-1."


def test_a_range_of_a_group_has_what_belongs_to_it(world: World) -> None:
    mine, both = record("question", "CB-Q1"), record("meeting", "AD-MT1").with_values(**{"with": ["advocacy"]})
    process = Versions(None, world.process)
    pairs = [Versions(None, mine), Versions(None, both), process]
    assert [*of_group(world, pairs, "advocacy")] == [pairs[1]]
    assert [*of_group(world, pairs, "ALL")] == [process]
    assert [*of_group(world, pairs, "")] == pairs


# How it is printed

HOSTILE = "# a\n\n| b | <script>x</script> [c](javascript:d) \x1b[31m`e` *f* \u202e"


@pytest.mark.parametrize("form", ["table", "markdown", "plain", "json", "yaml"])
@pytest.mark.parametrize("width", [None, 60, 200])
def test_what_somebody_wrote_obeys_no_format(
    capsys: pytest.CaptureFixture[str], form: str, width: int | None
) -> None:
    item = Difference(NEW, "CB", "question", "CB-Q1", HOSTILE, HOSTILE, HOSTILE, day="2018-07-20", who=HOSTILE)
    changes = Differences(HOSTILE, "2018-07-01", "2018-07-20", "UTC", "", (item,))
    coming, invitation = (
        Coming("2018-07-21", HOSTILE, HOSTILE),
        Invitation(HOSTILE, HOSTILE, "draft", "CB-D1", HOSTILE),
    )
    output = Output(form, width)
    say(changes, output)
    say_progress(Progress(HOSTILE, changes, (item,), (coming,), (invitation,)), output)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    if form == "markdown":
        assert "<script" not in out
        assert all(
            line.startswith(("- **", "- 2018-07-21: ", "# ", "## ", "All dates")) for line in out.split("\n") if line
        )
        assert "](j" not in out.replace("\\]", "")
    if form == "table" and width:
        first = out.split("# ", 1)[0] if "# \\# a" not in out else out.split("# \\# a", 1)[0]
        assert all(len(line) <= width for line in first.splitlines())


def test_long_lists_are_folded_where_people_read_and_whole_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Of each kind in each group something is told, however much others have done."""
    items = [Difference(NEW, "AD", "note", f"AD-N{number}", "One", "", plural="notes") for number in range(30)]
    items += [Difference(NEW, "CB", "draft", f"CB-D{number}", "Two", "", plural="drafts") for number in range(3)]
    changes = Differences("", "2018-07-01", "2018-07-20", "UTC", "", tuple(items))
    lines = {}
    for name, output in (("wide", Output(width=80)), ("piped", Output()), ("markdown", Output("markdown"))):
        say(changes, output)
        lines[name] = capsys.readouterr().out
    say_progress(Progress("P", changes, tuple(items), (), ()), Output())
    lines["update"] = capsys.readouterr().out
    assert [text.count("AD-N") for text in lines.values()] == [5, 30, 30, 5]
    assert [text.count("CB-D") for text in lines.values()] == [3, 3, 3, 3]
    assert "  AD: 25 more notes\n" in lines["wide"]
    assert "- AD: 25 more notes\n" in lines["update"]


def test_people_outside_see_no_handle(capsys: pytest.CaptureFixture[str]) -> None:
    item = Difference(NEW, "CB", "draft", "CB-D-k3f9", "Who?", "answers: added CB-Q-m4pj and CB-Q1")
    changes = Differences("", "2018-07-01", "2018-07-20", "UTC", "", (item,))
    say_progress(Progress("P", changes, (item,), (), ()), Output())
    out = capsys.readouterr().out
    assert (
        "- **Who?** (draft of CB, not numbered yet, sync first): answers: added (not numbered yet, sync first) and"
        in out
    )
    assert "k3f9" not in out
    assert "m4pj" not in out
