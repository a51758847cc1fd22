"""What coordinators type all day, beside the status: what waits, what people said, who takes part, who needs whom;
and one answer for many pieces of feedback, beside adding a note. In seconds of processors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, Timed, wmstrat, worked

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

REPORTS = (("brief",), ("brief", "ALL"), ("feedback", "table"), ("link", "map"), ("diversity",))
NOTE = ("note", "add", "CB", "People ask for mentors who stay.")
ANSWERED = 200


def voices(bench: Bench) -> Iterator[Row]:
    """Reports that are piped, and one answer for 200 pieces of feedback, at each size."""
    for size in bench.sizes:
        root = bench.workspace(size)
        bench.settle(root)

        def typed(*words: str, root: Path = root) -> Timed:
            return worked([*wmstrat(), "-C", root, *words], bench.env)

        for words in REPORTS:
            lines = bench.run(*wmstrat(), "-C", root, *words).count("\n")
            what = f"{' '.join(words)}, {lines} lines, {size:,} files"
            yield bench.row(what, typed(*words), "status", typed("status"), 1.5)
        with bench.unchanged(root):
            yield _answer(bench, root, size)


def _answer(bench: Bench, root: Path, size: int) -> Row:
    ids = bench.run(*wmstrat(), "-C", root, "feedback", "list", "--format", "ids").split()[:ANSWERED]
    answer = ("feedback", "answer", *ids, "We shall see to it.", "--outcome", "partly", "--replace")
    head = bench.run("git", "-C", root, "rev-parse", "HEAD").strip()

    def anew(*words: str) -> float:
        seconds = worked([*wmstrat(), "-C", root, *words], bench.env)()
        made = bench.run("git", "-C", root, "rev-list", "--count", f"{head}..HEAD").strip()
        if made != "1":
            raise RuntimeError(f"{words[:2]}: {made} commits")
        bench.run("git", "-C", root, "reset", "--hard", "--quiet", head)
        bench.run(*wmstrat(), "-C", root, "status")
        return seconds

    what = f"feedback answer, {len(ids)} at once, {size:,} files"
    return bench.row(what, lambda: anew(*answer), "note add", lambda: anew(*NOTE), 6)
