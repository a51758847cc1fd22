"""Rows of the requirements about the workspace as such: its text, words, toolkit and mandate."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in

pytestmark = pytest.mark.usefixtures("workspace")

NAMES = ["عضو ۱۷", "सदस्य सत्रह", "成员十七", "عضو فارسی", "Zoë 🎉"]


@pytest.mark.parametrize("name", NAMES)
def test_row_5_names_of_every_script_survive_files_tables_commits_and_the_log(
    wmstrat: Wmstrat, workspace: Path, git: Callable[..., str], name: str
) -> None:
    group = wmstrat("group", "add", name, "--code", "XA").lines[0]
    person = wmstrat("person", "add", name).lines[0]
    note = wmstrat("note", "add", "XA", f"# {name}", "--title", name, "--by", name).lines[0]

    assert f"name: {name}" in (workspace / "groups" / group / "README.md").read_text("utf-8")
    assert f"title: {name}" in next((workspace / "groups" / group).rglob(f"{note}.md")).read_text("utf-8")
    assert wmstrat.record(group)["name"] == name
    assert wmstrat.record(person)["name"] == name
    assert f'"title": "{name}"' in wmstrat("note", "list", "--format", "json").out
    for form in ("table", "plain", "csv", "markdown", "yaml"):
        assert name in wmstrat("group", "list", "--format", form).out
    assert f'XA: add note "{name}" ({note[-4:]})' in git(workspace, "log", "--format=%s")
    assert name in wmstrat("log", note).out
    assert wmstrat.record(name.upper())["id"] in (group, person)


def test_row_5_a_slug_keeps_letters_and_marks_of_any_script(wmstrat: Wmstrat) -> None:
    slugs = [wmstrat("person", "add", name).lines[0] for name in NAMES]

    assert slugs == ["عضو-۱۷", "सदस्य-सत्रह", "成员十七", "عضو-فارسی", "zoë"]


def test_row_45_vocabularies_are_files_of_the_workspace(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("note", "add", "CB", "A number", "--kind", "survey", code=5)
    process = workspace / "process.yaml"
    replace_in(process, "note_kinds:\n", "note_kinds:\n  - id: survey\n")
    wmstrat("save")

    note = wmstrat("note", "add", "CB", "A number", "--kind", "survey").lines[0]

    assert wmstrat.record(note)["kind"] == "survey"


def test_row_45_templates_are_files_of_the_workspace(wmstrat: Wmstrat, workspace: Path) -> None:
    template = workspace / "method/templates/note.md"
    template.write_text(template.read_text() + "\n## Who was there\n\n## What was said\n")
    wmstrat("save")
    (workspace / "draft.txt").write_text("A text of its own")

    note = wmstrat("note", "add", "CB", "A text of its own").lines[0]
    own = template.read_text().replace("about: []", "about: []\n# how sure we are\nsure: half")
    template.write_text(own)
    wmstrat("save")
    later = wmstrat("note", "add", "CB", "Another").lines[0]

    files = {path.stem: path.read_text() for path in (workspace / "groups").rglob("CB-N*.md")}
    assert "sure: half" not in files[note]
    assert "# how sure we are\nsure: half\n" in files[later]


@pytest.mark.parametrize("tool", ["meeting", "update", "support", "feedback"])
def test_row_61_the_template_holds_the_toolkit(workspace: Path, tool: str) -> None:
    assert (workspace / "method/toolkit" / f"{tool}.md").read_text().strip()


@pytest.mark.parametrize("kind", ["scope", "question", "draft"])
def test_row_61_the_template_holds_the_templates_of_scopes_questions_and_drafts(workspace: Path, kind: str) -> None:
    assert (workspace / f"method/templates/{kind}.md").read_text().startswith("---\n#")


def test_row_64_there_is_a_slot_for_procedures_and_nothing_invented_in_it(workspace: Path) -> None:
    procedures = (workspace / "method/procedures.md").read_text()

    assert procedures.startswith("# ")
    assert len(procedures.split()) < 60
    page = (workspace / "groups/capacity-building/README.md").read_text()
    assert "## Procedures\n\n<!-- procedures: " in page


def test_row_64_the_procedures_of_a_group_are_shown_once_there_are_some(wmstrat: Wmstrat, workspace: Path) -> None:
    page = workspace / "groups/capacity-building/README.md"
    assert "Procedures" not in wmstrat("status", "CB").out
    replace_in(page, "## Where to find", "We ask everybody twice.\n\n## Where to find")
    wmstrat("save")

    assert re.search("Procedures +groups/capacity-building/README.md", wmstrat("status", "CB").out)
    assert "We ask everybody twice." in wmstrat("show", "CB").out
    handed_over = wmstrat("handover", "CB").out
    assert "| Procedures of all groups | method/procedures.md |" in handed_over
    assert "- Procedures: groups/capacity-building/README.md" in handed_over


def test_row_69_mandate_and_resources_are_recorded(wmstrat: Wmstrat) -> None:
    process = wmstrat.record("process")
    assert process["mandate"]
    assert process["resources"]

    wmstrat("set", "process", "resources=Two facilitators until March.")

    assert wmstrat.record("process")["resources"] == "Two facilitators until March."
    assert "Two facilitators until March." in wmstrat("show", "process").out
