"""What `wmstrat sync` does not take over: errors, what no workspace may hold, and histories of something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything, replace_in
from tests.sync.by_hand import NOTES, QUESTIONS, Git, add, sent


def test_hand_edits_that_do_not_pass_are_refused_and_nothing_is_sent(
    shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    wmstrat("note", "add", "CB", "Waits")
    file = shared / QUESTIONS / "CB-Q1.md"
    replace_in(file, "state: proposed", "state: perhaps")
    there = git(shared, "rev-parse", "origin/main")
    assert "perhaps" in wmstrat("sync", code=5).err
    assert git(shared, "ls-remote", "origin", "refs/heads/main").split()[0] == there.strip()
    assert "state: perhaps" in file.read_text()


def test_errors_that_both_make_together_are_not_sent(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("person", "add", "Member 90")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    add(other, git, "people/member-90.yaml", None)
    sent(other, git)
    wmstrat("member", "appoint", "CB", "member-90", "--selected-by", "SC")
    there = git(other, "rev-parse", "HEAD").strip()
    said = wmstrat("sync", code=5).err
    assert "member-90" in said
    assert "nothing was sent" in said
    assert git(shared, "ls-remote", "origin", "refs/heads/main").split()[0] == there
    wmstrat("person", "add", "Member 90")
    wmstrat("sync")


@pytest.mark.parametrize(
    ("path", "text", "mode", "words"),
    [
        (f"{QUESTIONS}/CB-Q9.md", "/etc/passwd", "link", "symbolic link"),
        (f"{NOTES}/away", "/etc", "link", "symbolic link"),
        (f"{NOTES}/2018/07/CB-N20180714-k3f9.md", b"x" * 5_000_001, "", "5,000,001 bytes"),
        ("process.yaml", "wmstrat: 2\nname: Newer\n", "", "Install a newer version of wmstrat"),
        ("process.yaml", None, "", "no process.yaml any more"),
        (f"{NOTES}/a\\b.md", "x", "", "not allowed in a workspace"),
    ],
)
def test_what_no_workspace_may_hold_is_refused(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, text: str | bytes | None, mode: str, words: str
) -> None:
    add(other, git, path, text, mode=mode)
    sent(other, git)
    before = everything(shared)
    assert words in wmstrat("sync", code=4).err
    assert everything(shared) == before
    wmstrat("note", "add", "CB", "Here")  # the same when there is something to merge
    before = everything(shared)
    assert words in wmstrat("sync", code=4).err
    assert everything(shared) == before


def test_a_submodule_is_refused(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(other, "update-index", "--add", "--cacheinfo", f"160000,{git(other, 'rev-parse', 'HEAD').strip()},groups/sub")
    git(other, "commit", "-q", "-m", "A submodule")
    sent(other, git)
    before = everything(shared)
    assert "submodule" in wmstrat("sync", code=4).err
    assert everything(shared) == before


def test_a_driver_in_the_attributes_of_the_remote_is_not_run(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    del shared
    add(other, git, ".gitattributes", "*.md merge=evil filter=evil diff=evil\n* text=auto eol=lf\n")
    git(other, "config", "merge.evil.driver", f"touch {tmp_path}/ran")
    wmstrat("-C", other, "question", "add", "CB", "There?")
    wmstrat("-C", other, "sync")
    wmstrat("question", "add", "CB", "Here?")
    wmstrat("sync")
    wmstrat("set", "CB-Q1", "level=structural")
    wmstrat("-C", other, "set", "CB-Q1", "background=Long")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("asked")
def test_what_the_remote_says_of_the_form_of_files_does_not_count_for_records(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    lines = (other / ".gitattributes").read_text()
    add(other, git, ".gitattributes", f"{lines}*.md merge=binary working-tree-encoding=UTF-16LE\n")
    sent(other, git)
    wmstrat("sync")
    assert git(shared, "check-attr", "merge", "--", f"{QUESTIONS}/CB-Q1.md").endswith("merge: wmstrat\n")
    wmstrat("set", "CB-Q1", "background=Long")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("-C", other, "sync")
    git(shared, "pull", "-q", "--no-rebase", "--no-edit")  # by the driver
    found = wmstrat.record("CB-Q1")
    assert (found["background"], found["level"]) == ("Long", "structural")


def test_a_history_with_nothing_in_common_is_refused(
    shared: Path, tmp_path: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("init", tmp_path / "stranger")
    git(tmp_path / "stranger", "remote", "add", "origin", str(bare))
    before = everything(tmp_path / "stranger")
    assert "another history" in wmstrat("-C", tmp_path / "stranger", "sync", code=4).err
    assert everything(tmp_path / "stranger") == before
    del shared


def test_an_address_that_was_mistyped_later_is_no_rewritten_history(
    shared: Path, tmp_path: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("sync")
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "else.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "else.git"), "else")
    (tmp_path / "else/README.md").write_text("Something else\n")
    git(tmp_path / "else", "add", "README.md")
    git(tmp_path / "else", "commit", "-qm", "Begin")
    git(tmp_path / "else", "push", "-q", "origin", "HEAD:main")
    git(shared, "remote", "set-url", "origin", str(tmp_path / "else.git"))
    before = everything(shared)

    said = wmstrat("sync", code=4).err
    assert "another history" in said
    assert "reset" not in said
    assert "git remote set-url origin URL" in said
    assert everything(shared) == before

    git(shared, "remote", "set-url", "origin", str(bare))
    assert "Nothing to send or receive" in wmstrat("sync").out


def test_a_detached_head_is_refused(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "checkout", "-q", "--detach")
    assert "git switch" in wmstrat("sync", code=4).err


def test_a_foreign_file_in_the_way_stays(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    add(other, git, "minutes.txt", "Theirs\n")
    sent(other, git)
    (shared / "minutes.txt").write_text("Mine\n")
    before = git(shared, "rev-parse", "HEAD")
    assert "minutes.txt" in wmstrat("sync", code=4).err
    assert (shared / "minutes.txt").read_text() == "Mine\n"
    assert git(shared, "rev-parse", "HEAD") == before
    assert not (shared / ".git" / "wmstrat" / "move").exists()


def test_work_that_is_staged_elsewhere_stays_staged(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    (shared / "todo.txt").write_text("staged\n")
    git(shared, "add", "todo.txt")
    wmstrat("note", "add", "CB", "Here")
    wmstrat("sync")
    assert git(shared, "status", "--porcelain") == "A  todo.txt\n"


def test_two_sound_halves_that_do_not_fit_are_not_sent(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "question", "add", "CB", "Which?", "--focus", "CB-F2")
    wmstrat("-C", other, "sync")
    readme = shared / "groups/capacity-building/README.md"
    text = readme.read_text()
    start = text.index("- id: CB-F2")
    end = text.index("- id: CB-F3")
    readme.write_text(text[:start] + text[end:])
    assert "CB-F2" in wmstrat("sync", code=5).err
    assert "CB-F2" in git(shared, "show", "origin/main:groups/capacity-building/README.md")


@pytest.mark.parametrize(
    ("path", "change", "words"),
    [
        ("process.yaml", lambda text: text + "x: [\n", "cannot be read"),
        (
            "groups/advocacy/README.md",
            lambda text: text + "\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n",
            "conflict markers of git",
        ),
    ],
)
def test_a_remote_whose_workspace_is_broken(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, change: Callable[[str], str], words: str
) -> None:
    add(other, git, path, change((other / path).read_text()))
    sent(other, git)
    wmstrat("set", "AD", "mailing_list=advocacy@example.org")
    before = everything(shared)
    assert words in wmstrat("sync", code=4).err
    assert everything(shared) == before


def test_what_is_outside_the_workspace_is_not_ours_to_refuse(tmp_path: Path, wmstrat: Wmstrat, git: Git) -> None:
    top = tmp_path / "large"
    git(tmp_path, "init", "-q", str(top))
    wmstrat("init", top / "strategy")
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "large.git")
    git(top, "remote", "add", "origin", str(tmp_path / "large.git"))
    wmstrat("-C", top / "strategy", "sync")
    git(tmp_path, "clone", "-q", "large.git", "second")
    add(tmp_path / "second", git, "systemd/dev-disk\\x2duuid.swap", "x\n")
    sent(tmp_path / "second", git)
    wmstrat("-C", top / "strategy", "sync")
    assert (top / "systemd" / "dev-disk\\x2duuid.swap").exists()


def test_somebody_who_goes_is_not_taken_for_a_group_of_the_same_name(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("person", "add", "Oslo")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    add(shared, git, "people/oslo.yaml", None)
    wmstrat("group", "add", "Oslo", "--code", "OS")
    wmstrat("sync")
    wmstrat("-C", other, "set", "oslo", "about=Still here")
    assert "both changed oslo." in wmstrat("-C", other, "sync", code=7).err
    wmstrat("-C", other, "resolve", "oslo", "record", "--mine")
    wmstrat("-C", other, "sync", code=5)  # a person and a group of one name: whoever kept both gives one another
