"""Remotes for the tests of sync; see remotes.py."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import CLEARED, TODAY, Lend, Once, Wmstrat, write_identity
from tests.copying import copy_folder
from tests.sync import remotes


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """An empty bare repository, `us.git` in a folder of its own, on a branch `main` that has no commit yet."""
    return remotes.make_bare(tmp_path / "host" / "us.git")


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


@pytest.fixture(scope="session")
def made_shared(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace, `us.git` that it was sent to, and `other`, a clone of that, which has synced once: built once a
    session, to be copied."""
    folder, home = tmp_path_factory.mktemp("shared"), tmp_path_factory.mktemp("sharer")
    bare = remotes.make_bare(folder / "us.git")
    shutil.copytree(made_workspace, folder / "strategy")
    for command in (
        ["git", "-C", folder / "strategy", "remote", "add", "origin", bare],
        ["git", "-C", folder / "strategy", "push", "--quiet", "--set-upstream", "origin", "main"],
        ["git", "clone", "--quiet", bare, folder / "other"],
    ):
        subprocess.run(command, check=True, capture_output=True)
    run_wmstrat(home, folder / "other", "sync")
    for sample in (folder / "other" / ".git" / "hooks").glob("*.sample"):
        sample.unlink()
    return folder


def run_wmstrat(home: Path, folder: Path, *words: str) -> None:
    """Type a command in a folder, outside a test."""
    write_identity(home)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(CLEARED)}
    environment |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "WMSTRAT_TODAY": TODAY}
    command = [sys.executable, "-m", "wmstrat", *words]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)


@pytest.fixture(scope="session")
def made_asked(made_shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a question that both clones have."""
    folder, home = tmp_path_factory.mktemp("asked"), tmp_path_factory.mktemp("asker")
    for name in ("strategy", "us.git", "other"):
        copied(copy_folder, made_shared, name, folder / name, folder / "us.git")
    for name, *words in (("strategy", "question", "add", "CB", "Which?"), ("strategy", "sync"), ("other", "sync")):
        run_wmstrat(home, folder / name, *words)
    return folder


def copied(copy: Lend, made: Path, name: str, folder: Path, bare: Path) -> Path:
    """A folder, which may be there already, becomes the repository of this name, and `bare` its remote."""
    copy(made / name, folder)
    config = folder / (".git/config" if (folder / ".git").exists() else "config")
    config.write_text(config.read_text().replace(str(made / "us.git"), str(bare)))
    return folder


@pytest.fixture
def shared(made_shared: Path, lend: Lend, bare: Path, workspace: Path) -> Path:
    """A workspace (the test stands in it) whose `main` was sent to `bare`, and follows it as `origin`."""
    copied(lend, made_shared, "us.git", bare, bare)
    return copied(lend, made_shared, "strategy", workspace, bare)


@pytest.fixture
def other(made_shared: Path, lend: Lend, shared: Path, bare: Path, tmp_path: Path) -> Path:
    """A second clone of what `shared` sends to."""
    del shared
    return copied(lend, made_shared, "other", tmp_path / "other", bare)


@pytest.fixture
def asked(made_asked: Path, lend: Lend, shared: Path, other: Path, bare: Path) -> None:
    """`CB-Q1`, "Which?", a question that `shared` and `other` both have."""
    for name, folder in (("us.git", bare), ("strategy", shared), ("other", other)):
        copied(lend, made_asked, name, folder, bare)


@pytest.fixture
def titles_met(once: Once, shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, asked: None) -> None:
    """The title of CB-Q1 is in conflict here: "Mine?" and "Theirs?", where it was "Which?"."""
    del asked

    def make() -> None:
        wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
        wmstrat("-C", other, "sync")
        wmstrat("set", "CB-Q1", "title=Mine?")
        wmstrat("sync", code=7)

    once(make, bare, shared, other)


@pytest.fixture
def submitted(once: Once, shared: Path, other: Path, bare: Path, wmstrat: Wmstrat) -> None:
    """A draft CB-D1 that was submitted, in both clones."""

    def make() -> None:
        handle = wmstrat("draft", "add", "CB", "Share what works").out.strip()
        wmstrat("draft", "publish", handle, "--despite", "Only its title is ready.")
        wmstrat("draft", "submit", handle)
        wmstrat("sync")
        wmstrat("-C", other, "sync")

    once(make, bare, shared, other)


@pytest.fixture
def ratified_there(submitted: None, other: Path, wmstrat: Wmstrat) -> None:
    """The same draft, ratified in the other clone and in the shared repository; this clone has not synced."""
    del submitted
    wmstrat("-C", other, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", other, "sync")
