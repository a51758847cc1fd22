"""Markdown by paragraphs, other texts by lines."""

from __future__ import annotations

import pytest

from tests.merge.cases import Asked, never
from wmstrat.merge import blocks as pieces
from wmstrat.merge.choice import Asking, Conflict, Resolution
from wmstrat.merge.paragraphs import blocks, merge_body, merge_lines
from wmstrat.merge.record import merge_text


def body(base: str, mine: str, theirs: str, choose: object = never) -> str:
    """Merge texts whose paragraphs are written with a slash between them."""
    texts = ("\n" + text.replace("/", "\n\n") + "\n" if text else "" for text in (base, mine, theirs))
    merged = merge_body("body", *texts, Asking(choose))  # type: ignore[arg-type]
    return merged.strip("\n").replace("\n\n", "/")


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("a/b/c", "A/b/c", "a/B/c", "A/B/c"),
        ("a/b/c", "A/B/c", "a/b/C", "A/B/C"),
        ("a/b/c", "b/c", "a/b/C", "b/C"),
        ("a/b/c", "a/c", "a/c", "a/c"),
        ("a/b/c", "a/b", "b/c", "b"),
        ("a", "m/a", "t/a", "t/m/a"),
        ("a", "a/m/same", "a/t/same", "a/t/m/same"),
        ("a/b", "a/m/b", "a/B", "a/m/B"),
        ("a/b", "a/m", "a/b/t", "a/m/t"),
        ("a/b", "b/a", "a/b/t", "b/a/t"),
        ("a/b", "", "a/b/t", "t"),
        ("", "m", "m/t", "m/t"),
        ("<!-- say why -->", "m", "m/<!-- say why -->", "m"),
        ("one two three", "one two four/new", "one two three/t", "one two four/t/new"),
        ("h/<!-- say why -->/i", "h/mine/i", "h/theirs/i", "h/theirs/mine/i"),
        ("h/<!-- say why -->/i", "h/i", "h/theirs/more/i", "h/theirs/more/i"),
        ("h/<!-- say why -->", "h/<!-- say why -->/i", "h/theirs", "h/theirs/i"),
    ],
)
def test_what_needs_no_conflict(base: str, mine: str, theirs: str, merged: str) -> None:
    assert body(base, mine, theirs) == merged
    assert sorted(body(base, theirs, mine).split("/")) == sorted(merged.split("/"))


def test_several_conflicts_are_numbered_in_their_order() -> None:
    asked = Asked()
    assert body("a/b/c/d", "1/b/3/", "x/b/z/d", asked) == "1/b/3"
    assert asked.conflicts == [Conflict("body", "a", "1", "x"), Conflict("body 2", "c", "3", "z")]


def test_paragraph_removed_against_changed() -> None:
    asked = Asked(Resolution("theirs"))
    assert body("a/b", "a", "a/B", asked) == "a/B"
    assert asked.conflicts == [Conflict("body", "b", "", "B")]
    assert body("a/b", "a", "a/B", Asked(Resolution("both"))) == "a/B"
    assert body("a/b", "a", "a/B", Asked(Resolution("value", "\n"))) == "a"


@pytest.mark.parametrize("base", ["", "<!-- say why -->", "<!-- say -->/<!-- why -->"])
@pytest.mark.parametrize(
    ("choice", "merged"),
    [
        (None, "m/same"),
        (Resolution("mine"), "m/same"),
        (Resolution("theirs"), "t/same"),
        (Resolution("both"), "t/same/m/same"),
        (Resolution("value", "ours"), "ours"),
    ],
)
def test_two_first_texts_are_one_conflict(base: str, choice: Resolution | None, merged: str) -> None:
    asked = Asked(choice)
    assert body(base, "m/same", "t/same", asked) == merged
    assert asked.conflicts == [Conflict("body", base.replace("/", "\n\n"), "m\n\nsame", "t\n\nsame")]


def test_the_layout_of_a_first_text_stays() -> None:
    for choice, text in ((Resolution("both"), "\nt\n\nm\n"), (Resolution("value", "v"), "\nv\n")):
        assert merge_body("body", "", "\nm\n", "\nt\n", Asking(Asked(choice))) == text


def test_code_between_fences_is_one_paragraph() -> None:
    text = "\na\n\n```py\nx\n\n~~~\n```` \n\n  ~~~~\ny\n\n~~~\n\nz\n~~~~\n\n\nb\n\n"
    found, tail = blocks(text)
    assert [block.text for block in found] == [
        "a\n",
        "```py\nx\n\n~~~\n```` \n",
        "  ~~~~\ny\n\n~~~\n\nz\n~~~~\n",
        "b\n",
    ]
    assert "".join(block.gap + block.text for block in found) + tail == text
    asked = Asked()
    merge_body("body", "```\na\n\nb\n```\n", "```\nA\n\nb\n```\n", "```\na\n\nB\n```\n", Asking(asked))
    assert len(asked.conflicts) == 1


def test_blank_lines_that_one_side_changed_stay() -> None:
    base, mine, theirs = "\na\n\nb\n\nc\n", "\n\na\n\n\n\nb\n\nc\n\n", "\na\n\nB\n\nc\n\nd\n"
    assert merge_body("body", base, mine, theirs, Asking(never)) == "\n\na\n\n\n\nB\n\nc\n\nd\n\n"


def test_text_that_begins_at_once() -> None:
    assert merge_body("body", "a\n", "m\n\na\n", "a\n\nt\n", Asking(never)) == "m\n\na\n\nt\n"


@pytest.mark.parametrize(
    ("text", "prompt"),
    [("<!-- a\nb -->\n", True), ("<!-- a --> b", False), ("<!-- a --> <!-- b -->", False), ("a", False)],
)
def test_prompts(text: str, prompt: bool) -> None:
    assert blocks(text)[0][0].is_prompt == prompt


def test_lines_keep_what_both_added() -> None:
    assert merge_lines("a\nb\n", "a\nm\nb\n", "a\nt\nb\nu\n") == "a\nt\nm\nb\nu\n"
    assert merge_lines("a\n", "m\n", "t\n") == "t\nm\n"


def test_texts_that_are_too_long_to_compare_are_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "MOST_COMPARISONS", 3)
    asked = Asked()
    assert body("a/b", "x/y", "x/b", asked) == "x/y"
    assert [conflict.field for conflict in asked.conflicts] == ["body"]


class TestOtherFiles:
    def test_lines_of_one_paragraph(self) -> None:
        merged = merge_text(b"a\nb\nc\n", b"A\nb\nc\nm\n", b"a\nB\nc\nt\n", never)
        assert merged.data == b"A\nB\nc\nt\nm\n"

    def test_same_line(self) -> None:
        merged = merge_text(b"a\nb\n\nc", b"a\nx\n\nc", b"a\ny\n\nc\n", Asked())
        assert merged.conflicts == (Conflict("body", "a\nb", "a\nx", "a\ny"),)
        assert merged.data == b"a\nx\n\nc\n"
        assert merge_text(b"b\n", b"x\n", b"y\n", Asked(Resolution("value", "z"))).data == b"z\n"

    @pytest.mark.parametrize(
        ("base", "mine", "theirs"),
        [(b"a", b"\0", b"b"), (b"a", b"\xff", b"b"), (None, b"a", b"b"), (b"a", None, b"b"), (b"a", b"b", None)],
    )
    def test_whole_files(self, base: bytes | None, mine: bytes | None, theirs: bytes | None) -> None:
        merged = merge_text(base, mine, theirs, Asked())
        assert [conflict.field for conflict in merged.conflicts] == ["record"]
        assert merged.data == mine
        assert merge_text(base, mine, theirs, Asked(Resolution("theirs"))).data == theirs

    def test_nothing_to_merge(self) -> None:
        assert merge_text(b"a", b"a", b"\0", never).data == b"\0"
        assert merge_text(None, None, b"b", never).data == b"b"
