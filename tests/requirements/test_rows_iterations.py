"""Rows of the requirements about the way of drafts: iterations, windows, the gate, merges and splits (30 to 36)."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import At, Once, Wmstrat, everything, replace_in

WHOLE = """\
## What we recommend

Every new community gets a mentor of its own.

## Who decides

The board decides, after it has heard the affiliates.
"""


@pytest.fixture
def drafts(once: Once, wmstrat: Wmstrat, workspace: Path) -> Path:
    """Five drafts: one of Capacity Building answers what is needed, two do not; one of Advocacy, one of Diversity."""

    def make() -> None:
        wmstrat("draft", "add", "CB", "A mentor for all", "--file", "-", stdin=WHOLE)
        for code, title in (("CB", "Courses"), ("CB", "Grants"), ("AD", "Open letters"), ("DI", "Languages")):
            wmstrat("draft", "add", code, title)
        wmstrat("milestone", "add", "ALL", "Comments end", "--due", "2018-08-10")

    once(make, workspace)
    return workspace


def told(wmstrat: Wmstrat, draft: str) -> list[dict[str, str]]:
    iterations: list[dict[str, str]] = wmstrat.record(draft)["iterations"]
    return iterations


@pytest.mark.usefixtures("drafts")
def test_row_34_iterations_are_numbered_with_what_changed_and_why(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("draft", "publish", "CB-D1", "--closes", "2018-08-01")
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-08-15")
    wmstrat("draft", "revise", "CB-D1", "--why", "Small communities asked for it.")
    assert wmstrat.record("CB-D1")["state"] == "drafting"
    wmstrat("draft", "publish", "CB-D1")

    first, second = told(wmstrat, "CB-D1")
    assert (first["number"], first["on"], first["closes"], first["why"]) == (1, "2018-07-20", "2018-08-01", "")
    assert (second["number"], second["on"], second["why"]) == (2, "2018-08-15", "Small communities asked for it.")
    assert wmstrat.record("CB-D1")["iteration"] == 2
    assert wmstrat.record("CB-D1")["why"] == ""
    assert "is already published, as iteration 2" in wmstrat("draft", "publish", "CB-D1", code=4).err
    assert "wmstrat draft revise CB-D1 --why" in wmstrat("draft", "publish", "CB-D1", code=4).err
    wmstrat("draft", "submit", "CB-D1")
    assert "To change it and publish it again" in wmstrat("draft", "publish", "CB-D1", code=4).err
    wmstrat("draft", "revise", "CB-D1", "--why", "The board asked for figures.")
    assert "3 or higher, and not 2" in wmstrat("draft", "publish", "CB-D1", "--iteration", "2", code=5).err
    assert "1 or more" in wmstrat("draft", "publish", "CB-D1", "--iteration", "0", code=5).err
    wmstrat("draft", "publish", "CB-D1", "--iteration", "4", "--why", "With figures.")
    assert [(each["number"], each["why"]) for each in told(wmstrat, "CB-D1")][2:] == [(4, "With figures.")]
    assert "there is nothing to revise" in wmstrat("draft", "revise", "CB-D2", "--why", "x", code=4).err


@pytest.mark.usefixtures("drafts")
def test_row_34_the_iteration_that_was_typed_before_is_that_of_the_first_publication(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "iteration=2")
    wmstrat("mark", "CB-D1", "published")
    assert [each["number"] for each in told(wmstrat, "CB-D1")] == [2]
    assert "published as iteration 2" in wmstrat("set", "CB-D1", "iteration=3", code=4).err
    assert "cannot be removed" in wmstrat("set", "CB-D1", "iterations-=2", code=4).err


def test_row_31_many_drafts_are_published_in_one_commit(wmstrat: Wmstrat, drafts: Path) -> None:
    before = wmstrat("log", "--format", "json").out.count('"commit"')
    done = wmstrat(
        "draft", "publish", "CB-D1", "CB-D2", "CB-D3", "AD-D1", "DI-D1", "--despite", "One day for all.",
        "--closes", "ALL-M1",
    )  # fmt: skip
    assert "drafts: publish 5 drafts (iteration 1)" in done.err
    assert wmstrat("log", "--format", "json").out.count('"commit"') == before + 1
    assert {item["state"] for item in wmstrat.items("draft", "list")} == {"published"}
    assert "CB-D1 does not answer" in done.err
    # All or nothing: two of them are published already, and the answer names both.
    whole = everything(drafts)
    again = wmstrat("draft", "publish", "AD-D1", "CB-D1", "DI-D1", code=4).err
    assert "AD-D1 is already published" in again
    assert "Also refused: CB-D1 and DI-D1." in again
    again = wmstrat("mark", "AD-D1", "CB-D1", "ratified", code=4).err
    assert "Also refused: CB-D1." in again
    assert everything(drafts) == whole
    wmstrat("draft", "revise", "CB-D1", "CB-D2", "DI-D1", "--why", "Again", "--dry-run")
    assert everything(drafts) == whole
    wmstrat("draft", "revise", "CB-D1", "CB-D1", "--why", "Again")
    whole = everything(drafts)
    wmstrat("draft", "publish", "CB-D1", "CB-D2", code=4)
    assert everything(drafts) == whole


def test_without_a_needed_prompt_nothing_is_published_until_the_reason_is_given(
    wmstrat: Wmstrat, drafts: Path
) -> None:
    whole = everything(drafts)
    for command in (
        ["draft", "publish", "CB-D2"],
        ["mark", "CB-D2", "published"],
        ["set", "CB-D2", "state=published"],
    ):
        refused = wmstrat(*command, code=4).err
        assert '"What we recommend" and "Who decides"' in refused
        assert "wmstrat draft publish CB-D2 --despite" in refused
    assert everything(drafts) == whole
    file = drafts / "groups/capacity-building/drafts/CB-D2.md"
    replace_in(file, "state: idea", "state: published")
    assert "--despite" in wmstrat("save", code=4).err
    file.write_text(whole["groups/capacity-building/drafts/CB-D2.md"].decode())  # type: ignore[union-attr]

    wmstrat("draft", "publish", "CB-D2", "--despite", "The group wants to hear first ideas.")
    assert told(wmstrat, "CB-D2")[0]["despite"] == "The group wants to hear first ideas."
    wmstrat("draft", "submit", "CB-D2")
    # What was whole when it was published, and is not any more, needs a reason to be submitted.
    wmstrat("mark", "CB-D1", "published")
    whole_one = drafts / "groups/capacity-building/drafts/CB-D1.md"
    replace_in(whole_one, "The board decides", "todo\n\n## Elsewhere\n\nIt decides")
    wmstrat("save")
    assert '"Who decides"' in wmstrat("draft", "submit", "CB-D1", code=4).err
    wmstrat("draft", "submit", "CB-D1", "--despite", "The board knows.")
    assert [each["despite"] for each in told(wmstrat, "CB-D1")] == ["The board knows."]
    # Archives come in as they were.
    wmstrat("import", "draft", "-", "--from", "json", stdin='[{"group": "CB", "title": "Old", "state": "published"}]')
    assert told(wmstrat, "CB-D4")[0]["on"] == "not known"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        (WHOLE.replace("## Who decides", "## Quem decide\n\n<!-- who: Which body? -->"), []),
        (WHOLE.replace("## Who decides", "## Quem decide"), ["Who decides"]),
        (WHOLE.replace("## Who decides", "```\n## Who decides\n```"), ["Who decides"]),
        (WHOLE + "\n## Who decides\n\ntbd\n", []),
        (WHOLE.replace("The board decides, after it has heard the affiliates.", "tbd"), ["Who decides"]),
        (WHOLE.replace("## Who decides", "### who decides"), []),
        ("", ["What we recommend", "Who decides"]),
        ("Only a text without headings.", ["What we recommend", "Who decides"]),
        ("## What we recommend\n\n" + "We recommend a very long text.\n" * 160_000, ["Who decides"]),
    ],
    ids=["renamed", "unknown", "fenced", "doubled", "stub", "lower", "empty", "plain", "5 MB"],
)
def test_what_is_needed_is_found_below_headings(body: str, missing: list[str]) -> None:
    from wmstrat.kinds import gate, kind
    from wmstrat.record.record import Record

    draft, process = kind("draft"), kind("process")

    declared = Record(process, "process", "", "", {**process.blank(), "needed_prompts": ["recommendation", "who"]})

    record = Record(draft, "CB-D1", "cb", "", draft.blank(), body)
    assert gate.missing(record, SimpleNamespace(process=declared)) == missing  # type: ignore[arg-type]


def test_windows_close_after_they_open_and_move_with_a_reason(
    wmstrat: Wmstrat, drafts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = everything(drafts)
    early = wmstrat("draft", "publish", "CB-D1", "--closes", "2018-07-19", code=5).err
    assert "2018-07-19, before 2018-07-20" in early
    wmstrat("draft", "publish", "CB-D1", "--opens", "2018-08-11", "--closes", "ALL-M1", code=5)
    wmstrat("draft", "publish", "CB-D1", "--closes", "ALL-M9", code=3)
    assert everything(drafts) == whole

    wmstrat("draft", "publish", "CB-D1", "--closes", "2018-08-01")
    wmstrat("draft", "publish", "AD-D1", "--closes", "ALL-M1", "--despite", "Ideas first.")
    assert wmstrat.record("ALL-M1")["windows"] == ["AD-D1"]
    assert "open for comment until 2018-08-10" in wmstrat("show", "AD-D1").out
    by_hand = drafts / "groups/capacity-building/drafts/CB-D1.md"
    text = by_hand.read_text()
    by_hand.write_text(text.replace("closes: 2018-08-01", "closes: 2018-08-20"))
    assert "draft extend CB-D1" in wmstrat("save", code=4).err
    by_hand.write_text(text)

    done = wmstrat("draft", "extend", "CB-D1", "2018-08-20", "--why", "Two translations came late.")
    assert "welcome until 2018-08-20" in done.err
    assert told(wmstrat, "CB-D1")[0]["closes"] == "2018-08-20"
    [slip] = wmstrat.record("CB-D1")["slips"]
    assert (slip["was"], slip["to"], slip["why"]) == ("2018-08-01", "2018-08-20", "Two translations came late.")
    assert "already end on" in wmstrat("draft", "extend", "CB-D1", "2018-08-20", "--why", "x", code=5).err
    assert "before 2018-07-20" in wmstrat("draft", "extend", "CB-D1", "2018-07-01", "--why", "x", code=5).err
    word = wmstrat("draft", "extend", "CB-D1", "demain", "--why", "x", code=3).err
    assert 'no milestone "demain"' in word
    assert "Or type a date such as" in word
    assert "Or type" not in wmstrat("draft", "extend", "CB-D1", "ALL-M9", "--why", "x", code=3).err
    assert "nobody is asked" in wmstrat("draft", "extend", "CB-D2", "2018-08-20", "--why", "x", code=4).err
    # The next iteration has a window of its own, and whoever forgets its end is told.
    wmstrat("draft", "revise", "CB-D1", "--why", "Again")
    again = "draft", "publish", "CB-D1", "--dry-run"
    assert "CB-D1 have no last day now. To set one: wmstrat draft extend CB-D1" in wmstrat(*again).err
    assert "no last day" not in wmstrat(*again, "--closes", "2018-08-25").err
    wmstrat("undo")
    # One slip, one reason: the window moves with its milestone.
    wmstrat("milestone", "slip", "ALL-M1", "2018-09-10", "--why", "Holidays.")
    assert "open for comment until 2018-09-10" in wmstrat("show", "AD-D1").out
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-09-11")
    assert "comments closed on 2018-09-10" in wmstrat("show", "AD-D1").out
    past = wmstrat("draft", "extend", "CB-D1", "2018-09-01", "--why", "Enough.", "--dry-run")
    assert "2018-09-01 is in the past, so comments are closed." in past.err
    assert "welcome" not in past.err
    [item] = (item for item in wmstrat.items("draft", "list") if item["id"] == "AD-D1")
    assert item["comments_until"] == "2018-09-10"


@pytest.mark.usefixtures("drafts")
def test_row_34_merged_and_split_drafts_say_what_they_became(wmstrat: Wmstrat, drafts: Path) -> None:
    done = wmstrat("draft", "merge", "CB-D2", "AD-D1", "--into", "CB-D1", "--why", "They overlap.")
    assert "merge 2 drafts into CB-D1" in done.err
    for merged in ("CB-D2", "AD-D1"):
        record = wmstrat.record(merged)
        assert (record["state"], record["became"], record["why"]) == ("merged", ["CB-D1"], "They overlap.")
    assert set(wmstrat.record("CB-D1")["came_from"]) == {"CB-D2", "AD-D1"}

    ids = wmstrat("draft", "split", "CB-D1", "--into", "Mentors, for all", "--into", "Courses").lines
    assert ids == ["CB-D4", "CB-D5"]
    assert wmstrat.record("CB-D1")["became"] == ids
    assert wmstrat.record("CB-D4")["title"] == "Mentors, for all"
    assert wmstrat.record("CB-D4")["state"] == "drafting"
    assert "a mentor of its own" in wmstrat.record("CB-D5")["body"]

    whole = everything(drafts)
    wmstrat("mark", "DI-D1", "withdrawn")
    before = everything(drafts)
    refused = {
        ("merge", "CB-D3", "--into", "CB-D3"): (4, "cannot become part of itself"),
        ("merge", "CB-D3", "--into", "DI-D1"): (4, "which is withdrawn"),
        ("merge", "CB-D4", "--into", "CB-D2"): (4, "became CB-D1"),
        ("merge", "CB-D4", "CB-D3", "--into", "CB-D4"): (4, "itself"),
        ("merge", "CB-D4"): (2, "--into"),
        ("split", "CB-D3"): (2, "--into"),
        ("split", "CB-D3", "--into", "One", "Two"): (2, "--into One --into Two"),
        ("split", "CB-D3", "--into", "One"): (5, "two records or more"),
        ("split", "CB-D3", "--into", "One", "--into", "one"): (5, "of its own"),
        ("split", "DI-D1", "--into", "One", "--into", "Two"): (4, "cannot become split"),
        ("split", "CB-D1", "--into", "One", "--into", "Two"): (4, "became CB-D4 and CB-D5"),
        ("merge", "CB-D1", "--into", "CB-D3"): (4, "wmstrat mark CB-D1 drafting"),
        ("merge", "CB-D2", "--into", "CB-D3"): (4, "CB-D2 is merged: it became CB-D1"),
    }
    for command, (code, words) in refused.items():
        assert words in wmstrat("draft", *command, code=code).err.replace("It became", "became")
        assert everything(drafts) == before
    assert before != whole
    # In a circle: by the verb and by hand.
    wmstrat("set", "CB-D3", "became=CB-D4")
    wmstrat("mark", "CB-D3", "merged")
    assert "circle" in wmstrat("set", "CB-D4", "state=merged", "became=CB-D3", code=5).err
    back = wmstrat("draft", "merge", "CB-D4", "--into", "CB-D3", code=4).err
    assert "It became CB-D4. Name one that is still worked on: --into REF" in back


@pytest.mark.usefixtures("begun")
def test_windows_are_in_timeline_diff_and_brief(wmstrat: Wmstrat, at: At) -> None:
    at("2018-07-20")
    wmstrat("draft", "add", "CB", "A mentor for all", "--file", "-", stdin=WHOLE)
    wmstrat("draft", "add", "CB", "Courses")
    wmstrat("milestone", "add", "ALL", "Comments end", "--due", "2018-08-10")
    wmstrat("draft", "publish", "CB-D1", "--opens", "2018-07-23", "--closes", "2018-08-01")
    wmstrat("draft", "publish", "CB-D2", "--closes", "ALL-M1", "--despite", "Ideas first.")
    assert "1 draft that others read lacks needed answers" in wmstrat("brief", "CB").out
    assert "open for comment from 2018-07-23 until 2018-08-01" in wmstrat("show", "CB-D1").out
    at("2018-07-25")
    wmstrat("draft", "extend", "CB-D1", "2018-08-05", "--why", "Two translations came late.")
    spans = {item["id"]: item for item in wmstrat.items("timeline", "CB")}
    assert (spans["CB-D1"]["since"], spans["CB-D1"]["until"]) == ("2018-07-23", "2018-08-05")
    assert spans["CB-D2"]["until"] == "2018-08-10"
    assert re.search(r"CB +CB-D1 +A mentor for all: comments", wmstrat("timeline", "CB").out)
    [moved] = (
        item for item in wmstrat.items("diff", "--since", "2018-07-24") if item["heading"] == "Dates that moved"
    )
    assert moved["change"] == "comments end 2018-08-05 instead of 2018-08-01"
    assert moved["why"] == "Two translations came late."
    at("2018-08-06")
    assert "Comments on 1 draft are closed: revise or submit it" in wmstrat("brief", "CB").out
    feedback = wmstrat("feedback", "add", "CB-D1", "More mentors, please.", "--source", "a call").lines[0]
    assert wmstrat.record(feedback)["iteration"] == 1


@pytest.mark.usefixtures("drafts")
def test_row_49_a_draft_shows_the_interests_of_its_group(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 21")
    wmstrat("member", "appoint", "CB", "Member 21")
    [term] = (item["id"] for item in wmstrat.items("member", "list", "CB") if item["person"] == "member-21")
    wmstrat("set", term, "interests=Works for an affiliate that trains mentors.")
    assert wmstrat.record("CB-D1")["interests"] == ["member-21: Works for an affiliate that trains mentors."]
    assert "trains mentors" in wmstrat("show", "CB-D1").out
    assert wmstrat.record("AD-D1")["interests"] == []
    assert "interests" not in wmstrat.items("draft", "list", "CB")[0]


@pytest.mark.usefixtures("drafts")
def test_row_35_structures_that_drafts_touch_are_in_coverage(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "structures+=Regional hubs=add", "structures+=The annual grant=change,note=Two years.")
    wmstrat("set", "AD-D1", "structures+=regional hubs,effect=stop")
    assert wmstrat.record("CB-D1")["structures"][1] == {
        "structure": "The annual grant", "effect": "change", "note": "Two years.",
    }  # fmt: skip
    assert "Regional hubs" in wmstrat("show", "CB-D1").out
    assert "one of keep, change, stop, add" in wmstrat("set", "CB-D1", "structures+=Hubs=burn", code=5).err
    found = {item["title"]: item for item in wmstrat.items("coverage") if item["kind"] == "structures"}
    hubs = found["regional hubs"]
    assert (hubs["drafts"], hubs["groups"], hubs["state"]) == (["AD-D1", "CB-D1"], ["AD", "CB"], "stop, add")
    assert found["The annual grant"]["work"] == "one"
    page = wmstrat("coverage").out
    assert "Structures that several drafts touch" in page
    assert "regional hubs" in page
    assert "The annual grant" not in page
    assert "regional hubs" in wmstrat("coverage", "CB").out
    assert "regional hubs" not in wmstrat("coverage", "DI").out
    # The prompt is answered by the field.
    assert "2 of 17" not in wmstrat("show", "CB-D1").out


@pytest.mark.usefixtures("drafts")
def test_rows_30_and_33_a_draft_asks_for_other_ways_and_for_how_it_is_carried_out(wmstrat: Wmstrat) -> None:
    body = wmstrat.record("CB-D2")["body"]
    for key, heading in (("alternatives", "Other ways"), ("implementation", "Carrying it out")):
        assert f"## {heading}\n\n<!-- {key}: " in body


@pytest.mark.usefixtures("drafts")
def test_who_merges_over_groups_may_change_each_draft(wmstrat: Wmstrat, drafts: Path) -> None:
    for name, code, role in (("Member 21", "CB", "member"), ("Member 22", "AD", "coordinator")):
        wmstrat("person", "add", name)
        wmstrat("member", "appoint", code, name, "--role", role)
    process = drafts / "process.yaml"
    lines = "".join(f"  - id: {code}\n    who: {code}\n    groups: own\n" for code in ("CB", "AD"))
    everything_for_ad = '  - id: all\n    who: AD\n    roles: coordinator\n    groups: "*"\n'
    replace_in(process, "permissions: []\n", f"permissions:\n{lines}{everything_for_ad}")
    wmstrat("save")
    wmstrat("whoami", "member-21")
    before = everything(drafts)
    refused = wmstrat("draft", "merge", "CB-D2", "AD-D1", "--into", "CB-D1", code=4).err
    assert "member-21 may not change AD-D1, so nothing was changed. These may do it: " in refused
    assert "of AD" in refused
    assert "may not change AD-D1" in wmstrat("draft", "merge", "CB-D2", "--into", "AD-D1", code=4).err
    assert everything(drafts) == before
    wmstrat("draft", "merge", "CB-D2", "--into", "CB-D1")
    wmstrat("whoami", "member-22")
    wmstrat("draft", "merge", "AD-D1", "--into", "CB-D1")


def test_a_draft_of_five_megabytes_is_refused_and_nothing_changes(wmstrat: Wmstrat, drafts: Path) -> None:
    before = everything(drafts)
    text = "## What we recommend\n\n" + "We recommend a very long text.\n" * 160_000
    told = wmstrat("draft", "add", "CB", "Long", "--file", "-", stdin=text * 2, code=5).err
    assert "5,000,000 bytes" in told
    file = drafts / "groups/capacity-building/drafts/CB-D2.md"
    short = file.read_text()
    file.write_text(short + text * 2)
    wmstrat("draft", "publish", "CB-D2", "--despite", "It is long.", code=5)
    file.write_text(short)
    assert everything(drafts) == before
