"""The contract of `set`, `mark` and days: what may be typed for a field."""

from __future__ import annotations

import pytest

from tests.conftest import Wmstrat
from wmstrat.kinds import kinds
from wmstrat.kinds.parts import WHY, reason_ends

pytestmark = pytest.mark.usefixtures("question")


@pytest.mark.parametrize(
    ("typed", "field", "value"),
    [
        (["level=structural"], "level", "structural"),
        (["level=structural", "level="], "level", ""),
        (["background=a = b, c"], "background", "a = b, c"),
        (["focus=CB-F1,CB-F2"], "focus", ["CB-F1", "CB-F2"]),
        (["focus+=CB-F1", "focus+=CB-F2", "focus+=CB-F1"], "focus", ["CB-F1", "CB-F2"]),
        (["focus=CB-F1,CB-F2", "focus-=CB-F1"], "focus", ["CB-F2"]),
        (["focus=CB-F1", "focus="], "focus", []),
        (["enduring-since=2004"], "enduring_since", "2004"),
        (["title=- a dash"], "title", "- a dash"),
        (["title=[bold]no markup[/bold]"], "title", "[bold]no markup[/bold]"),
    ],
    ids=str,
)
def test_set_sets_clears_adds_and_takes_away(wmstrat: Wmstrat, typed: list[str], field: str, value: object) -> None:
    wmstrat("set", "CB-Q1", *typed)

    assert wmstrat.record("CB-Q1")[field] == value


@pytest.mark.usefixtures("question", "unchanged")
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("nonsense=1", 2, "The fields are: title, state"),
        ("level", 2, "wmstrat set CB-Q1 level=VALUE"),
        ("=x", 2, "FIELD=VALUE"),
        ("level+=x", 2, "is not a list"),
        ("level=medium", 5, "one of structural, programmatic"),
        ("state=done", 5, "one of proposed, review"),
        ("state=", 5, "state: empty"),
        ("title=", 5, "title: empty"),
        ("state=answered", 4, "Its next state can be: review, final"),
        ("focus-=CB-F3", 5, "does not contain CB-F3"),
        ("focus=CB-F9", 5, "a focus item of the group"),
        ("enduring_since=long", 5, "is not a date"),
        ("final_on=2018-02-30", 5, "is not a date"),
        ("merged_into=CB-D", 3, "CB-D"),
        ("merged_into=CB", 3, "CB"),
        ("id=CB-Q2", 4, "cannot change"),
        ("group=DI", 4, "cannot change"),
    ],
)
def test_set_refuses_what_the_field_does_not_take(wmstrat: Wmstrat, typed: str, code: int, said: str) -> None:
    refused = wmstrat("set", "CB-Q1", typed, code=code)

    assert refused.out == ""
    assert said in " ".join(refused.err.split())


def test_set_of_a_value_that_is_there_makes_no_commit(wmstrat: Wmstrat) -> None:
    before = wmstrat.items("log")
    told = wmstrat("set", "CB-Q1", "state=proposed", "level=")
    assert "nothing was changed" in told.err
    assert "nothing was changed" in wmstrat("mark", "CB-Q1", "proposed").err

    assert wmstrat.items("log") == before


@pytest.mark.usefixtures("question", "unchanged")
@pytest.mark.parametrize(
    ("reference", "state", "code", "said"),
    [
        ("CB-Q1", "nonsense", 5, "The states are: proposed, review, final"),
        ("CB-Q1", "answered", 4, "Its next state can be: review, final"),
        ("process", "final", 2, "has no states"),
        ("CB", "concluded", 2, "has no states"),
    ],
)
def test_mark_refuses_what_the_process_does_not_know(
    wmstrat: Wmstrat, reference: str, state: str, code: int, said: str
) -> None:
    assert said in wmstrat("mark", reference, state, code=code).err


# Today is Friday, 20 July 2018.
DAYS = {
    "2018-08-01": "2018-08-01",
    "today": "2018-07-20",
    "Yesterday": "2018-07-19",
    "tomorrow": "2018-07-21",
    "friday": "2018-07-20",
    "monday": "2018-07-23",
    "+2w": "2018-08-03",
    "+3d": "2018-07-23",
    "-1m": "2018-06-20",
    "+2y": "2020-07-20",
    "2018-07": "2018-07-01",
    "2020-02-29": "2020-02-29",
}


def test_days_in_words_on_the_command_line(wmstrat: Wmstrat) -> None:
    first = wmstrat("note", "add", "CB", "A note", "--date", "2018-07-02").lines[0]
    for typed, day in DAYS.items():
        wmstrat("set", first, f"date={typed}")
        assert wmstrat.record(first)["date"] == day
        note = wmstrat("note", "add", "CB", "A note", f"--date={typed}").lines[0]
        assert note.startswith(f"CB-N{day.replace('-', '')}-")


@pytest.mark.parametrize(("typed", "kept"), [("today", "2018-07-20"), ("2018-07", "2018-07"), ("2018", "2018")])
def test_where_a_month_will_do_it_stays_one(wmstrat: Wmstrat, typed: str, kept: str) -> None:
    wmstrat("set", "CB", "established=2017", f"established={typed}")

    assert wmstrat.record("CB")["established"] == kept


@pytest.mark.usefixtures("question", "unchanged")
@pytest.mark.parametrize(
    "command",
    ["note add CB Text --date={}", "status --on={}", "member list --on={}", "group stage CB scope --on={}"],
)
def test_a_day_that_is_none_is_refused(wmstrat: Wmstrat, command: str) -> None:
    for typed in (
        "2018-02-30",
        "2018-13",
        "someday",
        "30.2.2018",
        "2018/02/30",
        "+w",
        "+99999w",
        "٢٠١٨-٠٧-٢٠",
    ):
        refused = wmstrat(*command.format(typed).split(), code=5).err
        assert typed in refused
        assert '" is not a date' in refused


def test_a_field_and_its_value_without_the_sign_between_them(wmstrat: Wmstrat) -> None:
    refused = wmstrat("set", "CB-Q1", "level", "structural", code=2)
    assert "wmstrat set CB-Q1 level=structural" in refused.err
    assert '"="' in refused.err


@pytest.mark.usefixtures("workspace")
def test_the_reason_for_a_state_ends_with_the_state(wmstrat: Wmstrat) -> None:
    [draft] = wmstrat("draft", "add", "CB", "Share what works").lines
    wmstrat("mark", draft, "drafting", "--why", "Two people have time now")
    assert wmstrat.record(draft)["why"] == "Two people have time now"
    wmstrat("set", draft, "title=Another title")
    assert wmstrat.record(draft)["why"] == "Two people have time now"
    wmstrat("draft", "publish", draft, "--despite", "Only its title is ready.")
    assert wmstrat.record(draft)["why"] == ""
    [application] = wmstrat("member", "apply", "CB", wmstrat("person", "add", "Ada").out.strip()).lines
    wmstrat("application", "decline", application, "--why", "The group is full")
    wmstrat("mark", application, "applied")
    again = wmstrat.record(application)
    assert (again["why"], again["answered"]) == ("", "")


def test_every_kind_with_a_reason_for_its_state_ends_it() -> None:
    having = [kind for kind in kinds() if any(field.about == WHY.about for field in kind.fields)]
    assert len(having) > 9
    assert [kind.name for kind in having if reason_ends not in kind.follow] == []


@pytest.mark.usefixtures("workspace")
def test_set_without_a_record_says_where_it_goes(wmstrat: Wmstrat) -> None:
    assert "Type: wmstrat set REF level=structural" in wmstrat("set", "level=structural", code=2).err


@pytest.mark.usefixtures("workspace")
def test_the_day_that_was_understood_is_told(wmstrat: Wmstrat) -> None:
    assert '"monday" is Mon 2018-07-23.' in wmstrat("group", "stage", "CH", "scope", "--on", "monday").err
    assert '"1.8.2018" is Wed 2018-08-01.' in wmstrat("note", "add", "CB", "Text", "--date", "1.8.2018").err
    note = wmstrat("note", "add", "CB", "Text").lines[0]
    assert '"next friday" is Fri 2018-07-27.' in wmstrat("set", note, "date=next friday").err
    for plain in ("2018-08-02", "today"):
        assert " is " not in wmstrat("note", "add", "CB", "Text", "--date", plain).err


def test_a_list_of_ids_is_added_and_taken_out_at_once(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB-Q1", "focus+=CB-F1,CB-F2", "focus+=CB-F2, CB-F3")
    assert wmstrat.record("CB-Q1")["focus"] == ["CB-F1", "CB-F2", "CB-F3"]
    wmstrat("set", "CB-Q1", "focus-=CB-F1,CB-F3")
    assert wmstrat.record("CB-Q1")["focus"] == ["CB-F2"]
    wmstrat("set", "CB-Q1", "focus-=CB-F2,CB-F3", code=5)
    wmstrat("set", "CB", "needs+=Law, politics", "needs+=Money")
    wmstrat("set", "CB", "needs-=Law, politics")
    assert [need["what"] for need in wmstrat.record("CB")["needs"]] == ["Money"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("group stage CB --end", "STAGE is missing: the stage. It can be set-up, scope,"),
        (
            "group stage",
            "GROUP... STAGE is missing: one or more groups, or - to read ids from a pipe. Then the stage. "
            "One of: set-up, scope,",
        ),
        ("group rename CB", "NAME is missing: the new name. It comes after CB."),
        ("draft decide --by BD CB-D1", "OUTCOME is missing: what was decided, or how far those are"),
    ],
)
def test_what_is_missing_after_records_is_named_with_the_words_that_fit(
    wmstrat: Wmstrat, command: str, said: str
) -> None:
    if "draft" in command:
        wmstrat("draft", "add", "CB", "A draft")

    assert said in wmstrat(*command.split(), code=2).err
