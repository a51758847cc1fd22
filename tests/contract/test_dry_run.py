"""The contract of `--dry-run` where many records would change: a table, a row for each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything

TABLES = {
    "set - level=structural": "CB-Q1 Question 1? level set to structural",
    "mark - review": "CB-Q1 Question 1? state from proposed to review",
    "undo": "CB-Q1 Question 1? removed",
    "group recode CB XY": "XY-Q1 Question 1? id from CB-Q1",
}


@pytest.fixture
def questions(wmstrat: Wmstrat, workspace: Path) -> Path:
    """A workspace with nine questions."""
    rows = "".join(f"CB,Question {number}?\n" for number in range(1, 10))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")
    return workspace


@pytest.mark.parametrize("command", TABLES)
def test_many_records_are_told_in_a_table(wmstrat: Wmstrat, questions: Path, command: str) -> None:
    before = everything(questions)
    ids = "".join(f"CB-Q{number}\n" for number in range(1, 10))

    tried = wmstrat(*command.split(), "--dry-run", stdin=ids if "-" in command.split() else None)

    assert tried.out.startswith("Record")
    assert TABLES[command] in [" ".join(line.split()) for line in tried.out.splitlines()]
    assert "+++" not in tried.out
    assert ("removed" in tried.out) == (command == "undo")
    assert "Nothing was changed yet. To make these changes, type the same command without --dry-run." in tried.err
    assert everything(questions) == before


def test_a_few_records_are_a_diff(wmstrat: Wmstrat, questions: Path) -> None:
    ids = "".join(f"CB-Q{number}\n" for number in range(1, 9))

    assert "+level: structural" in wmstrat("set", "-", "level=structural", "--dry-run", stdin=ids).out
    assert questions.exists()
