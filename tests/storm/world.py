"""Two real bare remotes and the clones around them, on disk; built once and copied."""

from __future__ import annotations

import fcntl
import re
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tests.copying import copy_folder
from tests.storm.running import Ended, Running

if TYPE_CHECKING:
    from tests.storm.replays import Replay

GROUPS = {"CB": "capacity-building", "DI": "diversity", "RR": "roles-responsibilities"}
"""Where the storm takes place: few groups, so that people meet."""

BEGINNING = date(2018, 7, 20)
NUMBERED = {"question": "questions", "draft": "drafts"}
REMOTES = ("remote.git", "private.git")

Commits = tuple[str, str]
"""A commit of the public history and one of the private one."""

FIRST = (
    ("question", "add", "CB", "Which capacities do small communities lack?", "--level", "structural"),
    ("question", "add", "CB", "Who trains the trainers?"),
    ("question", "add", "DI", "Whose knowledge is missing?", "--background", "Asked for years"),
    ("draft", "add", "CB", "A shared place to learn", "--answers", "CB-Q1"),
    ("draft", "add", "DI", "Seats for those who are missing"),
    ("person", "add", "Member 1", "--contact", "p0p@example.org", "--skills", "law"),
    ("person", "add", "Member 2", "--about", "Speaks for nobody"),
    ("person", "add", "Member 3"),
    ("person", "add", "Member 4"),
    ("person", "add", "Member 5", "--region", "Where p0p lives"),
    ("person", "add", "Member 20", "--private", "--contact", "p0p@example.org"),
    ("member", "appoint", "CB", "Member 1", "--on", "2018-02-01", "--selected-by", "SC"),
    ("member", "appoint", "DI", "Member 2", "--on", "2018-02-02", "--selected-by", "SC"),
    ("member", "apply", "CB", "Member 3", "--why", "Because of p0p"),
    ("member", "apply", "DI", "member-20", "--why", "Because of p0p"),
    ("note", "add", "CB", "Affiliates ask for mentors.\n\nThey ask for time, too.\n\nAnd for patience."),
    ("note", "add", "DI", "First thoughts.\n\nSecond thoughts."),
)  # fmt: skip
"""What is in the workspace before it has a remote. Whatever is private has a word like p0p in it."""


def knows(command: str) -> bool:
    """Whether this wmstrat has the command."""
    return find_spec(f"wmstrat.commands.{command}") is not None


@dataclass
class Half:
    """One of the two repositories of a clone, with the bare one that it exchanges with."""

    folder: Path
    remote: Path
    inside: str = ""
    """How its paths begin in the workspace: nothing, or `private/`."""
    reported: str = ""
    """Its HEAD when a command last said that it was done: from then on part of everybody's history for ever."""
    stopped: Replay | None = None
    """The rebase, cherry-pick or revert of somebody who knows git, while it waits at a conflict."""

    @property
    def name(self) -> str:
        return self.inside or "the workspace"

    @property
    def git_directory(self) -> Path:
        return self.folder / ".git"

    @property
    def merging(self) -> bool:
        """Whether plain git is in the middle of a merge."""
        return (self.git_directory / "MERGE_HEAD").exists()

    def head(self) -> str:
        """The commit that the branch is at, read from git's files."""
        return tip(self.git_directory)

    def fetched(self) -> str:
        """The commit that the remote's branch was at when somebody last looked."""
        return tip(self.git_directory, "refs/remotes/origin/main")

    def sent(self) -> str:
        """The commit that the remote's branch is at."""
        return tip(self.remote)


@dataclass
class Clone:
    """One person's clone, and what the storm remembers of it."""

    public: Half
    private: Half
    number: int
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
    def folder(self) -> Path:
        return self.public.folder

    @property
    def halves(self) -> tuple[Half, Half]:
        return self.public, self.private

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def mail(self) -> str:
        return f"member-{self.number}@example.org"

    @property
    def state(self) -> Path:
        return self.public.git_directory / "wmstrat"

    @property
    def merging(self) -> bool:
        """Whether plain git is in the middle of a merge, on either side."""
        return any(half.merging for half in self.halves)

    @property
    def stopped(self) -> bool:
        """Whether a rebase, cherry-pick or revert waits at a conflict, on either side."""
        return any(half.stopped for half in self.halves)

    def half_of(self, path: str) -> Half:
        """The repository that a path of the workspace belongs to."""
        return self.private if path.startswith(self.private.inside) else self.public

    def edited_in(self, half: Half) -> bool:
        """Whether somebody typed something into a file of the repository that no commit holds yet."""
        return any(self.half_of(path) is half for path in self.edited.values())

    def heads(self) -> Commits:
        """The commits that both branches are at."""
        return self.public.head(), self.private.head()

    def sent(self) -> Commits:
        """The commits that the branches of both remotes are at."""
        return self.public.sent(), self.private.sent()

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
    """Two remotes, the public one and the private one, and their clones in one folder."""

    root: Path
    running: Running
    clones: list[Clone] = field(default_factory=list)

    @cached_property
    def remote(self) -> Path:
        return self.root / REMOTES[0]

    @cached_property
    def remotes(self) -> tuple[Path, Path]:
        return self.remote, self.root / REMOTES[1]

    def tip(self) -> str:
        """The commit that the public remote's branch is at."""
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


def parents(git_directory: Path, commit: str) -> list[str]:
    """The commits that a commit stands on, read from git's files; none for what git has packed away."""
    try:
        data = zlib.decompress((git_directory / "objects" / commit[:2] / commit[2:]).read_bytes())
    except OSError:
        return []
    return re.findall(r"(?m)^parent ([0-9a-f]+)$", data.partition(b"\n\n")[0].decode("utf-8", "replace"))


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
    """A workspace with a few records in it, its remotes, and clones of them."""
    root.mkdir(parents=True, exist_ok=True)
    source = root / "source"
    _must(running.wmstrat(root, "init", str(source), env=moment(0, 0), tails=1))
    for number, words in enumerate(FIRST):
        _must(running.wmstrat(source, *words, env=moment(number + 1, 0), tails=number + 2))
    world = World(root, running)
    for remote, folder in zip(world.remotes, (source, source / "private"), strict=True):
        _must(running.git(root, "init", "--quiet", "--bare", "--template=", "--initial-branch=main", str(remote)))
        for name, value in (("receive.autogc", "false"), ("receive.denyNonFastForwards", "true")):
            _must(running.git(remote, "config", name, value))
        _must(running.git(folder, "push", "--quiet", str(remote), "HEAD:main"))
        _must(running.git(remote, "repack", "-adq"))  # a pack is copied faster than a hundred objects
    shutil.rmtree(source)
    for number in range(clones):
        add_clone(world, number)
    return world


def add_clone(world: World, number: int) -> Clone:
    """One more clone of the remotes, as `wmstrat clone` makes it, and of the private one by hand."""
    folder = world.root / f"clone-{number}"
    private, running = folder / "private", world.running
    if knows("clone"):
        _must(running.wmstrat(world.root, "clone", str(world.remote), str(folder)))
    else:
        _must(running.git(world.root, "clone", "--quiet", str(world.remote), str(folder)))
    _must(running.git(folder, "clone", "--quiet", str(world.remotes[1]), str(private)))
    clone = Clone(*_halves(world, number), number)
    settings = {
        "user.name": f"Member {number}",
        "user.email": clone.mail,
        "gc.autoDetach": "false",
        "pull.rebase": "false",
        # The other side of a push is another machine: whoever kills the push does not reach it.
        "remote.origin.receivepack": f"setsid -w flock -s '{world.root}/at-work' git-receive-pack",
    }
    _must(running.wmstrat(folder, "sync"))  # which tells git of the merge driver on the private side
    for half in clone.halves:
        for name, value in settings.items():
            _must(running.git(half.folder, "config", name, value))
        shutil.rmtree(half.git_directory / "hooks", ignore_errors=True)
        half.reported = half.head()
    world.clones.append(clone)
    return clone


def copied(world: World, root: Path) -> World:
    """The same world in another folder."""
    copy_folder(world.root, root)
    copy = World(root, world.running)
    for clone in world.clones:
        halves = _halves(copy, clone.number)
        for half, was in zip(halves, clone.halves, strict=True):
            config = half.git_directory / "config"
            config.write_text(config.read_text().replace(str(world.root), str(root)))
            half.reported = was.reported
        copy.clones.append(Clone(*halves, clone.number))
    return copy


def _halves(world: World, number: int) -> tuple[Half, Half]:
    folder, (public, private) = world.root / f"clone-{number}", world.remotes
    return Half(folder, public), Half(folder / "private", private, "private/")


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
