"""Times of commands beside times of their floors, taken in turns, and the table that says how they compare."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

TODAY = "2020-06-01"
Timed = Callable[[], float]


@dataclass(frozen=True)
class Row:
    """What was measured: both medians in seconds, and how many times the floor it may take (None: only stated)."""

    what: str
    seconds: float
    floor: str
    floor_seconds: float
    limit: float | None

    @property
    def ratio(self) -> float:
        """How many times the floor it takes."""
        return self.seconds / self.floor_seconds

    @property
    def verdict(self) -> str:
        """Whether that is within the limit."""
        if self.limit is None:
            return "stated"
        return "within" if self.ratio <= self.limit else "OVER"


def environment(home: Path) -> dict[str, str]:
    """What commands and floors are run with: nobody's settings, one identity, no colour, a fixed day."""
    (home / ".gitconfig").write_text("[user]\n\tname = Support 1\n\temail = person-1@example.org\n")
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "TERM": "dumb",
        "WMSTRAT_TODAY": TODAY,
    }


def wmstrat() -> list[str]:
    """The command as it is installed beside this interpreter, else as a module."""
    script = Path(sys.executable).with_name("wmstrat")
    return [str(script)] if script.exists() else [sys.executable, "-m", "wmstrat"]


def timed(command: Sequence[str | Path], env: dict[str, str], **more: str) -> Timed:
    """A run of the command, which has to succeed; gives the seconds that it took."""

    def run() -> float:
        begun = time.perf_counter()
        done = subprocess.run(list(map(str, command)), capture_output=True, env={**env, **more})
        seconds = time.perf_counter() - begun
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.decode('utf-8', 'replace')}")
        return seconds

    return run


def worked(command: Sequence[str | Path], env: dict[str, str], **more: str) -> Timed:
    """As `timed`, but gives the seconds that processors worked for it, which other work on the machine hardly
    changes."""

    def run() -> float:
        before = getrusage(RUSAGE_CHILDREN)
        timed(command, env, **more)()
        after = getrusage(RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


def told(command: Sequence[str | Path], env: dict[str, str]) -> Timed:
    """A run of a program that prints the seconds that what matters took."""

    def run() -> float:
        done = subprocess.run(list(map(str, command)), capture_output=True, env=env, text=True)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr}")
        return float(done.stdout)

    return run


def in_turns(measured: Timed, floor: Timed, runs: int, warm: int = 2) -> tuple[float, float]:
    """The medians of both, run A B A B after as many runs of each that do not count."""
    for _ in range(warm):
        measured()
        floor()
    pairs = [(measured(), floor()) for _ in range(runs)]
    return median(first for first, _ in pairs), median(second for _, second in pairs)


def table(rows: Sequence[Row]) -> str:
    """The rows as aligned lines."""
    head = ("what", "ms", "floor", "ms", "ratio", "limit", "")
    cells = [
        (
            row.what,
            f"{row.seconds * 1000:.0f}",
            row.floor,
            f"{row.floor_seconds * 1000:.0f}",
            f"{row.ratio:.2f}",
            "" if row.limit is None else f"{row.limit:g}",
            row.verdict,
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    right = {1, 3, 4, 5}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (head, *cells)
    )
