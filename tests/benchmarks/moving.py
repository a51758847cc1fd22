"""What it takes to move an organization in: an import of large texts, one of many rows, and its undo."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from tests.benchmarks.measuring import Row, timed, wmstrat

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

DRAFTS, BYTES_EACH = 655, 31_000
QUESTIONS = 2000
CODES = ("AD", "CB", "CH", "DI", "PA", "PT", "RA", "RS", "RR")

# argv: a workspace, a file of JSON. Reads each record with the reader in use, writes it as a file, and commits all.
IMPORTED = """
import json, subprocess, sys
from pathlib import Path
import typer
from wmstrat.files.front_matter import split
from wmstrat.files.reading import decode, read_mapping
root, source = map(Path, sys.argv[1:])
fields = "".join(f"{name}:\\n" for name in "id handle group title state level answers focus iteration".split())
folder = root / "groups" / "capacity-building" / "drafts"
folder.mkdir(parents=True, exist_ok=True)
for number, item in enumerate(json.loads(source.read_bytes()), 1):
    data = f"---\\n{fields}---\\n\\n{item['body']}\\n".encode()
    read_mapping(split(decode(data)).yaml)
    (folder / f"CB-D{number}.md").write_bytes(data)
subprocess.run(["git", "-C", root, "add", "--", folder], check=True)
subprocess.run(["git", "-C", root, "commit", "--quiet", "--message=Import", "--", folder], check=True)
"""


def moving(bench: Bench) -> Iterator[Row]:
    """Imports into a workspace that is as `init` makes it; each run begins with it anew."""
    root = bench.folder / "moving"
    bench.run(*wmstrat(), "init", root)
    texts, rows = bench.folder / "drafts.json", bench.folder / "questions.csv"
    texts.write_text(json.dumps(_drafts()))
    lines = (f"{CODES[number % 9]},Question number {number}?,structural" for number in range(QUESTIONS))
    rows.write_text("\n".join(["group,title,level", *lines, ""]))
    ours = [*wmstrat(), "-C", str(root), "import"]

    def anew(command: list[str | Path], before: list[str | Path] | None = None) -> float:
        with bench.unchanged(root):
            if before:
                bench.run(*map(str, before))
            return timed([*map(str, command)], bench.env)()

    floor = bench.program("imported", IMPORTED)
    yield bench.row(
        f"import of {DRAFTS} drafts, 20 MB",
        lambda: anew([*ours, "draft", texts]),
        "reading, writing, one commit",
        lambda: anew([*floor, root, texts]),
        3,
    )
    yield bench.row(
        f"undo of an import of {QUESTIONS} rows",
        lambda: anew([*wmstrat(), "-C", root, "undo"], [*ours, "question", rows]),
        "the import",
        lambda: anew([*ours, "question", rows]),
        1.5,
    )


def _drafts() -> list[dict[str, str]]:
    random = Random(7)
    words = ["".join(random.choices("abcdefghij", k=random.randint(2, 9))) for _ in range(3000)]
    drafts = []
    for number in range(DRAFTS):
        text = " ".join(random.choices(words, k=BYTES_EACH // 6))[:BYTES_EACH]
        drafts.append({"group": CODES[number % 9], "title": f"Draft {number}", "body": text.replace(" a", "\n\na")})
    return drafts
