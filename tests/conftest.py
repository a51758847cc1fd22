"""Isolation that no test has to remember, and a wmstrat to type into.

Every test has its own HOME, git configuration, day, terminal and language: nothing of the machine's owner
reaches a test, and a test that asks for it fails by name. Temporary folders are in memory where that is possible.
"""

from __future__ import annotations

import gc
import io
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tests.copying import Trees
from wmstrat.commands.session import Session
from wmstrat.kinds import TABLE

CLEARED = ("GIT_", "XDG_", "WMSTRAT_", "LC_", "COLUMNS", "LINES", "EDITOR", "VISUAL", "FORCE_COLOR", "TTY_")
TODAY = "2018-07-20"
# The tests write some hundred thousand small files; a disk takes twice the system's time for them.
MEMORY = Path("/dev/shm")  # noqa: S108 (folders in it get names of their own)
ENOUGH = 4_000_000_000


def pytest_configure() -> None:
    """Temporary folders are in memory, unless TMPDIR names another place or the memory does not suit.

    Workers and programs that tests start may keep what Python compiled: some hundred of them would do it anew. They
    take Ctrl-C, also where a shell in the background ignores it for the tests.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if "TMPDIR" not in os.environ and is_suitable(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of the cases of a test that is `sampled(n)`, each n-th is run by default, and the others are slow."""
    seen: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("sampled"):
            test = item.nodeid.partition("[")[0]
            if seen[test] % mark.args[0]:
                item.add_marker("slow")
            seen[test] += 1


def pytest_collection_finish() -> None:
    """What is loaded by now is looked at no more by the collector of garbage, which took a sixth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_xdist_auto_num_workers() -> int:
    """One worker a core: while it waits for a program that it has started, that program has the core. Each further
    one would read all tests and make what a session shares once more."""
    return os.cpu_count() or 1


def is_suitable(folder: Path) -> bool:
    """Whether a folder has room for all temporary files of a run, and lets programs in it run (some are hooks)."""
    try:
        if shutil.disk_usage(folder).free < ENOUGH:
            return False
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            program = Path(scratch) / "program"
            program.write_text("#!/bin/sh\n")
            program.chmod(0o755)
            return subprocess.run([program], check=False).returncode == 0
    except OSError:
        return False


def write_identity(home: Path) -> None:
    """A plainly made-up git identity in a HOME, and no housekeeping, for which git would start a process a commit."""
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Member 17\n\temail = member-17@example.org\n[init]\n\tdefaultBranch = main\n"
        "[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n"
    )


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A HOME for each test. All are in one folder, which pytest does not read again for each name of a folder."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def isolation(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty HOME with a plainly made-up git identity; the current folder is that HOME."""
    home = next(homes)
    home.mkdir()
    for name in list(os.environ):
        if name.startswith(CLEARED):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("WMSTRAT_TODAY", TODAY)
    write_identity(home)
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def git() -> Callable[..., str]:
    """Run real git in a directory and return what it printed."""

    def run(directory: Path, *arguments: str, check: bool = True) -> str:
        done = subprocess.run(["git", "-C", str(directory), *arguments], capture_output=True, text=True)
        if check and done.returncode:
            raise AssertionError(f"git {arguments}: {done.stderr}")
        return done.stdout

    return run


class GitProcesses:
    """A git on the PATH that writes down each time that it is started."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "started"
        self.program = folder / "git"
        self.program.write_text(
            f"#!/bin/sh\n{{ printf '%s\\t' \"$@\"; echo; }} >>'{self.log}'\nexec '{shutil.which('git')}' \"$@\"\n"
        )
        self.program.chmod(0o755)

    def arguments(self) -> list[list[str]]:
        """The arguments of each process started since this was asked last, without housekeeping."""
        lines = self.log.read_text("utf-8", "surrogateescape").splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        started = [line.split("\t")[:-1] for line in lines]
        return [words for words in started if "gc" not in words and "maintenance.auto" not in words]

    def verbs(self) -> list[str]:
        """The commands of git (`status`) of the same processes."""
        return [next(filter(None, map(_verb, zip(["", *words], words, strict=False)))) for words in self.arguments()]


def _verb(pair: tuple[str, str]) -> str:
    before, word = pair
    return "" if before == "-c" or word.startswith("-") else word


@pytest.fixture
def git_processes(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> GitProcesses:
    """The git processes that wmstrat starts, in this process or in one of its own; those that git starts itself do
    not count."""
    processes = GitProcesses(tmp_path_factory.mktemp("counting"))
    monkeypatch.setenv("PATH", f"{processes.program.parent}{os.pathsep}{os.environ['PATH']}")
    return processes


@dataclass(frozen=True)
class Result:
    """How a command of wmstrat ended: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


COMMANDS: dict[tuple[str, ...], Any] = {}


def command_once(load: Callable[..., Any], name: str, rest: Sequence[str], session: Session) -> Any:
    """A command of the command line, made once a session for the same further fields of a workspace: typer takes as
    long for it as many a command runs."""
    is_noun = any(name == entry.noun for entry in TABLE.values())
    made = (name, *rest[:1], session.catalogue.fingerprint if is_noun else "")
    if made not in COMMANDS:
        COMMANDS[made] = load(name, rest, session)
    return COMMANDS[made]


@cache
def root_with(commands: tuple[str, ...]) -> Any:
    """The root of the command line with these commands. It remembers nothing of a run, and takes a while to make."""
    assert commands
    return get_command(import_module("wmstrat.cli").app)


class Wmstrat:
    """wmstrat as a person types it, run in this process; a bug in it fails the test with its traceback."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys = capsys
        self.monkeypatch = monkeypatch

    def __call__(self, *arguments: str | Path, code: int = 0, stdin: str | bytes = "") -> Result:
        """Run `wmstrat ARGUMENTS`; `code` is the exit code that the test expects."""
        result = self.ended(*arguments, stdin=stdin)
        assert result.code == code, f"exit {result.code}, not {code}\n{result.out}\n{result.err}"
        return result

    def ended(self, *arguments: str | Path, stdin: str | bytes = "") -> Result:
        """The same, whatever the exit code."""
        cli = import_module("wmstrat.cli")
        data = stdin.encode() if isinstance(stdin, str) else stdin
        with self.monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["wmstrat", *map(str, arguments)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
            patch.setenv("WMSTRAT_DEBUG", "1")
            load = cli.loaded
            patch.setattr(cli, "loaded", lambda name, rest, at: command_once(load, name, rest, at))
            self.capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                root_with(tuple(cli.COMMANDS))(prog_name="wmstrat")
        gc.enable()  # a command that ends its process soon may have done without
        out, err = self.capsys.readouterr()
        return Result(int(ended.value.code or 0), out, err)

    def items(self, *arguments: str | Path) -> list[dict[str, Any]]:
        """What a list or a report holds, out of its JSON."""
        found: list[dict[str, Any]] = json.loads(self(*arguments, "--format", "json").out)["items"]
        return found

    def record(self, reference: str) -> dict[str, Any]:
        """One record with all its fields."""
        [found] = self.items("show", reference)
        return found


At = Callable[[str], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Set the clock of wmstrat and git to noon of a day, or to a time of it in UTC."""

    def set_clock(when: str) -> None:
        day, _, time = when.partition(" ")
        monkeypatch.setenv("WMSTRAT_TODAY", day)
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{role}_DATE", f"{day}T{time or '12:00'}:00+0000")

    return set_clock


@pytest.fixture
def begun(made_begun: Path, workspace: Path, lend: Lend, at: At) -> Path:
    """A fresh workspace whose first commits are of the day on which it was made, when the clock is set to noon."""
    at(TODAY)
    return lend(made_begun, workspace)


@pytest.fixture
def wmstrat(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Wmstrat:
    """wmstrat to type into."""
    return Wmstrat(capsys, monkeypatch)


@pytest.fixture(scope="session")
def made_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace as `init` makes it, built once a session; tests work in copies of it."""
    folder = tmp_path_factory.mktemp("made") / "strategy"
    environment = environment_of_maker(tmp_path_factory)
    command = [sys.executable, "-m", "wmstrat", "init", str(folder)]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    # The first question makes the index, which each test would do anew.
    listing = [sys.executable, "-m", "wmstrat", "-C", str(folder), "question", "list"]
    subprocess.run(listing, check=True, capture_output=True, env=environment)
    quick_to_copy(folder)
    return folder


@pytest.fixture(scope="session")
def made_begun(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same workspace, with first commits of the day on which it was made; tests work in copies of it."""
    folder = tmp_path_factory.mktemp("begun") / "strategy"
    shutil.copytree(made_workspace, folder)
    environment = environment_of_maker(tmp_path_factory)
    environment |= {f"GIT_{role}_DATE": f"{TODAY}T12:00:00+0000" for role in ("AUTHOR", "COMMITTER")}
    for repository in (folder, folder / "private"):
        amending = ["git", "-C", str(repository), "commit", "--quiet", "--amend", "--no-edit", "--reset-author"]
        subprocess.run(amending, check=True, env=environment)
    return folder


def environment_of_maker(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which a fixture of the session makes what tests copy."""
    home = tmp_path_factory.mktemp("maker")
    write_identity(home)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(CLEARED)}
    return environment | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "WMSTRAT_TODAY": TODAY}


def quick_to_copy(workspace: Path) -> None:
    """The same workspace in a third of the files: objects in packs, no samples of hooks."""
    for repository in (workspace, workspace / "private"):
        subprocess.run(["git", "-C", str(repository), "repack", "-adq"], check=True)
        shutil.rmtree(repository / ".git" / "hooks", ignore_errors=True)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember what failed: its folders stay as they are."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


@pytest.fixture(scope="session")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Trees:
    """The folders that are lent from test to test."""
    return Trees(tmp_path_factory.mktemp("trees"))


Lend = Callable[[Path, Path], Path]


@pytest.fixture
def lend(
    trees: Trees, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Lend]:
    """Make a folder a copy of a prepared one, until the test ends; then it is taken back, before `tmp_path` goes."""
    del tmp_path
    yield trees.lend
    monkeypatch.undo()  # what a test made of the system or of git is not for what puts the folders in order
    if FAILED in request.node.stash:
        trees.lent.clear()
    trees.take_back_all()


@pytest.fixture
def workspace(made_workspace: Path, lend: Lend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh workspace of nine groups, in which the test stands."""
    folder = lend(made_workspace, tmp_path / "strategy")
    monkeypatch.chdir(folder)
    return folder


@dataclass(frozen=True)
class Once:
    """Does something to folders of a test: in the first test of a module that asks for it; the others get copies of
    what that one has made."""

    kept: Path
    makers: dict[str, Path]
    here: Path
    lend: Lend

    def __call__(self, make: Callable[[], None], *folders: Path, case: str = "") -> None:
        """`case` tells apart what the same function makes for each parameter of a fixture."""
        name = f"{make.__qualname__}{case}"
        places = [(folder, self.kept / name / folder.relative_to(self.here)) for folder in folders]
        if name not in self.makers:
            make()
            for folder, kept in places:
                shutil.copytree(folder, kept, symlinks=True)
            self.makers[name] = self.here
            return
        for folder, kept in places:
            self.lend(kept, folder)
            for config in (folder / "config", folder / ".git/config", folder / "private/.git/config"):
                if config.exists():
                    config.write_text(config.read_text().replace(str(self.makers[name]), str(self.here)))


@pytest.fixture(scope="module")
def makers() -> dict[str, Path]:
    """The folder of the test that made what the others of its module copy, by the name of what makes it."""
    return {}


@pytest.fixture(scope="module")
def kept_of_module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tests of a module keep what they copy."""
    return tmp_path_factory.mktemp("once")


@pytest.fixture
def once(kept_of_module: Path, makers: dict[str, Path], tmp_path: Path, lend: Lend) -> Once:
    """What takes a while to make is made once a module."""
    return Once(kept_of_module, makers, tmp_path, lend)


def add_hook(repository: Path, name: str, script: str, *, folder: str = "hooks") -> Path:
    """A hook of a repository, bare or not, as a script of sh; in this folder of what belongs to git."""
    hooks = (repository if (repository / "HEAD").exists() else repository / ".git") / folder
    hooks.mkdir(exist_ok=True)
    hook = hooks / name
    hook.write_text(f"#!/bin/sh\n{script}\n")
    hook.chmod(0o755)
    return hook


def text_of_files(folder: Path) -> str:
    """All that the files of a workspace and its two repositories say, and their paths."""
    return "\n".join(f"{path}\n{data!r}" for path, data in everything(folder).items())


def replace_in(file: Path, old: str, new: str) -> None:
    """Edit a file by hand: `new` in the place of `old`, which has to be there."""
    text = file.read_text()
    assert old in text, f"{file} does not have {old!r}"
    file.write_text(text.replace(old, new))


def bytes_of_files(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of the workspace."""
    return {path: data for path, (_, data) in files_of(folder).items()}


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """The mode and the bytes of every file of the workspace; of what leads to no file, where it leads."""
    files = {}
    waiting = [""]
    while waiting:
        part = waiting.pop()
        with os.scandir(f"{folder}/{part}") as entries:
            for entry in entries:
                if entry.name == ".git":
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{part}{entry.name}/")
                elif not entry.is_file():
                    link = bytes(Path(entry.path).readlink()) if entry.is_symlink() else b""
                    files[part + entry.name] = entry.stat(follow_symlinks=False).st_mode, link
                else:
                    with open(entry.path, "rb") as file:  # noqa: PTH123 - a Path for each costs as much as reading
                        files[part + entry.name] = entry.stat(follow_symlinks=False).st_mode, file.read()
    return files


def everything(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of the workspace, and both histories with their indexes: what a refused command
    must leave as it was."""
    files = files_of(folder)
    state = {path: data for path, (_, data) in files.items()}
    state["modes"] = "\n".join(f"{mode:o} {path}" for path, (mode, _) in sorted(files.items())).encode()
    for repository in (folder, folder / "private"):
        state[f"{repository.name} git"] = state_of_git(repository)
    return state


def state_of_git(repository: Path) -> bytes:
    """The branch of a repository, its commit, what it follows, and what is in the index, but for the times of files.

    git would tell the same, with a process for each question."""
    folder = repository / ".git"
    reference = (folder / "HEAD").read_bytes()
    commit = references_of_git(folder).get(os.fsdecode(reference.removeprefix(b"ref:").strip()), b"")
    followed = re.findall(rb"(?m)^\[branch .*\n(?:\s.*\n)*", (folder / "config").read_bytes())
    index = folder / "index"
    entries = entries_of_index(index.read_bytes()) if index.exists() else []
    return b"\n".join([reference, commit, *followed, *entries])


def references_of_git(folder: Path) -> dict[str, bytes]:
    """What each branch, tag and other reference in the folder of git names."""
    packed = folder / "packed-refs"
    lines = [line.partition(b" ") for line in (packed.read_bytes() if packed.exists() else b"").splitlines()]
    named = {os.fsdecode(name): value for value, _, name in lines if name.startswith(b"refs/")}
    for file in (folder / "refs").rglob("*"):
        if file.is_file():
            named[file.relative_to(folder).as_posix()] = file.read_bytes().strip()
    return named


def entries_of_index(data: bytes) -> list[bytes]:
    """The mode, object, flags and path of each entry of git's index (see gitformat-index), of the versions that git
    writes by itself."""
    signature, version, count = struct.unpack(">4sII", data[:12])
    assert (signature, version in (2, 3)) == (b"DIRC", True), "ask git for an index of this version"
    entries, start = [], 12
    for _ in range(count):
        has_more_flags = data[start + 60] & 0x40
        end = data.index(b"\0", start + (64 if has_more_flags else 62))
        entries.append(data[start + 24 : start + 28] + data[start + 40 : end])
        start += (end - start + 8) // 8 * 8
    return entries


@pytest.fixture
def unchanged(workspace: Path) -> Iterator[None]:
    """The test leaves the workspace exactly as it was."""
    before = everything(workspace)
    yield
    assert everything(workspace) == before


Complete = Callable[..., list[str]]


@pytest.fixture
def complete(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """What a shell would offer for a line that ends where the next character is typed."""

    def ask(line: str, shell: str = "bash") -> list[str]:
        with monkeypatch.context() as patch:
            patch.setenv("_WMSTRAT_COMPLETE", f"complete_{shell}")
            patch.setenv("COMP_WORDS", line)
            patch.setenv("COMP_CWORD", str(line.count(" ")))
            patch.setenv("_TYPER_COMPLETE_ARGS", line)
            patch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
            return [word for word in wmstrat().lines if word]

    return ask
