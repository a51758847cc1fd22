"""Rows 50, 57, 60 and 61: the way of working of a group; meetings, their times, agendas, summaries and calendars."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")

CB = Path("groups/capacity-building")


def test_row_50_a_group_says_how_it_works_and_nothing_is_forced(wmstrat: Wmstrat) -> None:
    assert "zones" not in (CB / "README.md").read_text()
    wmstrat("set", "CB", "rhythm=every second Tuesday", "decision_rule=consent", "languages+=pt-br", "quorum=1/2")
    wmstrat("set", "CB", "zones+=Europe/Berlin", "zones+=Asia/Kolkata", "channels+=#capacity on the chat")

    shown = wmstrat("status", "CB").out
    for text in ("every second Tuesday", "consent", "pt-br", "1/2", "Europe/Berlin, Asia/Kolkata", "#capacity on the"):
        assert text in shown
    told = wmstrat("set", "CB", "zones+=Berlin", code=5).err
    assert 'zones: found "Berlin" (did you mean Europe/Berlin?)' in told
