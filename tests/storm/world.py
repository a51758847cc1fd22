"""A real bare remote and the clones around it, on disk; built once and copied."""

from __future__ import annotations

import fcntl
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from tests.storm.running import Ended, Running

GROUPS = {"CB": "capacity-building", "DI": "diversity", "RR": "roles-responsibilities"}
"""Where the storm takes place: few groups, so that people meet."""

BEGINNING = date(2018, 7, 20)
NUMBERED = {"question": "questions", "draft": "drafts"}

FIRST = (
    ("question", "add", "CB", "Which capacities do small communities lack?", "--level", "structural"),
    ("question", "add", "CB", "Who trains the trainers?"),
    ("question", "add", "DI", "Whose knowledge is missing?", "--background", "Asked for years"),
    ("draft", "add", "CB", "A shared place to learn", "--answers", "CB-Q1"),
    ("draft", "add", "DI", "Seats for those who are missing"),
    ("person", "add", "Member 1"),
    ("person", "add", "Member 2", "--about", "Speaks for nobody"),
    ("person", "add", "Member 3"),
    ("person", "add", "Member 4"),
    ("person", "add", "Member 5"),
    ("member", "appoint", "CB", "Member 1", "--on", "2018-02-01", "--selected-by", "SC"),
    ("member", "appoint", "DI", "Member 2", "--on", "2018-02-02", "--selected-by", "SC"),
    ("note", "add", "CB", "Affiliates ask for mentors.\n\nThey ask for time, too.\n\nAnd for patience."),
    ("note", "add", "DI", "First thoughts.\n\nSecond thoughts."),
)  # fmt: skip
"""What is in the workspace before it has a remote."""


def knows(command: str) -> bool:
    """Whether this wmstrat has the command."""
    return find_spec(f"wmstrat.commands.{command}") is not None


@dataclass
class Clone:
    """One person's clone, and what the storm remembers of it."""

    folder: Path
    number: int
    reported: str = ""
    """Its HEAD when a command last said that it was done: from then on part of everybody's history for ever."""
    days: int = 0
    """How far its clock is ahead."""
    edited: dict[str, str] = field(default_factory=dict)
    """Words typed by hand that no commit holds yet, and the file that they were typed into."""
    broken: dict[str, bytes] = field(default_factory=dict)
    """Files with a hand edit that the checks refuse, and their bytes before it."""
    waits: bool = False
    """Whether its last sync left decisions to be made."""
    busy: bool = False
    """Whether two commands run in it at once: then what is there when one has ended may be the other's."""

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def mail(self) -> str:
        return f"member-{self.number}@example.org"

    @property
    def git_directory(self) -> Path:
        return self.folder / ".git"

    @property
    def state(self) -> Path:
        return self.git_directory / "wmstrat"

    @property
    def merging(self) -> bool:
        """Whether plain git is in the middle of a merge."""
        return (self.git_directory / "MERGE_HEAD").exists()

    def head(self) -> str:
        """The commit that the branch is at, read from git's files."""
        return tip(self.git_directory)

    def read(self, path: str) -> bytes:
        """The bytes of a file in the work tree, empty when it is not there."""
        try:
            return (self.folder / path).read_bytes()
        except OSError:
            return b""

    def paths(self, pattern: str) -> list[str]:
        """Files of the work tree, in order, without those that an interrupted change left behind."""
        found = (path for path in self.folder.glob(pattern) if not path.name.startswith("."))
        return sorted(path.relative_to(self.folder).as_posix() for path in found)


@dataclass
class World:
    """A remote and its clones in one folder."""

    root: Path
    running: Running
    clones: list[Clone] = field(default_factory=list)

    @cached_property
    def remote(self) -> Path:
        return self.root / "remote.git"

    def tip(self) -> str:
        """The commit that the remote's branch is at."""
        return tip(self.remote)

    def wait_for_remote(self) -> None:
        """Wait for what a killed push left running on the remote's side, which is another machine for all we play."""
        with (self.root / "at-work").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


def tip(git_directory: Path, branch: str = "refs/heads/main") -> str:
    """The commit that a branch is at, read from git's files; empty when there is none."""
    try:
        return (git_directory / branch).read_text().strip()
    except OSError:
        pass
    try:
        packed = (git_directory / "packed-refs").read_text()
    except OSError:
        return ""
    found = re.search(rf"^([0-9a-f]{{40,}}) {re.escape(branch)}$", packed, re.MULTILINE)
    return found[1] if found else ""


def moment(seconds: int, days: int) -> dict[str, str]:
    """What makes git and wmstrat believe that it is so many seconds and days after the beginning."""
    day = BEGINNING + timedelta(days=days)
    stamp = 1_532_080_800 + days * 86_400 + seconds
    return {
        "WMSTRAT_TODAY": day.isoformat(),
        "GIT_AUTHOR_DATE": f"@{stamp} +0000",
        "GIT_COMMITTER_DATE": f"@{stamp} +0000",
    }


def build(root: Path, running: Running, clones: int) -> World:
    """A workspace with a few records in it, its remote, and clones of that."""
    root.mkdir(parents=True, exist_ok=True)
    source = root / "source"
    _must(running.wmstrat(root, "init", str(source), env=moment(0, 0), tails=1))
    for number, words in enumerate(FIRST):
        _must(running.wmstrat(source, *words, env=moment(number + 1, 0), tails=number + 2))
    world = World(root, running)
    _must(running.git(root, "init", "--quiet", "--bare", "--initial-branch=main", str(world.remote)))
    for name, value in (("receive.autogc", "false"), ("receive.denyNonFastForwards", "true")):
        _must(running.git(world.remote, "config", name, value))
    _must(running.git(source, "push", "--quiet", str(world.remote), "HEAD:main"))
    shutil.rmtree(source)
    for number in range(clones):
        add_clone(world, number)
    return world


def add_clone(world: World, number: int) -> Clone:
    """One more clone of the remote, as `wmstrat clone` makes it."""
    folder = world.root / f"clone-{number}"
    if knows("clone"):
        _must(world.running.wmstrat(world.root, "clone", str(world.remote), str(folder)))
    else:
        _must(world.running.git(world.root, "clone", "--quiet", str(world.remote), str(folder)))
    clone = Clone(folder, number)
    settings = {
        "user.name": f"Member {number}",
        "user.email": clone.mail,
        "gc.autoDetach": "false",
        "pull.rebase": "false",
        # The other side of a push is another machine: whoever kills the push does not reach it.
        "remote.origin.receivepack": f"setsid -w flock -s '{world.root}/at-work' git-receive-pack",
    }
    for name, value in settings.items():
        _must(world.running.git(folder, "config", name, value))
    shutil.rmtree(folder / ".git" / "hooks", ignore_errors=True)
    clone.reported = clone.head()
    world.clones.append(clone)
    return clone


def copied(world: World, root: Path) -> World:
    """The same world in another folder."""
    shutil.copytree(world.root, root, symlinks=True)
    clones = []
    for clone in world.clones:
        folder = root / clone.folder.name
        config = folder / ".git" / "config"
        config.write_text(config.read_text().replace(str(world.root), str(root)))
        clones.append(Clone(folder, clone.number, clone.reported))
    return World(root, world.running, clones)


def identity(home: Path) -> None:
    """Git settings of nobody: a plainly made-up identity."""
    home.mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Member 0\n\temail = member-0@example.org\n[init]\n\tdefaultBranch = main\n"
    )


def _must(ended: Ended) -> Ended:
    if ended.code:
        raise RuntimeError(f"{' '.join(ended.words)} ended with {ended.code}: {ended.said}")
    return ended


def fields_of(data: bytes) -> Mapping[str, str]:
    """The scalar fields that stand in the front matter of a file, as written."""
    front = data.decode("utf-8", "replace").partition("\n---")[0]
    return dict(re.findall(r"(?m)^([a-z_]+):[ ]?(.*)$", front))
