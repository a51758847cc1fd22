"""The message of a commit: short enough, on one line, and harmless on a terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.record.text import cut, escaped
from wmstrat.workspace.message import COLUMNS, Message


def test_subject_body_and_trailers_are_paragraphs() -> None:
    message = Message("CB: add note", "First.\n\nSecond. \n", (("Wmstrat-Command", "note add"), ("X", "a\nb")))
    assert message.text == "CB: add note\n\nFirst.\n\nSecond.\n\nWmstrat-Command: note add\nX: a b\n"
    assert Message("CB: add note").text == "CB: add note\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 72, "a" * 72),
        ("a" * 73, "a" * 71 + "\u2026"),
        ("\u4e2d" * 36, "\u4e2d" * 36),
        ("\u4e2d" * 37, "\u4e2d" * 35 + "\u2026"),
        ("e\u0301" * 73, "e\u0301" * 71 + "\u2026"),
        ("\u0645\u06cc\u200c\u0631\u0648\u062f", "\u0645\u06cc\u200c\u0631\u0648\u062f"),
    ],
)
def test_a_subject_is_cut_at_a_whole_character(text: str, expected: str) -> None:
    assert cut(text, COLUMNS) == expected


def test_joined_emoji_are_not_cut_apart() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert cut("a" * 69 + family, COLUMNS) in ("a" * 69 + "\u2026", "a" * 69 + family)


def test_what_acts_on_a_terminal_is_escaped() -> None:
    assert Message("a\x1b[31m\nb\u202ec\udcff").line == "a\\u001b[31m b\\u202ec\\udcff"
    assert escaped("tab\tstays \u0627\u0644\u0639\u200c") == "tab\tstays \u0627\u0644\u0639\u200c"


@given(st.text(), st.text())
def test_any_text_makes_a_message(subject: str, body: str) -> None:
    message = Message(subject, body, (("Key", subject),))
    message.text.encode("utf-8")
    assert "\n" not in message.line
    assert "\x00" not in message.text
    assert len(message.line) <= 72 or any(ord(character) > 127 for character in message.line)
