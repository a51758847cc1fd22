"""Which texts are like another one, in any script, and what is said to be the reason."""

from __future__ import annotations

import pytest

from wmstrat.record.folding import fold
from wmstrat.record.likeness import Comparison, Likeness, spellings, together, words_of

FILLER = tuple(f"Nobody else says number{number}x about subject{number}y." for number in range(40))


def found(asked: str, *others: str) -> list[Likeness]:
    """What is like a text among these others, whose places count from 0, and fillers."""
    texts = [fold(text) for text in (*others, *FILLER, asked)]
    return Comparison(texts, len(texts) - 1, words_of(texts[-1])).alike()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mentors' mentoring!", ["the", "mentor", "mentor"]),
        ("CB-Q1 a 2030", ["cb", "q1", "2030"]),
        ("On 2018-07-20, 17 of 100", ["on", "2018", "of"]),
        ("社区需要", ["社区", "区需", "需要"]),
        ("师", ["师"]),
        ("Wiki社区", ["wiki", "社区"]),
        ("मार्गदर्शक चाहिए", ["मार्गद", "चाहिए"]),
        ("الأعضاء", ["الاعضا"]),
        ("", []),
        ("... — ?!", []),
    ],
)
def test_a_text_is_compared_by_the_beginnings_of_its_words(text: str, words: list[str]) -> None:
    assert [*words_of(fold(text)).elements()] == words


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("Mentors who stay in small towns", "Small towns need mentoring", "Whoever has a budget"),
        ("Wer hört der Öffentlichkeit zu?", "ÖFFENTLICHKEIT, hört!", "Das Budget der Gruppe"),
        ("社区需要导师和培训。", "我们的导师来自社区，培训很少。", "预算由董事会决定。"),
        ("समुदायों को मार्गदर्शक चाहिए", "मार्गदर्शक कहाँ हैं? समुदायों से पूछो", "धन किसके पास है"),
        ("الأعضاء يريدون مُرشدين", "مرشدين من بين الاعضاء", "الميزانية كبيرة جدا"),
        ("Общинам нужны наставники", "Где общинам искать наставников?", "Бюджет и сроки"),
    ],
)
def test_the_text_that_says_the_same_is_found_in_any_script(asked: str, same: str, other: str) -> None:
    assert [each.place for each in found(asked, other, same)] == [1]


def test_rare_words_weigh_more() -> None:
    often = ("training plans grow",) * 4
    places = [each.place for each in found("training plans for endowments trustees", *often, "endowments, trustees")]
    assert places == [4, 0, 1, 2, 3]


@pytest.mark.parametrize(
    "others",
    [
        (),
        ("Only mentors is shared here",),
        ("A commentor sits in intowns",),  # inside of other words
        ("mentors towns alike",) * 30,  # so many say it that it tells nothing
    ],
)
def test_nothing_is_found_where_nothing_is_alike(others: tuple[str, ...]) -> None:
    assert found("mentors for towns", *others) == []


def test_a_text_of_one_word_is_like_those_that_have_it() -> None:
    assert [each.place for each in found("Mentors", "The mentor", "The budget")] == [0]


def test_the_words_that_are_shared_are_shown_as_they_were_written() -> None:
    asked = "Öffentlichkeit, “Zürich” 社区需要导师"
    [alike] = found(asked, "offentlichkeit in zurich 社区需要导师")
    assert set(together(alike.words, spellings([asked]))) == {"Öffentlichkeit", "Zürich", "社区需要导师"}
    assert alike.part > 0.5


def test_a_text_of_any_length_is_compared_by_the_words_that_it_repeats() -> None:
    long = " ".join(f"w{number:x}" for number in range(200_000))
    assert [each.place for each in found(f"mentors towns {long} mentors towns", "mentors in towns", "no")] == [0]


def test_of_those_that_share_what_tells_most_the_closest_says_little_else() -> None:
    asked = "Mentors stay in small towns"
    texts = [fold(text) for text in (f"{asked}: budget trustee endowment law", asked, f"{asked}, too", *FILLER)]
    comparison = Comparison(texts, 1, words_of(texts[1]))
    assert {each.place for each in comparison.alike()} == {0, 2}
    assert comparison.closeness(2) > 1.2 * comparison.closeness(0)
