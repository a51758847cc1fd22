"""Replays for pages that are typed: each is made once, and copied for every page that begins with it."""

from __future__ import annotations

import atexit
import io
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from unittest.mock import patch

from tests.realistic import generate

COMMAND = ["python", "-m", "tests.realistic.generate"]
UNTIL = "--until"


def put(folder: Path, options: Sequence[str]) -> None:
    """Make what the command with these options makes. With `--until` that is the whole replay, taken back."""
    place = options.index(UNTIL) if UNTIL in options else len(options)
    shutil.copytree(_whole((*options[:place], *options[place + 2 :])), folder, symlinks=True)
    for root in (folder, folder / "private") if place < len(options) else ():
        _take_back(root, date.fromisoformat(options[place + 1]))


@cache
def _whole(options: tuple[str, ...]) -> Path:
    folder = Path(mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with patch.object(sys, "argv", ["generate", str(folder / "whole"), *options]), redirect_stdout(io.StringIO()):
        generate.main()
    return folder / "whole"


def _take_back(root: Path, until: date) -> None:
    """Reset a repository to the last commit before the first one of a later day."""
    commits = [line.split() for line in _git(root, "log", "--reverse", "--format=%H %cs").splitlines()]
    later = next((place for place, (_, day) in enumerate(commits) if day > until.isoformat()), len(commits))
    _git(root, "reset", "--hard", "--quiet", commits[later - 1][0])


def _git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True, text=True).stdout
