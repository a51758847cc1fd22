"""What `wmstrat sync` starts, and what it tells of what came, what went and what was decided."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Once, Wmstrat, replace_in
from tests.sync.by_hand import DRAFTS, QUESTIONS, Git, add, sent


def started_by_a_sync(folder: Path, scratch: Path) -> list[list[str]]:
    """The arguments of every git process that a sync starts."""
    wrapper, log = scratch / "bin" / "git", scratch / "log"
    wrapper.parent.mkdir(exist_ok=True)
    wrapper.write_text(f'#!/bin/sh\necho "$@" >>"{log}"\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    log.unlink(missing_ok=True)
    env = {**os.environ, "PATH": f"{wrapper.parent}:{os.environ['PATH']}"}
    subprocess.run([sys.executable, "-m", "wmstrat", "sync"], cwd=folder, check=True, capture_output=True, env=env)
    return [line.split() for line in log.read_text().splitlines()]


def test_a_sync_with_nothing_to_do_is_a_fetch_and_two_looks(
    shared: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    del shared
    wmstrat("sync")  # registers the merge driver
    git_processes.verbs()
    wmstrat("sync")
    assert git_processes.verbs() == ["config", "status", "fetch"]


def test_an_idle_sync_with_private_looks_at_each_remote_once(
    shared: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path, git_processes: GitProcesses
) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
    git(shared / "private", "remote", "add", "origin", str(tmp_path / "private.git"))
    wmstrat("sync")
    git_processes.verbs()
    wmstrat("sync")
    assert git_processes.verbs() == ["config", "config", "status", "status", "fetch", "fetch"]


def test_a_merge_of_many_records_starts_as_many_processes_as_that_of_one(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, git_processes: GitProcesses
) -> None:
    files = []
    for number in range(4):
        identity = wmstrat("note", "add", "CB", f"Note {number}").out.strip()
        files.append(next(shared.rglob(f"{identity}.md")).relative_to(shared).as_posix())
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    started = []
    for changed, language, kind in ((files[:1], "arz", "idea"), (files, "no", "research")):
        for folder, name, value in ((other, "language", language), (shared, "kind", kind)):
            for path in changed:
                text = (folder / path).read_text()
                (folder / path).write_text(re.sub(rf"(?m)^{name}:.*$", f"{name}: {value}", text))
            git(folder, "commit", "-q", "-a", "-m", "Change some")
        wmstrat("-C", other, "sync")
        git_processes.verbs()
        wmstrat("sync")
        started.append(git_processes.verbs())
        wmstrat("-C", other, "sync")
        assert {(other / path).read_text().count(f"language: {language}") for path in changed} == {1}
    assert started[0] == started[1]


def test_it_says_what_came_what_went_and_which_numbers_there_are(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    handle = wmstrat("question", "add", "CB", "Which capacities?").out.strip()
    said = wmstrat("sync").out
    assert f"Numbered: {handle} is CB-Q1" in said
    assert "Sent, new: CB-Q1" in said
    assert "are now the same" in said
    note = wmstrat("-C", other, "note", "add", "CB", "Heard in the hall").out.strip()
    said = wmstrat("-C", other, "sync").out
    assert "Member 17 added question CB-Q1: Which capacities?" in said
    assert f"Sent, new: {note}" in said
    assert "Nothing to send or receive" in wmstrat("-C", other, "sync").out


def test_a_numbering_is_not_told_as_a_deletion(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    git(shared, "push", "-q")  # plain git publishes it without a number
    git(other, "pull", "-q")
    wmstrat("-C", other, "set", handle, "level=structural")
    git(other, "push", "-q")
    wmstrat("set", handle, "background=Asked by many")
    said = wmstrat("sync").out
    assert f"Numbered: {handle} is CB-Q1" in said
    assert "Deleted" not in said


def test_who_did_what_is_told_and_many_are_counted(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("-C", other, "question", "add", "CB", "How often?", "--author", "Ben <ben@example.org>")
    note = wmstrat("-C", other, "note", "add", "CB", "Heard in the hall", "--author", "Ana <ana@example.org>").lines[
        0
    ]
    wmstrat("-C", other, "set", "CB", "area=All", "--author", "Ana <ana@example.org>")
    wmstrat("-C", other, "sync")
    assert set(wmstrat("sync").lines[:-1]) == {
        "Ben added question CB-Q1: How often?",
        f"Ana added note {note}: Heard in the hall",
        "Ana changed capacity-building: Capacity Building",
    }
    rows = "".join(f"CB,Question {number}?\n" for number in range(20))
    wmstrat("-C", other, "import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")
    assert "Sent: 20 questions\n" in wmstrat("-C", other, "sync").out
    assert "Received from Member 17: 20 questions\n" in wmstrat("sync").out


def test_the_first_sync_counts_what_it_sends(workspace: Path, bare: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(workspace, "remote", "add", "origin", str(bare))
    [line] = [line for line in wmstrat("sync").lines if line.startswith("Sent")]
    assert "13 groups" in line
    assert "other files" in line
    assert ".gitattributes" not in line


@pytest.mark.usefixtures("asked")
def test_hand_edits_are_saved_first_and_named(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    file = shared / QUESTIONS / "CB-Q1.md"
    replace_in(file, "title: Which?", "title: Which ones?")
    done = wmstrat("sync")
    assert f"Saved what was edited by hand: {QUESTIONS}/CB-Q1.md" in done.err
    assert "Sent, changed: CB-Q1" in done.out
    assert "title: Which ones?" in git(shared, "show", f"origin/main:{QUESTIONS}/CB-Q1.md")


def test_log_hides_merges_unless_asked(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Here")
    wmstrat("sync")
    del shared
    assert "receive changes" not in wmstrat("log").out
    assert "sync: receive changes from origin" in wmstrat("log", "--merges").out


def test_a_report_of_what_was_settled_names_only_what_is_in_the_result(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """What was set aside did not come from here; neither the report nor the merge's message says so."""
    wmstrat("draft", "add", "CB", "Share what works")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-D1", "direction=Forward")
    text = other / DRAFTS / "CB-D1.md"
    text.write_text(text.read_text() + "\nAs it was decided about.\n")
    wmstrat("-C", other, "save")
    wmstrat("-C", other, "draft", "publish", "CB-D1", "--despite", "Only its title is ready.")
    wmstrat("-C", other, "draft", "submit", "CB-D1")
    wmstrat("-C", other, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", other, "sync")
    text = shared / DRAFTS / "CB-D1.md"
    text.write_text(text.read_text().replace("\n---\n", "\nbudget: small\n---\n") + "\nWritten here meanwhile.\n")
    wmstrat("save")
    wmstrat("set", "CB-D1", "title=Share everything")
    wmstrat("sync", code=7)
    for field in ("title", "body"):
        wmstrat("resolve", "CB-D1", field, "--theirs")
    said = wmstrat("sync").out
    theirs = "state, direction, iteration, iterations, decided_by, decided_on, decision, body"
    assert f"Merged: CB-D1, your budget and their {theirs}\n" in said
    message = git(shared, "log", "-1", "--format=%B")
    assert f"CB-D1: ours: budget; theirs: {theirs}\n" in message
    assert "Written here meanwhile." not in text.read_text()
    assert "budget: small" in text.read_text()


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (("--value", "Which of both?"), ""),
        (("--mine",), ""),
        (("--theirs",), ": Theirs?"),
    ],
)
@pytest.mark.usefixtures("titles_met")
def test_a_report_gives_nobody_the_words_that_were_chosen_here(
    wmstrat: Wmstrat, choice: tuple[str, ...], told: str
) -> None:
    wmstrat("resolve", "CB-Q1", "title", *choice)
    assert [line for line in wmstrat("sync").lines if "changed CB-Q1" in line] == [f"Member 17 changed CB-Q1{told}"]


@pytest.mark.parametrize("choice", ["--mine", "--theirs"])
@pytest.mark.parametrize("deleted", ["here", "there"])
@pytest.mark.usefixtures("asked")
def test_a_report_of_a_deletion_says_what_became_of_the_record(
    once: Once, shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, git: Git, deleted: str, choice: str
) -> None:
    def meet(gone: Path, kept: Path) -> None:
        add(gone, git, f"{QUESTIONS}/CB-Q1.md", None)
        wmstrat("-C", kept, "set", "CB-Q1", "title=Which ones?")
        wmstrat("-C", other, "sync")
        wmstrat("sync", code=7)

    def deleted_here() -> None:
        meet(shared, other)

    def deleted_there() -> None:
        meet(other, shared)

    once(deleted_here if deleted == "here" else deleted_there, bare, shared, other)
    wmstrat("resolve", "CB-Q1", "record", choice)
    lines = [line for line in wmstrat("sync").lines if "CB-Q1" in line]
    assert (
        lines
        == {
            ("there", "--mine"): ["Deleted there, but kept and sent again: CB-Q1"],
            ("there", "--theirs"): ["Member 17 removed CB-Q1"],
            ("here", "--mine"): ["Deleted here, and now also there, although others changed them: CB-Q1"],
            ("here", "--theirs"): ["Member 17 changed CB-Q1: Which ones?"],
        }[deleted, choice]
    )
    wmstrat("-C", other, "sync")
    stays = (deleted, choice) in (("there", "--mine"), ("here", "--theirs"))
    assert all((folder / QUESTIONS / "CB-Q1.md").exists() == stays for folder in (shared, other))


def test_one_stage_that_both_begin_on_two_days_is_warned_of(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Requirement 23: each stage has a beginning and an end; stages may overlap, but none overlaps itself."""
    del shared
    wmstrat("group", "stage", "CB", "recommendations", "--on", "2018-08-01")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "group", "stage", "CB", "scope", "--on", "2018-08-01")
    wmstrat("-C", other, "sync")
    assert not [one for one in wmstrat.items("-C", other, "check") if one["check"] == "stages"]
    wmstrat("group", "stage", "CB", "scope", "--on", "2018-08-03")
    wmstrat("sync")
    [found] = [one for one in wmstrat.items("check") if one["check"] == "stages"]
    assert found["severity"] == "warning"
    assert found["found"] == "scope from 2018-08-03, and from 2018-08-01 without an end"
    text = Path("groups/capacity-building/README.md")
    begun = "stage: scope\n    since: 2018-08-01\n"
    replace_in(text, begun, f"{begun}    until: 2018-08-02\n")
    wmstrat("save")
    assert not [one for one in wmstrat.items("check") if one["check"] == "stages"]


def test_a_broken_record_that_came_in_is_named(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    del shared
    wmstrat("-C", other, "question", "add", "CB", "Which?")
    wmstrat("-C", other, "sync")
    path = f"{QUESTIONS}/CB-Q1.md"
    add(other, git, path, (other / path).read_text().replace("state: proposed", "state: perhaps"))
    sent(other, git)
    assert f"with errors: {path}" in wmstrat("sync").err


def test_a_remote_that_hides_private_no_more_is_named(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    del shared
    lines = (other / ".gitignore").read_text().replace("/private/\n", "")
    add(other, git, ".gitignore", lines)
    sent(other, git)
    assert "Warning: .gitignore: found no line that keeps private/ out" in wmstrat("sync").err


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (["--theirs"], 'title: theirs ("Theirs?") was chosen, not ours ("Mine?")'),
        (["--value", "Whose?"], 'title: "Whose?" was chosen, not ours ("Mine?") or theirs ("Theirs?")'),
    ],
)
@pytest.mark.usefixtures("titles_met")
def test_the_history_says_what_was_decided(
    shared: Path, wmstrat: Wmstrat, git: Git, choice: list[str], words: str
) -> None:
    wmstrat("resolve", "CB-Q1", "title", *choice)
    wmstrat("sync")
    subject, _, body = git(shared, "log", "-1", "--merges", "--format=%B").partition("\n")
    assert subject == "sync: resolve CB-Q1 title"
    assert f"CB-Q1 {words}" in body
    for words_of_log in (["log", "CB-Q1"], ["log", "CB"], ["log"]):
        assert "sync: resolve CB-Q1 title" in wmstrat(*words_of_log).out
    wmstrat("note", "add", "CB", "Something else")
    assert "decide" not in wmstrat("log", "AD").out


def test_what_was_done_before_the_checks_stopped_a_sync_is_told(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    """Nobody is told of it again: the next sync finds it done."""
    wmstrat("group", "add", "Alpha", "--code", "AL")
    wmstrat("sync")
    wmstrat("-C", other, "group", "add", "Albania", "--code", "AL")
    handle = wmstrat("-C", other, "question", "add", "CB", "Which?").out.strip()
    said = wmstrat("-C", other, "sync", code=5).out
    assert f"Numbered: {handle} is CB-Q1" in said
    assert "Member 17 added group alpha: Alpha" in said
    assert "the same" not in said
    assert (shared / "groups" / "alpha").exists()


def test_an_idle_sync_of_a_large_workspace_looks_through_git_once(
    shared: Path, wmstrat: Wmstrat, git: Git, git_processes: GitProcesses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wmstrat.workspace.index.MANY_FILES", 1)
    wmstrat("sync")
    git_processes.verbs()
    wmstrat("sync")
    assert git_processes.verbs() == ["config", "status", "status", "fetch"]
    page = shared / "README.md"
    page.write_text("# Edited by hand\n")
    assert "Saved what was edited by hand: README.md" in wmstrat("sync").err
    assert git(shared, "show", "origin/main:README.md") == "# Edited by hand\n"
