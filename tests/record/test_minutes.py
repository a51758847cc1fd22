"""Minutes in one text: what is below which heading, the items of lists, and sections that get other words."""

from __future__ import annotations

import pytest

from wmstrat.record.minutes import items, unknown_headings, written
from wmstrat.record.sections import Section, text_in, with_text_in

HEADINGS = {"summary": "Summary", "actions": "Actions"}
SUMMARY = Section("summary", "Summary", "What was discussed?")
BODY = "## Agenda\n\n- one\n\n## Summary\n\n<!-- summary: What was discussed? -->\n\n## More\n\nlast"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("All of it.", {"summary": "All of it."}),
        ("First.\n\n## Actions\n\n- a\n- b\n", {"summary": "First.", "actions": "- a\n- b"}),
        ("## actions\n\n- a\n\n## SUMMARY\n\nLast.", {"summary": "Last.", "actions": "- a"}),
        ("## Summary\n\nA\n\n## Budget\n\n### Actions\n\nC", {"summary": "A\n\n## Budget\n\n### Actions\n\nC"}),
        ("```\n## Actions\n```", {"summary": "```\n## Actions\n```"}),
        ("## Summary\n\n<!-- a hint -->\n\nA", {"summary": "A"}),
        ("## Actions", {"summary": "", "actions": ""}),
        ("A\n\n## Action\n\n- a", {"summary": "A", "actions": "- a"}),
        ("", {"summary": ""}),
    ],
)
def test_each_part_is_what_is_below_its_heading(text: str, parts: dict[str, str]) -> None:
    assert written(text, HEADINGS) == parts


def test_other_headings_with_text_below_them_are_named() -> None:
    text = "# Call\n\n## Summary\n\nA\n\n## Next steps\n\n- b\n\n## Empty\n\n## action\n\n- c\n\n### Small\n\nd"

    assert unknown_headings(text, HEADINGS) == {"Next steps": "summary"}
    assert unknown_headings("## Actions\n\n- a\n\n## Present\n\n- b", HEADINGS) == {"Present": "actions"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a\n- b", [("a", ""), ("b", "")]),
        ("* a\n  more\n\n2. b\n10) c", [("a", "more"), ("b", ""), ("c", "")]),
        ("a\nb", [("a", ""), ("b", "")]),
        ("- a\n  - below\n  and below", [("a", "- below\nand below")]),
        ("\n \n", []),
    ],
)
def test_a_list_has_an_item_a_sign_or_else_an_item_a_line(text: str, found: list[tuple[str, str]]) -> None:
    assert items(text) == found


def test_a_section_gets_other_words_and_the_rest_stays() -> None:
    body = with_text_in(SUMMARY, BODY, "We met.\n\n## Budget\n\nNone.")

    assert body == "## Agenda\n\n- one\n\n## Summary\n\nWe met.\n\n### Budget\n\nNone.\n\n## More\n\nlast"
    assert text_in(SUMMARY, body) == "We met.\n\n### Budget\n\nNone."
    assert with_text_in(SUMMARY, body, "We met.\n\n### Budget\n\nNone.") == body


@pytest.mark.parametrize("body", ["", "Only text.", "## Agenda\n\n- one", "```\n## Summary\n```"])
def test_a_section_is_added_where_a_text_does_not_have_it(body: str) -> None:
    assert text_in(SUMMARY, body) is None
    after = with_text_in(SUMMARY, body, "We met.")
    assert after.startswith(body)
    assert text_in(SUMMARY, after) == "We met."


def test_a_section_is_known_by_its_key_below_a_translated_heading() -> None:
    body = BODY.replace("## Summary", "## Zusammenfassung")
    after = with_text_in(SUMMARY, with_text_in(SUMMARY, body, "Wir haben gesprochen."), "Mehr.")

    assert text_in(SUMMARY, after) == "Mehr."
    assert after.count("## Zusammenfassung") == 1
    assert "## Summary" not in after
