"""The contract of `import`: every row is checked before anything is written; errors name row and column."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from wmstrat.repo.output import StatusEntry
from wmstrat.repo.place import Place
from wmstrat.workspace import not_found

Rejected = tuple[str, str, str, str]

REJECTED: dict[str, Rejected] = {
    "a wrong column": ("csv", "question", "group,titel\nCB,Why?\n", 'file.csv:1: no question has the column "titel"'),
    "a second wrong row": (
        "csv", "question", "group,title,state\nCB,Why?,review\nCB,How?,bogus\n", "file.csv:3: state:"),
    "a day that is not in its month": ("csv", "note", "group,body,date\nCB,Text,31.11.2018\n", "file.csv:2: date:"),
    "a day that is none": ("csv", "note", "group,body,date\nCB,Text,2018-02-30\n", "file.csv:2: date:"),
    "an unknown group": ("csv", "question", "group,title\nXX,Why?\n", "file.csv:2: group:"),
    "no group": ("csv", "question", "title\nWhy?\n", "file.csv:1: group:"),
    "nothing at all": ("csv", "question", "\n", "file.csv cannot be read as CSV: it is empty"),
    "an id that leads out the other way": ("csv", "question", "id,group,title\n..\\x,CB,W\n", "without a folder"),
    "a number that ends all counting": (
        "csv", "question", "id,group,title\nCB-Q1000000,CB,Why?\n", "file.csv:2: id:"),
    "a note without a text": ("csv", "note", "group,body\nCB,\nCB,Text\n", "file.csv:2: body:"),
    "an unknown person": ("csv", "member", "group,person\nCB,X\n", "file.csv:2: person: There is no person"),
    "no title": ("csv", "question", "group,title\nCB,\n", "file.csv:2: title:"),
    "a reference to nothing": ("csv", "draft", "group,title,answers\nCB,A,CB-Q77\n", "file.csv:2: answers:"),
    "a focus item of another group": (
        "csv", "question", "group,title,focus\nCB,Why?,DI-F1\n", "file.csv:2: focus:"),
    "a word of no vocabulary": ("csv", "question", "group,title,level\nCB,Why?,medium\n", "file.csv:2: level:"),
    "an id of another form": ("csv", "question", "id,group,title\nQ1,CB,Why?\n", "file.csv:2: id:"),
    "an id of another group": ("csv", "question", "id,group,title\nDI-Q1,CB,Why?\n", "file.csv:2: id:"),
    "an id that leads out": ("csv", "question", "id,group,title\nCB-Q1/../../x,CB,Why?\n", "file.csv:2: id:"),
    "an absolute id": ("csv", "person", "id,name\n/etc/passwd,X\n", "file.csv:2: id:"),
    "an id twice": (
        "csv", "question", "id,group,title\nCB-Q1,CB,Why?\nCB-Q1,CB,How?\n", "file.csv:3: id:"),
    "too few cells": ("csv", "question", "group,title\nCB\n", "file.csv:2: found 1 cells, expected 2"),
    "too many cells": ("csv", "question", "group,title\nCB,Why?,more\n", "file.csv:2: found 3 cells, expected 2"),
    "a column twice": ("csv", "question", "title,title\nA,B\n", 'file.csv:1: found the column "title" twice'),
    "a quote that does not end": (
        "csv", "question", 'group,title\nCB,Who?\nCB,"Why?\n', "file.csv:3: found a quotation mark"),
    "a record of another kind": ("json", "question", '[{"record": "draft", "group": "CB"}]', ":1: record:"),
    "a record with an error": ("json", "question", '[{"id": "CB-Q1", "error": "x"}]', "could not be read"),
    "no JSON": ("json", "question", "{", "file.json cannot be read as JSON"),
    "another JSON": ("json", "question", '{"a": 1}', "expected a list of records"),
    "a list of numbers": ("json", "question", "[1, 2]", "expected a list of records"),
    "a list where a text belongs": ("json", "question", '[{"group": "CB", "title": ["a"]}]', ":1: title:"),
    "a text where a list belongs": ("json", "group", '[{"id": "advocacy", "stages": "now"}]', ":1: stages.since:"),
    "a body that is no text": ("json", "question", '[{"group": "CB", "title": "a", "body": 5}]', ":1: body:"),
    "an entry without a field": (
        "json", "group", '[{"id": "advocacy", "stages": [{"stage": "scope"}]}]', "file.json:1: stages"),
    "half a character": ("json", "question", '[{"group": "CB", "title": "\\ud800"}]', "file.json"),
    "a broken line": ("jsonl", "question", '{"group": "CB", "title": "a"}\n{oops\n', "read as JSONL: line 2: "),
    "a wrong line": ("jsonl", "question", '{"group": "CB", "title": "a"}\n{"x": 1}\n', 'file.jsonl:2: no question'),
    "no YAML": ("yaml", "question", "items: [", "file.yaml"),
    "a bomb": ("yaml", "question", "a: &a [x, x]\nb: &b [*a, *a]\nitems: [*b]\n", "file.yaml"),
    "a tag": ("yaml", "question", "items: !!python/object/apply:os.system ['x']\n", "file.yaml"),
    "a depth": ("yaml", "question", "items: " + "[" * 300 + "]" * 300 + "\n", "file.yaml"),
    "a title of a megabyte": ("csv", "question", f"group,title\nCB,{'x' * 1_000_000}\n", "file.csv:2: title:"),
    "a title with an escape": ("csv", "question", "group,title\nCB,a\x1b[31mb\n", "file.csv:2: title:"),
    "a body with a NUL": ("json", "note", '[{"group": "CB", "body": "a\\u0000b"}]', "U+0000"),
}  # fmt: skip


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("name", REJECTED)
def test_what_is_wrong_is_told_by_row_and_column_and_nothing_is_written(
    wmstrat: Wmstrat, tmp_path: Path, name: str
) -> None:
    form, kind, content, said = REJECTED[name]
    file = tmp_path / f"file.{form}"
    file.write_text(content)

    refused = wmstrat("import", kind, file, code=5)

    assert said in refused.err
    assert len(refused.err) < 5000
    assert refused.out == ""


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("capacity-building,XX,working\n", 4),
        ("capacity-building,XX,working\nadvocacy,XY,working\n", 4),
        ("capacity-building,XX,working\nadvocacy,AD,bogus\n", 5),
    ],
)
def test_rows_that_only_the_process_forbids_are_refused(wmstrat: Wmstrat, rows: str, code: int) -> None:
    told = wmstrat("import", "group", "-", "--from", "csv", stdin=f"id,code,kind\n{rows}", code=code).err

    assert code == 5 or ":2: code of capacity-building cannot change" in told


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("group,title\nCB,é\nCB,".encode() + b"caf\xe9\n", "file.csv:3: found the byte 0xe9 at offset 24"),
        (b"\xff\xfeg", "which is not UTF-16"),
        (b"\x81,title", "0x81"),
        (b"x" * 100_000_001, "found a file of more than 100,000,000 bytes"),
    ],
    ids=["damaged UTF-8", "half a UTF-16", "no Windows-1252", "too large"],
)
def test_a_file_that_is_no_text_is_refused(wmstrat: Wmstrat, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "file.csv").write_bytes(content)

    assert said in wmstrat("import", "question", tmp_path / "file.csv", code=5).err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nonsense", "file.csv"], 3, "The kinds are"),
        (["question", "file.xlsx"], 2, "--from"),
        (["question", "file.csv", "--from", "xlsx"], 2, "--from"),
        (["question", "nowhere.csv"], 3, "cannot be read"),
        (["question", "empty"], 3, "contains no file to import"),
        (["question", "-"], 2, "--from"),
    ],
)
def test_what_cannot_be_imported_is_said(
    wmstrat: Wmstrat, tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], code: int, said: str,
) -> None:  # fmt: skip
    (tmp_path / "empty").mkdir()
    for name in ("file.csv", "file.xlsx"):
        (tmp_path / name).write_text("group,title\nCB,Why?\n")
    monkeypatch.setenv("WMSTRAT_WORKSPACE", str(workspace))
    monkeypatch.chdir(tmp_path)

    assert said in wmstrat("import", *arguments, code=code).err


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(("form", "content"), [("csv", "group,title\n"), ("json", "[]"), ("jsonl", "")])
def test_a_file_without_records_brings_nothing_in(wmstrat: Wmstrat, form: str, content: str) -> None:
    told = wmstrat("import", "question", "-", "--from", form, stdin=content).err

    assert "no records in standard input, so nothing was imported" in told


@pytest.mark.usefixtures("unchanged")
def test_what_is_wrong_with_the_columns_is_told_once(wmstrat: Wmstrat) -> None:
    rows = "group,titel,levle\n" + "CB,Why?,structural\n" * 5

    told = wmstrat("import", "question", "-", "--from", "csv", stdin=rows, code=5).err

    assert 'standard input:1: no question has these columns: "levle", "titel". Perhaps "levle" is level.' in told
    assert "standard input:1: title: this column is missing" in told
    assert ":2:" not in told


@pytest.mark.usefixtures("workspace")
def test_columns_are_named_as_spreadsheets_write_them(wmstrat: Wmstrat) -> None:
    wmstrat("import", "group", "-", "--from", "csv", stdin="ID, Mailing List\nadvocacy,ad@example.org\n")

    assert wmstrat.record("AD")["mailing_list"] == "ad@example.org"


@pytest.mark.usefixtures("workspace")
def test_groups_and_people_come_in_by_the_names_that_people_use(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    rows = "Group,Person,Role\nCapacity Building,Member 17,Coordinator; member\nSG,member-17,\n"

    assert wmstrat("import", "member", "-", "--from", "csv", stdin=rows).lines == ["CB-member-17", "SG-member-17"]

    for record in map(wmstrat.record, ("CB-member-17", "SG-member-17")):
        assert (record["selected_by"], record["since"]) == ("", "not known")
    assert wmstrat.record("CB-member-17")["roles"] == ["coordinator", "member"]


@pytest.mark.usefixtures("question")
def test_known_records_are_updated_and_others_added_in_one_commit(wmstrat: Wmstrat, git: Callable[..., str]) -> None:
    rows = "id,title,level,group\nCB-Q1,Another text?,structural,CB\n,A new one?,,CB\n"

    done = wmstrat("import", "question", "-", "--from", "csv", stdin=rows)

    assert done.lines == ["CB-Q1", "CB-Q2"]
    assert wmstrat.record("CB-Q1")["level"] == "structural"
    assert git(Path(), "log", "-1", "--format=%s") == "CB: import 2 questions from standard input\n"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("CB-F1; CB-F2", ["CB-F1", "CB-F2"]),
        ('["CB-F1", "CB-F2"]', ["CB-F1", "CB-F2"]),
        ("CB-F1", ["CB-F1"]),
        ("", []),
    ],
)
@pytest.mark.usefixtures("workspace")
def test_lists_in_cells(wmstrat: Wmstrat, tmp_path: Path, cell: str, value: list[str]) -> None:
    quoted = '"' + cell.replace('"', '""') + '"'
    (tmp_path / "q.csv").write_text(f"\ufeffgroup,title,focus\r\ncb,Why?,{quoted}\r\n", "utf-8")

    wmstrat("import", "question", tmp_path / "q.csv")

    assert wmstrat.record("CB-Q1")["focus"] == value


@pytest.mark.usefixtures("filled")
def test_a_broken_record_in_an_export_stops_only_itself(wmstrat: Wmstrat, filled: Path, tmp_path: Path) -> None:
    broken = filled / "groups/capacity-building/questions/CB-Q7.md"
    broken.write_text("no record")
    for form in ("csv", "json"):
        (tmp_path / f"q.{form}").write_text(wmstrat("question", "list", "--format", form).out)
    broken.unlink()

    for form in ("csv", "json"):
        refused = wmstrat("import", "question", tmp_path / f"q.{form}", code=5)
        assert "could not be read" in refused.err
        assert len(refused.err.splitlines()) == 2
    items = [one for one in json.loads((tmp_path / "q.json").read_text())["items"] if "error" not in one]
    (tmp_path / "q.json").write_text(json.dumps(items))
    wmstrat("import", "question", tmp_path / "q.json")


@pytest.mark.usefixtures("workspace")
def test_a_record_that_does_not_exist_yet_is_not_to_be_edited(wmstrat: Wmstrat) -> None:
    refused = wmstrat("question", "add", "CB", "Why?", "--focus", "DI-F1", code=5)
    assert "DI-F1" in refused.err
    assert "CB-Q1" not in refused.err
    assert 'Error: --focus: found "DI-F1"' in refused.err
    assert "Type the command again with another value." in refused.err

    wmstrat("question", "add", "CB", "Why?")
    assert "Type the command again" in wmstrat("set", "CB-Q1", "focus+=DI-F1", code=5).err


@pytest.mark.usefixtures("workspace")
def test_a_name_that_two_people_of_one_import_have_is_nobody_s(wmstrat: Wmstrat, tmp_path: Path) -> None:
    (tmp_path / "person.csv").write_text("name\nMember 17\nMember 17\n")
    (tmp_path / "membership.csv").write_text("group,person,selected_by\nCB,Member 17,SC\n")
    refused = wmstrat("import", tmp_path / "person.csv", tmp_path / "membership.csv", code=5)
    assert 'Several people are called "Member 17": member-17 and member-17-2. Type the id of one.' in refused.err


def test_what_of_a_folder_is_no_file_of_its_own_or_empty_is_left_out(
    wmstrat: Wmstrat, tmp_path: Path, workspace: Path
) -> None:
    folder = tmp_path / "notes"
    (folder / "CB").mkdir(parents=True)
    (folder / "CB/empty.md").write_text("\n")
    (folder / "CB/said.md").write_text("Said.\n")
    (tmp_path / "secret.md").write_text("Secret.\n")
    (folder / "CB/link.md").symlink_to(tmp_path / "secret.md")

    told = wmstrat("import", "note", folder)

    assert len(told.lines) == 1
    assert f"Left out, because it is empty: {folder}/CB/empty.md\n" in told.err
    assert f"Left out, because it is a symbolic link: {folder}/CB/link.md\n" in told.err
    assert [note["body"] for note in wmstrat.items("note", "list", "--format", "json")] == ["Said."]
    assert not [path for path in (workspace / "groups").rglob("*.md") if "Secret" in path.read_text()]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("what", ["fifo", "endless", "sparse"])
def test_what_has_no_end_is_not_read(wmstrat: Wmstrat, tmp_path: Path, what: str) -> None:
    path = tmp_path / "file.csv"
    if what == "fifo":
        os.mkfifo(path)
    elif what == "endless":
        path.symlink_to("/dev/zero")
    else:
        path.touch()
        os.truncate(path, 10**13)
    said = wmstrat("import", "question", path, code=5 if what == "sparse" else 3).err
    assert ("more than 100,000,000 bytes" if what == "sparse" else "is not a file") in said


@pytest.mark.usefixtures("unchanged")
def test_git_is_asked_once_what_was_deleted_however_many_names_are_wrong(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Place] = []

    def edited(place: Place, **_: bool) -> dict[str, StatusEntry]:
        asked.append(place)
        return {}

    monkeypatch.setattr(not_found, "edited", edited)
    rows = "".join(f"nowhere-{number},Title {number}\n" for number in range(30))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}", code=5)
    assert len(asked) == 1


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("name", ["Scope", "All"])
def test_an_id_that_means_something_else_is_no_person_s(wmstrat: Wmstrat, name: str) -> None:
    assert wmstrat("person", "add", name).lines == [f"{name.casefold()}-2"]
    rows = f"id,name\n{name.casefold()},{name}\n"
    wmstrat("import", "person", "-", "--from", "csv", stdin=rows, code=5)


@pytest.mark.usefixtures("workspace")
def test_a_mistyped_word_is_answered_with_the_nearest_one(wmstrat: Wmstrat) -> None:
    rows = "organisation,group,title,level\nA,CB,One,structual\nB,CB,Two,odd\n"

    said = wmstrat("import", "draft", "-", "--from", "csv", "--column", "organisation=", stdin=rows, code=5).err

    assert 'level: found "structual" (did you mean structural?)' in said
    assert 'level: found "odd" in the row "Two", expected' in said
    assert "levels+=" not in wmstrat("draft", "add", "CB", "One", "--level", "structual", stdin="Text", code=5).err


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """Files of three kinds in which the same headers mean different things."""
    folder = tmp_path / "sheets"
    folder.mkdir()
    (folder / "people.csv").write_text("Name;Remark\nMember 41;Grows trees\n")
    (folder / "questions.csv").write_text("No.;Team;Name;Remark\n7;CB;Who waters?;It is dry.\n")
    (folder / "drafts.csv").write_text("Ref;Team;Name;Remark\nA-1;CB;A well;In the north\nA-2;CB;A pump;\n")
    return folder


MANY = ("--column", "Name=title", "--column", "Team=group", "--key", "No.", "--key", "Ref")


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "columns",
    [
        ("question.Remark=why", "drafts.Remark="),
        ("Remark=", "question.Remark=why"),
        ("Remark=why",),
        ("QUESTION.remark=why", "draft.Remark=", "person.Remark=about"),
    ],
)
def test_a_column_of_several_files_is_what_each_kind_calls_so(
    wmstrat: Wmstrat, sheets: Path, columns: tuple[str, ...]
) -> None:
    options = [*MANY, *(part for column in (*columns, "Remark=about") for part in ("--column", column))]
    wmstrat("import", sheets, *options)

    question, draft = wmstrat.record("CB-Q1"), wmstrat.record("CB-D1")
    assert [question[name] for name in ("title", "import_key", "why")] == ["Who waters?", "7", "It is dry."]
    assert [draft[name] for name in ("title", "import_key")] == ["A well", "A-1"]
    assert draft["why"] == ("In the north" if columns == ("Remark=why",) else "")
    assert wmstrat.record("member-41")["about"] == "Grows trees"
    again = wmstrat("import", sheets, *options).err
    assert "Imported: 0 new records, 3 unchanged. Imported before, so not changed: 1." in again


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--column", "Nmae=title"), '--column: there is no column "Nmae" in these files.'),
        (("--column", "person.Team="), '--column: there is no column "person.Team" in these files.'),
        (("--column", "question.Name=about"), '--column: the kind question has no field "about".'),
        (("--column", "Name=nothing"), '--column: the kind draft or person or question has no field "nothing".'),
        (("--fill", "person.state=idea"), '--fill: the kind person has no field "state".'),
        (("--key", "Ref", "--key", "people.Ref"), '--key: there is no column "people.Ref" in these files.'),
    ],
)
def test_a_column_or_field_that_no_file_has_is_refused(
    wmstrat: Wmstrat, sheets: Path, options: tuple[str, ...], said: str
) -> None:
    assert said in wmstrat("import", sheets, *options, code=2).err


@pytest.mark.usefixtures("workspace")
def test_a_value_for_all_rows_can_be_for_one_kind_alone(wmstrat: Wmstrat, sheets: Path) -> None:
    wmstrat(
        "import", sheets, *MANY, "--column", "Remark=", "--fill", "draft.state=drafting", "--fill", "state=review"
    )

    assert [wmstrat.record(name)["state"] for name in ("CB-D1", "CB-D2", "CB-Q1")] == ["drafting"] * 2 + ["review"]
