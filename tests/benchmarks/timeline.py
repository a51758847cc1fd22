"""Reports over all groups and all time, beside `status`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, timed, wmstrat

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

REPORTS = (("timeline",), ("timeline", "--slips"))


def timeline(bench: Bench) -> Iterator[Row]:
    """The timeline and its slips, piped and warm."""
    for size in bench.sizes:
        root = bench.workspace(size)
        warm = timed([*wmstrat(), "-C", root, "status"], bench.env)
        for words in REPORTS:
            look = timed([*wmstrat(), "-C", root, *words], bench.env)
            for _ in range(3):
                warm()
                look()
            yield bench.row(f"{' '.join(words)}, {size:,} files", look, "status", warm, 1.5)
