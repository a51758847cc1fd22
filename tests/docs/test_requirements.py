"""Each row of the page of requirements has the tests that it names, and no tested row is missing from it. Each row
has a command, which is typed, and shows what the page says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.docs.console import steps
from tests.docs.pages import DOCS, ROOT
from tests.docs.shell import IDENTITY, Shell

PAGE = DOCS / "explanation" / "requirements.md"
# The rows of pages and their translation, which belong to later versions.
LATER = {1, 2, 3, 4, 86, 87}
SHOWN = re.compile(r"^\| (\d+) \| `(.+)` \| (.+) \|$", re.MULTILINE)
TESTED = re.compile(r"^\| (\d+) \| .+\. \| `test_row_(\d+)_\.\.\.` \|$", re.MULTILINE)


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_page_and_the_tests_speak_of_the_same_rows() -> None:
    rows = TESTED.findall(text())
    assert [int(row) for row, _ in rows] == sorted({int(row) for row, _ in rows})
    assert all(row == test for row, test in rows)
    tests = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "requirements").glob("test_*.py"))
    tested = {int(row) for row in re.findall(r"^def test_row_(\d+)_", tests, re.MULTILINE)}
    assert {int(row) for row, _ in rows} == tested


def test_every_row_has_a_command() -> None:
    rows = [int(row) for row, _, _ in SHOWN.findall(text())]
    assert rows == sorted({*rows})
    assert {*rows} == {*range(1, 89)} - LATER


def test_each_command_shows_what_the_page_says(tmp_path: Path) -> None:
    home = tmp_path / "you"
    home.mkdir()
    (home / ".gitconfig").write_text(IDENTITY)
    shell = Shell(home)
    for step in steps(text()):
        told = shell.type(step.command)
        assert shell.code == 0, (step.command, told)
    wrong = []
    for row, command, excerpt in SHOWN.findall(text()):
        told = " ".join(" ".join(shell.type(command)).split())
        if excerpt not in told:
            wrong.append(f"{row}: {command} shows {told}, and not {excerpt}")
    assert not wrong, "\n".join(wrong)
