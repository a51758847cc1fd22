"""Rows of the benchmark about many hands: clones that exchange with one remote, merges, the merge driver, bytes."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import floors
from tests.benchmarks.measuring import TODAY, Row, Timed, timed, told, wmstrat

if TYPE_CHECKING:
    from tests.benchmarks.benchmark import Bench

RECORDS = 1000
CLONES, CHANGES, BETWEEN = 8, 25, 5
DRIVEN = 100


def _git(bench: Bench, folder: Path, *arguments: str | Path) -> str:
    return bench.run("git", "-C", folder, *arguments).strip()


def _remote(bench: Bench, size: int, name: str) -> Path:
    """A bare repository with the public history of a generated workspace."""
    bare = bench.folder / f"{name}.git"
    bench.run("git", "clone", "--quiet", "--bare", "--no-local", bench.workspace(size), bare)
    _git(bench, bare, "symbolic-ref", "HEAD", "refs/heads/main")
    branch = _git(bench, bench.workspace(size), "branch", "--show-current")
    if branch != "main":
        _git(bench, bare, "branch", "--move", branch, "main")
    return bare


def _clone(bench: Bench, bare: Path, name: str) -> Path:
    folder = bench.folder / name
    bench.run("git", "clone", "--quiet", bare, folder)
    return folder


# Merging


def merging(bench: Bench) -> Iterator[Row]:
    """A sync that merges many records changed on both sides, beside `git merge` of the same and parsing the three
    versions once; and beside the same with what it takes to fetch and to send that, and to start Python.

    Each run meets the changes for the first time, as people do: what a run before it wrote is gone. Otherwise git
    finds each merged file among its objects and has nothing to write, which is most of its work here.
    """
    bare, here, there, paths = _changed_on_both_sides(bench, "merging", RECORDS)
    for repository in (bare, here):
        _git(bench, repository, "config", "gc.auto", "0")
    before = _objects(bare) | _objects(here)
    mine, theirs = (_git(bench, folder, "rev-parse", "HEAD") for folder in (here, there))
    base = _git(bench, here, "merge-base", "HEAD", "origin/main")
    (bench.folder / "paths").write_text("\n".join(paths))
    parse = told(
        [*bench.program("parsing", floors.PARSING), here, base, mine, theirs, bench.folder / "paths"], bench.env
    )
    start = timed(bench.program("start", floors.TYPER), bench.env)
    attributes = here / ".git" / "info" / "attributes"

    def reset() -> None:
        _git(bench, bare, "update-ref", "refs/heads/main", theirs)
        _git(bench, here, "reset", "--hard", "--quiet", mine)
        _git(bench, here, "update-ref", "refs/remotes/origin/main", base)
        _git(bench, here, "update-ref", "-d", "refs/wmstrat/exchanged/origin/main")
        for file in (_objects(bare) | _objects(here)) - before:
            file.unlink()
        bench.run(*wmstrat(), "-C", here, "status")  # whoever made these changes here has an index that knows them

    def sync() -> float:
        reset()
        return _timed(bench, *wmstrat(), "-C", here, "sync")

    def by_git(*, exchanging: bool) -> Timed:
        fetch, push = ["git", "-C", here, "fetch", "--quiet"], ["git", "-C", here, "push", "--quiet"]

        def run() -> float:
            reset()
            attributes.write_text("* merge\n")  # lines of text: no driver
            seconds = _timed(bench, *fetch)
            merging = _timed(bench, "git", "-C", here, "merge", "--quiet", "--no-edit", theirs) + parse()
            attributes.unlink()
            return merging + seconds + _timed(bench, *push) + start() if exchanging else merging

        return run

    what = f"sync merging {len(paths):,} records"
    yield bench.row(what, sync, "git merge, parsing three times", by_git(exchanging=False), 2)
    yield bench.row(what, sync, "the same, with fetch, push, a start", by_git(exchanging=True), None)


def _changed_on_both_sides(bench: Bench, name: str, wanted: int) -> tuple[Path, Path, Path, list[str]]:
    """(remote, a clone with a commit, a clone whose commit was sent, the records that both changed)."""
    bare = _remote(bench, 2000, name)
    here, there = _clone(bench, bare, f"{name}-here"), _clone(bench, bare, f"{name}-there")
    files = sorted(path for kind in ("notes", "questions") for path in here.glob(f"groups/*/{kind}/**/*.md"))
    paths = [file.relative_to(here).as_posix() for file in files][:wanted]
    for folder, line in ((here, "language:"), (there, "id:")):
        for path in paths:
            _append_to(folder / path, line)
        _git(bench, folder, "commit", "--quiet", "--all", "--message=Change many")
    _git(bench, there, "push", "--quiet")
    return bare, here, there, paths


def _append_to(file: Path, line: str) -> None:
    """Mine changes the title, theirs the text below it: far apart, so that git merges lines without a conflict."""
    text = file.read_text()
    if line == "id:":
        file.write_text(text.rstrip("\n") + "\n\nOne thought more.\n")
    else:
        head, key, rest = text.partition("\ntitle:")
        first, _, others = rest.partition("\n")
        file.write_text(f"{head}{key}{first} again\n{others}" if key else text)


def driver(bench: Bench) -> Iterator[Row]:
    """What wmstrat's merge driver costs plain git, a file."""
    _, here, there, paths = _changed_on_both_sides(bench, "driver", DRIVEN)
    mine, theirs = (_git(bench, folder, "rev-parse", "HEAD") for folder in (here, there))
    _git(bench, here, "fetch", "--quiet")
    bench.run(*wmstrat(), "-C", here, "sync")  # registers the driver
    attributes = here / ".git" / "info" / "attributes"

    def merge(rule: str) -> Timed:
        def run() -> float:
            _git(bench, here, "reset", "--hard", "--quiet", mine)
            attributes.write_text(f"* {rule}\n")
            begun = time.perf_counter()
            _git(bench, here, "merge", "--quiet", "--no-edit", theirs)
            return time.perf_counter() - begun

        return run

    row = bench.row(
        f"git merge of {len(paths)} records by the driver", merge("merge=wmstrat"), "as text", merge("merge"), None
    )
    bench.figures.append(f"The driver takes {(row.seconds - row.floor_seconds) / len(paths) * 1000:.0f} ms a file.")
    yield row


# Many clones


def clones(bench: Bench) -> Iterator[Row]:
    """Eight clones, 25 changes each, a sync every five, beside raw git doing the same with retries, and as many
    starts of a Python that imports typer."""
    from tests.benchmarks.benchmark import all_at_once

    ours, raw = _remote(bench, 2000, "ours"), _remote(bench, 2000, "raw")
    folders = [_clone(bench, ours, f"ours-{number}") for number in range(CLONES)]
    copies = [_clone(bench, raw, f"raw-{number}") for number in range(CLONES)]
    for folder in folders:
        bench.run(*wmstrat(), "-C", folder, "status")
    sample = bench.folder / "sample.md"
    sample.write_text(next(copies[0].glob("groups/*/notes/*/*/*.md")).read_text())

    def changes(number: int) -> None:
        chance = random.Random(number)
        for change in range(CHANGES):
            text = f"Change {change} of clone {number}"
            command = ("question", "add") if chance.random() < 0.2 else ("note", "add")
            bench.run(*wmstrat(), "-C", folders[number], *command, "CB", text)
            if not (change + 1) % BETWEEN:
                bench.run(*wmstrat(), "-C", folders[number], "sync")

    def by_git(number: int) -> None:
        program = bench.program(f"clone_{number}", floors.CLONE)
        year, month, _ = TODAY.split("-")
        path = f"groups/capacity-building/notes/{year}/{month}/raw-{number}"
        bench.run(*program, copies[number], sample, path, str(CHANGES), str(BETWEEN))

    begun = _commits(bench, ours)
    seconds = all_at_once(changes, CLONES)
    floor_seconds = all_at_once(by_git, CLONES)
    for folder in folders:
        bench.run(*wmstrat(), "-C", folder, "sync")
    heads = {_git(bench, folder, "rev-parse", "HEAD^{tree}") for folder in folders}
    made = int(
        _git(bench, ours, "rev-list", "--count", "--no-merges", "--grep=Wmstrat-Command: .* add", f"{begun}..main")
    )
    if len(heads) != 1 or made != CLONES * CHANGES:
        raise RuntimeError(f"{len(heads)} different trees, {made} changes on the remote")
    what = f"{CLONES} clones x {CHANGES} changes"
    yield Row(what, seconds, "raw git, retries, as many starts", floor_seconds, 3)


def _commits(bench: Bench, bare: Path) -> str:
    return _git(bench, bare, "rev-parse", "main")


# Exchanging with nothing to do, a day's work, and what a note weighs


def exchange(bench: Bench) -> Iterator[Row]:
    """A sync with nothing to do beside git doing as little, and of a day's work, at each size; bytes of a note."""
    for size in bench.sizes:
        bare = _remote(bench, size, f"exchange-{size}")
        folder = _clone(bench, bare, f"exchange-{size}-here")
        other = _clone(bench, bare, f"exchange-{size}-there")
        bench.run(*wmstrat(), "-C", folder, "sync")
        files = sum(1 for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)

        def idle(folder: Path = folder) -> float:
            return _timed(bench, *wmstrat(), "-C", folder, "sync")

        floor = timed([*bench.program("idle_sync", floors.IDLE_SYNC), folder], bench.env)
        yield bench.row(f"sync with nothing to do, {files:,} files", idle, "typer, git status, git fetch", floor, 2.0)
        for number in range(20):
            bench.run(*wmstrat(), "-C", other, "note", "add", "CB", f"A day's note {number}")
        bench.run(*wmstrat(), "-C", other, "sync")
        bench.figures += _weights(bench, folder, files)
        seconds = _timed(bench, *wmstrat(), "-C", folder, "sync")
        bench.figures.append(
            f"A sync of a day's work (20 notes in, 1 out) at {files:,} files: {seconds * 1000:.0f} ms."
        )
        shutil.rmtree(folder)
        shutil.rmtree(other)


def _weights(bench: Bench, folder: Path, files: int) -> Iterator[str]:
    """What a note add writes into a month that has hardly begun; after half of the notes that there are, each of
    which was the last of its month once; and into the busiest month, on its busiest day."""
    months = {month: sum(1 for _ in month.rglob("*.md")) for month in folder.glob("groups/*/notes/[0-9]*/[0-9]*")}
    fewer = sorted(there for count in months.values() for there in range(count))
    usual = min(months, key=lambda month: abs(months[month] - fewer[len(fewer) // 2]))
    for month in (None, usual, max(months, key=lambda month: months[month])):
        group, day = (month.parts[-4], "-".join((*month.parts[-2:], _busiest_day(month)))) if month else ("CB", TODAY)
        before = _loose(folder)
        bench.run(*wmstrat(), "-C", folder, "note", "add", group, "What was said today.", "--date", day)
        where = f"a month of {months[month]:,} notes" if month else "a new month"
        yield f"A note add at {files:,} files, in {where}, writes {_loose(folder) - before:,} bytes (limit 20,000)."


def _busiest_day(month: Path) -> str:
    """The day with most notes among those that have a folder, or one in the middle of the month."""
    days = [day for day in month.iterdir() if day.is_dir()]
    return max(days, key=lambda day: len(list(day.iterdir()))).name if days else "15"


def _timed(bench: Bench, *command: str | Path) -> float:
    begun = time.perf_counter()
    done = subprocess.run([*map(str, command)], capture_output=True, env=bench.env)
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stderr.decode('utf-8', 'replace')}")
    return seconds


def _objects(folder: Path) -> set[Path]:
    """The files in which a repository keeps its objects, bare or not."""
    git = folder / ".git"
    return {file for file in ((git if git.exists() else folder) / "objects").rglob("*") if file.is_file()}


def _loose(folder: Path) -> int:
    return sum(file.stat().st_size for file in (folder / ".git" / "objects").glob("[0-9a-f][0-9a-f]/*"))
