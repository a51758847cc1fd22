"""The pages are short enough to be read at once, and in English that volunteers understand at once.

A reader scrolls through the code blocks of a page too, so they count as words; what a page only prepares for its
test does not.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, name_of, pages, prose
from tests.docs.turns import PATTERNS, turns

MOST_WORDS = 1_200
UNSEEN = re.compile(r"<!--.*?-->", re.DOTALL)

# Tables in which people look something up.
LOOKED_UP = {DOCS / "explanation" / "requirements.md"}
READ_AT_ONCE = [
    page for page in pages() if page.parent.name in ("tutorial", "how-to", "explanation") and page not in LOOKED_UP
]

# The texts of these follow from the code. The changelog tells what was, in the words of its day.
FROM_ELSEWHERE = {
    DOCS / "changelog.md",
    *(DOCS / "reference" / f"{name}.md" for name in ("commands", "records", "checks")),
}


@pytest.mark.parametrize("page", READ_AT_ONCE, ids=name_of)
def test_a_page_is_short(page: Path) -> None:
    words = len(UNSEEN.sub("", page.read_text(encoding="utf-8")).split())
    assert words <= MOST_WORDS, "split it: first what readers need first, or move tables to docs/reference"


@pytest.mark.parametrize("page", [page for page in pages() if page not in FROM_ELSEWHERE], ids=name_of)
def test_a_page_has_no_odd_turns_of_phrase(page: Path) -> None:
    assert turns(prose(page.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("Behind that stands a code.", "A code follows."),
        ("Type it behind the command: put the name behind it.", "Type it after the command."),
        ("1.12.2026 is no date.", "There is no date in this field."),
        ("The old name goes on\nfinding it.", "The old name still works."),
        ("Mended: 1.", "Fixed: 1. Recommended."),
        ("Nothing came in, and nothing went out.", "Nothing was received or sent."),
        ("Decline an application with a no.", "Answer with a note."),
    ],
)
def test_odd_turns_are_found_and_plain_sentences_are_not(odd: str, plain: str) -> None:
    assert turns(odd)
    assert turns(plain) == []


def test_every_turn_says_what_to_write_instead() -> None:
    assert all(PATTERNS.values())
