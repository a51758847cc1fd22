"""Rows of the requirements about links between groups (10, 40, 41, 42). Today is 2018-07-20."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.requirements.conftest import Topics
from wmstrat.record.graph import circles, longest_chain

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def linked(once: Once, workspace: Path, wmstrat: Wmstrat) -> None:
    """Advocacy waits for a milestone of Capacity Building that is late."""
    assert workspace == Path.cwd()

    def make() -> None:
        wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-07-01")
        wmstrat(
            *("link", "add", "AD", "Trainers for campaigns", "--with", "CB", "--kind", "dependency"),
            *("--strength", "strong", "--about", "CB-M1"),
        )

    once(make, workspace)


def found(wmstrat: Wmstrat, part: str, *words: str) -> list[dict[str, object]]:
    """The items of one part of the map."""
    return [item for item in wmstrat.items("link", "map", *words) if item["part"] == part]


@pytest.mark.usefixtures("linked")
def test_row_10_a_delay_shows_at_the_group_that_depends_on_it(wmstrat: Wmstrat, topics: Topics) -> None:
    assert "Waits for a late record of another group" in topics("AD")
    assert "Waits for a late record of another group" not in topics("CB")
    page = wmstrat("status").out
    assert "Waits for a late record of another group" in page
    assert "wmstrat link map AD" in page
    [wait] = found(wmstrat, "waits")
    assert (wait["group"], wait["with"], wait["strength"], wait["late"]) == ("AD", "CB", "strong", ["CB-M1"])

    told = wmstrat("milestone", "slip", "CB-M1", "2018-07-10", "--why", "The survey ends later.").err
    assert "These links are about it: AD-L1. See: wmstrat link map" in told
    wmstrat("milestone", "reach", "CB-M1")
    assert "Waits for a late record of another group" not in topics("AD")
    assert found(wmstrat, "waits")[0]["late"] == []


@pytest.mark.usefixtures("linked")
def test_row_10_a_delay_comes_through_what_the_record_waits_for(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat("milestone", "add", "DI", "A course", "--due", "2018-12-01", "--waits-on", "CB-M1")
    wmstrat("link", "add", "PA", "The course", "--with", "DI", "--kind", "need", "--about", "DI-M1")

    assert "Waits for a late record of another group" in topics("PA")
    assert wmstrat.record("PA-L1")["late"] == ["CB-M1"]


def test_row_10_nobody_waits_in_an_opportunity_or_for_what_is_settled(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-07-01")
    wmstrat("link", "add", "AD", "Teach together", "--with", "CB", "--kind", "opportunity", "--about", "CB-M1")
    wmstrat("link", "add", "AD", "Trainers", "--with", "CB", "--kind", "need", "--about", "CB-M1")
    wmstrat("link", "settle", "AD-L2")

    assert found(wmstrat, "waits") == []
    assert [item["id"] for item in found(wmstrat, "opportunities")] == ["AD-L1"]
    assert wmstrat.items("link", "list", "--held-up") == []


def test_row_40_a_group_without_a_link_is_named(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat("question", "add", "CB", "Which capacities are missing?")
    assert "No link with another group" in topics("CB")

    wmstrat("link", "add", "AD", "Trainers", "--with", "CB", "--kind", "need")

    assert "No link with another group" not in topics("CB")
    [alone] = found(wmstrat, "alone")
    assert not {"CB", "AD"} & {*alone["groups"]}  # type: ignore[misc]
    assert "AD waits for CB" in wmstrat("status", "CB").out


def test_row_41_a_need_and_an_opportunity_have_their_groups(wmstrat: Wmstrat) -> None:
    wmstrat("link", "add", "AD", "Money", "--with", "CB", "--with", "DI", "--kind", "need")
    wmstrat("link", "add", "DI", "Teach together", "--with", "AD", "--kind", "opportunity")

    assert [item["id"] for item in wmstrat.items("link", "list", "CB")] == ["AD-L1"]
    assert {item["id"] for item in wmstrat.items("link", "list", "AD")} == {"AD-L1", "DI-L1"}
    assert [(item["group"], item["with"]) for item in found(wmstrat, "waits")] == [("AD", "CB"), ("AD", "DI")]
    wmstrat("link", "agree", "AD-L1", "DI-L1")
    assert {item["state"] for item in wmstrat.items("link", "list")} == {"agreed"}
    assert wmstrat.record("AD-L1")["agreed_on"] == "2018-07-20"


@pytest.mark.usefixtures("linked")
def test_row_42_what_changed_since_a_group_looked_is_suspect(wmstrat: Wmstrat, topics: Topics) -> None:
    assert wmstrat.items("link", "list", "--suspect") == []
    wmstrat("link", "agree", "AD-L1")
    wmstrat("set", "CB-M1", "title=Twelve trainers are found")

    assert "1 link is about a record that has changed" in topics("AD")
    assert "1 link is about a record that has changed" in topics("CB")
    suspect = [(item["id"], item["about"], item["group"]) for item in found(wmstrat, "suspect")]
    assert suspect == [("AD-L1", "CB-M1", "AD"), ("AD-L1", "CB-M1", "CB")]
    wmstrat("link", "seen", "AD-L1", "--group", "CB", "--note", "Twelve is enough.")
    assert "1 link is about a record that has changed" not in topics("CB")
    assert [item["group"] for item in found(wmstrat, "suspect", "CB")] == ["AD"]
    entries = {entry["group"]: entry["note"] for entry in wmstrat.record("AD-L1")["seen"]}
    assert entries == {"advocacy": "", "capacity-building": "Twelve is enough."}


@pytest.mark.usefixtures("linked")
def test_row_42_one_command_looks_at_the_links_of_several_groups(wmstrat: Wmstrat) -> None:
    wmstrat("link", "add", "DI", "Shared interviews", "--with", "CB", "--kind", "opportunity", "--about", "CB-M1")
    wmstrat("link", "agree", "AD-L1", "DI-L1")
    wmstrat("set", "CB-M1", "title=Twelve trainers are found")
    suspect = wmstrat("link", "list", "--suspect", "--format", "ids").out

    assert "PA and PT are not in AD-L1" in wmstrat("link", "seen", "-", "--group", "PA,PT", stdin=suspect, code=4).err
    done = wmstrat("link", "seen", "-", "--group", "AD,CB,DI", stdin=suspect)
    assert done.err.startswith("links: ")
    assert wmstrat.items("link", "list", "--suspect") == []
    groups = {name: {entry["group"] for entry in wmstrat.record(name)["seen"]} for name in ("AD-L1", "DI-L1")}
    assert groups == {"AD-L1": {"advocacy", "capacity-building"}, "DI-L1": {"diversity", "capacity-building"}}


@pytest.mark.usefixtures("linked")
def test_row_42_a_number_makes_no_link_suspect(wmstrat: Wmstrat, workspace: Path) -> None:
    import subprocess

    subprocess.run(["git", "init", "--quiet", "--bare", workspace.parent / "shared.git"], check=True)
    subprocess.run(["git", "remote", "add", "origin", workspace.parent / "shared.git"], check=True)
    wmstrat("draft", "add", "CB", "A shared place")
    [handle] = [item["id"] for item in wmstrat.items("draft", "list")]
    wmstrat("link", "add", "DI", "The place", "--with", "CB", "--kind", "need", "--about", handle)
    wmstrat("sync")

    assert wmstrat.record("CB-D1")["handle"] == handle
    assert wmstrat.items("link", "list", "--suspect") == []


@pytest.mark.usefixtures("linked")
def test_row_42_a_stale_link_is_named(wmstrat: Wmstrat, topics: Topics, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-09-18")
    assert "1 link has not changed for long" not in topics("AD")
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-09-19")
    assert {"1 link has not changed for long"} <= topics("AD") & topics("CB")
    assert wmstrat.record("AD-L1")["touched"] == "2018-07-20"

    wmstrat("set", "process", "stale_days=")
    assert "1 link has not changed for long" not in topics("AD")
    wmstrat("set", "process", "stale_days=60")
    wmstrat("link", "seen", "AD-L1", "--group", "AD")
    assert "1 link has not changed for long" not in topics("AD")


def test_the_map_names_circles_and_the_longest_chain_in_every_format(wmstrat: Wmstrat) -> None:
    pairs = (("AD", "CB"), ("CB", "DI"), ("DI", "CB"), ("DI", "PA"), ("DI", "RA"), ("DI", "RR"), ("DI", "RS"))
    for group, other in pairs:
        wmstrat("link", "add", group, f"{group} needs {other}", "--with", other, "--kind", "need")

    assert found(wmstrat, "circles") == [{"part": "circles", "groups": ["CB", "DI", "CB"]}]
    assert found(wmstrat, "longest") == [{"part": "longest", "groups": ["AD", "CB + DI", "PA"]}]
    assert found(wmstrat, "circles", "PA") == []
    assert {item["id"] for item in found(wmstrat, "waits", "PA")} == {"DI-L2"}
    wide, narrow = (wmstrat("link", "map", "--width", width).out for width in ("80", "40"))
    assert "Rows wait for columns." in wide
    assert "AD → CB + DI → PA" in wide
    assert "Rows wait for columns." not in narrow
    assert max(map(len, narrow.splitlines())) <= 40
    assert "| CB → DI → CB |" in wmstrat("link", "map", "--format", "markdown").out
    assert "waits\tAD\tCB\tAD-L1\tAD needs CB" in wmstrat("link", "map", "--format", "plain").out
    assert {"AD-L1", "CB-L1"} <= {*wmstrat("link", "map", "--format", "ids").lines}
    assert "== Wait for each other in a circle ==\n{| class" in wmstrat("link", "map", "--format", "wikitext").out
    assert wmstrat("link", "map", "--format", "csv").lines[0].startswith("part,id,group,with,title")
    assert json.loads(wmstrat("link", "map", "--format", "json").out)["kind"] == "link map"
    wmstrat("link", "map", "nowhere", code=3)


def test_the_map_follows_what_changes(wmstrat: Wmstrat) -> None:
    assert "No group waits for another." in wmstrat("link", "map").out
    wmstrat("link", "add", "AD", "Trainers", "--with", "CB", "--kind", "need")
    assert len(found(wmstrat, "waits")) == len(found(wmstrat, "waits", "CB")) == 1
    wmstrat("link", "drop", "AD-L1", "--why", "Both do without.")
    assert found(wmstrat, "waits") == []
    wmstrat("mark", "AD-L1", "raised")
    assert len(found(wmstrat, "waits")) == 1
    assert wmstrat.record("AD-L1")["why"] == ""


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("link add AD Trainers --with AD --kind need", 5, "the group that raised it, expected other groups"),
        ("link add AD Trainers --with nowhere --kind need", 3, "nowhere"),
        ("link add AD Trainers --with CB --kind wish", 5, "wish"),
        ("link add AD Trainers --kind need", 5, "--with"),
        ("set AD-L1 with+=AD", 5, "the group that raised it, expected other groups"),
        ("link seen AD-L1 --group DI", 4, "DI is not in AD-L1, which is between AD and CB."),
        ("link seen AD-L1 --group AD", 4, "wmstrat set AD-L1 about+=REF"),
        ("link seen AD-L1", 4, "wmstrat whoami PERSON"),
        ("link drop AD-L1", 2, "--why"),
        ("mark AD-L1 dropped", 4, "why"),
    ],
)
def test_what_makes_no_sense_changes_nothing(wmstrat: Wmstrat, typed: str, code: int, told: str) -> None:
    wmstrat("link", "add", "AD", "Trainers", "--with", "CB", "--kind", "need")
    before = wmstrat.record("AD-L1")

    assert told in wmstrat(*typed.split(" "), code=code).err
    assert wmstrat.record("AD-L1") == before
    assert len(wmstrat.items("link", "list")) == 1


@pytest.mark.usefixtures("linked")
def test_a_member_looks_for_the_group(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("whoami", "member-17")
    assert "--group AD or CB" in wmstrat("link", "seen", "AD-L1", code=4).err
    wmstrat("member", "appoint", "CB", "member-17")

    wmstrat("link", "seen", "AD-L1")

    assert [entry["group"] for entry in wmstrat.record("AD-L1")["seen"]] == ["advocacy", "capacity-building"]


@pytest.mark.parametrize(
    ("graph", "expected", "chain"),
    [
        ({}, [], ()),
        ({"a": {"b"}}, [], (("a",), ("b",))),
        ({"a": {"b"}, "b": {"c"}, "d": {"c"}}, [], (("a",), ("b",), ("c",))),
        ({"b": {"a"}, "a": {"b"}}, [("a", "b")], (("a", "b"),)),
        (
            {"c": {"b"}, "b": {"a"}, "a": {"c", "b"}, "x": {"c"}},
            [("a", "b"), ("a", "c", "b")],
            (("x",), ("a", "b", "c")),
        ),
    ],
)
def test_circles_and_chains(
    graph: dict[str, set[str]], expected: list[tuple[str, ...]], chain: tuple[tuple[str, ...], ...]
) -> None:
    assert circles(graph) == expected
    assert longest_chain(graph) == chain
