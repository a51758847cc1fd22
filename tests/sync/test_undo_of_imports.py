"""An import that others have by now is taken back with as few git processes as one of a single record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat


def taken_back(wmstrat: Wmstrat, processes: GitProcesses, rows: int, first: str) -> list[str]:
    """The git processes of an undo of an import of so many questions, which a sync has given numbers."""
    table = "group,title\n" + "".join(f"CB,{first} {number}?\n" for number in range(rows))
    wmstrat("import", "question", "-", "--from", "csv", stdin=table)
    imported = wmstrat("log", "--format", "json", "--limit", "1").out
    commit = imported.split('"commit": "')[1].split('"')[0]
    wmstrat("sync")
    wmstrat("person", "add", f"{first} Later")
    processes.arguments()

    wmstrat("undo", commit)

    return processes.verbs()


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("rows", [3, 140])
def test_no_git_process_a_record(wmstrat: Wmstrat, git_processes: GitProcesses, rows: int) -> None:
    one = taken_back(wmstrat, git_processes, 1, "One")
    many = taken_back(wmstrat, git_processes, rows, "Many")

    assert len(many) <= len(one) + 1
    states = {item["state"] for item in wmstrat.items("question", "list")}
    assert states == {"withdrawn"}
    assert len(wmstrat.items("question", "list")) == rows + 1


def test_a_file_that_two_clones_imported_is_told(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    table = "group,title\n" + "".join(f"CB,Which {number}?\n" for number in range(5))
    for clone in (shared, other):
        wmstrat("-C", clone, "import", "question", "-", "--from", "csv", stdin=table)
    wmstrat("sync")
    said = wmstrat("-C", other, "sync").err
    assert re.search(r"imported here and by somebody else: CB-Q-\w{4} and CB-Q\d, CB-", said)
    assert " and 2 more. See: wmstrat check" in said
    found = [problem for problem in wmstrat.items("-C", other, "check") if problem["check"] == "imported"]
    assert [problem["severity"] for problem in found] == ["warning"] * 5
    for problem in found:
        wmstrat("-C", other, "mark", Path(problem["path"]).stem, "withdrawn")
    assert not [each for each in wmstrat.items("-C", other, "check") if each["check"] == "imported"]
