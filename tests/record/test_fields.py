"""Field types: what a file holds, what it means, and back."""

from __future__ import annotations

import time

import pytest

from wmstrat.record.day_types import AboutWhen, Day
from wmstrat.record.field_type import FieldType, Unfit
from wmstrat.record.fields import Entries, Field
from wmstrat.record.number_types import Count
from wmstrat.record.types import Choice, Code, Language, Line, Listing, Prose, Reference, Slug, Term

STAGES = Entries((Field("stage", Term("stages"), "which", required=True), Field("since", Day(), "when")), ("stage",))

GOOD = [
    (Line(), "no", "no"),
    (Line(), "01234", "01234"),
    (Line(), "+49 30 1234", "+49 30 1234"),
    (Prose(), "two\nlines", "two\nlines"),
    (Day(), "2018-07-20", "2018-07-20"),
    (AboutWhen(), "2018", "2018"),
    (AboutWhen(), "2018-07", "2018-07"),
    (AboutWhen(), "2018-07-20", "2018-07-20"),
    (Count(), "007", 7),
    (Choice(("a", "b")), "b", "b"),
    (Language(), "no", "no"),
    (Language(), "zh-hans", "zh-hans"),
    (Slug(), "member-17", "member-17"),
    (Code(), "CB", "CB"),
    (Listing(Line()), ["a", "b", "a", ""], ["a", "b"]),
    (Listing(Line()), "", []),
    (STAGES, [{"stage": "scope"}], [{"stage": "scope", "since": ""}]),
    (STAGES, "", []),
]


@pytest.mark.parametrize(("type_", "raw", "value"), GOOD)
def test_text_means_what_the_declaration_says(type_: FieldType, raw: object, value: object) -> None:
    assert type_.read(raw) == value
    assert type_.read(type_.write(value)) == value


@pytest.mark.parametrize("type_", [type_ for type_, _, _ in GOOD])
def test_a_blank_field_is_empty_and_stays_so(type_: FieldType) -> None:
    assert type_.read("") == type_.empty
    assert type_.read(type_.write(type_.empty)) == type_.empty


@pytest.mark.parametrize(
    ("type_", "raw", "found"),
    [
        (Day(), "2018-02-30", '"2018-02-30"'),
        (Day(), "20 July", '"20 July"'),
        (Day(), "٢٠١٨-٠٧-٢٠", '"٢٠١٨-٠٧-٢٠"'),
        (AboutWhen(), "2018-13", '"2018-13"'),
        (Count(), "-1", '"-1"'),
        (Count(), "1.5", '"1.5"'),
        (Choice(("a", "b")), "c", '"c"'),
        (Language(), "English", '"English"'),
        (Slug(), "../x", '"../x"'),
        (Code(), "cb", '"cb"'),
        (Line(), "a\u202eb", "the character U+202E"),
        (Line(), ["a"], "a list"),
        (Line(), {"a": "b"}, "a mapping"),
        (Listing(Day()), ["2018-07-20", "x"], '"x"'),
        (Listing(Line()), "a", '"a"'),
        (STAGES, ["scope"], '"scope"'),
        (STAGES, [{"since": "2018-07-20"}], "nothing"),
    ],
)
def test_what_does_not_fit_says_what_was_found(type_: FieldType, raw: object, found: str) -> None:
    with pytest.raises(Unfit) as error:
        type_.read(raw)
    assert error.value.found == found
    assert error.value.expected


def test_an_unfit_entry_says_where_it_stands() -> None:
    with pytest.raises(Unfit) as error:
        STAGES.read([{"stage": "scope"}, {"stage": "scope", "since": "soon"}])
    assert error.value.where == "[1].since"


def test_references_are_found_inside_lists_and_entries() -> None:
    entries = Entries((Field("who", Reference(("person",)), "who"),), ("who",))
    assert [target for _, target in Listing(Reference()).references(["a", "b"])] == ["a", "b"]
    assert list(entries.references([{"who": "member-17"}, {"who": ""}])) == [("who", "member-17")]


def test_a_long_list_is_read_in_linear_time() -> None:
    began = time.process_time()
    values = Listing(Line()).read([str(number) for number in range(50_000)] * 2)
    assert values == [str(number) for number in range(50_000)]
    assert time.process_time() - began < 5  # comparing each with each takes a minute
