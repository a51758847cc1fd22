"""The contract of places: which workspace a command works in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, replace_in
from tests.contract.conftest import CB


def name_of(wmstrat: Wmstrat, *options: str | Path) -> str:
    [process] = wmstrat.items(*options, "show", "process")
    return str(process["name"])


@pytest.fixture
def other(once: Once, tmp_path: Path, wmstrat: Wmstrat) -> Path:
    """A second workspace, called Other."""
    folder = tmp_path / "other"

    def make() -> None:
        wmstrat("init", folder, "--empty", "--name", "Other")

    once(make, folder)
    return folder


@pytest.mark.parametrize("folder", [".", "groups", CB, "private"])
def test_a_workspace_is_looked_for_upwards(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch, folder: str | Path
) -> None:
    monkeypatch.chdir(workspace / folder)

    assert name_of(wmstrat).startswith("Wikimedia")


def test_c_wins_over_the_environment_and_the_environment_over_here(
    wmstrat: Wmstrat, workspace: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert name_of(wmstrat, "-C", other) == name_of(wmstrat, "--workspace", other) == "Other"
    monkeypatch.setenv("WMSTRAT_WORKSPACE", str(other))
    assert name_of(wmstrat) == "Other"
    assert name_of(wmstrat, "-C", workspace).startswith("Wikimedia")


@pytest.mark.parametrize("command", ["status", "note add CB Text", "check", "log", "save", "undo", "whoami"])
def test_a_folder_that_is_no_workspace_is_said_to_be_none(wmstrat: Wmstrat, tmp_path: Path, command: str) -> None:
    refused = wmstrat("-C", tmp_path, *command.split(), code=3)

    assert "wmstrat init DIR" in refused.err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_not_found(wmstrat: Wmstrat, tmp_path: Path) -> None:
    assert "nowhere" in wmstrat("-C", tmp_path / "nowhere", "status", code=3).err


@pytest.mark.parametrize(("declared", "code"), [("2", 4), ("9" * 20, 4), ("one", 5), ("-1", 5), ("", 5)])
def test_a_workspace_of_a_newer_format_is_refused_by_every_command(
    wmstrat: Wmstrat, workspace: Path, git: Callable[..., str], declared: str, code: int
) -> None:
    process = workspace / "process.yaml"
    replace_in(process, "wmstrat: 1\n", f"wmstrat: {declared}\n")
    head = git(workspace, "rev-parse", "HEAD")

    for command in ("status", "note add CB Text", "check --fix", "upgrade", "save"):
        refused = wmstrat(*command.split(), code=code)
        assert "format" in refused.err
        assert "process.yaml" in refused.err
    assert git(workspace, "rev-parse", "HEAD") == head
    assert git(workspace, "status", "--porcelain") == " M process.yaml\n"


@pytest.mark.parametrize("layout", ["subfolder", "linked worktree", "symlinked folder"])
def test_a_workspace_works_wherever_git_does(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, git: Callable[..., str], layout: str
) -> None:
    folder = tmp_path / "elsewhere"
    if layout == "linked worktree":
        git(workspace, "worktree", "add", "-q", "-b", "other", str(folder))
    elif layout == "symlinked folder":
        folder.symlink_to(workspace)
    else:
        git(tmp_path, "init", "-q", "elsewhere")
        folder = folder / "deep" / "strategy"
        wmstrat("init", folder)

    note = wmstrat("-C", folder, "note", "add", "CB", "From here").lines[0]

    assert git(folder, "log", "-1", "--format=%s") == f'CB: add note "From here" ({note[-4:]})\n'
    assert git(folder, "status", "--porcelain") == ""
    assert "From here" in wmstrat("-C", folder, "note", "list", "CB").out


def test_two_workspaces_in_one_repository_do_not_mix(
    wmstrat: Wmstrat, tmp_path: Path, git: Callable[..., str]
) -> None:
    git(tmp_path, "init", "-q", "both")
    for name in ("one", "two"):
        wmstrat("init", tmp_path / "both" / name)
        wmstrat("-C", tmp_path / "both" / name, "question", "add", "CB", f"In {name}?")

    for name, other in (("one", "two"), ("two", "one")):
        folder = tmp_path / "both" / name
        assert [one["title"] for one in wmstrat.items("-C", folder, "question", "list")] == [f"In {name}?"]
        assert f"In {other}?" not in wmstrat("-C", folder, "log").out
        wmstrat("-C", folder, "undo")
    assert git(tmp_path / "both", "status", "--porcelain") == ""


@pytest.mark.parametrize("value", ["nope", "2018-02-30", "2018", "20 July"])
@pytest.mark.usefixtures("unchanged")
def test_a_fixed_today_that_is_no_day_is_refused(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("WMSTRAT_TODAY", value)

    for command in (["status"], ["note", "add", "CB", "Text"]):
        refused = wmstrat(*command, code=5)
        assert "WMSTRAT_TODAY" in refused.err
        assert value in refused.err
