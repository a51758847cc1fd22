"""Drafts through their iterations, over all groups, beside a warm `status`: what is ready, what is open for comment,
what became what. In seconds of processors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, Timed, wmstrat, worked

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

REPORTS = (
    ("ready",),
    ("ready", "CB"),
    ("windows",),
    ("draft", "lineage"),
    ("draft", "lineage", "--orphans"),
    ("draft", "list"),
)
LIMIT = 1.5


def substance(bench: Bench) -> Iterator[Row]:
    """Each of them, piped, at each size."""
    for size in bench.sizes:
        root = bench.workspace(size)
        bench.settle(root)

        def typed(*words: str, root: Path = root) -> Timed:
            return worked([*wmstrat(), "-C", root, *words], bench.env)

        warm = typed("status")
        for words in REPORTS:
            look = typed(*words)
            for _ in range(3):  # what is remembered is not made in what is measured
                warm()
                look()
            yield bench.row(f"{' '.join(words)}, {size:,} files", look, "status", warm, LIMIT)
