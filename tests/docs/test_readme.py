"""What README.md says to type can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from tests.docs.pages import README, ROOT, blocks
from tests.docs.shell import IDENTITY, Shell

MAKING_THE_ENVIRONMENT = "python3 -m venv .venv && .venv/bin/pip install --quiet . && "


def first_steps() -> tuple[str, str]:
    """The first two shell blocks of README: what makes a workspace, and what is typed then."""
    shell = [block.text for block in blocks(README.read_text(encoding="utf-8")) if block.language == "sh"]
    return shell[0], shell[1]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone where the first part of the first block is done; CI does that part on a bare machine. It has no file
    but a virtual environment, in which wmstrat is the one under test."""
    folder = tmp_path / "clone"
    venv.create(folder / ".venv", symlinks=True, with_pip=False)
    wmstrat = folder / ".venv" / "bin" / "wmstrat"
    start = f'PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m wmstrat "$@"'
    wmstrat.write_text(f"#!/bin/sh\n{start}\n")
    wmstrat.chmod(0o755)
    return folder


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_first_two_blocks_can_be_pasted_into_a_terminal_that_knows_nothing(clone: Path, shell: str) -> None:
    making, then = first_steps()
    assert making.startswith(MAKING_THE_ENVIRONMENT)
    typed = making.removeprefix(MAKING_THE_ENVIRONMENT) + then
    home = clone.parent / "home"
    home.mkdir()
    nothing = {"HOME": str(home), "PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "GIT_PAGER": "cat"}

    done = subprocess.run([shell, "-euc", typed], cwd=clone, env=nothing, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "Which capacities do small communities lack?" in done.stdout
    said = subprocess.run(
        ["git", "log", "-1", "--format=%an"], cwd=clone.parent / "my-process", stdout=subprocess.PIPE, check=True
    )
    assert said.stdout == b"Your Name\n"


def test_the_lines_within_its_text_work_too(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(IDENTITY)
    shell = Shell(home)
    prose = re.sub(r"```.*?```", "", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = [" ".join(line.split()) for line in re.findall(r"`(wmstrat [^`]+)`", prose)]
    lines.sort(key=lambda line: not line.startswith("wmstrat init"))
    assert lines[0].startswith("wmstrat init")
    for line in lines:
        out = shell.type(line)
        assert shell.code == 0, f"{line}\n" + "\n".join(out)
        if line.startswith("wmstrat init"):
            shell.type(f"cd {line.split()[2]}")


def test_members_install_with_the_lines_of_the_readme() -> None:
    pages = [page.read_text(encoding="utf-8") for page in (README, ROOT / "docs/tutorial/for-members.md")]
    lines = [set(re.findall(r"^(?:pipx|uv tool) install git\+\S+$", page, flags=re.MULTILINE)) for page in pages]
    assert lines[0] == lines[1]
    assert len(lines[0]) == 2
    # pipx and uv make commands of these.
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert scripts.keys() == {"wmstrat"}
