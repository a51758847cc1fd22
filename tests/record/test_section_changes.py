"""How texts differ, section by section."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.kinds import kind
from wmstrat.record.section_changes import count_words, parts, section_changes, stretches

SECTIONS = kind("draft").sections
LONG = "Communities that organize need people who teach, and people who teach need time and money."

TRANSLATED = f"## Die Zukunft\n\n<!-- future: What? -->\n\n{LONG}"


def changed(before: str, after: str) -> list[tuple[str, str, int, int]]:
    return [(each.name, each.what, each.added, each.removed) for each in section_changes(SECTIONS, before, after)]


def text(**sections: str) -> str:
    headings = {section.key: section.heading for section in SECTIONS}
    return "\n\n".join(
        f"## {headings.get(key, key)}\n\n<!-- a prompt -->\n\n{said}" for key, said in sections.items()
    )


CASES = {
    "same": (text(future=LONG), text(future=LONG), []),
    "other line breaks": (text(future=LONG), text(future=LONG.replace(" ", "\n")), []),
    "written": (text(future=""), text(future=LONG), [("future", "new", 15, 0)]),
    "a new heading": ("", text(future=LONG), [("future", "new", 15, 0)]),
    "emptied": (text(future=LONG), text(future=""), [("future", "gone", 0, 15)]),
    "heading missing": (text(future=LONG, who="A"), text(who="A"), [("future", "gone", 0, 15)]),
    "longer": (text(future=LONG), text(future=f"{LONG} And a house of their own."), [("future", "longer", 6, 0)]),
    "shorter": (text(future=LONG), text(future=LONG.partition(",")[0]), [("future", "shorter", 0, 8)]),
    "reworded": (text(future=LONG), text(future="Nobody has any time."), [("future", "reworded", 3, 14)]),
    "reordered": (text(future="one two three"), text(future="three two one"), [("future", "reordered", 0, 0)]),
    "before the first heading": ("First words.", "Other words.", [("", "reworded", 1, 1)]),
    "another heading": ("## Own\n\nWords", "## Owned\n\nWords", [("owned", "renamed", 0, 0)]),
    "doubled headings count together": ("## Own\n\nA b c", "## Own\n\nA\n\n## Own\n\nb\n\nc", []),
    "translated, known by its key": (text(future=LONG), TRANSLATED, [("future", "renamed", 0, 0)]),
    "a heading in a block of code": (
        text(future=f"{LONG}\n\n```\n## Who decides\n\nX\n```"), text(future=LONG), [("future", "shorter", 0, 3)],
    ),
    "lower headings belong to their section": (
        text(future="Now.\n\n### Later"), text(future="Now.\n\n### Soon"), [("future", "reworded", 1, 1)],
    ),
    "a section by a lower heading": ("### Who decides\n\nA", "## Who decides\n\nA", []),
    "a comment in a heading": ("## <!-- \n## no\n--> Own\n\nA", "## Own\n\nA", []),
    "no spaces": (text(future="我们需要老师"), text(future="我们需要老师和钱"), [("future", "longer", 2, 0)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_row_34_what_changed_in_a_section_is_told_in_words(case: str) -> None:
    before, after, expected = CASES[case]
    assert changed(before, after) == expected


def test_a_heading_that_was_translated_is_told() -> None:
    [change] = section_changes(SECTIONS, text(future=LONG), TRANSLATED)
    assert (change.heading_before, change.heading) == ("The future we expect", "Die Zukunft")


TEXTS = st.lists(
    st.sampled_from(
        ["## Own\n", "## Who decides\n", "### x\n", "<!-- who: ? -->\n", "```\n", "a b\n", "c\n", "\n", "~~~\n"]
    )
).map("".join)


@given(TEXTS, TEXTS)
def test_no_word_is_lost(before: str, after: str) -> None:
    assert not section_changes(SECTIONS, before, before)
    assert "".join(each.text for each in stretches(before, after) if each.what != "gone") == after
    assert "".join(each.text for each in stretches(before, after) if each.what != "new") == before
    told = section_changes(SECTIONS, before, after)
    words = {
        name: sum(count_words(part.text) for part in parts(SECTIONS, of))
        for name, of in (("b", before), ("a", after))
    }
    assert words["a"] - words["b"] == sum(each.added - each.removed for each in told)


def test_a_long_text_takes_a_moment() -> None:
    start = time.process_time()
    headings = [f"## Heading {number}\n\nText {number}\n" for number in range(2_000)]
    renamed = section_changes(SECTIONS, "\n".join(headings), "\n".join(headings).replace("Heading", "Title"))
    assert {change.what for change in renamed} == {"renamed"}
    before = text(future=" ".join(f"word{number}" for number in range(20_000)))
    changed(before, before.replace("word7", "other"))
    assert [each.what for each in stretches(before, f"{before} more")] == ["gone", "new"]
    assert time.process_time() - start < 10
