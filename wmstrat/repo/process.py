"""Starting the user's own git as a process, and waiting for its end.

Every process starts with a list of arguments, LC_ALL=C, and without the variables by which a calling git (a hook, an
alias) would point it at another repository.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from selectors import EVENT_READ, PollSelector
from time import monotonic
from typing import IO, TYPE_CHECKING

from msgspec import Struct

from wmstrat.errors import GitFailed

if TYPE_CHECKING:
    from pathlib import Path

# The first git whose `commit` takes its paths from a file.
OLDEST_GIT = (2, 25)
OLDEST = ".".join(map(str, OLDEST_GIT))

# Seconds until the next look at whether a process has ended whose pipes are still open, and those that children of it
# may print for after that.
LOOK_AGAIN = 0.5
CHILDREN_PATIENCE = 0.1
# As many as a pipe holds.
PIPE_BYTES = 65_536
# As many as Linux lets anybody's pipe hold.
WIDE_PIPE = 1_048_576

NOT_INHERITED = frozenset(
    {
        # `git rev-parse --local-env-vars`
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT",
        "GIT_OBJECT_DIRECTORY", "GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_GRAFT_FILE",
        "GIT_INDEX_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_SHALLOW_FILE", "GIT_COMMON_DIR",
        # what changes the meaning of a pathspec
        "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
    }
)  # fmt: skip


class Outcome(Struct, frozen=True):
    """The end of one git process."""

    code: int
    """The exit status; negative for the number of the signal that ended it."""
    output: bytes
    words: str
    """What git and its hooks wrote to standard error."""


def start(
    command: Sequence[str], folder: Path, stdin: IO[bytes] | None, env: Mapping[str, str], keep_open: Sequence[int]
) -> subprocess.Popen[bytes]:
    """Start git in a folder. `env` is added to the environment, `keep_open` are the file descriptors that the process
    and its children inherit. Raises GitFailed when git cannot be started at all."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL if stdin is None else stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**inherited, "LANGUAGE": "C", "LC_ALL": "C", **env},
            pass_fds=tuple(keep_open),
        )
    except OSError as error:
        if not isinstance(error, FileNotFoundError | PermissionError | NotADirectoryError):
            raise not_now(error) from error
        raise GitFailed(
            "git cannot be started. Install git {oldest} or newer, and make sure that it is on the PATH.",
            oldest=OLDEST,
        ) from error


def widen(pipe: IO[bytes]) -> None:
    """Let a process print far ahead of who reads from its pipe, on systems that can."""
    import fcntl

    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):  # somebody's pipes together may hold only so much
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, WIDE_PIPE)


@contextmanager
def readable(data: bytes | None) -> Iterator[IO[bytes] | None]:
    """A file that a process can read from. Unlike a pipe it needs nobody who goes on writing."""
    if data is None:
        yield None
        return
    from tempfile import TemporaryFile

    try:
        file = TemporaryFile()  # noqa: SIM115 - closed below
    except OSError as error:
        raise not_now(error) from error
    with file:
        file.write(data)
        file.seek(0)
        yield file


def not_now(error: OSError) -> GitFailed:
    """The error where the system does not let git start now: too many open files or processes, no memory, a full
    disk."""
    return GitFailed(
        "git cannot be started now: {reason}. Nothing was changed. Close some programs, then type the command again.",
        reason=error.strerror or error,
    )


def finish(process: subprocess.Popen[bytes]) -> Outcome:
    """Wait for the end of a process and close its pipes. An interruption ends the process first."""
    try:
        output, words = _collected(process)
    finally:
        stop(process)
    return Outcome(process.returncode, output, words.decode("utf-8", "replace").strip())


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process and close its pipes. It is ended politely at first so that git removes its locks; one that has
    ended is left alone."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        process.kill()  # does nothing to one that has ended
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


def _collected(process: subprocess.Popen[bytes]) -> list[bytes]:
    """Output and errors of a process that has ended, though a child of its hooks may hold the pipes open for longer.

    `Popen.communicate` with a timeout sleeps between its looks at whether a process has ended, a millisecond each.
    """
    pipes = [pipe.fileno() for pipe in (process.stdout, process.stderr) if pipe is not None]
    printed: dict[int, list[bytes]] = {pipe: [] for pipe in pipes}
    patience = float("inf")
    with PollSelector() as waiting:
        for pipe in pipes:
            waiting.register(pipe, EVENT_READ)
        while waiting.get_map():
            has_ended = process.poll() is not None  # then all that it printed itself is in the pipes
            if has_ended:
                patience = min(patience, monotonic() + CHILDREN_PATIENCE)
            ready = waiting.select(CHILDREN_PATIENCE if has_ended else LOOK_AGAIN)
            for key, _ in ready:
                data = os.read(key.fd, PIPE_BYTES)
                printed[key.fd].append(data)
                if not data:
                    waiting.unregister(key.fd)
            if has_ended and (not ready or monotonic() > patience):
                break
    process.wait()
    return [b"".join(printed[pipe]) for pipe in pipes]
