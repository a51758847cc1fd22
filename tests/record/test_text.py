"""Text that people type."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.record.text import escaped, folded, listed, on_one_line, slug, unfit_slug, unsafe_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Capacity Building", "capacity-building"),
        ("Roles & Responsibilities", "roles-responsibilities"),
        ("تنوع المجتمع", "تنوع-المجتمع"),
        ("विविधता", "विविधता"),
        ("多样性 2030", "多样性-2030"),
        ("  -- Éducation --  ", "éducation"),
        ("CON", "con-1"),
        ("...", ""),
        ("🎉", ""),
        ("Anna \u2764\ufe0f", "anna"),
        ("anna\u3164", "anna"),
        ("a\u034fnna\U000e0100", "anna"),
        ("\u3164", ""),
    ],
)
def test_a_slug_keeps_letters_and_marks_of_any_script(name: str, expected: str) -> None:
    assert slug(name) == unicodedata.normalize("NFC", expected)


@given(st.text(max_size=200))
def test_a_slug_is_always_fit_to_be_a_file_name(name: str) -> None:
    made = slug(name)
    assert len(made.encode("utf-8", "surrogatepass")) <= 82
    assert not made.startswith(("-", "."))
    assert "/" not in made
    assert "\\" not in made
    if made:
        assert slug(made) == made or made.endswith("-1")


@pytest.mark.parametrize(
    "bad",
    ["", ".", "..", "a/b", "-a", ".a", "A", "con", "nul", "a b", "e\u0301", "x" * 81, "anna\ufe0f", "\u3164anna"],
)
def test_what_is_no_slug_is_refused(bad: str) -> None:
    assert unfit_slug(bad)


def test_groups_are_compared_in_any_case_with_and_and_ampersand_alike() -> None:
    assert folded("Roles &  Responsibilities") == folded("roles AND responsibilities")


@pytest.mark.parametrize("twin", ["anna\ufe0f", "\u200banna", "an\u00adna", "anna\u3164"])
def test_an_invisible_twin_is_the_same_name(twin: str) -> None:
    assert folded(twin) == folded("Anna")
    assert slug(twin) in ("anna", "an-na")


@pytest.mark.parametrize("name", ["\u3164", "\u200b\ufe0f", " \u2060 "])
def test_what_nobody_sees_makes_no_name(name: str) -> None:
    assert unsafe_name(name) == "only invisible characters"


@pytest.mark.parametrize("bad", ["a\nb", "a\x1b[31m", "a\u202eb", "a\u2066b", "x" * 201, "a\x00b", "a\ud800"])
def test_control_and_override_characters_make_no_name(bad: str) -> None:
    assert unsafe_name(bad)


@pytest.mark.parametrize("good", ["می‌خواهم", "नमस्ते", "👩‍👩‍👧", "x" * 200, "[bold]not markup[/bold]"])
def test_joiners_and_marks_of_living_scripts_are_names(good: str) -> None:
    assert unsafe_name(good) is None


@given(st.text())
def test_what_is_shown_never_reaches_the_terminal_as_an_order(text: str) -> None:
    for shown in (escaped(text), on_one_line(text)):
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\x9b" not in shown
    assert "\n" not in on_one_line(text)


@pytest.mark.parametrize(
    ("words", "said"),
    [("", ""), ("a", "a"), ("ab", "a or b"), ("abc", "a, b or c"), ("abcd", "a, b, c or d"),
     ("abcdef", "a, b, c, d or 2 more")],
)  # fmt: skip
def test_words_in_a_sentence(words: str, said: str) -> None:
    assert listed([*words], "or", 4) == said
