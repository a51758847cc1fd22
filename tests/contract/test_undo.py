"""The contract of `undo`: what a command did is taken back by a new commit, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, bytes_of_files, everything, replace_in
from tests.contract.conftest import QUESTION

Git = Callable[..., str]


COMMANDS = [
    "note add CB Text",
    "question add CB Why?",
    "set CB-Q1 level=structural",
    "mark CB-Q1 final",
    "question finalize CB",
    "question answer CB-Q1 Because",
    "group rename CB Learning",
    "group stage CB scope",
    "group add Law --code LA",
    "person add X --contact x@example.org",
    "person add X --private",
    "set member-17 contact=x@example.org",
    "set member-17 name=Another contact=x@example.org",
    "member apply CB member-17",
    "member appoint CB member-17",
    "set process quiet_days=60",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_undo_takes_back_the_last_command_byte_for_byte(
    wmstrat: Wmstrat, question: Path, git: Git, command: str
) -> None:
    workspace = question.parents[3]
    if "member-17" in command:
        wmstrat("person", "add", "Member 17")
    before = bytes_of_files(workspace)
    wmstrat(*command.split())
    assert bytes_of_files(workspace) != before

    undone = wmstrat("undo")

    assert bytes_of_files(workspace) == before
    assert "undo" in undone.err
    for repository in (workspace, workspace / "private"):
        assert git(repository, "status", "--porcelain") == ""
    newest = [git(repository, "log", "-1", "--format=%B") for repository in (workspace, workspace / "private")]
    assert any("Wmstrat-Command: undo" in told and "Wmstrat-Undoes: " in told for told in newest)


def test_undo_typed_again_goes_a_step_further_back(wmstrat: Wmstrat, question: Path) -> None:
    states = [question.read_bytes()]
    for command in (["mark", "CB-Q1", "review"], ["set", "CB-Q1", "level=structural"], ["mark", "CB-Q1", "final"]):
        wmstrat(*command)
        states.append(question.read_bytes())

    for state in reversed(states[:-1]):
        wmstrat("undo")
        assert question.read_bytes() == state
    wmstrat("undo")
    assert not question.exists()
    assert "created the workspace" in wmstrat("undo", code=4).err


def set_clock(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Git takes this for the time."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_DATE", f"{1531526400 + seconds} +0000")


@pytest.mark.parametrize("step", [1, 0, -3600], ids=["goes on", "stops", "goes back"])
def test_undo_goes_back_through_both_repositories_in_order_whatever_the_clock_does(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    states = [bytes_of_files(workspace)]
    commands = (
        "person add X --private", "note add CB Text", "set x region=Asia", "member apply CB x", "note add CB More",
        "member appoint CB x",
    )  # fmt: skip
    for number, command in enumerate(commands):
        set_clock(monkeypatch, step * number)
        wmstrat(*command.split())
        states.append(bytes_of_files(workspace))

    for state in reversed(states[:-1]):
        wmstrat("undo")
        assert bytes_of_files(workspace) == state


@pytest.mark.parametrize(
    "commands",
    [
        ["note add CB Text", "note add CB More"],
        ["person add Y", "member apply CB y"],
        ["member apply CB x", "person add Y --contact y@example.org"],
        ["person add Y --contact y@example.org", "note add CB Text"],
    ],
)
def test_undo_goes_back_in_order_within_one_second(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch, commands: list[str]
) -> None:
    wmstrat("person", "add", "X")
    set_clock(monkeypatch, 0)
    states = [bytes_of_files(workspace)]
    for command in commands:
        wmstrat(*command.split())
        states.append(bytes_of_files(workspace))

    for state in reversed(states[:-1]):
        wmstrat("undo")
        assert bytes_of_files(workspace) == state


@pytest.mark.usefixtures("question")
def test_a_named_commit_is_undone(wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("mark", "CB-Q1", "review")
    commit = git(Path(), "rev-parse", "--short", "HEAD").strip()
    wmstrat("note", "add", "CB", "Text")

    wmstrat("undo", commit)

    assert wmstrat.record("CB-Q1")["state"] == "proposed"
    assert git(Path(), "log", "-1", "--format=%(trailers:key=Wmstrat-Undoes,valueonly)").startswith(commit)


@pytest.mark.usefixtures("question")
def test_an_undo_is_undone_by_its_name(wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("mark", "CB-Q1", "review")
    wmstrat("undo")
    wmstrat("undo", git(Path(), "rev-parse", "HEAD").strip())

    assert wmstrat.record("CB-Q1")["state"] == "review"


def test_undo_says_what_it_undid_and_how_to_get_it_back(
    wmstrat: Wmstrat, question: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2018-07-20T09:19:00+0200")
    wmstrat("mark", "CB-Q1", "review")
    named: list[str] = []
    for verb, state in (("undo", "proposed"), ("redo", "review"), ("undo", "proposed")):
        said = wmstrat("undo", *named)
        named = [git(question.parent, "rev-parse", "HEAD").strip()[:10]]
        assert said.err == (
            f"CB: {verb} mark CB-Q1 review (was proposed)\nYou did this today at 09:19.\n"
            f"To get it back: wmstrat undo {named[0]}\n"
        )
        assert wmstrat.record("CB-Q1")["state"] == state


def test_undo_of_others_and_of_another_day_says_so(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    wmstrat("mark", "CB-Q1", "review", "--author", "Member 3 <member-3@example.org>")
    commit = git(question.parent, "log", "-1", "--format=%H %ad", "--date=format:%Y-%m-%d at %H:%M").split(" ", 1)
    assert f"\nMember 3 did this on {commit[1].strip()}.\n" in wmstrat("undo", commit[0]).err
    assert "To get it back" not in wmstrat("undo", commit[0], "--dry-run", code=4).err


@pytest.mark.usefixtures("question", "unchanged")
@pytest.mark.parametrize(("named", "record"), [("CB-Q1", "CB-Q1"), ("CB", "capacity-building"), ("cb-q1", "CB-Q1")])
def test_a_record_is_answered_with_its_last_commit(wmstrat: Wmstrat, git: Git, named: str, record: str) -> None:
    commit = git(Path(), "log", "-1", "--format=%H")[:10]
    refused = wmstrat("undo", named, code=3).err
    assert f'"{named}" is a record ({record}). Its last change was "CB: add question' in refused
    assert refused.endswith(f"wmstrat undo {commit}\n")


@pytest.mark.usefixtures("question", "unchanged")
@pytest.mark.parametrize("commit", ["HEAD~99", "nonsense", "0" * 40, "--all", "-x", "@{upstream}", "main:README.md"])
def test_a_commit_that_is_not_there_is_not_found(wmstrat: Wmstrat, commit: str) -> None:
    assert "no commit" in wmstrat("undo", "--", commit, code=3).err


@pytest.mark.usefixtures("question")
def test_a_commit_of_another_branch_is_not_found(wmstrat: Wmstrat, git: Git) -> None:
    git(Path(), "switch", "-q", "-c", "other")
    wmstrat("mark", "CB-Q1", "review")
    git(Path(), "switch", "-q", "main")

    assert 'There is no commit "other" in the history of this branch' in wmstrat("undo", "other", code=3).err


@pytest.mark.parametrize("later", ["by wmstrat", "by hand", "by git"])
def test_later_work_on_the_same_record_is_never_undone(
    wmstrat: Wmstrat, question: Path, git: Git, later: str
) -> None:
    wmstrat("mark", "CB-Q1", "review")
    commit = git(Path(), "rev-parse", "HEAD").strip()
    if later == "by wmstrat":
        wmstrat("set", "CB-Q1", "level=structural")
    else:
        question.write_text(question.read_text() + "\nMine\n")
    if later == "by git":
        git(Path(), "commit", "-qam", "Mine")
    before = everything(question.parents[3])

    refused = wmstrat("undo", commit, code=4)

    assert f'"CB: mark CB-Q1 review (was proposed)" ({commit[:10]}) cannot be undone' in refused.err
    if later == "by hand":
        assert f"{QUESTION.as_posix()} was changed by hand and not saved" in refused.err
        assert f"undo then: git checkout HEAD -- {QUESTION.as_posix()}\n" in refused.err
    else:
        assert f"{QUESTION.as_posix()} was changed again later" in refused.err
        assert "wmstrat edit CB-Q1" in refused.err
    assert everything(question.parents[3]) == before


def test_an_edit_that_is_not_saved_is_dropped_by_the_command_that_is_told(
    wmstrat: Wmstrat, question: Path, git: Git
) -> None:
    before = question.read_bytes()
    wmstrat("mark", "CB-Q1", "review")
    question.write_text(question.read_text() + "\nMine\n")

    told = wmstrat("undo", code=4).err.split("undo then: git ")[1].split("\n")[0]
    git(Path(), *told.split())
    wmstrat("undo")

    assert question.read_bytes() == before


@pytest.mark.parametrize("folder", ["groups/capacity-building/", "", "private/"])
def test_a_file_that_a_person_made_stays_where_it_is(
    wmstrat: Wmstrat, workspace: Path, git: Git, folder: str
) -> None:
    file, at = f"{folder}my minutes.md", workspace / ("private" if folder == "private/" else "")
    (workspace / file).write_text("We met.\n")
    wmstrat("save", file)

    told = wmstrat("undo").err

    assert (workspace / file).read_text() == "We met.\n"
    assert git(at, "status", "--porcelain") == f'?? "{file.removeprefix("private/")}"\n'
    assert told.endswith(f"{file} is still there, and not saved. To save it: wmstrat save '{file}'\n")
    assert (
        f"{file} is in the folder and not saved" in wmstrat("undo", git(at, "rev-parse", "HEAD").strip(), code=4).err
    )
    assert f"Not saved, because it is not part of a record: {file}" in wmstrat("save").err
    wmstrat("save", file)
    assert git(at, "status", "--porcelain") == ""
    (workspace / file).write_text("We met twice.\n")
    assert f"{file} was changed by hand and not saved" in wmstrat("undo", code=4).err
    wmstrat("save", file)
    first = git(at, "rev-parse", "HEAD~1").strip()
    assert f"change it in an editor, then: wmstrat save '{file}'" in wmstrat("undo", first, code=4).err


def test_a_file_that_others_have_is_left_to_git(wmstrat: Wmstrat, shared: Path, git: Git) -> None:
    (shared / "minutes.md").write_text("We met.\n")
    wmstrat("save", "minutes.md")
    git(shared, "push", "-q")
    before = everything(shared)

    assert "minutes.md is published, so undo does not delete it" in wmstrat("undo", code=4).err
    assert everything(shared) == before


def test_a_refusal_names_the_change_before_until_there_is_none(wmstrat: Wmstrat, shared: Path, git: Git) -> None:
    wmstrat("question", "add", "CB", "Why?")
    wmstrat("note", "add", "CB", "Text")
    wmstrat("person", "add", "X")
    wmstrat("person", "add", "Y", "--contact", "y@example.org")
    git(shared, "push", "-q")
    for _ in range(2):
        told = wmstrat("undo", code=4).err
        assert told.startswith("Error: y is already shared")
        commit = told.split("To undo the change before it: wmstrat undo ")[1].strip()
    told = wmstrat("undo", commit, code=4).err
    assert told.startswith("Error: x is already shared")
    wmstrat("undo", told.split("To undo the change before it: wmstrat undo ")[1].strip())
    [note] = wmstrat.items("note", "list", "CB")
    assert note["state"] == "withdrawn"


def test_a_merge_is_never_undone(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    git(Path(), "switch", "-q", "-c", "other")
    wmstrat("note", "add", "CB", "Text")
    git(Path(), "switch", "-q", "main")
    wmstrat("note", "add", "DI", "Text")
    git(Path(), "merge", "-q", "--no-edit", "other")
    before = everything(question.parents[3])

    assert "merge" in wmstrat("undo", "HEAD", code=4).err
    assert everything(question.parents[3]) == before


@pytest.mark.usefixtures("unchanged")
def test_the_commit_that_made_the_workspace_is_never_undone(wmstrat: Wmstrat, git: Git) -> None:
    for named in ([], ["HEAD"], [git(Path(), "rev-parse", "HEAD").strip()]):
        assert "created the workspace" in wmstrat("undo", *named, code=4).err


@pytest.mark.usefixtures("question")
def test_only_own_commands_are_undone_unless_named(wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("mark", "CB-Q1", "review", "--author", "Member 18 <member-18@example.org>")
    wmstrat("note", "add", "DI", "Text")
    git(Path(), "commit", "-q", "--allow-empty", "-m", "By hand")

    wmstrat("undo")
    assert wmstrat.items("note", "list") == []
    wmstrat("undo", "--author", "Member 18 <member-18@example.org>")
    assert wmstrat.record("CB-Q1")["state"] == "proposed"
    assert "no change by you" in wmstrat("undo", "--author", "Nobody <nobody@example.org>", code=3).err


def test_undoing_what_others_refer_to_is_refused(wmstrat: Wmstrat, question: Path) -> None:
    wmstrat("draft", "add", "CB", "A draft", "--answers", "CB-Q1")
    before = everything(question.parents[3])

    [added] = [event["commit"] for event in wmstrat.items("log", "CB-Q1")]
    assert "CB-D1.md" in wmstrat("undo", added, code=5).err
    assert everything(question.parents[3]) == before


def test_a_bulk_command_is_undone_whole(wmstrat: Wmstrat, workspace: Path) -> None:
    before = bytes_of_files(workspace)
    rows = "".join(f"CB,Question {number}?\n" for number in range(12))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")

    wmstrat("undo")

    assert bytes_of_files(workspace) == before


def test_undoing_a_published_add_withdraws_the_record(wmstrat: Wmstrat, shared: Path, git: Git) -> None:
    handle = wmstrat("question", "add", "CB", "Why?").lines[0]
    git(shared, "push", "-q")

    wmstrat("undo")

    assert wmstrat.record(handle)["state"] == "withdrawn"
    assert git(shared, "log", "-1", "--format=%(trailers:key=Wmstrat-Record,valueonly)").split() == [handle]


@pytest.mark.usefixtures("shared")
def test_an_add_that_is_not_published_goes_for_good(wmstrat: Wmstrat) -> None:
    handle = wmstrat("question", "add", "CB", "Why?").lines[0]

    wmstrat("undo")

    wmstrat("show", handle, code=3)


def test_a_published_note_is_withdrawn_and_still_listed(wmstrat: Wmstrat, shared: Path, git: Git) -> None:
    note = wmstrat("note", "add", "CB", "Text").lines[0]
    assert wmstrat.record(note)["state"] == "kept"
    git(shared, "push", "-q")

    wmstrat("undo")

    assert [(one["id"], one["state"]) for one in wmstrat.items("note", "list", "CB")] == [(note, "withdrawn")]
    assert "withdrawn" in wmstrat("note", "list", "CB").out
    wmstrat("mark", note, "kept")
    wmstrat("mark", note, "withdrawn")


def test_a_note_without_a_state_stays_readable(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    note = wmstrat("note", "add", "CB", "Text").lines[0]
    [file] = workspace.glob(f"groups/*/notes/*/*/{note}.md")
    replace_in(file, "# kept or withdrawn\nstate: kept\n", "")
    git(workspace, "commit", "-qam", "As it was")

    assert note not in wmstrat("check").out
    assert wmstrat.record(note)["state"] == ""
    wmstrat("mark", note, "withdrawn")
    assert "# kept or withdrawn\nstate: withdrawn\n# the date" in file.read_text()


def test_a_published_record_that_has_no_such_state_is_not_taken_back(
    wmstrat: Wmstrat, shared: Path, git: Git
) -> None:
    for command, instead in (
        ("person add X", "the person cannot be removed. Correct it with: wmstrat edit x"),
        ("group add Learners", "the group cannot be removed. Correct it with: wmstrat edit learners"),
        ("member appoint CB x", "wmstrat member leave capacity-building x"),
    ):
        wmstrat(*command.split())
        git(shared, "push", "-q")
        before = everything(shared)

        assert instead in wmstrat("undo", code=4).err
        assert everything(shared) == before


def test_what_the_rules_settle_is_not_taken_back_once_others_have_seen_it(
    wmstrat: Wmstrat, shared: Path, git: Git
) -> None:
    handle = wmstrat("question", "add", "CB", "Why?").lines[0]
    wmstrat("question", "finalize", "CB")
    wmstrat("undo")
    assert wmstrat.record(handle)["state"] == "proposed"
    wmstrat("question", "finalize", "CB")
    git(shared, "push", "-q")
    before = everything(shared)

    told = wmstrat("undo", code=4).err

    assert (
        f"This is already shared with others, so it cannot be undone: {handle} has been final since 2018-07-20"
        in told
    )
    assert everything(shared) == before


def test_a_published_move_that_the_rules_allow_back_is_taken_back(wmstrat: Wmstrat, shared: Path, git: Git) -> None:
    handle = wmstrat("question", "add", "CB", "Why?").lines[0]
    wmstrat("mark", handle, "review")
    git(shared, "push", "-q")

    wmstrat("undo")

    assert wmstrat.record(handle)["state"] == "proposed"


def test_a_commit_of_foreign_files_is_left_to_git(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    folder = question.parents[3]
    (folder / "agenda.txt").write_text("Mine\n")
    git(folder, "add", "agenda.txt")
    replace_in(question, "level:", "level: structural")
    git(folder, "commit", "-qam", "By hand")
    before = everything(folder)

    refused = wmstrat("undo", "HEAD", code=4).err

    assert "agenda.txt is not part of the workspace" in refused
    assert "git revert" in refused
    assert everything(folder) == before


def test_a_commit_of_records_that_was_made_with_git_is_undone(wmstrat: Wmstrat, question: Path, git: Git) -> None:
    replace_in(question, "level:", "level: structural")
    git(question.parent, "commit", "-qam", "By hand")

    wmstrat("undo", "HEAD")

    assert "level:\n" in question.read_text()


def test_half_a_command_is_not_undone(wmstrat: Wmstrat, workspace: Path, tmp_path: Path, git: Git) -> None:
    wmstrat("person", "add", "X", "--contact", "x@example.org")
    (workspace / "private").rename(tmp_path / "elsewhere")
    before = git(workspace, "rev-parse", "HEAD")

    refused = wmstrat("undo", code=4)

    assert "private/" in refused.err
    assert "in a clone that has both" in refused.err
    assert git(workspace, "rev-parse", "HEAD") == before


@pytest.mark.usefixtures("question")
def test_what_came_later_is_named(wmstrat: Wmstrat) -> None:
    wmstrat("mark", "CB-Q1", "review")
    wmstrat("set", "CB-Q1", "level=structural")

    refused = wmstrat("undo", "HEAD~1", code=4)
    assert "wmstrat log CB-Q1, then wmstrat edit CB-Q1" in refused.err


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("text", ["Interview with affiliates", "long " * 30, "成" * 150])
def test_the_subject_of_an_undo_reads_well(wmstrat: Wmstrat, git: Git, text: str) -> None:
    from rich.cells import cell_len

    wmstrat("note", "add", "CB", text)
    added = git(Path(), "log", "-1", "--format=%s").strip()
    wmstrat("undo")

    subject = git(Path(), "log", "-1", "--format=%s").strip()
    assert cell_len(subject) <= 72
    assert subject == added.replace("CB: add", "CB: undo add")


@pytest.mark.usefixtures("question")
def test_undo_says_whose_identity_is_missing(wmstrat: Wmstrat, isolation: Path) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")

    for command in ("undo", "whoami"):
        assert "git config --global user.name" in wmstrat(command, code=6).err


# An import


def test_an_undo_of_an_undo_imports_again_what_was_decided_elsewhere(
    wmstrat: Wmstrat, workspace: Path, git: Callable[..., str]
) -> None:
    rows = "group,title,state,decided_by,decided_on\nCB,A shared place,ratified,BD,2018-06-30\n"
    wmstrat("import", "draft", "-", "--from", "csv", "--as-decided", stdin=rows)
    before = (workspace / "groups/capacity-building/drafts/CB-D1.md").read_bytes()
    wmstrat("undo")
    taken_back = git(workspace, "rev-parse", "HEAD").strip()

    wmstrat("undo", taken_back)

    assert (workspace / "groups/capacity-building/drafts/CB-D1.md").read_bytes() == before


def test_a_decision_that_was_not_imported_is_still_not_made_by_undo(
    wmstrat: Wmstrat, workspace: Path, git: Callable[..., str]
) -> None:
    wmstrat("draft", "add", "CB", "A shared place")
    wmstrat("draft", "publish", "CB-D1", "--despite", "Only its title is ready.")
    wmstrat("draft", "submit", "CB-D1")
    wmstrat("draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("undo")
    taken_back = git(workspace, "rev-parse", "HEAD").strip()

    assert "Undo cannot make CB-D1 ratified again" in wmstrat("undo", taken_back, code=4).err


def test_an_undo_that_much_builds_on_names_what_to_undo_first(wmstrat: Wmstrat, workspace: Path, git: Git) -> None:
    wmstrat("group", "add", "Law", "--code", "LA")
    commit = git(workspace, "rev-parse", "--short=10", "HEAD").strip()
    rows = "".join(f"LA,Question {number}?\n" for number in range(8))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")
    later = git(workspace, "rev-parse", "--short=10", "HEAD").strip()

    told = wmstrat("undo", commit, code=4).err

    assert "need what it added. First undo:" in told
    assert f"wmstrat undo {later}  LA: import 8 questions" in told
    wmstrat("undo", later)
    wmstrat("undo", commit)
