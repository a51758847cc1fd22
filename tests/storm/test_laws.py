"""The storm can fail: each law finds what breaks it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from random import Random

import pytest

from tests.storm.conftest import Person
from tests.storm.history import BLANK, Card, History, card_of
from tests.storm.laws import Judge, Meeting, asked_for_nothing, number_complaints, tree_complaints
from tests.storm.running import Ended
from tests.storm.storm import Storm
from tests.storm.turn import Turn
from tests.storm.world import World

Q1 = "groups/capacity-building/questions/CB-Q1.md"


def card(title: str = "T", body: str = "One.\n\nTwo.\n\nThree.", needs: str = "[]", more: str = "") -> Card:
    return card_of("x.md", f"---\ntitle: {title}\nneeds: {needs}\n{more}---\n\n{body}\n")


MINE, THEIRS = card(title="Mine", needs="[a]"), card(body="One.\n\nTwo.\n\nThree.\n\nFour.", needs="[b]")
MERGED = card(title="Mine", body="One.\n\nTwo.\n\nThree.\n\nFour.", needs="[a, b]")


def found(base: Card | None, mine: Card | None, theirs: Card | None, result: Card | None) -> set[str]:
    return {" ".join(atom) for atom, _ in Meeting(base, mine, theirs).complaints(result)}


def test_a_merge_that_keeps_everything_is_fine() -> None:
    assert found(card(), MINE, THEIRS, MERGED) == set()
    assert found(card(), THEIRS, MINE, MERGED) == set()
    assert found(None, MINE, None, MINE) == set()
    assert found(card(), None, card(), None) == set()


@pytest.mark.parametrize(
    ("result", "missed"),
    [
        (card(body="One.\n\nTwo.\n\nThree.\n\nFour.", needs="[a, b]"), "field title"),
        (card(title="Mine", body="One.\n\nTwo.\n\nThree.\n\nFour.", needs="[b]"), "item needs a"),
        (card(title="Mine", needs="[a, b]"), "paragraph Four."),
        (card(title="Mine", body="One.\n\nThree.\n\nFour.", needs="[a, b]"), "paragraph Two."),
        (card("Mine", "One.\n\nTwo.\n\nThree.\n\nFour.\n\nFive.", "[a, b]"), "paragraph Five."),
        (card("Mine", "One.\n\nTwo.\n\nThree.\n\nFour.", "[a, b]", "own: new\n"), "field own"),
        (None, "record"),
    ],
)
def test_what_a_merge_lost_or_made_up_is_found(result: Card | None, missed: str) -> None:
    assert found(card(), MINE, THEIRS, result) == {missed}


def test_a_decision_may_go_either_way_and_nothing_else_may() -> None:
    base, mine, theirs = card(), card(title="Mine", more="own: 1\n"), card(title="Theirs")
    assert Meeting(base, mine, theirs).conflicts() == {("field", "title")}
    for title in ("Mine", "Theirs", "A third"):
        assert found(base, mine, theirs, card(title=title, more="own: 1\n")) == set()
    assert found(base, mine, theirs, card(title="Theirs")) == {"field own"}


def test_a_paragraph_that_both_changed_may_go_either_way() -> None:
    base, mine, theirs = card(), card(body="One.\n\nTwo!\n\nThree."), card(body="One.\n\nTwo?\n\nThree.")
    assert Meeting(base, mine, theirs).conflicts() == {("body",)}
    for result in (mine, theirs, card(body="One.\n\nTwo?\n\nTwo!\n\nThree.")):
        assert found(base, mine, theirs, result) == set()
    assert found(base, mine, theirs, card(body="One.\n\nTwo!")) == {"paragraph Three."}


def test_texts_put_in_at_one_place_both_stay() -> None:
    base, mine, theirs = card(), card(body="One.\n\nTwo.\n\nThree.\n\nM."), card(body="One.\n\nTwo.\n\nThree.\n\nT.")
    assert Meeting(base, mine, theirs).conflicts() == set()
    assert found(base, mine, theirs, mine) == {"paragraph T."}


def test_a_remark_is_never_lost() -> None:
    base, mine = card(), card(more="# a remark of mine\n")
    assert found(base, mine, card(title="Theirs"), card(title="Theirs")) == {"remark # a remark of mine"}


def test_a_record_that_is_gone_and_changed_is_decided() -> None:
    assert Meeting(card(), None, MINE).conflicts() == {("record",)}
    assert found(card(), None, MINE, None) == found(card(), None, MINE, MINE) == set()
    assert found(card(), None, card(), card()) == {"record"}
    assert BLANK.everything == {}


# Whole histories


@pytest.fixture
def history(two: tuple[Person, Person]) -> History:
    return History(two[0].clone.folder)


def judged(history: History) -> list[str]:
    try:
        return [*Judge(history).complaints(), *tree_complaints(history, "HEAD")]
    finally:
        history.close()


def test_a_merge_by_force_is_found(two: tuple[Person, Person], history: History) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    one("note", "add", "CB", "Heard by one")
    other("set", "CB-Q1", "level=programmatic")
    other.git("push", "--quiet", "origin", "HEAD:main")
    one.git("fetch", "--quiet")
    assert judged(history) == []
    one.git("merge", "--quiet", "--strategy=ours", "--message", "Mine is better", "origin/main")
    complaints = judged(History(one.clone.folder))
    assert any("CB-Q1.md: field level: base 'structural', mine 'structural'" in text for text in complaints)
    assert any("became 'programmatic' in" in text and "nobody changed it in between" in text for text in complaints)


def test_a_change_that_is_undone_and_one_that_is_overtaken_are_fine(two: tuple[Person, Person]) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    one("undo")
    other("set", "CB-Q1", "background=Two")
    other("sync")
    one("sync")
    one("set", "CB-Q1", "background=Three")
    assert judged(History(one.clone.folder)) == []


def test_numbering_that_changes_more_than_numbers_is_found(two: tuple[Person, Person]) -> None:
    one, _ = two
    one.edit(Q1, "\nlevel: structural", "\nlevel: programmatic")
    one.git("commit", "--quiet", "--all", "--message", "sync: number CB-Q1\n\nWmstrat-Command: sync")
    assert any("gives numbers and changes" in text for text in judged(History(one.clone.folder)))


def test_markers_dangling_references_and_ids_that_stand_twice_are_found(two: tuple[Person, Person]) -> None:
    one, _ = two
    one.edit(Q1, "merged_into:", "merged_into: CB-Q99")
    one.edit("groups/capacity-building/drafts/CB-D1.md", "\n---\n", "\n---\n<<<<<<< here\n")
    copy = one.clone.folder / "groups/diversity/questions/CB-Q1.md"
    copy.write_text(one.read(Q1))
    one.git("add", ".")
    one.git("commit", "--quiet", "--message", "A mess")
    complaints = " ".join(judged(History(one.clone.folder)))
    for text in ("holds a marker", "refers to CB-Q99", "the id CB-Q1 stands twice"):
        assert text in complaints


def test_a_number_that_moves_is_found(two: tuple[Person, Person]) -> None:
    one, _ = two
    before = one.head
    one.git("mv", Q1, Q1.replace("Q1", "Q7"))
    one.git("commit", "--quiet", "--message", "Move a number")
    history = History(one.clone.folder)
    complaints = list(number_complaints(history, [before, one.head]))
    history.close()
    assert len(complaints) == 1
    assert complaints[0].startswith("CB-Q1 (CB-Q1) was published, and is gone in ")


def test_a_question_without_need_is_found(two: tuple[Person, Person]) -> None:
    one, other = two
    one("set", "CB-Q1", "background=One")
    one("sync")
    other("set", "CB-Q1", "background=Two", "level=programmatic")
    other.git("fetch", "--quiet")
    history = History(other.clone.folder)
    asked = [("CB-Q1", "background"), ("CB-Q1", "level")]
    complaints = list(asked_for_nothing(history, other.head, other.world.tip(), asked))
    history.close()
    assert complaints == ["a decision about CB-Q1 'level'; given two values there: ['background']"]


# What is looked at after every command


@pytest.fixture
def storm(world: World) -> Storm:
    return Storm(world, 1, exact=True)


def turn(storm: Storm) -> Turn:
    storm.step += 1
    return Turn(storm, storm.world.clones[0], Random(1), "test")


def texts(storm: Storm) -> str:
    return "\n".join(violation.text for violation in storm.violations)


def test_an_end_that_nobody_expected_is_found(storm: Storm) -> None:
    turn(storm).wmstrat("set", "CB", "nonsense=1")
    assert "ended with 2" in texts(storm)


def test_a_change_that_was_reported_and_not_made_is_found(storm: Storm) -> None:
    turn(storm).wmstrat("status", expect="w1w")
    assert "is not in what it committed" in texts(storm)


def test_a_commit_that_was_reported_and_taken_back_is_found(storm: Storm) -> None:
    turn(storm).wmstrat("note", "add", "CB", "Heard")
    subprocess.run(["git", "reset", "--quiet", "--hard", "HEAD~1"], cwd=storm.world.clones[0].folder, check=True)
    turn(storm).wmstrat("set", "CB", "origin=Elsewhere")
    assert "was reported as done and is not in" in texts(storm)


def test_words_that_were_typed_and_are_gone_are_found(storm: Storm) -> None:
    first = turn(storm)
    first.type_into(Q1, r"(?m)^background:.*$", f"background: {first.token}")
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=storm.world.clones[0].folder, check=True)
    turn(storm).wmstrat("status")
    assert "by hand, is neither there nor committed" in texts(storm)


def test_a_sync_that_says_more_than_it_did_is_found(storm: Storm) -> None:
    turn(storm).wmstrat("note", "add", "CB", "Heard")
    clone = storm.world.clones[0]
    storm.watch(clone, Ended(0, "", "", ("wmstrat", "sync")), clone.heads(), clone.sent(), done=True)
    waits = "Of the workspace nothing was brought in or sent."
    storm.watch(clone, Ended(7, "", waits, ("wmstrat", "sync")), clone.heads(), ("0" * 40, ""), done=False)
    assert "the remote does not have" in texts(storm)
    assert "sync ended with 7, but the remote moved" in texts(storm)


def test_clones_that_differ_and_what_is_left_over_is_found(storm: Storm) -> None:
    first, second, _ = storm.world.clones
    (first.folder / "groups/diversity/README.md").write_text("Somebody else's\n")
    second.state.mkdir(exist_ok=True)
    (second.state / "journal.tmp").write_text("")
    (second.git_directory / "index.lock").write_text("")
    storm.judge()
    assert "groups/diversity/README.md is not what it is in" in texts(storm)
    assert "left over: .git/index.lock, .git/wmstrat/journal.tmp" in texts(storm)


def test_clones_that_never_become_the_same_are_found(storm: Storm, tmp_path: Path) -> None:
    turn(storm).wmstrat("note", "add", "CB", "Heard")
    storm.world.remote.rename(tmp_path / "elsewhere.git")
    (storm.world.remote / "refs/heads").mkdir(parents=True)
    storm.settle()
    assert "sync ended with 8" in texts(storm)
    assert "the clones differ; stuck: ['clone-0', 'clone-1', 'clone-2']" in texts(storm)
