"""A text as people write it: which line is the title, and which forms are refused."""

from __future__ import annotations

import pytest

from wmstrat.change.titled_text import title_and_body
from wmstrat.errors import Invalid


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("Mentors for all", "Mentors for all", ""),
        ("Mentors for all\n", "Mentors for all", ""),
        ("\n\n  Mentors   for all \n\n", "Mentors for all", ""),
        ("Mentors\n\nOne.\n\nTwo.\n", "Mentors", "One.\n\nTwo."),
        ("Mentors\n \n\nOne.", "Mentors", "One."),
        ("# Mentors\n\nOne.", "Mentors", "One."),
        ("#\tMentors ##\nOne.", "Mentors", "One."),
        ("# Mentors\n## What we recommend\nA mentor each.", "Mentors", "## What we recommend\nA mentor each."),
        ("Mentors\n=======\n\nOne.", "Mentors", "One."),
        ("Mentors\n=======\nOne.", "Mentors", "One."),
        ("C# for all\n\n# One", "C# for all", "# One"),
        ("#mentors\n\nOne.", "#mentors", "One."),
        ("Mentors\n\n    code\n", "Mentors", "    code"),
        ("x" * 200 + "\n\n" + "y" * 500, "x" * 200, "y" * 500),
    ],
)
def test_the_first_line_is_the_title(text: str, title: str, body: str) -> None:
    assert title_and_body(text) == (title, body)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("word " * 80, "It has 399 characters, and a title has at most 200. Begin with a short title"),
        ("# " + "x" * 201, "It has 201 characters"),
        ("Mentors\nWe recommend them.", 'the second line must be empty, but it is "We recommend them."'),
        ("Which capacities do\nsmall communities lack?", "Put the whole title on the first line"),
        ("## What we recommend\n\nMentors", 'it is "## What we recommend". Write the title above it.'),
        ("#\n\nMentors", "must be the title"),
        ("---\ntitle: Mentors\n---\n", "wmstrat import"),
    ],
)
def test_what_has_no_title_is_told(text: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        title_and_body(text)
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["Member 17\n\nMore", "Member 17\nMore", "# Member 17\nMore"])
def test_what_has_no_body_takes_one_line(text: str) -> None:
    with pytest.raises(Invalid, match="must be one line, but it has"):
        title_and_body(text, takes_body=False)
    assert title_and_body("Member 17\n", takes_body=False) == ("Member 17", "")
