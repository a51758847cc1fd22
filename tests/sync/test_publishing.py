"""Two clones that publish, merge or split the same draft at the same time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat

GAPS = ("--despite", "Only its title is ready.")


@pytest.fixture
def drafts(once: Once, shared: Path, bare: Path, other: Path, wmstrat: Wmstrat) -> Path:
    """Four drafts of Capacity Building in both clones."""

    def make() -> None:
        for title in ("Mentors", "Courses", "Grants", "Hubs"):
            wmstrat("draft", "add", "CB", title)
        wmstrat("sync")
        wmstrat("-C", other, "sync")

    once(make, shared, bare, other)
    return other


def agreed(wmstrat: Wmstrat, other: Path, draft: str) -> dict[str, object]:
    """The draft, which both clones hold alike."""
    wmstrat("-C", other, "sync")
    record = wmstrat.record(draft)
    assert wmstrat.items("-C", other, "show", draft) == [record]
    wmstrat("check")
    return record


def test_two_publish_and_revise_one_draft(drafts: Path, wmstrat: Wmstrat) -> None:
    for folder in (Path(), drafts):
        wmstrat("-C", folder, "draft", "publish", "CB-D1", *GAPS)
    wmstrat("-C", drafts, "sync")
    wmstrat("sync")
    record = agreed(wmstrat, drafts, "CB-D1")
    assert (record["state"], record["iteration"], len(record["iterations"])) == ("published", 1, 1)  # type: ignore[arg-type]

    # Each publishes another iteration: both stay, and the last one counts.
    for folder, number in ((Path(), "2"), (drafts, "3")):
        wmstrat("-C", folder, "draft", "revise", "CB-D1", "--why", f"Because of {number}.")
        wmstrat("-C", folder, "draft", "publish", "CB-D1", "--iteration", number, *GAPS)
    wmstrat("-C", drafts, "sync")
    wmstrat("sync")
    record = agreed(wmstrat, drafts, "CB-D1")
    assert record["iteration"] == 3
    assert sorted(each["number"] for each in record["iterations"]) == [1, 2, 3]  # type: ignore[attr-defined]


def test_two_windows_of_one_iteration_are_asked_about(drafts: Path, wmstrat: Wmstrat) -> None:
    for folder, day in ((Path(), "2018-08-01"), (drafts, "2018-09-01")):
        wmstrat("-C", folder, "draft", "publish", "CB-D1", "--closes", day, *GAPS)
    wmstrat("-C", drafts, "sync")
    assert "iterations" in wmstrat("sync", code=7).err
    [conflict] = wmstrat.items("resolve")
    wmstrat("resolve", "CB-D1", str(conflict["field"]), "--theirs")
    wmstrat("sync")
    record = agreed(wmstrat, drafts, "CB-D1")
    assert [each["closes"] for each in record["iterations"]] == ["2018-09-01"]  # type: ignore[attr-defined]


def test_two_merge_and_split_one_draft(drafts: Path, wmstrat: Wmstrat) -> None:
    wmstrat("draft", "merge", "CB-D1", "--into", "CB-D2")
    wmstrat("-C", drafts, "draft", "merge", "CB-D1", "--into", "CB-D3")
    wmstrat("draft", "split", "CB-D4", "--into", "Hubs in Asia", "--into", "Hubs in Africa")
    wmstrat("-C", drafts, "draft", "split", "CB-D4", "--into", "Small hubs", "--into", "Large hubs")
    wmstrat("-C", drafts, "sync")
    wmstrat("sync")
    record = agreed(wmstrat, drafts, "CB-D1")
    assert (record["state"], set(record["became"])) == ("merged", {"CB-D2", "CB-D3"})  # type: ignore[call-overload]
    heirs = agreed(wmstrat, drafts, "CB-D4")["became"]
    assert {wmstrat.record(heir)["title"] for heir in heirs} == {  # type: ignore[attr-defined]
        "Hubs in Asia", "Hubs in Africa", "Small hubs", "Large hubs",
    }  # fmt: skip


def test_two_that_merge_each_into_the_other_are_told(drafts: Path, wmstrat: Wmstrat) -> None:
    wmstrat("draft", "merge", "CB-D1", "--into", "CB-D2")
    wmstrat("-C", drafts, "draft", "merge", "CB-D2", "--into", "CB-D1")
    wmstrat("-C", drafts, "sync")
    told = wmstrat("sync", code=5).err
    assert "circle" in told
    wmstrat("mark", "CB-D1", "drafting")
    wmstrat("sync")
    record = agreed(wmstrat, drafts, "CB-D2")
    assert (record["state"], record["became"]) == ("merged", ["CB-D1"])
