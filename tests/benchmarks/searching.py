"""A search, beside a bare program that brings the same index up to date and looks through it once with LIKE."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.benchmarks import floors
from tests.benchmarks.measuring import Row, timed, wmstrat

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

# Words by how many records of a generated workspace have them. To show a thousand records takes its time, so that
# ratio is only stated.
WORDS = {"nobody-has-this": 1.2, "Which": 1.2, "mentors": None}


def search(bench: Bench) -> Iterator[Row]:
    """Words that none, some and many records have."""
    floor = bench.program("scan", floors.SCAN)
    for size in bench.sizes:
        root = bench.workspace(size)
        bench.settle(root)
        for word, limit in WORDS.items():
            searched = timed([*wmstrat(), "-C", root, "search", word], bench.env)
            found = bench.run(*wmstrat(), "-C", root, "search", word, "--format", "ids").count("\n")
            what = f"search, {found} of {size:,} files"
            scan = timed([*floor, root, word], bench.env)
            yield bench.row(what, searched, "typer, refresh, one scan", scan, limit)
