"""A clone that was upgraded and one that was not: fields that have another name today mean the same in both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in

MEMBER = Path("groups/capacity-building/members/CB-member-17.yaml")


@pytest.fixture
def earlier(shared: Path, other: Path, wmstrat: Wmstrat) -> tuple[Path, Path]:
    """Two clones with a membership as an earlier version wrote it."""
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "Member 17", "--role", "coordinator", "--selected-by", "SC")
    file = shared / MEMBER
    replace_in(file, "roles:\n  - coordinator\n", "role: coordinator\n")
    wmstrat("save")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    return shared, other


@pytest.mark.parametrize("first", ["upgraded", "not upgraded"])
def test_what_an_upgraded_clone_and_another_changed_meets(
    earlier: tuple[Path, Path], wmstrat: Wmstrat, first: str
) -> None:
    upgraded, other = earlier
    wmstrat("upgrade")
    assert "roles:\n  - coordinator\n" in (upgraded / MEMBER).read_text()
    file = other / MEMBER
    replace_in(file, "role: coordinator\n", "role: liaison\n")
    wmstrat("-C", other, "save")
    wmstrat("set", "CB-member-17", "type=staff")
    order = (upgraded, other, upgraded) if first == "upgraded" else (other, upgraded, other)

    for clone in order:
        wmstrat("-C", clone, "sync")

    for clone in (upgraded, other):
        [term] = wmstrat.items("-C", clone, "show", "CB-member-17")
        assert (term["roles"], term["role"], term["type"]) == (["liaison"], "liaison", "staff")
        assert "role:" not in (clone / MEMBER).read_text()


def test_two_changes_of_a_renamed_list_are_merged(earlier: tuple[Path, Path], wmstrat: Wmstrat) -> None:
    upgraded, other = earlier
    wmstrat("set", "CB-member-17", "roles=member")
    assert "role:" not in (upgraded / MEMBER).read_text()
    wmstrat("sync")
    file = other / MEMBER
    replace_in(file, "role: coordinator\n", "role: liaison\n")
    wmstrat("-C", other, "save")
    wmstrat("-C", other, "sync")

    [term] = wmstrat.items("-C", other, "show", "CB-member-17")
    assert set(term["roles"]) == {"member", "liaison"}
