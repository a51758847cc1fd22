"""Thirty kinds of record: what a start, a look at a group, and a status after a write cost when there are so many.

The further kinds are copies of one synthetic kind with a private half, numbered entries, sections and everything that
a report shows, in a copy of the package.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING

import wmstrat
from tests.benchmarks import floors
from tests.benchmarks.measuring import Row, Timed, timed
from tests.synthetic.table import FOLDER
from wmstrat.kinds import TABLE

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

MANY = 30
NOTE = ("note", "add", "CB", "People ask for mentors who stay.")


def with_many_kinds(folder: Path) -> Path:
    """A folder for PYTHONPATH: the package, compiled, with as many more kinds as it takes to have MANY."""
    package = folder / "wmstrat"
    source = Path(wmstrat.__file__).parent
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(source.parent / "workspace-template", folder / "workspace-template")
    fair = (FOLDER / "fair.py").read_text()
    lines = []
    for letter in ascii_lowercase[: MANY - len(TABLE)]:
        name = f"fair{letter}"
        text = fair.replace("fairs", f"{name}s").replace('"fair"', f'"{name}"').replace("XF", f"Y{letter.upper()}")
        text = text.replace('key="', f'key="{letter}_').replace("wmstrat fair", f"wmstrat {name}")
        (package / "kinds" / f"{name}.py").write_text(text)
        lines.append(f'    "{name}": Entry("{name}", "groups/*/{name}s process/{name}s", "Fairs: list, add."),\n')
    table = package / "kinds" / "__init__.py"
    before, begin, rest = table.read_text().partition("TABLE: dict")
    entries, end, after = rest.partition("\n}\n")
    table.write_text("".join([before, begin, entries, "\n", *lines, end.lstrip("\n"), after]))
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(package)], check=True)
    return folder


def kinds(bench: Bench) -> Iterator[Row]:
    """Starts and reports of a wmstrat that knows thirty kinds."""
    many = str(with_many_kinds(bench.folder / "many"))
    command = [sys.executable, "-P", "-m", "wmstrat"]
    typer = timed(bench.program("typer_of_many", floors.TYPER), bench.env)
    version = timed([*command, "--version"], bench.env, PYTHONPATH=many)
    yield bench.row(f"--version, {MANY} kinds", version, "import typer", typer, 1.05)
    for size in bench.sizes:
        root = bench.workspace(size)

        def typed(*words: str, root: Path = root) -> Timed:
            return timed([*command, "-C", root, *words], bench.env, PYTHONPATH=many)

        warm, of_group, add = typed("status"), typed("status", "CB"), typed(*NOTE)

        def after_a_write(warm: Timed = warm, add: Timed = add) -> float:
            add()
            return warm()

        with bench.unchanged(root):
            yield bench.row(f"status CB, {MANY} kinds, {size:,} files", of_group, "status", warm, 1.4)
            yield bench.row(
                f"status after a write, {MANY} kinds, {size:,} files", after_a_write, "status", warm, 1.15
            )
