"""Each row of the page of requirements has the tests that it names, and no tested row is missing from it."""

from __future__ import annotations

import re

from tests.docs.pages import DOCS, ROOT

PAGE = DOCS / "reference" / "requirements.md"


def test_the_page_and_the_tests_speak_of_the_same_rows() -> None:
    shown = re.findall(
        r"^\| (\d+) \| .+\. \| `test_row_(\d+)_\.\.\.` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [int(row) for row, _ in shown] == sorted({int(row) for row, _ in shown})
    assert all(row == test for row, test in shown)
    tests = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "requirements").glob("test_*.py"))
    tested = {int(row) for row in re.findall(r"^def test_row_(\d+)_", tests, re.MULTILINE)}
    assert {int(row) for row, _ in shown} == tested
