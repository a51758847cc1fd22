"""A sparse checkout (`git sparse-checkout`) is refused, with the command that ends it."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything

Git = Callable[..., str]

COMMANDS = (("status",), ("note", "add", "CB", "Heard in the hall"), ("sync",))


def advised(said: str) -> list[str]:
    """The words of the git command that a refusal ends with, without `git`."""
    _, line = said.strip().rsplit(": ", 1)
    git, *words = shlex.split(line)
    assert git == "git"
    return words


@pytest.mark.parametrize(
    ("folder", "command"),
    [("", "git sparse-checkout disable"), ("private", "git -C private sparse-checkout disable")],
)
def test_a_sparse_workspace_is_refused_until_it_is_whole_again(
    folder: str, command: str, shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("person", "add", "Member 5", "--private")
    git(shared / folder, "status")  # git leaves out only what it knows to be unchanged
    git(shared / folder, "sparse-checkout", "set", "--no-cone", "/process.yaml")
    before = everything(shared)
    for words in COMMANDS:
        refusal = wmstrat(*words, code=4)
        assert refusal.err.rstrip().endswith(command), words
        assert not refusal.out
    assert everything(shared) == before
    git(shared, *advised(refusal.err))
    for words in COMMANDS:
        wmstrat(*words)
    assert git(shared, "status", "--porcelain") == ""


def test_a_sparse_checkout_that_leaves_nothing_out_is_none(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "sparse-checkout", "set", "--no-cone", "/*")
    assert "sparse" not in wmstrat("status").err


def test_a_file_hidden_by_hand_is_no_sparse_checkout(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "sparse-checkout", "set", "groups")
    git(shared, "sparse-checkout", "disable")
    git(shared, "update-index", "--skip-worktree", "process.yaml")
    assert "sparse" not in wmstrat("status").err


@pytest.mark.usefixtures("shared")
def test_a_clone_that_was_never_sparse_starts_no_git_for_it(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("status")
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))
    wmstrat("group", "list")
    assert not trace.exists()
