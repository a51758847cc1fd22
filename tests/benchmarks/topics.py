"""What groups work on, beside a warm `status`, and records that say the same, beside a search that finds nothing. In
seconds of processors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, Timed, wmstrat, worked

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

# Each command, what it is compared with, and the limit.
COMPARED = (
    (("coverage",), ("status",), 1.5),
    (("coverage", "CB"), ("status",), 1.5),
    (("handover", "CB"), ("status", "CB"), None),
    (("search", "--like", "CB-D3"), ("search", "nobody-has-this"), None),
)


def topics(bench: Bench) -> Iterator[Row]:
    """Each of them, piped, at each size."""
    for size in bench.sizes:
        root = bench.workspace(size)
        bench.settle(root)

        def typed(words: tuple[str, ...], root: Path = root) -> Timed:
            return worked([*wmstrat(), "-C", root, *words], bench.env)

        for words, others, limit in COMPARED:
            what, floor = f"{' '.join(words)}, {size:,} files", " ".join(others)
            yield bench.row(what, typed(words), floor, typed(others), limit)
