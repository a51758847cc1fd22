"""Publishing a whole iteration, 89 drafts at once, beside adding a note. In seconds of processors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, wmstrat, worked

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

DRAFTS = 89
HEADINGS = ("What we recommend", "Why it would work", "What changes", "Who decides")
NOTE = ("note", "add", "CB", "People ask for mentors who stay.")


def publishing(bench: Bench) -> Iterator[Row]:
    """One `draft publish` of the first iteration, at each size."""
    rows = bench.folder / "drafts.json"
    text = "We recommend that every community has a mentor of its own. " * 12
    body = "\n\n".join(f"## {heading}\n\n{text}" for heading in HEADINGS)
    rows.write_text(json.dumps([{"group": "CB", "title": f"Draft {n}", "body": body} for n in range(DRAFTS)]))
    for size in bench.sizes:
        root = bench.workspace(size)
        with bench.unchanged(root):
            known = {*bench.run(*wmstrat(), "-C", root, "draft", "list", "--format", "ids").split()}
            bench.run(*wmstrat(), "-C", root, "import", "draft", rows)
            ids = bench.run(*wmstrat(), "-C", root, "draft", "list", "--format", "ids").split()
            new = [identity for identity in ids if identity not in known]
            head = bench.run("git", "-C", root, "rev-parse", "HEAD").strip()

            def anew(*words: str, head: str = head, root: object = root) -> float:
                seconds = worked([*wmstrat(), "-C", str(root), *words], bench.env)()
                made = bench.run("git", "-C", str(root), "rev-list", "--count", f"{head}..HEAD").strip()
                if made != "1":
                    raise RuntimeError(f"{words[:2]}: {made} commits")
                bench.run("git", "-C", str(root), "reset", "--hard", "--quiet", head)
                bench.run(*wmstrat(), "-C", str(root), "status")
                return seconds

            what = f"draft publish, {len(new)} at once, {size:,} files"
            command = ("draft", "publish", *new, "--closes", "+30d")
            yield bench.row(what, lambda: anew(*command), "note add", lambda: anew(*NOTE), 4)  # noqa: B023
