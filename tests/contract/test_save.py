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


def test_what_save_finds_wrong_is_mended_in_the_file_and_not_by_a_command(wmstrat: Wmstrat, question: Path) -> None:
    """`edit` and `set` refuse a file that was edited by hand, so nobody is sent there and back."""
    good = question.read_text()
    question.write_text(f"{good}\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n")
    said = wmstrat("save", code=5).err
    assert "Choose between the two versions in the file, then: wmstrat save" in said
    question.write_text(good.replace("focus: []\n", "focus: [CB-F9]\n"))
    assert "Take it out in the file, then: wmstrat save" in wmstrat("save", code=5).err
    question.write_text(good.replace("level:\n", "level: enormous\n"))
    assert "wmstrat edit process" in wmstrat("save", code=5).err
    question.write_text(good.replace("level:\n", "level: structural\n"))
    wmstrat("save")


def test_save_of_one_record_leaves_the_others(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    wmstrat("question", "add", "CB", "Another?")
    replaced(question, "level:\n", "level: structural\n")
    replaced(question.with_name("CB-Q2.md"), "level:\n", "level: programmatic\n")

    assert wmstrat("save", "CB-Q1").lines == [QUESTION.as_posix()]

    assert git(Path(), "log", "-1", "--format=%s") == "CB: save CB-Q1\n"
    assert git(Path(), "status", "--porcelain") == f" M {QUESTION.with_name('CB-Q2.md').as_posix()}\n"


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("ref", ["DI", "diversity"])
def test_save_of_a_group_saves_all_that_is_in_it(wmstrat: Wmstrat, git: Git, ref: str) -> None:
    folder = Path("groups/diversity")
    wmstrat("question", "add", "DI", "Whose?")
    [application] = Path("private/applications").rglob("DI-*.yaml")
    mine = [folder / "README.md", folder / "questions/DI-Q1.md", application]
    for file, old, new in zip(mine, ("area: ", "level:", "answer:"), ("area: All ", "level: structural", "answer: x"),
                              strict=True):  # fmt: skip
        replaced(file, old, new)
    replaced(QUESTION, "level: structural", "level: programmatic")

    assert wmstrat("save", "AD").err.startswith("Nothing of AD was edited by hand")
    assert sorted(wmstrat("save", ref).lines) == sorted(file.as_posix() for file in mine)

    assert git(Path(), "status", "--porcelain") == f" M {QUESTION.as_posix()}\n"
    assert git(Path("private"), "status", "--porcelain") == ""


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


def test_a_record_that_was_renamed_as_a_check_said_is_saved(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    wrong = question.with_name("Why.md")
    question.rename(wrong)
    replaced(wrong, "id: CB-Q1", "id: Why")
    git(Path(), "add", "-A")
    git(Path(), "commit", "-qm", "By hand")
    mend = wmstrat("check", code=1).out
    assert "Rename the file (git mv), write the same id into it, then keep both with: wmstrat save" in mend
    git(Path(), "mv", str(wrong), str(question.with_name("CB-Q2.md")))
    replaced(question.with_name("CB-Q2.md"), "id: Why", "id: CB-Q2")

    assert sorted(wmstrat("save").lines) == [str(CB / "questions" / name) for name in ("CB-Q2.md", "Why.md")]

    assert git(Path(), "status", "--porcelain") == ""
    assert git(Path(), "ls-files", str(CB / "questions")).splitlines() == [str(CB / "questions/CB-Q2.md")]
    wmstrat("check")


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("wanted", [[], ["CB-N20180701-k3f9"]])
def test_a_record_that_was_moved_as_a_check_said_is_saved(wmstrat: Wmstrat, git: Git, wanted: list[str]) -> None:
    wrong, right = (CB / f"notes/2018/{month}/CB-N20180701-k3f9.md" for month in ("08", "07"))
    wrong.parent.mkdir(parents=True)
    wrong.write_text("---\nid: CB-N20180701-k3f9\ngroup: capacity-building\ndate: 2018-07-01\n---\n\nBy hand\n")
    git(Path(), "add", "-A")
    git(Path(), "commit", "-qm", "By hand")
    right.parent.mkdir(parents=True)
    wrong.rename(right)

    wmstrat("save", *wanted)
    wmstrat("save")

    assert git(Path(), "status", "--porcelain") == ""
    wmstrat("check")


@pytest.mark.parametrize("name", ["CB-Q2.md", "CB-Q1.txt"])
def test_a_sound_record_that_was_renamed_is_no_other_record(wmstrat: Wmstrat, question: Path, name: str) -> None:
    text = question.read_text().replace("id: CB-Q1", "id: CB-Q2")
    question.unlink()
    question.with_name(name).write_text(text)

    assert f"git checkout HEAD -- {QUESTION.as_posix()}" in wmstrat("save", code=4).err


def test_the_file_of_a_person_comes_back_in_its_own_repository(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    wmstrat("person", "add", "Member 17", "--contact", "x@example.org")
    (workspace / "private/people/member-17.yaml").unlink()

    back = wmstrat("save", code=4).err.partition("with: ")[2].strip()

    assert back == "git -C private checkout HEAD -- people/member-17.yaml"
    git(workspace, *back.split()[1:])
    wmstrat("check")


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


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("rule", ["", "!/private/\n/private\n!private\n", "# /private/\n"])
def test_what_is_personal_stays_hidden(wmstrat: Wmstrat, git: Git, rule: str) -> None:
    file = Path(".gitignore")
    before = file.read_text()
    replaced(file, "/private/\n", rule)

    assert "git checkout HEAD -- .gitignore" in wmstrat("save", code=4).err

    file.write_text(before.replace("/private/", "private") + "*.log\n")
    assert wmstrat("save").lines == [".gitignore"]
    git(Path(), "check-ignore", "private/README.md")


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


def test_carriage_returns_of_an_editor_are_read_and_not_kept(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    question.write_bytes(question.read_bytes().replace(b"level:\n", b"level: structural\n").replace(b"\n", b"\r\n"))

    assert wmstrat.record("CB-Q1")["level"] == "structural"
    wmstrat("save")
    assert b"\r" not in question.read_bytes()
    assert git(Path(), "status", "--porcelain") == ""
    wmstrat("set", "CB-Q1", "background=more")
    assert wmstrat.record("CB-Q1")["background"] == "more"
    wmstrat("check")


@pytest.mark.parametrize("path", [QUESTION, Path("README.md"), Path("process.yaml")])
@pytest.mark.usefixtures("question")
def test_a_file_that_differs_in_its_line_ends_alone_becomes_what_it_was(
    wmstrat: Wmstrat, git: Git, path: Path
) -> None:
    before = path.read_bytes()
    head = git(path.parent, "rev-parse", "HEAD")
    path.write_bytes(before.replace(b"\n", b"\r\n"))

    wmstrat("save")

    assert path.read_bytes() == before
    assert git(path.parent, "rev-parse", "HEAD") == head
    assert git(path.parent, "status", "--porcelain") == ""


def test_an_editor_that_ends_lines_otherwise_changes_no_line_end(
    wmstrat: Wmstrat, question: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.md").write_bytes(question.read_bytes().replace(b"\n", b"\r\n") + b"An answer\r\n")

    wmstrat("edit", "CB-Q1", "--file", tmp_path / "new.md")

    assert question.read_bytes().endswith(b"An answer\n")
    assert b"\r" not in question.read_bytes()


def test_half_written_yaml_names_the_way_back(wmstrat: Wmstrat, filled: Path, git: Git) -> None:
    path = "groups/capacity-building/questions/CB-Q1.md"
    (filled / path).write_text((filled / path).read_text().replace("level:", "level: [", 1))

    assert f"Or drop what you edited: git checkout HEAD -- {path}" in wmstrat("save", code=5).err

    git(filled, "checkout", "HEAD", "--", path)
    wmstrat("save")
