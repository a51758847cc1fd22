"""The contract of doubles: who adds what is there already, word for word, is told so, and not refused."""

from __future__ import annotations

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
    assert "member-17 (Member 17), member-17-2 (Member 17). Type the id of one." in told
    wmstrat("member", "appoint", "CB", "member-17")


@pytest.mark.usefixtures("workspace")
def test_what_only_looks_alike_is_no_double(wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Which capacities?")
    for title, group in (("Which capacities", "CB"), ("which capacities?", "CB"), ("Which capacities?", "DI")):
        assert "Warning" not in wmstrat("question", "add", group, title).err
    wmstrat("mark", "CB-Q1", "withdrawn")
    assert "Warning" not in wmstrat("question", "add", "CB", "Which capacities?").err
    for _ in range(2):
        assert "Warning" not in wmstrat("note", "add", "CB", "Text", "--title", "The same").err
