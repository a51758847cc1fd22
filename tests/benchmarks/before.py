"""What wmstrat costs now, beside an earlier wmstrat: `--before DIR`, where its package and its tests are.

In seconds of processors. Both work in a workspace that the earlier one made, so that both read the same records.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import wmstrat
from tests.benchmarks.measuring import Row, Timed, worked

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

NOTE = ("note", "add", "CB", "People ask for mentors who stay.")
LIMITS = ((("--version",), 1.05), (("status",), 1.05), (("status", "CB"), None), (NOTE, 1.1))


def before(bench: Bench) -> Iterator[Row]:
    """Each command by both, in turns, each in a copy of its own."""
    if bench.before is None:
        return
    trees = {"now": Path(wmstrat.__file__).parents[1], "before": bench.before}
    for tree in trees.values():
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(tree / "wmstrat")], check=True)
    for size in bench.sizes:
        made = bench.workspace(size, bench.before)
        roots = {name: bench.folder / f"{name}-{size}" for name in trees}
        for root in roots.values():
            shutil.copytree(made, root, symlinks=True)
            bench.settle(root)
        for words, limit in LIMITS:
            now, earlier = (_typed(bench, trees[name], roots[name], words) for name in trees)
            what = " ".join(words[:2])
            yield bench.row(f"{what}, {size:,} files", now, "the same before", earlier, limit)


def _typed(bench: Bench, tree: Path, root: Path, words: tuple[str, ...]) -> Timed:
    command = [sys.executable, "-P", "-m", "wmstrat", "-C", root, *words]
    return worked(command, bench.env, PYTHONPATH=str(tree))
