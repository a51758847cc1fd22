"""The contract of changes: one command, one commit, of exactly what the command wrote."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat, add_hook, everything, replace_in
from tests.contract.conftest import CB, QUESTION

Git = Callable[..., str]


def last(git: Git, folder: Path, form: str = "%s") -> str:
    return git(folder, "log", "-1", f"--format={form}").strip()


def trailers(git: Git, folder: Path, key: str) -> list[str]:
    return last(git, folder, f"%(trailers:key={key},valueonly)").split()


@pytest.mark.parametrize(
    ("command", "subject", "named"),
    [
        ("question add CB Why?", 'CB: add question "Why?" (CB-Q2)', ["CB-Q2"]),
        ("draft add CB Idea", 'CB: add draft "Idea" (CB-D1)', ["CB-D1"]),
        ("mark CB-Q1 review", "CB: mark CB-Q1 review (was proposed)", ["CB-Q1"]),
        ("set CB-Q1 level=structural", "CB: set CB-Q1 level", ["CB-Q1"]),
        ("set CB-Q1 level=structural focus+=CB-F1", "CB: set CB-Q1 level, focus", ["CB-Q1"]),
        ("question answer CB-Q1 Because", "CB: answer CB-Q1", ["CB-Q1"]),
        ("question finalize CB", "CB: finalize CB-Q1", ["CB-Q1"]),
        ("group stage CB scope", "CB: begin stage scope", ["capacity-building"]),
        ("group rename CB Learning", 'CB: rename "Capacity Building" to "Learning"', ["capacity-building"]),
        ("group add Law --code LA", 'LA: add group "Law" (law)', ["law"]),
        ("person add Somebody", 'people: add person "Somebody" (somebody)', ["somebody"]),
        ("member appoint CB member-17", "CB: appoint Member 17", ["CB-member-17"]),
        ("set process quiet_days=60", "process: set process quiet_days", ["process"]),
    ],
)
def test_the_subject_says_what_happened_and_trailers_name_command_and_records(
    wmstrat: Wmstrat, question: Path, git: Git, command: str, subject: str, named: list[str]
) -> None:
    folder = question.parent
    if "member-17" in command:
        wmstrat("person", "add", "Member 17")
    before = int(git(folder, "rev-list", "--count", "HEAD"))

    wmstrat(*command.split())

    assert int(git(folder, "rev-list", "--count", "HEAD")) == before + 1
    assert last(git, folder) == subject
    verb = " ".join(command.split()[: 1 if command.startswith(("set", "mark")) else 2])
    assert last(git, folder, "%(trailers:key=Wmstrat-Command,valueonly)") == verb
    assert trailers(git, folder, "Wmstrat-Record") == named
    assert git(folder, "status", "--porcelain") == ""


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "title", ["long " * 30, "成" * 150, "a\ttab", "é" * 200, "🎉" * 90], ids=lambda title: title[:3]
)
def test_a_subject_has_at_most_72_columns(wmstrat: Wmstrat, git: Git, title: str) -> None:
    from rich.cells import cell_len

    note = wmstrat("note", "add", "CB", title).lines[0]

    subject = last(git, Path())
    assert cell_len(subject) <= 72
    assert subject.startswith('CB: add note "')
    assert subject.endswith(f"({note[-4:]})")


@pytest.mark.usefixtures("question")
def test_the_history_of_a_group_reads_as_its_story(wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("mark", "CB-Q1", "review")
    wmstrat("note", "add", "DI", "Elsewhere")
    wmstrat("draft", "add", "CB", "Idea")

    story = git(Path(), "log", "--format=%s", "--", str(CB)).splitlines()
    assert story[:-1] == [
        'CB: add draft "Idea" (CB-D1)',
        "CB: mark CB-Q1 review (was proposed)",
        'CB: add question "Which capacities are missing?" (CB-Q1)',
    ]


def test_a_bulk_command_is_one_commit_however_many_records(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    rows = "".join(f"CB,Question {number}?\n" for number in range(30))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")
    assert last(git, workspace) == "CB: import 30 questions from standard input"
    assert len(trailers(git, workspace, "Wmstrat-Record")) == 30

    wmstrat("question", "finalize", "CB")

    assert last(git, workspace) == "CB: finalize 30 questions"
    assert git(workspace, "rev-list", "--count", "HEAD").strip() == "3"


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize(
    ("command", "started"),
    [
        ("note add CB Text", "status add commit"),
        ("set CB-Q1 level=structural", "status commit"),
        # Once more for the front page, which somebody may be writing.
        ("group rename CB Learning", "status status commit"),
        ("set CB-Q1 level=structural --dry-run", ""),
    ],
)
def test_a_command_starts_as_few_git_processes_as_git_allows(
    wmstrat: Wmstrat, git_processes: GitProcesses, command: str, started: str
) -> None:
    wmstrat(*command.split())
    assert git_processes.verbs() == started.split()


@pytest.mark.usefixtures("question")
def test_undo_starts_as_many_git_processes_for_many_records_as_for_one(
    wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    started = []
    for count in (1, 12):
        rows = "".join(f"CB,Question {number}?\n" for number in range(count))
        wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")
        git_processes.verbs()
        wmstrat("undo")
        started.append(git_processes.verbs())
    assert started[0] == ["var", "log", "log", "status", "commit"]
    assert started[1] == started[0]


@pytest.mark.usefixtures("question")
def test_status_knows_what_a_command_wrote_and_asks_git_what_others_did(
    wmstrat: Wmstrat, workspace: Path, git: Git, git_processes: GitProcesses
) -> None:
    def started(*command: str) -> list[str]:
        git_processes.verbs()
        wmstrat(*command)
        return git_processes.verbs()

    wmstrat("status")
    wmstrat("note", "add", "CB", "Text")
    assert [started("status"), started("status")] == [[], []]
    assert [started("status", "CB"), started("status", "CB")] == [["log"], []]
    page = workspace / "groups/capacity-building/README.md"
    page.write_text(f"{page.read_text()}\nOne more line.\n")
    git(workspace, "commit", "-q", "-a", "-m", "By hand")
    assert [started("status"), started("status")] == [["log", "status", "status"], []]


@pytest.mark.usefixtures("question")
def test_status_of_a_large_workspace_after_a_write_asks_git_for_no_difference(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, git_processes: GitProcesses
) -> None:
    monkeypatch.setattr("wmstrat.workspace.index.MANY_FILES", 5)
    wmstrat("status")
    wmstrat("note", "add", "CB", "Text")
    git_processes.verbs()
    wmstrat("status")
    assert git_processes.verbs() == ["status", "status"]  # of both repositories
    with_a_hook = "a commit of which it is not certain what is in it"
    monkeypatch.setattr("wmstrat.workspace.verification._shown_by_files", lambda *_: None)
    wmstrat("note", "add", "CB", with_a_hook)
    git_processes.verbs()
    wmstrat("status")
    assert git_processes.verbs() == ["status", "diff", "status", "log"]


def test_author_and_message_are_those_given(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    given = ("--author", "Member 18 <member-18@example.org>", "--message", "As agreed.\n\nYes.")
    wmstrat("note", "add", "CB", "Text", *given)

    assert last(git, workspace, "%an <%ae>") == "Member 18 <member-18@example.org>"
    assert last(git, workspace, "%cn") == "Member 17"
    assert last(git, workspace, "%b").startswith("As agreed.\n\nYes.\n\nWmstrat-Command: note add")


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("author", ["Member 18", "<a@b>", "Member 18 <a", "a\nb <c@d>", ""])
def test_an_author_that_git_would_not_understand_is_refused(wmstrat: Wmstrat, author: str) -> None:
    assert "Name <mail>" in wmstrat("note", "add", "CB", "Text", "--author", author, code=2).err


def test_without_an_identity_git_refuses_and_the_author_helps(
    wmstrat: Wmstrat, workspace: Path, isolation: Path, git: Git
) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")

    before = everything(workspace)
    refused = wmstrat("note", "add", "CB", "Text", code=6)
    assert "Error: Git does not know your name. Set name and address: git config --global user.name" in refused.err
    assert "tell me who you are" not in refused.err
    assert everything(workspace) == before
    wmstrat("note", "add", "CB", "Text", "--author", "Member 18 <member-18@example.org>")
    assert last(git, workspace, "%cn") == "Member 18"


def test_an_identity_that_is_missing_in_private_alone_is_said_so(
    wmstrat: Wmstrat, workspace: Path, isolation: Path, git: Git
) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    git(workspace, "config", "user.name", "Member 17")
    git(workspace, "config", "user.email", "member-17@example.org")
    before = everything(workspace)
    refused = wmstrat("person", "add", "Member 51", "--contact", "m51@example.org", code=6).err
    assert 'in private/, which is a separate repository. Set it with: git -C private config user.name "' in refused
    assert everything(workspace) == before
    git(workspace / "private", "config", "user.name", "Member 17")
    git(workspace / "private", "config", "user.email", "member-17@example.org")
    wmstrat("person", "add", "Member 51", "--contact", "m51@example.org")


DRY = [
    "note add CB Text",
    "question add CB Why?",
    "set CB-Q1 level=structural",
    "mark CB-Q1 final",
    "question finalize CB",
    "question answer CB-Q1 Because",
    "group rename CB Learning",
    "group add Law --code LA",
    "person add Somebody --contact x@example.org",
    "undo",
]


@pytest.mark.parametrize("command", DRY)
def test_a_dry_run_shows_the_diff_and_changes_nothing(
    wmstrat: Wmstrat, question: Path, git: Git, command: str
) -> None:
    head = git(question.parent, "rev-parse", "HEAD")

    shown = wmstrat(*command.split(), "--dry-run").out

    assert "+++ " in shown
    assert "--- " in shown
    assert git(question.parent, "rev-parse", "HEAD") == head
    assert git(question.parent, "status", "--porcelain") == ""
    assert git(question.parents[3] / "private", "status", "--porcelain") == ""


def test_a_dry_run_is_a_diff_that_git_can_apply(wmstrat: Wmstrat, question: Path, git: Git, tmp_path: Path) -> None:
    (tmp_path / "change.diff").write_text(wmstrat("set", "CB-Q1", "level=structural", "--dry-run").out)

    git(Path(), "apply", str(tmp_path / "change.diff"))

    assert "\nlevel: structural\n" in question.read_text()


def test_a_dry_run_of_save_leaves_the_hand_edit(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replace_in(question, "level:\n", "level: structural\n")

    assert "+level: structural" in wmstrat("save", "--dry-run").out
    assert git(Path(), "status", "--porcelain").strip() == f"M {QUESTION.as_posix()}"


@pytest.mark.usefixtures("workspace")
def test_add_prints_the_id_and_nothing_else_on_standard_output(wmstrat: Wmstrat) -> None:
    wmstrat("person", "add", "Member 17")
    commands = [
        ["note", "add", "CB", "Text"], ["question", "add", "CB", "Why?"], ["draft", "add", "CB", "Idea"],
        ["group", "add", "Law", "--code", "LA"], ["person", "add", "Member 18", "--contact", "a@example.org"],
        ["member", "apply", "CB", "Member 17"], ["member", "appoint", "CB", "Member 17"],
    ]  # fmt: skip

    for command in commands:
        [identity] = wmstrat(*command).lines
        assert wmstrat.record(identity)["id"] == identity


@pytest.mark.usefixtures("question")
def test_a_change_sweeps_in_nothing_of_the_users_own_work(wmstrat: Wmstrat, git: Git) -> None:
    staged, edited = Path("process.yaml"), Path("README.md")
    replace_in(staged, "quiet_days: 30", "quiet_days: 31")
    git(Path(), "add", str(staged))
    replace_in(staged, "quiet_days: 31", "quiet_days: 32")
    edited.write_text("# Mine\n")
    Path("stray.txt").write_text("mine")
    before = git(Path(), "status", "--porcelain"), git(Path(), "diff", "--cached"), git(Path(), "diff")

    for command in (["set", "CB-Q1", "level=structural"], ["note", "add", "CB", "Text"], ["undo"]):
        wmstrat(*command)

    assert (git(Path(), "status", "--porcelain"), git(Path(), "diff", "--cached"), git(Path(), "diff")) == before


@pytest.mark.parametrize("staged", [False, True])
@pytest.mark.parametrize("command", [["set", "CB-Q1", "level=structural"], ["mark", "CB-Q1", "final"], ["undo"]])
def test_a_hand_edited_record_is_refused_and_told_how_to_go_on(
    wmstrat: Wmstrat, question: Path, git: Git, command: list[str], staged: bool
) -> None:
    question.write_text(question.read_text() + "\nMine\n")
    if staged:
        git(Path(), "add", "-A")
    before = question.read_bytes(), git(Path(), "status", "--porcelain"), git(Path(), "rev-parse", "HEAD")

    refused = wmstrat(*command, code=4)

    assert QUESTION.as_posix() in refused.err
    assert "save" in refused.err or "log" in refused.err
    assert (question.read_bytes(), git(Path(), "status", "--porcelain"), git(Path(), "rev-parse", "HEAD")) == before


HOOKS = {"pre-commit": "echo no & exit 1", "commit-msg": "exit 1", "prepare-commit-msg": "exit 3"}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_refuses_leaves_everything_as_it_was(wmstrat: Wmstrat, filled: Path, hook: str) -> None:
    add_hook(filled, hook, HOOKS[hook])
    [imported] = [event["commit"] for event in wmstrat.items("log") if "import 2 notes" in event["subject"]]

    for command in (
        "note add CB Text", "mark CB-Q1 parked", f"undo {imported}", "member appoint DI member-18",
        "person add X --contact y",
    ):  # fmt: skip
        wmstrat(*command.split(), code=6)


@pytest.mark.usefixtures("filled", "untouched")
def test_a_change_of_both_repositories_is_all_or_nothing(wmstrat: Wmstrat, filled: Path) -> None:
    add_hook(filled / "private", "pre-commit", "exit 1")

    wmstrat("person", "add", "Member 19", "--contact", "member-19@example.org", code=6)


UNDER_WAY = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "BISECT_LOG", "rebase-merge", "rebase-apply"]


@pytest.mark.parametrize("state", UNDER_WAY)
def test_while_git_is_in_the_middle_of_something_nothing_is_written(
    wmstrat: Wmstrat, question: Path, git: Git, state: str
) -> None:
    marker = Path(".git", state)
    if "-" in state:
        marker.mkdir()
    else:
        marker.write_text(git(Path(), "rev-parse", "HEAD"))
    before = question.read_bytes(), git(Path(), "rev-parse", "HEAD")

    for command in ("note add CB Text", "undo", "save", "set CB-Q1 level=structural"):
        assert "is not finished" in wmstrat(*command.split(), code=4).err
    assert (question.read_bytes(), git(Path(), "rev-parse", "HEAD")) == before
    wmstrat("status")


def test_a_detached_head_and_an_ignored_path_are_refused(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    (workspace / ".git/info/exclude").write_text("notes/\n")
    assert "ignores" in wmstrat("note", "add", "CB", "Text", code=4).err
    git(workspace, "checkout", "-q", "--detach")
    assert "detached" in wmstrat("question", "add", "CB", "Why?", code=4).err
    assert git(workspace, "status", "--porcelain") == ""


@pytest.mark.usefixtures("question")
def test_json_of_the_log_names_the_commits_of_git(wmstrat: Wmstrat, git: Git) -> None:
    events = json.loads(wmstrat("log", "--format", "json").out)["items"]

    public, private = (set(git(Path(folder), "rev-list", "HEAD").split()) for folder in (".", "private"))
    assert {event["commit"] for event in events} == public | private
