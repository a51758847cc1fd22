"""Rows of the requirements about consent rounds (50, 57). Today is 2018-07-20."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.requirements.conftest import Topics
from wmstrat.kinds import kind
from wmstrat.merge.record import merge_record
from wmstrat.sync.addresses import RecordFile
from wmstrat.sync.settled_fields import as_settled

pytestmark = pytest.mark.usefixtures("workspace")

# Somebody of whom the workspace knows nothing.
UNKNOWN = ("--author", "Somebody <somebody@example.org>")


@pytest.fixture(name="asked")
def a_round(once: Once, workspace: Path, wmstrat: Wmstrat) -> None:
    """Capacity Building asks Advocacy, Diversity and Member 18. Member 17 is in Advocacy; Member 19 coordinates
    Capacity Building."""
    assert workspace == Path.cwd()

    def make() -> None:
        for number in (17, 18, 19):
            wmstrat("person", "add", f"Member {number}")
        wmstrat("member", "appoint", "AD", "member-17")
        wmstrat("member", "appoint", "CB", "member-19", "--role", "coordinator")
        wmstrat("draft", "add", "CB", "A shared place")
        options = ("--asks", "AD", "--asks", "DI", "--asks", "member-18", "--closes", "2018-07-31")
        wmstrat("round", "open", "CB", "May it be published?", "--about", "CB-D1", *options)

    once(make, workspace)


def answers(wmstrat: Wmstrat) -> list[tuple[str, str, str]]:
    """Who answered what, and who cleared it."""
    return [(entry["who"], entry["answer"], entry["cleared_by"]) for entry in wmstrat.record("CB-RO1")["answers"]]


@pytest.mark.usefixtures("asked")
def test_row_50_a_round_closes_when_objections_are_met_and_counts_no_votes(wmstrat: Wmstrat) -> None:
    wmstrat("round", "answer", "CB-RO1", "aside", "--for", "DI")
    told = wmstrat("round", "answer", "CB-RO1", "object", "It leaves out small groups.", "--for", "AD").err
    assert "CB-RO1 has an open objection of AD." in told

    refused = wmstrat("round", "close", "CB-RO1", code=4).err
    assert "CB-RO1 cannot be closed, with an open objection of AD." in refused
    assert "wmstrat round clear CB-RO1 AD --why TEXT" in refused
    assert "an open objection of AD" in wmstrat("mark", "CB-RO1", "closed", code=4).err

    wmstrat("whoami", "member-17")
    told = wmstrat("round", "clear", "CB-RO1", "AD", "--why", "They get their own budget.").err
    assert "CB-RO1 still waits for member-18." in told
    assert "member-18 did not answer CB-RO1. They had time until" in wmstrat("round", "close", "CB-RO1").err
    record = wmstrat.record("CB-RO1")
    assert (record["state"], record["closed_on"], record["objections"]) == ("closed", "2018-07-20", [])
    assert answers(wmstrat) == [("diversity", "aside", ""), ("advocacy", "object", "member-17")]
    assert "CB-RO1 is closed" in wmstrat("round", "answer", "CB-RO1", "agree", "--for", "AD", code=4).err


@pytest.mark.usefixtures("asked")
def test_row_50_another_answer_clears_the_objection_and_both_stay(wmstrat: Wmstrat) -> None:
    wmstrat("round", "answer", "CB-RO1", "object", "Too soon.", "--for", "AD")
    wmstrat("round", "answer", "CB-RO1", "agree", "The date has moved.", "--for", "AD")
    wmstrat("round", "answer", "CB-RO1", "recused", "--for", "DI")
    told = wmstrat("round", "answer", "CB-RO1", "agree", "--for", "member-18").err

    assert "Everybody has answered, and nobody objects. To close it: wmstrat round close CB-RO1" in told
    assert answers(wmstrat)[:2] == [("advocacy", "object", "advocacy"), ("advocacy", "agree", "")]
    assert wmstrat.record("CB-RO1")["answers"][0]["cleared_why"] == "The date has moved."
    wmstrat("round", "answer", "CB-RO1", "object", "It moved back.", "--for", "AD")
    record = wmstrat.record("CB-RO1")
    assert record["objections"] == ["advocacy"]
    assert record["answers"][-1]["note"] == "Too soon.\n\nIt moved back."
    told = wmstrat("set", "CB-RO1", "title=May all be published?", code=4).err
    assert "CB-RO1 has answers already, so these fields cannot change: title." in told
    assert "wmstrat round open GROUP TITLE --about CB-RO1" in told


@pytest.mark.usefixtures("asked")
def test_row_50_after_silence_a_coordinator_of_the_group_that_asked_clears_with_a_reason(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    clear = ("round", "clear", "CB-RO1", "AD", "--why", "Nobody could be reached.")
    wmstrat("round", "answer", "CB-RO1", "object", "Too soon.", "--for", "AD")
    assert "wmstrat whoami PERSON" in wmstrat(*clear, *UNKNOWN, code=4).err
    wmstrat("whoami", "member-18")
    assert "member-18 did not raise this objection" in wmstrat(*clear, code=4).err
    wmstrat("whoami", "member-19")
    assert "Until 2018-08-03 only AD can clear this objection" in wmstrat(*clear, code=4).err
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-08-03")
    wmstrat("set", "process", "silence_days=")
    assert "silence_days of process.yaml is blank" in wmstrat(*clear, code=4).err
    wmstrat("set", "process", "silence_days=14")

    wmstrat(*clear)

    assert answers(wmstrat) == [("advocacy", "object", "member-19")]
    assert "AD has no open objection in CB-RO1" in wmstrat(*clear, code=4).err


@pytest.mark.usefixtures("asked")
def test_row_50_who_types_answers_for_themselves_or_for_their_group(wmstrat: Wmstrat) -> None:
    assert "wmstrat whoami PERSON" in wmstrat("round", "answer", "CB-RO1", "agree", *UNKNOWN, code=4).err
    for person in ("member-17", "member-18"):
        wmstrat("whoami", person)
        wmstrat("round", "answer", "CB-RO1", "agree")
    wmstrat("whoami", "member-19")

    told = wmstrat("round", "answer", "CB-RO1", "agree", code=4).err
    assert "member-19 was not asked in CB-RO1. It asks AD, DI and member-18." in told
    entries = [(entry["who"], entry["by"]) for entry in wmstrat.record("CB-RO1")["answers"]]
    assert entries == [("advocacy", "member-17"), ("member-18", "member-18")]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        ("answer CB-RO1 agree --for PA", 4, "PA was not asked in CB-RO1, but answers it."),
        ("answer CB-RO1 perhaps --for AD", 5, "perhaps"),
        ("answer CB-RO1 object --for AD", 5, "The text is empty"),
        ("answer CB-RO1 --for AD", 2, "ANSWER is missing"),
        ("open CB Again --about CB-D1 --asks nobody --closes 2018-08-01", 3, "nobody"),
        ("open CB Again --about CB-D1 --closes 2018-08-01", 2, "--asks"),
        ("open CB Again --about CB-D1 --asks AD --closes 2018-02-30", 5, "2018-02-30"),
        ("open CB Again --about CB-D1 --asks AD --closes 2018-07-19", 5, "a day after it was opened"),
        ("close CB-RO1 --on 2018-07-25", 4, "in the future"),
    ],
)
def test_what_makes_no_sense_changes_nothing(wmstrat: Wmstrat, typed: str, code: int, told: str) -> None:
    before = wmstrat.record("CB-RO1")

    assert told in wmstrat("round", *typed.split(" "), code=code).err
    assert wmstrat.record("CB-RO1") == before
    assert len(wmstrat.items("round", "list")) == 1


@pytest.mark.usefixtures("asked")
def test_row_50_an_answer_of_somebody_who_was_not_asked_does_not_come_in_by_hand(
    wmstrat: Wmstrat, workspace: Path
) -> None:
    file = workspace / "groups/capacity-building/rounds/CB-RO1.yaml"
    stranger = "answers:\n  - who: partnerships\n    answer: agree\n    on: 2018-07-20\n"
    file.write_text(file.read_text() + stranger)

    assert "PA was not asked in CB-RO1" in wmstrat("save", code=4).err


@pytest.mark.usefixtures("asked")
def test_row_57_each_group_that_is_asked_sees_what_waits_for_it(
    wmstrat: Wmstrat, topics: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = "1 consent round waits for answers"
    assert all(waits in topics(group) for group in ("AD", "DI", "CB"))
    assert waits not in topics("PA")
    assert "wmstrat round list --unanswered" in wmstrat("brief", "member-18").out
    listed = wmstrat.items("round", "list", "--for", "AD", "--unanswered")
    assert [item["waits_for"] for item in listed] == [["advocacy", "diversity", "member-18"]]

    wmstrat("round", "answer", "CB-RO1", "agree", "--for", "AD")
    wmstrat("round", "answer", "CB-RO1", "agree", "--for", "member-18")

    assert [waits in topics(group) for group in ("AD", "DI", "CB")] == [False, True, False]
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-08-01")
    assert "1 consent round is open after its last day" in topics("CB")


def test_row_57_a_body_asks_and_is_asked(wmstrat: Wmstrat) -> None:
    wmstrat("draft", "add", "CB", "A shared place")
    wmstrat("round", "open", "SC", "Who goes?", "--about", "CB-D1", "--asks", "CT", "--closes", "2018-07-01", code=5)
    wmstrat("round", "open", "SC", "Who goes?", "--about", "CB-D1", "--asks", "CT", "--closes", "2018-07-21")

    assert "1 consent round waits for answers" in wmstrat("status").out
    [report] = [item for item in wmstrat.items("status") if item["code"] == "CT"]
    assert [item["records"] for item in report["attention"]] == [["SC-RO1"]]


FILE = """id: CB-RO1
handle: ''
group: capacity-building
title: May it be published?
state: {state}
about: [CB-D1]
asks: [advocacy, diversity]
closes: 2018-07-31
opened_on: 2018-07-20
"""


def answered(*answers: str, state: str = "open", more: str = "") -> bytes:
    """A round with answers."""
    entries = "".join(f"  - {answer}\n" for answer in answers)
    return (FILE.format(state=state) + more + (f"answers:\n{entries}" if entries else "")).encode()


ADVOCACY = "{who: advocacy, answer: agree, on: 2018-07-21}"
DIVERSITY = "{who: diversity, answer: object, on: 2018-07-21, note: Too soon}"
CLOSED = {"state": "closed", "more": "closed_on: 2018-07-22\n"}


def test_two_answers_in_two_clones_are_both_there() -> None:
    merged = merge_record(kind("round"), False, answered(), answered(ADVOCACY), answered(DIVERSITY), lambda _: None)

    assert merged.conflicts == ()
    assert b"who: advocacy" in (merged.data or b"")
    assert b"who: diversity" in (merged.data or b"")


def test_closing_while_somebody_objects_elsewhere_is_a_conflict() -> None:
    declared = kind("round")
    versions = [answered(ADVOCACY), answered(ADVOCACY, **CLOSED), answered(ADVOCACY, DIVERSITY)]
    merged = merge_record(declared, False, *versions, lambda _: None)
    home = RecordFile(declared, "CB-RO1", "capacity-building", "groups/capacity-building/rounds/CB-RO1.yaml")

    settled = as_settled(home, versions, merged, lambda _: None)

    assert "answers" in {conflict.field.split(" ")[0] for conflict in settled.conflicts}


@pytest.mark.usefixtures("asked")
def test_an_answer_that_nobody_else_has_seen_is_undone(wmstrat: Wmstrat) -> None:
    wmstrat("round", "answer", "CB-RO1", "agree", "--for", "AD")
    wmstrat("undo")

    assert answers(wmstrat) == []


@pytest.mark.usefixtures("asked")
def test_answers_come_in_with_the_codes_of_groups(wmstrat: Wmstrat) -> None:
    answer = {"who": "AD", "answer": "agree", "on": "2018-07-20", "by": "Member 17"}
    row = {"group": "CB", "title": "Again?", "about": ["CB-D1"], "asks": ["AD"], "closes": "2018-08-01"}
    wmstrat("import", "round", "-", "--from", "json", stdin=json.dumps([{**row, "answers": [answer]}]))

    [entry] = wmstrat.record("CB-RO2")["answers"]
    assert (entry["who"], entry["by"]) == ("advocacy", "member-17")
    wrong = [{**row, "title": "More?", "answers": [{**answer, "who": "XX"}]}]
    assert "XX" in wmstrat("import", "round", "-", "--from", "json", stdin=json.dumps(wrong), code=4).err
