"""A list without records says what it was asked for, and how to see all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("question list CB --state review", "No question of CB is review. All: wmstrat question list CB"),
        ("question list --state Review", "No question is review. All: wmstrat question list"),
        (
            "question list CB --state review --level structural",
            "No question of CB matches --state review --level structural. All: wmstrat question list CB",
        ),
        ("question list DI", "No questions of DI yet. For example: wmstrat question add DI "),
        ("draft list", "No drafts yet. For example: wmstrat draft add CB "),
        ("draft list --open", "No draft matches --open. All: wmstrat draft list"),
    ],
)
def test_what_was_asked_for_is_said(wmstrat: Wmstrat, typed: str, told: str) -> None:
    assert wmstrat(*typed.split()).err.startswith(told)


def test_an_example_names_a_group_of_the_workspace(wmstrat: Wmstrat, tmp_path: Path) -> None:
    wmstrat("init", tmp_path / "own", "--empty")
    own = ["-C", tmp_path / "own"]
    assert "wmstrat question add CB " in wmstrat(*own, "question", "list").err
    wmstrat(*own, "group", "add", "Our First Group")
    code = wmstrat.items(*own, "group", "list")[0]["code"]
    assert f"wmstrat question add {code} " in wmstrat(*own, "question", "list").err
    assert f"wmstrat question add {code} " in wmstrat(*own, "question", "add", "--help").out
    assert "CB" not in wmstrat(*own, "question", "add", "--help").out.partition("Example")[2]
