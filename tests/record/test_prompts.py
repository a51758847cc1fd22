"""Which prompts a record does not have, and where they go in its text: without git, by the texts alone."""

from __future__ import annotations

import pytest

from wmstrat.kinds import kind
from wmstrat.record.prompts import asked_since, with_prompts

DRAFT = kind("draft")
FIRST = (
    "<!-- Answer what you can. -->\n\n## What we recommend\n\n<!-- The change. -->\n\n## Time frame\n\n<!-- When? -->"
)
COSTS = "## What it costs\n\n<!-- How much? -->"
LATER = FIRST.replace("## Time frame", f"{COSTS}\n\n## Time frame")
LAST = f"{FIRST}\n\n{COSTS}"


def missing(body: str, template: str = LATER, then: str | None = FIRST) -> list[str]:
    return [prompt.heading for prompt in asked_since(DRAFT, then, template, body)]


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        (FIRST, ["What it costs"]),
        (LATER, []),
        ("## what WE recommend\n\nMore trainers.", ["What it costs"]),
        ("## What we recommend\n\n## WHAT IT COSTS ##\n\nMuch.", []),
        ("## What we recommend\n\n## Was es kostet\n\n<!-- what-it-costs: Wie viel? -->\n\nViel.", []),
        ("## Was wir empfehlen\n\n<!-- recommendation: Was? -->\n\nMehr.", ["What it costs"]),
        ("## What we recommend\n\n```\n## What it costs\n```", ["What it costs"]),
        ("## What we recommend\n\n## What it costs\n\n## What it costs", []),
        ("## What we recommend\n\n### What it costs", ["What it costs"]),
        ("A form of our own.\n\n## Why\n\nBecause.", []),
        ("No heading at all.", []),
        ("", ["What it costs"]),
    ],
)
def test_a_prompt_is_missing_that_neither_the_text_nor_its_first_template_has(body: str, lacks: list[str]) -> None:
    assert missing(body) == lacks


def test_what_somebody_took_out_is_not_missing() -> None:
    assert missing("## What we recommend\n\nMore.", template=FIRST) == []
    assert missing("## What we recommend\n\nMore.", template=FIRST, then=None) == ["Time frame"]


def test_a_renamed_heading_with_its_former_name_as_key_is_no_new_prompt() -> None:
    renamed = LATER.replace(COSTS, "## The budget\n\n<!-- what-it-costs: How much? -->")

    assert missing(LATER, template=renamed, then=LATER) == []
    assert missing(LATER, template=renamed.replace("what-it-costs: ", ""), then=LATER) == ["The budget"]


def test_a_template_in_another_language_has_the_same_prompts() -> None:
    translated = "## Was wir empfehlen\n\n<!-- recommendation: Was? -->\n\n## Zeit\n\n<!-- time: Wann? -->"

    assert missing(FIRST, template=translated) == []
    assert missing(translated, template=FIRST, then=translated) == []


@pytest.mark.parametrize(
    ("body", "template", "becomes"),
    [
        (FIRST, LATER, LATER),
        (FIRST, LAST, LAST),
        (FIRST, f"{COSTS}\n\n## What we recommend\n\n## Time frame", f"{FIRST}\n\n{COSTS}"),
        ("## Time frame\nSoon.", LATER, f"## Time frame\nSoon.\n\n{COSTS}"),
        (
            "## What we recommend\nMore.\n## Own\nWords.",
            LATER,
            f"## What we recommend\nMore.\n\n{COSTS}\n\n## Own\nWords.",
        ),
        ("", LATER, COSTS),
    ],
)
def test_a_prompt_is_added_after_the_one_that_it_follows_and_no_word_is_lost(
    body: str, template: str, becomes: str
) -> None:
    prompts = [prompt for prompt in asked_since(DRAFT, FIRST, template, body) if prompt.heading == "What it costs"]

    after = with_prompts(DRAFT, template, body, prompts)

    assert after == becomes
    assert asked_since(DRAFT, FIRST, template, after) == []
    assert [line for line in body.splitlines() if line] == [
        line for line in after.splitlines() if line and line not in COSTS.splitlines()
    ]
