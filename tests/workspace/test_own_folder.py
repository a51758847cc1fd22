"""Who may read and write what wmstrat has in git's own directory."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest

from tests.conftest import Wmstrat
from wmstrat.workspace import own_folder


@pytest.fixture
def workspace(workspace: Path) -> Path:
    """A workspace in which no command has made an index yet."""
    shutil.rmtree(workspace / ".git/wmstrat/cache")
    return workspace


@pytest.fixture
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """Files are made under this umask."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    """The permissions of all that wmstrat has there."""
    inside = sorted(folder.rglob("*"))
    return {str(path.relative_to(folder.parent)): S_IMODE(path.stat().st_mode) for path in [folder, *inside]}


@pytest.mark.parametrize("umask", [0o022, 0o000], indirect=True)
def test_nobody_else_reads_what_is_private(workspace: Path, wmstrat: Wmstrat, umask: int) -> None:
    folder = workspace / ".git/wmstrat"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777 & ~umask)  # as an older version made it
    wmstrat("person", "add", "X", "--contact", "x@example.org")
    found = modes(folder)
    assert (
        found["wmstrat"] == found["wmstrat/cache"] == found["wmstrat/cache/top"] == (0o770 if umask == 0 else 0o700)
    )
    assert found["wmstrat/cache/top/index.sqlite"] == (0o660 if umask == 0 else 0o600)
    assert os.umask(umask) == umask


@pytest.mark.parametrize("umask", [0o022, 0o002, 0o077], indirect=True)
def test_a_group_that_shares_the_repository_can_write(
    workspace: Path, wmstrat: Wmstrat, git: Any, umask: int
) -> None:
    for repository in (workspace, workspace / "private"):
        git(repository, "config", "core.sharedRepository", "group")
    note = wmstrat("note", "add", "CB", "Text").out.strip()
    wmstrat("person", "add", "X", "--contact", "x@example.org")
    found = modes(workspace / ".git/wmstrat")
    assert found["wmstrat"] == found["wmstrat/cache/top"] == 0o2770
    assert all(mode & 0o060 == 0o060 for path, mode in found.items() if "tidied" not in path), found
    [file] = workspace.glob(f"groups/*/notes/*/*/{note}.md")
    for path in (file, file.parent, workspace / "private/people/x.yaml"):
        assert path.stat().st_mode & 0o060 == 0o060
    assert os.umask(umask) == umask


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((value, True) for value in ("group", "true", "1", "all", "World", "everybody", "2", "0660", "0664", "660")),
        *((value, False) for value in ("umask", "false", "0", "0600", "0640", "0444")),
    ],
)
def test_a_repository_is_shared_where_git_says_so(sample: Any, value: str, expected: bool) -> None:
    assert not own_folder.is_shared(sample.place)
    sample.git("config", "core.sharedRepository", value)
    assert own_folder.is_shared(sample.place) is expected


def test_a_choice_that_cannot_be_saved_is_refused(sample: Any) -> None:
    from wmstrat.errors import Refused
    from wmstrat.sync.choices import Choices

    (sample.root / ".git/wmstrat").write_text("In its place")
    with pytest.raises(Refused, match="cannot be written"):
        Choices(sample.place).forget()
