"""`wmstrat sync --dry-run` changes nothing and ends as the sync would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything, replace_in
from tests.sync.by_hand import QUESTIONS, Git, add, sent


def test_a_try_changes_nothing(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    wmstrat("question", "add", "CB", "Here?")
    before = everything(shared), git(shared, "rev-parse", "HEAD")
    said = wmstrat("sync", "--dry-run").out
    assert "Would receive, new: CB-N" in said
    assert "Would send, new: CB-Q-" in said
    assert (everything(shared), git(shared, "rev-parse", "HEAD")) == before


@pytest.mark.usefixtures("asked")
def test_a_try_says_what_would_be_merged(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "background=Long")
    assert "Would merge: CB-Q1, your background and their level" in wmstrat("sync", "--dry-run").out


def test_a_try_reports_hand_edits_numbers_and_conflicts(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    readme = shared / "groups/diversity/README.md"
    readme.write_text(readme.read_text() + "\nBy hand.\n")
    said = wmstrat("sync", "--dry-run").out
    assert "Would save your edits, and send them: groups/diversity/README.md" in said
    assert f"Would get a number: {handle}" in said
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?")
    assert "Would stop at a conflict: CB-Q1 title" in wmstrat("sync", "--dry-run", code=7).out


def test_a_try_leaves_the_settings_of_git_alone(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "note", "add", "CB", "Theirs.")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Mine.")
    git(shared, "config", "--remove-section", "merge.wmstrat")
    (shared / ".git/info/attributes").unlink()
    config, head = (shared / ".git/config").read_bytes(), git(shared, "rev-parse", "HEAD")
    assert "Would receive" in wmstrat("sync", "--dry-run").out
    assert (shared / ".git/config").read_bytes() == config
    assert not (shared / ".git/info/attributes").exists()
    assert git(shared, "rev-parse", "HEAD") == head
    wmstrat("sync")
    assert "merge.wmstrat.driver" in git(shared, "config", "--list")


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("process.yaml", "wmstrat: 2\nname: Newer\n", "format 2"),
        (f"{QUESTIONS}/CB-Q9.md", "<<<<<<< HEAD\n", "conflict markers of git"),
    ],
)
def test_a_try_ends_as_the_sync_would(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, text: str, words: str
) -> None:
    del shared
    add(other, git, path, text)
    sent(other, git)
    tried, done = (wmstrat("sync", *how, code=4).err for how in (["--dry-run"], []))
    assert words in tried
    assert tried == done
    wmstrat("note", "add", "CB", "Here")
    tried, done = (wmstrat("sync", *how, code=4).err for how in (["--dry-run"], []))
    assert words in tried
    assert tried == done


def test_a_try_refuses_the_hand_edits_that_the_sync_would_refuse(shared: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Which?")
    [file] = (shared / QUESTIONS).glob("*.md")
    replace_in(file, "state: proposed", "state: nonsense")
    before = everything(shared)
    for words in (["--dry-run"], []):
        assert "nonsense" in wmstrat("sync", *words, code=5).err
    assert everything(shared) == before
