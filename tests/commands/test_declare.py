"""What is typed in a form that a command does not have is told with what to type instead."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("question add CB Why so few", ": so few."),
        ("status Capacity Building", ": Building."),
        ("note add CB - one", ": one."),
        ("show CB [bold]\x1b[31m", ": [bold]\\u001b[31m."),
    ],
)
def test_a_text_without_quotes_is_told_what_it_wants(wmstrat: Wmstrat, command: str, left: str) -> None:
    refused = wmstrat(*command.split(), code=2).err

    assert left in refused
    assert "Put quotes around text with spaces" in refused


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    "command", ["timeline CB AD", "handover CB AD", "coverage CB AD", "diff CB AD --since today"]
)
def test_a_second_group_is_told_of_the_first(wmstrat: Wmstrat, command: str) -> None:
    refused = wmstrat(*command.split(), code=2).err

    assert "Unexpected words: AD. This command takes one group. Type it again for each." in refused


@pytest.mark.usefixtures("unchanged")
def test_an_option_is_typed_again_for_each_of_several(wmstrat: Wmstrat) -> None:
    refused = wmstrat("link", "add", "CB", "Shared mentors", "--with", "CH", "DI", "AD", "--kind", "need", code=2).err

    assert "Unexpected words: DI AD. Type --with again before each: --with CH --with DI --with AD." in refused


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("command", "here"),
    [
        ("status --date 2018-07-01", "--on"),
        ("status --date=2018-07-01", "--on"),
        ("question finalize CB --date today", "--on"),
        ("note add CB Text --on today", "--date"),
    ],
)
def test_the_other_name_of_a_day_is_told(wmstrat: Wmstrat, command: str, here: str) -> None:
    assert f"Use {here}." in wmstrat(*command.split(), code=2).err


@pytest.mark.usefixtures("unchanged")
def test_where_neither_name_is_known_nothing_is_suggested(wmstrat: Wmstrat) -> None:
    refused = wmstrat("show", "CB", "--date", "today", code=2).err

    assert "There is no option --date here." in refused
    assert "Use --" not in refused


@pytest.mark.usefixtures("workspace")
def test_the_other_name_may_be_a_value_or_a_text(wmstrat: Wmstrat) -> None:
    note = wmstrat("note", "add", "CB", "--title", "--on", "--", "--on").lines[0]

    assert (wmstrat.record(note)["title"], wmstrat.record(note)["body"]) == ("--on", "--on")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("option", ["--message", "--author"])
def test_what_is_committed_is_utf_8(wmstrat: Wmstrat, option: str) -> None:
    refused = wmstrat("note", "add", "CB", "Text", option, "caf\udce9 <a@example.org>", code=5)

    assert f"{option} contains bytes that are not UTF-8" in refused.err
