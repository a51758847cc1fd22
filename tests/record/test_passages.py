"""What can be found in a record, passage by passage."""

from __future__ import annotations

import pytest

from wmstrat.kinds import kind
from wmstrat.record.field_type import Value
from wmstrat.record.passages import FIELD, HEADING, NAME, TEXT, passages
from wmstrat.record.record import Record


def said(body: str = "", /, of: str = "note", **values: Value) -> list[tuple[str, str]]:
    declared = kind(of)
    record = Record(declared, "CB-X1", "capacity-building", "x", {**declared.blank(), **values}, body)
    return [(passage.field, passage.text) for passage in passages(record)][1:]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("one\ntwo\n\nthree", ["one two", "three"]),
        ("- one\n  goes on\n- two\n1. three\n2) four", ["- one goes on", "- two", "1. three", "2) four"]),
        ("# Title\nBelow it", ["Title", "Below it"]),
        ("## Closed ##\n", ["Closed"]),
        ("#hashtag and\nmore", ["#hashtag and more"]),
        ("| a | b |\n| - | - |", ["| a | b |", "| - | - |"]),
        ("> said\n> twice", ["> said", "> twice"]),
        ("before\n```sh\nwmstrat status\n# no heading\n```\nafter",
         ["before", "```sh", "wmstrat status", "# no heading", "```", "after"]),
        ("社区需要导\n师。\nยินดี\nต้อนรับ", ["社区需要导师。ยินดีต้อนรับ"]),
        ("한국\n어", ["한국 어"]),
        ("a <!-- hidden\nstill --> b", ["a b"]),
        ("```\n<!-- shown -->\n```\n<!-- hidden -->", ["```", "<!-- shown -->", "```"]),
        ("```\n<!-- never closed", ["```", "<!-- never closed"]),
        ("a <!-- never closed", ["a <!-- never closed"]),
        ("", []),
    ],
)  # fmt: skip
def test_a_text_is_read_by_its_paragraphs(body: str, lines: list[str]) -> None:
    assert [text for _, text in said(body)] == lines


def test_prompts_that_nobody_answered_are_left_out() -> None:
    body = "## Harm\n\n<!-- Who? -->\n\n## Aim\n\n<!-- What? -->\n\nMentors.\n\n## Mine\n\n## Cost\n\n<!-- How? -->\n"
    assert said(body) == [("heading", "Aim"), ("body", "Mentors."), ("heading", "Mine")]
    assert said("## Aim\n\n<!-- What? -->\n\nMentors.") == [("heading", "Aim"), ("body", "Mentors.")]


def test_every_value_of_a_field_is_a_passage() -> None:
    found = said(of="group", name="Capacity Building", code="CB", needs=["French", "a, b"], origin="Two\nlines",
                 focus=[{"id": "CB-F1", "text": "Mentors", "since": ""}])  # fmt: skip
    assert set(found) == {
        ("name", "Capacity Building"), ("code", "CB"), ("needs", "French"), ("needs", "a, b"),
        ("origin", "Two lines"), ("focus", "CB-F1, Mentors"),
    }  # fmt: skip


def test_what_has_a_filter_of_its_own_is_left_out() -> None:
    assert said(group="capacity-building", state="kept") == []


def test_what_a_record_is_called_tells_most() -> None:
    declared = kind("note")
    values = {**declared.blank(), "title": "Called", "author": "Me"}
    record = Record(declared, "CB-N1", "x", "x", values, "# Head\n\nText")
    ranks = {passage.text: passage.rank for passage in passages(record)}
    assert ranks == {"CB-N1": FIELD, "Called": NAME, "Me": FIELD, "Head": HEADING, "Text": TEXT}
