"""The report behind `wmstrat status`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat

QUESTION = "Which capacities do small communities lack?"


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("process.yaml", "process"),
        ("groups/capacity-building/questions/CB-Q1.md", "CB"),
        ("groups/capacity-building/notes/2018/07/CB-N20180720-bcdf.md", "CB"),
        ("people/member-18.yaml", "people"),
    ],
)
def test_a_broken_file_of_any_kind_is_the_first_thing_that_needs_attention(
    wmstrat: Wmstrat, workspace: Path, broken: str, named: str
) -> None:
    path = workspace / broken
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("wmstrat: 1\nname: [unclosed\n")

    shown = wmstrat("status").out

    attention = shown[shown.index("Files with errors: 1.") :].splitlines()[0]
    assert named in attention or named in shown[shown.index("Files with errors: 1.") :].splitlines()[1]


def test_status_is_remembered_until_a_record_changes(wmstrat: Wmstrat, workspace: Path) -> None:
    first = wmstrat("status", "--format", "json").out
    assert wmstrat("status", "--format", "json").out == first
    wmstrat("question", "add", "CB", QUESTION)
    assert wmstrat("status", "--format", "json").out != first
    assert QUESTION in wmstrat("status", "CB").out
    (workspace / "groups" / "capacity-building" / "questions" / "CB-Q1.md").unlink()
    assert "No questions and no drafts yet" in wmstrat("status", "CB").out
