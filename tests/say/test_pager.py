"""Long answers go through git's pager on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")
SCREEN = {"TERM": "xterm", "LINES": "10", "COLUMNS": "80"}


def typed(*arguments: str, env: Mapping[str, str]) -> str:
    """What a terminal of ten lines shows of a command."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "wmstrat", *arguments],
        stdin=follower, stdout=follower, stderr=follower, env={**os.environ, **SCREEN, **env},
    )  # fmt: skip
    os.close(follower)
    seen = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(leader)
    assert process.wait() == 0, seen
    return seen.decode().replace("\r\n", "\n")


PAGER = "sed 's/^/> /'; echo LESS=$LESS"


@pytest.fixture
def by_config(workspace: Path) -> None:
    subprocess.run(["git", "-C", workspace, "config", "core.pager", PAGER], check=True)


@pytest.mark.parametrize("env", [{"GIT_PAGER": PAGER}, {"PAGER": PAGER}])
def test_a_long_answer_is_paged(env: dict[str, str]) -> None:
    lines = typed("group", "list", env=env).splitlines()
    assert len(lines) > 10
    assert lines[-1] == "LESS=FRX"
    assert all(line.startswith("> ") for line in lines[:-1])


@pytest.mark.usefixtures("by_config")
def test_the_setting_of_git_counts_and_what_is_said_comes_after_it(workspace: Path) -> None:
    (workspace / "minutes.txt").write_text("x")
    lines = typed("status", env={}).splitlines()
    assert lines.index("LESS=FRX") < lines.index("To save it as a file: wmstrat save minutes.txt")
    assert typed("status", env={"LESS": "S", "GIT_PAGER": PAGER}).count("LESS=S\n") == 1


@pytest.mark.parametrize(
    ("arguments", "env"),
    [
        (("show", "process", "--format", "ids"), {"GIT_PAGER": PAGER}),
        (("group", "list"), {"GIT_PAGER": "cat"}),
        (("group", "list"), {"GIT_PAGER": ""}),
        (("group", "list"), {"GIT_PAGER": "no-such-program --at-all"}),
        (("group", "list"), {"GIT_PAGER": PAGER, "TERM": "dumb"}),
        (("group", "list"), {"GIT_PAGER": PAGER, "LINES": "100"}),
    ],
)
def test_a_short_answer_or_no_pager(arguments: tuple[str, ...], env: dict[str, str]) -> None:
    seen = typed(*arguments, env=env)
    assert "process" in seen or "Diversity" in seen
    assert ">" not in seen


def test_a_pager_that_is_left_early_is_no_error() -> None:
    assert typed("group", "list", env={"GIT_PAGER": "head -n 1"}).count("\n") == 1


def test_a_pipe_is_never_paged(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_PAGER", "false")
    monkeypatch.setenv("LINES", "5")
    assert len(wmstrat("group", "list").lines) > 10
