"""The contract of symbolic links: none is followed, and what is behind one is never left out without a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.contract.conftest import CB


def moved_behind_a_link(folder: Path) -> None:
    """What is in a folder of the workspace stands elsewhere, and a link to it in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    away = folder.absolute().parents[len(folder.parts) - 1].parent / "away"
    folder.rename(away)
    folder.symlink_to(away)


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize(
    ("folder", "named", "hidden", "others"),
    [
        (CB / "questions", "CB", ["question"], ["note", "group", "person", "application"]),
        (CB / "notes/2018", "CB", ["note"], ["question", "group", "person"]),
        (CB, CB.as_posix(), ["question", "note", "draft", "group", "member"], ["person", "application"]),
        (Path("people"), "people", ["person"], ["question", "group"]),
        (Path("private/people"), "private/people", ["person"], ["application", "question"]),
        (Path("private/applications"), "private/applications", ["application"], ["person", "question"]),
    ],
    ids=str,
)
def test_what_is_behind_a_link_is_never_left_out_without_a_word(
    wmstrat: Wmstrat, folder: Path, named: str, hidden: list[str], others: list[str]
) -> None:
    moved_behind_a_link(folder)

    checked = wmstrat("check", code=1).out
    assert f"{folder.as_posix()}: found a symbolic link, which is not followed" in checked
    assert "Replace it by the files themselves" in checked
    status = wmstrat("status").out
    assert named in status[status.index("1 file has errors") :].splitlines()[0]
    for kind in hidden:
        assert f"{folder.as_posix()} is a symbolic link" in wmstrat(kind, "list").err
    for kind in others:
        assert "symbolic link" not in wmstrat(kind, "list").err


@pytest.mark.usefixtures("workspace")
def test_a_link_that_hides_no_record_is_no_matter_of_lists(wmstrat: Wmstrat) -> None:
    (CB / "pictures").symlink_to("/nowhere")
    (CB / "minutes.pdf").symlink_to("/nowhere")

    for kind in ("question", "note", "group"):
        assert "symbolic link" not in wmstrat(kind, "list").err
