"""The texts of iterations are found wherever their commits are: under a handle, under another code, on either side of
a merge, in a folder that was moved."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.conftest import Wmstrat
from tests.requirements.test_rows_draft_diff import FIRST, SECOND, THIRD, changes, publish, write

Git = Callable[..., str]


def draft_in(folder: Path, group: str = "capacity-building") -> Path:
    [file] = folder.glob(f"groups/{group}/drafts/*.md")
    return file


def test_row_34_numbers_and_merges_change_no_text(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Published under a handle, which also another record and its own text name; numbered; revised in one clone while
    the other goes on writing."""
    question = wmstrat("question", "add", "CB", "Which skills are missing?").out.strip()
    handle = wmstrat("draft", "add", "CB", "A place to learn", "--answers", question).out.strip()
    publish(wmstrat, draft_in(shared), f"{FIRST}\nSee {question}.\n")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["handle"] == handle
    write(draft_in(shared), f"{FIRST}\nSee CB-Q1.\n")
    assert changes(wmstrat, "CB-D1") == []
    wmstrat("save")
    wmstrat("sync")

    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-D1", "direction=It brings in people who were kept outside.")
    publish(wmstrat, draft_in(shared), f"{SECOND}\nSee CB-Q1.\n")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for clone in (shared, other):
        here = ("-C", clone)
        items = wmstrat.items(*here, "draft", "diff", "CB-D1", "1..2")
        told = [(item["name"], item["change"]) for item in items]
        assert told == [("recommendation", "longer"), ("groups", "new"), ("time", "gone")], clone
    later = wmstrat.items("draft", "diff", "CB-D1")
    assert [(item["to"], item["name"]) for item in later] == [("", "direction")]


def test_row_34_another_code_changes_no_text(shared: Path, wmstrat: Wmstrat) -> None:
    wmstrat("group", "add", "Albania", "--code", "AL")
    handle = wmstrat("question", "add", "AL", "Which?").out.strip()
    wmstrat("draft", "add", "AL", "An answer", "--answers", handle)
    publish(wmstrat, draft_in(shared, "albania"), f"{FIRST}\nSee {handle}.\n")
    wmstrat("group", "recode", "albania", "AB")
    [draft] = wmstrat.items("draft", "list", "AB")
    assert changes(wmstrat, draft["id"]) == []
    publish(wmstrat, draft_in(shared, "albania"), f"{THIRD}\nSee {handle.replace('AL', 'AB')}.\n")
    wmstrat("sync")
    told = [(name, what) for _, name, what in changes(wmstrat, "AB-D1", "1..2")]
    assert told == [("recommendation", "longer"), ("groups", "new"), ("else", "new"), ("time", "gone")]


def test_row_34_a_draft_that_was_moved_by_hand_keeps_its_iterations(
    workspace: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("draft", "add", "CB", "A place to learn")
    publish(wmstrat, draft_in(workspace), f"{FIRST}\nSee CB-D1.\n")
    there = workspace / "groups/advocacy/drafts/AD-D1.md"
    there.parent.mkdir(exist_ok=True)
    git(workspace, "mv", str(draft_in(workspace)), str(there))
    there.write_text(there.read_text().replace("CB-D1", "AD-D1").replace("capacity-building", "advocacy"))
    git(workspace, "commit", "-qam", "Move it to Advocacy")
    publish(wmstrat, there, f"{SECOND}\nSee AD-D1.\n")
    told = [(name, what) for _, name, what in changes(wmstrat, "AD-D1", "1..2")]
    assert told == [("recommendation", "longer"), ("groups", "new"), ("time", "gone")]
