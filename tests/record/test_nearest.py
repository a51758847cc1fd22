"""Which words are near to a mistyped one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.record.nearest import did_you_mean, distance, nearest, with_nearest

WORDS = st.text("abc", max_size=6)


@pytest.mark.parametrize(
    ("first", "second", "letters"),
    [("", "", 0), ("", "ab", 2), ("same", "same", 0), ("reveiw", "review", 1), ("apoint", "appoint", 1),
     ("ca", "abc", 3), ("kitten", "sitting", 3)],
)  # fmt: skip
def test_swapped_neighbours_count_one(first: str, second: str, letters: int) -> None:
    assert distance(first, second) == distance(second, first) == letters


@given(WORDS, WORDS)
def test_a_distance_is_none_only_between_equal_words_and_never_more_than_the_longer_one(
    first: str, second: str
) -> None:
    letters = distance(first, second)

    assert (letters == 0) == (first == second)
    assert abs(len(first) - len(second)) <= letters <= max(len(first), len(second))


CODES = ("SC", "CT", "CH", "CB", "BD", "AD")


@pytest.mark.parametrize(
    ("typed", "known", "near"),
    [
        ("BC", CODES, ["CB"]),
        ("CX", CODES, ["CT", "CH", "CB"]),
        ("XX", CODES, []),
        ("memeber", ("member", "note"), ["member"]),
        ("people", ("resolve", "person"), []),
        ("version", ("person", "question"), ["person"]),
        ("Capcity Building", ("capacity building", "capacity"), ["capacity building"]),
        ("--levl", ("--level", "--file", "--help"), ["--level"]),
        ("a", ("b",), []),
        ("", ("a", "b"), []),
    ],
)
def test_the_nearest_word_is_offered_and_no_far_one(typed: str, known: tuple[str, ...], near: list[str]) -> None:
    assert nearest(typed, known) == near


def test_the_question_names_them() -> None:
    assert did_you_mean("CX", CODES) == " Did you mean CT, CH or CB?"
    assert did_you_mean("BC", CODES) == " Did you mean CB?"
    assert did_you_mean("XX", CODES) == ""


def test_what_was_found_comes_with_the_question() -> None:
    assert with_nearest('"reveiw"', "reveiw", ("review", "other")) == '"reveiw" (did you mean review?)'
    assert with_nearest('"odd"', "odd", ("structural", "other")) == '"odd"'
