"""One command adds a record in each of several groups."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")
AT = "2018-08-07 14:00 Europe/Berlin"


def test_one_command_adds_a_record_in_each_group(wmstrat: Wmstrat) -> None:
    """The groups have commas between them or come from a pipe; it is one commit, and a group that is named twice gets
    one record."""
    made = wmstrat("action", "add", "CB,advocacy, cb", "Send the report", "--due", "friday")
    assert made.lines == ["CB-A1", "AD-A1"]
    assert made.err.startswith('actions: add 2 actions "Send the report"\n')

    working = wmstrat("group", "list", "--kind", "working", "--format", "ids").out
    assert len(wmstrat("note", "add", "-", "A note in each.", stdin=working).lines) == 9
    series = wmstrat("meeting", "add", "CB,DI", "Call", "--at", AT, "--every", "1w", "--until", "2018-08-14")
    assert series.lines == ["CB-MT1", "CB-MT2", "DI-MT1", "DI-MT2"]
    wmstrat("undo")
    assert not wmstrat.items("meeting", "list")
    assert wmstrat("feedback", "add", "CB", "One, two.", "--source", "mail").lines
    assert wmstrat("milestone", "add", "CB,ALL", "Done", "--due", "2018-09-01").lines == ["CB-M1", "ALL-M1"]


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("typed", "stdin", "code", "told"),
    [
        (["CB,XX", "Text"], "", 3, 'There is no group "XX"'),
        (["Hello, world", "CB"], "", 3, "The group comes first, then the text"),
        (["-", "Text"], "", 2, "The pipe sent no ids"),
        (["-"], "advocacy\n", 5, "The text is empty"),
        (["CB,AD"], "", 5, "The text is empty"),
        (["CB,ALL", "Text"], "", 3, "ALL means what belongs to no single group"),
    ],
)
def test_what_cannot_be_in_each_group_changes_nothing(
    wmstrat: Wmstrat, typed: list[str], stdin: str, code: int, told: str
) -> None:
    assert told in wmstrat("note", "add", *typed, stdin=stdin, code=code).err


def test_a_list_about_several_groups_is_one_command(wmstrat: Wmstrat) -> None:
    for codes in ("CB", "CB,AD"):
        wmstrat("milestone", "add", codes, "The scope is published", "--due", "2018-07-18")
        [waiting] = [item for item in wmstrat.items("brief", "ALL") if item["notice"] == "overdue-milestone"]
        one = "wmstrat milestone list CB --late"
        assert waiting["command"] == (one if codes == "CB" else "wmstrat milestone list --late")
        shown = wmstrat(*waiting["command"].split()[1:], "--format", "ids").lines
        assert sorted(shown) == sorted(waiting["records"])
