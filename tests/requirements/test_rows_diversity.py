"""Rows of the requirements about who takes part (13, 38, 39, 49, 53, 78, 88), as counts. Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.requirements.conftest import Appoint
from wmstrat.reports.diversity import _span, told

REGIONS = ("Africa", "Africa", "Africa", "Asia", "Asia", "Asia", "Europe")


@pytest.fixture
def seven(once: Once, workspace: Path, wmstrat: Wmstrat, appointed: Appoint) -> None:
    """Seven members of Capacity Building, of whom one is a developer."""
    assert workspace == Path.cwd()

    def make() -> None:
        appointed(*(f"member-{number}, individual, 2018-07-01," for number in range(1, 8)))
        rows = [f"member-{number},{region}" for number, region in enumerate(REGIONS, 1)]
        (workspace.parent / "person.csv").write_text("\n".join(["id,region", *rows]) + "\n")
        wmstrat("import", "person", workspace.parent / "person.csv")
        wmstrat("set", "member-1", "movement_roles+=developer", "skills+=Facilitation")

    once(make, workspace)


def counts(wmstrat: Wmstrat, *arguments: str) -> dict[str, dict[str, str]]:
    return {item["dimension"]: item["counts"] for item in wmstrat.items("diversity", *arguments)}


@pytest.mark.parametrize(
    ("given", "answered", "shown"),
    [
        ({"a": 3, "b": 1}, 4, None),
        ({"a": 6}, 6, None),
        ({"a": 5, "b": 5}, 5, None),
        ({"a": 4, "b": 2, "c": 1}, 7, {"a": "4", "b": "1-2", "c": "1-2"}),
        ({"a": 4, "b": 3, "c": 1}, 8, {"a": "4", "b": "3 or more", "c": "1-2"}),
        ({"a": 4, "b": 3}, 7, {"a": "4", "b": "3"}),
    ],
)
def test_row_38_counts_that_could_be_passed_on_name_nobody(
    given: dict[str, int], answered: int, shown: dict[str, str] | None
) -> None:
    assert told(given, answered) == shown


@pytest.mark.parametrize(
    ("count", "known", "shown"),
    [(7, ["4", "3"], "7"), (7, ["4", "1-2"], "7"), (5, ["4", "1-2"], "5-6"), (6, ["4", "1-2"], "5-6"), (4, [], "4")],
)
def test_row_38_no_count_of_a_group_follows_from_that_of_all(count: int, known: list[str], shown: str) -> None:
    assert _span(str(count), count, "a", [{"a": each} for each in known]) == shown


@pytest.mark.usefixtures("seven")
def test_row_13_and_38_members_are_counted_by_the_dimensions_of_the_process(wmstrat: Wmstrat) -> None:
    found = counts(wmstrat, "CB")

    assert found["region"] == {"Africa": "3 or more", "Asia": "3", "Europe": "1-2"}
    assert found["movement_roles"] == {}  # one person answered
    assert found["type"] == {"Individual contributor": "7"}


@pytest.mark.usefixtures("seven")
def test_row_53_what_nobody_has_is_listed(wmstrat: Wmstrat) -> None:
    missing = {item["dimension"]: item["missing"] for item in wmstrat.items("diversity", "CB")}

    assert missing["type"] == ["Staff", "Board"]
    assert "Coordinator" in missing["roles"]


@pytest.mark.usefixtures("seven")
def test_row_39_skills_that_are_needed_are_held_or_listed(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "needs+=facilitation", "needs+=Law", "needs+=Africa")

    [gaps] = [item["missing"] for item in wmstrat.items("diversity", "CB") if item["dimension"] == "needs"]
    assert gaps == ["Law"]


@pytest.mark.usefixtures("seven")
def test_row_38_a_workspace_chooses_its_dimensions(wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "dimensions=languages")
    assert set(counts(wmstrat, "CB")) == {"type", "roles", "languages"}
    assert "a field of people" in wmstrat("set", "process", "dimensions=shoe_size", code=5).err


@pytest.mark.usefixtures("seven")
def test_counts_without_private_know_nothing_of_it(wmstrat: Wmstrat, workspace: Path) -> None:
    (workspace / "private").rename(workspace.parent / "elsewhere")

    assert set(counts(wmstrat, "CB")) == {"type", "roles"}
    assert "no private/ repository" in wmstrat("diversity", "CB").out


@pytest.mark.usefixtures("seven")
def test_row_88_roles_in_the_movement_are_of_the_person_and_private(wmstrat: Wmstrat, workspace: Path) -> None:
    assert wmstrat.record("member-1")["movement_roles"] == ["developer"]
    assert "developer" not in (workspace / "people/member-1.yaml").read_text()
    assert "movement_roles" in wmstrat("set", "member-1", "movement_roles+=astronaut", code=5).err


@pytest.mark.usefixtures("seven")
def test_row_49_affiliation_and_interests_are_declared_at_the_membership(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-member-1", "organization=An affiliate", "interests=Works for a donor of the affiliate.")

    record = wmstrat.record("CB-member-1")
    assert record["organization"] == "An affiliate"
    assert record["interests"] == "Works for a donor of the affiliate."


@pytest.mark.usefixtures("seven")
def test_row_78_a_member_may_name_a_home_community_beside_the_organization(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-member-1", "community=Wikipedia in Igbo")

    assert wmstrat.record("CB-member-1")["community"] == "Wikipedia in Igbo"
    assert wmstrat.record("CB-member-2")["community"] == ""


@pytest.mark.parametrize("form", ["table", "plain", "markdown", "csv", "yaml", "json"])
@pytest.mark.usefixtures("seven")
def test_every_format_is_folded_but_the_terminal_s_table(wmstrat: Wmstrat, form: str) -> None:
    shown = wmstrat("diversity", "--format", form).out

    assert "1-2" in shown
    assert "1 Europe" not in shown
