"""The contract of exports, where it is about people who are not shown and about characters that few texts hold."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.conftest import Lend, Wmstrat
from tests.contract.test_round_trip import records_in

FORMS = ["csv", "json", "jsonl", "yaml"]
HARD = 'One\u2028two\u0085three\x0cfour\x1b[31mfive\u202esix\n\nseven\t, "eight"'


def moved(wmstrat: Wmstrat, source: Path, target: Path, form: str, noun: str) -> None:
    """Export the records of one kind from a workspace, and bring them into another."""
    text = wmstrat("-C", source, noun, "list", "--format", "json" if form == "jsonl" else form).out
    if form == "jsonl":
        text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in json.loads(text)["items"])
    wmstrat("-C", target, "import", noun, "-", "--from", form, stdin=text)


@pytest.fixture
def fresh(made_workspace: Path, lend: Lend, tmp_path: Path) -> Path:
    return lend(made_workspace, tmp_path / "fresh")


@pytest.mark.parametrize("form", FORMS)
def test_a_person_who_is_not_shown_stays_so(wmstrat: Wmstrat, workspace: Path, fresh: Path, form: str) -> None:
    wmstrat("person", "add", "Member 20", "--private")
    wmstrat("person", "add", "Member 21", "--contact", "member-21@example.org")

    moved(wmstrat, workspace, fresh, form, "person")

    assert records_in(fresh) == records_in(workspace)
    assert not (fresh / "people/member-20.yaml").exists()
    assert (fresh / "people/member-21.yaml").exists()


@pytest.mark.usefixtures("workspace")
def test_only_who_is_not_shown_is_marked(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 21")
    assert "private" not in wmstrat("person", "list", "--format", "csv").lines[0]
    wmstrat("person", "add", "Member 20", "--private")

    marks = {one["id"]: one.get("private") for one in wmstrat.items("person", "list")}
    assert marks == {"member-20": True, "member-21": None}
    assert wmstrat("person", "list", "--format", "csv").lines[0].endswith(",private")
    listed = wmstrat("person", "list").out
    assert "Member 20 (private)" in listed
    assert "Member 21 (private)" not in listed


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("cell", ["yes", "1", "x"])
def test_a_mark_that_is_no_mark_is_refused(wmstrat: Wmstrat, cell: str) -> None:
    refused = wmstrat("import", "person", "-", "--from", "csv", stdin=f"name,private\nMember 20,{cell}\n", code=5)

    assert ":2: private:" in refused.err


@pytest.mark.usefixtures("workspace")
def test_who_is_public_does_not_become_private(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 21")
    rows = "id,name,private\nmember-21,Member 21,true\n"

    assert "is already public" in wmstrat("import", "person", "-", "--from", "csv", stdin=rows, code=5).err


@pytest.mark.parametrize("form", FORMS)
def test_rare_characters_in_a_text_survive(wmstrat: Wmstrat, workspace: Path, fresh: Path, form: str) -> None:
    wmstrat("note", "add", "CB", HARD)
    assert HARD in wmstrat.items("note", "list")[0]["body"]

    moved(wmstrat, workspace, fresh, form, "note")

    assert records_in(fresh) == records_in(workspace)
    assert [note["body"] for note in wmstrat.items("-C", fresh, "note", "list")] == [HARD]


@pytest.mark.usefixtures("workspace")
def test_a_terminal_gets_no_escape_to_obey(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    wmstrat("note", "add", "CB", HARD)
    assert HARD.replace('"', '""') in wmstrat("note", "list", "--format", "csv").out

    monkeypatch.setattr("wmstrat.say.envelope.is_terminal", lambda stream: True)

    assert "\x1b" not in wmstrat("note", "list", "--format", "csv").out


@pytest.mark.parametrize("form", ["csv", "json", "yaml", "markdown"])
def test_a_folder_of_everything_comes_in_again(
    wmstrat: Wmstrat, workspace: Path, fresh: Path, tmp_path: Path, form: str
) -> None:
    wmstrat("person", "add", "Member 12")
    wmstrat("person", "add", "Member 20", "--private", "--contact", "member-20@example.org")
    wmstrat("question", "add", "CB", "Who trains the trainers?", "--owner", "Member 12")
    wmstrat("draft", "add", "CB", "A shared place to learn", "--answers", "CB-Q1")

    wmstrat("export", tmp_path / "all", "--format", form, "--private")
    wmstrat("-C", fresh, "import", tmp_path / "all")

    assert records_in(fresh) == records_in(workspace)
    assert not (fresh / "people/member-20.yaml").exists()


@pytest.mark.usefixtures("workspace")
def test_an_export_leaves_out_what_is_private(wmstrat: Wmstrat, tmp_path: Path) -> None:
    wmstrat("person", "add", "Member 12", "--contact", "member-12@example.org")
    wmstrat("person", "add", "Member 20", "--private")
    wmstrat("export", tmp_path / "all")
    people = (tmp_path / "all" / "person.json").read_text()
    assert "Member 12" in people
    assert "contact" not in people
    assert "Member 20" not in people


@pytest.mark.usefixtures("filled")
def test_a_list_of_entries_in_a_cell_can_be_read_and_comes_in_again(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "focus+=Plain, with a comma", "focus+=With a sign = and ; more")
    header, *rows = csv.reader(io.StringIO(wmstrat("group", "list", "--format", "csv").out))
    cells = {row[header.index("code")]: dict(zip(header, row, strict=True)) for row in rows}

    assert cells["AD"]["focus"].startswith("id=AD-F1,text=")
    assert cells["CB"]["focus"].startswith('[{"id": "CB-F1"')
    told = wmstrat("import", "group", "-", "--from", "csv", stdin=wmstrat("group", "list", "--format", "csv").out).err
    assert re.search(r"Imported: 0 new groups, \d+ unchanged\.", told)


@pytest.mark.usefixtures("workspace")
def test_entries_are_imported_as_people_write_them(wmstrat: Wmstrat) -> None:
    table = 'id,stages\ncapacity-building,"Scope,since=2018-11-01; stage=recommendations,since=2019-01-01"\n'
    wmstrat("import", "group", "-", "--from", "csv", stdin=table)

    assert [(entry["stage"], entry["since"]) for entry in wmstrat.record("CB")["stages"]] == [
        ("scope", "2018-11-01"), ("recommendations", "2019-01-01"),
    ]  # fmt: skip
    wmstrat("import", "group", "-", "--from", "csv", stdin="id,focus\ncapacity-building,Mentors; Schools and more\n")
    assert wmstrat.record("CB")["focus"] == [
        {"id": "CB-F1", "text": "Mentors"}, {"id": "CB-F2", "text": "Schools and more"},
    ]  # fmt: skip
