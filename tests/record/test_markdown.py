"""Markdown by its blocks, and that no text takes long to read."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.kinds import kind
from wmstrat.record.markdown import blocks, visible_lines
from wmstrat.record.passages import passages
from wmstrat.record.record import Record
from wmstrat.record.sections import pieces
from wmstrat.say.prose import lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\nb\n\nc", [("text", "a\nb"), ("blank", ""), ("text", "c")]),
        ("# A\n###### B #\n####### c", [("heading", "A"), ("heading", "B"), ("text", "####### c")]),
        ("## In C#\n## ##\n##", [("heading", "In C#"), ("text", "## ##\n##")]),
        ("- a\n  b\n1. c\n> d\n| e", [("item", "- a\n  b"), ("item", "1. c"), ("item", "> d"), ("item", "| e")]),
        ("a\n===\n- - -", [("text", "a"), ("rule", "==="), ("rule", "- - -")]),
        ("a\n    b", [("text", "a\n    b")]),
        ("a\n\n    b\n    c", [("text", "a"), ("blank", ""), ("code", "    b"), ("code", "    c")]),
        ("- a\n\n    b\n    c", [("item", "- a"), ("blank", ""), ("text", "    b\n    c")]),
        (
            "```\n# a\n~~~\n```\nb",
            [("code", "```"), ("code", "# a"), ("code", "~~~"), ("code", "```"), ("text", "b")],
        ),
        ("```\na\n\nb\n```", [("code", "```"), ("code", "a"), ("code", ""), ("code", "b"), ("code", "```")]),
        ("````\n```\n````\nb", [("code", "````"), ("code", "```"), ("code", "````"), ("text", "b")]),
        ("```a``` is code\n# b", [("text", "```a``` is code"), ("heading", "b")]),
        ("a <!-- b\nc --> d", [("text", "a  d")]),
        ("<!-- a -->\n<!-->\nb", [("blank", ""), ("text", "<!-->\nb")]),
        ("## A <!-- b --> ##", [("heading", "A")]),
        ("```\n<!-- a\n```\nb --> c", [("code", "```"), ("code", "<!-- a"), ("code", "```"), ("text", "b --> c")]),
    ],
)
def test_a_text_is_read_by_its_blocks(text: str, found: list[tuple[str, str]]) -> None:
    assert [(block.kind, block.text) for block in blocks(text)] == found


PARTS = (
    "\n",
    "\n\n",
    "## A",
    "# B",
    "<!--",
    "-->",
    "<!-- k: y\n z -->",
    "<!-->",
    " ",
    "    ",
    "- x",
    "words",
    "\r\n",
    "\x0b",
)


@given(st.lists(st.sampled_from(PARTS), max_size=14).map("".join))
def test_a_text_is_read_alike_whether_or_not_it_has_code(text: str) -> None:
    code = "```\n```\n"
    assert [*visible_lines(code + text)][2:] == [*visible_lines(text)]
    first, *others = pieces(text)
    in_code, *others_with_code = pieces(code + text)
    assert others == others_with_code
    assert in_code.text.split() == f"{code}{first.text}".split()


def test_comments_are_told_with_their_block() -> None:
    found = blocks("## A\n<!-- a -->\n\nb <!-- b -->\nc <!-- c --><!-- d -->")
    assert [block.comments for block in found] == [(), (" a ",), (), (" b ", " c ", " d ")]


@given(st.text(alphabet="ab #`~<!->\n\t *|\\1.=", max_size=80))
def test_nothing_but_comments_is_left_out(text: str) -> None:
    def plain(text: str) -> str:
        return "".join(text.replace("#", "").split())

    found = list(blocks(text))
    told = "".join(block.text for block in found) + "".join(
        f"<!--{comment}-->" for block in found for comment in block.comments
    )
    assert sorted(plain(told)) == sorted(plain(text))


# What a reader that looks back or ahead would read again and again. In a loop of its own each is a large text.
HOSTILE = (
    "<!--", "<!-- a -->", "a\n<!-- a -->\n", "# a\n<!-- b -->\n<!--\n", "x <!- ", "-->", "#", "# a\n", "## a\n\n",
    "`", "```a\n<!-- b -->\n", "~~~ ", "- ", "- a\n", "a\n", "a  \n", " ", "- - - x", "=\n", "\u793e\n", "1",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE, ids=repr)
def test_no_large_text_takes_long(piece: str) -> None:
    declared = kind("note")
    text = f"## {piece * (100_000 // len(piece))} x -->"
    began = time.process_time()
    assert list(pieces(text))
    lines(text, empty_headings=False)
    list(passages(Record(declared, "CB-N1", "x", "x", declared.blank(), text)))
    assert time.process_time() - began < 2, "this takes 0.2 seconds; each part of the text was read many times"


def test_a_text_of_a_megabyte_takes_seconds() -> None:
    text = "## a\n<!-- b -->\nc\n" * 20_000 + "<!--" * 160_000
    began = time.process_time()
    assert len(list(pieces(text))) == 20_001
    assert len(lines(text)) == 60_000
    assert time.process_time() - began < 15, "this takes one"
