"""What was known on a day of the past: a date that moved since, the overview, and a draft that was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat


@pytest.fixture(autouse=True)
def lived(once: Once, wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process in which something happened on three days of July 2018."""
    folder = tmp_path / "process"

    def at(day: int) -> None:
        monkeypatch.setenv("WMSTRAT_TODAY", f"2018-07-{day:02}")
        monkeypatch.setenv("GIT_COMMITTER_DATE", f"2018-07-{day:02}T12:00:00Z")

    def make() -> None:
        at(2)
        wmstrat("init", folder, "--name", "Our process")
        monkeypatch.chdir(folder)
        at(4)
        wmstrat("milestone", "add", "CB", "The scope is public", "--due", "2018-07-10")
        wmstrat("draft", "add", "CB", "Mentors for newcomers")
        at(12)
        wmstrat("milestone", "slip", "CB-M1", "2018-07-31", "--why", "The survey takes longer")
        wmstrat("set", "CB-D1", "title=Mentors for everybody")

    once(make, folder)
    monkeypatch.chdir(folder)
    at(20)


def test_row_6_a_date_is_shown_as_it_was_known(wmstrat: Wmstrat) -> None:
    [then] = wmstrat.items("milestone", "list", "CB", "--late", "--as-of", "2018-07-11")
    assert (then["due"], then["slips"]) == ("2018-07-10", [])
    assert wmstrat.items("milestone", "list", "CB", "--late", "--as-of", "2018-07-12") == []
    assert wmstrat.items("show", "CB-M1", "--as-of", "HEAD")[0]["slips"][0]["was"] == "2018-07-10"


def test_row_11_the_overview_of_a_day_of_the_past(wmstrat: Wmstrat) -> None:
    def drafts(*options: str) -> dict[str, int]:
        found = {group["code"]: group["drafts_by_state"] for group in wmstrat.items("status", *options)}
        return dict(found["CB"])

    assert drafts("--as-of", "2018-07-03") == {}
    assert sum(drafts("--as-of", "2018-07-05").values()) == 1
    assert drafts("--as-of", "2018-07-05") == drafts()
    page = wmstrat("status", "--as-of", "2018-07-11")
    assert page.lines[0].startswith("As of the end of 2018-07-11 (UTC; commit ")
    assert "overdue" in page.out
    assert "overdue" not in wmstrat("status").out
    assert "2018-07-02" in wmstrat("status", "--as-of", "2018-07-01", code=3).err


def test_row_9_the_timeline_and_the_coverage_of_a_day_of_the_past(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "focus=CB-F1")

    def shown(*options: str) -> tuple[str, list[object], list[str]]:
        [date] = [item for item in wmstrat.items("timeline", "CB", *options) if item["id"] == "CB-M1"]
        covered = [item["id"] for item in wmstrat.items("coverage", "CB", *options) if item["work"] != "nobody"]
        return date["due"], date["moved"], covered

    assert shown("--as-of", "2018-07-11") == ("2018-07-10", [], [])
    due, moves, covered = shown()
    assert (due, len(moves), covered) == ("2018-07-31", 1, ["CB-F1"])
    assert wmstrat.items("timeline", "--slips", "--as-of", "2018-07-11") == []
    assert (
        wmstrat("timeline", "--as-of", "2018-07-11").lines[0].startswith("As of the end of 2018-07-11 (UTC; commit ")
    )


def test_row_31_a_draft_as_it_was_on_a_day(wmstrat: Wmstrat) -> None:
    assert wmstrat.items("show", "CB-D1", "--as-of", "2018-07-11")[0]["title"] == "Mentors for newcomers"
    assert wmstrat.items("show", "CB-D1", "--as-of", "2018-07-12")[0]["title"] == "Mentors for everybody"
