"""The settings of git, read by one process, and the additional ones for a git that talks to a remote."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from wmstrat.errors import GitFailed
from wmstrat.repo import Repository, process
from wmstrat.repo.settings import as_git_lists
from wmstrat.sync.git_messages import redacted

PATIENCE = {"http.lowSpeedLimit": "1", "http.lowSpeedTime": "60"}
SSH = "ssh -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"


# `host:path`, as ssh takes it; git reads a colon after a slash as part of a path.
OF_SSH = re.compile(r"(?:[^/:]*@)?(\[[^]]*\]|[^/:@\[]+):(?!//)(.*)", re.DOTALL)
OF_HOST = re.compile(
    r"(?!file:)[a-z][a-z0-9+.-]*://(?:[^/]*@)?(\[[^]]*\]|[^/:]*)(?::\d*)?/(.*)", re.DOTALL | re.IGNORECASE
)


def location(url: str, top: Path) -> str:
    """The place that an address in a repository leads to, in one form for all ways to write it, to be compared:
    a path without links, or the host and the path there, whatever protocol, user and port are used."""
    remote = OF_HOST.fullmatch(url) or (None if os.path.lexists(top / url) else OF_SSH.fullmatch(url))
    if remote:
        place = f"{remote[1].lower()}:{re.sub(r'^[/~]+|(?<=/)/+', '', unquote(remote[2]))}"
    else:
        place = os.path.realpath(top / (unquote(url[7:]) if url[:7].lower() == "file://" else url))
        neighbour = place.removesuffix(".git")
        if neighbour != place and Path(place).is_dir() and _is_repository(neighbour):
            return place  # two repositories, such as a workspace and the shared one beside it
    return place.rstrip("/").removesuffix(".git").rstrip("/")


def _is_repository(folder: str) -> bool:
    """Whether git finds a repository in the folder, so that it does not look for one with `.git` after its name."""
    return not folder.endswith("/") and any(os.path.lexists(f"{folder}/{name}") for name in (".git", "HEAD"))


def meet(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two sets of such places have one in common, also under two names that ssh has for one host."""
    some, others = set(some), set(others)
    if some & others:
        return True
    pairs = [(one.partition(":"), other.partition(":")) for one in some for other in others]
    return any(
        one[2] == other[2] != "" and not one[0].startswith(("/", "-")) and _host(one[0]) == _host(other[0])
        for one, other in pairs
    )


def _host(name: str) -> str:
    """The host that ssh connects to for a name of its configuration; the name itself where it knows no other."""
    with suppress(GitFailed):
        told = process.finish(process.start(["ssh", "-G", name], Path("/"), None, {}, ())).output.decode()
        return next((line[9:] for line in told.splitlines() if line.startswith("hostname ")), name)
    return name


class Settings(Struct, frozen=True):
    """Every setting of one repository, all its values in git's order; sections and names are in lower case.

    Values may hold credentials: nothing of them is for output.
    """

    values: dict[str, tuple[str, ...]]
    top: Path
    """The folder in which git reads a relative address."""

    def last(self, name: str) -> str | None:
        """The value that counts of a setting that takes one."""
        values = self.values.get(name)
        return values[-1] if values else None

    @property
    def signs(self) -> bool:
        """Whether git signs every commit."""
        value = self.last("commit.gpgsign") or "no"
        return value.lower() in ("true", "yes", "on") or (value.isdecimal() and int(value) != 0)

    @property
    def remotes(self) -> dict[str, str]:
        """The addresses of the remotes by name, as people may see them: without credentials."""
        names = {key: key.removeprefix("remote.").removesuffix(".url") for key in self.values}
        return {name: redacted(self.values[key][0]) for key, name in names.items() if key == f"remote.{name}.url"}

    def addresses(self, *names: str) -> frozenset[str]:
        """Where these remotes (none: all of them) are, to be compared: they may hold credentials."""
        keys = (f"remote.{name}.{key}" for name in names or self.remotes for key in ("url", "pushurl"))
        urls = (url for key in keys for url in self.values.get(key, ()))
        return frozenset(place for url in urls for place in self.places(url))

    def places(self, url: str) -> frozenset[str]:
        """Where an address leads to, as it is written and as git is set to read it instead, to be compared."""
        return frozenset(location(each, self.top) for each in (url, *self._instead_of(url)))

    def _instead_of(self, url: str) -> Iterator[str]:
        for name in (".insteadof", ".pushinsteadof"):
            bases = {
                beginning: key.removeprefix("url.").removesuffix(name)
                for key, beginnings in self.values.items()
                if key.startswith("url.") and key.endswith(name)
                for beginning in beginnings
                if url.startswith(beginning)
            }
            if bases:
                longest = max(bases, key=len)
                yield bases[longest] + url[len(longest) :]

    def upstream_of(self, branch: str) -> tuple[str, str] | None:
        """The remote and the branch there that a branch is set to follow; None when that is no remote with a name."""
        remote, merge = self.last(f"branch.{branch}.remote"), self.last(f"branch.{branch}.merge")
        if remote in self.remotes and merge is not None and merge.startswith("refs/heads/"):
            return str(remote), merge.removeprefix("refs/heads/")
        return None


def settings(repository: Repository) -> Settings:
    """All settings that git uses in a repository, through one process."""
    return Settings(as_git_lists(repository.run("config", "--null", "--list")), repository.place.top)


def talking(settings: Settings) -> tuple[str, ...]:
    """Settings (`name=value`) for a git process that talks to a remote: a time limit, and no questions where nobody
    can answer. What the person has set stays."""
    ours = [f"{name}={value}" for name, value in PATIENCE.items() if settings.last(name.lower()) is None]
    if settings.last("core.sshcommand") is None and not {"GIT_SSH_COMMAND", "GIT_SSH"} & os.environ.keys():
        ours.append(f"core.sshCommand={SSH}" + ("" if _somebody_is_there() else " -o BatchMode=yes"))
    return ("gc.auto=0", "maintenance.auto=false", *ours)


def asking() -> dict[str, str]:
    """The environment for such a process."""
    return {} if _somebody_is_there() else {"GIT_TERMINAL_PROMPT": "0"}


def _somebody_is_there() -> bool:
    try:
        return sys.stdin.isatty() and sys.stderr.isatty()
    except (ValueError, AttributeError):  # closed; None when it was closed before Python began
        return False
