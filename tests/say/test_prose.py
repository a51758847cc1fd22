"""Markdown as a screen shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.say.prose import lines


def shown(body: str, **how: bool) -> str:
    return "\n".join("#" * line.level + " " * bool(line.level) + line.text for line in lines(body, **how))


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("one\ntwo\n\nthree\nfour", "one two\n\nthree four"),
        ("one  \ntwo\\\nthree\nfour", "one\ntwo\nthree four"),
        ("- a\n  b\n- c\n\n1. d\n2) e\n\n* * *", "- a b\n- c\n\n1. d\n2) e\n\n* * *"),
        ("text\n- a\n> b\n> c\n| d | e |\n|---|---|", "text\n- a\n> b\n> c\n| d | e |\n|---|---|"),
        ("Title\n=====\ntext", "Title\n=====\ntext"),
        ("a\n```sh\n  b\n    c\n```\nd\ne", "a\n```sh\n  b\n    c\n```\nd e"),
        ("a\n\n    def b():\n        c\n\nd", "a\n\n    def b():\n        c\n\nd"),
        ("a\n    continued", "a continued"),
        ("a <!-- b\n\nc --> d\ne", "a  d e"),
        ("<!-- only -->", ""),
        ("~~~\n<!-- shown -->\n```\n~~~\n<!-- not -->\nb", "~~~\n<!-- shown -->\n```\n~~~\n\nb"),
        ("a <!-- b", "a <!-- b"),
        ("## A ##\ntext\n###B\n### C", "## A\ntext ###B\n### C"),
        ("\n\n\na\n\n\n\nb\n\n", "a\n\nb"),
    ],
)
def test_what_a_screen_shows(body: str, seen: str) -> None:
    assert shown(body) == seen


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("## A\n\n<!-- a: say it -->\n\n## B\n\ntext\n\n## C\n", "## B\n\ntext"),
        ("## A\n### B\ntext\n## C\n### D", "## A\n### B\ntext"),
        ("```\n## A\n```\n", "```\n## A\n```"),
    ],
)
def test_headings_without_a_text_can_be_left_out(body: str, seen: str) -> None:
    assert shown(body, empty_headings=False) == seen


@given(st.text(alphabet="ab #`~<!->\n\t *|\\1.", max_size=80).filter(lambda text: "<!--" not in text))
def test_no_word_is_lost(body: str) -> None:
    def plain(text: str) -> str:
        return "".join(text.replace("#", "").replace("\\", "").split())

    assert plain(shown(body)) == plain(body)


@given(st.lists(st.sampled_from(["# a", "## b", "### c", "d", ""]), max_size=12))
def test_a_heading_stays_where_a_text_is_below_it(written: list[str]) -> None:
    def has_text(place: int) -> bool:
        level = written[place].count("#")
        for line in written[place + 1 :]:
            if 0 < line.count("#") <= level:
                return False
            if line == "d":
                return True
        return False

    headings = [
        line.replace("#", "").strip() for place, line in enumerate(written) if "#" in line and has_text(place)
    ]
    assert [line.text for line in lines("\n\n".join(written), empty_headings=False) if line.level] == headings
