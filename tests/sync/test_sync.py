"""`wmstrat sync`: what it takes over, numbers, refuses and sends; and that nothing here is lost when it cannot."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Wmstrat, everything
from tests.sync.remotes import add_hook
from wmstrat.workspace import journal, moving

Git = Callable[..., str]
NOTES = "groups/capacity-building/notes"
QUESTIONS = "groups/capacity-building/questions"
DRAFTS = "groups/capacity-building/drafts"


def add(folder: Path, git: Git, path: str, text: str | bytes | None, *, mode: str = "") -> None:
    """A commit by plain git: a file with this text, a link with `mode`, or none any more."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink()
    elif mode == "link":
        file.symlink_to(text if isinstance(text, str) else os.fsdecode(text))
    else:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    git(folder, "add", "-A", "--force", "--", path)
    git(folder, "commit", "-q", "-m", f"Change {path}")


def sent(folder: Path, git: Git) -> None:
    git(folder, "push", "-q", "origin", "HEAD:main")


# What it costs and prints


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
    assert git_processes.verbs() == ["config", "config", "status", "fetch", "status", "fetch"]


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


def test_a_merge_of_many_records_starts_as_many_processes_as_that_of_one(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, git_processes: GitProcesses
) -> None:
    files = []
    for number in range(12):
        identity = wmstrat("note", "add", "CB", f"Note {number}").out.strip()
        files.append(next(shared.rglob(f"{identity}.md")).relative_to(shared).as_posix())
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    started = []
    for changed, language, kind in ((files[:1], "arz", "idea"), (files, "no", "call")):
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
    assert "Went out, new: CB-Q1" in said
    assert "are the same now" in said
    note = wmstrat("-C", other, "note", "add", "CB", "Heard in the hall").out.strip()
    said = wmstrat("-C", other, "sync").out
    assert "Came in, new: CB-Q1" in said
    assert f"Went out, new: {note}" in said
    assert "Nothing to exchange" in wmstrat("-C", other, "sync").out


def test_a_try_changes_nothing(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    wmstrat("question", "add", "CB", "Here?")
    before = everything(shared), git(shared, "rev-parse", "HEAD")
    said = wmstrat("sync", "--dry-run").out
    assert "Would come in, new: CB-N" in said
    assert "Would go out, new: CB-Q-" in said
    assert (everything(shared), git(shared, "rev-parse", "HEAD")) == before


def test_hand_edits_are_saved_first_and_named(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    file = shared / QUESTIONS / "CB-Q1.md"
    file.write_text(file.read_text().replace("title: Which?", "title: Which ones?"))
    done = wmstrat("sync")
    assert f"Saved what was edited by hand: {QUESTIONS}/CB-Q1.md" in done.err
    assert "Went out, changed: CB-Q1" in done.out
    assert "title: Which ones?" in git(shared, "show", f"origin/main:{QUESTIONS}/CB-Q1.md")


def test_hand_edits_that_do_not_pass_are_refused_and_nothing_is_sent(
    shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    wmstrat("note", "add", "CB", "Waits")
    file = shared / QUESTIONS / "CB-Q1.md"
    file.write_text(file.read_text().replace("state: proposed", "state: perhaps"))
    there = git(shared, "rev-parse", "origin/main")
    assert "perhaps" in wmstrat("sync", code=5).err
    assert git(shared, "ls-remote", "origin", "refs/heads/main").split()[0] == there.strip()
    assert "state: perhaps" in file.read_text()


def test_log_hides_merges_unless_asked(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Here")
    wmstrat("sync")
    del shared
    assert "bring in" not in wmstrat("log").out
    assert "sync: bring in what origin has" in wmstrat("log", "--merges").out


# Numbers


def test_references_and_mentions_follow_and_what_is_published_stays(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
    wmstrat("question", "add", "CB", "First?")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    question = wmstrat("-C", other, "question", "add", "CB", "Second?").out.strip()
    draft = wmstrat("-C", other, "draft", "add", "CB", "An answer", "--answers", question).out.strip()
    note = wmstrat(
        "-C", other, "note", "add", "CB", f"See {question}, {draft} and CB-Q1.", "--about", question
    ).out.strip()
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    del shared
    assert wmstrat.record("CB-D1")["answers"] == ["CB-Q2"]
    found = wmstrat.record(note)
    assert found["about"] == ["CB-Q2"]
    assert found["body"] == "See CB-Q2, CB-D1 and CB-Q1."
    assert wmstrat.record("CB-Q2")["handle"] == question
    assert wmstrat.record(question)["id"] == "CB-Q2"


def test_whoever_is_slower_numbers_again_before_anybody_has_seen_it(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    mine = wmstrat("question", "add", "CB", "Mine?").out.strip()
    about = wmstrat("note", "add", "CB", f"About {mine}", "--about", mine).out.strip()
    theirs = wmstrat("-C", other, "question", "add", "CB", "Theirs?").out.strip()
    # Mine is numbered already, but somebody else is faster on the remote.
    hook = shared / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    wmstrat("sync", code=6)
    assert wmstrat.record("CB-Q1")["handle"] == mine
    hook.unlink()
    wmstrat("-C", other, "sync")
    said = wmstrat("sync").out
    assert f"Numbered: {mine} is CB-Q2" in said
    assert "CB-Q1 was given twice" in said
    assert wmstrat.record("CB-Q1")["handle"] == theirs
    assert wmstrat.record("CB-Q2")["handle"] == mine
    assert wmstrat.record(about)["about"] == ["CB-Q2"]
    assert wmstrat.record(about)["body"] == "About CB-Q2"
    wmstrat("-C", other, "sync")
    assert git(other, "rev-parse", "HEAD") == git(shared, "rev-parse", "HEAD")
    wmstrat("check")


def test_one_commit_gives_all_numbers_and_lists_them(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    handles = [wmstrat("question", "add", "CB", f"Number {number}?").out.strip() for number in range(5)]
    wmstrat("sync")
    message = git(shared, "log", "-1", "--format=%B")
    assert message.startswith("sync: number CB-Q1, CB-Q2, CB-Q3 and 2 more\n")
    for number, handle in enumerate(handles, 1):
        assert f"{handle} is CB-Q{number}" in message
        assert f"Wmstrat-Record: CB-Q{number}" in message


def test_a_handle_that_plain_git_published_is_numbered_once(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    wmstrat("draft", "add", "CB", "An answer", "--answers", handle)
    sent(shared, git)
    git(other, "pull", "-q")
    wmstrat("-C", other, "set", handle, "level=structural")
    wmstrat("note", "add", "CB", "So that there is something to send")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["answers"] == ["CB-Q1"]
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    found = wmstrat.record(handle)
    assert (found["id"], found["level"]) == ("CB-Q1", "structural")
    assert [path.name for path in (shared / QUESTIONS).glob("CB-Q*")] == ["CB-Q1.md"]


def test_both_numbered_one_handle(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    sent(shared, git)
    git(other, "pull", "-q")
    wmstrat("question", "add", "CB", "Another, so that the numbers differ?")
    wmstrat("set", handle, "level=structural")
    hook = shared / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    wmstrat("sync", code=6)
    hook.unlink()
    wmstrat("-C", other, "set", handle, "background=Since long")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    found = wmstrat.items("question", "list", "CB")
    assert sorted((one["id"], one["level"], one["background"]) for one in found) == [
        ("CB-Q1", "structural", "Since long"),
        ("CB-Q3", "", ""),  # it was CB-Q1 and then CB-Q2 for a moment that nobody saw; no number is given twice
    ]
    assert wmstrat.record(handle)["id"] == "CB-Q1"
    assert git(other, "rev-parse", "HEAD") == git(shared, "rev-parse", "HEAD")


def test_undoing_what_was_numbered_withdraws_it(shared: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    wmstrat("undo")
    assert wmstrat.record("CB-Q1")["state"] == "withdrawn"


def test_what_got_its_number_is_not_told_as_gone(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    git(shared, "push", "-q")
    said = wmstrat("sync").out
    assert f"Numbered: {handle} is CB-Q1" in said
    assert "gone" not in said


def test_a_number_that_nobody_has_seen_is_not_told_to_have_met_another(
    shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Somebody is faster between the numbering and the push, and their number is the same."""
    page = "---\nid: CB-Q1\ngroup: capacity-building\ntitle: Theirs?\nstate: proposed\n---\n"
    add(other, git, f"{QUESTIONS}/CB-Q1.md", page)
    git(other, "push", "-q", "origin", "HEAD:refs/heads/soon")
    add_hook(shared, "pre-push", f"git -C {bare} update-ref refs/heads/main refs/heads/soon 2>&1 || true; rm $0")
    handle = wmstrat("question", "add", "CB", "Mine?").out.strip()
    said = wmstrat("sync").out
    assert f"Numbered: {handle} is CB-Q2" in said
    assert "Met another" not in said
    assert wmstrat.record("CB-Q1")["title"] == "Theirs?"


@pytest.mark.usefixtures("asked")
def test_a_try_says_what_would_be_merged(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "background=Long")
    assert "Would merge: CB-Q1, background from here and level from there" in wmstrat("sync", "--dry-run").out


def test_a_question_made_by_hand_under_a_handle_gets_its_number(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Whoever copies the form of a handle need not know that it stands in a field as well."""
    page = "---\nid: CB-Q-k3f9\ngroup: capacity-building\ntitle: By hand?\nstate: proposed\n---\n"
    (shared / QUESTIONS).mkdir(exist_ok=True)
    (shared / QUESTIONS / "CB-Q-k3f9.md").write_text(page)
    assert "CB-Q-k3f9 is CB-Q1" in wmstrat("sync").out
    assert wmstrat.record("CB-Q1")["handle"] == "CB-Q-k3f9"
    add(shared, git, f"{QUESTIONS}/CB-Q-abcd.md", page.replace("k3f9", "abcd"))
    assert "CB-Q-abcd is CB-Q2" in wmstrat("sync").out
    assert wmstrat.record("abcd")["id"] == "CB-Q2"


def test_a_copied_question_does_not_keep_the_handle_of_the_other(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    copy = shared / QUESTIONS / "CB-Q-m4pj.md"
    copy.write_text((shared / QUESTIONS / f"{handle}.md").read_text().replace(f"id: {handle}", "id: CB-Q-m4pj"))
    assert "write nothing after handle:" in wmstrat("save", code=4).err
    assert "write nothing after handle:" in wmstrat("sync", code=4).err
    problem = wmstrat("check", code=1).out
    assert f"{copy.name}" in problem
    assert "wmstrat set CB-Q-m4pj handle=" in " ".join(problem.split())
    copy.write_text(copy.read_text().replace(f"handle: {handle}", "handle:"))
    said = wmstrat("sync").out
    assert f"{handle} is CB-Q1" in said
    assert "CB-Q-m4pj is CB-Q2" in said
    assert wmstrat.record("CB-Q2")["handle"] == "CB-Q-m4pj"

    page = (shared / QUESTIONS / "CB-Q1.md").read_text().replace("id: CB-Q1", "id: CB-Q7")
    add(shared, git, f"{QUESTIONS}/CB-Q7.md", page)  # plain git lets it in
    assert "wmstrat set CB-Q7 handle=" in " ".join(wmstrat("check", code=1).out.split())
    assert "never changes" in wmstrat("set", "CB-Q7", "handle=CB-Q-zzzz", code=4).err
    assert "never changes" in wmstrat("set", "CB-Q2", "handle=", code=4).err
    wmstrat("set", "CB-Q7", "handle=")
    wmstrat("check")
    wmstrat("sync")


def test_undoing_a_note_about_what_was_numbered_withdraws_it(shared: Path, wmstrat: Wmstrat) -> None:
    del shared
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    note = wmstrat("note", "add", "CB", f"On {handle}", "--about", handle).out.strip()
    wmstrat("sync")
    assert wmstrat.record(note)["about"] == ["CB-Q1"]
    wmstrat("undo")
    assert wmstrat.record(note)["state"] == "withdrawn"
    wmstrat("undo")
    assert wmstrat.record("CB-Q1")["state"] == "withdrawn"


def test_what_got_its_number_and_was_not_let_in_is_undone_whole(
    shared: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """A guard refuses the number that a sync gave: nobody has seen it, so nothing of it has to stay."""
    hook = bare / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho no\nexit 1\n")
    hook.chmod(0o755)
    handle = wmstrat("question", "add", "AD", "Not mine to ask?").out.strip()
    wmstrat("note", "add", "CB", "Allowed.")
    assert f"{handle} is AD-Q1" in wmstrat("sync", code=8).out
    added = git(shared, "log", "--format=%h", "--grep=question add", "-1").strip()
    assert added in wmstrat("log", "AD-Q1").out
    wmstrat("undo", added)
    wmstrat("show", "AD-Q1", code=3)
    wmstrat("show", handle, code=3)
    hook.unlink()
    said = wmstrat("sync").out
    assert "AD-Q1" not in said
    assert handle not in said
    assert "questions" not in git(bare, "ls-tree", "-r", "--name-only", "main", "groups/advocacy")


def test_undoing_what_a_sync_wrote_a_number_into_says_so(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    handle = wmstrat("question", "add", "CB", "And then?").out.strip()
    own = wmstrat("set", handle, "level=structural", "background=Long") and git(shared, "rev-parse", "HEAD").strip()
    wmstrat("set", "CB-Q1", f"background=Before {handle}")
    wmstrat("sync")
    numbering = git(shared, "rev-parse", "--short=10", "HEAD").strip()
    before = everything(shared)
    said = wmstrat("undo", code=4).err
    assert "Later work" not in said
    assert f"a sync gave records their numbers, and wrote them into {QUESTIONS}/CB-Q1.md too ({numbering})" in said
    assert "wmstrat set CB-Q1 background=..., or wmstrat edit CB-Q1" in said
    assert "wmstrat set CB-Q2 level=... background=..., or wmstrat edit CB-Q2" in wmstrat("undo", own, code=4).err
    wmstrat("set", "CB-Q1", "background=Before CB-Q2", "level=structural")
    commit = git(shared, "rev-parse", "HEAD~2").strip()
    assert "Later work touched" in wmstrat("undo", commit, code=4).err
    wmstrat("undo")
    assert everything(shared)[f"{QUESTIONS}/CB-Q1.md"] == before[f"{QUESTIONS}/CB-Q1.md"]


def test_numbering_is_not_undone(shared: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("question", "add", "CB", "Which?")
    wmstrat("sync")
    assert "cannot be undone" in wmstrat("undo", "HEAD", code=4).err


# Conflicts


@pytest.mark.usefixtures("asked")
def test_nothing_changes_until_a_conflict_is_resolved(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?", "level=structural")
    before = everything(shared), git(shared, "rev-parse", "HEAD")
    assert "CB-Q1 title" in wmstrat("sync", code=7).err
    shown = wmstrat("resolve").out
    for part in ("before  Which?", "mine    Mine?", "theirs  Theirs?", "Member 17, "):
        assert part in shown
    assert (everything(shared), git(shared, "rev-parse", "HEAD")) == before
    assert "All conflicts are resolved" in wmstrat("resolve", "CB-Q1", "title", "--theirs").err
    assert "Choices taken back: 1" in wmstrat("sync", "--abort").err
    wmstrat("sync", code=7)
    assert "expected one line" in wmstrat("resolve", "CB-Q1", "title", "--value", "two\nlines", code=5).err
    assert "Only texts can keep both" in wmstrat("resolve", "CB-Q1", "title", "--both", code=4).err
    assert "There is no open conflict in CB-Q1 level" in wmstrat("resolve", "CB-Q1", "level", "--mine", code=3).err
    wmstrat("resolve", "CB-Q1", "title", "--value", "Ours?")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["title"] == "Ours?"
    assert wmstrat.record("CB-Q1")["level"] == "structural"
    assert wmstrat("resolve").err == "No conflict is open. Go on with: wmstrat sync\n"


def test_a_decided_draft_stays_as_it_was_decided(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("draft", "add", "CB", "Share what works")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for state in ("drafting", "published", "submitted"):
        wmstrat("-C", other, "mark", "CB-D1", state)
    wmstrat("-C", other, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-D1", "title=Share everything")
    assert "CB-D1 title" in wmstrat("sync", code=7).err
    assert "stays as it was decided" in wmstrat("resolve", "CB-D1", "title", "--mine", code=4).err
    wmstrat("sync", code=7)
    wmstrat("resolve", "CB-D1", "title", "--theirs")
    wmstrat("sync")
    found = wmstrat.record("CB-D1")
    assert (found["state"], found["title"]) == ("ratified", "Share what works")


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
    for state in ("drafting", "published", "submitted"):
        wmstrat("-C", other, "mark", "CB-D1", state)
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
    assert "Merged: CB-D1, budget from here and state, direction, decided_by, decided_on, body from there\n" in said
    message = git(shared, "log", "-1", "--format=%B")
    assert "CB-D1: budget from here; state, direction, decided_by, decided_on, body from there\n" in message
    assert "Written here meanwhile." not in text.read_text()
    assert "budget: small" in text.read_text()


# What stands in the way


def test_errors_that_both_make_together_are_not_sent(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("person", "add", "Member 90")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    add(other, git, "people/member-90.yaml", None)
    sent(other, git)
    wmstrat("member", "appoint", "CB", "member-90", "--selected-by", "SC")
    there = git(other, "rev-parse", "HEAD").strip()
    said = wmstrat("sync", code=5).err
    assert "member-90" in said
    assert "nothing was sent" in said
    assert git(shared, "ls-remote", "origin", "refs/heads/main").split()[0] == there
    wmstrat("person", "add", "Member 90")
    wmstrat("sync")


@pytest.mark.parametrize(
    ("path", "text", "mode", "words"),
    [
        (f"{QUESTIONS}/CB-Q9.md", "/etc/passwd", "link", "symbolic link"),
        (f"{NOTES}/away", "/etc", "link", "symbolic link"),
        (f"{NOTES}/2018/07/CB-N20180714-k3f9.md", b"x" * 5_000_001, "", "5,000,001 bytes"),
        ("process.yaml", "wmstrat: 2\nname: Newer\n", "", "Install a newer wmstrat"),
        ("process.yaml", None, "", "no process.yaml any more"),
        (f"{NOTES}/a\\b.md", "x", "", "no workspace may have"),
    ],
)
def test_what_no_workspace_may_hold_is_refused(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, text: str | bytes | None, mode: str, words: str
) -> None:
    add(other, git, path, text, mode=mode)
    sent(other, git)
    before = everything(shared)
    assert words in wmstrat("sync", code=4).err
    assert everything(shared) == before
    wmstrat("note", "add", "CB", "Here")  # the same when there is something to merge
    before = everything(shared)
    assert words in wmstrat("sync", code=4).err
    assert everything(shared) == before


def test_a_submodule_is_refused(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(other, "update-index", "--add", "--cacheinfo", f"160000,{git(other, 'rev-parse', 'HEAD').strip()},groups/sub")
    git(other, "commit", "-q", "-m", "A submodule")
    sent(other, git)
    before = everything(shared)
    assert "submodule" in wmstrat("sync", code=4).err
    assert everything(shared) == before


def test_a_driver_in_the_attributes_of_the_remote_is_not_run(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    del shared
    add(other, git, ".gitattributes", "*.md merge=evil filter=evil diff=evil\n* text=auto eol=lf\n")
    git(other, "config", "merge.evil.driver", f"touch {tmp_path}/ran")
    wmstrat("-C", other, "question", "add", "CB", "There?")
    wmstrat("-C", other, "sync")
    wmstrat("question", "add", "CB", "Here?")
    wmstrat("sync")
    wmstrat("set", "CB-Q1", "level=structural")
    wmstrat("-C", other, "set", "CB-Q1", "background=Long")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    assert not (tmp_path / "ran").exists()


def test_what_the_remote_says_of_the_form_of_files_does_not_count_for_records(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("question", "add", "CB", "Here?")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    lines = (other / ".gitattributes").read_text()
    add(other, git, ".gitattributes", f"{lines}*.md merge=binary working-tree-encoding=UTF-16LE\n")
    sent(other, git)
    wmstrat("sync")
    assert git(shared, "check-attr", "merge", "--", f"{QUESTIONS}/CB-Q1.md").endswith("merge: wmstrat\n")
    wmstrat("set", "CB-Q1", "background=Long")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    wmstrat("-C", other, "sync")
    git(shared, "pull", "-q", "--no-rebase", "--no-edit")  # by the driver
    found = wmstrat.record("CB-Q1")
    assert (found["background"], found["level"]) == ("Long", "structural")


def test_a_history_with_nothing_in_common_is_refused(
    shared: Path, tmp_path: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("init", tmp_path / "stranger")
    git(tmp_path / "stranger", "remote", "add", "origin", str(bare))
    before = everything(tmp_path / "stranger")
    assert "nothing in common" in wmstrat("-C", tmp_path / "stranger", "sync", code=4).err
    assert everything(tmp_path / "stranger") == before
    del shared


def test_an_address_that_was_mistyped_later_is_no_rewritten_history(
    shared: Path, tmp_path: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("sync")
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "else.git")
    git(tmp_path, "clone", "-q", str(tmp_path / "else.git"), "else")
    (tmp_path / "else/README.md").write_text("Something else\n")
    git(tmp_path / "else", "add", "README.md")
    git(tmp_path / "else", "commit", "-qm", "Begin")
    git(tmp_path / "else", "push", "-q", "origin", "HEAD:main")
    git(shared, "remote", "set-url", "origin", str(tmp_path / "else.git"))
    before = everything(shared)

    said = wmstrat("sync", code=4).err
    assert "nothing in common" in said
    assert "reset" not in said
    assert "git remote set-url origin URL" in said
    assert everything(shared) == before

    git(shared, "remote", "set-url", "origin", str(bare))
    assert "Nothing to exchange" in wmstrat("sync").out


def test_a_detached_head_is_refused(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "checkout", "-q", "--detach")
    assert "git switch" in wmstrat("sync", code=4).err


def test_a_foreign_file_in_the_way_stays(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    add(other, git, "minutes.txt", "Theirs\n")
    sent(other, git)
    (shared / "minutes.txt").write_text("Mine\n")
    before = git(shared, "rev-parse", "HEAD")
    assert "minutes.txt" in wmstrat("sync", code=4).err
    assert (shared / "minutes.txt").read_text() == "Mine\n"
    assert git(shared, "rev-parse", "HEAD") == before
    assert not (shared / ".git" / "wmstrat" / "move").exists()


def test_work_that_is_staged_elsewhere_stays_staged(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    (shared / "todo.txt").write_text("staged\n")
    git(shared, "add", "todo.txt")
    wmstrat("note", "add", "CB", "Here")
    wmstrat("sync")
    assert git(shared, "status", "--porcelain") == "A  todo.txt\n"


# Interrupted


@pytest.mark.parametrize("step", ["move recorded", "moved"])
@pytest.mark.parametrize("merges", [False, True])
def test_killed_while_the_branch_moves(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch, step: str, merges: bool
) -> None:
    note = wmstrat("-C", other, "note", "add", "CB", "There").out.strip()
    wmstrat("-C", other, "sync")
    if merges:
        wmstrat("note", "add", "CB", "Here")
    program = (
        "import os, signal, sys\nfrom wmstrat.workspace import journal, moving\n"
        f"journal.reached = lambda step: os.kill(os.getpid(), signal.SIGKILL) if step == {step!r} else None\n"
        "from wmstrat.cli import main\nsys.argv = ['wmstrat', 'sync']\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=shared, capture_output=True)
    assert done.returncode == -9
    assert "put in order" in wmstrat("note", "add", "CB", "Next").err
    wmstrat("sync")
    assert wmstrat.record(note)["body"] == "There"
    assert git(shared, "status", "--porcelain") == ""
    del monkeypatch


@pytest.mark.usefixtures("asked")
def test_killed_between_two_files(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Git itself was killed: one file is new, one is half written, one is gone, the index is the old one."""
    wmstrat("-C", other, "set", "CB-Q1", "title=Which ones?")
    wmstrat("-C", other, "note", "add", "CB", "There")
    add(other, git, "README.md", None)
    sent(other, git)
    git(shared, "fetch", "-q")
    new = git(shared, "rev-parse", "origin/main").strip()
    old = git(shared, "rev-parse", "HEAD").strip()
    question = shared / QUESTIONS / "CB-Q1.md"
    before = everything(shared)
    question.write_text(git(shared, "show", f"{new}:{QUESTIONS}/CB-Q1.md")[:100])
    (shared / "README.md").unlink()
    place = moving.Place(shared, shared, shared / ".git", shared / ".git")
    place.state.mkdir(exist_ok=True)
    place.move.write_bytes(moving.json.encode(moving.Move(journal.new_id(), 1, False, old, new)))
    assert "put in order" in wmstrat("status").err
    assert everything(shared) == before


# Other shapes


@pytest.mark.usefixtures("asked")
def test_histories_that_crossed(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Two clones merged each other's work by plain git before they met again: two best common ancestors."""
    wmstrat("set", "CB-Q1", "title=One")
    wmstrat("-C", other, "set", "CB-Q1", "level=structural")
    here, there = (git(folder, "rev-parse", "HEAD").strip() for folder in (shared, other))
    git(shared, "fetch", "-q", str(other), "main")
    git(shared, "merge", "-q", "--no-edit", there)
    git(other, "fetch", "-q", str(shared), here)
    git(other, "merge", "-q", "--no-edit", here)
    wmstrat("set", "CB-Q1", "title=Two")
    wmstrat("-C", other, "set", "CB-Q1", "background=Long")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["level"], found["background"]) == ("Two", "structural", "Long")


def test_the_private_side_goes_to_its_own_remote_only(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    private = tmp_path / "host" / "private.git"
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", str(private))
    git(shared / "private", "remote", "add", "origin", str(private))
    wmstrat("person", "add", "Member 90", "--contact", "secret@example.org")
    wmstrat("sync")
    git(tmp_path, "clone", "-q", str(private), str(other / "private"))
    wmstrat("-C", other, "sync")
    assert wmstrat.items("-C", other, "show", "member-90")[0]["contact"] == "secret@example.org"
    wmstrat("-C", other, "set", "member-90", "contact=other@example.org")
    wmstrat("-C", other, "sync")
    wmstrat("set", "member-90", "region=Somewhere")
    wmstrat("sync")
    assert wmstrat.record("member-90")["contact"] == "other@example.org"
    assert wmstrat.record("member-90")["region"] == "Somewhere"
    everything_sent = git(shared, "log", "-p", "--all")
    assert "secret@example.org" not in everything_sent
    assert "other@example.org" not in everything_sent


@pytest.mark.parametrize(
    ("exchanged", "branch", "spelled"),
    [
        (False, "main", "{}"),
        (False, "main", "file://{}"),
        (False, "master", "file://{}"),
        (True, "main", "{}/"),
        (True, "main", "file://{}"),
        (True, "master", "file://{}"),
    ],
)
def test_private_never_goes_to_the_public_place(
    shared: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git, exchanged: bool, branch: str, spelled: str
) -> None:
    """A slip in one address must neither publish what is private nor bring the public files into private/."""
    private = shared / "private"
    git(private, "branch", "-M", branch)
    git(tmp_path, "init", "-q", "--bare", f"--initial-branch={branch}", "private.git")
    git(private, "remote", "add", "origin", str(tmp_path / "private.git"))
    if exchanged:
        wmstrat("sync")
    wmstrat("person", "add", "Member 51", "--contact", "m51@example.org")
    git(private, "remote", "set-url", "origin", spelled.format(bare))
    before = git(private, "rev-parse", "HEAD")

    branch_is_gone = exchanged and branch == "master" and "file" in spelled
    said = wmstrat("sync", code=8 if branch_is_gone else 4).err

    assert "not the repository of private/" in said
    assert "git -C private remote set-url origin URL" in said
    for trap in (" push", "reset", "wmstrat clone"):
        assert trap not in said
    assert git(private, "rev-parse", "HEAD") == before
    assert not (private / "process.yaml").exists()
    assert git(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"
    assert "m51@example.org" not in git(bare, "log", "-p", "--all")
    git(private, "remote", "set-url", "origin", str(tmp_path / "private.git"))
    wmstrat("sync")
    assert "m51@example.org" in git(tmp_path / "private.git", "log", "-p", "--all")


def test_private_that_became_a_workspace_is_not_sent(
    shared: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    private = shared / "private"
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "private.git")
    git(private, "remote", "add", "origin", str(tmp_path / "private.git"))
    add(private, git, "process.yaml", (shared / "process.yaml").read_text())
    assert "private/ holds process.yaml" in wmstrat("sync", code=4).err
    assert git(tmp_path / "private.git", "for-each-ref") == ""


def test_a_workspace_in_a_subfolder(tmp_path: Path, wmstrat: Wmstrat, git: Git) -> None:
    top = tmp_path / "large"
    git(tmp_path, "init", "-q", str(top))
    wmstrat("init", top / "strategy")
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "large.git")
    git(top, "remote", "add", "origin", str(tmp_path / "large.git"))
    wmstrat("-C", top / "strategy", "question", "add", "CB", "Here?")
    wmstrat("-C", top / "strategy", "sync")
    git(tmp_path, "clone", "-q", "large.git", "second")
    second = tmp_path / "second" / "strategy"
    wmstrat("-C", second, "set", "CB-Q1", "title=There?")
    wmstrat("-C", second, "sync")
    wmstrat("-C", top / "strategy", "set", "CB-Q1", "level=structural")
    wmstrat("-C", top / "strategy", "sync")
    [found] = wmstrat.items("-C", top / "strategy", "show", "CB-Q1")
    assert (found["title"], found["level"]) == ("There?", "structural")


def test_merges_are_signed_where_commits_are(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        git(shared, "config", name, value)
    wmstrat("-C", other, "note", "add", "CB", "There")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Here")
    wmstrat("sync")
    assert "gpgsig -----BEGIN SSH SIGNATURE-----" in git(shared, "cat-file", "commit", "HEAD")
    assert len(git(shared, "log", "-1", "--format=%P").split()) == 2


@pytest.mark.usefixtures("asked")
def test_a_stopped_merge_of_plain_git_is_made_again(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?")
    git(shared, "fetch", "-q")
    git(shared, "merge", "-q", "origin/main", check=False)
    assert (shared / ".git" / "MERGE_HEAD").exists()
    assert "<<<<<<<" not in (shared / QUESTIONS / "CB-Q1.md").read_text()
    assert "made again here, field by field" in wmstrat("sync", code=7).err
    assert not (shared / ".git" / "MERGE_HEAD").exists()
    wmstrat("resolve", "CB-Q1", "title", "--mine")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["title"] == "Mine?"


def test_a_stopped_merge_that_was_edited_on_top_is_made_again_too(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """`git merge --abort` gives up here; what was edited is kept, and told."""
    for title in ("First?", "Second?"):
        wmstrat("question", "add", "CB", title)
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    for number in ("1", "2"):
        wmstrat("-C", other, "set", f"CB-Q{number}", f"title=Theirs {number}?")
    add(other, git, "groups/capacity-building/questions/CB-Q3.md", "no record at all\n")
    wmstrat("-C", other, "note", "add", "CB", "There")
    sent(other, git)
    wmstrat("set", "CB-Q1", "title=Mine?")
    add(shared, git, "groups/capacity-building/questions/CB-Q3.md", "none either\n")
    git(shared, "fetch", "-q")
    git(shared, "merge", "-q", "origin/main", check=False)
    second = shared / QUESTIONS / "CB-Q2.md"
    second.write_text(second.read_text() + "\nTyped on top.\n")
    kept = wmstrat("sync", code=7).err.split("What its files held is kept in ")[1].splitlines()[0]
    assert Path(kept).read_text().endswith("\nTyped on top.\n")
    assert git(shared, "status", "--porcelain") == ""
    assert not (shared / ".git" / "MERGE_HEAD").exists()


@pytest.mark.parametrize("choice", ["--mine", "--theirs"])
@pytest.mark.parametrize("deleted", ["here", "there"])
@pytest.mark.usefixtures("asked")
def test_a_report_of_a_deletion_says_what_became_of_the_record(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, deleted: str, choice: str
) -> None:
    gone, kept = (shared, other) if deleted == "here" else (other, shared)
    add(gone, git, f"{QUESTIONS}/CB-Q1.md", None)
    wmstrat("-C", kept, "set", "CB-Q1", "title=Which ones?")
    wmstrat("-C", other, "sync")
    wmstrat("sync", code=7)
    wmstrat("resolve", "CB-Q1", "record", choice)
    lines = [line for line in wmstrat("sync").lines if "CB-Q1" in line]
    assert (
        lines
        == {
            ("there", "--mine"): ["Kept here against the deletion there, and sent again: CB-Q1"],
            ("there", "--theirs"): ["Came in, gone: CB-Q1"],
            ("here", "--mine"): ["Deleted here against the change there, and now there too: CB-Q1"],
            ("here", "--theirs"): ["Came in, changed: CB-Q1"],
        }[deleted, choice]
    )
    wmstrat("-C", other, "sync")
    stays = (deleted, choice) in (("there", "--mine"), ("here", "--theirs"))
    assert all((folder / QUESTIONS / "CB-Q1.md").exists() == stays for folder in (shared, other))


def test_two_conflicts_in_one_draft(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("draft", "add", "CB", "Share what works")
    for state in ("drafting", "published", "submitted"):
        wmstrat("mark", "CB-D-" + wmstrat.items("draft", "list", "CB")[0]["handle"][-4:], state)
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", other, "sync")
    wmstrat("draft", "decide", "CB-D1", "rejected", "--by", "BD")
    assert "CB-D1 state" in wmstrat("sync", code=7).err
    wmstrat("resolve", "CB-D1", "state", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["state"] == "ratified"


def test_conflicts_can_be_read_by_a_program(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    wmstrat("-C", other, "set", "CB", "mailing_list=theirs@example.org")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB", "mailing_list=mine@example.org")
    wmstrat("sync", code=7)
    [found] = wmstrat.items("resolve")
    assert (found["field"], found["mine"], found["theirs"]) == (
        "mailing_list",
        "mine@example.org",
        "theirs@example.org",
    )
    assert found["theirs_by"] == "Member 17"
    wmstrat("resolve", "CB", "mailing_list", "--mine")
    wmstrat("sync")
    assert wmstrat.record("CB")["mailing_list"] == "mine@example.org"


def test_a_choice_about_a_record_that_was_numbered_there(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    sent(shared, git)
    git(other, "pull", "-q")
    wmstrat("-C", other, "set", handle, "title=Theirs?")
    wmstrat("set", handle, "title=Mine?")
    wmstrat("sync")
    assert "CB-Q1 title" in wmstrat("-C", other, "sync", code=7).err
    wmstrat("-C", other, "resolve", "CB-Q1", "title", "--mine")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    assert wmstrat.record("CB-Q1")["title"] == "Theirs?"


def test_what_is_withdrawn_here_and_ratified_there_is_ratified(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del shared
    handle = wmstrat("draft", "add", "CB", "Share what works").out.strip()
    for state in ("drafting", "published", "submitted"):
        wmstrat("mark", handle, state)
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "draft", "decide", "CB-D1", "ratified", "--by", "BD")
    wmstrat("-C", other, "sync")
    wmstrat("mark", "CB-D1", "withdrawn")
    wmstrat("sync", code=7)
    assert "stays as it was decided" in wmstrat("resolve", "CB-D1", "state", "--mine", code=4).err
    wmstrat("resolve", "CB-D1", "state", "--theirs")
    wmstrat("sync")
    assert wmstrat.record("CB-D1")["state"] == "ratified"


def test_a_choice_that_cannot_be_is_refused_before_anything_moves(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("-C", other, "draft", "add", "CB", "A draft")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    wmstrat("-C", other, "mark", "CB-D1", "drafting")
    wmstrat("-C", other, "sync")
    wmstrat("mark", "CB-D1", "published")
    before = git(shared, "rev-parse", "HEAD")
    wmstrat("sync", code=7)
    assert "only by its own command" in wmstrat("resolve", "CB-D1", "state", "--value", "ratified", code=4).err
    for value, found in (("perhaps", '"perhaps"'), ("", "nothing")):
        said = wmstrat("resolve", "CB-D1", "state", "--value", value, code=5).err
        assert f"state: found {found}, expected one of: idea, drafting, published, submitted, merged" in said
        assert "ratified" not in said  # that is no choice
        assert "wmstrat resolve CB-D1 state --value TEXT" in said
        assert "file" not in said
    assert git(shared, "rev-parse", "HEAD") == before
    wmstrat("resolve", "CB-D1", "state", "--theirs")
    wmstrat("sync")


def test_a_part_of_an_entry_that_cannot_be_is_refused_in_the_words_of_a_choice(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
    del shared
    wmstrat("-C", other, "group", "stage", "CB", "set-up", "--end", "--on", "2018-08-01")
    wmstrat("-C", other, "sync")
    wmstrat("group", "stage", "CB", "set-up", "--end", "--on", "2018-08-02")
    wmstrat("sync", code=7)
    [found] = wmstrat.items("resolve")
    said = wmstrat("resolve", "CB", found["field"], "--value", "soon", code=5).err
    assert 'found "soon", expected a day such as 2018-07-20. Choose again with: wmstrat resolve capacity' in said
    assert "save" not in said
    assert [one["field"] for one in wmstrat.items("resolve")] == [found["field"]]


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
    assert found["found"] == "scope begun on 2018-08-03, and on 2018-08-01 without an end"
    text = Path("groups/capacity-building/README.md")
    begun = "stage: scope\n    since: 2018-08-01\n"
    text.write_text(text.read_text().replace(begun, f"{begun}    until: 2018-08-02\n"))
    wmstrat("save")
    assert not [one for one in wmstrat.items("check") if one["check"] == "stages"]


def test_two_sound_halves_that_do_not_fit_are_not_sent(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "question", "add", "CB", "Which?", "--focus", "CB-F2")
    wmstrat("-C", other, "sync")
    readme = shared / "groups/capacity-building/README.md"
    text = readme.read_text()
    start = text.index("- id: CB-F2")
    end = text.index("- id: CB-F3")
    readme.write_text(text[:start] + text[end:])
    assert "CB-F2" in wmstrat("sync", code=5).err
    assert "CB-F2" in git(shared, "show", "origin/main:groups/capacity-building/README.md")


@pytest.mark.parametrize(
    ("path", "change", "words"),
    [
        ("process.yaml", lambda text: text + "x: [\n", "cannot be read"),
        (
            "groups/advocacy/README.md",
            lambda text: text + "\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n",
            "where a merge is half done",
        ),
    ],
)
def test_a_remote_whose_workspace_is_broken(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, change: Callable[[str], str], words: str
) -> None:
    add(other, git, path, change((other / path).read_text()))
    sent(other, git)
    wmstrat("set", "AD", "mailing_list=advocacy@example.org")
    before = everything(shared)
    assert words in wmstrat("sync", code=4).err
    assert everything(shared) == before


def test_a_broken_record_that_came_in_is_named(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    del shared
    wmstrat("-C", other, "question", "add", "CB", "Which?")
    wmstrat("-C", other, "sync")
    path = f"{QUESTIONS}/CB-Q1.md"
    add(other, git, path, (other / path).read_text().replace("state: proposed", "state: perhaps"))
    sent(other, git)
    assert f"do not pass the checks: {path}" in wmstrat("sync").err


@pytest.mark.usefixtures("asked")
def test_choices_of_two_crossed_merges_are_asked_again(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """Each merged the other's work and chose differently; whoever meets that again is asked."""
    wmstrat("set", "CB-Q1", "title=One")
    wmstrat("-C", other, "set", "CB-Q1", "title=Two")
    here, there = (git(folder, "rev-parse", "HEAD").strip() for folder in (shared, other))
    git(shared, "fetch", "-q", str(other), "main")
    git(other, "fetch", "-q", str(shared), here)
    git(shared, "merge", "-q", "--no-edit", "-s", "ours", there)
    git(other, "merge", "-q", "--no-edit", "-s", "ours", here)
    wmstrat("-C", other, "sync")
    assert "CB-Q1 title" in wmstrat("sync", code=7).err


def test_a_second_branch_is_not_founded_by_mistake(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared, "switch", "-q", "-c", "work")
    wmstrat("question", "add", "CB", "Which?")
    assert "git push -u origin work" in wmstrat("sync", code=4).err
    assert "refs/heads/work" not in git(shared, "ls-remote", "origin")


def test_a_try_reports_hand_edits_numbers_and_conflicts(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    readme = shared / "groups/diversity/README.md"
    readme.write_text(readme.read_text() + "\nBy hand.\n")
    said = wmstrat("sync", "--dry-run").out
    assert "Would save what was edited by hand, and send it: groups/diversity/README.md" in said
    assert f"Would get a number: {handle}" in said
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("-C", other, "set", "CB-Q1", "title=Theirs?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Mine?")
    assert "Would stop at a conflict: CB-Q1 title" in wmstrat("sync", "--dry-run", code=7).out


def test_a_try_leaves_the_settings_of_git_alone(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    wmstrat("-C", other, "note", "add", "CB", "Theirs.")
    wmstrat("-C", other, "sync")
    wmstrat("note", "add", "CB", "Mine.")
    git(shared, "config", "--remove-section", "merge.wmstrat")
    (shared / ".git/info/attributes").unlink()
    config, head = (shared / ".git/config").read_bytes(), git(shared, "rev-parse", "HEAD")
    assert "Would come in" in wmstrat("sync", "--dry-run").out
    assert (shared / ".git/config").read_bytes() == config
    assert not (shared / ".git/info/attributes").exists()
    assert git(shared, "rev-parse", "HEAD") == head
    wmstrat("sync")
    assert "merge.wmstrat.driver" in git(shared, "config", "--list")


def test_what_is_outside_the_workspace_is_not_ours_to_refuse(tmp_path: Path, wmstrat: Wmstrat, git: Git) -> None:
    top = tmp_path / "large"
    git(tmp_path, "init", "-q", str(top))
    wmstrat("init", top / "strategy")
    git(tmp_path, "init", "-q", "--bare", "--initial-branch=main", "large.git")
    git(top, "remote", "add", "origin", str(tmp_path / "large.git"))
    wmstrat("-C", top / "strategy", "sync")
    git(tmp_path, "clone", "-q", "large.git", "second")
    add(tmp_path / "second", git, "systemd/dev-disk\\x2duuid.swap", "x\n")
    sent(tmp_path / "second", git)
    wmstrat("-C", top / "strategy", "sync")
    assert (top / "systemd" / "dev-disk\\x2duuid.swap").exists()


@pytest.mark.usefixtures("asked")
def test_a_question_that_became_final_meanwhile_is_final_as_it_was(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
    """Requirement 17: a later change of a finalized text is visible as an amendment."""
    del shared
    wmstrat("-C", other, "question", "finalize", "CB")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Which ones?", "level=structural")
    assert "CB-Q1 title" in wmstrat("sync", code=7).err
    assert "settled on the other side" in wmstrat("resolve", "CB-Q1", "title", "--mine", code=4).err
    wmstrat("resolve", "CB-Q1", "title", "--theirs")
    wmstrat("sync")
    wmstrat("set", "CB-Q1", "title=Which ones?")
    found = wmstrat.record("CB-Q1")
    assert (found["title"], found["level"], found["state"]) == ("Which ones?", "structural", "final")
    assert [entry["was"] for entry in found["amendments"]] == ["Which?"]


# What goes out


@pytest.mark.parametrize(
    ("path", "text", "mode", "words"),
    [
        (f"{NOTES}/away", "/etc", "link", "symbolic link"),
        ("private/people/member-3.yaml", "id: member-3\nname: Member 3\n", "", "private/ into the history"),
        (f"{NOTES}/2018/07/CB-N20180714-k3f9.md", b"x" * 5_000_001, "", "5,000,001 bytes"),
        (f"{NOTES}/a\\b.md", "x", "", "no workspace may have"),
    ],
)
def test_what_no_workspace_may_hold_is_not_sent(
    shared: Path, wmstrat: Wmstrat, git: Git, bare: Path, path: str, text: str | bytes, mode: str, words: str
) -> None:
    """Once sent, it would keep everybody else from syncing, and private text could not be taken back."""
    (shared / "private").rename(shared.parent / "private")
    there = git(bare, "rev-parse", "main")
    wmstrat("question", "add", "CB", "Which?")
    add(shared, git, path, text, mode=mode)
    said = wmstrat("sync", code=4).err
    assert words in said
    assert git(bare, "rev-parse", "main") == there
    add(shared, git, path, None)
    if "private" in path:  # the commit on the way is still there
        assert "git never forgets" in wmstrat("sync", code=4).err
        assert git(bare, "rev-parse", "main") == there
    else:
        wmstrat("sync")


def test_what_is_private_is_not_let_in(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    add(other, git, "private/people/member-3.yaml", "id: member-3\nname: Member 3\n")
    sent(other, git)
    before = everything(shared)
    assert "something of private/" in wmstrat("sync", code=4).err
    assert everything(shared) == before
    assert "git rm --cached private/people/member-3.yaml" in wmstrat("-C", other, "check", code=1).out


def test_an_id_that_differs_in_its_capitals_only_is_not_sent(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, bare: Path
) -> None:
    """Many computers could not even have both files."""
    add(other, git, "people/Anna.yaml", "id: Anna\nname: Anna\n")
    sent(other, git)
    there = git(bare, "rev-parse", "main")
    add(shared, git, "people/anna.yaml", "id: anna\nname: Another Anna\n")
    assert "which people/Anna.yaml has too" in wmstrat("sync", code=5).err
    assert git(bare, "rev-parse", "main") == there


# What others have numbered meanwhile


def test_what_speaks_of_a_handle_that_others_have_numbered_speaks_of_the_number(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    sent(shared, git)
    git(other, "pull", "-q")
    wmstrat("-C", other, "note", "add", "CB", f"Says much about {handle}.", "--about", handle)
    wmstrat("note", "add", "CB", "So that this clone has something to send")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    assert git(other, "log", "-1", "--format=%s%n%b").startswith(
        f"sync: write the numbers of CB-Q1\n{handle} is CB-Q1\n"
    )
    wmstrat("sync")
    found = next(note for note in wmstrat.items("note", "list") if note["about"])
    assert (found["about"], found["body"].strip()) == (["CB-Q1"], "Says much about CB-Q1.")


def test_what_is_private_follows_a_number_too(shared: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "private.git")
    git(shared / "private", "remote", "add", "origin", str(tmp_path / "private.git"))
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    wmstrat("person", "add", "Member 18")
    application = wmstrat("member", "apply", "CB", "Member 18", "--why", f"Because of {handle}").out.strip()
    wmstrat("sync")
    assert wmstrat.record(application)["why"] == "Because of CB-Q1"
    assert git(shared / "private", "status", "--porcelain") == ""


def test_whoever_published_a_handle_by_plain_git_numbers_it_with_the_next_sync(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Others who have nothing to send do not: perhaps they may not."""
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    sent(shared, git)
    git(other, "config", "user.email", "member-18@example.org")
    assert "the same now" in wmstrat("-C", other, "sync").out
    assert "Nothing to exchange" in wmstrat("-C", other, "sync").out
    assert f"Would get a number: {handle}" in wmstrat("sync", "--dry-run").out
    assert f"Numbered: {handle} is CB-Q1" in wmstrat("sync").out
    assert "Nothing to exchange" in wmstrat("sync").out


# A try, and what is said of what came in


@pytest.mark.parametrize(
    ("path", "text", "words"),
    [
        ("process.yaml", "wmstrat: 2\nname: Newer\n", "format 2"),
        (f"{QUESTIONS}/CB-Q9.md", "<<<<<<< HEAD\n", "a merge is half done"),
    ],
)
def test_a_try_ends_as_the_sync_would(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, text: str, words: str
) -> None:
    del shared
    add(other, git, path, text)
    sent(other, git)
    tried, done = (wmstrat("sync", *how, code=4).err for how in (["--dry-run"], []))
    assert words in tried
    assert tried == done
    wmstrat("note", "add", "CB", "Here")
    tried, done = (wmstrat("sync", *how, code=4).err for how in (["--dry-run"], []))
    assert words in tried
    assert tried == done


def test_a_try_refuses_the_hand_edits_that_the_sync_would_refuse(shared: Path, wmstrat: Wmstrat) -> None:
    wmstrat("question", "add", "CB", "Which?")
    [file] = (shared / QUESTIONS).glob("*.md")
    file.write_text(file.read_text().replace("state: proposed", "state: nonsense"))
    before = everything(shared)
    for words in (["--dry-run"], []):
        assert "nonsense" in wmstrat("sync", *words, code=5).err
    assert everything(shared) == before


def test_a_remote_that_hides_private_no_more_is_named(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    del shared
    lines = (other / ".gitignore").read_text().replace("/private/\n", "")
    add(other, git, ".gitignore", lines)
    sent(other, git)
    assert "Careful: .gitignore: found no line that keeps private/ out" in wmstrat("sync").err


def test_a_record_that_was_picked_and_numbered_on_both_sides_stays_one(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, bare: Path
) -> None:
    """The pick was numbered and its push was refused; meanwhile whoever added it sent it under another number."""
    third = wmstrat("question", "add", "CB", "The third?").out.strip()
    fourth = wmstrat("question", "add", "CB", "The fourth?").out.strip()
    git(other, "fetch", "-q", str(shared), "main")
    git(other, "cherry-pick", "FETCH_HEAD")
    hook = add_hook(bare, "pre-receive", "exit 1")
    wmstrat("-C", other, "sync", code=8)
    assert wmstrat("-C", other, "question", "list", "--format", "plain").out.startswith("CB-Q1")
    hook.unlink()
    wmstrat("-C", other, "note", "add", "CB", "About CB-Q1, the fourth")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    assert {one["handle"]: one["id"] for one in wmstrat.items("question", "list")} == {
        third: "CB-Q1",
        fourth: "CB-Q2",
    }
    assert [one["body"].strip() for one in wmstrat.items("note", "list")] == ["About CB-Q2, the fourth"]
    wmstrat("check")


def test_somebody_who_goes_is_not_taken_for_a_group_of_the_same_name(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    wmstrat("person", "add", "Oslo")
    wmstrat("sync")
    wmstrat("-C", other, "sync")
    add(shared, git, "people/oslo.yaml", None)
    wmstrat("group", "add", "Oslo", "--code", "OS")
    wmstrat("sync")
    wmstrat("-C", other, "set", "oslo", "about=Still here")
    assert "oslo record" in wmstrat("-C", other, "sync", code=7).err
    wmstrat("-C", other, "resolve", "oslo", "record", "--mine")
    wmstrat("-C", other, "sync", code=5)  # a person and a group of one name: whoever kept both gives one another


def test_what_got_out_of_private_can_be_taken_away_again(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    add(other, git, "private/people/member-3.yaml", "id: member-3\nname: Member 3\n")
    sent(other, git)
    wmstrat("sync", code=4)
    add(other, git, "private/people/member-3.yaml", None)
    wmstrat("-C", other, "sync")
    wmstrat("sync")
    assert git(shared, "rev-parse", "HEAD") == git(other, "rev-parse", "HEAD")
    assert not (shared / "private/people/member-3.yaml").exists()


@pytest.mark.parametrize("folder", ["Private", "two/private"])
def test_what_is_private_goes_out_under_no_name(
    shared: Path, wmstrat: Wmstrat, git: Git, bare: Path, folder: str
) -> None:
    """Not in other letters, and not from another workspace of the repository."""
    wmstrat("init", shared / "two", "--name", "Another process")
    (shared / "two" / "private").rename(shared.parent / "private-of-two")
    there = git(bare, "rev-parse", "main")
    add(shared, git, f"{folder}/contacts.txt", "Nobody's business\n")
    add(shared, git, f"{folder}/contacts.txt", None)
    assert "git never forgets" in wmstrat("sync", code=4).err
    assert git(bare, "rev-parse", "main") == there


def test_a_workspace_in_a_folder_with_a_space_names_its_records_to_git(
    tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    git(tmp_path, "init", "-q", "top")
    wmstrat("init", tmp_path / "top" / "our [1st] process")
    for path, found in (
        ("our [1st] process/people/a.yaml", "wmstrat"),
        ("our 1 process/people/a.yaml", "unspecified"),
    ):
        assert git(tmp_path / "top", "check-attr", "merge", "--", path).endswith(f"merge: {found}\n")


def test_attributes_that_cannot_be_written_keep_nobody_from_syncing(shared: Path, wmstrat: Wmstrat) -> None:
    attributes = shared / ".git" / "info" / "attributes"
    attributes.unlink()
    (attributes / "x").mkdir(parents=True)
    assert "the same" in wmstrat("sync").out


# What was decided, and what happened before something stopped it


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (["--theirs"], 'title: "One?" from there was chosen, not "Two?" from here'),
        (["--value", "Three?"], 'title: "Three?" was chosen, neither "Two?" from here nor "One?" from there'),
    ],
)
@pytest.mark.usefixtures("asked")
def test_the_history_says_what_was_decided(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, choice: list[str], words: str
) -> None:
    wmstrat("-C", other, "set", "CB-Q1", "title=One?")
    wmstrat("-C", other, "sync")
    wmstrat("set", "CB-Q1", "title=Two?")
    wmstrat("sync", code=7)
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
    assert "Came in, new: alpha" in said
    assert "the same" not in said
    assert (shared / "groups" / "alpha").exists()


def test_the_clone_of_an_empty_branch_sends_no_second_history(
    shared: Path, bare: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    """The host shows a branch that nobody uses; whoever clones it by plain git has nothing, and would begin anew."""
    del shared
    git(bare, "symbolic-ref", "HEAD", "refs/heads/trunk")
    git(tmp_path, "clone", "-q", str(bare), "empty")
    wmstrat("init", tmp_path / "empty")
    assert "other branches" in wmstrat("-C", tmp_path / "empty", "sync", code=4).err
    assert git(bare, "for-each-ref", "--format=%(refname)") == "refs/heads/main\n"


def test_the_place_of_what_is_private_is_corrected_there(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared / "private", "remote", "add", "origin", str(shared.parent / "gone.git"))
    assert "git -C private remote set-url origin URL" in wmstrat("sync", code=8).err
