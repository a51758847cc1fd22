"""Lists in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from tests.say.conftest import Bare, Labels, Screen, question
from wmstrat.kinds import kind
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.say.flat import csv_cell
from wmstrat.say.listing import listing
from wmstrat.say.output import Output
from wmstrat.say.scripts import cell_width

QUESTION = kind("question")
HOSTILE = "[bold]no markup[/bold] \x1b[2J | ; \u202e"


def unreadable() -> Record:
    found = Problem("unreadable", "groups/cb/questions/CB-Q9.md", "", "a tab", "spaces", "Use spaces", 4)
    return Record(
        QUESTION, "CB-Q9", "capacity-building", found.path, QUESTION.blank(), problems=(found,), unreadable=True
    )


def printed(capsys: pytest.CaptureFixture[str], records: list[Record], form: str, width: int | None = None) -> str:
    listing(QUESTION, records, Bare(), Output(form, width), Labels({"review": "under discussion"}))
    return capsys.readouterr().out


def test_a_pipe_gets_one_whole_line_a_row(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, [question(1), question(2, "Long " * 60), unreadable()], "table").splitlines()
    assert len(lines) == 4
    assert lines[0].split() == ["Id", "Title", "State", "Level", "Focus"]
    assert lines[1].startswith("CB-Q1  Which capacities do small communities lack?")
    assert "under discussion" in lines[1]
    assert ("Long " * 60).strip() in lines[2]
    assert lines[3] == ("CB-Q9  groups/cb/questions/CB-Q9.md:4: found a tab, expected spaces. Use spaces")


def test_json_holds_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(printed(capsys, [question(focus=["CB-F1"]), unreadable()], "json"))
    assert list(told) == ["wmstrat", "kind", "items"]
    assert (told["wmstrat"], told["kind"]) == (1, "question")
    sound, broken = told["items"]
    assert list(sound) == ["record", *(field.name for field in QUESTION.fields), "body"]
    assert (sound["record"], sound["focus"], sound["state"], sound["body"]) == (
        "question", ["CB-F1"], "review", "The answer.",
    )  # fmt: skip
    assert list(broken) == ["record", "id", "group", "path", "error"]


def test_yaml_says_what_json_says(capsys: pytest.CaptureFixture[str]) -> None:
    records = [question(title=HOSTILE, background="no", enduring_since="2018"), unreadable()]
    as_json = json.loads(printed(capsys, records, "json"))
    assert yaml.safe_load(printed(capsys, records, "yaml")) == as_json
    assert as_json["items"][0]["title"] == HOSTILE


@pytest.mark.parametrize("form", ["table", "plain", "json", "csv", "markdown", "yaml"])
@pytest.mark.parametrize("width", [None, 60])
def test_what_a_terminal_would_obey_is_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str, width: int | None
) -> None:
    monkeypatch.setattr("wmstrat.say.envelope.is_terminal", lambda stream: True)  # a pipe gets CSV to the letter
    seen = printed(capsys, [question(title=HOSTILE)], form, width)
    assert "\x1b" not in seen
    assert "\u202e" not in seen
    assert "markup" in seen
    assert "[bold]" in seen.replace("\\[", "[").replace("\\]", "]")


def test_plain_has_no_header_and_the_words_of_the_files(capsys: pytest.CaptureFixture[str]) -> None:
    seen = printed(capsys, [question(focus=["CB-F1", "CB-F2"])], "plain")
    assert seen == "CB-Q1\tWhich capacities do small communities lack?\treview\t\tCB-F1, CB-F2\n"


def test_csv_has_every_field_and_reads_back(capsys: pytest.CaptureFixture[str]) -> None:
    seen = printed(capsys, [question(title='=1+1, "x"', focus=["CB-F1", "CB-F2"])], "csv")
    header, row = csv.reader(io.StringIO(seen))
    assert header == [*(field.name for field in QUESTION.fields if field.name != "import_key"), "body"]
    assert row[header.index("title")] == '\'=1+1, "x"'
    assert row[header.index("focus")] == "CB-F1; CB-F2"


def test_csv_shows_what_cannot_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(capsys, [question(), unreadable()], "csv"))))
    assert rows[0]["error"] == ""
    assert rows[1]["id"] == "CB-Q9"
    assert "expected spaces" in rows[1]["error"]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("'x", "''x"), ("x'", "x'"),
        (2, "2"), (None, ""), ([], ""), (["a", "b"], "a; b"), (["a;b"], '["a;b"]'), (["[a"], '["[a"]'),
        (["a\nb"], '["a\\nb"]'), ([" a"], '[" a"]'), (["-a", "b"], "'-a; b"), ([{"on": "2019"}], "on=2019"),
    ],
)  # fmt: skip
def test_csv_cells(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_markdown_is_a_table_whatever_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(capsys, [question(title="a | b\nc <script> *x*")], "markdown").splitlines()
    assert lines[1] == "| --- | --- | --- | --- | --- |"
    assert lines[2].startswith(
        "| [CB-Q1](/groups/capacity-building/questions/CB-Q1.md) | a \\| b c &lt;script> \\*x\\* | under discussion |"
    )


TITLES = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=120)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(TITLES, min_size=1, max_size=4), width=st.integers(40, 200))
def test_no_line_is_wider_than_the_width(capsys: pytest.CaptureFixture[str], titles: list[str], width: int) -> None:
    records = [question(place, title) for place, title in enumerate(titles)]
    seen = printed(capsys, records, "table", width)
    assert all(cell_len(line) <= width for line in seen.split("\n"))
    for record in records:
        assert record.id in seen


def test_thousands_of_rows_are_cut_to_the_terminal(screen: Callable[..., Screen]) -> None:
    stream = screen(80)
    listing(QUESTION, [question(n, "Long " * 30) for n in range(1, 1501)], Bare(), Output(), Labels())
    lines = stream.seen.splitlines()
    assert len(lines) == 1503
    assert lines[1500].startswith("CB-Q1500  Long")
    assert "..." in lines[1500]
    assert all(cell_width(line) <= 80 for line in lines[:1501])


def test_states_have_colours_by_meaning(screen: Callable[..., Screen]) -> None:
    stream = screen(80)
    listing(QUESTION, [question(1, state="review"), question(2, state="final")], Bare(), Output(), Labels())
    assert "\x1b[36mreview" in stream.seen
    assert not re.search(r"\x1b\[[\d;]*[1-9]m *final", stream.seen)
    assert "2 questions" in stream.seen


def test_a_terminal_shows_what_cannot_be_read_below(screen: Callable[..., Screen]) -> None:
    stream = screen(90, colour=False)
    found = Problem("type", "x.md", "level", "nothing", "a word", "Correct it")
    listing(
        QUESTION, [question(2), replace(question(3), problems=(found,)), unreadable()], Bare(), Output(), Labels()
    )
    assert "Cannot be read:\n  CB-Q9  groups/cb/questions/CB-Q9.md:4: found a tab," in stream.seen
    assert "3 questions\nRecords with errors: 1. See what is wrong with: wmstrat check\n" in stream.seen


def test_names_and_own_cells(capsys: pytest.CaptureFixture[str]) -> None:
    declared = kind("membership")
    values = {
        **declared.blank(),
        "id": "CB-m4",
        "person": "m4",
        "group": "cb",
        "state": "appointed",
        "roles": ["member"],
    }
    record = Record(declared, "CB-m4", "cb", "", values)
    listing(declared, [record], Bare(), Output(), Labels({"member": "Member"}, {"m4": "Member 4", "cb": "CB"}))
    assert capsys.readouterr().out.splitlines()[1] == "CB-m4  Member 4  CB     Member"


@pytest.mark.parametrize("width", [None, 60])
def test_copies_are_told_apart_by_the_names_of_their_files(
    capsys: pytest.CaptureFixture[str], width: int | None
) -> None:
    first = question(1)
    copy = replace(first, id="CB-Q1 (copy)", path="groups/capacity-building/questions/CB-Q1 (copy).md")
    listing(QUESTION, [first, copy, question(2)], Bare(), Output(width=width), Labels())
    said = capsys.readouterr()
    assert said.out.count("CB-Q1 (copy)  Which") == 1
    assert said.err == (f"These files have the same id: {first.path}, {copy.path}. See what to do: wmstrat check\n")


def test_a_page_ends_no_line_inside_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    broken = replace(question(1), problems=(Problem("type", "a.md", "state", "x", "y", "z"),))
    listing(QUESTION, [broken], Bare(), Output(width=60), Labels())
    assert capsys.readouterr().out.endswith("Records with errors: 1. See what is wrong with:\nwmstrat check\n")


def test_nothing_yet_is_said_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    listing(QUESTION, [], Bare(), Output(), Labels(), nothing=lambda: "No questions yet.")
    assert capsys.readouterr() == ("", "No questions yet.\n")


@pytest.mark.parametrize(
    ("name", "address", "linked_name", "linked_address"),
    [
        ("Capacity Building", "cb@lists.example.org", "[[Capacity Building]]",
         "[mailto:cb@lists.example.org cb@lists.example.org]"),
        ("Roles & Duties", "https://lists.example.org/cb?a=1", "[[Roles & Duties]]", "https://lists.example.org/cb?a=1"),
        ("Roles & [[Duties]]", "cb@lists.example.org or {{x}}", "<nowiki>Roles &amp; [[Duties]]</nowiki>",
         "<nowiki>cb@lists.example.org or {{x}}</nowiki>"),
        ("A#B", "javascript://x", "A#B", "<nowiki>javascript://x</nowiki>"),
        ("/sub", "", "/sub", ""),
    ],
)  # fmt: skip
def test_wikitext_links_names_and_addresses(
    capsys: pytest.CaptureFixture[str], name: str, address: str, linked_name: str, linked_address: str
) -> None:
    declared = kind("group")
    own = {"id": "roles", "code": "RR", "kind": "working", "name": name, "mailing_list": address}
    record = Record(declared, "roles", "roles", "groups/roles/README.md", {**declared.blank(), **own})
    listing(declared, [record], Bare(), Output("wikitext"), Labels())
    lines = capsys.readouterr().out.splitlines()
    assert lines[5] == f"| {linked_name}"
    assert lines[-2] == f"| {linked_address}".rstrip()


def test_markdown_leads_to_the_file_of_each_public_record(capsys: pytest.CaptureFixture[str]) -> None:
    private = replace(question(2), path="private/groups/capacity-building/questions/CB-Q2.md")
    listing(QUESTION, [question(), private], Bare(), Output("markdown"), Labels(), within="a b/")
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("| [CB-Q1](/a%20b/groups/capacity-building/questions/CB-Q1.md) | ")
    assert lines[3].startswith("| CB-Q2 | ")


def test_groups_as_the_table_of_the_source_page(capsys: pytest.CaptureFixture[str]) -> None:
    declared = kind("group")
    values = {
        **declared.blank(), "id": "roles", "code": "RR", "kind": "working", "name": "Roles & [[Responsibilities]]",
        "focus": [{"id": "RR-F1", "text": "who decides"}, {"id": "RR-F2", "text": "# equity ''now''"}],
        "mailing_list": "",
    }  # fmt: skip
    body = {**values, "id": "core", "kind": "core"}
    records = [Record(declared, "roles", "roles", "", values), Record(declared, "core", "core", "", body)]
    listing(declared, records, Bare(), Output("wikitext"), Labels())
    assert capsys.readouterr().out.splitlines() == [
        '{| class="wikitable"',
        "! Thematic area",
        "! Draft description",
        "! Mailing list",
        "|-",
        "| <nowiki>Roles &amp; [[Responsibilities]]</nowiki>",
        "|",
        "* who decides",
        "* <nowiki># equity ''now''</nowiki>",
        "|",
        "|}",
    ]
