"""Days as people write them, read against a Friday."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.errors import Invalid
from wmstrat.record.day_types import AboutWhen
from wmstrat.record.days import MONTHS, UNKNOWN, in_words, is_long_ago, parsed_day
from wmstrat.record.field_type import Typist

TODAY = "2018-07-20"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1.12.2026", "2026-12-01"), ("01. 12. 2026", "2026-12-01"), ("2026/12/1", "2026-12-01"),
        ("1 December 2026", "2026-12-01"), ("1. dec 2026", "2026-12-01"), ("Dec 1, 2026", "2026-12-01"),
        ("sept. 9 2018", "2018-09-09"), ("friday", TODAY), ("next friday", "2018-07-27"),
        ("2026-12-1", "2026-12-01"), ("20261201", "2026-12-01"), ("December 1st 2026", "2026-12-01"),
        ("1st of December, 2026", "2026-12-01"), ("12/31/2026", "2026-12-31"), ("31/12/2026", "2026-12-31"),
        ("1/1/2026", "2026-01-01"), ("2024-2-29", "2024-02-29"), ("mon", "2018-07-23"), ("next fri", "2018-07-27"),
        ("thurs", "2018-07-26"), ("in 2 weeks", "2018-08-03"),
        ("in 1 month", "2018-08-20"), ("3 days ago", "2018-07-17"),
        ("Next  Monday", "2018-07-23"),
        ("last friday", "2018-07-13"), ("last thursday", "2018-07-19"), ("today", TODAY), ("+1w", "2018-07-27"),
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed: str, day: str) -> None:
    assert parsed_day(typed, TODAY) == day


@pytest.mark.parametrize(
    "typed",
    ["31.4.2018", "1.13.2018", "0.1.2018", "1.12.18", "ju 1 2018", "1 may 2 2018", "may 2018", "next", "next week",
     "last today", "1 foo 2018", "friday next", "2018/13/1", "1.1.0000",
     "2w", "in 2 weeks ago", "2 weeks", "1 Dec", "December 1st", "1.12.", "13/13/2026",
     "mo", "2018-07-20-1", "2018-7/20"],
)  # fmt: skip
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="is not a date"):
        parsed_day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("31.11.2026", "November 2026 has 30 days"), ("2026-13-01", "there is no month 13"),
        ("2026-02-29", "February 2026 has 28 days"), ("30 Feb 2024", "February 2024 has 29 days"),
        ("2026-12-32", "December 2026 has 31 days"), ("2026-12-00", "December 2026 has 31 days"),
        ("9999-12-99", "December 9999 has 31"), ("1 Dec", "without its year"),
        ("1.12.", "without its year"), ("2w", "Put \\+ before it"), ("1.1.0000", "there is no year 0"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_day_is_told(typed: str, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        parsed_day(typed, TODAY)


def test_a_date_that_has_two_readings_is_refused_with_the_reason() -> None:
    with pytest.raises(Invalid, match="means different dates in different countries"):
        parsed_day("1/12/2026", TODAY)


@pytest.mark.parametrize(
    ("typed", "last"), [("2018-07", "2018-07-31"), ("2024-02", "2024-02-29"), ("2018-12", "2018-12-31"),
                        ("9999-12", "9999-12-31"), ("2018-07-20", "2018-07-20"), ("yesterday", "2018-07-19")],
)  # fmt: skip
def test_a_month_that_ends_a_range_ends_it_with_its_last_day(typed: str, last: str) -> None:
    assert parsed_day(typed, TODAY, is_end=True) == last


@given(st.dates(date(1000, 1, 1)))
def test_every_day_is_read_in_each_of_its_forms(day: date) -> None:
    month = MONTHS[day.month - 1]
    forms = (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day.day} {month} {day.year}",
        f"{month[:3].title()} {day.day}, {day.year}",
        f"{day.year}/{day.month}/{day.day}",
    )
    assert {parsed_day(form, TODAY) for form in forms} == {day.isoformat()}


def test_a_day_is_told_with_its_weekday() -> None:
    assert in_words(TODAY) == "Fri 2018-07-20"


@pytest.mark.parametrize(
    ("day", "days", "is_long"),
    [
        ("2018-07-12", 7, True),
        ("2018-07-13", 7, False),
        (UNKNOWN, 7, False),
        ("", 7, False),
        ("2018-07-01", 0, False),
    ],
)
def test_a_day_that_is_not_known_is_not_long_ago(day: str, days: int, is_long: bool) -> None:
    assert is_long_ago(day, days, TODAY) is is_long


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("2018", "2018"), ("2018-05", "2018-05"), ("May 2018", "2018-05"), ("sep. 2018", "2018-09"),
        ("5/2018", "2018-05"), ("05.2018", "2018-05"), ("3.5.2018", "2018-05-03"), ("3 May 2018", "2018-05-03"),
        ("20180503", "2018-05-03"), ("yesterday", "2018-07-19"),
    ],
)  # fmt: skip
def test_a_year_a_month_or_a_day_is_read_as_people_write_it(typed: str, when: str) -> None:
    assert AboutWhen().parse(typed, cast(Typist, SimpleNamespace(today=TODAY))) == when


@pytest.mark.parametrize("typed", ["13/2018", "ju 2018", "2018-13", "mai 2018", "31.2.2018", "5/18"])
def test_what_is_no_month_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        AboutWhen().parse(typed, cast(Typist, SimpleNamespace(today=TODAY)))
