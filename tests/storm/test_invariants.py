"""The storm can fail: each invariant finds what breaks it."""

from __future__ import annotations

import subprocess
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.storm.conftest import Person
from tests.storm.history import BLANK, Card, History, card_of
from tests.storm.invariants import Judge, Meeting, asked_for_nothing, number_complaints, tree_complaints
from tests.storm.replays import Replay, replay_complaints
from tests.storm.running import Ended
from tests.storm.secrecy import dangling, exposed
from tests.storm.storm import Storm
from tests.storm.turn import Turn
from tests.storm.world import World

pytestmark = pytest.mark.slow  # as are the storms themselves
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


def test_two_entries_of_one_number_are_two_entries() -> None:
    def focus(*items: tuple[str, str]) -> Card:
        return card(more="focus:\n" + "".join(f"  - id: {name}\n    text: {text}\n" for name, text in items))

    one, mine, theirs = ("CB-F1", "Old"), ("CB-F2", "Mine"), ("CB-F2", "Theirs")
    sides = focus(one), focus(one, mine), focus(one, theirs)
    assert found(*sides, focus(one, theirs, ("CB-F3", "Mine"))) == set()
    assert found(*sides, focus(one, theirs, ("CB-F3", "Nobody's"))) >= {"entry focus CB-F3"}


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


# What is private, and what was made anew


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"people/member-1.yaml": "name: Member 1\nabout: Known as p7p\n"}, "has p7p, which is private"),
        ({"people/member-1.yaml": "name: Member 1\nregion: Far away\n"}, "has a field that is private"),
        ({"private/people/member-20.yaml": "id: member-20\n"}, "the public remote has private/people/member-20.yaml"),
        ({"groups/x/applications/a.yaml": "id: a\n"}, "the public remote has groups/x/applications/a.yaml"),
        ({"README.md": "Answered: CB-A20180720-k3f9\n"}, "has CB-A20180720-k3f9, which is private"),
    ],
)
def test_anything_private_at_the_public_remote_is_found(
    two: tuple[Person, Person], files: dict[str, str], told: str
) -> None:
    """Even if it was taken back before the end, and whatever branch it came on."""
    one, _ = two
    assert list(exposed(one.world.remote)) == []
    before = one.head
    for path, text in files.items():
        (one.clone.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (one.clone.folder / path).write_text(text)
        blob = one.git("hash-object", "-w", "--", path)
        one.git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}")
    one.git("commit", "--quiet", "--message", "By mistake")
    one.git("push", "--quiet", "origin", "HEAD:refs/heads/other")
    one.git("reset", "--quiet", "--hard", before)
    assert any(told in text for text in exposed(one.world.remote))


def test_a_message_that_names_something_private_is_found(two: tuple[Person, Person]) -> None:
    one, _ = two
    one.git("commit", "--quiet", "--allow-empty", "--message", "CB: decline p9p")
    one.git("push", "--quiet", "origin", "HEAD:main")
    [complaint] = exposed(one.world.remote)
    assert "(a message) has p9p, which is private" in complaint


def test_a_private_record_of_nobody_is_found(coordinators: tuple[Person, Person]) -> None:
    one, _ = coordinators
    public, private = (History(half.folder) for half in one.clone.halves)
    assert list(dangling(public, private)) == []
    [path] = one.clone.paths("private/applications/**/CB-*.yaml")
    one.edit(path, "person: member-3", "person: member-99")
    one.git("-C", "private", "commit", "--quiet", "--all", "--message", "A mess")
    [complaint] = dangling(public, private)
    public.close()
    private.close()
    assert complaint == f"{path}: person is 'member-99', which is not there"


def test_what_is_reported_in_private_and_taken_back_is_found(storm: Storm) -> None:
    turn(storm).wmstrat("set", "member-1", "region=Somewhere")
    private = storm.world.clones[0].private.folder
    subprocess.run(["git", "reset", "--quiet", "--hard", "HEAD~1"], cwd=private, check=True)
    turn(storm).wmstrat("set", "CB", "origin=Elsewhere")
    assert "was reported as done and is not in" in texts(storm)
    assert "of private/" in texts(storm)


@pytest.fixture
def rebased(two: tuple[Person, Person]) -> tuple[Person, Replay]:
    """Somebody who has put two commits upon what the other did, and the rebase."""
    one, other = two
    other("set", "CB-Q1", "background=Theirs")
    other("sync")
    one("set", "CB-Q1", "level=programmatic")
    one("note", "add", "CB", "Heard by one")
    replay = Replay("rebase", one.clone.public, one.head)
    one.git("pull", "--quiet", "--rebase")
    replay.source, replay.after = one.clone.public.fetched(), one.head
    return one, replay


def complaints_about(replay: Replay) -> list[str]:
    with closing(History(replay.half.folder)) as history:
        return list(replay_complaints(history, replay))


def test_a_rebase_that_keeps_everything_is_fine(rebased: tuple[Person, Replay]) -> None:
    assert complaints_about(rebased[1]) == []


def test_a_commit_that_a_rebase_dropped_is_found(rebased: tuple[Person, Replay]) -> None:
    one, replay = rebased
    one.git("reset", "--quiet", "--hard", "HEAD~1")
    replay.after = one.head
    assert any("record: it was taken away" in text or "Heard by one" in text for text in complaints_about(replay))


def test_what_a_rebase_overwrote_is_found_unless_a_person_did_it(rebased: tuple[Person, Replay]) -> None:
    one, replay = rebased
    one.git("reset", "--quiet", "--hard", "HEAD~1")
    one.edit(Q1, "background: Theirs", "background: Asked for years")
    one.git("commit", "--quiet", "--all", "--amend", "--no-edit")
    replay.after = one.head
    assert any("CB-Q1.md: field background: base" in text for text in complaints_about(replay))
    replay.mended = {Q1}
    assert not any("CB-Q1.md" in text for text in complaints_about(replay))


def test_a_rebase_of_what_others_have_is_found(rebased: tuple[Person, Replay]) -> None:
    one, replay = rebased
    one.git("reset", "--quiet", "--hard", replay.before)
    replay.after = one.head
    assert any("a rebase took back" in text for text in complaints_about(replay))


def test_a_pick_and_a_revert_that_do_something_else_are_found(two: tuple[Person, Person]) -> None:
    one, _ = two
    one("set", "CB-Q1", "level=programmatic")
    made, before = one.head, one.head
    one.git("revert", "--no-edit", made)
    replay = Replay("revert", one.clone.public, before, made, after=one.head)
    assert complaints_about(replay) == []
    one.git("reset", "--quiet", "--hard", before)
    one.git("commit", "--quiet", "--allow-empty", "--message", "Nothing")
    replay.after = one.head
    assert any("field level" in text for text in complaints_about(replay))
    pick = Replay("cherry-pick", one.clone.public, f"{made}~1", made, after=f"{made}~1")
    assert any("field level" in text for text in complaints_about(pick))


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
    waits = "Nothing was received or sent."
    storm.watch(clone, Ended(7, "", waits, ("wmstrat", "sync")), clone.heads(), ("0" * 40, ""), done=False)
    assert "remote.git does not have" in texts(storm)
    assert "sync ended with 7, but remote.git moved" in texts(storm)
    storm.watch(clone, Ended(5, "", "", ("wmstrat", "sync")), clone.heads(), ("", "0" * 40), done=False)
    assert "sync ended with 5, but private.git moved" in texts(storm)


def test_a_command_that_writes_while_a_rebase_waits_is_found(storm: Storm) -> None:
    first = storm.world.clones[0]
    first.public.stopped = Replay("rebase", first.public, first.public.head())
    turn(storm).wmstrat("set", "CB", "origin=Elsewhere")
    assert "ended with 0 while git waits for somebody to go on" in texts(storm)
    assert "moved a branch while git waits" in texts(storm)


def test_a_revert_may_end_where_an_interrupted_change_was_undone(storm: Storm) -> None:
    first = storm.world.clones[0]
    stopped = first.public.stopped = Replay("revert", first.public, "0" * 40)
    ended = Ended(4, "", "An interrupted change was undone: CB: change", ("wmstrat", "save"))
    storm.watch(first, ended, ("0" * 40, first.private.head()), first.sent(), done=False)
    assert stopped.before == first.public.head()
    assert not storm.violations


def test_clones_that_differ_and_what_is_left_over_is_found(storm: Storm) -> None:
    first, second, _ = storm.world.clones
    (first.folder / "groups/diversity/README.md").write_text("Somebody else's\n")
    second.state.mkdir(exist_ok=True)
    (second.state / "journal.tmp").write_text("")
    (second.public.git_directory / "index.lock").write_text("")
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
