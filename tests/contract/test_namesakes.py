"""The contract of doubles: who adds what is there already, word for word, is told so, and not refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("command", "first", "second"),
    [
        (("question", "add", "CB", "Which  capacities?"), "CB-Q1", "CB-Q2"),
        (("draft", "add", "CB", "A shared place"), "CB-D1", "CB-D2"),
        (("person", "add", "Member 17"), "member-17", "member-17-2"),
        (("person", "add", "Member 17", "--private"), "member-17", "member-17-2"),
    ],
)
def test_a_double_is_told_and_not_refused(
    wmstrat: Wmstrat, command: tuple[str, ...], first: str, second: str
) -> None:
    assert "Warning" not in wmstrat(*command).err

    tried = wmstrat(*command, "--dry-run")
    done = wmstrat(*command)

    assert done.lines == [second]
    for told in (tried.err, done.err):
        assert f"Warning: {first} has the same name" in told
    wmstrat("undo")
    assert "Warning" in wmstrat(*command).err


@pytest.mark.usefixtures("workspace")
def test_of_people_with_one_name_the_id_is_asked_for(wmstrat: Wmstrat) -> None:
    for _ in range(2):
        wmstrat("person", "add", "Member 17")
    told = wmstrat("member", "appoint", "CB", "Member 17", code=3).err
    assert 'Several people are called "Member 17": member-17 and member-17-2. Type the id of one.' in told
    wmstrat("member", "appoint", "CB", "member-17")


@pytest.mark.usefixtures("workspace")
def test_rows_of_one_file_with_the_same_name_are_told(wmstrat: Wmstrat, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,Contact\nMember 9,a@example.org\nMember 8,\nMember 9,b@example.org\n")
    told = wmstrat("import", "people", file).err
    warning = 'people.csv:2 and people.csv:4 have the same name, "Member 9", and became member-9 and member-9-2.'
    assert f"Warning: {warning}" in told
    assert "First type: wmstrat undo" in told
    assert "Member 8" not in told
    assert "Warning" not in wmstrat("import", "people", file).err

    members = tmp_path / "members.csv"
    members.write_text("Group,Person,Role\nCB,Member 9,Cordinator\nCB,member-9,Cordinator\nCB,Member 8,Foo\n")
    [first, *lines] = wmstrat("import", "members", members, code=5).err.splitlines()
    several = 'Several people are called "Member 9": member-9 and member-9-2. Type the id of one.'
    assert first == f"Error: members.csv:2: Person: {several}"
    assert lines[0].startswith(
        'members.csv:2: Role: found "Cordinator" (did you mean coordinator?) in 2 rows (2 and 3)'
    )
    assert lines[1].startswith('members.csv:4: Role: found "Foo"')


@pytest.mark.usefixtures("workspace")
def test_questions_in_one_group_alone_are_doubles_in_a_file(wmstrat: Wmstrat) -> None:
    rows = "CB,Why?\nDI,Why?\nRA,When?\n"
    assert "same name" not in wmstrat("import", "questions", "-", "--from", "csv", stdin=f"Group,Title\n{rows}").err
    told = wmstrat("import", "questions", "-", "--from", "csv", stdin="Group,Title\nPT,Who?\nPT,Who?\n").err
    assert 'have the same name, "Who?", and became PT-Q1 and PT-Q2' in told


@pytest.mark.usefixtures("workspace")
def test_what_only_looks_alike_is_no_double(wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Which capacities?")
    for title, group in (("Which capacities", "CB"), ("which capacities?", "CB"), ("Which capacities?", "DI")):
        assert "Warning" not in wmstrat("question", "add", group, title).err
    wmstrat("mark", "CB-Q1", "withdrawn")
    assert "Warning" not in wmstrat("question", "add", "CB", "Which capacities?").err
    for _ in range(2):
        assert "Warning" not in wmstrat("note", "add", "CB", "Text", "--title", "The same").err
