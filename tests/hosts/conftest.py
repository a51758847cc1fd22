"""A workspace behind a real gitolite, and the clones of those who share it.

These tests stand in a folder of their own, and this folder is left out where there is no program `gitolite`: most
people who work on wmstrat cannot install one, and what the guard says and does is tested without it in tests/guard,
and what gitolite says in tests/sync/test_words.py. CI installs it where it can: see .ci/run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.guard.conftest import TABLE, Clone, Push, draft, member, question
from tests.hosts.gitolite import ADDRESS, Gitolite, people_s, run

if shutil.which("gitolite") is None:
    collect_ignore_glob = ["*"]

PEOPLE = ("member-17", "member-18", "member-20")
"""A coordinator of CB, a member of AD, and a member of CB whom gitolite lets only read."""

TABLE_AT_THE_HOST = f"""{TABLE}  - id: table
    who: CB
    roles: coordinator
    groups: "*"
    kinds: process
"""


@dataclass
class Member(Clone):
    """The clone of one member: what is typed in it, by plain git and by wmstrat, and who is let in."""

    gitolite: Gitolite
    wmstrat: Wmstrat
    by_git: bool = field(default=True, kw_only=True)
    answer: str = field(default="", init=False)

    def type(self, *arguments: str, code: int = 0) -> str:
        """Type a command of wmstrat into the clone; returns all that it said, as one line."""
        done = self.wmstrat("-C", str(self.folder), *arguments, code=code)
        self.answer = done.out + done.err
        return " ".join(self.answer.split())

    def refused_sync(self) -> str:
        """Sync, and be refused: exit code 8, nothing changed at the host, the work still here; what it said."""
        before, tip = self.gitolite.state(), self.tip
        text = self.type("sync", code=8)
        assert self.gitolite.state() == before
        assert self.git("merge-base", tip, "HEAD") == tip
        return text

    def refused_push(self, *arguments: str) -> Push:
        """Push by plain git, and be refused by the guard; nothing has changed at the host."""
        return self.refused("origin", *(arguments or ("HEAD:main",)))

    def comes_in_as(self, name: str) -> None:
        """From now on gitolite takes this person for somebody of another name, as with another key."""
        self.git("config", "core.sshCommand", self.gitolite.ssh(name))


@dataclass(frozen=True)
class Made:
    """What is made once: the host, its repositories as they were after the first sync, and a clone for each."""

    host: Gitolite
    repositories: Path
    clones: Path


@pytest.fixture(scope="session")
def made_gitolite(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """gitolite as the docs set it up, and a workspace that its first member has sent there, signed."""
    folder = tmp_path_factory.mktemp("gitolite")
    env = people_s(folder / "home")
    home = folder / "host"
    home.mkdir()
    host = Gitolite(home, env)
    host.set_up()
    keys = folder / "keys"
    keys.mkdir()
    for person in PEOPLE:
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(keys / person)], cwd=keys, env=env)
    wmstrat = [sys.executable, "-m", "wmstrat"]

    first = folder / "first"
    shutil.copytree(made_workspace, first)
    _write(first, keys)
    _is_of(first, "member-17", host, keys)
    run(["git", "add", "--all"], cwd=first, env=env)
    run(["git", "commit", "--quiet", "--message", "The beginning"], cwd=first, env=env)
    run(["git", "remote", "add", "origin", f"{ADDRESS}strategy"], cwd=first, env=env)
    run([*wmstrat, "sync"], cwd=first, env=env)

    clones = folder / "clones"
    clones.mkdir()
    let_in = {**env, "GIT_SSH_COMMAND": host.ssh(PEOPLE[-1])}
    run([*wmstrat, "clone", f"{ADDRESS}strategy", PEOPLE[-1]], cwd=clones, env=let_in)
    shutil.rmtree(clones / PEOPLE[-1] / ".git" / "hooks")
    for person in PEOPLE:
        if person != PEOPLE[-1]:
            shutil.copytree(clones / PEOPLE[-1], clones / person)
        _is_of(clones / person, person, host, keys)
    for sample in (home / "repositories").glob("*.git/hooks/*.sample"):
        sample.unlink()
    run(["git", "repack", "-adq"], cwd=host.repository(), env=env)
    kept = folder / "repositories"
    shutil.copytree(home / "repositories", kept, symlinks=True)
    return Made(host, kept, clones)


def _write(workspace: Path, keys: Path) -> None:
    """A few records, the table of permissions, and whose key is whose."""
    files = {
        **question(1),
        **question(1, "advocacy", "AD"),
        **draft(1, state="submitted"),
        **member("member-17", "capacity-building", "CB", "coordinator"),
        **member("member-18", "advocacy", "AD"),
        **member("member-20", "capacity-building", "CB"),
        "method/allowed_signers": "".join(f"{name} {(keys / f'{name}.pub').read_text()}" for name in PEOPLE),
        "process.yaml": (workspace / "process.yaml").read_text().replace("permissions: []\n", TABLE_AT_THE_HOST),
    }
    for path, text in files.items():
        file = workspace / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def _is_of(clone: Path, person: str, host: Gitolite, keys: Path) -> None:
    """The clone is this person's: name, key, and the way in."""
    settings = {
        "user.name": person.capitalize().replace("-", " "),
        "user.email": f"{person}@example.org",
        "gpg.format": "ssh",
        "user.signingKey": str(keys / f"{person}.pub"),
        "commit.gpgSign": "true",
        "core.sshCommand": host.ssh(person),
    }
    for name, value in settings.items():
        subprocess.run(["git", "-C", str(clone), "config", name, value], check=True)


@pytest.fixture
def host(made_gitolite: Made) -> Gitolite:
    """The host, with its repositories as they were after the first sync."""
    repositories = made_gitolite.host.home / "repositories"
    shutil.rmtree(repositories)
    shutil.copytree(made_gitolite.repositories, repositories, symlinks=True)
    return made_gitolite.host


def _clone(name: str) -> object:
    @pytest.fixture(name=name.replace("-", "_"))
    def clone(made_gitolite: Made, host: Gitolite, tmp_path: Path, wmstrat: Wmstrat) -> Member:
        shutil.copytree(made_gitolite.clones / name, tmp_path / name)
        return Member(host.repository(), tmp_path / name, host, wmstrat)

    return clone


member_17, member_18, member_20 = map(_clone, PEOPLE)
