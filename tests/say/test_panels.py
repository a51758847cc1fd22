"""Lists that `show` adds to a record: each in its place, whatever the text and the items are like."""

from __future__ import annotations

import pytest

from tests.say.test_coverage import AS_WRITTEN, TITLES
from wmstrat.record.reporting import Cell, Panel
from wmstrat.record.sections import Section
from wmstrat.say.panels import lines_of, markdown_list, placed, text_parts

SECTIONS = (Section("one", "The first", "What comes first?"), Section("two", "The second", "And then?"))
CELLS = (Cell("Id", "id"), Cell("What", "title"), Cell("When", "when"), Cell("Why", "why", folds=20))
IN_TWO = Panel("things", "Things", lambda _record, _view: [], CELLS, "two")
BESIDE = Panel("remarks", "Remarks", lambda _record, _view: [], CELLS)
ITEMS = [{"id": f"CB-{place}", "title": title, "when": "2018", "why": title} for place, title in enumerate(TITLES)]
SHOWN = [(IN_TWO, ITEMS), (BESIDE, ITEMS)]


@pytest.mark.parametrize(
    ("body", "before"),
    [
        ("## The first\n\nA.\n\n## The second\n\nB.\n\n## Else\n\nC.", "## The first\n\nA.\n\n## The second\n\nB.\n"),
        ("## The second\n## The first", "## The second"),
        # Whoever translates a heading leaves the key; doubled, the first one has the list.
        ("## Le deuxième\n\n<!-- two: Et puis ? -->\n\nB.", "## Le deuxième\n\n<!-- two: Et puis ? -->\n\nB."),
        ("## The second\n\nB.\n\n## The second\n\nB again.", "## The second\n\nB.\n"),
        ("~~~\n## The second\n~~~\n\n## The second\nB.", "~~~\n## The second\n~~~\n\n## The second\nB."),
    ],
)
def test_a_list_is_below_its_section_and_no_text_is_lost(body: str, before: str) -> None:
    parts = text_parts(body, SECTIONS, SHOWN)
    assert "\n".join(part.text for part in parts).strip() == body.strip()
    assert [(part.text, part.panels) for part in parts if part.panels] == [(before, [SHOWN[0]])]
    assert placed(parts) == ["things"]


@pytest.mark.parametrize("body", ["", "A text of its own.", "## Else\n\nC.", "```\n## The second\n```"])
def test_a_list_without_its_section_has_no_place_in_the_text(body: str) -> None:
    assert placed(text_parts(body, SECTIONS, SHOWN)) == []


def test_what_is_empty_is_not_there() -> None:
    assert placed(text_parts("## The second", SECTIONS, [(IN_TWO, [])])) == []


def test_what_is_long_has_a_line_of_its_own_and_nothing_is_markdown_or_obeyed() -> None:
    hostile = {"id": "CB-1", "title": "a\x1b[31m *b* <!-- c", "when": "", "why": ""}
    assert [(line.id, line.text) for line in lines_of(IN_TWO, [ITEMS[0], hostile], AS_WRITTEN)] == [
        ("CB-0", f"{TITLES[0]} (2018)"),
        ("", f"Why: {TITLES[0]}"),
        ("CB-1", "a\\u001b[31m *b* <!-- c"),
    ]
    *_, last = markdown_list(IN_TWO, [hostile], AS_WRITTEN)
    assert last == "- CB-1: a\\\\u001b\\[31m \\*b\\* &lt;!-- c"
