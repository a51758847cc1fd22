"""The past beside the least that it takes to see it: warm `status`, what differs from HEAD, and reading that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, Timed, timed, wmstrat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.benchmark import Bench

# How much of the generated history was there on the days that are looked at. After three quarters, most drafts are
# out for comments, and each is read for what it lacks.
PARTS = (0.1, 0.25, 0.5, 0.75, 0.9)

# argv: the repository, the commit, and a command with its words: it is run, then what differs is read.
FLOOR = """
import subprocess, sys
from wmstrat.files.front_matter import split
from wmstrat.files.reading import decode, read_mapping
root, commit, *command = sys.argv[1:]
subprocess.run(command, check=True, capture_output=True)
git = ["git", "-C", root]
told = subprocess.run([*git, "diff-tree", "-r", "-z", commit, "HEAD"], check=True, capture_output=True).stdout
pieces = told.split(b"\\0")
blobs = [about.split(b" ")[2] for about, path in zip(pieces[::2], pieces[1::2]) if path.endswith((b".md", b".yaml"))]
asked = b"".join(blob + b"\\n" for blob in blobs if blob.strip(b"0"))
output = subprocess.run([*git, "cat-file", "--batch"], input=asked, check=True, capture_output=True).stdout
place = 0
while place < len(output):
    end = output.index(b"\\n", place)
    size = int(output[place:end].split()[2])
    text = output[end + 1 : end + 1 + size]
    if text.startswith(b"---"):
        read_mapping(split(decode(text)).yaml)
    elif text.startswith((b"wmstrat:", b"id:")):
        read_mapping(decode(text))
    place = end + size + 2
"""


def past(bench: Bench) -> Iterator[Row]:
    """`status --as-of` days all over the history, for the first and the second time."""
    for size in bench.sizes:
        root = bench.workspace(size)
        bench.settle(root)
        warm = timed([*wmstrat(), "-C", root, "status"], bench.env)
        commits = bench.run("git", "-C", bench.source(size), "log", "--first-parent", "--format=%H %cs").splitlines()
        for part in PARTS:
            commit, day = commits[int(len(commits) * (1 - part))].split()
            look = timed([*wmstrat(), "-C", root, "status", "--as-of", day], bench.env)
            command = [*wmstrat(), "-C", root, "status"]
            least = timed([*bench.program("past", FLOOR), root, commit, *command], bench.env)
            what = f"status --as-of, {len(commits):,} commits, after {part:.0%}"
            yield bench.row(what, _first(root, look), "status, diff-tree, cat-file, parsing", least, 1.5)
            yield bench.row(f"{what}, again", look, "status", warm, 1.2)


def _first(root: Path, look: Timed) -> Timed:
    """The look at a day that nobody has asked for yet, where others were."""
    cache = root / ".git/wmstrat/cache/top"

    def run() -> float:
        for file in cache.glob("past-*.sqlite"):
            file.unlink()
        with closing(sqlite3.connect(cache / "index.sqlite")) as index, index:
            index.execute("DELETE FROM memory WHERE name LIKE 'git as of %'")
        return look()

    return run
