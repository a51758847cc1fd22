"""A host with the guard at its door, and clones that push to it by plain git."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import CLEARED, TODAY, Lend, write_identity
from tests.copying import copy_folder
from wmstrat.guard.guarding import judge_push
from wmstrat.guard.refusal import lines
from wmstrat.guard.trees import around
from wmstrat.guard.updates import updates

GROUP = "groups/capacity-building"
OTHER = "groups/advocacy"
HOOK = """#!/bin/sh
exec {python} -m wmstrat guard {options}
"""

# Members and coordinators, each for their own group; the beginning of most tables.
TABLE = """permissions:
  - id: members
    who: "*"
    roles: member, coordinator
    groups: own
    kinds: question, draft, note
  - id: coordinators
    who: "*"
    roles: coordinator
    groups: own
"""

BOARDS_TABLE = f"""{TABLE}  - id: board
    who: BD
    groups: own
  - id: all-coordinators
    who: AD
    roles: coordinator
    groups: "*"
    kinds: process person
"""
PEOPLE = ("member-17", "member-18", "member-19")


def run(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run git in a folder."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True)
    if check and done.returncode:
        raise AssertionError(f"git {arguments}: {done.stdout}{done.stderr}")
    return done


def record(identity: str, group: str = "capacity-building", *, body: str = "", **values: str) -> str:
    """The file of a question or draft, with the fields that a test speaks of."""
    lines = {"id": identity, "handle": "", "group": group, "title": f"About {identity}", **values}
    yaml = "".join(f"{key}: {value}\n" for key, value in lines.items())
    return f"---\n{yaml}---\n{body}"


def question(number: str | int, group: str = "capacity-building", code: str = "CB", **values: str) -> dict[str, str]:
    """A question, as a file of the workspace by its path."""
    identity = f"{code}-Q{number}"
    values = {"state": "proposed", **values}
    return {f"groups/{group}/questions/{identity}.md": record(identity, group, **values)}


def draft(number: str | int, group: str = "capacity-building", code: str = "CB", **values: str) -> dict[str, str]:
    """A draft, as a file of the workspace by its path."""
    identity = f"{code}-D{number}"
    values = {"state": "drafting", **values}
    return {f"groups/{group}/drafts/{identity}.md": record(identity, group, **values)}


def member(person: str, group: str, code: str, role: str = "member") -> dict[str, str]:
    """A person, and the membership of that person in a group."""
    since = f"state: appointed\nrole: {role}\nsince: 2018-07-01\nselected_by: steering-committee\n"
    return {
        f"people/{person}.yaml": f"id: {person}\nname: Person of {person}\n",
        f"groups/{group}/members/{code}-{person}.yaml": (
            f"id: {code}-{person}\nperson: {person}\ngroup: {group}\n{since}"
        ),
    }


@dataclass
class Push:
    """How a push ended: whether the host took it in, and the lines that it answered."""

    taken: bool
    answer: str

    @property
    def text(self) -> str:
        """The answer as one line, however it was folded."""
        return " ".join(self.answer.split())

    @property
    def commands(self) -> list[str]:
        """What the answer says to type, each on a line of its own."""
        return [line.strip() for line in self.answer.splitlines() if line.startswith("     ")]


@dataclass
class Clone:
    """A clone of the host, in which commits are made by plain git.

    With `by_git` HEAD is pushed by git, whose hook calls the guard. Else the guard judges in this process, with the
    objects where git's quarantine would have them, and git sends what it lets in.
    """

    host: Path
    folder: Path
    by_git: bool = field(default=False, kw_only=True)

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        for path, content in files.items():
            file = self.folder / path
            if content is None:
                file.unlink()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, files: Mapping[str, str | bytes | None], *options: str, subject: str = "By hand") -> str:
        """Commit some files (None: take it away) and return the commit."""
        self.write(files)
        run(self.folder, "add", "--all", "--force", ".")
        run(self.folder, "commit", "--quiet", "--allow-empty", "--message", subject, *options)
        return self.tip

    def read(self, path: str) -> str:
        return (self.folder / path).read_text()

    def git(self, *arguments: str, check: bool = True) -> str:
        return run(self.folder, *arguments, check=check).stdout.strip()

    def shell(self, *commands: str) -> None:
        """Type commands into a shell at the top of the clone, as they stand. No editor opens."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        for command in commands:
            done = subprocess.run(
                ["bash", "-c", command],
                cwd=self.folder,
                env={**os.environ, "PATH": path, "GIT_EDITOR": "false"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, (command, done.stdout, done.stderr)

    @property
    def tip(self) -> str:
        return reference(self.folder / ".git", "HEAD")

    @property
    def published(self) -> str:
        return reference(self.host, "refs/heads/main")

    def push(self, *arguments: str) -> Push:
        """Push; a push that is refused leaves the host as it was, to the byte of its references and objects."""
        if not arguments and not self.by_git:
            return self._judged()
        before = self._state()
        done = run(self.folder, "push", *(arguments or ("origin", "HEAD:main")), check=False)
        lines = [line.removeprefix("remote:").strip("\n") for line in done.stderr.splitlines()]
        answer = "\n".join(
            line.removeprefix(" ").rstrip()
            for line, raw in zip(lines, done.stderr.splitlines(), strict=True)
            if raw.startswith("remote:")
        )
        if done.returncode:
            assert self._state() == before
        return Push(done.returncode == 0, answer or done.stderr)

    def _judged(self) -> Push:
        """What the guard answers to a push of HEAD, of which the objects wait as they do in git's quarantine."""
        with self.in_quarantine():
            pushed = updates(f"{self.published} {self.tip} refs/heads/main\n")
            refusals = judge_push(around(str(self.host), None), pushed, [])
        if not refusals:
            self._send()
        return Push(not refusals, "\n".join(lines(refusals)) if refusals else "")

    @contextmanager
    def in_quarantine(self) -> Iterator[None]:
        """The environment of a hook, in which the objects of the clone wait."""
        objects = {"GIT_QUARANTINE_PATH": self.folder, "GIT_OBJECT_DIRECTORY": self.folder / ".git" / "objects"}
        with pytest.MonkeyPatch.context() as patch:
            for name, path in {**objects, "GIT_ALTERNATE_OBJECT_DIRECTORIES": self.host / "objects"}.items():
                patch.setenv(name, str(path))
            yield

    def commit_unguarded(self, files: Mapping[str, str | bytes | None]) -> None:
        """Commit some files, and send them while nobody guards the host."""
        self.commit(files)
        self._send()

    def _send(self) -> None:
        """Give the host all new objects and move its branch, as an unguarded push does; one by git takes as long as
        the guard."""
        objects = self.folder / ".git" / "objects"
        for path in objects.glob("??/*"):
            if not (there := self.host / "objects" / path.relative_to(objects)).exists():
                there.parent.mkdir(exist_ok=True)
                there.hardlink_to(path)
        tip = self.tip
        for branch in (self.host / "refs/heads/main", self.folder / ".git/refs/remotes/origin/main"):
            branch.write_text(f"{tip}\n")

    def accepted(self, *arguments: str) -> None:
        found = self.push(*arguments)
        assert found.taken, found.answer

    def refused(self, *arguments: str) -> Push:
        found = self.push(*arguments)
        assert not found.taken
        assert "wmstrat did not accept this push" in found.answer, found.answer
        return found

    def _state(self) -> tuple[str, list[str]]:
        objects = sorted(
            path.relative_to(self.host).as_posix() for path in (self.host / "objects").rglob("*") if path.is_file()
        )
        return run(self.host, "for-each-ref").stdout, objects


def reference(repository: Path, name: str) -> str:
    """The commit that a reference of a git directory leads to, which has a file of its own."""
    text = (repository / name).read_text().strip()
    return reference(repository, text.removeprefix("ref: ")) if text.startswith("ref: ") else text


def guarded(host: Path, options: str = "") -> None:
    """Put the guard at the door of a bare repository."""
    hook = host / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(python=sys.executable, options=options))
    hook.chmod(hook.stat().st_mode | stat.S_IXUSR)


@contextmanager
def maker(home: Path) -> Iterator[None]:
    """The surroundings in which a fixture of the whole session is made, before a test has a HOME of its own."""
    write_identity(home)
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith(CLEARED):
                patch.delenv(name)
        for name, value in {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "WMSTRAT_TODAY": TODAY}.items():
            patch.setenv(name, value)
        yield


@pytest.fixture(scope="session")
def made_host(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare repository with the workspace and a few records in it, and a clone of it, once a session."""
    folder = tmp_path_factory.mktemp("host")
    with maker(tmp_path_factory.mktemp("home-of-host")):
        host = folder / "host.git"
        subprocess.run(["git", "clone", "--quiet", "--bare", str(made_workspace), str(host)], check=True)
        subprocess.run(["git", "clone", "--quiet", str(host), str(folder / "clone")], check=True)
        clone = Clone(host, folder / "clone")
        decided = {"state": "ratified", "decided_by": "board", "decided_on": "2018-07-10"}
        files: dict[str, str | bytes | None] = {
            **question(1),
            **question(2),
            **question("-k3f9"),
            **question(1, "advocacy", "AD"),
            **draft(1, **decided),
            **draft(2, state="submitted"),
            **draft(3, state="rejected", decided_by="board", decided_on="2018-07-10"),
            **member("member-17", "capacity-building", "CB"),
            **member("member-18", "advocacy", "AD", "coordinator"),
            **member("member-19", "board", "BD"),
        }
        clone.commit(files, subject="The beginning")
        clone.git("push", "--quiet", "origin", "HEAD:main")
        shutil.rmtree(host / "hooks", ignore_errors=True)
        shutil.rmtree(clone.folder / ".git" / "hooks", ignore_errors=True)
        for repository in (host, clone.folder):  # a pack is copied faster than a hundred objects
            run(repository, "repack", "-adq")
        guarded(host)
        # The first question of a host is what the index keeps from then on.
        clone.git("push", "--quiet", "origin", "HEAD:refs/heads/warm", check=False)
    return folder


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an SSH key for each person, and one of a stranger."""
    folder = tmp_path_factory.mktemp("keys")
    for name in (*PEOPLE, "stranger"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    return folder


def with_table(clone: Clone, keys: Path, table: str = BOARDS_TABLE) -> None:
    """Bring the table and the keys to the host, while nobody guards."""
    signers = "".join(f"{name} {(keys / f'{name}.pub').read_text()}" for name in PEOPLE)
    text = clone.read("process.yaml").replace("permissions: []\n", table)
    clone.commit_unguarded({"process.yaml": text, "method/allowed_signers": signers})


def copy_of(made: Path, folder: Path, copy: Lend = copy_folder) -> Clone:
    for name in ("host.git", "clone"):
        copy(made / name, folder / name)
    clone = Clone(folder / "host.git", folder / "clone")
    config = clone.folder / ".git" / "config"
    config.write_text(re.sub(r"(?m)^(\turl = ).*", lambda match: f"{match[1]}{clone.host}", config.read_text()))
    return clone


@pytest.fixture
def clone(made_host: Path, lend: Lend, tmp_path: Path) -> Clone:
    """A clone of its own guarded host, on the branch main, with nothing to push."""
    return copy_of(made_host, tmp_path / "together", lend)


@pytest.fixture(scope="session")
def made_signed(made_host: Path, keys: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same host and clone with a table in force, and signatures that say who somebody is, once a session."""
    folder = tmp_path_factory.mktemp("signed") / "together"
    with maker(tmp_path_factory.mktemp("home-of-signed")):
        clone = copy_of(made_host, folder)
        with_table(clone, keys)
        clone.git("config", "gpg.format", "ssh")
    return folder


@pytest.fixture
def signed(made_signed: Path, keys: Path, lend: Lend, tmp_path: Path) -> Clone:
    """A clone of a host whose table is in force, and who somebody is comes from signatures."""
    clone = copy_of(made_signed, tmp_path / "together", lend)
    clone.keys = keys  # type: ignore[attr-defined]
    return clone


def sign(clone: Clone, person: str) -> str:
    return f"-S{clone.keys / person}"  # type: ignore[attr-defined]
