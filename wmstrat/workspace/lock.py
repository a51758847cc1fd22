"""Who may write: one process at a time, and whether a git that it started is still at work. Both locks are flocks
under the git directory and vanish with the processes that hold them. The first is never inherited. The second is
inherited by the git processes of a transaction and by their hooks: while one of them holds it, an interrupted change
must be left alone."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime
from pathlib import Path

from msgspec import DecodeError, Struct, json

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace import disk, own_folder

# How a sentence is told to the person.
Say = Callable[[str], None]

# Seconds that a writer waits for another, unless `WMSTRAT_LOCK_WAIT` is set in the environment.
WAIT = 10.0

# Seconds of waiting that nobody needs to be told about.
PATIENCE = 0.5

POLL = 0.02

# The environment variable that tells git's hooks which process is in the middle of a change.
INSIDE = "WMSTRAT_WRITING"


class Holder(Struct, frozen=True):
    """The process that writes."""

    pid: int
    command: str
    since: str


@contextmanager
def held(place: Place, *, wait: float = WAIT, say: Say) -> Iterator[None]:
    """This process alone writes. Raises Refused, with the name of the holder, when the lock is not had in time."""
    with _file_lock(place) as acquire:
        with suppress(ValueError):
            wait = max(float(os.environ.get("WMSTRAT_LOCK_WAIT") or wait), 0)
        if not acquire(min(wait, PATIENCE)):
            _tell(place, say)
            if not acquire(max(wait - PATIENCE, 0)):
                raise _busy(place, wait)
        with _signed(place):
            yield


@contextmanager
def held_if_free(place: Place) -> Iterator[bool]:
    """Whether this process alone may write now; nothing is waited for."""
    with _file_lock(place) as acquire:
        is_free = acquire(0)
        with _signed(place) if is_free else nullcontext():
            yield is_free


def holder(place: Place) -> Holder | None:
    """The process that holds the lock, or held it last and was killed; None when it is not known."""
    with suppress(OSError, DecodeError):
        return json.decode((place.state / "lock-holder").read_bytes(), type=Holder)
    return None


def refuse_inside(place: Place, writer: int | None = None) -> None:
    """Refuse at once when a hook of a change under way asks for another one: it would wait for itself. `writer` is
    the process of an interrupted change, whose orphaned git may have called us."""
    outer = os.environ.get(INSIDE)
    current = holder(place)
    if outer and outer in (str(current.pid) if current else None, str(writer)):
        raise Refused(
            "A hook that runs during a commit (process {pid}) called wmstrat to make another change. A hook may "
            "read with wmstrat, but not write.",
            pid=outer,
        )


@contextmanager
def git_at_work(place: Place, journal: str) -> Iterator[int]:
    """A descriptor for git processes to keep open; while any of them lives, `wait_for_git` waits. Each use is a file
    of its own, so that a daemon started by a hook holds up nobody but its own change."""
    path = place.state / "git-at-work"
    path.unlink(missing_ok=True)
    with disk.opened(path, os.O_RDWR | os.O_CREAT | os.O_EXCL) as descriptor:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, journal.encode("ascii"))
        yield descriptor


def git_began(place: Place, journal: str) -> float | None:
    """When the last git process of this change was started, in seconds since 1970; None if there was none."""
    path = place.state / "git-at-work"
    try:
        return path.stat().st_mtime if path.read_text("ascii") == journal else None
    except OSError:
        return None


def wait_for_git(place: Place, seconds: float) -> bool:
    """Whether every git process of the last change has ended, at the latest after these seconds."""
    try:
        with disk.opened(place.state / "git-at-work", os.O_RDWR) as descriptor:
            return _flock(descriptor, seconds)
    except FileNotFoundError:
        return True


def command() -> str:
    """The command of this process in a word or three, without what was typed after it."""
    program, *arguments = sys.argv or ["wmstrat"]
    words = [word for word in arguments if word.isascii() and word.isalpha() and word.islower()]
    return " ".join([Path(program).name, *words[:2]])


@contextmanager
def _file_lock(place: Place) -> Iterator[Callable[[float], bool]]:
    """Gives a function that tries to get the lock for some seconds; leaving frees it."""
    with own_folder.shared_files(place):
        with disk.refusing():
            own_folder.make(place)
            descriptor = os.open(place.state / "lock", os.O_RDWR | os.O_CREAT, 0o666)
        try:
            yield lambda seconds: _flock(descriptor, seconds)
        finally:
            os.close(descriptor)


def _flock(descriptor: int, seconds: float) -> bool:
    """Whether the lock of an open file could be had within these seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL)
        else:
            return True


@contextmanager
def _signed(place: Place) -> Iterator[None]:
    """While the lock is held, a file beside it says by which process; only people read it, so it may fail."""
    note = place.state / "lock-holder"
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    with suppress(OSError):
        note.write_bytes(json.encode(Holder(os.getpid(), command(), since)))
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)


def _tell(place: Place, say: Say) -> None:
    other = holder(place)
    who = f"{other.command} (process {other.pid}, since {other.since})" if other else "another wmstrat command"
    say(f"Waiting for {who} to finish.")


def _busy(place: Place, waited: float) -> Refused:
    other = holder(place)
    busy = "Another wmstrat command is writing"
    if other is not None:
        busy = f"{other.command} (process {other.pid}) has been writing since {other.since}"
    return Refused(
        "{busy}, and did not finish within {waited:g} seconds. Nothing was changed. Try again, or write "
        "WMSTRAT_LOCK_WAIT=60 before the command to wait longer.",
        busy=busy,
        waited=waited,
    )
