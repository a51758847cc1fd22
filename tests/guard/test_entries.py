"""What belongs to several groups, and entries that belong to one of them, through real pushes (PROCESS.md)."""

from __future__ import annotations

import pytest

from tests.guard.conftest import GROUP, Clone, member, sign

LINK = f"{GROUP}/links/CB-L1.yaml"
ROUND = f"{GROUP}/rounds/CB-RO1.yaml"
HEAD = "id: {id}\nhandle: ''\ngroup: capacity-building\ntitle: Money\nabout: [CB-Q1]\n"
LINKED = HEAD.format(id="CB-L1") + "state: raised\nwith: [advocacy]\nkind: need\n"
ASKED = (
    HEAD.format(id="CB-RO1")
    + "state: open\nasks: [advocacy, diversity, member-19]\nopened_on: 2018-07-01\ncloses: 2018-07-31\n"
)


def seen(group: str) -> str:
    """What a group has seen."""
    return f"  - {{group: {group}, about: CB-Q1, on: 2018-07-20, version: '1:0a0b0c'}}\n"


def answer(who: str, word: str = "agree", more: str = "") -> str:
    """What a group or person answers."""
    return f"  - {{who: {who}, answer: {word}, on: 2018-07-02{more}}}\n"


@pytest.fixture
def shared(signed: Clone) -> Clone:
    """A link of Capacity Building with Advocacy, and a round in which Diversity objects, on a host where members
    change the links and rounds of their group. Member 17 is in Capacity Building, Member 18 in Advocacy, Member 19 in
    neither."""
    table = signed.read("process.yaml").replace("kinds: question, draft, note", "kinds: link, round")
    signed.commit_unguarded(
        {
            "process.yaml": table,
            LINK: LINKED + "seen:\n" + seen("capacity-building"),
            ROUND: ASKED + "answers:\n" + answer("diversity", "object"),
        }
    )
    return signed


def test_each_group_of_a_link_changes_it_and_what_it_has_seen_itself(shared: Clone) -> None:
    whole = shared.read(LINK)
    shared.commit({LINK: whole.replace("raised", "agreed") + seen("advocacy")}, sign(shared, "member-18"))
    shared.accepted()

    shared.commit({LINK: shared.read(LINK).replace("title: Money", "title: Funds")}, sign(shared, "member-19"))
    assert "member-19 may not change a link of AD or CB" in shared.refused().text


@pytest.mark.parametrize(
    "entries", ["", seen("capacity-building").replace("0a0b0c", "111111")], ids=["removed", "altered"]
)
def test_no_group_says_what_another_one_has_seen(shared: Clone, entries: str) -> None:
    whole = LINKED + ("seen:\n" + entries if entries else "")
    shared.commit({LINK: whole}, sign(shared, "member-18"))

    assert "member-18 may not change a link of CB" in shared.refused().text


def test_who_is_asked_answers_and_changes_nothing_else(shared: Clone) -> None:
    shared.commit({ROUND: shared.read(ROUND) + answer("advocacy")}, sign(shared, "member-18"))
    shared.commit({ROUND: shared.read(ROUND) + answer("member-19")}, sign(shared, "member-19"))
    shared.accepted()

    shared.commit({ROUND: shared.read(ROUND).replace("title: Money", "title: Funds")}, sign(shared, "member-18"))
    assert "member-18 may not change a round of CB" in shared.refused().text


def test_nobody_answers_for_another_group(shared: Clone) -> None:
    shared.commit({ROUND: shared.read(ROUND) + answer("advocacy")}, sign(shared, "member-17"))

    assert "member-17 may not change a round of AD" in shared.refused().text


def test_nobody_answers_who_was_not_asked(shared: Clone) -> None:
    shared.commit({ROUND: shared.read(ROUND) + answer("capacity-building")}, sign(shared, "member-17"))

    assert "CB was not asked in CB-RO1" in shared.refused().text


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("member-17", "member-17 did not raise this objection and is not a coordinator of CB"),
        ("diversity", "member-17 may not change a round of DI"),
        ("member-20", "member-17 may not change a round"),
    ],
)
def test_nobody_clears_an_objection_in_the_name_of_somebody_else(shared: Clone, by: str, told: str) -> None:
    objection = answer("diversity", "object")
    cleared = answer("diversity", "object", f", cleared_on: 2018-07-20, cleared_by: {by}, cleared_why: Met")
    shared.commit_unguarded(member("member-20", "diversity", "DI"))
    shared.commit({ROUND: shared.read(ROUND).replace(objection, cleared)}, sign(shared, "member-17"))

    text = shared.refused().text
    assert told in text
    assert ("may not change a round" in text) == ("may not" in told)
