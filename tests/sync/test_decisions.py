"""Where two people gave one field two values: what waits, what may be chosen, and what stays as it was decided."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, everything
from tests.sync.by_hand import Git, sent


@pytest.fixture
def answers_met(once: Once, shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, asked: None) -> None:
    """The first answer to CB-Q1 is in conflict here: "Monthly.", and "Weekly." there."""
    del asked

    def make() -> None:
        wmstrat("-C", other, "question", "answer", "CB-Q1", "Weekly.")
        wmstrat("-C", other, "sync")
        wmstrat("question", "answer", "CB-Q1", "Monthly.")
        assert "both changed the body of CB-Q1." in wmstrat("sync", code=7).err

    once(make, bare, shared, other)


@pytest.fixture
def names_met(once: Once, shared: Path, other: Path, bare: Path, wmstrat: Wmstrat) -> None:
    """The name of Capacity Building is in conflict here: "Capacities", and "Building" there."""

    def make() -> None:
        wmstrat("-C", other, "group", "rename", "CB", "Building")
        wmstrat("-C", other, "sync")
        wmstrat("group", "rename", "CB", "Capacities")
        wmstrat("sync", code=7)

    once(make, bare, shared, other)


@pytest.mark.usefixtures("asked")
def test_nothing_changes_until_a_conflict_is_resolved(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?", "level=structural")
    before = everything(shared), git(shared, "rev-parse", "HEAD")
    assert "the title of CB-Q1" in wmstrat("sync", code=7).err
    shown = wmstrat("resolve").out
    for part in ("before ", " Which?", "mine    Member 17  ", " Mine?", "theirs  Member 17  ", " Theirs?"):
        assert part in shown
    assert (everything(shared), git(shared, "rev-parse", "HEAD")) == before
    assert "All conflicts are resolved" in wmstrat("resolve", "CB-Q1", "title", "--theirs").err
    assert "Choices discarded: 1" in wmstrat("sync", "--abort").err
    wmstrat("sync", code=7)
    assert "expected one line" in wmstrat("resolve", "CB-Q1", "title", "--value", "two\nlines", code=5).err
    assert "--both is only for texts" in wmstrat("resolve", "CB-Q1", "title", "--both", code=4).err
    assert "There is no open conflict in CB-Q1 level" in wmstrat("resolve", "CB-Q1", "level", "--mine", code=3).err
    wmstrat("resolve", "CB-Q1", "title", "--value", "Ours?")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["title"] == "Ours?"
    assert wmstrat.record("CB-Q1")["level"] == "structural"
    assert wmstrat("resolve").err == "There are no open conflicts. Now type: wmstrat sync\n"


@pytest.mark.usefixtures("ratified_there")
def test_a_decided_draft_stays_as_it_was_decided(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-D1", "title=Share everything")
    assert "CB-D1 title" in wmstrat("sync", code=7).err
    assert "must be as it was decided" in wmstrat("resolve", "CB-D1", "title", "--mine", code=4).err
    wmstrat("sync", code=7)
    wmstrat("resolve", "CB-D1", "title", "--theirs")
    wmstrat("sync")
    found = wmstrat.record("CB-D1")
    assert (found["state"], found["title"]) == ("ratified", "Share what works")


def test_what_a_state_needs_is_not_taken_away_by_the_other_side(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    for title in ("Why?", "Where?"):
        wmstrat("question", "add", "CB", title)
    wmstrat("sync")
    which, into = [question["id"] for question in wmstrat.items("question", "list", "CB")][-2:]
    wmstrat("set", which, f"merged_into={into}")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "mark", which, "merged")
    wmstrat("-C", other, "sync")
    wmstrat("set", which, "merged_into=")

    told = wmstrat("sync", code=7).err

    assert f"{which} became merged there, so the decision stays. Your change to merged_into is not used" in told
    wmstrat("resolve", which, "merged_into", "--mine", code=4)
    wmstrat("resolve", which, "merged_into", "--theirs")
    wmstrat("sync")
    question = wmstrat.record(which)
    assert (question["state"], question["merged_into"]) == ("merged", into)


@pytest.mark.usefixtures("submitted")
def test_two_conflicts_in_one_draft(other: Path, wmstrat: Wmstrat) -> None:
    wmstrat("-C", other, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", other, "sync")
    wmstrat("draft", "decide", "CB-D1", "rejected", "--by", "BD")
    assert "the state of CB-D1" in wmstrat("sync", code=7).err
    wmstrat("resolve", "CB-D1", "state", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["state"] == "ratified"


@pytest.mark.usefixtures("submitted")
@pytest.mark.parametrize("side", ["mine", "theirs"])
def test_two_decisions_about_two_texts_leave_one_text_that_was_decided(
    once: Once, shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, side: str
) -> None:
    def decide_about_two_texts() -> None:
        for folder, assignment in ((other, "title=Theirs"), (Path(), "level=structural")):
            wmstrat("-C", folder, "set", "CB-D1", assignment)
            wmstrat("-C", folder, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
        wmstrat("-C", other, "sync")
        wmstrat("sync", code=7)

    once(decide_about_two_texts, bare, shared, other)
    assert sorted(one["field"] for one in wmstrat.items("resolve")) == ["level", "title"]
    assert "cannot have this value" in wmstrat("resolve", "CB-D1", "title", "--value", "Third", code=5).err
    wmstrat("resolve", "CB-D1", "title", f"--{side}")
    unlike = "theirs" if side == "mine" else "mine"
    assert "cannot have this value" in wmstrat("resolve", "CB-D1", "level", f"--{unlike}", code=5).err
    wmstrat("sync", code=7)
    wmstrat("resolve", "CB-D1", "level", f"--{side}")
    wmstrat("sync")
    found = wmstrat.record("CB-D1")
    kept = ("Share what works", "structural") if side == "mine" else ("Theirs", "")
    assert (found["title"], found["level"], found["state"]) == (*kept, "ratified")
    wmstrat("-C", other, "sync")
    assert wmstrat("-C", other, "show", "CB-D1").out == wmstrat("show", "CB-D1").out


def test_conflicts_can_be_read_by_a_program(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("-C", other, "set", "CB", "mailing_list=theirs@example.org")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB", "mailing_list=mine@example.org")
    wmstrat("sync", code=7)
    [found] = wmstrat.items("resolve")
    assert (found["field"], found["mine"], found["theirs"]) == (
        "mailing_list",
        "mine@example.org",
        "theirs@example.org",
    )
    assert found["theirs_by"] == "Member 17"
    wmstrat("resolve", "CB", "mailing_list", "--mine")
    wmstrat("sync")
    assert wmstrat.record("CB")["mailing_list"] == "mine@example.org"


def test_a_choice_about_a_record_that_was_numbered_there(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    sent(shared, git)
    git(other, "pull", "-q")
    wmstrat("-C", other, "set", handle, "title=Theirs?")
    wmstrat("set", handle, "title=Mine?")
    wmstrat("sync")
    assert "the title of CB-Q1" in wmstrat("-C", other, "sync", code=7).err
    wmstrat("-C", other, "resolve", "CB-Q1", "title", "--mine")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["title"] == "Theirs?"


@pytest.mark.usefixtures("ratified_there")
def test_what_is_withdrawn_here_and_ratified_there_is_ratified(wmstrat: Wmstrat) -> None:
    wmstrat("mark", "CB-D1", "withdrawn")
    wmstrat("sync", code=7)
    assert "must be as it was decided" in wmstrat("resolve", "CB-D1", "state", "--mine", code=4).err
    wmstrat("resolve", "CB-D1", "state", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["state"] == "ratified"


def test_a_choice_that_cannot_be_is_refused_before_anything_moves(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("-C", other, "draft", "add", "CB", "A draft")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    wmstrat("-C", other, "mark", "CB-D1", "drafting")
    wmstrat("-C", other, "sync")
    wmstrat("draft", "publish", "CB-D1", "--despite", "Only its title is ready.")
    before = git(shared, "rev-parse", "HEAD")
    wmstrat("sync", code=7)
    assert "only with its own command" in wmstrat("resolve", "CB-D1", "state", "--value", "ratified", code=4).err
    for value, found in (("perhaps", 'found "perhaps"'), ("", "empty")):
        said = wmstrat("resolve", "CB-D1", "state", "--value", value, code=5).err
        assert f"state: {found}, expected one of: idea, drafting, published, submitted, merged" in said
        assert "ratified" not in said  # that is no choice
        assert "wmstrat resolve CB-D1 state --value TEXT" in said
        assert "file" not in said
    assert git(shared, "rev-parse", "HEAD") == before
    wmstrat("resolve", "CB-D1", "state", "--theirs")
    wmstrat("sync")


def test_a_part_of_an_entry_that_cannot_be_is_refused_in_the_words_of_a_choice(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
    del shared
    wmstrat("-C", other, "group", "stage", "CB", "set-up", "--end", "--on", "2018-08-01")
    wmstrat("-C", other, "sync")
    wmstrat("group", "stage", "CB", "set-up", "--end", "--on", "2018-08-02")
    wmstrat("sync", code=7)
    [found] = wmstrat.items("resolve")
    said = wmstrat("resolve", "CB", found["field"], "--value", "soon", code=5).err
    assert 'found "soon", expected a date such as 2018-07-20, or "not known".' in said
    assert "Choose again with: wmstrat resolve capacity" in said
    assert "save" not in said
    assert [one["field"] for one in wmstrat.items("resolve")] == [found["field"]]


@pytest.mark.usefixtures("asked")
def test_choices_of_two_crossed_merges_are_asked_again(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Each merged the other's work and chose differently; whoever meets that again is asked."""
    wmstrat("set", "CB-Q1", "title=One")
    wmstrat("-C", other, "set", "CB-Q1", "title=Two")
    here, there = (git(folder, "rev-parse", "HEAD").strip() for folder in (shared, other))
    git(shared, "fetch", "-q", str(other), "main")
    git(other, "fetch", "-q", str(shared), here)
    git(shared, "merge", "-q", "--no-edit", "-s", "ours", there)
    git(other, "merge", "-q", "--no-edit", "-s", "ours", here)
    wmstrat("-C", other, "sync")
    assert "the title of CB-Q1" in wmstrat("sync", code=7).err


@pytest.mark.usefixtures("asked")
def test_a_question_that_became_final_meanwhile_is_final_as_it_was(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
    """Requirement 17: a later change of a finalized text is visible as an amendment."""
    del shared
    wmstrat("-C", other, "question", "finalize", "CB")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Which ones?", "level=structural")
    assert "CB-Q1 title" in wmstrat("sync", code=7).err
    assert "decided on the other side" in wmstrat("resolve", "CB-Q1", "title", "--mine", code=4).err
    wmstrat("resolve", "CB-Q1", "title", "--theirs")
    wmstrat("sync")
    wmstrat("set", "CB-Q1", "title=Which ones?")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["level"], found["state"]) == ("Which ones?", "structural", "final")
    assert [entry["was"] for entry in found["amendments"]] == ["Which?"]


@pytest.mark.usefixtures("answers_met")
@pytest.mark.parametrize(
    ("choice", "answer"),
    [
        ("--mine", "Monthly."),
        ("--theirs", "Weekly."),
        ("--both", "Weekly.\n\nMonthly."),
        ("--value", "Twice a month."),
    ],
)
def test_two_first_answers_to_one_question_are_asked_about(wmstrat: Wmstrat, choice: str, answer: str) -> None:
    assert wmstrat.record("CB-Q1")["body"] == "Monthly."
    wmstrat("resolve", "CB-Q1", "body", choice, *([answer] if choice == "--value" else []))
    wmstrat("sync")

    assert wmstrat.record("CB-Q1")["body"] == answer


@pytest.mark.usefixtures("names_met")
@pytest.mark.parametrize(
    ("choice", "name"), [(["--mine"], "Capacities"), (["--theirs"], "Building"), (["--value", "Skills"], "Skills")]
)
def test_one_choice_of_a_group_s_name_settles_its_heading_and_the_front_page(
    shared: Path, wmstrat: Wmstrat, choice: list[str], name: str
) -> None:
    assert [conflict["field"] for conflict in wmstrat.items("resolve")] == ["name", "body", "body"]

    told = wmstrat("resolve", "CB", "name", *choice).err

    assert "This also settles: " in told
    assert "All conflicts are resolved." in told
    wmstrat("sync")
    assert wmstrat.record("CB")["name"] == name
    assert f"\n# {name}\n" in (shared / "groups/capacity-building/README.md").read_text()
    assert f"| CB | [{name}](groups/capacity-building/)" in (shared / "README.md").read_text()
