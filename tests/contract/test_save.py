"""The contract of `save`: what was edited by hand is checked and committed, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat, replace_in
from tests.contract.conftest import CB, QUESTION

Git = Callable[..., str]


def test_save_commits_everything_that_was_edited_by_hand(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replace_in(question, "level:\n", "level: structural\n")
    replace_in(Path("README.md"), "# ", "# Our ")
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
    assert "Choose between the two versions in the file, then type: wmstrat save" in said
    question.write_text(good.replace("focus: []\n", "focus: [CB-F9]\n"))
    assert "Remove it in the file, then type: wmstrat save" in wmstrat("save", code=5).err
    question.write_text(good.replace("level:\n", "level: enormous\n"))
    assert "wmstrat set process levels+=enormous" in wmstrat("save", code=5).err
    question.write_text(good.replace("level:\n", "level: structural\n"))
    wmstrat("save")


def test_save_of_one_record_leaves_the_others(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    wmstrat("question", "add", "CB", "Another?")
    replace_in(question, "level:\n", "level: structural\n")
    replace_in(question.with_name("CB-Q2.md"), "level:\n", "level: programmatic\n")

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
    edits = {"area: ": "area: All ", "level:": "level: structural", "type: board": "type: staff"}
    for file, (old, new) in zip(mine, edits.items(), strict=True):
        replace_in(file, old, new)
    replace_in(QUESTION, "level: structural", "level: programmatic")

    assert wmstrat("save", "AD").err.startswith("There are no edits to save in AD")
    assert sorted(wmstrat("save", ref).lines) == sorted(file.as_posix() for file in mine)

    assert git(Path(), "status", "--porcelain") == f" M {QUESTION.as_posix()}\n"
    assert git(Path("private"), "status", "--porcelain") == ""


def test_save_takes_what_was_staged_too(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replace_in(question, "level:\n", "level: structural\n")
    git(Path(), "add", "-A")
    replace_in(question, "level: structural\n", "level: programmatic\n")

    wmstrat("save")

    assert "level: programmatic" in git(Path(), "show", f"HEAD:{QUESTION.as_posix()}")
    assert git(Path(), "status", "--porcelain") == ""


@pytest.mark.usefixtures("unchanged")
def test_with_nothing_to_save_nothing_happens(wmstrat: Wmstrat) -> None:
    assert "There are no edits to save" in wmstrat("save").err


@pytest.mark.usefixtures("question")
def test_foreign_files_are_not_saved(wmstrat: Wmstrat, git: Git) -> None:
    for path in ("stray.txt", "groups/capacity-building/agenda.txt", "groups/capacity-building/questions/x.txt"):
        Path(path).write_text("mine")

    said = wmstrat("save")
    assert said.lines == []
    assert said.err.startswith("There are no edits to save.\nNot saved, because they are not part of a record: ")
    assert len(git(Path(), "status", "--porcelain").splitlines()) == 3


FOLDER = "groups/capacity-building"
MINUTES = f"{FOLDER}/minutes.md"


@pytest.fixture
def minutes(workspace: Path) -> Path:
    """A file of minutes that a coordinator put into the folder of their group."""
    file = workspace / MINUTES
    file.write_bytes(b"# Minutes\r\n\r\nWe met.\r\n")
    return file


@pytest.mark.usefixtures("minutes")
@pytest.mark.parametrize("command", [("save",), ("status",), ("status", "CB"), ("save", "--dry-run")])
def test_a_new_file_is_named_with_the_two_ways_to_keep_it(wmstrat: Wmstrat, command: tuple[str, ...]) -> None:
    said = wmstrat(*command).err
    assert said.endswith(
        f"Not saved, because it is not part of a record: {MINUTES}\nTo save it as a file: wmstrat save "
        f"{MINUTES}\nOr add it as a note: wmstrat note add CB --file {MINUTES}\n"
    )


def test_both_ways_work(wmstrat: Wmstrat, workspace: Path, minutes: Path, git: Git) -> None:
    assert wmstrat("note", "add", "CB", "--file", MINUTES).lines[0].startswith("CB-N")
    said = wmstrat("save", MINUTES)
    assert (said.lines, said.err) == ([MINUTES], f"CB: save {MINUTES}\n")
    assert git(workspace, "show", f"HEAD:{MINUTES}") == "# Minutes\n\nWe met.\n"
    assert minutes.read_bytes() == b"# Minutes\n\nWe met.\n"
    assert wmstrat("status").err == ""
    minutes.write_text("# Minutes\n\nWe met twice.\n")
    assert wmstrat("status").err == ""
    assert wmstrat("save").lines == [MINUTES]
    wmstrat("undo")
    assert minutes.read_bytes() == b"# Minutes\n\nWe met.\n"
    assert git(workspace, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("typed", "below"),
    [
        ("minutes.md", FOLDER),
        ("minutes.md", ""),
        (FOLDER, ""),
        ("./private/../minutes.md", ""),
        (".", ""),
        ("minutes.md", "people"),
    ],
)
def test_a_file_is_named_from_where_one_is(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch, git: Git, typed: str, below: str
) -> None:
    file = workspace / (FOLDER if FOLDER in (typed, below) or below == "people" else "") / "minutes.md"
    file.write_text("We met.\n")
    monkeypatch.chdir(workspace / below)
    wmstrat("save", typed)
    assert git(workspace, "status", "--porcelain") == ""


@pytest.mark.parametrize("word", ["minutes.md", "capacity-building/minutes.md"])
def test_the_end_of_a_path_finds_the_file_that_is_not_saved(
    wmstrat: Wmstrat, workspace: Path, minutes: Path, word: str
) -> None:
    assert minutes.exists()
    (workspace / "groups/diversity/agenda.md").write_text("Mine\n")
    assert wmstrat("save", word).lines == [MINUTES]
    wmstrat("save", "minutes.md", code=3)


@pytest.mark.usefixtures("minutes")
def test_where_several_files_are_called_so_all_are_named(wmstrat: Wmstrat, workspace: Path) -> None:
    (workspace / "groups/diversity/minutes.md").write_text("Mine\n")
    assert f"{MINUTES}, groups/diversity/minutes.md. Type the whole path" in wmstrat("save", "minutes.md", code=3).err


def test_what_was_saved_once_is_saved_with_the_records(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    root = question.parents[3]
    paths = ["agenda.txt", MINUTES, "private/budget.txt"]
    for path in paths:
        (root / path).write_text("First\n")
    wmstrat("save", *paths)
    (root / "elsewhere").mkdir()
    (root / "elsewhere/tool.py").write_text("First\n")
    git(root, "add", "elsewhere")
    git(root, "commit", "-qm", "A tool")
    for path in (*paths, "elsewhere/tool.py", "new.txt"):
        (root / path).write_text("Second\n")
    replace_in(question, "level:", "level: structural")
    (root / MINUTES).unlink()

    assert "Not saved, because it is not part of a record: new.txt\n" in wmstrat("status").err
    said = wmstrat("save")
    assert sorted(said.lines) == ["agenda.txt", QUESTION.as_posix(), "private/budget.txt"]
    assert "Not saved, because it is not part of a record: new.txt\n" in said.err
    assert git(root, "status", "--porcelain") == f" M elsewhere/tool.py\n D {MINUTES}\n?? new.txt\n"


def test_any_file_can_be_saved_byte_for_byte(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    picture = workspace / FOLDER / "a talk" / "slides.pdf"
    picture.parent.mkdir()
    picture.write_bytes(b"%PDF\0\r\n\xff")
    inside = f"{FOLDER}/a talk/slides.pdf"
    assert f"To save it as a file: wmstrat save '{inside}'\n" in wmstrat("save").err
    wmstrat("save", inside)
    assert picture.read_bytes() == b"%PDF\0\r\n\xff"
    assert git(workspace, "status", "--porcelain") == ""


def test_a_file_in_private_stays_in_private(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    (workspace / "private/budget.txt").write_text("Secret\n")
    assert "wmstrat save private/budget.txt" in wmstrat("save").err
    wmstrat("save", "private/budget.txt")
    assert git(workspace / "private", "show", "HEAD:budget.txt") == "Secret\n"
    assert "budget" not in git(workspace, "log", "-1", "--format=%B")


@pytest.mark.usefixtures("minutes", "unchanged")
@pytest.mark.parametrize(
    ("path", "code", "reason"),
    [
        (f"{FOLDER}/agenda.md", 3, "There is no file"),
        ("../elsewhere.md", 3, "There is no file"),
        ("/etc/hostname", 3, "There is no file"),
        (".git/config", 3, "There is no file"),
        (f"{FOLDER}/README.md", 0, ""),
    ],
)
def test_what_cannot_be_saved_is_refused(wmstrat: Wmstrat, path: str, code: int, reason: str) -> None:
    assert reason in wmstrat("save", path, code=code).err


def test_pages_of_folders_are_saved_unasked(wmstrat: Wmstrat, workspace: Path) -> None:
    paths = ["people/README.md", "private/README.md"]
    for path in paths:
        replace_in(workspace / path, "\n", "\n\nMore.\n")
    assert wmstrat("status").err == ""
    assert sorted(wmstrat("save").lines) == paths


def test_status_and_check_tell_of_records_that_were_edited_and_not_saved(
    wmstrat: Wmstrat, workspace: Path, git: Git, git_processes: GitProcesses
) -> None:
    page, other = (f"groups/{name}/README.md" for name in ("advocacy", "diversity"))
    text = (workspace / page).read_text()
    (workspace / page).write_text(f"{text}\nMore.\n")
    (workspace / other).unlink()

    edited = f"Changed by hand and not saved: {page}."
    told = f"{edited} First restore what was deleted, then type: wmstrat save"
    gone = f"Deleted by hand: {other}. To restore it: git checkout HEAD -- {other}"
    for _ in range(2):
        assert {told, gone} <= {*wmstrat("status").err.splitlines()}
    git_processes.verbs()
    wmstrat("status")
    assert git_processes.verbs() == []
    check = wmstrat("check", code=1)
    assert told in check.err
    assert "Deleted" not in check.err  # one of the errors
    git(workspace, "checkout", "HEAD", "--", other)
    wmstrat("save")
    assert wmstrat("status").err == ""
    (workspace / page).write_text(text)
    assert f"{edited} To save: wmstrat save" in wmstrat("status").err
    git(workspace, "checkout", "HEAD", "--", page)
    assert wmstrat("status").err == ""
    assert wmstrat("check").err.count("\n") == 1


def test_status_asks_git_about_other_files_only_where_there_are_some(
    wmstrat: Wmstrat, workspace: Path, git_processes: GitProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("status")
    git_processes.verbs()
    wmstrat("status")
    assert git_processes.verbs() == []
    for number in range(150):
        (workspace / FOLDER / f"{number}.txt").write_text("x")
    said = wmstrat("status").err
    assert "because they are not part of a record" in said
    assert "and 147 more" in said
    assert git_processes.verbs() == ["status"] * 3  # of both repositories what was edited, and of the other files
    monkeypatch.setattr("wmstrat.workspace.index.MANY_FILES", 1)
    wmstrat("status")
    git_processes.verbs()
    assert "and 147 more" in wmstrat("status").err
    assert git_processes.verbs() == ["status", "status", "status"]


def test_files_outside_a_workspace_in_a_subfolder_are_not_saved(wmstrat: Wmstrat, tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q", "big")
    (tmp_path / "big/README.md").write_text("Not a workspace\n")
    wmstrat("init", tmp_path / "big/strategy")
    replace_in(tmp_path / "big/strategy/README.md", "# ", "# Our ")

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
    replace_in(wrong, "id: CB-Q1", "id: Why")
    git(Path(), "add", "-A")
    git(Path(), "commit", "-qm", "By hand")
    mend = wmstrat("check", code=1).out
    assert "Rename the file (git mv), write the same id into it, then save both: wmstrat save" in mend
    git(Path(), "mv", str(wrong), str(question.with_name("CB-Q2.md")))
    replace_in(question.with_name("CB-Q2.md"), "id: Why", "id: CB-Q2")

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

    back = wmstrat("save", code=4).err.partition("To restore it: ")[2].strip()

    assert back == "git -C private checkout HEAD -- people/member-17.yaml"
    git(workspace, *back.split()[1:])
    wmstrat("check")


def test_a_deleted_record_comes_back_and_is_ended_as_save_says(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    """Only a kind with a state for it is ended so, and only a record that can move there."""
    question.unlink()
    said = wmstrat("save", code=4).err
    back, _, ending = said.partition("To end this one: git ")[2].partition(" && wmstrat ")

    git(Path(), *back.split())
    wmstrat(*ending.split())

    assert wmstrat.record("CB-Q1")["state"] == "withdrawn"
    question.unlink()
    assert "To end this one" not in wmstrat("save", code=4).err


def test_an_edit_that_a_rule_forbids_is_discarded_before_its_command_is_typed(
    wmstrat: Wmstrat, filled: Path, git: Git
) -> None:
    text = (filled / QUESTION).read_text()
    (filled / QUESTION).write_text(
        re.sub(r"^amendments: .*", "amendments: [{on: 2018-07-20, was: Other}]", text, flags=re.M)
    )

    back, _, command = wmstrat("save", code=4).err.partition("First discard your edit: git ")[2].partition("\n")

    git(filled, *back.split())
    assert command == "Change the title with: wmstrat set CB-Q1 title=TEXT\n"
    wmstrat("set", "CB-Q1", "title=What now?")


BROKEN = {
    "state: proposed": ("state: bogus", "state: found \"bogus\", expected one of proposed"),
    "title: Which": ("title: [Which]\nold: Which", "title: found a list"),
    "id: CB-Q1": ("id: CB-Q2", "id: found \"CB-Q2\""),
    "group: capacity": ("group: diversity\nold: capacity", "group: found \"diversity\""),
    "level:": ("level: medium", "level: found \"medium\""),
    "focus: []": ("focus: [CB-F77]", "CB-F77"),
    "merged_into:": ("merged_into: CB-Q77", "CB-Q77"),
    "final_on:": ("final_on: 2018-02-30", "a date that exists"),
    "enduring_since:": ("enduring_since: long ago", "a month or a year"),
    "handle:": ("handle:\nhandle:", "handle"),
    "background:": ("background: [", "expected"),
    "amendments: []": ("amendments: [{on: 2018-07-20}]", "was"),
}  # fmt: skip


def test_save_refuses_what_is_invalid_and_says_where(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    head, sound = git(Path(), "rev-parse", "HEAD"), question.read_text()
    for old, (new, said) in BROKEN.items():
        question.write_text(sound)
        replace_in(question, old, new)
        text = question.read_bytes()

        refused = wmstrat("save", code=5)

        assert f"{QUESTION.as_posix()}:" in refused.err
        assert said in refused.err
        assert question.read_bytes() == text
        wmstrat("check", code=1)
    assert git(Path(), "rev-parse", "HEAD") == head


def test_save_refuses_only_errors_that_the_edit_brings_in(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replace_in(question, "level:", "level: medium")
    git(Path(), "commit", "-qam", "By hand")
    replace_in(question, "background:", "background: more")

    assert wmstrat("save").lines == [QUESTION.as_posix()]
    replace_in(question, "level: medium", "level: structural")
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
    replace_in(question, "state: proposed", "state: final")

    wmstrat("save")

    assert wmstrat.record("CB-Q1")["final_on"] == "2018-07-20"
    assert git(Path(), "status", "--porcelain") == ""


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("rule", ["", "!/private/\n/private\n!private\n", "# /private/\n"])
def test_what_is_personal_stays_hidden(wmstrat: Wmstrat, git: Git, rule: str) -> None:
    file = Path(".gitignore")
    before = file.read_text()
    replace_in(file, "/private/\n", rule)

    assert "git checkout HEAD -- .gitignore" in wmstrat("save", code=4).err

    file.write_text(before.replace("/private/", "private") + "*.log\n")
    assert wmstrat("save").lines == [".gitignore"]
    git(Path(), "check-ignore", "private/README.md")


def test_save_keeps_to_the_moves_of_the_process(wmstrat: Wmstrat, question: Path) -> None:
    replace_in(question, "state: proposed", "state: answered")

    assert "Its next state can be: review, final" in wmstrat("save", code=4).err


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

    assert f"Or discard your edit: git checkout HEAD -- {path}" in wmstrat("save", code=5).err

    git(filled, "checkout", "HEAD", "--", path)
    wmstrat("save")


@pytest.mark.parametrize("sign", [">", ">-", "|", "|-", ">+"])
def test_a_title_below_its_key_is_one_line(wmstrat: Wmstrat, question: Path, sign: str) -> None:
    text = question.read_text()
    question.write_text(re.sub(r"(?m)^title: .*$", f"title: {sign}\n  Which skills?", text))
    wmstrat("save")
    assert wmstrat.record("CB-Q1")["title"] == "Which skills?"
    wmstrat("set", "CB-Q1", "level=structural")
    assert f"title: {sign}\n  Which skills?\n" in question.read_text()
    wmstrat("set", "CB-Q1", "title=What skills?")
    assert wmstrat.record("CB-Q1")["title"] == "What skills?"


def test_text_is_stored_in_its_composed_form(wmstrat: Wmstrat, question: Path) -> None:
    apart = "e\u0301te\u0301"
    for text in (apart, "\u00e9t\u00e9"):
        note = wmstrat("note", "add", "CB", "--title", text, stdin=f"{text}\n").out.strip()
        record = wmstrat.record(note)
        assert record["title"] == record["body"] == "\u00e9t\u00e9"
    question.write_text(question.read_text() + apart + "\n")
    wmstrat("save")
    assert wmstrat.record("CB-Q1")["body"].endswith(apart)  # what is written by hand stays as it is
