"""What a table shows can be typed: a word by itself or by its label, in any case and spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.record.field_type import word_meant
from wmstrat.record.fields import Entries, Field
from wmstrat.record.number_types import Count
from wmstrat.record.text import spelled
from wmstrat.record.types import Choice, Flag, Line, Listing, Term

VOCABULARIES = {
    "roles": {"knowledge-manager": "Information and Knowledge Manager", "organizer": "", "colour": "Paint"},
    "labels": {"review": "under discussion"},
}


class Typist:
    today = "2018-07-20"
    code = "CB"

    def find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        raise AssertionError((text, kinds))

    def words(self, vocabulary: str) -> dict[str, str]:
        return {word: label or word for word, label in VOCABULARIES[vocabulary].items()}


ROLE = Term("roles")
STATE = Choice(("proposed", "review", "under"))


@pytest.mark.parametrize(
    ("type_", "typed", "value"),
    [
        (ROLE, "knowledge-manager", "knowledge-manager"),
        (ROLE, "Knowledge Manager", "knowledge-manager"),
        (ROLE, "knowledge_manager", "knowledge-manager"),
        (ROLE, "INFORMATION & KNOWLEDGE-MANAGER", "knowledge-manager"),
        (ROLE, "organiser", "organizer"),
        (ROLE, "Color", "colour"),
        (ROLE, "paint", "colour"),
        (ROLE, "stranger", "stranger"),
        (STATE, "Review", "review"),
        (STATE, "Under Discussion", "review"),
        (STATE, "under_discussion", "review"),
        (STATE, "UNDER", "under"),
    ],
)
def test_the_word_is_meant_on_the_command_line_and_in_a_file_to_import(
    type_: Choice | Term, typed: str, value: str
) -> None:
    typist = Typist()

    assert type_.parse(typed, typist) == value
    assert type_.read(type_.as_in_file(typed, typist)) == value
    assert Listing(type_).parse(f"{typed},{typed}", typist) == [value]
    assert Listing(type_).as_in_file([typed, typed], typist) == [value, value]
    entries = Entries((Field("who", Line(), "", required=True), Field("what", type_, "")), ("who",))
    assert entries.as_in_file([{"who": "ann", "what": typed, "else": "x"}], typist) == [
        {"who": "ann", "what": value, "else": "x"}
    ]


@pytest.mark.parametrize(
    ("typed", "value"), [("Yes", True), ("TRUE", True), ("no", False), ("False", False), ("", False)]
)
def test_yes_and_no_are_read_in_files_too(typed: str, value: bool) -> None:
    assert Flag().read(Flag().as_in_file(typed, Typist())) is value
    assert Flag().parse(typed, Typist()) is value


def test_what_is_no_word_stays_as_it_is() -> None:
    for raw in (["a"], {"a": "b"}, "7", ""):
        assert Count().as_in_file(raw, Typist()) == raw
    assert ROLE.as_in_file(["a"], Typist()) == ["a"]
    assert Listing(ROLE).as_in_file("a", Typist()) == "a"


@given(st.dictionaries(st.text("ab-_ s", min_size=1, max_size=4), st.text("ab", max_size=2), max_size=4))
def test_every_word_means_itself_whatever_the_labels_are(words: dict[str, str]) -> None:
    for word in words:
        assert word_meant(word, words, words) == word


ORDINARY = """
    resource outsource source course hour four tour journal your court exercise promise advise revise supervise
    wise enterprise surprise precise noise raise expertise premise otherwise review ratified basis this advised
    revising practised hours sources recourse organ organization colors centered license program here there where were
    mere nuisance accusation conversation improvisation analysis history sister devises tours hourly discourse
"""


def test_words_that_are_no_british_spelling_stay_as_they_are() -> None:
    assert [word for word in ORDINARY.split() if spelled(word) != word] == []


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("Co-ordinator", "coordinator"), ("co ordinator", "coordinator"), ("CO_ORDINATORS", "coordinators"),
        ("Organisation", "organization"), ("organisers", "organizers"), ("finalised", "finalized"),
        ("prioritising", "prioritizing"), ("analyse", "analyze"), ("Colour", "color"), ("favourites", "favorites"),
        ("neighbourhood", "neighborhood"), ("dishonour", "dishonor"), ("behavioural", "behavioral"),
        ("theatre", "theater"), ("programmes", "programs"), ("licence", "license"),
        ("labour-organisation", "labororganization"), ("decentralised", "decentralized"),
    ],
)  # fmt: skip
def test_british_and_american_words_are_compared_alike(typed: str, word: str) -> None:
    assert spelled(typed) == word


def test_a_word_is_spelled_once_however_often_it_is_compared() -> None:
    """An import compares each cell with each word of a vocabulary, by some twenty patterns."""
    spelled("a word that no other test has")
    known = spelled.cache_info().hits
    assert spelled("a word that no other test has") == "awordthatnoothertesthas"
    assert spelled.cache_info().hits == known + 1
