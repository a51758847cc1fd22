"""What is read from the files of other programs: encodings, delimiters, empty cells, lists in YAML, Markdown."""

from __future__ import annotations

from typing import Any

import pytest

from wmstrat.files.reading import Unreadable
from wmstrat.files.rows import Row, heading_of, rows_of
from wmstrat.say.flat import FORMULA, csv_cell

PLAIN = {"group": "CB", "title": "Café, müde?"}


def cells(data: str | bytes, form: str = "csv") -> list[dict[str, Any]]:
    """The cells of each row."""
    return [dict(row.cells) for row in rows_of(data.encode() if isinstance(data, str) else data, form).rows]


@pytest.mark.parametrize(
    ("text", "encoding", "guessed"),
    [
        ('group,title\nCB,"Café, müde?"\n', "utf-8", ""),
        ('group,title\nCB,"Café, müde?"\n', "utf-8-sig", ""),
        ("group;title\nCB;Café, müde?\n", "utf-8", "with semicolons between cells"),
        ("group\ttitle\nCB\tCafé, müde?\n", "utf-8", "with tabs between cells"),
        ("group;title\r\nCB;Café, müde?\r\n", "cp1252", "as Windows-1252, with semicolons between cells"),
        ("group\ttitle\r\nCB\tCafé, müde?\r\n", "utf-16", "as UTF-16, with tabs between cells"),
        ('group,title\nCB,"Café, müde?"\n', "utf-16-be", "as UTF-16"),
        ("sep=;\r\ngroup;title\r\nCB;Café, müde?\r\n", "cp1252", "as Windows-1252, with semicolons between cells"),
        ("sep=\r\ngroup;title\r\nCB;Café, müde?\r\n", "utf-8", "with semicolons between cells"),
        ('sep=\ngroup,title\nCB,"Café, müde?"\n', "utf-8", ""),
    ],
)
def test_spreadsheets_of_any_country_are_read_and_it_is_said_how(text: str, encoding: str, guessed: str) -> None:
    data = ("\ufeff" + text if encoding == "utf-16-be" else text).encode(encoding)
    rows = rows_of(data, "csv")

    assert [dict(row.cells) for row in rows.rows] == [PLAIN]
    assert rows.guessed == guessed


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("title\nWho, when; where?\n", ","),
        ("title;group, perhaps\nWho?;CB\nWhen?;CB\n", ";"),
        ("title,group; perhaps\nWho?,CB\nWhen?,CB\n", ","),
        ('"a;b",c\n1,2\n', ","),
        ("a;b\n1\n", ";"),
    ],
)
def test_the_delimiter_is_the_one_that_makes_columns(text: str, delimiter: str) -> None:
    try:
        told = rows_of(text.encode(), "csv").guessed
    except Unreadable as error:
        told = "with semicolons between cells" if "1 cells" in error.found and delimiter == ";" else ""
    assert told == {",": "", ";": "with semicolons between cells"}[delimiter]


def test_what_is_empty_does_not_count_and_lines_are_those_of_the_file() -> None:
    table = rows_of(b'\n,,\ngroup,title,,\n,,,\nCB,"Who\nis it?",,\n\n  ,,,\nCB,When?,,\n,,,\n', "csv")

    assert [(row.line, dict(row.cells)) for row in table.rows] == [
        (5, {"group": "CB", "title": "Who\nis it?"}),
        (9, {"group": "CB", "title": "When?"}),
    ]
    assert (table.heading, table.columns) == (3, ["group", "title"])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n3,"four\nfive', 3),
        ('a,b\n"one\ntwo",2\n"x"y,2\n', 4),
        ("a,b\n1,2\n3\n", 3),
        ("a,b\n1,2,3\n", 2),
        ("a,a\n1,2\n", 1),
    ],
)
def test_a_damaged_spreadsheet_is_refused_with_the_line_where_the_row_begins(text: str, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of(text.encode(), "csv")

    assert refused.value.line == line


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30", "-5", "@all", "\ttab", "\rreturn", "'s avonds", "''s", "plain", "'=x", ""]
)
def test_a_cell_is_read_as_it_was_written(text: str) -> None:
    assert cells(f'a,b\n"{csv_cell(text)}",x\n')[0]["a"] == text
    assert csv_cell(text).startswith("'") == text.startswith(FORMULA)


def test_an_apostrophe_of_another_program_stays() -> None:
    assert cells("a\n's avonds\n'tis\n") == [{"a": "'s avonds"}, {"a": "'tis"}]


LISTS = {
    "an envelope": "wmstrat: 1\nkind: question\nitems:\n  - title: a\n    group: CB\n  - title: b\n    group: CB\n",
    "dashes": "- title: a\n  group: CB\n- title: b\n  group: CB\n",
    "the mark of a document": "---\n- title: a\n  group: CB\n- title: b\n  group: CB\n",
    "a comment": "# Our questions\n\n- title: a\n  group: CB\n- title: b\n  group: CB\n",
    "brackets": "[{title: a, group: CB}, {title: b, group: CB}]\n",
    "bare dashes": "-\n  title: a\n  group: CB\n-\n  title: b\n  group: CB\n",
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_in_yaml_however_it_begins(name: str) -> None:
    assert cells(LISTS[name], "yaml") == [{"title": "a", "group": "CB"}, {"title": "b", "group": "CB"}]


def test_lines_in_yaml_and_json_are_those_of_the_record_and_of_its_field() -> None:
    rows = rows_of(b"---\n# x\n- title: a\n  group: CB\n\n- title: b\n  group: XY\n", "yaml").rows
    assert [(row.line, row.lines["group"]) for row in rows] == [(3, 4), (6, 7)]

    pretty = b'{\n "wmstrat": 1,\n "items": [\n  {"title": "a, [b]"},\n\n  {"title":\n "b"}, {"title": "c"}\n ]}'
    assert [row.line for row in rows_of(pretty, "json").rows] == [4, 6, 7]
    assert [row.line for row in rows_of(b'[\n{"a": 1},\n{"a": 2}]', "json").rows] == [2, 3]
    assert rows_of(b"[]", "json").rows == []
    assert [row.line for row in rows_of(b'{"a": 1}\n\n{"a": 2}\n', "jsonl").rows] == [1, 3]


@pytest.mark.parametrize("first", ["5", "[]", '[{"title": "a"}]'])
def test_two_lists_of_items_are_refused(first: str) -> None:
    with pytest.raises(ValueError, match="is there twice"):
        rows_of(f'{{"items": {first}, "b": [1], "items": [{{"title": "b"}}], "c": {{}}}}'.encode(), "json")
    assert len(rows_of(b'{"a": {"items": []}, "items": [{"title": "b"}], "c": {"items": []}}', "json").rows) == 1


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("Just text.\n\nMore.\n", Row(1, {"body": "Just text.\n\nMore."})),
        (
            "---\ntitle: A\ntags: [x, y]\n---\n\nText\n",
            Row(
                1,
                {"title": "A", "tags": ["x", "y"], "body": "Text"},
                {"title": 2, "tags": 3, "tags[0]": 3, "tags[1]": 3, "body": 5},
            ),
        ),
        ("---\r\ntitle: A\r\n---\r\nText\r\n", Row(1, {"title": "A", "body": "Text"}, {"title": 2, "body": 4})),
    ],
)
def test_markdown_with_and_without_front_matter(text: str, row: Row) -> None:
    assert rows_of(text.encode(), "markdown").rows == [row]


@pytest.mark.parametrize("text", ["+++\ntitle = 'x'\n+++\n", "---\ntitle: a\n", "---\n- a\n---\n"])
def test_front_matter_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        rows_of(text.encode(), "markdown")


@pytest.mark.parametrize(
    ("body", "heading", "below"),
    [
        ("# A title\n\nText", "A title", "Text"),
        ("\n\n## A title ##\nText", "", "\n\n## A title ##\nText"),
        ("A title\n=======\n\nText", "A title", "Text"),
        ("Text\n\n# Later", "", "Text\n\n# Later"),
        ("#hashtag", "", "#hashtag"),
        ("# Alone", "Alone", ""),
        ("", "", ""),
    ],
)
def test_the_heading_that_a_text_begins_with(body: str, heading: str, below: str) -> None:
    assert heading_of(body) == (heading, below)


def test_a_quotation_mark_separates_no_cells() -> None:
    with pytest.raises(Unreadable) as refused:
        rows_of(b'sep="\ngroup"title\n', "csv")
    assert refused.value.found == "a quotation mark after sep="
