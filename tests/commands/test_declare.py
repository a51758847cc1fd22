"""What is typed in a form that a command does not have is told with what to type instead."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat


def told(text: str) -> str:
    """A message out of its frame, on one line."""
    return " ".join(text.replace("\u2502", " ").split())


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("command", "left"),
    [
        ("question add CB Why so few", "(so few)"),
        ("status Capacity Building", "(Building)"),
        ("note add CB - one", "(one)"),
        ("show CB [bold]\x1b[31m", "([bold]\\u001b[31m)"),
    ],
)
def test_a_text_without_quotes_is_told_what_it_wants(wmstrat: Wmstrat, command: str, left: str) -> None:
    refused = told(wmstrat(*command.split(), code=2).err)

    assert left in refused
    assert "wants quotes around it" in refused


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
    assert f"Here it is called {here}." in told(wmstrat(*command.split(), code=2).err)


@pytest.mark.usefixtures("unchanged")
def test_where_neither_name_is_known_nothing_is_suggested(wmstrat: Wmstrat) -> None:
    refused = told(wmstrat("show", "CB", "--date", "today", code=2).err)

    assert "No such option: --date" in refused
    assert "Here it is called" not in refused


@pytest.mark.usefixtures("workspace")
def test_the_other_name_may_be_a_value_or_a_text(wmstrat: Wmstrat) -> None:
    note = wmstrat("note", "add", "CB", "--title", "--on", "--", "--on").lines[0]

    assert (wmstrat.record(note)["title"], wmstrat.record(note)["body"]) == ("--on", "--on")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("command", "known"),
    [
        ("question close CB-Q1", "list, add, answer, finalize"),
        ("note CB", "list, add"),
        ("group ad", "list, add, rename, stage, recode"),
        ("application add CB", "list"),
        ("person x\x1b[31m", "list, add"),
    ],
)
def test_what_a_noun_knows_is_told(wmstrat: Wmstrat, command: str, known: str) -> None:
    noun = command.split()[0]
    refused = told(wmstrat(*command.split(), code=2).err)

    assert f"Behind {noun} stands one of: {known}." in refused
    assert "\x1b" not in refused


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("option", ["--message", "--author"])
def test_what_is_committed_is_utf_8(wmstrat: Wmstrat, option: str) -> None:
    refused = wmstrat("note", "add", "CB", "Text", option, "caf\udce9 <a@example.org>", code=5)

    assert f"{option} holds bytes that are not UTF-8" in refused.err
