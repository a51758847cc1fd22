"""wmstrat and git as other processes, started fast: a command of wmstrat is a fork of this interpreter, which has
loaded everything already, and it can be killed at any step that it takes.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import BinaryIO, NoReturn
from unittest.mock import patch

from wmstrat.record.ids import DIGITS, LETTERS

KILLED = -signal.SIGKILL
PATIENCE = 120.0
"""Seconds after which a command is taken for hanging and ended."""

COUNTED = frozenset(
    {
        "os.link",
        "os.mkdir",
        "os.remove",
        "os.rename",
        "os.rmdir",
        "os.truncate",
        "fcntl.flock",
        "os.utime",
        "sqlite3.connect",
        "subprocess.Popen",
    }
)
"""The steps of a program, as Python's audit tells them, between which a kill leaves something different behind."""

TAILS = len(LETTERS) * (len(LETTERS) + len(DIGITS)) ** 3
TAIL_STRIDE = 400_009  # prime to TAILS: tails look random and never meet


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, negative for the signal that ended it, and what it printed."""

    code: int
    out: str
    err: str
    words: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def said(self) -> str:
        return (self.out + self.err).strip()


@dataclass(frozen=True)
class Crash:
    """A kill of a command.

    `step`: after so many of the steps that count, which is the same at every replay; `seconds`: at a moment, which
    also meets git in the middle of its work. `group`: git dies too, else it lives on for a while.
    """

    step: int = 0
    seconds: float = 0.0
    group: bool = True


def preload() -> None:
    """Load everything that a command may need, so that no fork has to."""
    import wmstrat.cli

    for name in ("ruamel.yaml", "ruamel.yaml.cyaml", "sqlite3", "difflib", "rich.table", "git", "git.exc"):
        importlib.import_module(name)
    for module in pkgutil.walk_packages(wmstrat.__path__, "wmstrat."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError):  # a module that somebody is just writing
                importlib.import_module(module.name)
    from wmstrat.kinds import kinds

    list(kinds())


class Running:
    """Starts commands. One environment for all, to which each command adds its own day and moment."""

    def __init__(self, home: Path) -> None:
        preload()
        gc.collect()
        gc.freeze()
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ},
            "HOME": str(home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "NO_COLOR": "1",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "TERM": "dumb",
            "TZ": "UTC",
            "WMSTRAT_DEBUG": "1",
            "XDG_CONFIG_HOME": str(home),
        }

    def begin(
        self,
        folder: Path,
        words: Sequence[str],
        *,
        env: Mapping[str, str] | None = None,
        stdin: str = "",
        crash: Crash | None = None,
        tails: int = 0,
        instead: Callable[[], None] | None = None,
    ) -> Started:
        """Start `wmstrat WORDS` in a folder; `tails` is where its random letters come from. `instead` is called in
        the place of wmstrat's own command line."""
        source, out, err = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115 - the child has them as well
        source.write(stdin.encode())
        source.seek(0)
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            environment = {**self.environment, **(env or {})}
            _become(folder, words, environment, (source, out, err), crash, tails, instead)
        with suppress(OSError):
            os.setpgid(child, child)
        source.close()
        return Started(child, tuple(words), out, err, crash)

    def wmstrat(self, folder: Path, *words: str, **how: object) -> Ended:
        """Run `wmstrat WORDS` in a folder to its end; `how` as in `begin`."""
        return self.begin(folder, words, **how).end()  # type: ignore[arg-type]

    def here(self, folder: Path, words: Sequence[str], *, env: Mapping[str, str], tails: int) -> Ended:
        """Run `wmstrat WORDS` in this process: where nobody kills it, the same as in a fork, at half the cost."""
        printed = StringIO(), StringIO()
        begun, back = time.monotonic(), Path.cwd()
        with (
            patch.dict(os.environ, {**self.environment, **env}, clear=True),
            patch.object(sys, "argv", ["wmstrat", *words]),
            patch.object(sys, "stdin", StringIO()),
            redirect_stdout(printed[0]),
            redirect_stderr(printed[1]),
            _seeded(tails),
        ):
            os.chdir(folder)
            try:
                code = _run(None)
            finally:
                os.chdir(back)
        out, err = (text.getvalue() for text in printed)
        return Ended(code, out, err, ("wmstrat", *words), time.monotonic() - begun)

    def git(self, folder: Path, *words: str, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Ended:
        """Run plain git in a folder."""
        begun = time.monotonic()
        done = subprocess.run(
            ["git", *words], cwd=folder, env={**self.environment, **(env or {})}, input=stdin, capture_output=True
        )
        return Ended(
            done.returncode,
            done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"),
            ("git", *words),
            time.monotonic() - begun,
        )


@dataclass
class Started:
    """A command of wmstrat under way, in a process group of its own."""

    child: int
    words: tuple[str, ...]
    out: BinaryIO
    err: BinaryIO
    crash: Crash | None = None
    begun: float = 0.0

    def __post_init__(self) -> None:
        self.begun = time.monotonic()

    def end(self) -> Ended:
        """Wait for its end, or for the moment at which it is to be killed."""
        if self.crash and self.crash.seconds:
            status = self._wait(self.crash.seconds)
            if status is None:
                self._kill(group=self.crash.group)
                status = self._wait(PATIENCE)
        else:
            status = self._wait(PATIENCE)
        hung = status is None
        if hung:
            self._kill(group=True)
            status = self._wait(PATIENCE)
        code = os.waitstatus_to_exitcode(status or 0)
        if code == KILLED and (hung or (self.crash and self.crash.group)):
            self._kill(group=True)
            self.settled()
        printed = []
        for file in (self.out, self.err):
            file.seek(0)
            printed.append(file.read().decode("utf-8", "replace"))
            file.close()
        if hung:
            printed[1] += f"\nIt did not end within {PATIENCE:g} seconds."
            code = 70
        return Ended(code, printed[0], printed[1], ("wmstrat", *self.words), time.monotonic() - self.begun)

    def settled(self, seconds: float = 20.0) -> bool:
        """Wait for everything that it started; whether all of it ended in time."""
        deadline = time.monotonic() + seconds
        while _lives(self.child):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.002)
        return True

    def _wait(self, seconds: float) -> int | None:
        if seconds == PATIENCE and not self.crash:
            return self._wait_long()
        deadline = time.monotonic() + seconds
        while True:
            found, status = os.waitpid(self.child, os.WNOHANG)
            if found:
                return status
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            time.sleep(min(0.001, left))

    def _wait_long(self) -> int | None:
        """As `_wait`, without looking a thousand times a second."""
        deadline, pause = time.monotonic() + PATIENCE, 0.0002
        while True:
            found, status = os.waitpid(self.child, os.WNOHANG)
            if found:
                return status
            if time.monotonic() > deadline:
                return None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.004)

    def _kill(self, *, group: bool) -> None:
        with suppress(ProcessLookupError, PermissionError):
            if group:
                os.killpg(self.child, signal.SIGKILL)
            else:
                os.kill(self.child, signal.SIGKILL)


def _lives(group: int) -> bool:
    """Whether any process of the group is alive; those that ended and wait to be reaped are not."""
    with suppress(ChildProcessError):
        while os.waitpid(-group, os.WNOHANG)[0]:
            pass
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not _only_zombies(group)


def _only_zombies(group: int) -> bool:
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, _, pgrp = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(pgrp) == group and state not in "ZX":
                return False
    return True


@contextmanager
def orphans_come_here() -> Iterator[None]:
    """Children whose parents were killed become children of this process, which can tell when they end (Linux)."""
    subreaper = 36
    try:
        import ctypes

        prctl = ctypes.CDLL(None, use_errno=True).prctl
        prctl(subreaper, 1, 0, 0, 0)
    except (OSError, AttributeError):
        yield
        return
    try:
        yield
    finally:
        prctl(subreaper, 0, 0, 0, 0)


# In the child


def _become(
    folder: Path,
    words: Sequence[str],
    environment: Mapping[str, str],
    streams: tuple[BinaryIO, BinaryIO, BinaryIO],
    crash: Crash | None,
    tails: int,
    instead: Callable[[], None] | None,
) -> NoReturn:
    """Be `wmstrat WORDS` from here on."""
    code = 70
    try:
        os.setpgid(0, 0)
        for number, stream in enumerate(streams):
            os.dup2(stream.fileno(), number)
        for number, mode, name in ((0, "r", "stdin"), (1, "w", "stdout"), (2, "w", "stderr")):
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
        os.environ.clear()
        os.environ.update(environment)
        tempfile.tempdir = None
        time.tzset()
        os.chdir(folder)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.argv = ["wmstrat", *words]
        with _seeded(tails):
            if crash and crash.step:
                _kill_after(crash)
            code = _run(instead)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        with suppress(BaseException):
            traceback.print_exc()
            sys.stderr.flush()
    finally:
        os._exit(code)


def _run(instead: Callable[[], None] | None) -> int:
    from wmstrat.cli import main

    try:
        (instead or main)()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    return 0


@contextmanager
def _seeded(tails: int) -> Iterator[None]:
    """What wmstrat leaves to chance comes from a number: the same at every replay, and never the same twice."""
    from wmstrat.change import new_ids as naming
    from wmstrat.record import ids as identity
    from wmstrat.workspace import journal

    given = iter(range(tails * 16, tails * 16 + 1_000_000))

    def tail() -> str:
        return tail_number(next(given))

    def change_id() -> str:
        number, letters = next(given), ""
        for _ in range(8):
            number, place = divmod(number * 7 + 3, len(LETTERS))
            letters += LETTERS[place]
        return letters

    with (
        patch.object(identity, "random_tail", tail),
        patch.object(naming, "random_tail", tail),
        patch.object(journal, "new_id", change_id),
    ):
        yield


def tail_number(number: int) -> str:
    """The four letters and digits that stand for a number below TAILS; every number has others."""
    number = number * TAIL_STRIDE % TAILS
    characters = LETTERS + DIGITS
    number, first = divmod(number, len(LETTERS))
    rest = ""
    for _ in range(3):
        number, place = divmod(number, len(characters))
        rest += characters[place]
    return LETTERS[first] + rest


def _kill_after(crash: Crash) -> None:
    left = crash.step

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event == "open":
            flags = arguments[2]
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
        elif event not in COUNTED:
            return
        left -= 1
        if left <= 0:
            if crash.group:
                os.killpg(0, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
