"""What git is set to, read by one process: remotes, upstreams of branches, the merge driver, signing."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.repo import Repository
from wmstrat.sync.git_messages import redacted

TRUE = ("true", "yes", "on")


class Remote(Struct, frozen=True):
    """A remote that has a name."""

    name: str
    url: str
    """For people: without credentials."""


class Settings(Struct, frozen=True):
    """Every setting of one repository, as git itself uses it.

    `values` has all values of a setting in git's order. Sections and names are in lower case, what is between
    them as it is written. Values may hold credentials: nothing of them is for output.
    """

    values: dict[str, tuple[str, ...]]

    def last(self, name: str) -> str | None:
        """The value that counts of a setting that takes one."""
        found = self.values.get(name)
        return found[-1] if found else None

    def is_true(self, name: str) -> bool:
        """Whether a setting is on. One that is not there is off."""
        found = self.last(name)
        return found is not None and (found.lower() in TRUE or (found.isdecimal() and int(found) != 0))

    @property
    def signs(self) -> bool:
        """Whether git signs every commit."""
        return self.is_true("commit.gpgsign")

    @property
    def remotes(self) -> dict[str, Remote]:
        """The remotes by name, in the order of the configuration."""
        found = {}
        for key in self.values:
            name = key.removeprefix("remote.").removesuffix(".url")
            if key == f"remote.{name}.url":
                found[name] = Remote(name, redacted(self.values[key][0]))
        return found

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
    values: dict[str, list[str]] = {}
    for entry in repository.run("config", "--null", "--list").split(b"\0")[:-1]:
        key, equals, value = entry.decode("utf-8", "surrogateescape").partition("\n")
        # A name alone means `true`.
        values.setdefault(key, []).append(value if equals else "true")
    return Settings({key: tuple(all_values) for key, all_values in values.items()})
