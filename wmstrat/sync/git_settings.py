"""What git is set to, read by one process, and what it is set to besides while it talks to a remote."""

from __future__ import annotations

import os
import sys

from msgspec import Struct

from wmstrat.repo import Repository
from wmstrat.repo.settings import as_git_lists
from wmstrat.sync.git_messages import redacted

PATIENCE = {"http.lowSpeedLimit": "1", "http.lowSpeedTime": "60"}
SSH = "ssh -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"


class Settings(Struct, frozen=True):
    """Every setting of one repository, all its values in git's order; sections and names are in lower case.

    Values may hold credentials: nothing of them is for output.
    """

    values: dict[str, tuple[str, ...]]

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
        return frozenset(url.rstrip("/").removesuffix(".git") for url in urls)

    def upstream_of(self, branch: str) -> tuple[str, str] | None:
        """The remote and the branch there that a branch is set to follow; None when that is no remote with a name."""
        remote, merge = self.last(f"branch.{branch}.remote"), self.last(f"branch.{branch}.merge")
        if remote in self.remotes and merge is not None and merge.startswith("refs/heads/"):
            return str(remote), merge.removeprefix("refs/heads/")
        return None


def settings(repository: Repository) -> Settings:
    """All settings that git uses in a repository, through one process."""
    return Settings(as_git_lists(repository.run("config", "--null", "--list")))


def talking(settings: Settings) -> tuple[str, ...]:
    """Settings (`name=value`) for a git process that talks to a remote: it waits for so long, and asks nobody who
    cannot answer. What a person has set differently stays."""
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
