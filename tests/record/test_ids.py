"""Ids: how they are made, which texts can be one, and where the files stand."""

from __future__ import annotations

import re

import pytest

from wmstrat.kinds import kind, kinds
from wmstrat.record.ids import (
    TAIL,
    Dated,
    Joined,
    Naming,
    Numbered,
    Slugged,
    code_of,
    next_number,
    random_tail,
    tail_of,
)


def naming(**given_: object) -> Naming:
    usual: dict[str, object] = {
        "code": "CB",
        "values": {"name": "Member 17", "date": "2018-07-14", "person": "member-17"},
        "taken": lambda identity: False,
        "highest": lambda stem: 6,
        "shared": lambda: False,
        "tail": lambda: "k3f9",
    }
    return Naming(**{**usual, **given_})  # type: ignore[arg-type]


def test_a_number_is_above_all_others_where_there_is_no_remote() -> None:
    assert Numbered(letters="Q").new(naming()) == "CB-Q7"


def test_a_workspace_with_a_remote_gives_a_handle_first() -> None:
    assert Numbered(letters="Q").new(naming(shared=lambda: True)) == "CB-Q-k3f9"


def test_many_at_once_have_their_day_and_random_letters() -> None:
    assert Dated(letters="N").new(naming()) == "CB-N20180714-k3f9"


def test_random_letters_that_are_taken_are_drawn_again() -> None:
    tails = iter(["k3f9", "k3f9", "m2p4"])
    made = Dated(letters="N").new(naming(tail=lambda: next(tails), taken=lambda one: one.endswith("k3f9")))
    assert made == "CB-N20180714-m2p4"


@pytest.mark.parametrize(("taken", "expected"), [((), "member-17"), (("member-17", "member-17-2"), "member-17-3")])
def test_a_slug_that_is_taken_gets_a_number(taken: tuple[str, ...], expected: str) -> None:
    assert Slugged("people").new(naming(taken=taken.__contains__)) == expected


def test_a_second_term_is_a_second_file() -> None:
    assert Joined(field="person").new(naming(taken=("CB-member-17",).__contains__)) == "CB-member-17-2"


def test_a_tail_never_reads_as_a_number() -> None:
    for tail in (random_tail() for _ in range(2000)):
        assert TAIL.fullmatch(tail)
        assert re.search("[a-z]", tail)
        assert not re.search("[ilo01]", tail)
        assert tail_of(f"CB-N20180714-{tail}") == tail


@pytest.mark.parametrize("identity", ["CB-Q7", "CB-Q1234", "member-17", "water-and-seeds", "CB-bcdf", "CB"])
def test_what_ends_in_no_random_letters_has_no_tail(identity: str) -> None:
    assert tail_of(identity) == ""


@pytest.mark.parametrize(
    ("name", "identity", "group", "path"),
    [
        ("process", "process", "", "process.yaml"),
        ("person", "member-17", "", "people/member-17.yaml"),
        ("group", "diversity", "diversity", "groups/diversity/README.md"),
        ("membership", "CB-member-17", "cb", "groups/cb/members/CB-member-17.yaml"),
        ("question", "CB-Q7", "cb", "groups/cb/questions/CB-Q7.md"),
        ("draft", "CB-D1", "cb", "groups/cb/drafts/CB-D1.md"),
        ("note", "CB-N20180714-k3f9", "cb", "groups/cb/notes/2018/07/CB-N20180714-k3f9.md"),
    ],
)
def test_the_path_says_the_id_and_the_id_the_path(name: str, identity: str, group: str, path: str) -> None:
    declared = kind(name)
    assert declared.path(identity, group) == path
    assert declared.place(path) == (identity, group)
    assert declared.ids.fits(identity, "CB" if group else "")


def test_a_private_record_says_no_group_in_its_path() -> None:
    application = kind("application")
    path = application.path("CB-A20180620-k3f9", "cb")
    assert path == "private/applications/2018/06/CB-A20180620-k3f9.yaml"
    assert application.place(path) == ("CB-A20180620-k3f9", "")


@pytest.mark.parametrize(
    "path",
    ["README.md", "groups/README.md", "groups/cb/notes.md", "people/x/y.yaml", "people/README.md", "method/a.yaml",
     "groups/cb/questions/README.md", "groups/cb/notes/2018/ReadMe.md", "groups/cb/drafts/readme.md",
     "groups/cb/questions/.CB-Q1.md", "groups/cb/questions/CB-Q1.txt", "private/README.md"],
)  # fmt: skip
def test_no_kind_takes_a_foreign_file(path: str) -> None:
    assert not [one.name for one in kinds() if one.place(path)]


@pytest.mark.parametrize(
    ("name", "identity"),
    [("question", "CB-Q0"), ("question", "AD-Q1"), ("question", "CB-Q"), ("note", "CB-N2018-k3f9"),
     ("note", "CB-N20180714-1234"), ("person", "Member 17"), ("membership", "CB-")],
)  # fmt: skip
def test_other_texts_are_no_ids(name: str, identity: str) -> None:
    assert not kind(name).ids.fits(identity, "CB")


@pytest.mark.parametrize(
    ("identity", "highest", "recoded"),
    [
        ("AL-Q9", 6, "CB-Q9"),
        ("AL-Q7", 6, "CB-Q7"),
        ("AL-Q6", 6, "CB-Q7"),
        ("AL-Q1", 0, "CB-Q1"),
        ("AL-Q-k3f9", 6, "CB-Q-k3f9"),
    ],
)
def test_a_number_stays_in_another_code_unless_it_was_given_there(identity: str, highest: int, recoded: str) -> None:
    assert Numbered(letters="Q").recoded(identity, naming(highest=lambda stem: highest)) == recoded


def test_what_is_taken_in_another_code_comes_as_near_as_it_can() -> None:
    held = {"CB-Q7", "CB-Q-a2b2", "CB-N20180714-a2b2", "CB-member-17"}
    told = naming(taken=held.__contains__)
    assert Numbered(letters="Q").recoded("AL-Q1", told) == "CB-Q8"
    assert Numbered(letters="Q").recoded("AL-Q-a2b2", told) == "CB-Q-k3f9"
    assert Dated(letters="N").recoded("AL-N20180714-a2b2", told) == "CB-N20180714-k3f9"
    assert Dated(letters="N").recoded("AL-N20180714-c2c2", told) == "CB-N20180714-c2c2"
    assert Joined().recoded("AL-member-17", told) == "CB-member-17-2"
    assert Joined().recoded("AL-member-18", told) == "CB-member-18"


@pytest.mark.parametrize(
    ("identity", "code"),
    [("CB-Q7", "CB"), ("ABCD-member-17", "ABCD"), ("ABCDE-Q1", ""), ("member-17", ""), ("CB-", "")],
)
def test_the_code_that_an_id_begins_with(identity: str, code: str) -> None:
    assert code_of(identity) == code


def test_the_number_above_all_others() -> None:
    assert next_number("CB-F", ["CB-F2", "CB-F10", "CB-Fx", "AL-F30"]) == "CB-F11"
    assert next_number("CB-F", []) == "CB-F1"
