"""The numbers that `wmstrat sync` gives, and everything that follows a number."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Wmstrat, add_hook, everything, replace_in
from tests.sync.by_hand import QUESTIONS, Git, add, sent


@pytest.mark.usefixtures("asked")
def test_references_and_mentions_follow_and_what_is_published_stays(
    shared: Path, other: Path, wmstrat: Wmstrat
) -> None:
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
    hook = add_hook(shared, "pre-push", "exit 1")
    wmstrat("sync", code=6)
    assert wmstrat.record("CB-Q1")["handle"] == mine
    hook.unlink()
    wmstrat("-C", other, "sync")
    said = wmstrat("sync").out
    assert f"Numbered: {mine} is CB-Q2" in said
    assert "CB-Q1 was used twice" in said
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
    hook = add_hook(shared, "pre-push", "exit 1")
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


@pytest.mark.usefixtures("asked")
def test_undoing_what_was_numbered_withdraws_it(wmstrat: Wmstrat) -> None:
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
    assert "was used twice" not in said
    assert wmstrat.record("CB-Q1")["title"] == "Theirs?"


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
    assert "delete the handle in the copy" in wmstrat("save", code=4).err
    assert "delete the handle in the copy" in wmstrat("sync", code=4).err
    problem = wmstrat("check", code=1).out
    assert f"{copy.name}" in problem
    assert "wmstrat set CB-Q-m4pj handle=" in " ".join(problem.split())
    replace_in(copy, f"handle: {handle}", "handle:")
    said = wmstrat("sync").out
    assert f"{handle} is CB-Q1" in said
    assert "CB-Q-m4pj is CB-Q2" in said
    assert wmstrat.record("CB-Q2")["handle"] == "CB-Q-m4pj"

    page = (shared / QUESTIONS / "CB-Q1.md").read_text().replace("id: CB-Q1", "id: CB-Q7")
    add(shared, git, f"{QUESTIONS}/CB-Q7.md", page)  # plain git lets it in
    assert "wmstrat set CB-Q7 handle=" in " ".join(wmstrat("check", code=1).out.split())
    assert "cannot change" in wmstrat("set", "CB-Q7", "handle=CB-Q-zzzz", code=4).err
    assert "cannot change" in wmstrat("set", "CB-Q2", "handle=", code=4).err
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
    hook = add_hook(bare, "pre-receive", "echo no\nexit 1")
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


@pytest.mark.usefixtures("asked")
def test_what_a_sync_wrote_a_number_into_is_not_undone(shared: Path, wmstrat: Wmstrat) -> None:
    handle = wmstrat("question", "add", "CB", "And then?").out.strip()
    wmstrat("set", "CB-Q1", f"background=Before {handle}")
    wmstrat("sync")
    before = everything(shared)
    assert f"{QUESTIONS}/CB-Q1.md was changed again later" in wmstrat("undo", code=4).err
    wmstrat("set", "CB-Q1", "background=Before CB-Q2", "level=structural")
    wmstrat("undo")
    assert everything(shared)[f"{QUESTIONS}/CB-Q1.md"] == before[f"{QUESTIONS}/CB-Q1.md"]


@pytest.mark.usefixtures("asked")
def test_numbering_is_not_undone(wmstrat: Wmstrat) -> None:
    assert "cannot be undone" in wmstrat("undo", "HEAD", code=4).err


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
    assert wmstrat.record(application)["motivation"] == "Because of CB-Q1"
    assert git(shared / "private", "status", "--porcelain") == ""


def test_whoever_published_a_handle_by_plain_git_numbers_it_with_the_next_sync(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git
) -> None:
    """Others who have nothing to send do not: perhaps they may not."""
    handle = wmstrat("question", "add", "CB", "Which?").out.strip()
    sent(shared, git)
    git(other, "config", "user.email", "member-18@example.org")
    assert "now the same" in wmstrat("-C", other, "sync").out
    assert "Nothing to send or receive" in wmstrat("-C", other, "sync").out
    assert f"Would get a number: {handle}" in wmstrat("sync", "--dry-run").out
    assert f"Numbered: {handle} is CB-Q1" in wmstrat("sync").out
    assert "Nothing to send or receive" in wmstrat("sync").out


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


def copied_by_hand(folder: Path, git: Git, handle: str, *, keeps_handle: bool = True) -> None:
    """Plain git commits a numbered question a second time, under its handle."""
    text = (folder / QUESTIONS / "CB-Q1.md").read_text().replace("id: CB-Q1\n", f"id: {handle}\n")
    text = text if keeps_handle else text.replace(f"handle: {handle}\n", "handle:\n")
    add(folder, git, f"{QUESTIONS}/{handle}.md", text)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("keeps_handle", [True, False])
def test_a_copy_that_others_sent_keeps_nobody_from_sending(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, keeps_handle: bool
) -> None:
    handle = wmstrat.record("CB-Q1")["handle"]
    copied_by_hand(other, git, handle, keeps_handle=keeps_handle)
    sent(other, git)

    wmstrat("question", "add", "CB", "Whose?")
    assert "CB-Q2" in wmstrat("sync").out
    wmstrat("note", "add", "CB", "Something to send")
    wmstrat("sync")
    wmstrat("-C", other, "question", "add", "CB", "Whence?")
    wmstrat("-C", other, "sync")
    wmstrat("sync")

    names = sorted(path.name for path in (shared / QUESTIONS).glob("CB-Q*"))
    assert names == sorted([f"{handle}.md", "CB-Q1.md", "CB-Q2.md", "CB-Q3.md"])
    told = wmstrat("check", code=1).out
    assert f"{QUESTIONS}/{handle}.md" in told
    assert "a handle that is used only once in the workspace" in told
    assert git(other, "rev-parse", "HEAD") == git(shared, "rev-parse", "HEAD")


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("keeps_handle", [True, False])
def test_a_copy_is_not_sent(shared: Path, wmstrat: Wmstrat, git: Git, keeps_handle: bool) -> None:
    handle = wmstrat.record("CB-Q1")["handle"]
    published = git(shared, "rev-parse", "origin/main")
    copied_by_hand(shared, git, handle, keeps_handle=keeps_handle)
    wmstrat("question", "add", "CB", "Whose?")

    assert f"{QUESTIONS}/{handle}.md" in wmstrat("sync", code=5).err
    assert git(shared, "ls-remote", "origin", "main").split()[0] == published.strip()

    git(shared, "rm", "-q", f"{QUESTIONS}/{handle}.md")
    git(shared, "commit", "-q", "-m", "Delete a copy")
    wmstrat("sync")
    assert wmstrat.record("CB-Q2")["title"] == "Whose?"


@pytest.mark.usefixtures("shared")
def test_a_saved_edit_can_be_used_after_its_record_got_a_number(wmstrat: Wmstrat) -> None:
    other = wmstrat("question", "add", "CB", "Which?").out.strip()
    draft = wmstrat("draft", "add", "CB", f"An answer to {other}", "--answers", other).out.strip()
    [file] = Path().glob(f"groups/*/drafts/{draft}.md")
    edited = f"{file.read_text()}\nSee {other}, not {draft}.\n".replace("state: idea", "state: bogus")
    wmstrat("edit", draft, "--file", "-", stdin=edited, code=5)
    [saved] = Path(".git/wmstrat/kept").iterdir()
    saved.write_text(edited.replace("state: bogus", "state: drafting"))
    wmstrat("sync")

    wmstrat("edit", draft, "--file", saved)

    found = wmstrat.record("CB-D1")
    assert (found["state"], found["handle"], found["answers"]) == ("drafting", draft, ["CB-Q1"])
    assert found["title"] == "An answer to CB-Q1"
    assert found["body"].endswith("\n\nSee CB-Q1, not CB-D1.")
    assert "was changed after you began to write" in wmstrat("edit", draft, "--file", saved, code=4).err
    wmstrat("check")


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("command", ["edit {}", "edit {} --field background", "question answer {} --replace"])
def test_an_editor_can_be_open_while_its_record_gets_a_number(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, command: str, times: int
) -> None:
    """Nobody else changed the record, so nobody is told so; also where the editor failed the first time."""
    question = wmstrat("question", "add", "CB", "Which?").out.strip()
    wmstrat("question", "answer", question, "Old")
    wmstrat("set", question, f"background=Old, see {question}")
    monkeypatch.setenv("GIT_EDITOR", "editor")
    start = subprocess.run

    def run(command: list[str], **how: Any) -> Any:
        """The person at the editor, who syncs in another terminal; the editor may fail, and is opened again then."""
        if command[0] != "sh":
            return start(command, **how)
        file = Path(command[-1])
        if "New" in file.read_text():
            return subprocess.CompletedProcess(command, 0)
        wmstrat("sync")
        replace_in(file, "Old", "New")
        return subprocess.CompletedProcess(command, times - 1)

    monkeypatch.setattr(subprocess, "run", run)
    asked: list[str] = []
    for module in ("session", "typed"):
        monkeypatch.setattr(f"wmstrat.commands.{module}.is_terminal", lambda _: True)
    monkeypatch.setattr("wmstrat.commands.session.asked", lambda question: asked.append(question) or "y")

    wmstrat(*command.format(question).split())

    found = wmstrat.record("CB-Q1")
    assert len(asked) == times - 1
    assert found["handle"] == question
    assert "New" in found["body"] + found["background"]
    wmstrat("check")
