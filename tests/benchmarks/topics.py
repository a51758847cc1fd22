"""What nobody works on, piped, beside a warm `status`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, timed, wmstrat

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench


def coverage(bench: Bench) -> Iterator[Row]:
    """`coverage` of all groups and of one."""
    for size in bench.sizes:
        root = bench.workspace(size)
        warm = timed([*wmstrat(), "-C", root, "status"], bench.env)
        for _ in range(3):
            warm()
        for words in (("coverage",), ("coverage", "CB")):
            asked = timed([*wmstrat(), "-C", root, *words], bench.env)
            yield bench.row(f"{' '.join(words)}, {size:,} files", asked, "status", warm, 1.5)
