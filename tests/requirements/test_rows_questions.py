"""Rows of the requirements about guiding questions, each shown through the command line."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import Once, Wmstrat, replace_in
from tests.requirements.conftest import Topics

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.fixture
def question(once: Once, wmstrat: Wmstrat, workspace: Path) -> str:
    """A question of Capacity Building."""

    def make() -> None:
        wmstrat("question", "add", "CB", "Which capacities are missing?", "--level", "structural")

    once(make, workspace)
    return "CB-Q1"


def test_row_17_a_question_has_states_up_to_final(wmstrat: Wmstrat, question: str) -> None:
    assert wmstrat.record(question)["state"] == "proposed"
    for state in ("review", "final"):
        wmstrat("mark", question, state)
        assert wmstrat.record(question)["state"] == state

    assert wmstrat.record(question)["final_on"] == "2018-07-20"


@pytest.mark.usefixtures("workspace", "question")
def test_row_17_the_whole_set_of_a_group_is_finalized_on_a_date(wmstrat: Wmstrat, workspace: Path) -> None:
    (workspace / "more.csv").write_text(
        "group,title,state\nCB,In review?,review\nCB,Set aside?,parked\nDI,Of another group?,proposed\n"
    )
    wmstrat("import", "question", "more.csv")

    done = wmstrat("question", "finalize", "CB", "--on", "2018-07-15")

    assert done.lines == ["CB-Q1", "CB-Q2"]
    states = {one["id"]: (one["state"], one["final_on"]) for one in wmstrat.items("question", "list")}
    assert states == {
        "CB-Q1": ("final", "2018-07-15"),
        "CB-Q2": ("final", "2018-07-15"),
        "CB-Q3": ("parked", ""),
        "DI-Q1": ("proposed", ""),
    }
    [group] = wmstrat.items("status", "CB")
    assert (group["questions_final"], group["questions_all"]) == (2, 2)


@pytest.mark.parametrize("way", ["set", "edit", "save", "import"])
def test_row_17_a_later_edit_of_a_final_question_stays_visible(
    wmstrat: Wmstrat, question: str, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    wmstrat("question", "finalize", "CB")
    file = workspace / "groups/capacity-building/questions/CB-Q1.md"
    rewritten = file.read_text().replace("are missing?", "do communities miss?")
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-12-01")

    if way == "set":
        wmstrat("set", question, "title=Which capacities do communities miss?")
    elif way == "edit":
        (tmp_path / "new.md").write_text(rewritten)
        wmstrat("edit", question, "--file", tmp_path / "new.md")
    elif way == "save":
        file.write_text(rewritten)
        wmstrat("save")
    else:
        (tmp_path / "new.json").write_text(
            json.dumps([{"id": question, "title": "Which capacities do communities miss?"}])
        )
        wmstrat("import", "question", tmp_path / "new.json")

    record = wmstrat.record(question)
    assert record["title"] == "Which capacities do communities miss?"
    assert record["state"] == "final"
    assert record["amendments"] == [{"on": "2018-12-01", "was": "Which capacities are missing?"}]
    [group] = wmstrat.items("status", "CB")
    assert group["questions"][0]["amended"] == ["2018-12-01"]


def test_row_17_a_final_question_may_be_reworded_there_and_back(wmstrat: Wmstrat, question: str) -> None:
    """Each change is told, though two of one day say the same."""
    wmstrat("question", "finalize", "CB")
    first, other = "Which capacities are missing?", "Which capacities do communities miss?"
    for title in (other, first, other):
        wmstrat("set", question, f"title={title}")
    assert [entry["was"] for entry in wmstrat.record(question)["amendments"]] == [first, other, first]


def test_row_18_a_question_holds_its_answer(wmstrat: Wmstrat, question: str) -> None:
    wmstrat("mark", question, "final")
    wmstrat("question", "answer", question, "Mentors, and time for them.")

    record = wmstrat.record(question)
    assert (record["body"], record["state"]) == ("Mentors, and time for them.", "answered")


def test_row_18_an_answer_is_replaced_only_on_purpose(wmstrat: Wmstrat, question: str) -> None:
    wmstrat("question", "answer", question, "The first answer.")

    refused = wmstrat("question", "answer", question, "Another one.", code=4)
    assert "--replace" in refused.err
    assert wmstrat.record(question)["body"] == "The first answer."
    wmstrat("question", "answer", question, "Another one.", "--replace")
    assert wmstrat.record(question)["body"] == "Another one."


def test_row_19_traceability_is_listed_both_ways(wmstrat: Wmstrat, question: str, topics: Topics) -> None:
    wmstrat("mark", question, "final")
    wmstrat("draft", "add", "CB", "A draft of its own")
    assert {"1 final question without a draft", "1 draft answers no question"} <= topics("CB")

    wmstrat("set", "CB-D1", f"answers+={question}")

    assert not {text for text in topics("CB") if "final question" in text or "answers no" in text}
    [group] = wmstrat.items("status", "CB")
    assert group["questions"][0]["drafts"] == ["CB-D1"]
    assert group["drafts"][0]["answers"] == [question]


def test_row_19_a_withdrawn_draft_answers_nothing(wmstrat: Wmstrat, question: str, topics: Topics) -> None:
    wmstrat("mark", question, "final")
    wmstrat("draft", "add", "CB", "A draft", "--answers", question)
    wmstrat("mark", "CB-D1", "withdrawn")

    assert "1 final question without a draft" in topics("CB")


@pytest.mark.parametrize("noun", ["question", "draft"])
def test_row_20_level_of_a_question_and_of_a_draft(wmstrat: Wmstrat, noun: str) -> None:
    identity = wmstrat(noun, "add", "CB", "Structures", "--level", "structural").lines[0]
    assert wmstrat.record(identity)["level"] == "structural"

    wmstrat("set", identity, "level=programmatic")

    assert wmstrat.record(identity)["level"] == "programmatic"
    wmstrat("set", identity, "level=medium", code=5)


def test_row_67_a_programmatic_question_is_flagged_parked_and_kept(
    wmstrat: Wmstrat, question: str, topics: Topics
) -> None:
    flagged = "1 question is not about structures and could be parked"
    assert flagged not in topics("CB")
    wmstrat("set", question, "level=programmatic")
    assert flagged in topics("CB")
    assert any("parked" in line for line in wmstrat("check").lines if f"{question}.md" in line)

    wmstrat("mark", question, "parked")

    assert flagged not in topics("CB")
    assert wmstrat.record(question)["state"] == "parked"
    wmstrat("mark", question, "proposed")


def test_row_67_no_command_deletes_a_question(wmstrat: Wmstrat, question: str, workspace: Path) -> None:
    (workspace / f"groups/capacity-building/questions/{question}.md").unlink()

    refused = wmstrat("save", code=4)
    assert "git checkout HEAD" in refused.err
    assert "withdrawn" in refused.err


@pytest.mark.parametrize("into", ["", "CB-Q1"])
def test_row_67_a_merged_question_leads_to_another(
    wmstrat: Wmstrat, question: str, workspace: Path, into: str
) -> None:
    wmstrat("question", "add", "CB", "Another?")
    wmstrat("mark", question, "final")
    wmstrat("set", question, f"merged_into={into}")
    file = workspace / "groups/capacity-building/questions/CB-Q1.md"
    before = file.read_bytes()

    advice = "wmstrat question merge CB-Q1 --into REF"
    assert advice in wmstrat("mark", question, "merged", code=4).err
    replace_in(file, "state: final", "state: merged")
    assert advice in wmstrat("save", code=4).err
    file.write_bytes(before)

    wmstrat("set", question, "state=merged", "merged_into=CB-Q2")
    assert wmstrat.record(question)["state"] == "merged"


@pytest.mark.parametrize("since", ["2004", "2004-07", "2004-07-01"])
def test_row_68_a_question_is_enduring_since_when(wmstrat: Wmstrat, question: str, since: str) -> None:
    assert wmstrat.record(question)["enduring_since"] == ""

    wmstrat("set", question, f"enduring_since={since}")

    assert wmstrat.record(question)["enduring_since"] == since


@pytest.mark.parametrize("way", ["set", "edit", "save", "import"])
def test_row_17_amendments_are_only_added_and_only_by_changes(
    wmstrat: Wmstrat, question: str, workspace: Path, tmp_path: Path, way: str
) -> None:
    wmstrat("mark", question, "final")
    wmstrat("set", question, "title=Which do communities miss?")
    amendments = wmstrat.record(question)["amendments"]
    file = workspace / "groups/capacity-building/questions/CB-Q1.md"
    rewritten = file.read_text().replace("was: Which capacities", "was: What else")
    assert rewritten != file.read_text()

    if way == "set":
        refused = wmstrat("set", question, "amendments=", code=4)
    elif way == "edit":
        (tmp_path / "new.md").write_text(rewritten)
        refused = wmstrat("edit", question, "--file", tmp_path / "new.md", code=4)
    elif way == "save":
        kept = file.read_text()
        file.write_text(rewritten)
        refused = wmstrat("save", code=4)
        file.write_text(kept)
    else:
        (tmp_path / "new.json").write_text(json.dumps([{"id": question, "amendments": []}]))
        refused = wmstrat("import", "question", tmp_path / "new.json", code=4)

    assert "wmstrat set CB-Q1 title=" in refused.err
    assert wmstrat.record(question)["amendments"] == amendments


def test_row_17_a_change_while_a_final_question_is_discussed_again_stays_visible(
    wmstrat: Wmstrat, question: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for state in ("final", "review"):
        wmstrat("mark", question, state)
    assert "final since" in wmstrat("set", question, "final_on=", code=4).err
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-12-01")
    wmstrat("set", question, "title=Which do communities miss?")
    wmstrat("mark", question, "final")

    record = wmstrat.record(question)
    assert record["amendments"] == [{"on": "2018-12-01", "was": "Which capacities are missing?"}]
    assert record["final_on"] == "2018-12-01"
    wmstrat("mark", question, "review")
    wmstrat("question", "finalize", "CB", "--on", "2018-12-01")
    assert wmstrat.record(question)["final_on"] == "2018-12-01"


def test_row_18_an_answer_that_changed_meanwhile_is_not_replaced(
    wmstrat: Wmstrat, question: str, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("question", "answer", question, "The first answer.")
    file = workspace / "groups/capacity-building/questions/CB-Q1.md"
    editor = workspace.parent / "editor"
    editor.write_text(
        f"#!/bin/sh\nsed -i 's/The first answer/Of somebody else/' {file}\n"
        f'git -C {workspace} commit -qam "Meanwhile"\necho Mine > "$1"\n'
    )
    editor.chmod(0o755)
    monkeypatch.setenv("GIT_EDITOR", str(editor))
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("wmstrat.commands.typed.sys", terminal)

    refused = wmstrat("question", "answer", question, "--replace", code=4)

    assert "while you were writing" in refused.err
    assert wmstrat.record(question)["body"] == "Of somebody else."


def test_row_17_a_set_is_not_final_before_its_day(wmstrat: Wmstrat, question: str) -> None:
    assert "in the future" in wmstrat("question", "finalize", "CB", "--on", "2030-01-01", code=4).err
    wmstrat("mark", question, "final")
    assert "a date that is not in the future" in wmstrat("set", question, "final_on=2030-01-01", code=4).err
    rows = "group,title,state,final_on\nCB,Another?,final,2030-01-01\n"
    wmstrat("import", "question", "-", "--from", "csv", stdin=rows, code=4)
    assert wmstrat.record(question)["final_on"] == "2018-07-20"


def test_row_67_no_questions_are_merged_into_each_other(wmstrat: Wmstrat, question: str, workspace: Path) -> None:
    wmstrat("question", "add", "CB", "Another?")
    wmstrat("set", question, "state=merged", "merged_into=CB-Q2")

    refused = wmstrat("set", "CB-Q2", "state=merged", f"merged_into={question}", code=5)
    assert "which leads back to CB-Q2" in refused.err
    file = workspace / "groups/capacity-building/questions/CB-Q2.md"
    text = file.read_text().replace("state: proposed", "state: merged")
    file.write_text(text.replace("merged_into:", f"merged_into: {question}"))
    assert "which leads back to CB-Q2" in wmstrat("save", code=5).err


def test_row_19_a_merged_question_passes_its_drafts_on(wmstrat: Wmstrat, question: str) -> None:
    wmstrat("question", "add", "CB", "Another?")
    wmstrat("mark", "CB-Q2", "final")
    draft = wmstrat("draft", "add", "CB", "A draft", "--answers", question).lines[0]
    wmstrat("set", question, "state=merged", "merged_into=CB-Q2")

    assert wmstrat.record("CB-Q2")["drafts"] == [draft]
    assert wmstrat.record("CB-Q2")["came_from"] == [question]
    [group] = wmstrat.items("status", "CB")
    assert not {item["text"] for item in group["attention"]} & {"Final questions without a draft: 1."}


def test_row_18_a_question_is_answered_with_an_answer_only(wmstrat: Wmstrat, question: str) -> None:
    wmstrat("question", "finalize", "CB")
    refused = wmstrat("mark", question, "answered", code=4).err
    assert (
        f"cannot be answered without an answer. Type the answer with: wmstrat question answer {question}" in refused
    )
    wmstrat("question", "answer", question, "Mentors.")
    assert wmstrat.record(question)["state"] == "answered"


@pytest.mark.parametrize("aside", ["withdrawn", "parked"])
def test_row_17_a_final_question_comes_back_to_review_and_keeps_its_day(
    wmstrat: Wmstrat, question: str, aside: str
) -> None:
    assert "is proposed, so final_on stays empty" in wmstrat("set", question, "final_on=2018-07-01", code=4).err
    wmstrat("question", "finalize", "CB", "--on", "2018-07-01")
    wmstrat("mark", question, aside)
    assert f"Discuss it again: wmstrat mark {question} review" in wmstrat("mark", question, "proposed", code=4).err
    wmstrat("mark", question, "review")
    assert wmstrat.record(question)["final_on"] == "2018-07-01"


def test_row_67_questions_are_merged_and_what_answers_them_follows(wmstrat: Wmstrat, question: str) -> None:
    """Into itself, into one that nobody works on any more, or in a circle: refused, and nothing is changed."""
    for text in ("Another?", "A third?", "Left out?"):
        wmstrat("question", "add", "CB", text)
    wmstrat("question", "add", "AD", "Which of ours?")
    wmstrat("mark", "CB-Q4", "withdrawn")
    wmstrat("draft", "add", "CB", "An answer", "--answers", question)

    done = wmstrat("question", "merge", question, "CB-Q2", "--into", "AD-Q1", "--why", "It is one question.")
    assert "CB: merge 2 questions into AD-Q1" in done.err
    merged = wmstrat.record("CB-Q2")
    assert (merged["state"], merged["merged_into"], merged["why"]) == ("merged", "AD-Q1", "It is one question.")
    assert wmstrat.record("AD-Q1")["drafts"] == ["CB-D1"]
    for named in ("AD-Q1", question):
        assert [each["id"] for each in wmstrat.items("draft", "list", "--answers", named)] == ["CB-D1"]

    before = wmstrat.items("question", "list")
    for words, why in (
        (("CB-Q3", "--into", "CB-Q3"), "itself"),
        (("CB-Q3", "--into", "CB-Q4"), "withdrawn"),
        (("CB-Q3", "--into", "CB-Q2"), "It became AD-Q1: --into AD-Q1"),
        (("AD-Q1", "--into", "CB-Q1"), "It became AD-Q1"),
        (("CB-Q3", "AD-Q1", "--into", "CB-Q3"), "itself"),
    ):
        assert why in wmstrat("question", "merge", *words, code=4).err
    wmstrat("question", "merge", "CB-Q3", "--into", "CB-D1", code=3)
    wmstrat("set", "AD-Q1", "state=merged", "merged_into=CB-Q1", code=5)
    assert wmstrat.items("question", "list") == before
