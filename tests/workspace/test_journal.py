"""The journal and what is kept beside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wmstrat.errors import Refused
from wmstrat.repo.place import Place
from wmstrat.workspace import journal
from wmstrat.workspace.journal import FileStep, Journal, RepositoryPart


def a_journal(data: bytes | None, path: str = "a/b.md") -> Journal:
    part = RepositoryPart(
        name="public",
        folder="",
        branch="main",
        head=None,
        files=(FileStep(path, None, data, 0o644, "a/.wmstrat-x-0.tmp"), FileStep("c", b"", None, None, "")),
        added=(path,),
        staged={path: ("100644", "0" * 40)},
        folders=("a",),
    )
    return Journal("abcd2345", 17, "wmstrat note add", "2018-07-14T12:00:00+00:00", "CB: x", (part, part))


@given(st.one_of(st.none(), st.binary()), st.text(min_size=1))
def test_what_was_written_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, data: bytes | None, path: str
) -> None:
    folder = tmp_path_factory.mktemp("journal")
    (folder / "wmstrat").mkdir()
    place = Place(folder, folder, folder, folder)
    written = a_journal(data, path)
    journal.write(place, written)
    assert journal.read(place) == written
    journal.clear(place)
    assert journal.read(place) is None
    assert list((folder / "wmstrat").iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"journal": 3}', '{"journal": 2}', '{"journal": 2, "parts": 3}'])
def test_a_journal_that_cannot_be_read_stops_every_write_and_is_named(sample: Any, text: str) -> None:
    sample.place.state.mkdir()
    sample.place.journal.write_text(text)
    with pytest.raises(Refused, match=r"\.git/wmstrat/journal describes an interrupted change"):
        sample.recover()
    assert sample.place.journal.read_text() == text


def test_ids_are_eight_letters() -> None:
    found = {journal.new_id() for _ in range(100)}
    assert len(found) == 100
    assert all(len(name) == 8 and name.isascii() and name.isalnum() for name in found)
