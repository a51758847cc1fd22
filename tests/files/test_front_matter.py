"""Front matter: apart and together again byte for byte, and the body's layout."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.files.front_matter import FrontMatter, body_text, join, split, with_body
from wmstrat.files.reading import Unreadable, read_mapping

NOTE = "---\nid: CB-N1\n# the title\ntitle: A call\n---\n\nWhat was said.\n"


def test_split_takes_yaml_and_body_apart() -> None:
    front = split(NOTE)
    assert front == FrontMatter("id: CB-N1\n# the title\ntitle: A call\n", "\nWhat was said.\n", 2)
    assert read_mapping(front.yaml, first_line=front.first_line).lines["title"] == 4


@pytest.mark.parametrize(
    "text",
    [
        NOTE,
        NOTE.replace("\n", "\r\n"),
        "\ufeff" + NOTE,
        "---\n---\n",
        "---\n---",
        "---\na: 1\n---",
        "---  \na: 1\n--- \t\nbody without line end",
        "---\na: 1\n---\n---\nanother rule\n---\n",
        "---\na: |\n  ---\n---\n\n\n\nbody\n\n\n",
    ],
)
def test_join_is_the_exact_inverse(text: str) -> None:
    front = split(text)
    assert join(front) == text
    assert text == front.opening + front.yaml + front.closing + front.body


def test_the_body_is_everything_behind_the_first_closing_line() -> None:
    assert split("---\na: 1\n---\n---\nx\n---\n").body == "---\nx\n---\n"


def test_indented_dashes_and_longer_rules_close_nothing() -> None:
    assert split("---\na: |\n  ---\n----: 1\n---\n").yaml == "a: |\n  ---\n----: 1\n"


@pytest.mark.parametrize(
    "text", ["", "\n---\na: 1\n---\n", "# A title\n", " ---\n---\n", "----\n---\n", "--- x\n---\n"]
)
def test_a_missing_opening_line_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        split(text)
    assert caught.value.line == 1
    assert "`---`" in caught.value.advice


@pytest.mark.parametrize(("text", "line"), [("---\n", 1), ("---", 1), ("---\na: 1\nb: 2\n", 3), ("---\na: 1", 2)])
def test_a_missing_closing_line_is_unreadable(text: str, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        split(text)
    assert caught.value.line == line
    assert "between the last key and the text" in caught.value.advice


def test_with_body_lays_out_one_blank_line_and_one_line_end() -> None:
    assert with_body(NOTE, "\n\n  New.\n\nMore.  \n\n\n") == NOTE.replace("What was said.", "  New.\n\nMore.  ")


@pytest.mark.parametrize("body", ["", "\n", "  \n\n"])
def test_an_empty_body_leaves_nothing_behind_the_closing_line(body: str) -> None:
    assert with_body(NOTE, body) == NOTE.removesuffix("\nWhat was said.\n")
    assert with_body("---\na: 1\n---", body) == "---\na: 1\n---"


def test_with_body_ends_a_closing_line_that_has_no_end() -> None:
    assert with_body("---\na: 1\n---", "text") == "---\na: 1\n---\n\ntext\n"


def test_with_body_writes_the_line_ends_of_the_file() -> None:
    assert with_body("---\r\na: 1\r\n---\r\n", "one\ntwo\r\n") == "---\r\na: 1\r\n---\r\n\r\none\r\ntwo\r\n"
    assert with_body("---\na: 1\n---\n", "one\r\ntwo") == "---\na: 1\n---\n\none\ntwo\n"


def test_a_body_of_many_blank_lines_costs_nothing() -> None:
    body = "first" + "\n" * 1_000_000 + "last"
    began = time.process_time()
    assert with_body(NOTE, body).endswith("\n\n" + body + "\n")
    assert time.process_time() - began < 2


def test_body_text_has_no_layout() -> None:
    assert body_text(split(NOTE)) == "What was said."
    assert body_text(split(NOTE.replace("\n", "\r\n"))) == "What was said."
    assert body_text(split("---\n---\n")) == ""
    assert body_text(split("---\n---\n\n\ntwo lines above\n\n")) == "\ntwo lines above\n"
    assert body_text(split("---\n---\nat once")) == "at once"


@given(
    yaml=st.lists(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])), max_size=5),
    body=st.text(),
    line_end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from(["", "\ufeff"]),
)
def test_join_is_the_inverse_for_any_text(yaml: list[str], body: str, line_end: str, mark: str) -> None:
    text = mark + line_end.join(["---", *yaml, "---", ""]) + body
    assert join(split(text)) == text


@given(
    body=st.text(st.sampled_from("a é🎉#-\n\t ")),
    old=st.text(st.sampled_from("x-\n "), max_size=8),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
def test_the_body_that_was_written_is_read(body: str, old: str, line_end: str) -> None:
    text = line_end.join(["---", "a: 1", "---", ""]) + old
    changed = with_body(text, body)
    front = split(changed)
    assert front.yaml == split(text).yaml
    lines = body.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    while lines and not lines[-1].strip():
        lines.pop()
    assert body_text(front) == "\n".join(lines)
    assert with_body(changed, body_text(front)) == changed
