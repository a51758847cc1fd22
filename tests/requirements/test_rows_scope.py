"""Rows of the requirements about the scope of a group: what it looks into, builds on, and wants to change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat


@pytest.fixture
def sources(wmstrat: Wmstrat, workspace: Path) -> None:  # noqa: ARG001
    """Three sources: of a year, of a month, and of the whole process."""
    wmstrat("source", "add", "CB", "Survey of affiliates", "--kind", "survey", "--date", "2018-05")
    wmstrat("source", "add", "CB", "Yearly report", "--date", "2017", "--address", "https://example.org/2017")
    wmstrat("source", "add", "ALL", "What communities said", "--kind", "Conversation", "--date", "2017-03-02")


@pytest.mark.usefixtures("sources")
def test_row_26_sources_have_an_address_a_date_and_a_kind(wmstrat: Wmstrat) -> None:
    report = wmstrat.record("CB-S2")
    assert (report["address"], report["date"], report["state"]) == ("https://example.org/2017", "2017", "kept")
    assert wmstrat.record("ALL-S1")["kind"] == "conversation"
    ids = "--format", "ids"
    assert wmstrat("source", "list", "--kind", "survey", *ids).lines == ["CB-S1"]
    # A year is in a range that begins or ends within it.
    assert wmstrat("source", "list", "--since", "2017-06-01", *ids).lines == ["CB-S1", "CB-S2"]
    assert wmstrat("source", "list", "--since", "2018-05-20", *ids).lines == ["CB-S1"]
    assert wmstrat("source", "list", "--until", "2017-02-01", *ids).lines == ["CB-S2"]
    refused = wmstrat("source", "add", "CB", "Another", "--kind", "gossip", code=5)
    assert "survey" in refused.err
    wmstrat("source", "add", "CB", "Another", "--address", "somewhere", code=5)
    assert "Survey of affiliates" in wmstrat("status", "CB").out


BODY = """## What we look into

Skills of people in small communities.

## The situation today

Training reaches one region in five, as far as we know.

## A picture of 2030

Whoever wants to learn finds somebody to learn from.

## What hinders

Money goes to those who have training already.

## What helps

todo

## Research we need

Numbers on how people learn in small communities.
"""
SCOPE = Path("groups/capacity-building/scopes/CB-scope.md")


@pytest.fixture
def scope(wmstrat: Wmstrat, sources: None) -> None:  # noqa: ARG001
    """A scope with a text, two changes of which one has its case, a source that it cites, and questions."""
    wmstrat("scope", "add", "CB", "--file", "-", stdin=BODY)
    wmstrat("set", "CB-scope", "changes+=Training is paid for everywhere,serves=Knowledge equity", "sources+=ALL-S1")
    wmstrat("set", "CB-scope", "changes+=Mentors everywhere,case=Nobody learns alone.,serves=People first")
    wmstrat("question", "add", "CB", "Which capacities do we lack?")
    wmstrat("question", "add", "CB", "Who should teach?", "--origin", "core")
    wmstrat("question", "add", "CB", "What do you need?", "--audience", "community")


@pytest.mark.usefixtures("scope")
def test_row_16_a_scope_has_sections_of_its_own_and_says_which_are_open(wmstrat: Wmstrat) -> None:
    headings = SCOPE.read_text()
    for heading in ("A picture of 2030", "The situation today", "What hinders", "What helps"):
        assert f"\n## {heading}\n" in headings
    record = wmstrat.record("CB-scope")
    assert (record["title"], record["state"]) == ("Skills, leadership and the people the work depends on", "drafting")
    [item] = wmstrat.items("status", "CB")[0]["scope"]
    assert (item["changes"], item["changes_with_case"]) == (2, 1)
    shown = wmstrat("show", "CB-scope").out
    assert "open: What helps" in shown
    assert "each group has only one scope" in wmstrat("scope", "add", "CB", code=4).err
