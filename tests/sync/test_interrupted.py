"""A `wmstrat sync` that is killed while files move: the next command has all of it or none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything
from tests.sync.by_hand import QUESTIONS, Git, add, sent
from wmstrat.repo.place import find
from wmstrat.workspace import journal


@pytest.mark.parametrize("step", ["move recorded", "moved"])
@pytest.mark.parametrize("merges", [False, True])
def test_killed_while_the_branch_moves(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch, step: str, merges: bool
) -> None:
    note = wmstrat("-C", other, "note", "add", "CB", "There").out.strip()
    wmstrat("-C", other, "sync")
    if merges:
        wmstrat("note", "add", "CB", "Here")
    program = (
        "import os, signal, sys\nfrom wmstrat.workspace import journal, moving\n"
        f"journal.reached = lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == {step!r} else None\n"
        "from wmstrat.cli import main\nsys.argv = ['wmstrat', 'sync']\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=shared, capture_output=True)
    assert done.returncode == -9
    assert "cleaned up" in wmstrat("note", "add", "CB", "Next").err
    wmstrat("sync")
    assert wmstrat.record(note)["body"] == "There"
    assert git(shared, "status", "--porcelain") == ""
    del monkeypatch


@pytest.mark.usefixtures("asked")
def test_killed_between_two_files(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Git itself was killed: one file is new, one is half written, one is gone, the index is the old one."""
    wmstrat("-C", other, "set", "CB-Q1", "title=Which ones?")
    wmstrat("-C", other, "note", "add", "CB", "There")
    add(other, git, "README.md", None)
    sent(other, git)
    git(shared, "fetch", "-q")
    new = git(shared, "rev-parse", "origin/main").strip()
    old = git(shared, "rev-parse", "HEAD").strip()
    question = shared / QUESTIONS / "CB-Q1.md"
    before = everything(shared)
    question.write_text(git(shared, "show", f"{new}:{QUESTIONS}/CB-Q1.md")[:100])
    (shared / "README.md").unlink()
    place = find(shared)
    place.state.mkdir(exist_ok=True)
    journal.write(place, journal.Move(journal.new_id(), 1, False, old, new))
    assert "cleaned up" in wmstrat("status").err
    assert everything(shared) == before
