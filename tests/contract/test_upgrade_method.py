"""The contract of `upgrade` for the `method/changes.md` of earlier versions: it becomes records, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in
from wmstrat.acts.method_changes import entries, title_of

SHIPPED = """# Changes of the method

<!-- Newest first, one line a change: the day, what changed, why, and who decided it. -->
"""
Told = list[tuple[str, str]]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", []),
        ("- 2018-07-20: drafts ask for costs, because the assembly asks too.", [
            ("drafts ask for costs, because the assembly asks too",
             "2018-07-20: drafts ask for costs, because the assembly asks too.")]),
        ("* Two words. The reason\n  on two lines.\n  - a detail\n\n1) Another", [
            ("Two words", "Two words. The reason\n  on two lines.\n  - a detail"), ("Another", "Another")]),
        ("## 2018-07\n\nWe vote.\n\n### Later\n", [("We vote", "2018-07\n\nWe vote."), ("Later", "Later")]),
        ("Before all.\n\n## 2018-07-01\n\n- one\n- two", [
            ("Before all", "Before all."), ("one", "2018-07-01\n\none"), ("two", "two")]),
        ("| day | what |\n|---|---|\n| 2018-07-01 | We vote | Board |", [
            ("We vote", "| 2018-07-01 | We vote | Board |")]),
        ("```\n- no item\n```", [("- no item", "```\n- no item\n```")]),
        ("- one <!-- a remark -->\n<!-- another -->", [("one", "one \n<!-- a remark -->\n\n<!-- another -->")]),
        ("> said\n\n**2018-07-01**", [("> said", "> said"), ("2018-07-01", "**2018-07-01**")]),
    ],
)  # fmt: skip
def test_each_change_that_the_file_tells_is_one_entry(text: str, told: Told) -> None:
    found = [entry.text for entry in entries(SHIPPED + "\n" + text)]

    assert [(title_of(each), each) for each in found] == told


def test_changes_become_records_once_and_no_word_is_lost(
    wmstrat: Wmstrat, workspace: Path, git: Callable[..., str]
) -> None:
    readme = workspace / "method/README.md"
    row = "| [changes.md](changes.md) | what we changed about our way of working, and why |\n"
    replace_in(readme, "| [templates/]", f"{row}| [templates/]")
    changes = workspace / "method/changes.md"
    changes.write_text(
        SHIPPED + "\n- 2018-07-20: drafts ask for costs.\n- 2019-02-01: we vote.\n- We met.\n- We met.\n"
    )
    git(workspace, "add", "method")
    git(workspace, "commit", "-qm", "As it was")

    done = wmstrat("upgrade").lines

    assert done == ["made 3 records of method/changes.md: ALL-ME1, ALL-ME2, ALL-ME3", "removed method/changes.md"]
    assert not changes.exists()
    assert "changes.md" not in readme.read_text()
    records = [wmstrat.record(f"ALL-ME{number}") for number in (1, 2, 3)]
    assert [(record["title"], record["adopted_on"]) for record in records] == [
        ("We met", "not known"), ("we vote", "not known"), ("drafts ask for costs", "2018-07-20"),
    ]  # fmt: skip
    assert records[2]["body"].strip() == "2018-07-20: drafts ask for costs."
    assert {record["state"] for record in records} == {"adopted"}
    assert "up to date" in wmstrat("upgrade").err
    assert wmstrat("check", "--format", "json").code == 0

    changes.write_text("- 2018-07-20: drafts ask for costs.\n- We sing.\n")
    git(workspace, "add", "method")
    git(workspace, "commit", "-qm", "Somebody of an earlier version")
    assert wmstrat("upgrade").lines[0] == "made 1 record of method/changes.md: ALL-ME4"

    changes.write_bytes(b"\xff")
    git(workspace, "add", "method")
    git(workspace, "commit", "-qm", "Not UTF-8")
    assert "method/changes.md was not changed" in wmstrat("upgrade").err
    assert changes.read_bytes() == b"\xff"
