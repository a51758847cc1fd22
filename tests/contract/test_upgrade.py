"""The contract of `upgrade`: every record gets the fields that it lacks, in both repositories, as one change."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.conftest import Wmstrat
from tests.contract.conftest import QUESTION

Git = Callable[..., str]
PRIVATE = Path("private/people/member-17.yaml")


def without_field(file: Path, field: str) -> None:
    """The file as an older wmstrat wrote it, in the history."""
    lines = file.read_text().split("\n")
    [place] = [number for number, line in enumerate(lines) if line.startswith(f"{field}:")]
    file.write_text("\n".join(lines[: place - 1] + lines[place + 1 :]))


def test_both_halves_of_a_record_are_completed(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    wmstrat("person", "add", "Member 17", "--contact", "x@example.org")
    before = [(workspace / name).read_bytes() for name in ("people/member-17.yaml", PRIVATE)]
    for folder, name, field in ((".", "people/member-17.yaml", "about"), ("private", PRIVATE, "region")):
        without_field(workspace / name, field)
        git(workspace / folder, "commit", "-qam", "Older")

    done = wmstrat("upgrade")

    assert done.lines == ["completed people/member-17.yaml", f"completed {PRIVATE}"]
    assert [(workspace / name).read_bytes() for name in ("people/member-17.yaml", PRIVATE)] == before
    assert git(workspace, "status", "--porcelain") == git(workspace / "private", "status", "--porcelain") == ""
    assert "up to date" in wmstrat("upgrade").err


def test_a_record_on_one_line_is_left_as_it_is(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    wmstrat("question", "add", "CB", "Another?")
    other = question.with_name("CB-Q2.md")
    without_field(other, "background")
    question.write_text("---\n{id: CB-Q1, group: capacity-building, title: Why, state: proposed}\n---\n")
    git(Path(), "commit", "-qam", "By hand")

    done = wmstrat("upgrade")

    assert f"{QUESTION} was not changed" in done.err
    assert done.lines == [f"completed {other.relative_to(Path.cwd())}"]


def test_a_new_vocabulary_comes_with_its_words_and_old_words_stay(
    wmstrat: Wmstrat, workspace: Path, git: Git
) -> None:
    """An earlier process.yaml has fewer vocabularies, and kinds of notes that the template no longer has."""
    process = workspace / "process.yaml"
    whole = process.read_text()
    earlier = whole
    for name in ("source_kinds", "meeting_kinds", "decision_ways", "support_kinds", "outreach_kinds"):
        earlier, number = re.subn(rf"(?m)^#.*\n{name}:\n(?:  .*\n)+", "", earlier)
        assert number == 1
    a_call = "note_kinds:\n  - id: call\n    label: Call\n    about: our own words\n"
    process.write_text(earlier.replace("note_kinds:\n", a_call))
    git(workspace, "commit", "-qam", "Older")
    note = wmstrat("note", "add", "CB", "We talked.", "--kind", "call").lines[0]
    wmstrat("mark", note, "withdrawn")

    assert wmstrat("upgrade").lines == ["completed process.yaml"]

    assert process.read_text() == whole.replace("note_kinds:\n", a_call)
    assert wmstrat.record(note)["kind"] == "call"
    wmstrat("check")
    assert "up to date" in wmstrat("upgrade").err


def test_words_with_a_meaning_are_added_with_their_labels_where_there_are_words(
    wmstrat: Wmstrat, workspace: Path, git: Git
) -> None:
    """Reflections and advice are shown with what they are about, so their words have to be there."""
    process = workspace / "process.yaml"
    whole = process.read_text()
    advice = re.search(r"  - id: advice\n(?:    .*\n)+", whole)
    assert advice
    ours = "  - id: reflection\n    label: What we think\n"
    earlier = re.sub(r"  - id: reflection\n(?:    .*\n)+", ours, whole.replace(advice[0], ""))
    process.write_text(earlier)
    git(workspace, "commit", "-qam", "Older")

    assert wmstrat("upgrade").lines == ["completed process.yaml"]

    assert process.read_text() == earlier.replace(ours, ours + advice[0])
    assert "up to date" in wmstrat("upgrade").err
    process.write_text(re.sub(r"note_kinds:\n(?:  .*\n)+", "note_kinds: []\n", process.read_text()))
    git(workspace, "commit", "-qam", "We need no kinds of notes")
    assert "up to date" in wmstrat("upgrade").err


def test_a_new_workspace_records_calls_events_and_news_in_kinds_of_their_own(
    wmstrat: Wmstrat, workspace: Path
) -> None:
    """Nothing is typed twice: meetings, feedback and outreach took the place of four kinds of notes."""
    words = {entry["id"] for entry in wmstrat.record("process")["note_kinds"]}
    assert words.isdisjoint({"call", "conversation", "event", "update"})
    assert {"update", "event", "conversation"} <= {
        entry["id"] for entry in wmstrat.record("process")["outreach_kinds"]
    }
    refused = wmstrat("note", "add", "CB", "We talked.", "--kind", "call", code=5)
    assert "interview" in refused.err
    assert not list((workspace / "groups").rglob("CB-N*"))
