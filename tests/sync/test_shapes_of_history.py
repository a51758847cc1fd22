"""`wmstrat sync` in unusual histories and places: crossed or stopped merges, subfolders, signatures, branches."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.sync.by_hand import QUESTIONS, Git, add, sent


@pytest.mark.usefixtures("asked")
def test_histories_that_crossed(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Two clones merged each other's work by plain git before they met again: two best common ancestors."""
    wmstrat("set", "CB-Q1", "title=One")
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    here, there = (git(folder, "rev-parse", "HEAD").strip() for folder in (shared, other))
    git(shared, "fetch", "-q", str(other), "main")
    git(shared, "merge", "-q", "--no-edit", there)
    git(other, "fetch", "-q", str(shared), here)
    git(other, "merge", "-q", "--no-edit", here)
    wmstrat("set", "CB-Q1", "title=Two")
    wmstrat("-C", other, "set", "CB-Q1", "background=Long")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["level"], found["background"]) == ("Two", "structural", "Long")


def test_a_workspace_in_a_subfolder(tmp_path: Path, wmstrat: Wmstrat, git: Git) -> None:
    top = tmp_path / "large"
    git(tmp_path, "init", "-q", str(top))
    wmstrat("init", top / "strategy")
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "large.git")
    git(top, "remote", "add", "origin", str(tmp_path / "large.git"))
    wmstrat("-C", top / "strategy", "question", "add", "CB", "Here?")
    wmstrat("-C", top / "strategy", "sync")
    git(tmp_path, "clone", "-q", "large.git", "second")
    second = tmp_path / "second" / "strategy"
    wmstrat("-C", second, "set", "CB-Q1", "title=There?")
    wmstrat("-C", second, "sync")
    wmstrat("-C", top / "strategy", "set", "CB-Q1", "level=structural")
    wmstrat("-C", top / "strategy", "sync")
    [found] = wmstrat.items("-C", top / "strategy", "show", "CB-Q1")
    assert (found["title"], found["level"]) == ("There?", "structural")


def test_merges_are_signed_where_commits_are(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        git(shared, "config", name, value)
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Here")
    wmstrat("sync")
    assert "gpgsig -----BEGIN SSH SIGNATURE-----" in git(shared, "cat-file", "commit", "HEAD")
    assert len(git(shared, "log", "-1", "--format=%P").split()) == 2


@pytest.mark.usefixtures("asked")
def test_a_stopped_merge_of_plain_git_is_made_again(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?")
    git(shared, "fetch", "-q")
    git(shared, "merge", "-q", "origin/main", check=False)
    assert (shared / ".git" / "MERGE_HEAD").exists()
    assert "<<<<<<<" not in (shared / QUESTIONS / "CB-Q1.md").read_text()
    assert "repeats it, field by field" in wmstrat("sync", code=7).err
    assert not (shared / ".git" / "MERGE_HEAD").exists()
    wmstrat("resolve", "CB-Q1", "title", "--mine")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["title"] == "Mine?"


def test_a_stopped_merge_that_was_edited_on_top_is_made_again_too(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """`git merge --abort` gives up here; what was edited is kept, and told."""
    for title in ("First?", "Second?"):
        wmstrat("question", "add", "CB", title)
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for number in ("1", "2"):
        wmstrat("-C", other, "set", f"CB-Q{number}", f"title=Theirs {number}?")
    add(other, git, "groups/capacity-building/questions/CB-Q3.md", "no record at all\n")
    wmstrat("-C", other, "note", "add", "CB", "There")
    sent(other, git)
    wmstrat("set", "CB-Q1", "title=Mine?")
    add(shared, git, "groups/capacity-building/questions/CB-Q3.md", "none either\n")
    git(shared, "fetch", "-q")
    git(shared, "merge", "-q", "origin/main", check=False)
    second = shared / QUESTIONS / "CB-Q2.md"
    second.write_text(second.read_text() + "\nTyped on top.\n")
    kept = wmstrat("sync", code=7).err.split("The text of its files is saved in ")[1].splitlines()[0]
    assert Path(kept).read_text().endswith("\nTyped on top.\n")
    assert git(shared, "status", "--porcelain") == ""
    assert not (shared / ".git" / "MERGE_HEAD").exists()


def test_a_second_branch_is_not_founded_by_mistake(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "switch", "-q", "-c", "work")
    wmstrat("question", "add", "CB", "Which?")
    assert "git push -u origin work" in wmstrat("sync", code=4).err
    assert "refs/heads/work" not in git(shared, "ls-remote", "origin")


def test_a_workspace_in_a_folder_with_a_space_names_its_records_to_git(
    tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(tmp_path, "init", "-q", "top")
    wmstrat("init", tmp_path / "top" / "our [1st] process")
    for path, found in (
        ("our [1st] process/people/a.yaml", "wmstrat"),
        ("our 1 process/people/a.yaml", "unspecified"),
    ):
        assert git(tmp_path / "top", "check-attr", "merge", "--", path).endswith(f"merge: {found}\n")


def test_attributes_that_cannot_be_written_keep_nobody_from_syncing(shared: Path, wmstrat: Wmstrat) -> None:
    attributes = shared / ".git" / "info" / "attributes"
    attributes.unlink()
    (attributes / "x").mkdir(parents=True)
    assert "the same" in wmstrat("sync").out


def test_the_clone_of_an_empty_branch_sends_no_second_history(
    shared: Path, bare: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    """The host shows a branch that nobody uses; whoever clones it by plain git has nothing, and would begin anew."""
    del shared
    git(bare, "symbolic-ref", "HEAD", "refs/heads/trunk")
    git(tmp_path, "clone", "-q", str(bare), "empty")
    wmstrat("init", tmp_path / "empty")
    assert "other branches" in wmstrat("-C", tmp_path / "empty", "sync", code=4).err
    assert git(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
