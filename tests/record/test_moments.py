"""Moments in a zone, lengths of time, spans of days, money, addresses, and days that nobody knows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from wmstrat.record.day_types import Day
from wmstrat.record.field_type import FieldType, Unfit
from wmstrat.record.moments import DayRange, Duration, Moment, Zone, clock_times, in_zone, instant, repeated
from wmstrat.record.number_types import Money, Share
from wmstrat.record.types import Address

GOOD = [
    (Moment(), "2018-08-07 14:00 Europe/Berlin", "2018-08-07 14:00 Europe/Berlin"),
    (Moment(), "2018-08-07 9:05 UTC", "2018-08-07 09:05 UTC"),
    (Moment(), "2018-08-07 14:00 America/Argentina/Buenos_Aires", "2018-08-07 14:00 America/Argentina/Buenos_Aires"),
    (Moment(), "2018-03-25 03:00 Europe/Berlin", "2018-03-25 03:00 Europe/Berlin"),
    (Duration(), "90m", "90m"),
    (Duration(), "1 h 30 min", "1h30m"),
    (Duration(), "2 days", "2d"),
    (Duration(), "1w", "7d"),
    (Duration(), "2 weeks 1 day", "15d"),
    (Zone(), "Europe/Berlin", "Europe/Berlin"),
    (Share(), "1 / 2", "1/2"),
    (Share(), "60 %", "60%"),
    (Share(), "5", "5"),
    (DayRange(), "2018-08-07/2018-08-09", "2018-08-07/2018-08-09"),
    (DayRange(), "2018-08-07 / 2018-08-07", "2018-08-07/2018-08-07"),
    (Money(), "1200.50 eur", "1200.50 EUR"),
    (Money(), "5EUR", "5 EUR"),
    (Money(), "0.125 EUR", "0.125 EUR"),
    (Money(), "1200.500 EUR", "1200.500 EUR"),
    (Address(), "list@example.org", "list@example.org"),
    (Address(), "https://example.org/page?a=b", "https://example.org/page?a=b"),
    (Day(unknown=True), "not known", "not known"),
]

BAD = [
    (Moment(), "2018-08-07 14:00", "a zone such as"),
    (Moment(), "0001-01-01 00:00 Asia/Tokyo", "a day, a time"),
    (Moment(), "9999-12-31 23:59 America/New_York", "a day, a time"),
    (Moment(), "2018-08-07 14:00 Berlin", "IANA"),
    (Moment(), "2018-08-07 14:00 ../../etc/passwd", "a zone such as"),
    (Moment(), "2018-08-07 25:00 UTC", "a time that exists"),
    (Moment(), "2018-02-30 14:00 UTC", "a date that exists"),
    (Moment(), "2018-03-25 02:30 Europe/Berlin", "2018-03-25 00:30 UTC or 2018-03-25 01:30 UTC"),
    (Moment(), "2018-10-28 02:30 Europe/Berlin", "2018-10-28 00:30 UTC or 2018-10-28 01:30 UTC"),
    (Duration(), "0m", "a length of time"),
    (Zone(), "Berlin", "IANA"),
    (Zone(), "../../etc/passwd", "IANA"),
    (Share(), "3/2", "a number, a fraction"),
    (Share(), "101%", "a number, a fraction"),
    (Share(), "1/0", "a number, a fraction"),
    (Share(), "half", "a number, a fraction"),
    (Duration(), "soon", "a length of time"),
    (DayRange(), "2018-08-09/2018-08-07", "the earlier one first"),
    (DayRange(), "2018-08-09", "two dates"),
    (Money(), "1200", "an amount and a currency"),
    (Money(), "1.200 EUR", "1200 EUR or 1.20 EUR"),
    (Money(), "12.345 kwd", "12345 kwd or 12.3450 kwd"),
    (Money(), "-5 EUR", "an amount and a currency"),
    (Address(), "example", "a mail address"),
    (Address(), "javascript:alert(1)", "a mail address"),
    (Day(), "not known", "a date such as"),
]


@pytest.mark.parametrize(("type_", "text", "value"), GOOD)
def test_what_is_meant_is_kept_in_one_form(type_: FieldType, text: str, value: str) -> None:
    assert type_.read(text) == value
    assert type_.read(type_.write(value)) == value


@pytest.mark.parametrize(("type_", "text", "said"), BAD)
def test_what_cannot_be_is_refused_with_what_is_expected(type_: FieldType, text: str, said: str) -> None:
    with pytest.raises(Unfit) as refused:
        type_.read(text)
    assert said in refused.value.expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2018-03-25 02:30 Europe/Berlin", "does not exist there, because the clocks were changed"),
        ("2018-10-28 02:30 Europe/Berlin", "exists there twice"),
    ],
)
def test_a_time_that_clocks_skip_or_double_is_told_apart(text: str, why: str) -> None:
    with pytest.raises(Unfit) as refused:
        Moment().read(text)
    assert why in refused.value.found


class Somebody:
    """Whoever types on a day in July."""

    today = "2018-07-20"

    def find_id(self, text: str, kinds: tuple[str, ...]) -> str:
        """Nobody is named here."""
        raise AssertionError(text, kinds)

    def words(self, vocabulary: str) -> dict[str, str]:
        """No word is asked for here."""
        raise AssertionError(vocabulary)


def test_a_moment_and_a_span_can_be_typed_as_days_are() -> None:
    typist = Somebody()
    assert Moment().parse("today 14:00 UTC", typist) == "2018-07-20 14:00 UTC"
    assert DayRange().parse("2018-07-20/2018-08-01", typist) == "2018-07-20/2018-08-01"
    assert Day(unknown=True).parse("Unknown", typist) == "not known"


def test_moments_compare_across_zones() -> None:
    assert instant("2018-08-07 14:00 Europe/Berlin") == datetime(2018, 8, 7, 12, 0, tzinfo=UTC)
    assert instant("2018-08-07 14:00 Europe/Berlin") < instant("2018-08-07 14:00 America/Lima")


def test_a_length_is_known_as_such() -> None:
    assert Duration.length("1h30m") == timedelta(minutes=90)
    assert Duration.length("2d") == timedelta(days=2)


@pytest.mark.parametrize("typed", ["Berlin", "europe/berlin", "Europe/Berln"])
def test_the_zone_that_may_be_meant_is_named(typed: str) -> None:
    for type_, text in ((Zone(), typed), (Moment(), f"2018-08-07 14:00 {typed}")):
        with pytest.raises(Unfit) as refused:
            type_.read(text)
        assert "did you mean Europe/Berlin?" in refused.value.found


def test_the_time_of_a_series_stays_the_same_over_summer_time() -> None:
    series = list(repeated("2018-10-21 14:00 Europe/Berlin", 7, "2018-11-04"))

    assert series == [f"2018-{day} 14:00 Europe/Berlin" for day in ("10-21", "10-28", "11-04")]
    assert [in_zone(value, "UTC")[11:] for value in series] == ["12:00 UTC", "13:00 UTC", "13:00 UTC"]


def test_a_series_does_not_pass_over_a_time_that_clocks_skip() -> None:
    with pytest.raises(Unfit, match="2018-03-25 02:30"):
        list(repeated("2018-03-18 02:30 Europe/Berlin", 7, "2018-04-01"))


def test_a_time_in_other_zones_names_the_day_where_that_is_another_one() -> None:
    zones = ("Europe/Berlin", "UTC", "Asia/Tokyo", "America/New_York", "Asia/Kathmandu")
    times = clock_times("2018-08-07 20:00 Europe/Berlin", zones)

    assert times == [
        "20:00 Europe/Berlin",
        "2018-08-08 03:00 Asia/Tokyo",
        "14:00 America/New_York",
        "23:45 Asia/Kathmandu",
    ]


@pytest.mark.parametrize(("share", "of", "needed"), [("5", 9, 5), ("1/2", 9, 5), ("60%", 10, 6), ("2/3", 10, 7)])
def test_a_share_counts_part_of_a_person_as_one_more(share: str, of: int, needed: int) -> None:
    assert Share.of(share, of) == needed
