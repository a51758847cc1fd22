"""`wmstrat resolve`: what it shows of a decision, and how it asks at a terminal."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat

Git = Callable[..., str]
PATIENCE = 30.0


@pytest.fixture
def other(shared: Path, bare: Path, tmp_path: Path, git: Git) -> Path:
    """A second clone of what `shared` sends to."""
    del shared
    git(tmp_path, "clone", "--quiet", str(bare), "other")
    git(tmp_path / "other", "config", "user.name", "Member 3")
    return tmp_path / "other"


@pytest.fixture
def met(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Two decisions wait here: the title and the background of CB-Q1."""
    del shared
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?", "background=There")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?", "background=Here")
    wmstrat("sync", code=7)


# At a terminal


def at_a_terminal(answers: list[tuple[str, str]], *arguments: str) -> tuple[int, str]:
    """`wmstrat ARGUMENTS` at a terminal, typing each answer when its question stands there; the exit code, and all
    that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "wmstrat", *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=_own_terminal,
    )  # fmt: skip
    os.close(theirs)
    shown, place = "", 0
    waiting = [*answers]
    deadline = time.monotonic() + PATIENCE
    try:
        while time.monotonic() < deadline and select.select([ours], [], [], deadline - time.monotonic())[0]:
            try:
                shown += os.read(ours, 4096).decode()
            except OSError:  # the other end was closed
                break
            if waiting and waiting[0][0] in shown[place:]:
                place = len(shown)
                os.write(ours, waiting.pop(0)[1].encode())
        return process.wait(PATIENCE), shown.replace("\r\n", "\n")
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)


def _own_terminal() -> None:
    """What is typed as Ctrl-C reaches the process."""
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


CTRL_C, CTRL_D = "\x03", "\x04"


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    "answers", [[("Which?", CTRL_C)], [("Which?", "o\n"), ("The value", CTRL_C)]], ids=["which", "the value"]
)
def test_ctrl_c_at_a_question_ends_with_130(wmstrat: Wmstrat, answers: list[tuple[str, str]]) -> None:
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 130, shown
    assert "Aborted" not in shown
    assert len(wmstrat.items("resolve")) == 2


@pytest.mark.usefixtures("met")
@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([("(s)", CTRL_D)], ["title", "background"]),
        ([("(s)", "m\n"), ("(s)", CTRL_D)], ["background"]),
        ([("(s)", "s\n"), ("(s)", "o\n"), ("The value", CTRL_D)], ["title", "background"]),
    ],
)
def test_the_end_of_the_input_at_a_question_leaves_the_rest_waiting(
    wmstrat: Wmstrat, answers: list[tuple[str, str]], left: list[str]
) -> None:
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 7, shown
    names = ", ".join(f"CB-Q1 {name}" for name in left)
    assert f"The input ended before all was chosen. Still to decide: {names}. Go on with: wmstrat resolve\n" in shown
    assert "Aborted" not in shown
    assert [one["field"] for one in wmstrat.items("resolve")] == left


@pytest.mark.usefixtures("met")
def test_what_is_typed_at_a_question_is_chosen(wmstrat: Wmstrat) -> None:
    answers = [("(s)", "x\n"), ("(s)", "t\n"), ("(s)", "other\n"), ("The value", "Both of us\n")]
    code, shown = at_a_terminal(answers, "resolve")
    assert code == 0, shown
    assert "All is decided. Go on with: wmstrat sync" in shown
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["background"]) == ("Theirs?", "Both of us")
