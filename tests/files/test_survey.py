"""Forms and surveys: one answer a row, three header rows, and dates that mean two days."""

from __future__ import annotations

import pytest

from wmstrat.files.survey import ambiguous, answers_of, day_in, order_of, survey_of

QUALTRICS = (
    "StartDate,ResponseId,Q1,Q2\nStart Date,Response ID,\"What is\nmissing?\",Why?\n"
    '"{""ImportId"":""startDate""}","{""ImportId"":""_recordId""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"\n'
    "2019-03-09 10:00:00,R_1,Mentors,\n2019-03-10 10:00:00,R_2,Money,Need\n"
)  # fmt: skip


def test_three_header_rows_are_recognized() -> None:
    survey = survey_of(QUALTRICS.encode())

    assert [question.asked for question in survey.questions] == [
        "Start Date",
        "Response ID",
        "What is missing?",
        "Why?",
    ]
    assert [question.usual for question in survey.questions] == ["", "key", None, None]
    rows = list(answers_of(survey, {"ResponseId": "key", "Q1": "body", "Q2": "body"}, {}))
    assert [(row.cells["context"], row.cells["body"]) for row in rows] == [
        ("What is missing?", "Mentors"), ("What is missing?", "Money"), ("Why?", "Need"),
    ]  # fmt: skip
    assert [row.line for row in rows] == [5, 6, 6]


def test_an_answer_with_the_id_of_its_row_is_the_same_when_it_was_edited() -> None:
    fields = {"ResponseId": "key", "Q1": "body"}

    def keys(text: str) -> list[str]:
        return [row.cells["import_key"] for row in answers_of(survey_of(text.encode()), fields, {})]

    assert keys(QUALTRICS) == keys(QUALTRICS.replace("Mentors", "Teachers"))
    assert len(set(keys(QUALTRICS))) == 2


@pytest.mark.parametrize(
    ("days", "order", "first"),
    [
        (["3/9/2019 14:05:33", "4/5/2019"], "", "3/9/2019"),
        (["3/9/2019", "3/25/2019"], "month-first", "3/9/2019"),
        (["3/9/2019", "25-3-2019"], "day-first", "3/9/2019"),
        (["3/3/2019", ""], "", ""),
        (["3.9.2019"], "", ""),
        (["2019-03-09", "2019/3/9 2:05:33 PM GMT+1", "yesterday"], "", ""),
        (["٣/٩/٢٠١٩"], "", "3/9/2019"),
    ],
)
def test_dates_tell_their_order_or_are_ambiguous(days: list[str], order: str, first: str) -> None:
    assert order_of(days) == order
    assert ambiguous(days) == first


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/9/2019 14:05:33", "month-first", "2019-03-09"),
        ("3/9/2019 14:05:33", "day-first", "2019-09-03"),
        ("3.9.2019 14:05", "month-first", "2019-09-03"),
        ("2019/3/9 2:05:33 PM GMT+1", "", "2019-03-09"),
        ("2019-03-09T10:00:00Z", "", "2019-03-09"),
        ("9 March 2019", "", "9 March 2019"),
    ],
)
def test_the_day_of_a_time(text: str, order: str, day: str) -> None:
    assert day_in(text, order) == day
