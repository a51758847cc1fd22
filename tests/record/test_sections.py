"""The sections of a text, by their keys and headings, and how much is said in each."""

from __future__ import annotations

import pytest

from wmstrat.kinds import kind
from wmstrat.record.sections import Section, answers, filled, fullness, pieces, template_sections, text_in
from wmstrat.record.version import IDENTITY

HARM = Section("harm", "Whom might this harm?", "Think of those who are not in the room.")
COST = Section("cost", "What does it cost?", "")
BODY = """\
An introduction.

## Whom might this harm?

<!-- harm: Think of those who are not in the room. -->

Nobody that we know of so far.

## What does it cost?

TBD

```text
## Not a heading
```
"""


def test_the_parts_of_a_text_have_headings_and_keys() -> None:
    assert [(piece.heading, piece.key) for piece in pieces(BODY)] == [
        ("", ""),
        ("Whom might this harm?", "harm"),
        ("What does it cost?", ""),
    ]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_a_heading_in_a_code_block_is_none(fence: str) -> None:
    body = f"## One\n\n{fence}\n## Two\n{fence}\n\n## Three\n"
    assert [piece.heading for piece in pieces(body)] == ["", "One", "Three"]


def test_a_section_is_known_by_its_key_whatever_its_heading() -> None:
    body = BODY.replace("Whom might this harm?", "A quem isto pode prejudicar?")
    assert [(answer.section.key, answer.fullness) for answer in answers((HARM, COST), body)] == [
        ("harm", "answered"),
        ("cost", "answered"),
    ]


def test_the_template_of_a_workspace_says_which_sections_there_are() -> None:
    template = "## Danos\n\n<!-- harm: Quem? -->\n\n## What does it cost?\n\n## Extra\n"
    assert [(section.key, section.heading) for section in template_sections((HARM, COST), template)] == [
        ("harm", "Danos"),
        ("cost", "What does it cost?"),
        ("extra", "Extra"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, "missing"),
        ("  \n", "missing"),
        ("TBD", "stub"),
        ("...", "stub"),
        ("Not yet written.", "stub"),
        ("Ask the people who are affected.", "answered"),
        ("\u6211\u4eec\u9700\u8981\u66f4\u591a\u7684\u65f6\u95f4\u6765\u8ba8\u8bba" * 2, "answered"),
    ],
)
def test_how_much_a_text_says(text: str | None, expected: str) -> None:
    assert fullness(text) == expected


def test_a_repeated_prompt_is_no_answer() -> None:
    assert fullness(HARM.prompt, HARM.prompt) == "stub"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (BODY, (2, 2)),
        ("## Whom might this harm?\n\n<!-- harm: Who? -->\n\n## What does it cost?\n", (0, 2)),
        ("", (0, 2)),
        ("Only a few words, without any heading.", (1, 1)),
        ("## Our own heading\n\nA text from elsewhere.", (1, 1)),
    ],
)
def test_sections_are_counted_and_a_text_of_another_form_is_one_answer(body: str, expected: tuple[int, int]) -> None:
    assert filled((HARM, COST), body) == expected


def test_answers_below_headings_that_the_template_had_before_count() -> None:
    """A process translates its template, or renames a heading of its own, whose former name is the key then."""
    template = (
        "## Was wir empfehlen\n\n<!-- recommendation: Was? -->\n\n## The budget\n\n<!-- what-it-costs: How much? -->"
    )
    sections = template_sections(kind("draft").sections, template)
    old = (
        "## What we recommend\n\nMore trainers in each single region.\n\n## What it costs?\n\nAs much as we have now."
    )

    assert filled(sections, old) == (2, 2)
    assert [text_in(section, old) for section in sections] == [
        "More trainers in each single region.", "As much as we have now.",
    ]  # fmt: skip


def test_what_is_below_a_lower_heading_counts_for_the_section_in_which_it_is() -> None:
    sections = (Section("who", "Who decides", ""), Section("how", "How it is decided", ""))
    told = answers(
        sections, "## Who decides\n\n### At first\n\nThe board decides after a vote.\n\n#### Then\n\nNobody."
    )
    assert [(each.fullness, each.text) for each in told] == [
        ("answered", "The board decides after a vote.\n\nNobody."),
        ("missing", ""),
    ]
    within = answers(sections, "## Who decides\n\n### How it is decided\n\nThe board decides after a vote.")
    assert [each.fullness for each in within] == ["missing", "answered"]


def test_a_line_of_spaces_is_an_empty_one() -> None:
    assert [piece.text for piece in pieces("## A\na  \n   \nb")] == ["", "a  \n\nb"]


def test_the_first_key_below_a_heading_is_that_of_the_section() -> None:
    text = "## A\n<!-- harm: Whom? -->\nText\n\n<!-- cost: How much? -->"
    assert [piece.key for piece in pieces(text)] == ["", "harm"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("CB-Q1 and (AD-Q2-x_)", ["CB-Q1", "AD-Q2-x_"]),
        ("aCB-Q1 -CB-Q1 _CB-Q1 1CB-Q1 X-CB-Q1", []),
        ("C-Q1 ABCDE-Q1 CB- cb-Q1", []),
        ("ÉCB-Q1 CB-Q1-", ["CB-Q1"]),
    ],
)
def test_an_id_begins_a_word(text: str, ids: list[str]) -> None:
    assert IDENTITY.findall(text) == ids


def test_a_key_is_in_the_first_comment_of_its_paragraph() -> None:
    remarked = "Nobody <!-- ask again --> so far,\nor few <!-- harm: see below -->."
    assert [piece.key for piece in pieces(f"## Harm\n\n{remarked}\n")] == ["", ""]
    assert [piece.key for piece in pieces(f"## Harm\n\n{remarked}\n\nAll <!-- cost: none --> of it.")] == ["", "cost"]
    assert [piece.key for piece in pieces("## Harm\n\n- a <!-- b -->\n- c <!-- cost: none -->")] == ["", "cost"]
