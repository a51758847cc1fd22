"""Help is short, in the words of the workspace, and found wherever people look for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat, replace_in
from tests.docs.tree import commands
from wmstrat.cli import COMMANDS, TRY

TREE = [one.words for one in commands()]


def test_help_and_version_are_commands_too(wmstrat: Wmstrat) -> None:
    assert wmstrat("help").out == wmstrat("--help").out == wmstrat("-h").out
    assert wmstrat("version").out == wmstrat("--version").out
    for words in (["note"], ["note", "add"], ["notes", "add"], ["status"]):
        assert wmstrat("help", *words).out == wmstrat(*words, "--help").out
    assert "There is no command" in wmstrat("help", "zzz", code=2).err


def test_the_first_page_begins_with_commands_and_fits_a_screen(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = wmstrat("--help").lines
    assert all(len(line) <= 80 for line in page)
    assert not [line for line in page if "show-completion" in line or "\u2502" in line]
    headings = [line for line in page if line and line[0] != " "]
    assert headings.index("Start here") < headings.index("Try") < headings.index("Options")
    for name in COMMANDS:
        assert [line for line in page if line.startswith(f"  {name} ")], f"{name} has one line"
    assert [line.strip() for line in page[page.index("Try") + 1 :][: len(TRY)]] == list(TRY)


@pytest.mark.parametrize("words", TREE)
def test_every_help_has_none_of_the_marks_of_a_parser(wmstrat: Wmstrat, words: str) -> None:
    page = wmstrat(*words.split(), "--help").out

    assert f"Usage: wmstrat {words}" in page
    for mark in ("<str>", "<int", "[required]", "{", "\u2502", "...]...", "......"):
        assert mark not in page


def test_words_are_those_of_the_workspace(wmstrat: Wmstrat, workspace: Path, tmp_path: Path) -> None:
    words = "One of: coordinator, member, trustee,"
    outside = tmp_path / "outside"
    outside.mkdir()

    assert words in " ".join(wmstrat("member", "appoint", "--help").out.split())
    assert words in " ".join(wmstrat("-C", workspace, "help", "member", "appoint").out.split())
    assert "A word of roles in process.yaml." in " ".join(
        wmstrat("-C", outside, "help", "member", "appoint").out.split()
    )
    process = workspace / "process.yaml"
    replace_in(process, "id: trustee", "id: elder")
    assert "member, elder," in " ".join(wmstrat("member", "appoint", "--help").out.split())
    process.write_bytes(b"\xff: [")
    assert "A word of roles in process.yaml." in " ".join(wmstrat("member", "appoint", "--help").out.split())


def test_help_is_as_wide_as_the_terminal(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    for width in (60, 80, 100):
        monkeypatch.setenv("COLUMNS", str(width))
        page = wmstrat("draft", "add", "--help").lines
        example = page[page.index("Example") + 1]
        assert all(len(line) <= width for line in page if line != example)
        assert example == '  wmstrat draft add CB "A shared place to learn" --answers CB-Q1'


def test_a_noun_alone_tells_its_commands(wmstrat: Wmstrat) -> None:
    told = wmstrat("question", code=2)

    assert told.out == ""
    assert told.err == wmstrat("question", "--help").out
