"""The table of what is answered, for every width; in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.say.conftest import Labels, Screen
from wmstrat.kinds import kind
from wmstrat.reports.ready import OfKind, Prompt, Readiness
from wmstrat.say.output import Output
from wmstrat.say.ready import ready

NEEDED = ("recommendation", "who")
PROMPTS = tuple(Prompt(each.key, each.heading, each.key in NEEDED) for each in kind("draft").sections)
COUNT = len(PROMPTS)
ROWS = (
    Readiness("CB-D1", "A shared place where everybody who organizes can learn", "cb", "published", "a" * COUNT),
    Readiness("CB-D2", "Courses", "cb", "drafting", "s" + "a" * (COUNT - 2) + "m"),
    Readiness("CB-D10", "A letter", "cb", "drafting", "m" * COUNT, has_own_form=True),
    Readiness("AD-D1", "Campaigns", "ad", "idea", "m" * COUNT),
)
Draw = Callable[..., Screen]


def of(*rows: Readiness) -> OfKind:
    return OfKind("draft", "draft", "drafts", PROMPTS, rows or ROWS, {"cb": "CB", "ad": "AD"})


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("one", [True, False])
def test_row_31_the_readiness_table_is_readable_at_every_width(screen: Draw, columns: int, one: bool) -> None:
    out = screen(columns, colour=False)
    ready([of()], Output(), Labels(), one=one, nothing="")
    lines = out.seen.splitlines()
    assert max(map(len, lines)) <= columns
    for name in ("CB-D1", "CB-D2", "CB-D10", "AD-D1") if one else ("CB", "AD"):
        assert sum(line.startswith(f"{name} ") for line in lines) == 1


def test_row_31_each_prompt_has_a_sign_and_what_is_needed_another(screen: Draw) -> None:
    out = screen(120, colour=False)
    ready([of()], Output(), Labels(), one=True, nothing="")
    lines = {line.split()[0]: line for line in out.seen.splitlines() if line.strip()}
    assert "●" * COUNT in lines["CB-D1"]
    assert "✗" + "●" * (COUNT - 2) + "·" in lines["CB-D2"]
    assert lines["CB-D2"].rstrip().endswith("recommendation")
    assert "other headings" in lines["CB-D10"]
    assert "1 What we recommend (needed)" in out.seen
    assert f"{2 * COUNT - 2} of {3 * COUNT} prompts answered" in out.seen


def test_without_unicode_the_signs_stay_apart(screen: Draw) -> None:
    out = screen(120, colour=False, encoding="ascii")
    ready([of()], Output(), Labels(), one=True, nothing="")
    assert "x" + "*" * (COUNT - 2) + "." in out.seen
    assert "o too short" in out.seen


def test_off_a_terminal_each_record_is_one_line(screen: Draw) -> None:
    out = screen(40, terminal=False)
    ready([of()], Output(), Labels(), one=True, nothing="")
    assert sum("can learn" in line and "●" * COUNT in line for line in out.seen.splitlines()) == 1
    assert max(map(len, out.seen.splitlines())) > 80


def test_groups_tell_how_many_answer_each_prompt_where_there_is_room(screen: Draw) -> None:
    out = screen(120, colour=False)
    ready([of()], Output(), Labels(), one=False, nothing="")
    lines = out.seen.splitlines()
    assert lines[1].split()[3:] == [str(number) for number in range(1, COUNT + 1)]
    [row] = [line.split() for line in lines if line.startswith("CB ")]
    assert row[-COUNT:] == ["1", *["2"] * (COUNT - 2), "1"]
    assert "1 What we recommend (needed)" in out.seen


def test_groups_tell_what_is_answered_by_fewest_elsewhere(screen: Draw) -> None:
    out = screen(100, colour=False, terminal=False)
    ready([of()], Output(), Labels(), one=False, nothing="")
    [line] = [line for line in out.seen.splitlines() if line.startswith("CB ")]
    assert f"{2 * COUNT - 2} of {2 * COUNT}" in line
    assert "CB-D2, CB-D10" in line
    assert "recommendation (1), else (1)" in line
