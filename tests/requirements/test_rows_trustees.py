"""The Steering Group (row 43), trustees (row 58), and workload over groups. Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")
TRUSTEES = "Trustees: Member 18 is"


@pytest.fixture
def trustee(wmstrat: Wmstrat) -> str:
    wmstrat("person", "add", "Member 18")
    wmstrat("member", "appoint", "BD", "Member 18")
    return "member-18"


def noticed(wmstrat: Wmstrat) -> list[str]:
    return [item["text"] for item in wmstrat.items("brief", "ALL") if item["notice"] == "trustee"]


def test_row_58_each_trustee_joins_exactly_one_working_group(wmstrat: Wmstrat, trustee: str) -> None:
    assert noticed(wmstrat) == [f"{TRUSTEES} in no working group"]
    assert "a trustee in no working group" in wmstrat("check").out
    wmstrat("member", "appoint", "CB", trustee, "--on", "2018-07-01")
    assert noticed(wmstrat) == []
    # Elsewhere: nothing of the body or of the whole process changes.
    wmstrat("member", "appoint", "AD", trustee)
    assert noticed(wmstrat) == [f"{TRUSTEES} in 2 working groups"]
    assert "a trustee in 2 working groups" in wmstrat("check").out
    assert "Trustees" in wmstrat("status").out
    wmstrat("member", "leave", "AD", trustee)
    assert noticed(wmstrat) == []


def test_row_58_the_body_can_be_another_one_or_none(wmstrat: Wmstrat, trustee: str) -> None:
    assert trustee
    wmstrat("set", "process", "trustees=")
    assert noticed(wmstrat) == []
    assert "the working group" in wmstrat("set", "process", "trustees=CB", code=5).err


def test_row_58_an_import_of_memberships_is_checked(wmstrat: Wmstrat, trustee: str, tmp_path: Path) -> None:
    table = tmp_path / "members.csv"
    table.write_text(f"person,group,since\n{trustee},CB,2018-07-01\n{trustee},AD,2018-07-01\n")
    wmstrat("import", "member", str(table))
    assert wmstrat("check").out.count("a trustee in 2 working groups") == 3


def test_too_much_for_one_person_is_told_to_them_and_to_coordinators_alone(wmstrat: Wmstrat) -> None:
    for name in ("Member 18", "Member 19", "Member 20"):
        wmstrat("person", "add", name)
    wmstrat("member", "appoint", "CB", "Member 18")
    wmstrat("member", "appoint", "AD", "Member 18")
    wmstrat("member", "appoint", "CB", "Member 19", "--role", "coordinator")
    wmstrat("member", "appoint", "CB", "Member 20")
    for title in ("One", "Two"):
        wmstrat("action", "add", "CB", title, "--owner", "Member 18")

    def told(whom: str) -> list[str]:
        return [item["text"] for item in wmstrat.items("brief", whom) if item["notice"].startswith("workload")]

    assert told("member-18") == []
    wmstrat("set", "process", "most_groups=1", "most_open=1")
    assert told("member-18") == ["You are in many groups, or much of the open work is yours"]
    assert told("member-19") == ["Much for one person: Member 18 (in 2 groups, 2 open records)"]
    assert [told(whom) for whom in ("member-20", "CB", "ALL")] == [[], [], []]
    assert "Member 18" not in wmstrat("status").out
    wmstrat("set", "process", "most_groups=2", "most_open=2")
    assert told("member-18") == []
    assert "whole number" in wmstrat("set", "process", "most_groups=many", code=5).err


def test_row_43_the_steering_group_is_made_of_the_coordinators(wmstrat: Wmstrat) -> None:
    """It is a group of its own, and whoever coordinates a working group belongs in it."""

    def told(notice: str, whom: str = "ALL") -> list[tuple[str, str]]:
        return [(item["text"], item["command"]) for item in wmstrat.items("brief", whom) if item["notice"] == notice]

    for number in range(17, 21):
        wmstrat("person", "add", f"Member {number}")
    wmstrat("member", "appoint", "CB", "Member 17")
    assert told("coordinator", "CB") == [("No coordinator", "wmstrat member appoint CB PERSON --role coordinator")]
    wmstrat("member", "appoint", "CB", "Member 18", "--role", "coordinator")
    wmstrat("member", "appoint", "AD", "Member 19", "Member 20", "--role", "coordinator")
    assert told("coordinator", "CB") == told("steering") == []

    wmstrat("member", "appoint", "SG", "Member 18")
    [(text, command)] = told("steering")
    assert text == "Coordinators who are not in the steering group: Member 19 (AD), Member 20 (AD)"
    wmstrat(*command.removeprefix("wmstrat ").split())
    assert told("steering") == []
    assert {item["person"][-2:] for item in wmstrat.items("member", "list", "SG")} == {"18", "19", "20"}
    wmstrat("member", "leave", "AD", "Member 20")
    wmstrat("member", "leave", "SG", "Member 20")
    assert told("steering") == []
    assert "steering" in wmstrat.record("SG")["kind"]
