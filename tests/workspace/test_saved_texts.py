"""Texts that would be lost are saved: where, under which names, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from stat import S_IMODE
from typing import Any

import pytest

from wmstrat.workspace import saved_texts


def test_what_is_saved_is_never_overwritten(sample: Any) -> None:
    first = saved_texts.save(sample.place, "note for CB.md", "one \u0627\u0644".encode())
    second = saved_texts.save(sample.place, "note for CB.md", b"two \xff")
    assert first.read_text("utf-8") == "one \u0627\u0644"
    assert second.read_bytes() == b"two \xff"
    assert first.parent == second.parent == sample.place.state / "kept"
    assert first.name.endswith("-note-for-CB.md")


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a/b/c", "", "..", "-", "\x00\x1b[31m", "x" * 300])
def test_a_name_leads_nowhere(sample: Any, name: str) -> None:
    kept = saved_texts.save(sample.place, name, b"text")
    assert kept.parent == sample.place.state / "kept"
    assert kept.read_text() == "text"


def test_several_texts_are_saved_in_one_folder(sample: Any) -> None:
    folder = saved_texts.save_all(sample.place, {"groups/a.md": b"a", "groups/b.md": b"b"})
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "1-groups-a.md": b"a",
        "2-groups-b.md": b"b",
    }


@pytest.mark.parametrize(
    "save",
    [
        lambda place: saved_texts.save(place, "a.md", b"a"),
        lambda place: saved_texts.save_typed(place, "a.md", b"a"),
        lambda place: saved_texts.save_all(place, {"a.md": b"a", "b.md": b"b"}),
    ],
)
@pytest.mark.parametrize(("shared", "mode"), [("group", 0o2770), ("umask", 0o700)])
def test_whoever_may_write_in_the_repository_may_save_a_text_and_nobody_else(
    sample: Any, save: Callable[[Any], Any], shared: str, mode: int
) -> None:
    sample.git("config", "core.sharedRepository", shared)
    save(sample.place)
    for folder in (sample.place.state, sample.place.kept):
        assert S_IMODE(folder.stat().st_mode) == mode
