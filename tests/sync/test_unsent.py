"""What is not sent yet, and which conflicts wait, is said after every change and by `status`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat
from tests.sync.by_hand import Git

CONFLICT = "1 conflict waits: wmstrat resolve\n"


def not_sent(changes: str, then: str = "Send them: wmstrat sync") -> str:
    return f"Not sent yet: {changes}. {then}\n"


def test_a_change_says_what_is_not_sent_yet(shared: Path, wmstrat: Wmstrat) -> None:
    del shared
    assert wmstrat("note", "add", "CB", "One").err.endswith(not_sent("1 change"))
    said = wmstrat("note", "add", "CB", "Two")
    assert said.err.endswith(not_sent("2 changes"))
    assert len(said.lines) == 1, "standard output stays the id"
    assert wmstrat("status").err == not_sent("2 changes")
    assert wmstrat("status", "CB").err == not_sent("2 changes")
    assert "Not sent" not in wmstrat("sync").err
    assert wmstrat("status").err == ""


@pytest.mark.usefixtures("shared")
def test_what_a_program_reads_comes_without_it(wmstrat: Wmstrat) -> None:
    wmstrat("note", "add", "CB", "One")
    assert wmstrat("status").err == not_sent("1 change")
    for form in ("json", "csv", "ids", "plain", "markdown"):
        assert wmstrat("status", "--format", form).err == "", form


def test_before_the_first_sync_everything_is_not_sent(
    workspace: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("note", "add", "CB", "One")
    assert "Not sent" not in wmstrat("note", "add", "CB", "Without a remote").err
    git(workspace, "remote", "add", "origin", str(bare))
    assert not_sent("4 changes") in wmstrat("note", "add", "CB", "Three").err
    git(workspace, "checkout", "-q", "--detach")
    assert wmstrat("status").err == ""


def test_what_waits_in_private_counts(shared: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
    git(shared / "private", "remote", "add", "origin", str(tmp_path / "private.git"))
    wmstrat("sync")
    assert wmstrat("person", "add", "Otto Example", "--private").err.endswith(not_sent("1 change"))


@pytest.mark.usefixtures("asked")
def test_conflicts_wait_until_they_are_resolved(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine")
    wmstrat("sync", code=7)
    first = not_sent("1 change", "First resolve the conflicts.")
    assert wmstrat("status").err == CONFLICT + first
    assert wmstrat("note", "add", "CB", "Two").err.endswith(CONFLICT + first.replace("1 change", "2 changes"))
    wmstrat("resolve", "CB-Q1", "title", "--theirs")
    assert wmstrat("status").err == not_sent("2 changes")
    wmstrat("sync", "--abort")
    assert CONFLICT in wmstrat("status").err
    git(shared, "merge", "-q", "-s", "ours", "origin/main")  # with plain git
    assert CONFLICT not in wmstrat("status").err


def test_it_costs_one_git_process_and_none_without_a_remote(
    shared: Path, wmstrat: Wmstrat, git: Git, git_processes: GitProcesses
) -> None:
    wmstrat("set", "CB", "area=One")
    git_processes.verbs()
    wmstrat("set", "CB", "area=Two")
    assert git_processes.verbs() == ["status", "commit", "rev-list"]
    wmstrat("status")
    wmstrat("status")
    assert git_processes.verbs() == ["rev-list", "log", "status", "status", "rev-list"]
    git(shared, "remote", "remove", "origin")
    git_processes.verbs()
    wmstrat("set", "CB", "area=Three")
    assert git_processes.verbs() == ["status", "commit"]
