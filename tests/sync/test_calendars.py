"""Calendars of several clones: one name for a meeting everywhere, and a sequence that only grows."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest

from tests.conftest import Wmstrat


@pytest.fixture
def event(wmstrat: Wmstrat) -> object:
    """The name and the sequence of the only meeting of a clone, as its calendar has them."""

    def ask(folder: Path) -> tuple[str, int]:
        calendar = icalendar.Calendar.from_ical(wmstrat("-C", folder, "meeting", "list", "--format", "ics").out)
        [found] = calendar.walk("VEVENT")
        return str(found["uid"]), int(found["sequence"])

    return ask


def test_two_clones_give_a_meeting_one_name_and_count_its_changes_alike(
    wmstrat: Wmstrat, shared: Path, other: Path, event: object
) -> None:
    ask = event
    assert callable(ask)
    wmstrat("-C", shared, "meeting", "add", "CB", "Weekly call", "--at", "2018-08-07 14:00 Europe/Berlin")
    uid, first = ask(shared)
    assert "CB-MT-" in uid
    wmstrat("-C", shared, "sync")
    wmstrat("-C", other, "sync")
    assert wmstrat.items("-C", other, "meeting", "list")[0]["id"] == "CB-MT1"
    assert ask(shared) == ask(other)
    assert ask(other)[0] == uid
    assert ask(other)[1] >= first

    # Both change it, apart from each other: whoever has both has a higher sequence than each of them had.
    wmstrat("-C", shared, "set", "CB-MT1", "place=Room 2")
    wmstrat("-C", other, "set", "CB-MT1", "lasts=90m")
    apart = [ask(shared), ask(other)]
    for folder in (shared, other, shared):
        wmstrat("-C", folder, "sync")
    together = ask(shared)
    assert ask(other) == together
    assert {uid} == {name for name, _ in (*apart, together)}
    assert together[1] > max(sequence for _, sequence in apart)
