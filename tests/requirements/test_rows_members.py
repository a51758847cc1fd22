"""Rows of the requirements about people: sizes, selection, mix, joining and leaving."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.requirements.conftest import Appoint, Topics

pytestmark = pytest.mark.usefixtures("workspace")


def people(count: int, kind: str = "staff", since: str = "2018-07-20", until: str = "") -> list[str]:
    """So many terms, each of another member."""
    return [f"member-{number},{kind},{since},{until}" for number in range(1, count + 1)]


def test_row_12_members_are_counted_on_any_date(wmstrat: Wmstrat, appointed: Appoint) -> None:
    appointed(
        "member-1, staff, 2018-07-20, ",
        "member-2, board, 2018-07-20, 2018-10-01",
        "member-3, individual, 2018-09-01, ",
    )

    def count(day: str) -> int:
        [group] = wmstrat.items("status", "CB", "--on", day)
        assert len(wmstrat.items("member", "list", "CB", "--on", day)) == group["members"]
        return int(group["members"])

    counted = [count(day) for day in ("2018-07-19", "2018-07-20", "2018-09-01", "2018-09-30", "2018-10-01")]
    assert counted == [0, 2, 3, 3, 2]


@pytest.mark.parametrize(
    ("count", "warned"),
    [(9, "1 too few"), (10, None), (15, None), (16, "1 too many")],
)
def test_row_52_sizes_warn_below_10_and_above_15_and_refuse_nobody(
    wmstrat: Wmstrat, appointed: Appoint, topics: Topics, count: int, warned: str | None
) -> None:
    appointed(*people(count))

    told = [text for text in topics("CB") if text.startswith("Members: ") and " too " in text]
    assert [text.removeprefix("Members: ").split(", ")[0] for text in told] == ([warned] if warned else [])
    [group] = wmstrat.items("status", "CB")
    assert (group["members"], group["minimum"], group["maximum"]) == (count, 10, 15)


def test_row_52_only_current_members_count(appointed: Appoint, topics: Topics) -> None:
    appointed(*people(15), "member-16, staff, 2018-07-20, 2018-07-21", "member-17, staff, 2019-01-01, ")

    assert "Members: 1 too many" in topics("CB", "--on", "2018-07-20")
    assert "Members: 1 too many" not in topics("CB", "--on", "2018-07-21")
    assert "Members: 1 too many" in topics("CB", "--on", "2019-01-01")


def test_row_12_members_to_come_are_counted_apart(wmstrat: Wmstrat, appointed: Appoint) -> None:
    appointed(
        "member-1, staff, 2018-07-01, ",
        "member-2, staff, 2018-07-21, ",
        "member-3, staff, 2018-07-01, 2018-07-02",
    )
    assert "1 member, 1 to come · " in wmstrat("status").out
    assert "1 member (1 staff), ideally 10 to 15; 1 to come; 1 has left" in wmstrat("status", "CB").out
    assert wmstrat.items("status", "CB")[0]["to_come"] == 1


def test_row_47_a_body_that_is_over_is_not_advised(wmstrat: Wmstrat) -> None:
    def advised() -> list[str]:
        return [one["mend"] for one in wmstrat.items("check") if one["check"] == "selected-by"]

    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "member-17")
    assert advised() == ["Name it: wmstrat set CB-member-17 selected_by=SC"]
    wmstrat("set", "CB-member-17", "since=2018-07-21")
    assert advised() == []
    wmstrat("group", "add", "Jury", "--kind", "selecting")
    assert advised() == ["Name it: wmstrat set CB-member-17 selected_by=JU"]


def test_row_55_nobody_leaves_before_they_come(wmstrat: Wmstrat, appointed: Appoint) -> None:
    appointed("member-1, staff, 2019-01-01, ")
    refused = wmstrat("member", "leave", "CB", "member-1", code=4).err

    assert "Member 1 is a member of Capacity Building from 2019-01-01 on, which is after 2018-07-20." in refused
    assert "wmstrat member leave CB member-1 --on DATE" in refused
    assert "groups/" not in refused


def test_row_52_the_bounds_are_the_workspaces_own(wmstrat: Wmstrat, appointed: Appoint, topics: Topics) -> None:
    appointed(*people(3))
    wmstrat("set", "process", "minimum_size=2", "maximum_size=2")

    assert "Members: 1 too many" in topics("CB")


def test_row_52_a_process_without_sizes_and_types_warns_of_none(
    wmstrat: Wmstrat, appointed: Appoint, topics: Topics
) -> None:
    appointed("member-1, , 2018-07-20, ")
    assert "Members: 9 too few, no staff, board or individual" in topics("CB")
    wmstrat("set", "process", "minimum_size=", "maximum_size=", "member_types=")

    assert not [text for text in topics("CB") if text.startswith("Members: ")]


def test_row_47_an_appointment_names_the_body_that_selected(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    bodies = {group["kind"]: group["id"] for group in wmstrat.items("group", "list") if group["kind"] != "working"}
    assert bodies["selecting"] == "steering-committee"
    assert bodies["steering"] == "steering-group"

    wmstrat("member", "appoint", "CB", "Member 17", "--selected-by", "SC")
    wmstrat("member", "appoint", "DI", "Member 17", "--selected-by", "CT")

    assert wmstrat.record("CB-member-17")["selected_by"] == "steering-committee"
    assert wmstrat.record("DI-member-17")["selected_by"] == "core-team"


def test_row_47_no_working_group_selects(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "Member 17", "--selected-by", "SC")

    for value in ("selected_by=DI", "selected_by=CB", "selected_with+=DI"):
        assert "the body that selected the member" in wmstrat("set", "CB-member-17", value, code=5).err
    wmstrat("person", "add", "Member 18")
    wmstrat("member", "appoint", "CB", "Member 18", "--selected-by", "DI", code=5)


def test_row_77_several_bodies_select_and_nothing_is_filled_in_that_nobody_said(wmstrat: Wmstrat) -> None:
    for number in (17, 18):
        wmstrat("person", "add", f"Member {number}")
    wmstrat("member", "appoint", "CB", "Member 17", "--selected-by", "CT", "--selected-by", "SC")
    wmstrat("member", "appoint", "CB", "Member 18")
    wmstrat("import", "member", "-", "--from", "csv", stdin="person,group\nmember-17,DI\n")

    selected = {term["id"]: (term["selected_by"], term["selected_with"]) for term in wmstrat.items("member", "list")}
    assert selected == {
        "CB-member-17": ("core-team", ["steering-committee"]), "CB-member-18": ("", []), "DI-member-17": ("", []),
    }  # fmt: skip
    warned = [problem["path"] for problem in wmstrat.items("check") if problem["check"] == "selected-by"]
    assert [path.rpartition("/")[2] for path in warned] == ["CB-member-18.yaml"]
    assert wmstrat.record("DI-member-17")["since"] == "not known"


def test_row_54_a_group_that_lacks_a_member_type_is_flagged(
    wmstrat: Wmstrat, appointed: Appoint, topics: Topics
) -> None:
    appointed("member-1, staff, 2018-07-20, ", "member-2, board, 2018-07-20, 2018-10-01")

    def lacking(day: str) -> set[str]:
        [text] = [text for text in topics("CB", "--on", day) if text.startswith("Members: ")]
        return set(text.partition(", no ")[2].split(" or "))

    assert lacking("2018-07-20") == {"individual"}
    assert lacking("2018-10-01") == {"board", "individual"}
    assert [entry["id"] for entry in wmstrat.record("process")["member_types"]] == ["staff", "board", "individual"]


@pytest.fixture
def applicant(wmstrat: Wmstrat) -> str:
    """Somebody who asked to join, known in private only."""
    wmstrat("person", "add", "Member 17", "--private")
    return wmstrat("member", "apply", "CB", "Member 17", "--on", "2018-11-05", "--why", "I teach").lines[0]


def test_row_55_an_application_on_any_date_is_appointed(wmstrat: Wmstrat, applicant: str, topics: Topics) -> None:
    assert wmstrat.record(applicant)["state"] == "applied"
    assert "1 application waits for an answer" in topics("CB")

    wmstrat("member", "appoint", "CB", "Member 17", "--type", "individual", "--on", "2018-11-20")

    application = wmstrat.record(applicant)
    assert (application["state"], application["on"], application["answered"]) == (
        "appointed", "2018-11-05", "2018-11-20",
    )  # fmt: skip
    assert wmstrat.record("CB-member-17")["since"] == "2018-11-20"
    assert not {text for text in topics("CB") if "application" in text}


def test_row_55_an_application_is_refused_with_a_reason(wmstrat: Wmstrat, applicant: str) -> None:
    wmstrat("member", "decline", "CB", "Member 17", "--why", "Full until March", "--on", "2018-12-01")

    application = wmstrat.record(applicant)
    answer = [application[name] for name in ("state", "answered", "why", "answer", "motivation")]
    assert answer == ["declined", "2018-12-01", "Full until March", "Full until March", "I teach"]
    assert wmstrat.items("member", "list", "CB") == []
    wmstrat("member", "decline", "CB", "Member 17", code=3)


def test_row_55_members_leave_and_come_back_as_terms_of_their_own(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "Member 17", "--on", "2018-07-20")
    for command in ("apply", "appoint"):
        refused = wmstrat("member", command, "CB", "Member 17", code=4).err
        assert "wmstrat set CB-member-17 role=ROLE" in refused
    wmstrat("member", "leave", "CB", "Member 17", "--on", "2018-10-01", "--why", "A new job")
    wmstrat("member", "leave", "CB", "Member 17", code=3)
    again = wmstrat("member", "appoint", "CB", "Member 17", "--on", "2019-01-10").lines

    assert again == ["CB-member-17-2"]
    terms = [(one["id"], one["state"], one["since"], one["until"]) for one in wmstrat.items("member", "list", "CB")]
    assert terms == [
        ("CB-member-17", "left", "2018-07-20", "2018-10-01"),
        ("CB-member-17-2", "appointed", "2019-01-10", ""),
    ]
    wmstrat("set", "CB-member-17-2", "since=2018-09-01", code=5)


def test_row_55_the_current_needs_of_a_group_are_listed(wmstrat: Wmstrat) -> None:
    wmstrat("set", "CB", "needs+=somebody who speaks Swahili", "needs+=a trainer")

    assert [need["what"] for need in wmstrat.record("CB")["needs"]] == ["somebody who speaks Swahili", "a trainer"]
    assert "somebody who speaks Swahili" in wmstrat("status", "CB").out


@pytest.mark.parametrize(("count", "found"), [(9, ["9 members"]), (10, []), (15, []), (16, ["16 members"])])
def test_row_52_check_warns_of_the_size_too(
    wmstrat: Wmstrat, appointed: Appoint, count: int, found: list[str]
) -> None:
    appointed(*people(count), "member-17, staff, 2018-07-01, 2018-07-10")

    sizes = [problem for problem in wmstrat.items("check") if problem["check"] == "size"]
    assert [(problem["found"], problem["severity"]) for problem in sizes] == [(each, "warning") for each in found]


def test_row_55_a_past_term_comes_in_once_a_later_one_is_there(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "Member 17", "--on", "2018-07-01")

    past = ("--on", "2017-01-01", "--until")
    wmstrat("member", "appoint", "CB", "Member 17", *past[:2], code=5)
    wmstrat("member", "appoint", "CB", "Member 17", *past, "2018-07-02", code=5)
    again = wmstrat("member", "appoint", "CB", "Member 17", *past, "2018-01-01").lines

    term = wmstrat.record(again[0])
    assert (term["state"], term["since"], term["until"]) == ("left", "2017-01-01", "2018-01-01")
    assert len(wmstrat.items("member", "list", "CB", "--on", "2017-06-01")) == 1
    [group] = wmstrat.items("status", "CB")
    assert (group["members"], group["former"]) == (1, 0)


def test_row_55_a_day_that_nobody_knows_stays_open(wmstrat: Wmstrat) -> None:
    for number in (17, 18):
        wmstrat("person", "add", f"Member {number}")
    wmstrat("member", "appoint", "CB", "Member 17", "--on", "not known")
    wmstrat("import", "member", "-", "--from", "csv", stdin="person,group,state\nmember-18,CB,left\n")

    terms = [(term["since"], term["until"]) for term in wmstrat.items("member", "list", "CB")]
    assert terms == [("not known", ""), ("not known", "not known")]
    for day in ("2018-01-01", "2018-07-20"):
        [group] = wmstrat.items("status", "CB", "--on", day)
        assert group["members"] == 1
    wmstrat("member", "leave", "CB", "Member 17", "--on", "unknown")
    assert wmstrat.record("CB-member-17")["until"] == "not known"
    wmstrat("check")


def test_row_12_the_headline_counts_each_person_once(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    for group in ("CB", "DI"):
        wmstrat("member", "appoint", group, "Member 17")

    assert "1 member" in wmstrat("status").out.splitlines()[1]


def test_row_55_an_application_is_not_answered_before_it_was_made(wmstrat: Wmstrat, applicant: str) -> None:
    wmstrat("member", "decline", "CB", "Member 17", "--on", "2018-11-04", code=5)
    assert wmstrat.record(applicant)["state"] == "applied"

    wmstrat("member", "appoint", "CB", "Member 17", "--on", "2018-07-20")
    assert wmstrat.record(applicant)["answered"] == "2018-11-05"


def test_several_roles_of_a_person_in_one_group(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "Member 17", "--role", "coordinator", "--role", "liaison")

    term = wmstrat.record("CB-member-17")
    assert (term["roles"], term["role"]) == (["coordinator", "liaison"], "coordinator")
    assert [one["id"] for one in wmstrat.items("member", "list", "--role", "Liaison")] == ["CB-member-17"]
    wmstrat("set", "CB-member-17", "role=member")
    wmstrat("set", "CB-member-17", "roles+=coordinator")
    term = wmstrat.record("CB-member-17")
    assert (term["roles"], term["role"]) == (["member", "coordinator"], "member")
    [group] = wmstrat.items("status", "CB")
    assert group["coordinators"] == ["Member 17"]


def test_a_role_of_an_earlier_version_is_read_and_moves_when_it_changes(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("person", "add", "Member 17")
    wmstrat("member", "appoint", "CB", "Member 17", "--role", "coordinator")
    file = workspace / "groups/capacity-building/members/CB-member-17.yaml"
    text = file.read_text()
    file.write_text(text.replace("roles:\n  - coordinator\n", "role: coordinator\n"))
    assert "role: coordinator" in file.read_text()
    wmstrat("save")

    assert wmstrat.record("CB-member-17")["roles"] == ["coordinator"]
    wmstrat("set", "CB-member-17", "why=A reason")
    assert "role: coordinator\n" in file.read_text()
    wmstrat("set", "CB-member-17", "roles+=liaison")
    assert "roles:\n  - coordinator\n  - liaison\n" in file.read_text()
    assert "role:" not in file.read_text()


def test_row_55_several_apply_at_once_and_each_application_is_answered(wmstrat: Wmstrat) -> None:
    for name in ("Member 17", "Member 18"):
        wmstrat("person", "add", name)
    first = wmstrat("member", "apply", "CB", "Member 17", "Member 18").lines
    again = wmstrat("member", "apply", "CB", "Member 17").lines

    assert len(first) == 2
    assert sorted(wmstrat("member", "decline", "CB", "Member 17", "Member 18").lines) == sorted([*first, *again])
    assert {one["state"] for one in wmstrat.items("application", "list")} == {"declined"}
