"""How long wmstrat takes, as ratios to floors that are measured in the same run.

python -m tests.benchmarks [--files 100 2000 100000] [--rows start status note ...] [--runs 9]

The workspaces are those of the generator. With --keep DIR they are kept for the next run; one of 100,000 files takes
ten minutes or more to make. No test asserts a time: times depend on the machine, ratios hardly do.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.benchmarks import floors, together
from tests.benchmarks.before import before
from tests.benchmarks.kinds import kinds
from tests.benchmarks.measuring import TODAY, Row, Timed, environment, in_turns, table, timed, told, wmstrat
from tests.benchmarks.moving import moving
from tests.benchmarks.multiplied import multiply
from tests.benchmarks.past import past
from tests.benchmarks.publishing import publishing
from tests.benchmarks.searching import search
from tests.benchmarks.substance import substance
from tests.benchmarks.timeline import timeline
from tests.benchmarks.topics import topics
from tests.benchmarks.voices import voices
from tests.realistic.generate import generate

WIDTH = 120
BASE = 100
WRITERS, NOTES_EACH = 8, 25
SEED = 7
MOST_GENERATED = 100_000
NOTE = ("note", "add", "CB", "People ask for mentors who stay.")


@dataclass
class Bench:
    """What all rows share: where things are, how often to run, the workspaces by their size."""

    folder: Path
    keep: Path
    runs: int
    sizes: list[int]
    env: dict[str, str]
    most_generated: int = MOST_GENERATED
    """Of how many files a workspace is as the generator makes it; a larger one has the notes of this one repeated."""
    before: Path | None = None
    """Where an earlier wmstrat is, with its tests."""
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    figures: list[str] = field(default_factory=list)
    """What is no ratio, in sentences; printed below the table."""

    def program(self, name: str, text: str) -> list[str]:
        """The command that runs a floor, with the interpreter that runs wmstrat."""
        file = self.folder / f"{name}.py"
        file.write_text(text)
        return [sys.executable, str(file)]

    def workspace(self, size: int, tree: Path | None = None) -> Path:
        """A workspace of about so many files, generated unless it was kept from another run, by the wmstrat of a tree
        if one is given."""
        if size <= self.most_generated:
            scale = scale_of(size)
            if tree is not None:
                making = [
                    sys.executable,
                    "-m",
                    "tests.realistic.generate",
                    "--scale",
                    str(scale),
                    "--seed",
                    str(SEED),
                ]
                return self._kept(
                    f"scale-{scale:g}-before", size, lambda new: subprocess.run([*making, new], cwd=tree, check=True)
                )
            return self._kept(f"scale-{scale:g}", size, lambda new: generate(new, scale=scale, seed=SEED))
        source = self.source(size, tree)
        name = f"files-{size}-of-{self.most_generated}"
        return self._kept(name, size, lambda new: multiply(source, new, size))

    def source(self, size: int, tree: Path | None = None) -> Path:
        """The workspace that the generator made for one of this size. The commits of both are the same, up to those
        of the notes that are repeated."""
        return self.workspace(min(size, self.most_generated), tree)

    def _kept(self, name: str, size: int, make: Callable[[Path], object]) -> Path:
        folder = self.keep / f"{name}-seed-{SEED}"
        if not folder.exists():
            print(f"Making a workspace of about {size:,} files ...", file=sys.stderr, flush=True)
            unfinished = folder.with_name(folder.name + ".tmp")
            shutil.rmtree(unfinished, ignore_errors=True)
            make(unfinished)
            unfinished.rename(folder)
        return folder

    def row(self, what: str, measured: Timed, floor: str, floor_run: Timed, limit: float | None) -> Row:
        """One line of the table, from runs in turns."""
        seconds, floor_seconds = in_turns(measured, floor_run, self.runs)
        print(f"  {what}: {seconds / floor_seconds:.2f}", file=sys.stderr, flush=True)
        return Row(what, seconds, floor, floor_seconds, limit)

    def settle(self, root: Path) -> None:
        """Let git and wmstrat know the files of a workspace that was copied or has just been made."""
        for repository in (root, root / "private"):
            if (repository / ".git").exists():
                self.run("git", "-C", repository, "update-index", "-q", "--refresh")
        for _ in range(3):
            self.run(*wmstrat(), "-C", root, "status")

    @contextmanager
    def unchanged(self, root: Path) -> Iterator[None]:
        """The workspace is afterwards as it was."""
        head = self.run("git", "-C", root, "rev-parse", "HEAD").strip()
        try:
            yield
        finally:
            self.run("git", "-C", root, "reset", "--hard", "--quiet", head)
            self.run("git", "-C", root, "clean", "-d", "--force", "--quiet")
            self.run("git", "-C", root, "status", "--porcelain")

    def run(self, *command: str | Path) -> str:
        """What a command prints."""
        done = subprocess.run([*map(str, command)], capture_output=True, env=self.env)
        if done.returncode:
            raise RuntimeError(f"{command}: {done.stderr.decode('utf-8', 'replace')}")
        return done.stdout.decode()


def scale_of(size: int) -> float:
    """The scale of the generator that gives about so many files."""
    return round(size / 2000, 3) if size >= 1000 else round(max(0.002, (size - 50) / 2000), 3)


# Starting


def start(bench: Bench) -> Iterator[Row]:
    """What every start costs: the version, the help, completion."""
    typer = timed(bench.program("typer_alone", floors.TYPER), bench.env)
    yield bench.row("--version", timed([*wmstrat(), "--version"], bench.env), "import typer", typer, 1.3)
    root = bench.workspace(2000)
    bench.run(*wmstrat(), "-C", root, "status")
    for what, words, place in (("command", "wmstrat no", 1), ("reference", "wmstrat show CB-", 2)):
        asked = {"_WMSTRAT_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(place)}
        completed = timed(wmstrat(), bench.env, WMSTRAT_WORKSPACE=str(root), **asked)
        yield bench.row(f"completion of a {what}", completed, "import typer", typer, 1.3)
    from wmstrat.cli import COMMANDS

    page = bench.program("help_page", floors.help_page("wmstrat", "Manage a process.", COMMANDS))
    bare = timed([*page, "--help"], bench.env)
    yield bench.row("--help", timed([*wmstrat(), "--help"], bench.env), "bare Typer help", bare, 1.3)


# Status


def status(bench: Bench) -> Iterator[Row]:
    """The warm status beside its own table drawn by rich, and how it grows."""
    base = bench.workspace(BASE)

    def warm(root: Path) -> Timed:
        return timed([*wmstrat(), "-C", root, "status", "--width", str(WIDTH)], bench.env)

    for size in bench.sizes:
        root = bench.workspace(size)
        bench.settle(root)
        page = bench.program(f"status_{size}", _status_page(bench, root))
        limit = 1.5 if size <= 2000 else None
        floor = "typer, rich.table, same page"
        yield bench.row(f"status, {_files(root)}", warm(root), floor, timed(page, bench.env), limit)
        if size != BASE:
            growth = 1.5 if size <= 10_000 else 3 if size <= MOST_GENERATED else None
            yield bench.row(f"status, {_files(root)}", warm(root), f"status, {_files(base)}", warm(base), growth)


def _status_page(bench: Bench, root: Path) -> str:
    from unittest.mock import patch

    from wmstrat.kinds import Catalogue
    from wmstrat.repo.place import find
    from wmstrat.reports.overview import status as all_groups
    from wmstrat.say.status_columns import columns_for, with_bodies_apart
    from wmstrat.workspace.workspace import Workspace

    with patch.dict("os.environ", bench.env, clear=True):
        workspace = Workspace(find(root), Catalogue())
        workspace.refresh()
        report = all_groups(workspace)
        columns = with_bodies_apart(columns_for(report, WIDTH)[0], len(report.groups))
    printed = bench.run(*wmstrat(), "-C", root, "status", "--width", str(WIDTH)).splitlines()
    head = next(place for place, line in enumerate(printed) if line.startswith("    Group"))
    below = [*printed, ""].index("", printed.index("    Other bodies"))
    cells = [(column.heading, column.cells) for column in columns]
    return floors.status_page(WIDTH, printed[:head], cells, printed[below:])


def _files(root: Path) -> str:
    from wmstrat.kinds import folders
    from wmstrat.workspace.scan import walk

    return f"{sum(1 for _ in walk(root, (*folders(), 'private'))):,} files"


# Notes


def note(bench: Bench) -> Iterator[Row]:
    """One note more, beside raw git adding and committing the same file in the same repository."""
    for size in bench.sizes:
        root = bench.workspace(size)
        with bench.unchanged(root):
            text = _sample(bench, root)
            floor = bench.program("note_by_git", floors.NOTE)

            def by_git(root: Path = root, floor: list[str] = floor, text: Path = text) -> float:
                return timed([*floor, root, _path(next(bench.numbers)), text], bench.env)()

            by_us = timed([*wmstrat(), "-C", root, *NOTE], bench.env)
            limit = 2.0 if size <= MOST_GENERATED else None
            yield bench.row(f"note add, {_files(root)}", by_us, "typer, fsync, git add, commit", by_git, limit)


def _sample(bench: Bench, root: Path) -> Path:
    """A file with the bytes of a note such as wmstrat writes it."""
    added = bench.run(*wmstrat(), "-C", root, *NOTE).strip()
    [found] = root.glob(f"groups/capacity-building/notes/*/*/{added}.md")
    text = bench.folder / "note.md"
    text.write_bytes(found.read_bytes())
    return text


def _path(number: int) -> str:
    year, month, _ = TODAY.split("-")
    return f"groups/capacity-building/notes/{year}/{month}/raw-{number}.md"


# The index


def index(bench: Bench) -> Iterator[Row]:
    """An index that has to be filled, beside reading the same files."""
    root = bench.workspace(2000)
    cold = told([*bench.program("cold_index", floors.COLD_INDEX), root], bench.env)
    reading = told([*bench.program("reading", floors.READING), root], bench.env)
    yield bench.row(f"cold index, {_files(root)}", cold, "reading them", reading, 2)


# Many at once


def writers(bench: Bench) -> Iterator[Row]:
    """Eight processes adding 25 notes each, beside raw git making as many commits under a file lock."""
    root = bench.workspace(2000)
    copies = [bench.folder / name for name in ("ours", "raw")]
    for copy in copies:
        shutil.copytree(root, copy, symlinks=True)
    ours, raw = copies
    text = _sample(bench, ours)
    before = int(bench.run("git", "-C", ours, "rev-list", "--count", "HEAD"))
    add = [*wmstrat(), "-C", str(ours), "note", "add", "CB"]

    def adds(writer: int) -> None:
        for number in range(NOTES_EACH):
            timed([*add, f"Note {number} of writer {writer}"], {**bench.env, "WMSTRAT_LOCK_WAIT": "120"})()

    def commits(writer: int) -> None:
        paths = [_path(writer * 1000 + number) for number in range(NOTES_EACH)]
        program = bench.program(f"writer_{writer}", floors.WRITER)
        timed([*program, raw, raw / ".git" / "floor", text, *paths], bench.env)()

    seconds = all_at_once(adds, WRITERS)
    floor_seconds = all_at_once(commits, WRITERS)
    made = int(bench.run("git", "-C", ours, "rev-list", "--count", "HEAD")) - before
    notes = len(list(ours.glob(f"groups/capacity-building/notes/*/*/CB-N{TODAY.replace('-', '')}-*.md"))) - 1
    left = bench.run("git", "-C", ours, "status", "--porcelain")
    bench.run("git", "-C", ours, "fsck", "--no-progress")
    if (made, notes, left) != (WRITERS * NOTES_EACH, WRITERS * NOTES_EACH, ""):
        raise RuntimeError(f"{made} commits, {notes} notes, left over: {left!r}")
    yield Row(f"{WRITERS} x {NOTES_EACH} notes", seconds, f"raw git, {made} commits, a lock", floor_seconds, None)


def all_at_once(work: Callable[[int], None], times: int) -> float:
    """The seconds that so many threads take for the work of each number."""
    failed: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(times)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return time.perf_counter() - begun


def over_time(bench: Bench) -> Iterator[Row]:
    """The rows of the reports about days: the past, dates, and who works on what."""
    yield from past(bench)
    yield from timeline(bench)
    yield from topics(bench)


ROWS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "start": start,
    "status": status,
    "time": over_time,
    "note": note,
    "kinds": kinds,
    "voices": voices,
    "before": before,
    "search": search,
    "substance": substance,
    "publishing": publishing,
    "index": index,
    "writers": writers,
    "moving": moving,
    "clones": together.clones,
    "merging": together.merging,
    "driver": together.driver,
    "exchange": together.exchange,
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure wmstrat against floors that are measured beside it.")
    parser.add_argument("--files", type=int, nargs="+", default=[100, 2000], metavar="N", help="sizes of workspaces")
    parser.add_argument("--rows", nargs="+", choices=tuple(ROWS), default=list(ROWS))
    parser.add_argument("--runs", type=int, default=9, help="how often each command is run; medians are shown")
    parser.add_argument(
        "--most-generated", type=int, default=MOST_GENERATED, metavar="N",
        help="of how many files a workspace is generated as a whole; a larger one has the notes of this one repeated",
    )  # fmt: skip
    parser.add_argument("--keep", type=Path, help="where generated workspaces stay for the next run")
    parser.add_argument(
        "--before", type=Path, metavar="DIR", help="an earlier wmstrat to compare with, for row before"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "home").mkdir()
        keep = (asked.keep or folder / "workspaces").resolve()
        keep.mkdir(parents=True, exist_ok=True)
        earlier = asked.before.resolve() if asked.before else None
        env, sizes = environment(folder / "home"), sorted(asked.files)
        bench = Bench(folder, keep, asked.runs, sizes, env, asked.most_generated, earlier)
        rows = [row for name in asked.rows for row in ROWS[name](bench)]
    print("\n".join([table(rows), *bench.figures]))
