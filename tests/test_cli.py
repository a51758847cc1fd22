"""The ends of a process: what was printed is out, or it is said why not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Wmstrat

Ended = tuple[int, str]


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def ended(request: pytest.FixtureRequest) -> Callable[..., Ended]:
    """Run wmstrat with its standard output going somewhere; returns its exit code and what it said beside."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": request.param}

    def run(command: str, output: int, **how: Any) -> Ended:
        arguments = [sys.executable, "-m", "wmstrat", *command.split()]
        done = subprocess.run(arguments, stdout=output, stderr=subprocess.PIPE, text=True, env=environment, **how)
        return done.returncode, done.stderr

    return run


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("command", ["--version", "--help", "status", "check --explain type"])
def test_a_full_disk_is_told_in_one_sentence(ended: Callable[..., Ended], command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        code, said = ended(command, full.fileno())

    assert code == 4
    assert said == "Error: The answer cannot be written to standard output: No space left on device.\n"


@pytest.mark.parametrize("command", ["note add CB Text", "init ../new", "save"])
def test_a_change_that_was_made_is_not_called_refused(
    ended: Callable[..., Ended], workspace: Path, git: Callable[..., str], command: str
) -> None:
    (workspace / "README.md").write_text("By hand\n")
    with Path("/dev/full").open("wb") as full:
        code, said = ended(command, full.fileno())

    assert code == 0
    assert "But the change was made and committed. See it with: wmstrat log" in said
    made = workspace.parent / "new" if "new" in command else workspace
    assert command.split()[0] in git(made, "log", "-1", "--format=%(trailers:key=Wmstrat-Command,valueonly)")


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("command", ["note add CB", "question answer CB-Q1", "import note -", "edit CB --file -"])
def test_closed_standard_input_is_an_empty_text(ended: Callable[..., Ended], wmstrat: Wmstrat, command: str) -> None:
    wmstrat("question", "add", "CB", "Which?")

    code, said = ended(command, subprocess.DEVNULL, preexec_fn=lambda: os.close(0))

    assert "bug" not in said
    assert code in (2, 5)


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("command", ["--version", "status"])
def test_a_closed_pipe_is_no_error(ended: Callable[..., Ended], command: str) -> None:
    read, write = os.pipe()
    os.close(read)
    code, said = ended(command, write)
    os.close(write)

    assert (code, said) == (0, "")
