"""What groups look for, with days (rows 39 and 55). Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in
from tests.requirements.conftest import Appoint
from wmstrat.kinds import kind
from wmstrat.merge.record import merge_record

PAGE = "groups/capacity-building/README.md"


def looked_for(wmstrat: Wmstrat, *options: str) -> list[str]:
    [found] = wmstrat.items("status", "CB", *options)
    needs: list[str] = found["needs"]
    return needs


def counted(wmstrat: Wmstrat) -> tuple[dict[str, str], list[str]]:
    [found] = [item for item in wmstrat.items("diversity", "CB") if item["dimension"] == "needs"]
    return found["counts"], found["missing"]


@pytest.mark.usefixtures("workspace")
def test_row_55_what_a_group_looks_for_now_is_listed(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "needs+=Law,kind=skill,since=today", "needs+=Africa,kind=region,until=2018-07-20")
    wmstrat("set", "CB", "needs+=Music,since=2018-09-01", "needs+=Time")

    assert wmstrat.record("capacity-building")["needs"][0] == {
        "what": "Law", "kind": "skill", "since": "2018-07-20", "until": "",
    }  # fmt: skip
    assert looked_for(wmstrat) == ["Law", "Time"]
    assert looked_for(wmstrat, "--on", "2018-09-01") == ["Law", "Music", "Time"]
    assert looked_for(wmstrat, "--on", "2018-07-01") == ["Africa", "Time"]
    wmstrat("set", "CB", "needs-=Time")
    assert looked_for(wmstrat) == ["Law"]


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "typed", ["Law,kind=wish", "Law,since=2018-02-30", "Law,since=2018-08-02,until=2018-08-01", ""]
)
def test_row_55_a_need_that_cannot_be_is_refused(wmstrat: Wmstrat, typed: str) -> None:
    wmstrat("set", "CB", f"needs+={typed}", code=5)
    assert wmstrat.record("capacity-building")["needs"] == []


def test_row_39_members_who_have_what_is_needed_are_counted_and_folded(
    workspace: Path, wmstrat: Wmstrat, appointed: Appoint
) -> None:
    assert workspace == Path.cwd()
    appointed(*(f"member-{number}, individual, 2018-07-01," for number in range(1, 8)))
    rows = [f"member-{number},{'Law' if number < 5 else 'Music'}" for number in range(1, 8)]
    (workspace.parent / "person.csv").write_text("\n".join(["id,skills", *rows]) + "\n")
    wmstrat("import", "person", workspace.parent / "person.csv")
    wmstrat("set", "member-6", "skills+=Dance")
    for need in (
        "law,kind=skill",
        "Dance",
        "Law,kind=region,since=2018-07-01",
        "Facilitation",
        "Music,until=2018-07-01",
    ):
        wmstrat("set", "CB", f"needs+={need}")

    held, missing = counted(wmstrat)
    assert missing == ["Law", "Facilitation"]
    assert held["law"] == "3 or more"
    assert held["Dance"] == "1-2"
    assert "Music" not in held


def test_row_39_lines_of_an_earlier_version_are_read_and_upgraded(workspace: Path, wmstrat: Wmstrat) -> None:
    page = workspace / PAGE
    replace_in(page, "needs: []\n", "needs:\n  - Law\n  - Time, much of it\n")
    assert "- Law" in page.read_text()
    wmstrat("save")
    assert looked_for(wmstrat) == ["Law", "Time, much of it"]
    assert "error" not in wmstrat("check").out

    wmstrat("set", "CB", "needs+=Music,kind=skill")
    assert looked_for(wmstrat) == ["Law", "Time, much of it", "Music"]
    wmstrat("upgrade")
    assert "  - what: Law\n" in page.read_text()
    assert looked_for(wmstrat) == ["Law", "Time, much of it", "Music"]
    assert "up to date" in wmstrat("upgrade").err


@pytest.mark.parametrize("older", ["mine", "theirs"])
def test_row_39_lines_and_entries_are_merged(older: str) -> None:
    head = "---\nid: a\ncode: AA\nkind: working\nname: A\nneeds:\n{}---\n\nText\n"
    base, lines, entries = (
        head.format(needs).encode()
        for needs in ("  - Law\n", "  - Law\n  - Music\n", "  - what: Law\n  - what: Time\n    kind: skill\n")
    )
    mine, theirs = (lines, entries) if older == "mine" else (entries, lines)
    merged = merge_record(kind("group"), False, base, mine, theirs, lambda _: None)
    assert merged.conflicts == ()
    assert merged.data is not None
    assert [part in merged.data.decode() for part in ("- what: Law\n", "- what: Music\n", "kind: skill\n")] == [
        True
    ] * 3
