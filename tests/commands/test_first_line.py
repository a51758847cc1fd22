"""The main line: make a workspace, add a note, see the status, read the history."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Wmstrat


def test_a_note_is_one_commit_and_status_sees_it(wmstrat: Wmstrat, workspace: Path, git: Callable[..., str]) -> None:
    added = wmstrat("note", "add", "CB", "Interview with affiliates")

    [identity] = added.lines
    assert identity.startswith("CB-N20180720-")
    tail = identity[-4:]
    assert git(workspace, "log", "-1", "--format=%s").strip() == f'CB: add note "Interview with affiliates" ({tail})'
    assert git(workspace, "log", "-1", "--format=%b").split("\n")[:2] == [
        "Wmstrat-Command: note add",
        f"Wmstrat-Record: {identity}",
    ]
    path = f"groups/capacity-building/notes/2018/07/{identity}.md"
    assert git(workspace, "show", "--name-only", "--format=").split() == [path]
    assert (workspace / path).read_text().endswith("---\n\nInterview with affiliates\n")
    assert git(workspace, "status", "--porcelain") == ""

    items = json.loads(wmstrat("status", "--format", "json").out)["items"]
    assert len([item for item in items if item["kind"] == "working"]) == 9


def test_init_makes_a_workspace_that_passes_its_own_check(
    wmstrat: Wmstrat, tmp_path: Path, git: Callable[..., str]
) -> None:
    made = wmstrat("init", tmp_path / "new", "--name", "Strategy 2030")

    assert made.out == f"{tmp_path / 'new'}\n"
    assert git(tmp_path / "new", "log", "--format=%s") == 'process: create the workspace "Strategy 2030"\n'
    assert git(tmp_path / "new", "status", "--porcelain") == ""
    assert git(tmp_path / "new" / "private", "status", "--porcelain") == ""
    wmstrat("-C", tmp_path / "new", "check")
