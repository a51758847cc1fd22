"""The contract of `save`: what was edited by hand is checked and committed, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.contract.conftest import CB, QUESTION

Git = Callable[..., str]


def replaced(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_save_commits_everything_that_was_edited_by_hand(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replaced(question, "level:\n", "level: structural\n")
    replaced(Path("README.md"), "# ", "# Our ")
    Path("method/procedures.md").write_text("# Procedures\n\nWe meet on Mondays.\n")
    new = CB / "notes/2018/07/CB-N20180720-k3f9.md"
    new.parent.mkdir(parents=True)
    new.write_text("---\nid: CB-N20180720-k3f9\ngroup: capacity-building\ndate: 2018-07-20\n---\n\nBy hand\n")

    saved = wmstrat("save")

    assert sorted(saved.lines) == ["README.md", new.as_posix(), QUESTION.as_posix(), "method/procedures.md"]
    assert git(Path(), "status", "--porcelain") == ""
    assert git(Path(), "show", "--format=", "--name-only").splitlines() == sorted(saved.lines)
    assert wmstrat.record("k3f9")["body"] == "By hand"
    assert git(Path(), "log", "-1", "--format=%(trailers:key=Wmstrat-Command,valueonly)").strip() == "save"


def test_save_of_one_record_leaves_the_others(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    wmstrat("question", "add", "CB", "Another?")
    replaced(question, "level:\n", "level: structural\n")
    replaced(question.with_name("CB-Q2.md"), "level:\n", "level: programmatic\n")

    assert wmstrat("save", "CB-Q1").lines == [QUESTION.as_posix()]

    assert git(Path(), "log", "-1", "--format=%s") == "CB: save CB-Q1\n"
    assert git(Path(), "status", "--porcelain") == f" M {QUESTION.with_name('CB-Q2.md').as_posix()}\n"


def test_save_takes_what_was_staged_too(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replaced(question, "level:\n", "level: structural\n")
    git(Path(), "add", "-A")
    replaced(question, "level: structural\n", "level: programmatic\n")

    wmstrat("save")

    assert "level: programmatic" in git(Path(), "show", f"HEAD:{QUESTION.as_posix()}")
    assert git(Path(), "status", "--porcelain") == ""


@pytest.mark.usefixtures("unchanged")
def test_with_nothing_to_save_nothing_happens(wmstrat: Wmstrat) -> None:
    assert "nothing to save" in wmstrat("save").err


@pytest.mark.usefixtures("question")
def test_foreign_files_are_not_saved(wmstrat: Wmstrat, git: Git) -> None:
    for path in ("stray.txt", "groups/capacity-building/agenda.txt", "groups/capacity-building/questions/x.txt"):
        Path(path).write_text("mine")

    assert "nothing to save" in wmstrat("save").err
    assert len(git(Path(), "status", "--porcelain").splitlines()) == 3


def test_files_outside_a_workspace_in_a_subfolder_are_not_saved(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q", "big")
    (tmp_path / "big/README.md").write_text("Not a workspace\n")
    wmstrat("init", tmp_path / "big/strategy")
    replaced(tmp_path / "big/strategy/README.md", "# ", "# Our ")

    assert wmstrat("-C", tmp_path / "big/strategy", "save").lines == ["README.md"]
    assert git(tmp_path / "big", "status", "--porcelain") == "?? README.md\n"


def test_a_file_that_was_deleted_by_hand_is_refused(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    question.unlink()

    refused = wmstrat("save", code=4)
    assert f"git checkout HEAD -- {QUESTION.as_posix()}" in refused.err
    assert "withdrawn" in refused.err
    assert git(Path(), "status", "--porcelain") == f" D {QUESTION.as_posix()}\n"


BROKEN = {
    "state: proposed": ("state: bogus", 5, "state: found \"bogus\", expected one of proposed"),
    "title: Which": ("title: [Which]\nold: Which", 5, "title: found a list"),
    "id: CB-Q1": ("id: CB-Q2", 5, "id: found \"CB-Q2\""),
    "group: capacity": ("group: diversity\nold: capacity", 5, "group: found \"diversity\""),
    "level:": ("level: medium", 5, "level: found \"medium\""),
    "focus: []": ("focus: [CB-F77]", 5, "CB-F77"),
    "merged_into:": ("merged_into: CB-Q77", 5, "CB-Q77"),
    "final_on:": ("final_on: 2018-02-30", 5, "a day that exists"),
    "enduring_since:": ("enduring_since: long ago", 5, "a month or a year"),
    "handle:": ("handle:\nhandle:", 5, "handle"),
    "background:": ("background: [", 5, "expected"),
    "amendments: []": ("amendments: [{on: 2018-07-20}]", 5, "was"),
}  # fmt: skip


@pytest.mark.parametrize("old", BROKEN)
def test_save_refuses_what_is_invalid_and_says_where(wmstrat: Wmstrat, question: Path, git: Git, old: str) -> None:
    new, code, said = BROKEN[old]
    replaced(question, old, new)
    head, text = git(Path(), "rev-parse", "HEAD"), question.read_bytes()

    refused = wmstrat("save", code=code)

    assert f"{QUESTION.as_posix()}:" in refused.err
    assert said in refused.err
    assert (git(Path(), "rev-parse", "HEAD"), question.read_bytes()) == (head, text)
    wmstrat("check", code=1)


def test_save_refuses_only_errors_that_the_edit_brings_in(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replaced(question, "level:", "level: medium")
    git(Path(), "commit", "-qam", "By hand")
    replaced(question, "background:", "background: more")

    assert wmstrat("save").lines == [QUESTION.as_posix()]
    replaced(question, "level: medium", "level: structural")
    wmstrat("save")
    wmstrat("check")


def test_save_mends_a_file_that_could_not_be_read(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    sound = question.read_text()
    for file, broken in ((question, "---\nid: [\n---\n"), (CB / "README.md", "nothing\n")):
        sound = file.read_text()
        file.write_text(broken)
        git(Path(), "commit", "-qam", "By hand")
        file.write_text(sound)

        assert wmstrat("save").lines == [str(file.absolute().relative_to(Path.cwd()))]
    wmstrat("check")


def test_what_a_save_brings_about_is_written_into_the_file(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replaced(question, "state: proposed", "state: final")

    wmstrat("save")

    assert wmstrat.record("CB-Q1")["final_on"] == "2018-07-20"
    assert git(Path(), "status", "--porcelain") == ""


def test_save_keeps_to_the_moves_of_the_process(wmstrat: Wmstrat, question: Path) -> None:
    replaced(question, "state: proposed", "state: answered")

    assert "it can become: review, final" in wmstrat("save", code=4).err


def test_line_ends_and_marks_of_other_systems_are_left_as_they_are(wmstrat: Wmstrat, question: Path) -> None:
    question.write_bytes(b"\xef\xbb\xbf" + question.read_bytes().replace(b"level:\n", b"level: structural\n"))

    wmstrat("save")
    wmstrat("set", "CB-Q1", "background=more")

    data = question.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf---\n")
    assert b"background: more\n" in data
    assert wmstrat.record("CB-Q1")["level"] == "structural"
    wmstrat("check")


def test_a_file_with_carriage_returns_is_read_and_changed_in_its_own_way(wmstrat: Wmstrat, question: Path) -> None:
    question.write_bytes(question.read_bytes().replace(b"level:\n", b"level: structural\n").replace(b"\n", b"\r\n"))

    assert wmstrat.record("CB-Q1")["level"] == "structural"
    wmstrat("save")
    wmstrat("set", "CB-Q1", "background=more")
    assert wmstrat.record("CB-Q1")["background"] == "more"
    wmstrat("check")
