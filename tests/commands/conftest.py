"""A question for tests of what people type, which is made once a module."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.contract.conftest import QUESTION


@pytest.fixture
def question(once: Once, wmstrat: Wmstrat, workspace: Path) -> Path:
    """The file of the question CB-Q1."""

    def make() -> None:
        wmstrat("question", "add", "CB", "Which capacities are missing?")

    once(make, workspace)
    return workspace / QUESTION
