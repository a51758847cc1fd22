"""Remotes for the tests of sync; see remotes.py."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.sync import remotes


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty bare repository, `us.git` in a folder of its own, on a branch `main` that has no commit yet."""
    folder = tmp_path / "host"
    folder.mkdir()
    return remotes.make_bare(folder / "us.git")


@pytest.fixture
def daemon_url(bare: Path) -> Iterator[str]:
    """The address of `bare` at git's own daemon, which lets everybody write."""
    with remotes.daemon(bare.parent) as address:
        yield f"{address}/{bare.name}"


@pytest.fixture
def web(bare: Path) -> Iterator[remotes.Web]:
    """The web server of `http_url`, to make it refuse."""
    with remotes.web(bare.parent) as server:
        yield server


@pytest.fixture
def http_url(bare: Path, web: remotes.Web) -> str:
    """The address of `bare` at a web server, with the name and the password that it wants."""
    return f"{web.secret_url}/{bare.name}"


@pytest.fixture
def shared(bare: Path, workspace: Path, git: Callable[..., str]) -> Path:
    """A workspace (the test stands in it) whose `main` was sent to `bare`, and follows it as `origin`."""
    git(workspace, "remote", "add", "origin", str(bare))
    git(workspace, "push", "--quiet", "--set-upstream", "origin", "main")
    return workspace


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test of a module keeps what took a while to make, for the others to copy."""
    return tmp_path_factory.mktemp("made") / "folders"


@pytest.fixture
def once(made: Path, shared: Path, bare: Path, git: Callable[..., str]) -> Callable[[Callable[[], None]], None]:
    """Does something to `shared` and `bare`: in the first test of a module; in the others its result is copied."""

    def do(make: Callable[[], None]) -> None:
        folders = (shared, bare)
        if made.exists():
            for folder in folders:
                shutil.rmtree(folder)
                shutil.copytree(made / folder.name, folder)
            git(shared, "remote", "set-url", "origin", str(bare))
        else:
            make()
            for folder in folders:
                shutil.copytree(folder, made / folder.name)

    return do


@pytest.fixture
def other(shared: Path, bare: Path, tmp_path: Path, git: Callable[..., str]) -> Path:
    """A second clone of what `shared` sends to."""
    del shared
    git(tmp_path, "clone", "--quiet", str(bare), "other")
    return tmp_path / "other"


@pytest.fixture
def asked(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """`CB-Q1`, "Which?", a question that `shared` and `other` both have."""
    del shared
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
