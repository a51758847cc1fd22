"""The contract of `log`: history in words, from git alone, through renames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in
from tests.contract.conftest import QUESTION
from wmstrat.reports.history import HistoryEvent, chosen

Git = Callable[..., str]


@pytest.mark.usefixtures("question")
def test_log_tells_who_when_and_which_field_from_what_to_what(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-Q1", "level=structural", "focus+=CB-F1", "--author", "Member 18 <member-18@example.org>")

    event = wmstrat.items("log", "CB-Q1")[0]
    assert event["who"] == "Member 18"
    assert event["command"] == "set"
    assert {(one["field"], one["before"], one["after"]) for one in event["changes"]} == {
        ("level", "", "structural"),
        ("focus", "", "CB-F1"),
    }
    told = wmstrat("log", "CB-Q1").out
    for word in ("Member 18", "level", "structural", "CB-F1", event["when"][:10]):
        assert word.casefold() in told.casefold()


@pytest.mark.usefixtures("labelled")
def test_log_reads_states_as_states(wmstrat: Wmstrat) -> None:
    draft = wmstrat("draft", "add", "CB", "A shared place").lines[0]
    wmstrat("set", draft, "state=drafting")
    wmstrat("draft", "publish", draft, "--despite", "Only its title is ready.")

    told = wmstrat("log", draft).out
    assert "state from Brainwave to drafting" in told  # process.yaml has a kind of note of the same name
    assert "state from drafting to open for comment" in told


def test_log_tells_commits_by_hand_as_well(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replace_in(question, "state: proposed", "state: review")
    git(Path(), "commit", "-qam", "We talked about it")

    event = wmstrat.items("log", "CB-Q1")[0]
    assert (event["subject"], event["command"]) == ("We talked about it", "")
    assert [(one["field"], one["before"], one["after"]) for one in event["changes"]] == [
        ("state", "proposed", "review")
    ]


def test_log_follows_a_record_through_a_rename(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    new = QUESTION.with_name("CB-Q5.md")
    git(Path(), "mv", str(QUESTION), str(new))
    replace_in(new, "id: CB-Q1", "id: CB-Q5")
    git(Path(), "commit", "-qam", "Number it anew")
    wmstrat("set", "CB-Q5", "level=structural")

    events = wmstrat.items("log", "CB-Q5")

    assert [event["subject"] for event in events] == [
        "CB: set CB-Q5 level",
        "Number it anew",
        'CB: add question "Which capacities are missing?" (CB-Q1)',
    ]
    assert ("id", "CB-Q1", "CB-Q5") in {(one["field"], one["before"], one["after"]) for one in events[1]["changes"]}
    assert not question.exists()


@pytest.mark.usefixtures("question")
def test_log_of_a_record_begins_with_its_own_birth(wmstrat: Wmstrat) -> None:
    for number in range(3):
        wmstrat("question", "add", "CB", f"Quite the same as before, but for the number {number}")

    assert len(wmstrat.items("log", "CB-Q4")) == 1


@pytest.mark.usefixtures("question")
def test_log_of_a_group_tells_all_that_belongs_to_it(wmstrat: Wmstrat) -> None:
    wmstrat("note", "add", "CB", "In the group")
    wmstrat("note", "add", "DI", "Elsewhere")
    wmstrat("group", "stage", "CB", "scope")

    told = [event["subject"] for event in wmstrat.items("log", "CB")]
    assert told[0] == "CB: begin stage scope"
    assert told[1].startswith('CB: add note "In the group"')
    assert told[2].startswith("CB: add question")
    assert not [subject for subject in told if "Elsewhere" in subject]


@pytest.mark.usefixtures("workspace")
def test_log_of_everything_is_newest_first_and_both_repositories(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17", "--contact", "x@example.org")
    wmstrat("note", "add", "CB", "A note")

    told = [event["subject"].split(" (")[0] for event in wmstrat.items("log")]
    assert told.count('people: add person "Member 17"') == 2
    assert told[-2:] == ['process: create the workspace "Wikimedia Movement Strategy 2018-20"'] * 2
    assert len(wmstrat.items("log", "--limit", "2")) == 2
    assert [event["command"] for event in wmstrat.items("log", "member-17")] == ["person add"] * 2


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize("merges", [True, False])
def test_merges_are_told_only_when_asked(wmstrat: Wmstrat, git: Git, merges: bool) -> None:
    git(Path(), "switch", "-q", "-c", "other")
    wmstrat("note", "add", "CB", "On a branch")
    git(Path(), "switch", "-q", "main")
    wmstrat("note", "add", "DI", "On main")
    git(Path(), "merge", "-q", "-m", "Bring both together", "other")

    told = [event["subject"] for event in wmstrat.items("log", *(["--merges"] if merges else []))]

    assert ("Bring both together" in told) == merges
    assert len([subject for subject in told if "add note" in subject]) == 2


@pytest.mark.usefixtures("question")
def test_the_text_of_a_draft_is_told_as_it_was_and_as_it_is(wmstrat: Wmstrat) -> None:
    wmstrat("question", "answer", "CB-Q1", "The first answer.")
    wmstrat("question", "answer", "CB-Q1", "The second answer.", "--replace")

    [body] = [one for one in wmstrat.items("log", "CB-Q1")[0]["changes"] if one["field"] == "body"]
    assert (body["before"], body["after"]) == ("The first answer.", "The second answer.")


def test_a_history_with_a_broken_version_is_told(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    sound = question.read_text()
    for text, subject in (("---\nid: [\n---\n", "Break it"), (sound, "Mend it")):
        question.write_text(text)
        git(Path(), "commit", "-qam", subject)

    assert [event["subject"] for event in wmstrat.items("log", "CB-Q1")][:2] == ["Mend it", "Break it"]


def test_subjects_from_elsewhere_are_escaped(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    git(Path(), "commit", "-q", "--allow-empty", "-m", "\x1b[31mred\x1b[0m [bold]x[/bold] \u202eback")
    question.write_text(question.read_text() + "\nMine\n")
    git(Path(), "commit", "-qam", "\x1b[31mred\x1b[0m [bold]x[/bold] \u202eback")

    told = wmstrat("log").out
    assert "[bold]x[/bold]" in told
    assert not {"\x1b", "\u202e"} & set(told)


def test_events_are_chosen_by_their_days_and_by_who_made_them() -> None:
    made = [("2018-07-18", "Jose Ruiz"), ("2018-07-19", "José Ruiz"), ("2018-07-20", "Eve Ash")]
    told = [HistoryEvent(day, f"{day}T23:00:00+02:00", who, "", "", "", lambda: ()) for day, who in made]

    def days(*wanted: str) -> list[str]:
        return [event.commit[-2:] for event in chosen(told, *wanted)]

    assert days() == ["18", "19", "20"]
    assert days("2018-07-19") == ["19", "20"]
    assert days("", "2018-07-19") == ["18", "19"]
    assert days("2018-07-19", "2018-07-19") == ["19"]
    assert days("", "", "josé") == days("", "", "JOSE R") == ["18", "19"]


@pytest.mark.usefixtures("question")
def test_log_tells_what_somebody_did_since_a_day(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-Q1", "level=structural", "--author", "Eve Ash <eve@example.org>")
    wmstrat("mark", "CB-Q1", "review")

    [event] = wmstrat.items("log", "--by", "eve", "--since", "2018-01-01", "--limit", "1")
    assert event["who"] == "Eve Ash"
    assert wmstrat.items("log", "CB", "--until", "2001-01-01") == []
    wmstrat("log", "--since", "someday", code=5)
