"""Lock files that a killed git has left, and how they are told from those of a git that lives."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace import lock

# Git takes the lock of the index when it starts: one that appeared within this many seconds of our start was ours.
INDEX_LOCK_WINDOW = 60.0

# Seconds that a lock file which may be another git's is waited for.
LOCK_PATIENCE = 4.0

# The commands that git runs in the background without touching index and branches.
HARMLESS = {b"gc", b"maintenance", b"repack", b"pack-objects", b"prune", b"fsmonitor--daemon", b"cat-file"}

# Seconds by which clocks of file systems may differ.
SLACK = 2.0


def clear_locks(place: Place, change: str, where: Place, branch: str, *, in_process: bool) -> None:
    """Remove the lock files that git processes of a change have left in the repository `where`. All of them have
    ended; `in_process` tells that we ended them ourselves. Raises Refused, with the file, for one that may be another
    git's and does not go away by itself."""
    began = lock.git_began(place, change)
    if began is None:
        return
    own, common = where.git_directory, where.common_directory
    at_end = [own / "HEAD.lock", common / "refs" / "heads" / f"{branch}.lock", common / "packed-refs.lock"]
    at_start = [own / "index.lock", *own.glob("next-index-*.lock*")]
    for path, window in [(path, None) for path in at_end] + [(path, INDEX_LOCK_WINDOW) for path in at_start]:
        deadline = time.monotonic() + LOCK_PATIENCE
        while path.exists():
            if _is_left_over(where, path, began, window, in_process=in_process):
                path.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise Refused(
                    "{path} may belong to another git process. Wait until it ends; if none is running, delete the "
                    "file.",
                    path=path,
                )
            else:
                time.sleep(lock.POLL)


def clear_of_references(where: Place, names: Iterable[str]) -> bool:
    """Remove the lock files of these references that a killed git has left; whether there were any."""
    removed = False
    for path in (where.common_directory / f"{name}.lock" for name in names):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LOCK_PATIENCE and _git_runs_in(where.top) is False:
                path.unlink()
                removed = True
    return removed


def _is_left_over(where: Place, path: Path, began: float, window: float | None, *, in_process: bool) -> bool:
    try:
        made = path.stat().st_mtime
    except FileNotFoundError:
        return False
    if made < began - SLACK or (window is not None and made > began + window):
        return False
    if window is None and 0 <= time.time() - made < 1:  # a living git holds it for an instant
        return False
    running = _git_runs_in(where.top)
    return not running if running is not None else not in_process


def _git_runs_in(top: Path) -> bool | None:
    """Whether a git that may change things works in this work tree; None where the system does not tell."""
    processes = Path("/proc")
    if not (processes / "self" / "comm").exists():
        return None
    for process in processes.glob("[0-9]*"):
        with suppress(OSError):
            if (process / "comm").read_bytes().strip() == b"git" and (process / "cwd").readlink() == top:
                words = set((process / "cmdline").read_bytes().split(b"\0"))
                if not words & HARMLESS:
                    return True
    return False
