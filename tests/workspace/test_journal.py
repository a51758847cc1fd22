"""The journal and what is kept beside it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import json
from msgspec.structs import replace

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


def test_a_change_after_which_a_file_stays_has_a_format_of_its_own(sample: Any) -> None:
    written = a_journal(b"data")
    first, *others = written.parts
    parts = (replace(first, files=(replace(first.files[0], stays=True),)), *others)
    sample.place.state.mkdir()
    for change, tag in ((written, 2), (replace(written, parts=parts), 5)):
        journal.write(sample.place, change)
        assert json.decode(sample.place.journal.read_bytes())["journal"] == tag
        read = journal.read(sample.place)
        assert isinstance(read, Journal)
        assert read.parts == change.parts


def test_what_a_later_version_adds_to_a_format_is_not_passed_over(sample: Any) -> None:
    sample.place.state.mkdir()
    journal.write(sample.place, a_journal(b"data"))
    whole = json.decode(sample.place.journal.read_bytes())
    whole["parts"][0]["files"][0]["moved"] = True
    sample.place.journal.write_bytes(json.encode(whole))
    with pytest.raises(Refused, match="this version of wmstrat cannot read it"):
        sample.recover()


def test_ids_are_eight_letters() -> None:
    found = {journal.new_id() for _ in range(100)}
    assert len(found) == 100
    assert all(len(name) == 8 and name.isascii() and name.isalnum() for name in found)
