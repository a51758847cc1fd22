"""The contract of ids: numbers are given once and never again, codes and slugs are unique and never change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat

Git = Callable[..., str]


def ask(wmstrat: Wmstrat, title: str = "A question?") -> str:
    return wmstrat("question", "add", "CB", title).lines[0]


@pytest.mark.usefixtures("workspace")
def test_numbers_count_up_in_each_group_and_kind(wmstrat: Wmstrat) -> None:
    assert [ask(wmstrat), ask(wmstrat)] == ["CB-Q1", "CB-Q2"]
    assert wmstrat("question", "add", "DI", "A question?").lines == ["DI-Q1"]
    assert wmstrat("draft", "add", "CB", "A draft").lines == ["CB-D1"]


@pytest.mark.usefixtures("workspace")
def test_a_number_is_not_given_again_after_an_undo(wmstrat: Wmstrat) -> None:
    ask(wmstrat)
    ask(wmstrat)
    wmstrat("undo")

    assert ask(wmstrat) == "CB-Q3"


def test_a_number_of_another_branch_is_not_given_again(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    git(workspace, "switch", "-q", "-c", "ideas")
    assert ask(wmstrat) == "CB-Q1"
    git(workspace, "switch", "-q", "main")

    assert ask(wmstrat) == "CB-Q2"


def test_a_number_of_a_branch_that_was_merged_without_its_files_is_not_given_again(
    wmstrat: Wmstrat, workspace: Path, git: Git
) -> None:
    git(workspace, "checkout", "--quiet", "-b", "side")
    wmstrat("question", "add", "CB", "Why?")
    git(workspace, "checkout", "--quiet", "-")
    git(workspace, "merge", "--quiet", "-s", "ours", "side")
    git(workspace, "branch", "--quiet", "-D", "side")
    assert wmstrat("question", "add", "CB", "Who?").out == "CB-Q2\n"


@pytest.mark.usefixtures("workspace")
def test_an_import_reads_the_history_once(wmstrat: Wmstrat, tmp_path: Path, git_processes: GitProcesses) -> None:
    rows = tmp_path / "rows.csv"
    rows.write_text("group,title\nCB,Who?\nCH,Why?\nDI,What?\n")
    git_processes.verbs()
    wmstrat("import", "question", rows)
    verbs = git_processes.verbs()
    assert verbs.count("log") == 1


def test_a_number_of_a_file_that_nobody_saved_yet_is_not_given_again(wmstrat: Wmstrat, question: Path) -> None:
    question.with_name("CB-Q7.md").write_text(question.read_text().replace("id: CB-Q1", "id: CB-Q7"))

    assert ask(wmstrat) == "CB-Q8"


@pytest.mark.usefixtures("workspace")
def test_a_number_that_is_taken_in_another_case_is_passed_over(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "D2")
    assert wmstrat("member", "appoint", "CB", "d2").lines == ["CB-d2"]

    drafts = [wmstrat("draft", "add", "CB", title).lines[0] for title in ("A", "B", "C")]

    assert drafts == ["CB-D1", "CB-D3", "CB-D4"]


@pytest.mark.usefixtures("workspace")
def test_a_gap_in_the_numbers_is_not_filled(wmstrat: Wmstrat) -> None:
    wmstrat("import", "question", "-", "--from", "csv", stdin="id,group,title\nCB-Q41,CB,The answer?\n")

    assert ask(wmstrat) == "CB-Q42"


@pytest.mark.usefixtures("workspace")
def test_slugs_of_the_same_name_are_told_apart(wmstrat: Wmstrat) -> None:
    people = [wmstrat("person", "add", name).lines[0] for name in ("Member 17", "MEMBER 17", "member-17")]

    assert people == ["member-17", "member-17-2", "member-17-3"]
    wmstrat("group", "rename", "advocacy", "Public Policy")
    wmstrat("group", "add", "Advocacy!", "--code", "XA", "--area", "Another")
    assert wmstrat.record("advocacy-2")["name"] == "Advocacy!"


@pytest.mark.usefixtures("workspace")
def test_an_id_stands_once_whatever_its_kind_and_case(wmstrat: Wmstrat) -> None:
    ask(wmstrat)
    assert wmstrat("person", "add", "Q1").lines == ["q1"]
    assert wmstrat("person", "add", "Process").lines == ["process-2"]
    assert wmstrat("person", "add", "Advocacy").lines == ["advocacy-2"]

    assert wmstrat("member", "appoint", "CB", "q1").lines == ["CB-q1-2"]

    wmstrat("check")


@pytest.mark.usefixtures("workspace")
def test_the_code_of_a_group_is_no_id_of_a_person(wmstrat: Wmstrat) -> None:
    assert wmstrat("person", "add", "Di").lines == ["di-2"]
    wmstrat("note", "add", "DI", "A note", "--about", "DI")

    assert wmstrat.record("di")["id"] == "diversity"
    assert wmstrat.items("note", "list")[0]["about"] == ["diversity"]
    refused = wmstrat("import", "person", "-", "--from", "csv", stdin="id,name\ndi,Di\n", code=4)
    assert "is the code of the group Diversity" in refused.err
    wmstrat("person", "add", "Dq")
    assert "people/dq.yaml" in wmstrat("group", "add", "Digital Questions", "--code", "DQ", code=4).err


def test_a_code_goes_before_an_id_that_git_brought_in(wmstrat: Wmstrat, workspace: Path) -> None:
    (workspace / "people/di.yaml").write_text("id: di\nname: Di\n")

    assert wmstrat.record("DI")["id"] == "diversity"
    assert wmstrat.record("di")["id"] == "di"


@pytest.mark.usefixtures("unchanged")
def test_an_import_takes_no_id_of_another_kind(wmstrat: Wmstrat) -> None:
    refused = wmstrat("import", "person", "-", "--from", "csv", stdin="id,name\nadvocacy,Somebody\n", code=4)

    assert "groups/advocacy/README.md" in refused.err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("field", ["id=cb", "code=XX"])
def test_codes_and_slugs_never_change(wmstrat: Wmstrat, field: str) -> None:
    assert "cannot change" in wmstrat("set", "CB", field, code=4).err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("code", ["CB", "cb", "C", "ABCDE", "A1", "../X", ""])
def test_a_code_is_unique_and_of_capital_letters(wmstrat: Wmstrat, code: str) -> None:
    assert "code: " in wmstrat("group", "add", "Another Group", "--code", code, code=5).err


@pytest.mark.usefixtures("workspace")
def test_a_group_without_a_code_gets_a_free_one(wmstrat: Wmstrat) -> None:
    wmstrat("group", "add", "Central Bureau", "--kind", "core")

    code = wmstrat.record("central-bureau")["code"]
    assert code != "CB"
    assert code.isupper()
