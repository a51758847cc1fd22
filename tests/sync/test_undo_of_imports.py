"""An import that others have by now is taken back with as few git processes as one of a single record."""

from __future__ import annotations

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
def test_no_git_process_a_record(wmstrat: Wmstrat, git_processes: GitProcesses) -> None:
    one = taken_back(wmstrat, git_processes, 1, "One")
    few = taken_back(wmstrat, git_processes, 3, "Few")
    many = taken_back(wmstrat, git_processes, 140, "Many")

    assert max(len(few), len(many)) <= len(one) + 1
    states = {item["state"] for item in wmstrat.items("question", "list")}
    assert states == {"withdrawn"}
    assert len(wmstrat.items("question", "list")) == 144


FILES = {
    "group": "name,code\nWater,WA\nSoil,SO\n",
    "person": "name\nMember 51\nMember 52\n",
    "member": "group,person\nWA,Member 51\nCB,Member 52\n",
    "question": "group,title\nWA,Who?\n" + "".join(f"CB,Which {number}?\n" for number in range(5)) + "CB,Which 1?\n",
    "draft": "Nr,group,title,answers\n1,CB,A well,Which 2?\n2,WA,A pump,Who?\n",
    "note": "group,body,date\nCB,Text,2018-05-02\nWA,Text,2018-05-02\n",
}


def test_a_file_that_two_clones_imported_is_there_once(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    def import_all(clone: Path) -> None:
        for kind, table in FILES.items():
            key = ("--key", "Nr") if "Nr" in table else ()
            told = ("--message", clone.name)  # within one second, git would make the same commit of both
            wmstrat("-C", clone, "import", kind, "-", "--from", "csv", *key, *told, stdin=table)

    def ids(clone: Path) -> dict[str, list[str]]:
        return {kind: [item["id"] for item in wmstrat.items("-C", clone, kind, "list")] for kind in FILES}

    for clone in (shared, other):
        import_all(clone)
    wmstrat("-C", other, "set", "1", "title=A deep well")
    wmstrat("sync")
    wmstrat("-C", other, "sync", code=7)
    [conflict] = wmstrat.items("-C", other, "resolve")
    assert conflict["field"] == "title"
    wmstrat("-C", other, "resolve", conflict["id"], "title", "--mine")
    for clone in (other, shared):
        wmstrat("-C", clone, "sync")

    assert ids(shared) == ids(other)
    assert len(ids(shared)["question"]) == 7
    assert [wmstrat.record(draft)["title"] for draft in ("CB-D1", "WA-D1")] == ["A deep well", "A pump"]
    assert not [each for each in wmstrat.items("check") if each["check"] == "imported"]
    before = ids(shared)
    for clone in (shared, other):
        import_all(clone)
    assert ids(shared) == ids(other) == before
