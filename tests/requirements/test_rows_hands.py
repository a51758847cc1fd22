"""Rows of the requirements about daily work: decisions (50), actions (60), support (59, 63), outreach (56, 84),
and what others wrote (83). Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.requirements.conftest import Topics

pytestmark = pytest.mark.usefixtures("workspace")


def test_row_50_a_group_records_what_it_decided_and_how(wmstrat: Wmstrat) -> None:
    wmstrat("decision", "add", "CB", "We meet every second week", "--how", "consent", "--review", "2018-12-01")

    record = wmstrat.record("CB-DE1")
    assert (record["on"], record["how"], record["review"], record["state"]) == (
        "2018-07-20", "consent", "2018-12-01", "taken",
    )  # fmt: skip
    assert "decision_ways" in wmstrat("decision", "add", "CB", "x", "--how", "dice", code=5).err


def test_row_50_the_words_of_a_decision_stay_and_another_takes_its_place(wmstrat: Wmstrat) -> None:
    wmstrat("decision", "add", "CB", "We meet every second week")
    told = wmstrat("set", "CB-DE1", "title=We never meet", code=4).err
    assert "wmstrat decision add capacity-building TITLE" in told

    wmstrat("decision", "add", "CB", "We meet every week")
    assert "became" in wmstrat("mark", "CB-DE1", "revised", code=4).err
    wmstrat("set", "CB-DE1", "state=revised", "became=CB-DE2")
    assert wmstrat.record("CB-DE2")["came_from"] == ["CB-DE1"]


def test_row_50_a_decision_is_looked_at_again_on_its_day(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat("decision", "add", "CB", "We meet every second week", "--review", "2018-07-20")
    assert "1 decision has to be looked at again" in topics("CB")
    wmstrat("mark", "CB-DE1", "withdrawn", "--why", "We met.")
    assert "1 decision has to be looked at again" not in topics("CB")


def test_row_60_an_action_has_an_owner_a_day_and_where_it_comes_from(wmstrat: Wmstrat, topics: Topics) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("decision", "add", "CB", "We ask the affiliates")
    wmstrat("action", "add", "CB", "Write to them", "--owner", "Member 17", "--due", "2018-07-10", "--from", "CB-DE1")
    wmstrat("action", "add", "CB", "Count the answers")

    assert {"1 action is overdue", "1 action has no owner"} <= topics("CB")
    assert wmstrat.record("CB-DE1")["actions"] == ["CB-A1"]
    assert 'no action "CB-A9"' in wmstrat("action", "done", "CB-A1", "CB-A9", code=3).err
    wmstrat("action", "done", "CB-A1", "CB-A2", "--on", "2018-07-19")
    assert "nothing was changed" in wmstrat("action", "done", "CB-A1", "--on", "2018-07-19").err
    assert {wmstrat.record(name)["done_on"] for name in ("CB-A1", "CB-A2")} == {"2018-07-19"}
    assert not {topic for topic in topics("CB") if "action" in topic}
    wmstrat("mark", "CB-A1", "todo")
    assert wmstrat.record("CB-A1")["done_on"] == ""


def test_row_60_actions_of_a_pipe_are_done_at_once(wmstrat: Wmstrat) -> None:
    for title in ("One", "Two", "Three"):
        wmstrat("action", "add", "CB", title)
    ids = wmstrat("action", "list", "CB", "--open", "--format", "ids").out
    wmstrat("action", "drop", "-", "--why", "Another group does it.", stdin=ids)

    assert {item["state"] for item in wmstrat.items("action", "list")} == {"dropped"}


def test_row_59_the_contact_of_the_process_arranges_support_by_default(wmstrat: Wmstrat) -> None:
    wmstrat("support", "add", "CB", "Interpreter", "--kind", "translation")
    wmstrat("support", "add", "CB", "A room", "--kind", "travel", "--contact", "The host")

    arranged = [item["arranged_by"] for item in wmstrat.items("support", "list", "CB")]
    assert arranged == ["Information and Knowledge Manager", "The host"]


@pytest.mark.parametrize("kind", ["facilitation", "travel", "translation", "research", "training", "logistics"])
def test_row_63_support_is_of_these_kinds(wmstrat: Wmstrat, kind: str) -> None:
    assert wmstrat("support", "add", "CB", "Help", "--kind", kind).lines == ["CB-SU1"]


def test_row_63_support_is_requested_arranged_and_done_or_declined(wmstrat: Wmstrat, topics: Topics) -> None:
    for title in ("A room", "A bus"):
        wmstrat("support", "add", "CB", title, "--kind", "travel", "--needed-by", "2018-07-25")
    wmstrat("support", "add", "CB", "A plane", "--kind", "lunch", code=5)
    assert {"2 support requests are due soon", "2 support requests are not arranged yet"} <= topics("CB")
    wmstrat("support", "arrange", "CB-SU1")
    wmstrat("support", "done", "CB-SU1")
    wmstrat("support", "decline", "CB-SU2", code=2)
    wmstrat("support", "decline", "CB-SU2", "--why", "There is no money.")

    assert [item["state"] for item in wmstrat.items("support", "list")] == ["done", "declined"]
    assert not {topic for topic in topics("CB") if "support" in topic}


def test_what_support_costs_stays_in_private(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("support", "add", "CB", "A room", "--kind", "travel", "--cost", "12345 EUR")

    public = [path for path in workspace.rglob("*") if path.is_file() and "private" not in path.parts]
    text = b"".join(path.read_bytes() for path in public if ".git" not in path.parts)
    assert b"12345" not in text
    assert wmstrat.record("CB-SU1")["cost"] == "12345 EUR"


def test_row_56_when_a_group_last_shared_is_shown_by_kind(wmstrat: Wmstrat) -> None:
    for kind, day in (("report", "2018-05-01"), ("event", "2018-07-02"), ("report", "2018-06-01")):
        [identity] = wmstrat("outreach", "add", "CB", f"A {kind}", "--kind", kind, "--on", day).lines
        wmstrat("outreach", "share", identity)
    wmstrat("outreach", "add", "CB", "A draft", "--kind", "update")

    [report] = wmstrat.items("status", "CB")
    assert report["shared"] == {"Event": "2018-07-02", "Report": "2018-06-01"}
    assert "Event 2018-07-02, Report 2018-06-01" in wmstrat("status", "CB").out


def test_a_group_that_shares_nothing_for_long_is_noticed(wmstrat: Wmstrat) -> None:
    def texts(day: str) -> set[str]:
        [found] = wmstrat.items("status", "CB", "--on", day)
        return {item["text"] for item in found["attention"]}

    assert "Nothing shared for a long time" not in texts("2018-07-20")
    assert "Nothing shared for a long time" in texts("2019-07-20")
    [identity] = wmstrat("outreach", "add", "CB", "News", "--kind", "update", "--on", "2018-07-20").lines
    wmstrat("outreach", "share", identity)
    assert "Nothing shared for a long time" not in texts("2018-10-01")
    wmstrat("set", "process", "share_days=")
    assert "Nothing shared for a long time" not in texts("2019-07-20")


def test_row_84_what_is_not_shared_in_time_waits_for_its_owner_or_the_contact(
    wmstrat: Wmstrat, topics: Topics
) -> None:
    wmstrat("person", "add", "Member 17")
    [first] = wmstrat("outreach", "add", "CB", "News", "--kind", "update", "--on", "2018-07-10").lines
    [second] = wmstrat(
        "outreach", "add", "CB", "More", "--kind", "update", "--on", "2018-07-10", "--owner", "Member 17"
    ).lines  # fmt: skip

    assert "2 texts were not shared in time" in topics("CB")
    shared_by = {name: wmstrat.record(name)["shared_by"] for name in (first, second)}
    assert shared_by == {first: "Information and Knowledge Manager", second: "member-17"}


def test_open_work_is_handed_on_in_one_commit(wmstrat: Wmstrat, topics: Topics) -> None:
    for name in ("Member 17", "Member 18"):
        wmstrat("person", "add", name)
    wmstrat("member", "appoint", "CB", "Member 17")
    wmstrat("action", "add", "CB", "Open", "--owner", "Member 17")
    wmstrat("action", "add", "CB", "Done", "--owner", "Member 17")
    wmstrat("action", "done", "CB-A2")
    wmstrat("action", "add", "AD", "Elsewhere", "--owner", "Member 17")
    wmstrat("set", "process", "fields+=helper,kind=action,type=person")
    wmstrat("set", "CB-A1", "helper=Member 17")
    wmstrat("member", "leave", "CB", "Member 17")
    assert "1 open record has an owner who left" in topics("CB")

    handed = wmstrat("person", "hand-on", "Member 17", "--to", "Member 18", "--group", "CB")

    assert handed.lines == ["CB-A1"]
    assert [wmstrat.record("CB-A1")[name] for name in ("owner", "helper")] == ["member-18", "member-18"]
    owners = {item["id"]: item["owner"] for item in wmstrat.items("action", "list")}
    assert owners == {"CB-A1": "member-18", "CB-A2": "member-17", "AD-A1": "member-17"}
    assert "1 open record has an owner who left" not in topics("CB")
    assert "themselves" in wmstrat("person", "hand-on", "Member 17", "--to", "Member 17", code=4).err
    wmstrat("person", "hand-on", "Member 17", "--to", "Member 18")
    assert "no open work" in wmstrat("person", "hand-on", "Member 17", "--to", "Member 18", code=4).err


def test_row_83_a_person_is_told_what_others_wrote_about_their_records(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("action", "add", "CB", "Ask them", "--owner", "Member 17")
    wmstrat("brief", "Member 17")
    wmstrat("note", "add", "CB", "They do not answer.", "--about", "CB-A1", "--author", "Member 19 <m@example.org>")

    assert 'add note "They do not answer."' in wmstrat("brief", "Member 17").out
