"""The report behind `wmstrat status`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from wmstrat.kinds import Catalogue
from wmstrat.repo.place import find
from wmstrat.reports import overview
from wmstrat.workspace.activity import last_activity
from wmstrat.workspace.workspace import Workspace

Git = Callable[..., str]
QUESTION = "Which capacities do small communities lack?"


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ("process.yaml", "process"),
        ("groups/capacity-building/questions/CB-Q1.md", "CB"),
        ("groups/capacity-building/notes/2018/07/CB-N20180720-bcdf.md", "CB"),
        ("people/member-18.yaml", "people"),
    ],
)
def test_a_broken_file_of_any_kind_is_the_first_thing_that_needs_attention(
    wmstrat: Wmstrat, workspace: Path, broken: str, named: str
) -> None:
    path = workspace / broken
    path.parent.mkdir(parents=True, exist_ok=True)
    before, text = wmstrat("status").out, path.read_bytes() if path.exists() else None
    path.write_text("wmstrat: 1\nname: [unclosed\n")

    shown = wmstrat("status").out

    attention = shown[shown.index("1 file has errors") :].splitlines()[0]
    assert named in attention
    path.unlink() if text is None else path.write_bytes(text)
    assert wmstrat("status").out == before


@pytest.mark.parametrize(
    ("marks", "drafts"),
    [
        ([], ["CB-D1"]),
        (["set CB-D1 became+=CB-D2", "mark CB-D1 merged"], ["CB-D2"]),
        (["set CB-D1 became+=CB-D2", "mark CB-D1 merged", "set CB-D2 answers+=CB-Q1"], ["CB-D2"]),
        (["set CB-D1 became+=CB-D2", "set CB-D1 became+=CB-D3", "mark CB-D1 split"], ["CB-D2", "CB-D3"]),
        (["set CB-D1 became+=CB-D2", "mark CB-D1 merged", "set CB-D2 became+=CB-D3", "mark CB-D2 merged"], ["CB-D3"]),
        (["set CB-D1 became+=CB-D2", "mark CB-D1 merged", "mark CB-D2 withdrawn"], []),
        (["mark CB-D1 withdrawn"], []),
    ],
)
def test_a_question_whose_draft_went_on_in_another_is_not_without_one(
    once: Once, wmstrat: Wmstrat, workspace: Path, marks: list[str], drafts: list[str]
) -> None:
    def make() -> None:
        wmstrat("question", "add", "CB", QUESTION)
        wmstrat("mark", "CB-Q1", "final")
        wmstrat("draft", "add", "CB", "First", "--answers", "CB-Q1")
        for title in ("Second", "Third"):
            wmstrat("draft", "add", "CB", title)

    once(make, workspace)
    for typed in marks:
        wmstrat(*typed.split())

    [group] = wmstrat.items("status", "CB")
    [question] = group["questions"]
    assert question["drafts"] == drafts
    told = [item["text"] for item in group["attention"]]
    assert ("1 final question without a draft" in told) == (not drafts)


def test_a_submitted_draft_that_nobody_can_decide_about_needs_attention(wmstrat: Wmstrat, tmp_path: Path) -> None:
    own = ["-C", tmp_path / "own"]
    wmstrat("init", tmp_path / "own", "--empty")
    wmstrat(*own, "group", "add", "Compost and soil")
    wmstrat(*own, "draft", "add", "CS", "A shared heap")

    def told() -> list[str]:
        [group] = [one for one in wmstrat.items(*own, "status") if one["code"] == "CS"]
        return [item["command"] for item in group["attention"] if "no group decides" in item["text"]]

    wmstrat(*own, "draft", "publish", "CS-D1", "--despite", "Only its title is ready.")
    assert told() == []
    wmstrat(*own, "mark", "CS-D1", "submitted")
    assert told() == ["wmstrat group add NAME --kind deciding"]
    assert "1 draft waits for a decision, but no group decides" in wmstrat(*own, "status", "CS").out
    wmstrat(*own, "group", "add", "Assembly", "--kind", "deciding")
    assert told() == []


@pytest.mark.usefixtures("workspace")
def test_where_the_process_begins_both_pages_are_calm(wmstrat: Wmstrat) -> None:
    def marks(*of: str) -> list[str]:
        return [line.strip()[0] for line in wmstrat("status", *of).lines if "No members yet" in line]

    wmstrat("person", "add", "Member 17")
    assert marks() == marks("CB") == ["•"]
    wmstrat("member", "appoint", "DI", "Member 17")
    assert marks() == marks("CB") == ["!"]


@pytest.mark.usefixtures("workspace")
def test_the_report_of_a_group_shows_the_stages_to_come(wmstrat: Wmstrat) -> None:
    wmstrat("group", "stage", "CB", "recommendations", "--on", "2019-06-01")
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-11-01")

    [group] = wmstrat.items("status", "CB")
    assert [(one["stage"], one["since"]) for one in group["planned"]] == [
        ("scope", "2018-11-01"),
        ("recommendations", "2019-06-01"),
    ]
    shown = next(line for line in wmstrat("status", "CB").lines if line.startswith("Planned"))
    assert "from 2018-11-01" in shown
    assert not [one for one in wmstrat("status", "CB", "--on", "2019-07-01").lines if one.startswith("Planned")]


@pytest.mark.usefixtures("workspace")
def test_what_a_group_needs_is_not_told_by_the_command_that_was_typed(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 18")
    wmstrat("member", "appoint", "CB", "Member 18")
    wmstrat("question", "add", "CB", QUESTION)
    wmstrat("mark", "CB-Q1", "final")

    [group] = wmstrat.items("status", "CB")
    commands = {item["topic"]: item["command"] for item in group["attention"]}

    assert commands["members"] == "wmstrat member appoint CB PERSON --type staff"
    assert commands["focus"] == "wmstrat question add CB TEXT --focus CB-F1"
    assert commands["undrafted"] == "wmstrat draft add CB TITLE --answers CB-Q1"
    assert not [one for one in commands.values() if "status" in one]
    told = next(line for line in wmstrat("status", "--width", "200").lines if "final question" in line)
    assert told.split("  ")[-1] == "wmstrat draft add CB TITLE --answers CB-Q1"
    assert " CB-Q1 " in told


@pytest.mark.usefixtures("workspace")
def test_a_report_on_another_day_says_what_is_of_that_day(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Members and stages on 2018-07-19; everything else as of today, {today}."
    for today in ("2018-07-20", "2018-07-21"):
        monkeypatch.setenv("WMSTRAT_TODAY", today)
        for command in ("status", "status CB"):
            for form in ("table", "markdown"):
                told = wmstrat(*command.split(), "--on", "2018-07-19", "--format", form).out
                assert said.format(today=today) in told.splitlines()
                for days in ([], ["--on", today]):
                    assert "as of today" not in wmstrat(*command.split(), *days, "--format", form).out


def test_status_is_remembered_until_a_record_changes(wmstrat: Wmstrat, workspace: Path) -> None:
    first = wmstrat("status", "--format", "json").out
    assert wmstrat("status", "--format", "json").out == first
    wmstrat("question", "add", "CB", QUESTION)
    assert wmstrat("status", "--format", "json").out != first
    assert QUESTION in wmstrat("status", "CB").out
    (workspace / "groups" / "capacity-building" / "questions" / "CB-Q1.md").unlink()
    assert "No questions and no drafts yet" in wmstrat("status", "CB").out


def test_what_is_remembered_of_a_group_follows_what_points_at_it(wmstrat: Wmstrat, workspace: Path) -> None:
    """A question of CB is answered by a draft of AD, which becomes one of DI: each step changes what CB shows."""
    steps = (
        ["question", "add", "CB", QUESTION],
        ["mark", "CB-Q1", "final"],
        ["draft", "add", "AD", "First", "--answers", "CB-Q1"],
        ["draft", "add", "DI", "Second"],
        ["set", "AD-D1", "became+=DI-D1"],
        ["mark", "AD-D1", "merged"],
        ["mark", "DI-D1", "withdrawn"],
        ["note", "add", "DI", "What was heard", "--about", "CB-Q1"],
        ["member", "appoint", "DI", "Member 17", "--role", "coordinator"],
        ["set", "member-17", "name=Member 18"],
        ["group", "rename", "DI", "Diversity and care"],
        ["member", "apply", "CB", "Member 18"],
        ["undo"],
        ["mark", "DI-D1", "drafting"],
    )
    wmstrat("person", "add", "Member 17")
    for step in steps:
        wmstrat(*step)
        remembered = [wmstrat("status", *group, "--format", "json").out for group in ([], ["CB"], ["DI"])]
        shutil.rmtree(workspace / ".git" / "wmstrat" / "cache")
        assert [wmstrat("status", *group, "--format", "json").out for group in ([], ["CB"], ["DI"])] == remembered


def test_a_commit_of_a_later_day_costs_no_look_at_the_records(
    wmstrat: Wmstrat, workspace: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    def active() -> str:
        return next(group["active"] for group in wmstrat.items("status") if group["code"] == "DI")

    before = active()
    page = "groups/diversity/README.md"
    (workspace / page).write_text((workspace / page).read_text() + "More.\n")
    active()  # the page is read
    git(workspace, "commit", "-q", "--date=2090-01-01T12:00:00", "-m", "Elsewhere", page)
    monkeypatch.setattr(overview, "look", lambda of: pytest.fail(f"{of.group.id} was looked at"))
    assert (active(), before < "2090-01-01") == ("2090-01-01", True)


def test_a_link_in_a_folder_of_a_group_is_seen_at_once(wmstrat: Wmstrat, workspace: Path) -> None:
    wmstrat("status")
    (workspace / "groups" / "advocacy" / "questions").symlink_to(workspace / "people")
    told = {group["code"]: group["attention"] for group in wmstrat.items("status") if group["attention"]}
    assert [code for code, items in told.items() if any("errors" in item["text"] for item in items)] == ["AD"]


def test_a_day_of_a_branch_that_was_left_is_forgotten(workspace: Path, git: Git) -> None:
    def activity() -> str:
        opened = Workspace(find(workspace), Catalogue())
        opened.refresh()
        day = last_activity(opened)["diversity"]
        opened.index.database.close()
        return day

    before = activity()
    git(workspace, "checkout", "-q", "-b", "other")
    (workspace / "groups/diversity/page.md").write_text("x")
    git(workspace, "add", "groups")
    git(workspace, "commit", "-q", "--date=2090-01-01T12:00:00", "-m", "Elsewhere")
    assert activity() == "2090-01-01"
    git(workspace, "checkout", "-q", "main")
    (workspace / "foreign.txt").write_text("x")
    git(workspace, "add", "foreign.txt")
    git(workspace, "commit", "-q", "-m", "Another line")
    assert activity() == before


@pytest.mark.usefixtures("workspace")
def test_the_page_and_the_history_of_all_have_what_belongs_to_the_whole_process(wmstrat: Wmstrat) -> None:
    wmstrat("milestone", "add", "ALL", "It is published", "--due", "2018-07-01")
    wmstrat("milestone", "add", "CB", "Trainers are found", "--due", "2018-07-01")

    page = wmstrat("status", "ALL").out
    assert "ALL-M1" in page
    assert "wmstrat milestone list ALL --late" in page
    assert "Trainers" not in page
    [item] = wmstrat.items("status", "ALL")
    assert [milestone["id"] for milestone in item["milestones"]] == ["ALL-M1"]
    history = wmstrat("log", "ALL").out
    assert "It is published" in history
    assert "Trainers" not in history
