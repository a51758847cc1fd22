"""Lock files that a killed git left behind, and how they are told from those of a git that lives."""

from __future__ import annotations

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace import lock

INDEX_LOCK_WINDOW = 60.0
"""git takes the lock of the index when it starts: one that is younger than this after our start was ours."""

LOCK_PATIENCE = 4.0
"""Seconds that a lock file which may be another git's is waited for."""

HARMLESS = {b"gc", b"maintenance", b"repack", b"pack-objects", b"prune", b"fsmonitor--daemon", b"cat-file"}
"""What git does in the background without touching index and branches."""

SLACK = 2.0
"""Seconds by which clocks of file systems may differ."""


def clear_locks(where: Place, branch: str, began: float, *, in_process: bool) -> None:
    """Remove the lock files of git processes of ours in a repository, the last of which was started at `began`
    (seconds since 1970) and has ended; `in_process` tells that we ended them ourselves.

    Raises Refused, with the file, for one that may be another git's and does not go away by itself.
    """
    at_end = [
        where.git_directory / "HEAD.lock",
        where.common_directory / "refs" / "heads" / f"{branch}.lock",
        where.common_directory / "packed-refs.lock",
    ]
    at_start = [where.git_directory / "index.lock", *where.git_directory.glob("next-index-*.lock*")]
    for path, window in [(path, None) for path in at_end] + [(path, INDEX_LOCK_WINDOW) for path in at_start]:
        deadline = time.monotonic() + LOCK_PATIENCE
        while path.exists():
            if _is_left_over(where, path, began, window, in_process=in_process):
                path.unlink(missing_ok=True)
            elif time.monotonic() > deadline:
                raise Refused(
                    "{path} may belong to another git. Wait for it to end; if none is running, remove the file.",
                    path=path,
                )
            else:
                time.sleep(lock.POLL)


def clear_of_references(where: Place, names: Iterable[str]) -> bool:
    """Remove the lock files of these references that a killed git has left; whether there were any. A living git
    holds one for an instant, so it is nobody's when it has been waited for in vain and no git is at work."""
    found = False
    for path in (where.common_directory / f"{name}.lock" for name in names):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > LOCK_PATIENCE and _git_runs_in(where.top) is False:
                path.unlink()
                found = True
    return found


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
