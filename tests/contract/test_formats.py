"""The contract of output: every list in every format, for people and for machines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import Wmstrat

FORMATS = ("table", "plain", "json", "csv", "markdown", "yaml")
NOUNS = ("group", "person", "member", "application", "question", "draft", "note")
REPORTS = ("status", "status CB", "log", "log CB-Q1", "show CB-Q1", "show CB", "show member-17", "check")

pytestmark = pytest.mark.usefixtures("filled")


@pytest.mark.parametrize("form", FORMATS)
def test_every_list_and_report_has_every_format(wmstrat: Wmstrat, form: str) -> None:
    for command in (*(f"{noun} list" for noun in NOUNS), *REPORTS):
        shown = wmstrat(*command.split(), "--format", form)
        assert shown.out
        assert "\x1b" not in shown.out


def test_json_and_yaml_are_one_envelope_of_exactly_these_keys(wmstrat: Wmstrat) -> None:
    for noun in NOUNS:
        envelope = json.loads(wmstrat(noun, "list", "--format", "json").out)
        assert list(envelope) == ["wmstrat", "kind", "items"]
        assert envelope["wmstrat"] == 1
        assert envelope["kind"] == {"member": "membership"}.get(noun, noun)
        assert envelope["items"]
        assert yaml.safe_load(wmstrat(noun, "list", "--format", "yaml").out) == envelope


def keys(wmstrat: Wmstrat, noun: str) -> list[str]:
    return list(wmstrat.items(noun, "list")[0])


def test_an_item_holds_exactly_its_kind_its_fields_and_its_body(wmstrat: Wmstrat) -> None:
    assert keys(wmstrat, "note") == [
        "record", "id", "group", "title", "state", "date", "kind", "about", "language", "author", "import_key",
        "body",
    ]  # fmt: skip
    assert keys(wmstrat, "question") == [
        "record", "id", "handle", "group", "title", "state", "why", "level", "focus", "owner", "origin",
        "audience", "background", "enduring_since", "merged_into", "final_on", "amendments", "import_key", "body",
    ]  # fmt: skip
    assert keys(wmstrat, "member") == [
        "record", "id", "person", "group", "state", "roles", "type", "organization", "community", "interests",
        "since", "until", "selected_by", "selected_with", "why", "import_key", "role",
    ]  # fmt: skip


def test_csv_holds_the_same_records(wmstrat: Wmstrat) -> None:
    for noun in NOUNS:
        rows = list(csv.DictReader(io.StringIO(wmstrat(noun, "list", "--format", "csv").out, newline="")))
        items = wmstrat.items(noun, "list")
        assert [row["id"] for row in rows] == [item["id"] for item in items]
        for_programs = ("import_key", "forgotten")
        left_out = {"record", *(name for name in for_programs if not any(item.get(name) for item in items))}
        assert list(rows[0]) == [name for name in items[0] if name not in left_out]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "''twice", "\ttab", "plain", "=", "1+1", "a'b"]
)
def test_csv_cells_that_a_spreadsheet_would_run_are_quoted_and_come_back(
    wmstrat: Wmstrat, tmp_path: Path, text: str
) -> None:
    dangerous = text.startswith(("=", "+", "-", "@", "\t", "'"))
    added = wmstrat("note", "add", "DI", "--title", "t", "--file", "-", stdin=f"x\n{text}").lines[0]
    wmstrat("import", "note", "-", "--from", "json", stdin=json.dumps([{"id": added, "body": text}]))
    exported = wmstrat("note", "list", "DI", "--format", "csv").out
    [row] = csv.DictReader(io.StringIO(exported, newline=""))
    assert row["body"] == ("'" + text if dangerous else text)

    (tmp_path / "notes.csv").write_text(exported)
    wmstrat("import", "note", tmp_path / "notes.csv")

    assert wmstrat.record(added)["body"] == text


BROKEN = {
    "broken YAML": "---\nid: [\n---\n",
    "no front matter": "Just text\n",
    "a key twice": "---\nid: CB-Q7\nid: CB-Q7\n---\n",
    "not UTF-8": b"---\nid: \xff\n---\n",
    "empty": "",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_record_that_cannot_be_read_is_an_item_with_its_error(
    wmstrat: Wmstrat, filled: Path, content: str | bytes
) -> None:
    file = filled / "groups/capacity-building/questions/CB-Q7.md"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    items: dict[str, dict[str, Any]] = {item["id"]: item for item in wmstrat.items("question", "list", "CB")}

    assert {"id", "record", "error"} <= items["CB-Q7"].keys()
    assert items["CB-Q7"]["record"] == "question"
    assert items["CB-Q7"]["error"].startswith("groups/capacity-building/questions/CB-Q7.md")
    assert "error" not in items["CB-Q1"]
    for form in FORMATS:
        assert "CB-Q7" in wmstrat("question", "list", "--format", form).out
        assert "CB-Q7" in wmstrat("question", "list", "--state", "final", "--format", form).out
    wmstrat("show", "CB-Q7")
    wmstrat("note", "add", "CB", "Other commands go on")
    assert "1 file has errors" in wmstrat("status").out


def test_what_is_no_terminal_gets_one_uncut_line_a_row(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "20")
    wmstrat("import", "question", "-", "--from", "csv", stdin="group,title\nDI," + "long " * 39 + "\n")

    for noun in NOUNS:
        shown = wmstrat(noun, "list")
        assert "\x1b" not in shown.out + shown.err
        for item in wmstrat.items(noun, "list"):
            name = item["code" if noun == "group" else "id"]
            [row] = [line for line in shown.lines if line.startswith(f"{name} ")]
            assert noun != "question" or " ".join(item["title"].split()) in row


def test_a_format_that_is_none_is_a_usage_error(wmstrat: Wmstrat) -> None:
    for command in ("question list", "show CB-Q1", "status", "log", "check", "group list"):
        refused = wmstrat(*command.split(), "--format", "xml", code=2)
        assert "json" in refused.err
        assert refused.out == ""


@pytest.mark.parametrize(
    "options", ["question list --width 0", "status --width -1", "status --width x", "log --limit 0", "log --limit -3"]
)
def test_widths_and_limits_that_are_none_are_usage_errors(wmstrat: Wmstrat, options: str) -> None:
    assert wmstrat(*options.split(), code=2).out == ""


@pytest.mark.parametrize(
    "command",
    ["", "nonsense", "note", "note nonsense", "note add", "show", "set CB-Q1", "status --nonsense", "status a b c"],
)
def test_a_command_that_is_none_is_a_usage_error(wmstrat: Wmstrat, command: str) -> None:
    told = wmstrat(*command.split(), code=2)
    assert (told.out, bool(told.err.strip())) == ("", True)


@pytest.mark.parametrize("command", ["--help", "-h", "--version", "note --help", "note add --help", "set -h"])
def test_help_and_version_answer_on_standard_output(wmstrat: Wmstrat, command: str) -> None:
    assert wmstrat(*command.split()).out.strip()


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "csv"])  # which is exact where no terminal is
def test_user_text_is_never_markup_and_never_obeyed_by_a_terminal(wmstrat: Wmstrat, form: str) -> None:
    nasty = "[red]not red[/red] [link=x]y[/] \x1b[31mred\x1b[0m \x07 \u202eturned"
    note = wmstrat("note", "add", "DI", "--file", "-", stdin=nasty).lines[0]

    for command in (["note", "list", "DI"], ["show", note], ["log", note]):
        out = wmstrat(*command, "--format", form).out
        assert not {"\x1b", "\x07", "\u202e"} & set(out)
    shown = wmstrat("show", note, "--format", form).out.replace("\\[", "[").replace("\\]", "]")
    assert "[red]not red[/red]" in shown
    assert wmstrat.record(note)["body"] == nasty
