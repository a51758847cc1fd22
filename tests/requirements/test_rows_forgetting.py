"""`wmstrat person forget` (PROCESS.md, Rules). Today is 2018-07-20."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, everything, text_of_files

Git = Callable[..., str]
NAME, ID = "Member 18", "member-18"
OWN_WORDS = ("marked-contact", "marked-region", "marked-about", "marked-motive", "marked-organization")


@pytest.fixture
def somebody(once: Once, workspace: Path, wmstrat: Wmstrat) -> Path:
    """A workspace that knows something about a person in every place where it can."""

    def make() -> None:
        private = ("--contact", "marked-contact@example.org", "--region", "marked-region")
        wmstrat("person", "add", NAME, "--about", "marked-about", *private)
        wmstrat("person", "add", "Member 188")
        wmstrat("member", "appoint", "CB", NAME, "--organization", "marked-organization", "--role", "coordinator")
        wmstrat("member", "apply", "AD", NAME, "--motivation", "marked-motive")
        wmstrat("action", "add", "CB", "Ask them", "--owner", NAME)
        wmstrat("action", "add", "CB", f"Ask {NAME} and member-188", "--owner", "Member 188")
        wmstrat("meeting", "add", "CB", "A call", "--at", "2018-08-07 14:00 Europe/Berlin", "--participants", NAME)
        by = f"{NAME} <marked-contact@example.org>"
        wmstrat("feedback", "add", "CB", "More mentors", "--source", "mail", "--contributor", by)
        wmstrat("round", "open", "CB", "Yes?", "--about", "CB-A1", "--asks", NAME, "--closes", "2018-08-01")
        wmstrat("round", "answer", "CB-RO1", "agree", "--for", NAME)
        wmstrat("note", "add", "CB", f"Thanks to Member\n18 (CB-{ID}), not to Member 188.")

    once(make, workspace)
    return workspace


def test_nobody_can_read_in_any_file_or_new_message_who_was_forgotten(
    somebody: Path, wmstrat: Wmstrat, git: Git
) -> None:
    said = wmstrat("person", "forget", NAME, "--yes")
    new = said.out.strip()

    assert new.startswith("someone-")
    held = text_of_files(somebody).replace("Member 188", "").replace("member-188", "")
    assert not [word for word in (NAME, ID, "Member\\n18", *OWN_WORDS) if word in held]
    for repository in (somebody, somebody / "private"):
        message = git(repository, "log", "-1", "--format=%an%n%B")
        assert "people: forget a person" in message
        assert ID not in message
        assert NAME not in message
        assert git(repository, "status", "--porcelain") == ""
    assert wmstrat.record("CB-A1")["owner"] == new
    assert wmstrat.record("CB-A2")["title"] == f"Ask {new} and member-188"
    membership = wmstrat.record(f"CB-{new}")
    assert (membership["person"], membership["roles"]) == (new, ["coordinator"])
    assert wmstrat.items("note", "list", "CB")[0]["body"].strip() == (
        f"Thanks to {new} (CB-{new}), not to Member 188."
    )
    assert wmstrat.items("application", "list") == []
    assert wmstrat.record(new)["name"] == new
    assert "Git's history still has the name" in said.err
    wmstrat("check")


def test_places_in_texts_are_shown_before_and_without_consent_nothing_changes(
    somebody: Path, wmstrat: Wmstrat
) -> None:
    before = everything(somebody)
    shown = wmstrat("person", "forget", NAME, "--dry-run")
    assert f"CB-A2: title: Ask {NAME} and member-188" in shown.out
    assert f"Thanks to {NAME} (CB-{ID})" in shown.out
    assert "CB-A1" not in shown.out  # a field alone
    assert "add --yes" in wmstrat("person", "forget", NAME, code=2).err
    assert everything(somebody) == before

    wmstrat("person", "forget", NAME, "--leave-texts")
    assert wmstrat.record("CB-A2")["title"] == f"Ask {NAME} and member-188"
    assert wmstrat.record("CB-A1")["owner"].startswith("someone-")


def test_a_message_or_an_author_with_the_name_is_refused(somebody: Path, wmstrat: Wmstrat) -> None:
    before = everything(somebody)
    wmstrat("person", "forget", NAME, "--yes", "--message", f"For {NAME}", code=5)
    wmstrat("person", "forget", NAME, "--yes", "--author", f"{NAME} <18@example.org>", code=4)
    wmstrat("person", "forget", NAME, "--yes", "--leave-texts", code=2)
    wmstrat("person", "forget", "Nobody", "--yes", code=3)
    assert everything(somebody) == before


@pytest.mark.usefixtures("somebody")
def test_the_id_does_not_come_back(wmstrat: Wmstrat) -> None:
    new = wmstrat("person", "forget", NAME, "--yes").out.strip()
    told = wmstrat("person", "add", NAME, code=5).err
    assert "the id of a person who was forgotten" in told
    assert new in told
    assert "person forget" in wmstrat("set", new, "forgotten=x", code=4).err


@pytest.mark.usefixtures("somebody")
def test_a_person_known_in_private_alone_is_forgotten_there(workspace: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("person", "add", "Member 19", "--private", "--contact", "marked-contact")
    head = git(workspace, "rev-parse", "HEAD")
    wmstrat("person", "forget", "Member 19", "--yes")
    assert git(workspace, "rev-parse", "HEAD") == head
    assert not any("member-19" in str(path) for path in everything(workspace))
    wmstrat("check")


@pytest.mark.usefixtures("somebody")
@pytest.mark.parametrize("answer", ["", "n", "y"])
def test_at_a_terminal_somebody_has_to_agree(
    workspace: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    questions: list[str] = []
    monkeypatch.setattr("wmstrat.say.output.is_terminal", lambda _: True)
    monkeypatch.setattr("wmstrat.say.output.asked", lambda question: questions.append(question) or answer)
    before = everything(workspace)
    said = wmstrat("person", "forget", NAME)
    assert questions == ["Replace the name in 5 places of texts, and remove everything about the person? [y/N]"]
    assert f"Ask {NAME}" in said.out
    assert (everything(workspace) == before) == (answer != "y")


@pytest.mark.usefixtures("somebody")
def test_what_nobody_has_received_can_be_undone(workspace: Path, wmstrat: Wmstrat, git: Git) -> None:
    tree = git(workspace, "rev-parse", "HEAD^{tree}"), git(workspace / "private", "rev-parse", "HEAD^{tree}")
    wmstrat("person", "forget", NAME, "--yes")
    wmstrat("undo")
    assert (
        git(workspace, "rev-parse", "HEAD^{tree}"),
        git(workspace / "private", "rev-parse", "HEAD^{tree}"),
    ) == tree


@pytest.mark.usefixtures("somebody")
def test_an_id_that_is_a_common_word_is_replaced_where_it_points_at_the_person(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Mark")
    wmstrat("action", "add", "CB", "mark the date, title it, Mark", "--owner", "mark")
    new = wmstrat("person", "forget", "mark", "--leave-texts").out.strip()
    action = wmstrat.items("action", "list", "CB")[-1]
    assert (action["owner"], action["title"]) == (new, "mark the date, title it, Mark")
    wmstrat("check")
