"""Starting git and hearing how it ended: GitPython's runner, around the user's own git.

Every process starts with a list of arguments, LC_ALL=C, and without the variables by which a calling git (a hook, an
alias) would point it at another repository.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from msgspec import Struct

from wmstrat.errors import GitFailed

if TYPE_CHECKING:
    from pathlib import Path

    from git import Git

OLDEST_GIT = (2, 25)
"""The first git whose `commit` takes its paths from a file."""

NOT_INHERITED = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_CONFIG_COUNT",
        "GIT_OBJECT_DIRECTORY",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_REPLACE_REF_BASE",
        "GIT_PREFIX",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_SHALLOW_FILE",
        "GIT_COMMON_DIR",
        # so far `git rev-parse --local-env-vars`; these change what a pathspec means
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
    }
)


class Outcome(Struct, frozen=True):
    """How one git process ended."""

    code: int
    """The exit status; negative for the number of the signal that ended it."""
    output: bytes
    words: str
    """What git and its hooks said on standard error."""


def load() -> type[Git]:
    """GitPython's runner, imported here because that costs 50 ms and two git processes.

    Called beforehand where others should not have to wait for it.
    """
    asked = os.environ.get("GIT_PYTHON_REFRESH")
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"  # a missing git is reported by us
    try:
        with nothing_inherited():
            from git import Git
    finally:
        del os.environ["GIT_PYTHON_REFRESH"]
        if asked is not None:
            os.environ["GIT_PYTHON_REFRESH"] = asked
    return Git


def execute(
    command: Sequence[str],
    folder: Path,
    stdin: BinaryIO | None,
    env: Mapping[str, str] | None,
    keep_open: Sequence[int],
) -> Any:
    """Start git through GitPython's runner."""
    runner = load()(folder)
    from git.exc import GitCommandNotFound

    try:
        return runner.execute(list(command), istream=stdin, as_process=True, env=env, pass_fds=tuple(keep_open))
    except (GitCommandNotFound, PermissionError) as error:
        raise _cannot_start() from error


def popen(
    command: Sequence[str], folder: Path, stdin: BinaryIO | None, env: Mapping[str, str] | None
) -> subprocess.Popen[bytes]:
    """Start git without GitPython, in the environment that its runner gives."""
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LANGUAGE": "C", "LC_ALL": "C", **(env or {})},
        )
    except OSError as error:
        raise _cannot_start() from error


def _cannot_start() -> GitFailed:
    return GitFailed(
        "git cannot be started. Install git {oldest} or newer, and see that it is on the PATH.",
        oldest=".".join(map(str, OLDEST_GIT)),
    )


@contextmanager
def nothing_inherited() -> Iterator[None]:
    """No variable of a calling git is in the environment; GitPython can add variables but not take them away."""
    removed = {name: os.environ.pop(name) for name in NOT_INHERITED & os.environ.keys()}
    try:
        yield
    finally:
        os.environ.update(removed)


@contextmanager
def readable(data: bytes | None) -> Iterator[BinaryIO | None]:
    """A file that a process can read from. Unlike a pipe it needs nobody who goes on writing."""
    if data is None:
        yield None
        return
    from tempfile import TemporaryFile

    with TemporaryFile() as unnamed:
        file = cast("BinaryIO", unnamed)
        file.write(data)
        file.seek(0)
        yield file


def collect(process: Any) -> tuple[bytes, bytes]:
    """What a process prints until it ends, though a child of its hooks may hold the pipes open for longer."""
    ended = False
    while True:
        try:
            output, words = process.communicate(timeout=0.1 if ended else 0.5)
        except subprocess.TimeoutExpired as late:
            if ended:
                return late.output or b"", late.stderr or b""
            ended = process.poll() is not None
        else:
            return output, words


def stop(process: Any) -> None:
    """End a process, politely at first so that git removes its locks; one that has ended is left alone."""
    if process.poll() is None:
        process.terminate()
        patience = time.monotonic() + 5
        while process.poll() is None:
            if time.monotonic() > patience:
                process.kill()
            time.sleep(0.01)
