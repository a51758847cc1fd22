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
