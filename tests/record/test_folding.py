"""What a search takes for the same text, in many scripts, and where a match is in the text as it was written."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.record.folding import fold, original_spans

SAME = {
    "case": ("Mentors", "MENTORS"),
    "accents": ("Offentlichkeit", "ÖFFENTLICHKEIT"),
    "decomposed accents": ("Zoë", unicodedata.normalize("NFD", "zoë")),
    "sharp s": ("Straße", "STRASSE"),
    "letters that have no accent of their own": ("Łódź, Ærø", "lodz, aero"),
    "Turkish": ("İstanbul, ışık", "istanbul, isik"),
    "Greek": ("Ελλάδα", "ελλαδα"),
    "Greek final sigma": ("ΟΔΟΣ", "οδος"),
    "Russian": ("Ёлка", "елка"),
    "Vietnamese": ("Việt Nam", "viet nam"),
    "ligatures": ("oﬃce", "office"),
    "full width": ("ＡＢＣ１", "abc1"),
    "half width": ("ｶﾞｲﾄﾞ", "ガイド"),
    "Arabic with vowels": ("مَدْرَسَة", "مدرسه"),
    "Arabic alef": ("أحمد إلى آخر", "احمد الي اخر"),
    "Arabic stretched": ("مـــرحبا", "مرحبا"),
    "Arabic presentation forms": ("ﻣﺮﺣﺒﺎ", "مرحبا"),
    "Persian letters": ("کتاب فارسی", "كتاب فارسي"),
    "Persian with a joiner": ("می\u200cشود", "میشود"),
    "Hebrew with points": ("שָׁלוֹם", "שלום"),
    "Hindi with and without nukta": ("फ़िल्म", "फिल्म"),
    "Arabic digits": ("٢٠٣٠", "2030"),
    "Hindi digits": ("२०३०", "2030"),
    "typographic signs": ("don’t “stop” – now", 'don\'t "stop" - now'),
    "soft hyphens": ("work\u00ading", "working"),
    "marks of direction": ("\u202bab\u202c", "ab"),
    "white space": ("a \t\u3000b\u00a0 c", "a b c"),
}
DIFFERENT = {
    "Hindi vowels": ("कि", "की"),
    "kana voicing": ("か", "が"),
    "Thai tones": ("ไก่", "ไก"),
    "Korean syllables": ("가", "각"),
    "Chinese": ("导师", "导游"),
    "signs": ("a%b", "a_b"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_people_take_these_for_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT.values(), ids=DIFFERENT)
def test_people_take_these_for_different_texts(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_is_on_one_line_and_again_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert folded == " ".join(folded.split())
    assert fold(folded) == folded


# As long as the words that people type: a longer text has no other letters.
@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_a_word_is_found_in_what_holds_it(before: str, word: str, after: str) -> None:
    assert fold(word) in fold(f"{before} {word} {after}")


@pytest.mark.parametrize(
    ("text", "word", "marked"),
    [
        ("Die Öffentlichkeit", "OFFENTLICH", "Öffentlich"),
        ("Große Straße hier", "strasse", "Straße"),
        ("the oﬃce here", "ffi", "ﬃ"),
        ("हमारी किताबें", "किताब", "किताबें"),
        ("zoë e\u0301a", "ea", "e\u0301a"),
        ("社区需要导师。", "导师", "导师"),
        ("plain text", "text", "text"),
    ],
)
def test_a_match_is_marked_where_it_was_written(text: str, word: str, marked: str) -> None:
    start = fold(text).index(fold(word))
    [(first, last)] = original_spans(text, [(start, start + len(fold(word)))])
    assert text[first:last] == marked


def test_where_letters_were_folded_together_nothing_is_marked() -> None:
    assert original_spans("ｶﾞｲﾄﾞ", [(0, 1)]) == []
