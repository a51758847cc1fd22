"""The contract of further fields: what process.yaml declares for a kind is treated like a field of wmstrat's own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Complete, Wmstrat

QUESTION = "groups/capacity-building/questions/CB-Q1.md"
DECLARED = (
    "fields+=tracking,kind=question,about=where it is tracked",
    "fields+=urgency,kind=question,type=word,vocabulary=calm, soon, now",
    "fields+=reviewers,kind=question,type=records",
    "fields+=budget,kind=question,type=money,private=true",
    "fields+=phone,kind=person,private=true",
)


@pytest.fixture
def further(workspace: Path, wmstrat: Wmstrat) -> Path:
    """A workspace whose questions have four further fields, one of them private, and whose people have one."""
    wmstrat("set", "process", *DECLARED)
    return workspace


def shown(wmstrat: Wmstrat, reference: str) -> dict[str, Any]:
    """A record as `show --format json` has it."""
    item: dict[str, Any] = json.loads(wmstrat("show", reference, "--format", "json").out)["items"][0]
    return item


def test_they_are_options_of_add_and_checked(further: Path, wmstrat: Wmstrat) -> None:
    added = wmstrat("question", "add", "CB", "Who?", "--tracking", "T1", "--urgency", "soon", "--reviewers", "CB")
    assert added.lines == ["CB-Q1"]
    assert "# where it is tracked\ntracking: T1\n" in (further / QUESTION).read_text()
    assert shown(wmstrat, "CB-Q1")["reviewers"] == ["capacity-building"]
    assert "calm" in wmstrat("question", "add", "CB", "Why?", "--urgency", "never", code=5).err
    assert "--urgency" in wmstrat("question", "add", "--help").out


@pytest.mark.usefixtures("workspace")
def test_they_are_options_of_a_verb_that_adds(wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=languages,kind=membership,type=list", "fields+=heard,kind=application")
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "apply", "CB", "Member 17", "--heard", "at a call")
    [item] = wmstrat.items("application", "list")
    assert item["heard"] == "at a call"
    wmstrat("member", "appoint", "CB", "Member 17", "--languages", "ar", "--selected-by", "SC")
    assert shown(wmstrat, "CB-member-17")["languages"] == ["ar"]


def test_they_are_set_listed_logged_and_shown(further: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Who?")
    wmstrat("set", "CB-Q1", "urgency=now", "tracking=T7")
    assert "urgency: now\n" in (further / QUESTION).read_text()
    assert "T7" in wmstrat("show", "CB-Q1").out
    assert "tracking" in wmstrat("log", "CB-Q1").out
    assert wmstrat("question", "list", "--urgency", "now", "--format", "ids").lines == ["CB-Q1"]
    assert wmstrat("question", "list", "--urgency", "calm", "--format", "ids").lines == []
    assert "It can be: calm, soon, now." in wmstrat("question", "list", "--urgency", "never", code=2).err
    assert "calm" in wmstrat("set", "CB-Q1", "urgency=never", code=5).err


def test_a_private_one_is_in_private_alone(further: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "What does it cost?", "--budget", "1200 EUR")
    assert "1200" not in (further / QUESTION).read_text()
    assert "1200 EUR" in (further / "private" / QUESTION).read_text()
    assert shown(wmstrat, "CB-Q1")["budget"] == "1200 EUR"
    assert "1200" not in wmstrat("log").out
    assert "twice" not in wmstrat("check").out


@pytest.mark.usefixtures("further")
def test_an_export_holds_them_and_is_imported_again(wmstrat: Wmstrat, tmp_path: Path) -> None:
    wmstrat("question", "add", "CB", "Who?", "--tracking", "T1", "--budget", "5 EUR")
    table = wmstrat("question", "list", "--format", "csv").out
    [row] = csv.DictReader(io.StringIO(table))
    assert row["tracking"] == "T1"
    (tmp_path / "questions.csv").write_text(table.replace("T1", "T2"))
    wmstrat("import", tmp_path / "questions.csv")
    assert shown(wmstrat, "CB-Q1")["tracking"] == "T2"
    assert shown(wmstrat, "CB-Q1")["budget"] == "5 EUR"


def test_an_export_comes_into_a_workspace_that_did_not_declare_them(
    further: Path, wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del further
    wmstrat("question", "add", "CB", "Who?", "--tracking", "T1")
    for form in ("json", "csv", "markdown"):
        wmstrat("export", tmp_path / form, "--format", form)
        wmstrat("init", tmp_path / f"empty-{form}", "--empty")
        with monkeypatch.context() as patch:
            patch.chdir(tmp_path / f"empty-{form}")
            wmstrat("import", tmp_path / form)
            assert shown(wmstrat, "CB-Q1")["tracking"] == "T1"
            wmstrat("set", "CB-Q1", "tracking=T2")
            assert wmstrat("check").err.startswith("0 errors")


def test_they_complete(further: Path, wmstrat: Wmstrat, complete: Complete) -> None:
    del further
    wmstrat("question", "add", "CB", "Who?")
    wmstrat("status")
    assert complete("wmstrat set CB-Q1 urg") == ["urgency="]
    assert complete("wmstrat question add CB Who --urgency s") == ["soon"]


def test_a_name_that_is_taken_is_refused(workspace: Path, wmstrat: Wmstrat) -> None:
    before = (workspace / "process.yaml").read_bytes()
    for entry, said in (
        ("state,kind=question", "no other field of a question has"),
        ("format,kind=question", "not the name of an option"),
        ("link,kind=poem", "a kind of record"),
        ("tone,kind=question,type=word,vocabulary=calm", "words with commas"),
    ):
        assert said in wmstrat("set", "process", f"fields+={entry}", code=5).err
    assert (workspace / "process.yaml").read_bytes() == before


def test_a_field_that_is_no_longer_declared_stays_in_the_files(further: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Who?", "--tracking", "T1")
    wmstrat("set", "process", "fields-=tracking")
    assert "tracking: T1\n" in (further / QUESTION).read_text()
    assert "tracking" not in wmstrat("question", "add", "--help").out


def test_the_headings_of_a_text_are_in_its_public_half_alone(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=budget,kind=draft,type=money,private=true")
    wmstrat("draft", "add", "CB", "A shared place to learn", "--budget", "1200 EUR")
    draft = "groups/capacity-building/drafts/CB-D1.md"
    assert "## " in (workspace / draft).read_text()
    assert "1200 EUR" in (workspace / "private" / draft).read_text()
    assert "## " not in (workspace / "private" / draft).read_text()


@pytest.mark.parametrize(
    "written",
    [
        "fields:\n  - name: budget\n    kind: draft\n    type: money\n    private: true",
        "fields:\n\n  - name: budget\n    kind: draft\n\n    private: yes\n",
        "fields: [{name: budget, kind: draft, private: True}]\n",
        '"fields" :\n- {name: budget, kind: draft, private: "true"}\n- {name: budget, kind: draft}\n',
    ],
)
def test_whatever_way_it_is_written_what_may_be_private_is(workspace: Path, wmstrat: Wmstrat, written: str) -> None:
    file = workspace / "process.yaml"
    file.write_text(file.read_text() + written)
    [draft] = wmstrat("draft", "add", "CB", "Share what works", "--budget", "5 EUR").lines
    assert "5 EUR" not in (workspace / f"groups/capacity-building/drafts/{draft}.md").read_text()
    assert "5 EUR" in (workspace / f"private/groups/capacity-building/drafts/{draft}.md").read_text()


def test_a_space_before_a_part_is_no_text(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=budget,kind=draft,about=the costs, private=true")
    assert "    about: the costs\n    private: true\n" in (workspace / "process.yaml").read_text()


def test_what_a_private_one_held_stays_in_private(workspace: Path, wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=budget,kind=draft,type=money,private=true")
    [draft] = wmstrat("draft", "add", "CB", "Share what works", "--budget", "5 EUR").lines
    wmstrat("set", "process", "fields-=budget")
    wmstrat("set", draft, "title=Share all that works")
    wmstrat("mark", draft, "drafting")
    half = workspace / f"private/groups/capacity-building/drafts/{draft}.md"
    assert "budget: 5 EUR\n" in half.read_text()
    wmstrat("set", "process", "fields+=budget,kind=draft,type=money,private=true")
    assert wmstrat.record(draft)["budget"] == "5 EUR"


@pytest.mark.usefixtures("workspace")
def test_one_of_two_kinds_gives_a_field_of_this_name_up(wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=link,kind=draft", "fields+=link,kind=question")
    wmstrat("set", "process", "fields-=link,kind=draft")
    assert [entry["kind"] for entry in wmstrat.record("process")["fields"]] == ["question"]


@pytest.mark.usefixtures("workspace")
def test_its_words_are_no_markup_of_a_help_page(wmstrat: Wmstrat) -> None:
    wmstrat("set", "process", "fields+=mark,kind=question,about=see [/] [b]now")
    assert "ee [/] [b]now." in " ".join(wmstrat("question", "add", "--help").out.replace("│", "").split())


@pytest.mark.usefixtures("workspace")
def test_a_folder_for_an_export_that_cannot_be_is_refused(wmstrat: Wmstrat, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for folder in ("file/sub", "dangling", "x" * 300):
        wmstrat("export", tmp_path / folder, code=4)
    assert "inside the workspace" in wmstrat("export", "private/inside", code=4).err
