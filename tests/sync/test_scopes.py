"""The scope of a group that two people write at the same time, and the changes that they add to it."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Wmstrat


def test_two_people_begin_one_scope_and_their_changes_stay_apart(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Each has a draft that comes from the own change: it comes from that one afterwards, too."""
    for folder, name in ((shared, "here"), (other, "there")):
        wmstrat("-C", folder, "scope", "add", "CB")
        wmstrat("-C", folder, "set", "CB-scope", f"changes+=Change made {name}", f"why=Written {name}")
        wmstrat("-C", folder, "draft", "add", "CB", f"Draft from {name}", "--changes", "CB-C1")
    wmstrat("-C", other, "set", "CB-scope", "why=")
    for folder in (shared, other, shared):
        wmstrat("-C", folder, "sync")

    for folder in (shared, other):
        [scope] = wmstrat.items("-C", folder, "scope", "list")
        changes = {change["id"]: change["text"] for change in scope["changes"]}
        assert changes == {"CB-C1": "Change made here", "CB-C2": "Change made there"}
        drafts = {draft["title"]: draft["changes"] for draft in wmstrat.items("-C", folder, "draft", "list", "CB")}
        assert drafts == {"Draft from here": ["CB-C1"], "Draft from there": ["CB-C2"]}
        wmstrat("-C", folder, "check")
