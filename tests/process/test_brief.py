"""`wmstrat brief`: what waits for whom, and since when (row 83). Today is 2018-07-20."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat

pytestmark = pytest.mark.usefixtures("workspace")

NINA, BEN = "Member 17", "Member 18"


@pytest.fixture
def working(once: Once, workspace: Path, wmstrat: Wmstrat) -> None:
    """Member 17 coordinates Capacity Building; Member 18 has an action that is late, and one more."""

    def make() -> None:
        for name in (NINA, BEN):
            wmstrat("person", "add", name)
        wmstrat("member", "appoint", "CB", NINA, "--role", "coordinator")
        wmstrat("member", "appoint", "CB", BEN)
        wmstrat("action", "add", "CB", "Call them", "--owner", BEN, "--due", "2018-07-01")
        wmstrat("action", "add", "CB", "Write to them", "--owner", BEN, "--due", "2018-10-01")
        wmstrat("action", "add", "CB", "Nobody does it")

    once(make, workspace)


def notices(wmstrat: Wmstrat, *arguments: str) -> dict[str, list[str]]:
    """The records of what waits, by the names of the notices, in the order in which they are told."""
    return {item["notice"]: item["records"] for item in wmstrat.items("brief", *arguments)}


@pytest.mark.usefixtures("working")
def test_a_person_is_told_what_names_them(wmstrat: Wmstrat) -> None:
    found = notices(wmstrat, BEN)

    assert found == {"overdue-action": ["CB-A1"], "open-action": ["CB-A2"]}
    [overdue, _] = wmstrat.items("brief", BEN)
    assert (overdue["since"], overdue["whom"], overdue["command"]) == (
        "2018-07-01", ["member-18"], "wmstrat action list CB --late",
    )  # fmt: skip


@pytest.mark.usefixtures("working")
def test_a_coordinator_is_told_what_names_nobody(wmstrat: Wmstrat) -> None:
    found = notices(wmstrat, NINA)

    assert found["ownerless-action"] == ["CB-A3"]
    assert {"members", "nothing"} <= set(found)
    assert "overdue-action" not in found


@pytest.mark.usefixtures("working")
def test_the_most_urgent_comes_first_and_of_these_what_waits_longest(wmstrat: Wmstrat) -> None:
    wmstrat("support", "add", "CB", "A room", "--kind", "travel", "--needed-by", "2018-06-01")
    wmstrat("support", "add", "AD", "A bus", "--kind", "travel", "--needed-by", "2018-07-15")
    items = wmstrat.items("brief", "ALL")

    assert [item["urgency"] for item in items] == sorted(item["urgency"] for item in items)
    urgent = [(item["since"], item["notice"]) for item in items if item["urgency"] == 2 and item["since"]]
    assert urgent == [("2018-06-01", "overdue-support"), ("2018-07-01", "overdue-action")]


@pytest.mark.usefixtures("working")
def test_the_brief_of_all_has_what_belongs_to_the_whole_process(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "ALL", "It is published", "--due", "2018-07-01", "--owner", BEN)

    assert notices(wmstrat, "ALL")["overdue-milestone"] == ["ALL-M1"]
    assert notices(wmstrat, BEN)["overdue-milestone"] == ["ALL-M1"]
    assert "overdue-milestone" not in notices(wmstrat, "CB")


@pytest.mark.usefixtures("working")
def test_a_role_that_is_asked_by_its_name_is_told(wmstrat: Wmstrat) -> None:
    wmstrat("support", "add", "CB", "A room", "--kind", "travel")
    assert "not-arranged" not in notices(wmstrat, BEN)

    wmstrat("member", "appoint", "CT", BEN, "--role", "knowledge-manager")

    assert notices(wmstrat, BEN)["not-arranged"] == ["CB-SU1"]


@pytest.mark.usefixtures("working")
def test_new_is_what_nobody_saw_at_the_last_look_in_this_clone(wmstrat: Wmstrat) -> None:
    wmstrat("brief", BEN)
    assert notices(wmstrat, BEN, "--new") == {}

    wmstrat("action", "add", "CB", "One more", "--owner", BEN, "--due", "2018-07-02")

    assert "overdue-action" in notices(wmstrat, BEN, "--new")
    assert notices(wmstrat, BEN, "--new") == {}
    assert "Nothing new waits." in wmstrat("brief", BEN, "--new").out


@pytest.mark.usefixtures("working")
def test_what_is_overdue_is_new_again_after_thirty_days(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    wmstrat("brief", BEN)
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-07-25")
    assert notices(wmstrat, BEN, "--new") == {}
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-08-05")
    assert "overdue-action" in notices(wmstrat, BEN, "--new")


@pytest.mark.usefixtures("working")
def test_a_look_that_cannot_be_read_shows_all_again(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("brief", BEN)
    (workspace / ".git" / "wmstrat" / "looks.json").write_text('{"member-18": {"head": [1]')

    assert "overdue-action" in notices(wmstrat, BEN, "--new")


@pytest.mark.usefixtures("working")
def test_a_person_is_told_what_others_wrote_about_their_records(wmstrat: Wmstrat) -> None:
    wmstrat("brief", BEN)
    wmstrat("note", "add", "CB", "They do not answer.", "--about", "CB-A1", "--author", "Member 19 <m@example.org>")
    wmstrat("note", "add", "CB", "Something else.", "--author", "Member 19 <m@example.org>")
    wmstrat("action", "done", "CB-A1", "--author", f"{BEN} <b@example.org>")

    shown = wmstrat("brief", BEN).out

    assert "What others did since you last looked" in shown
    assert 'add note "They do not answer."' in shown
    assert "Something else" not in shown
    assert "finish CB-A1" not in shown
    assert "What others did" not in wmstrat("brief", BEN).out


@pytest.mark.usefixtures("working")
def test_a_notice_is_silenced_for_a_time_with_a_reason_in_a_group_or_everywhere(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("whoami", NINA)
    wmstrat("brief", "--silence", "overdue-action", "CB", "--until", "2018-08-01", "--why", "Holidays.")

    [entry] = wmstrat.record("CB")["silenced"]
    assert entry == {"notice": "overdue-action", "until": "2018-08-01", "why": "Holidays.", "by": "member-17"}
    assert "overdue-action" not in notices(wmstrat, "CB")
    assert "is overdue" not in wmstrat("status", "CB").out
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-08-02")
    assert "overdue-action" in notices(wmstrat, "CB")
    wmstrat("brief", "--silence", "review", "--until", "2018-09-01", "--why", "Not now.")
    assert [entry["notice"] for entry in wmstrat.record("process")["silenced"]] == ["review"]


@pytest.mark.parametrize(
    ("typed", "code", "told"),
    [
        (["--silence", "overdue-acton", "--until", "2018-08-01", "--why", "x"], 3, "Did you mean overdue-action?"),
        (["--silence", "No mailing list", "--until", "2018-08-01", "--why", "x"], 3, "Did you mean mailing-list?"),
        (["--silence", "broken", "--until", "2018-08-01", "--why", "x"], 5, "cannot be silenced"),
        (["--silence", "review", "--until", "2018-07-01", "--why", "x"], 5, "2018-07-01 is over"),
        (["--silence", "review", "--until", "9999-12-31", "--why", "x"], 5, "skip+=review"),
        (["--silence", "review"], 2, "--until DATE"),
        (["--explain", "nonsense"], 3, "The notices are"),
        (["Member 99"], 3, "Member 99"),
    ],
)
def test_bad_wishes_are_refused(wmstrat: Wmstrat, typed: list[str], code: int, told: str) -> None:
    assert told in wmstrat("brief", *typed, code=code).err


def test_every_notice_is_explained(wmstrat: Wmstrat) -> None:
    from wmstrat.kinds import kinds

    for notice in (notice for kind in kinds() for notice in kind.notices):
        told = wmstrat("brief", "--explain", notice.name).out
        assert told.startswith(f"{notice.name}: ")
        assert notice.command in told


@pytest.mark.usefixtures("working")
def test_a_mail_has_a_subject_and_no_handles(wmstrat: Wmstrat) -> None:
    lines = wmstrat("brief", BEN, "--format", "mail").lines

    assert lines[0] == "Subject: Member 18: 1 thing waits"
    assert "- 1 action is overdue: CB-A1, since 2018-07-01" in lines
    assert max(map(len, lines)) <= 72


def test_without_a_name_it_is_the_brief_of_who_is_typing_or_of_all(wmstrat: Wmstrat) -> None:
    told = wmstrat("brief")
    assert told.lines[0].startswith("Wikimedia Movement Strategy")
    assert "wmstrat whoami PERSON" in told.err
    wmstrat("person", "add", BEN)
    wmstrat("whoami", BEN)
    told = wmstrat("brief")
    assert told.lines[0].startswith(BEN)
    assert told.err == ""


@pytest.mark.usefixtures("working")
def test_reminders_for_many_are_one_command(wmstrat: Wmstrat) -> None:
    """A mail for each group and person for whom something waits, the groups from a pipe."""
    wmstrat("person", "add", "Member 19")
    working = wmstrat("group", "list", "--kind", "working", "--format", "ids").out
    mails = wmstrat("brief", "-", "--format", "mail", stdin=working).lines
    subjects = [line for line in mails if line.startswith("Subject: ")]
    assert len(subjects) == 9
    assert all(not mails[mails.index(line) - 1] for line in subjects[1:])

    mails = wmstrat("brief", BEN, "Member 19", "CB", BEN, "--format", "mail").lines
    subjects = [line.split(":")[1].strip() for line in mails if line.startswith("Subject: ")]
    assert subjects == ["Member 18", "Capacity Building"]
    assert "Nothing waits." in wmstrat("brief", "Member 19", "--format", "mail").out
    both = [item["groups"] for item in wmstrat.items("brief", "AD", "CB")]
    assert both == [item["groups"] for name in ("AD", "CB") for item in wmstrat.items("brief", name)]
    assert "Member 20" in wmstrat("brief", "CB", "Member 20", code=3).err


@pytest.mark.usefixtures("working")
def test_a_notice_is_silenced_in_several_groups_at_once(wmstrat: Wmstrat) -> None:
    groups = ("CB", "AD", "ALL")
    done = wmstrat("brief", "--silence", "nothing", *groups, "--until", "2018-09-01", "--why", "Later.")
    entries = [wmstrat.record(name)["silenced"][0]["notice"] for name in ("CB", "AD", "process")]
    assert entries == ["nothing"] * 3
    again = done.err.splitlines()[-1].partition(": wmstrat ")[2]
    assert again == "set CB AD process silenced-=nothing"
    assert wmstrat.items("log")[0]["subject"] == "process: silence nothing until 2018-09-01"


@pytest.mark.usefixtures("workspace")
def test_what_is_due_soon_is_due_in_every_form_and_not_since_a_day_to_come(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "CB", "The scope is published", "--due", "2018-07-24")

    for form in ("table", "mail", "markdown"):
        out = " ".join(wmstrat("brief", "CB", "--format", form).out.split())
        assert "due 2018-07-24" in out
        assert "since 2018-07-24" not in out
