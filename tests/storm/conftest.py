"""A remote and clones of it, built once a session and copied for each test, and people who work in them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.storm.running import Crash, Ended, Running, orphans_come_here
from tests.storm.world import Clone, World, build, copied, identity, moment


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """What starts commands."""
    home = tmp_path_factory.mktemp("storm-home")
    identity(home)
    with orphans_come_here():
        yield Running(home)


@pytest.fixture(scope="session")
def made_world(running: Running, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A remote with three clones, to be copied."""
    return build(tmp_path_factory.mktemp("storm") / "world", running, 3)


@pytest.fixture
def world(made_world: World, tmp_path: Path) -> Iterator[World]:
    """A remote with three clones."""
    yield copied(made_world, tmp_path / "world")
    shutil.rmtree(tmp_path / "world", ignore_errors=True)


@dataclass
class Person:
    """Somebody with a clone."""

    world: World
    clone: Clone
    seconds: int = 0

    def __call__(self, *words: str, code: int = 0, crash: Crash | None = None, day: int = 1) -> Ended:
        """Type `wmstrat WORDS`; `code` is the exit code that the test expects."""
        self.seconds += 1
        number = (self.clone.number + 1) * 1000 + self.seconds
        env = moment(self.seconds, day)
        running, folder = self.world.running, self.clone.folder
        if crash is None:
            done = running.here(folder, words, env=env, tails=number)
        else:
            done = running.begin(folder, words, env=env, tails=number, crash=crash).end()
        self.world.wait_for_remote()
        if crash is None:
            assert done.code == code, f"{' '.join(done.words)} ended with {done.code}, not {code}: {done.said}"
        return done

    def git(self, *words: str, code: int = 0) -> str:
        """Type `git WORDS`."""
        self.seconds += 1
        done = self.world.running.git(self.clone.folder, *words, env=moment(self.seconds, 1))
        assert done.code == code, f"{' '.join(done.words)} ended with {done.code}, not {code}: {done.said}"
        return done.out.strip()

    @property
    def head(self) -> str:
        return self.clone.public.head()

    def read(self, path: str) -> str:
        """A file of the work tree."""
        return self.clone.read(path).decode()

    def edit(self, path: str, old: str, new: str) -> None:
        """Change a file by hand."""
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}"
        (self.clone.folder / path).write_text(text.replace(old, new, 1))

    def field(self, path: str, name: str) -> str:
        """A field of a record as it is written, with the lines that belong to it."""
        found = re.search(rf"(?m)^{name}:(.*(?:\n[ -].*)*)$", self.read(path))
        assert found, f"{path} has no {name}"
        return found[1].strip()

    def sound(self) -> None:
        """Everything here is committed, as others have it, and in order."""
        self("check")
        assert self.git("status", "--porcelain") == ""
        assert self.git("grep", "-lE", "^(<{7}|>{7}|={7})( |$)", "HEAD", code=1) == ""


@pytest.fixture
def two(world: World) -> tuple[Person, Person]:
    """Two people with a clone each, who have nothing private, like most."""
    for clone in world.clones:
        shutil.rmtree(clone.private.folder)
    return Person(world, world.clones[0]), Person(world, world.clones[1])


@pytest.fixture
def coordinators(world: World) -> tuple[Person, Person]:
    """Two people with a clone each, and with private/ in it."""
    return Person(world, world.clones[0]), Person(world, world.clones[1])
