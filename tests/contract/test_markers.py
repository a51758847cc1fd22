"""What counts as a merge that was left unfinished, and what does not."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat
from wmstrat.checks.markers import first_marker

MERGE = "<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (MERGE, 1),
        (f"Text\n{MERGE}", 2),
        (MERGE.replace("<<<<<<< ours\n", ""), 2),  # its first line was deleted already
        (MERGE.replace("\n", "\r\n"), 1),
        (MERGE.replace("=======", "||||||| base\nc\n======="), 1),
        ("<<<<<<<\n", 1),
        (f"```\n{MERGE}```\n", 2),  # two people may well have changed one block of code
        ("Our plan\n=======\n\ntext\n", 0),
        ("They wrote:\n\n>>>>>>> seven deep\n", 0),
        ("Our plan\n=======\n\n>>>>>>> seven deep\n>>>>>> six\n", 0),
        ("Our plan\n=======\n\n> one\n\n>>>>>>> seven deep\n", 0),
        ("Our plan\n=======\n\n> one\n>>>>>>> seven deep\nb\n>>>>>>> theirs\n", 5),
        ("Our plan\n=======\n\n>>>>>>> seven deep\n", 2),  # the same as the end of a merge
        ("".join(f" {line}\n" for line in MERGE.splitlines()), 0),
        ("<<<<<<<<< nine\n", 0),
    ],
)
def test_an_unfinished_merge_is_told_from_a_quotation(text: str, line: int) -> None:
    assert (first_marker(text.encode()) > 0) is (line > 0)


@pytest.mark.usefixtures("workspace")
def test_markers_in_a_block_of_code_are_shown_with_a_space(wmstrat: Wmstrat) -> None:
    said = wmstrat("note", "add", "CB", "--title", "Merging", stdin=f"```\n{MERGE}```\n", code=5).err
    assert "begin it with a space" in said
    shown = "".join(f" {line}\n" for line in MERGE.splitlines())
    wmstrat("note", "add", "CB", "--title", "Merging", stdin=f"```\n{shown}```\n")
    wmstrat("note", "add", "CB", "--title", "Mail", stdin="Plan\n=======\n\n>>>>>>> seven deep\n>>>>>> six\n")
    wmstrat("check")
