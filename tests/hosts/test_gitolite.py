"""A workspace behind a real gitolite with the guard at its door: real pushes and real syncs of three people."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from tests.guard.conftest import GROUP, OTHER, draft, question, run
from tests.hosts.conftest import Member
from tests.hosts.gitolite import ADDRESS, SETTINGS_OF_TESTS, Gitolite, recipe

pytestmark = pytest.mark.slow

Q1 = f"{GROUP}/questions/CB-Q1.md"
A1 = f"{OTHER}/questions/AD-Q1.md"
STRATEGY = f"origin ({ADDRESS}strategy)"
OF_A_HOOK = "GIT_DIR GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES"


def more(member: Member, path: str) -> dict[str, str | bytes | None]:
    return {path: member.read(path) + "More.\n"}


# What goes through


def test_sound_work_goes_back_and_forth(member_17: Member, member_18: Member, member_20: Member) -> None:
    before = member_17.published
    pushed = member_17.commit(more(member_17, Q1))
    member_17.accepted()
    assert member_17.published == pushed

    member_18.type("question", "add", "AD", "Who speaks for small communities?")
    said = member_18.type("sync")
    assert "is AD-Q2" in said
    assert "changed CB-Q1" in said

    assert "added question AD-Q2" in member_17.type("sync")
    assert "added question AD-Q2" in member_20.type("sync")
    assert member_17.tip == member_18.tip == member_20.tip == member_17.published
    for commit in member_20.git("rev-list", f"{before}..HEAD").split():
        assert "BEGIN SSH SIGNATURE" in member_20.git("cat-file", "commit", commit)


@pytest.mark.parametrize("moment", ["when it begins", "when all has arrived"])
def test_of_two_who_send_at_once_both_get_there(member_17: Member, member_18: Member, moment: str) -> None:
    """The other's push comes between a look at the host and the own one, by a hook of this clone; or while the host
    judges the own one, by a second hook there."""
    theirs = member_18.commit(more(member_18, A1))
    done = member_17.folder.parent / "done"
    push = f"unset {OF_A_HOOK}; git -C '{member_18.folder}' push --quiet origin HEAD:main && touch '{done}'"
    if moment == "when it begins":
        hook = member_17.folder / ".git" / "hooks" / "pre-push"
    else:
        hook = member_17.host / "hooks" / "pre-receive.h99-another"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f'#!/bin/sh\ntest "$GL_USER" = member-18 || test -e "{done}" || {{ {push}; }}\n')
    hook.chmod(0o755)
    mine = member_17.commit(more(member_17, Q1))

    member_17.type("sync")

    assert done.exists()
    assert member_17.published == member_17.tip
    for commit in (mine, theirs):
        assert member_17.git("merge-base", commit, "HEAD") == commit
    member_18.type("sync")
    assert member_18.tip == member_17.tip


def test_two_processes_at_the_same_time(member_17: Member, member_18: Member) -> None:
    member_17.type("note", "add", "CB", "A note of one")
    member_18.type("note", "add", "AD", "A note of the other")
    command = [sys.executable, "-m", "wmstrat", "sync"]
    syncs = [
        subprocess.Popen(command, cwd=one.folder, env=os.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for one in (member_17, member_18)
    ]
    for sync in syncs:
        said, _ = sync.communicate(timeout=60)
        assert sync.returncode == 0, said
    member_17.type("sync")
    member_18.type("sync")

    assert member_17.tip == member_18.tip == member_17.published
    notes = member_18.wmstrat.items("-C", member_18.folder, "note", "list")
    assert {note["group"] for note in notes} == {"capacity-building", "advocacy"}


# What gitolite refuses


def test_who_may_only_read_is_told_so(member_20: Member) -> None:
    member_20.type("note", "add", "CB", "A thought")

    said = member_20.refused_sync()

    assert f"{STRATEGY} does not let you write there. Ask the people who run it for access" in said
    assert "W any strategy member-20 DENIED by fallthru" in member_20.answer
    before = member_20.gitolite.state()
    assert not member_20.push().taken
    assert member_20.gitolite.state() == before


def test_who_comes_in_with_another_key_is_told_as_whom(member_17: Member) -> None:
    member_17.commit(more(member_17, Q1))
    member_17.comes_in_as("visitor")

    said = member_17.refused_sync()

    assert f"{STRATEGY} does not let you read." in said
    assert "R any strategy visitor DENIED by fallthru" in said


@pytest.mark.parametrize("name", ["strategy", "strategies", "no such"])
def test_what_a_visitor_cannot_clone_and_what_does_not_exist_look_alike(
    host: Gitolite, wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("GIT_SSH_COMMAND", host.ssh("visitor"))

    said = wmstrat("clone", f"{ADDRESS}{name}", tmp_path / "mine", code=8).err

    assert f"{ADDRESS}{name} " in said
    assert "DENIED by fallthru" in said or "invalid repo name" in said
    assert not (tmp_path / "mine").exists()


def test_who_is_turned_away_at_the_branch_is_told_so(member_17: Member, member_18: Member, host: Gitolite) -> None:
    for member in (member_17, member_18):
        member.git("remote", "set-url", "origin", f"{ADDRESS}looked-after")
    member_17.type("sync")
    member_18.commit(more(member_18, A1))
    before, _ = host.state("looked-after")

    said = member_18.type("sync", code=8)

    assert "did not accept your changes to main:" in said
    assert "W refs/heads/main looked-after member-18 DENIED by" in said
    assert host.state("looked-after")[0] == before


def test_a_place_that_was_closed_says_where_all_have_gone(member_17: Member, host: Gitolite) -> None:
    host.type('gitolite writable strategy off "We have moved."')
    assert "Nothing to send or receive" in member_17.type("sync")
    member_17.commit(more(member_17, Q1))

    said = member_17.refused_sync()

    assert said.endswith("We have moved.")


def test_only_coordinators_reach_the_place_of_what_is_private(
    member_17: Member, member_18: Member, host: Gitolite
) -> None:
    private = member_17.folder / "private"
    run(member_17.folder, "init", "--quiet", "--initial-branch=main", "private")
    (private / "README.md").write_text("For coordinators.\n")
    for arguments in (
        ("add", "README.md"),
        ("commit", "--quiet", "--message", "Begin"),
        ("remote", "add", "origin", f"{ADDRESS}strategy-private"),
        ("config", "core.sshCommand", host.ssh("member-17")),
    ):
        run(private, *arguments)

    member_17.type("sync")

    sent = run(host.repository("strategy-private"), "rev-parse", "HEAD").stdout
    assert sent == run(private, "rev-parse", "HEAD").stdout
    member_18.git("remote", "set-url", "origin", f"{ADDRESS}strategy-private")
    assert "R any strategy-private member-18 DENIED by" in member_18.refused_sync()


# What the guard refuses: by plain git, and by sync where sync itself has nothing against it


def test_a_group_s_record_is_changed_by_those_who_may(member_17: Member, member_18: Member) -> None:
    commit = member_18.commit(more(member_18, Q1), subject="CB: mend")
    wanted = f'1. Commit {commit[:10]} "CB: mend" member-18 may not change a question of CB: {Q1}.'
    assert wanted in member_18.refused_push().text

    assert wanted in member_18.refused_sync()

    assert f"\n1. Commit {commit[:10]}" in member_18.answer, "sync lays it out as the guard did"
    member_18.type("undo", commit[:10])
    member_18.commit(more(member_18, A1))
    member_18.type("sync")
    assert member_18.published == member_18.tip
    member_17.type("sync")
    assert member_17.tip == member_18.tip


def test_who_made_a_commit_is_what_its_signature_says(member_17: Member) -> None:
    member_17.git("config", "commit.gpgSign", "false")
    member_17.commit(more(member_17, Q1))
    assert "The commit is not signed" in member_17.refused_push().text
    assert "The commit is not signed, so wmstrat cannot know who made it." in member_17.refused_sync()

    commands = [line.strip() for line in member_17.answer.splitlines() if line.startswith("     ")]
    member_17.shell(*(command for command in commands if "KEY.pub" not in command))
    member_17.accepted()


def test_neither_the_way_in_nor_the_name_makes_somebody_another(member_18: Member) -> None:
    """member-18 is let in as member-17 and signs with that name, but with the own key."""
    member_18.comes_in_as("member-17")
    member_18.git("config", "user.name", "Member 17")
    member_18.git("config", "user.email", "member-17@example.org")
    member_18.commit(more(member_18, Q1))

    assert "member-18 may not change a question of CB" in member_18.refused_sync()


def test_a_workspace_is_not_left_invalid(member_17: Member) -> None:
    member_17.commit(question(7, state="done"))
    assert 'state: found "done", expected one of proposed' in member_17.refused_push().text

    before = member_17.gitolite.state()
    assert "Nothing was sent: together with yours, there are errors." in member_17.type("sync", code=5)
    assert member_17.gitolite.state() == before


def test_a_group_does_not_ratify_its_own_draft(member_17: Member) -> None:
    member_17.commit(draft(1, state="ratified", decided_by="capacity-building", decided_on="2018-07-20"))
    assert "expected a body of the kind deciding, other than the group of" in member_17.refused_push().text
    before = member_17.gitolite.state()
    assert "Only a deciding body decides" in member_17.type("sync", code=5)
    assert member_17.gitolite.state() == before

    # In the name of the board it is sound, but not for somebody who is not in the board.
    member_17.git("reset", "--quiet", "--hard", "origin/main")
    member_17.commit(draft(1, state="ratified", decided_by="board", decided_on="2018-07-20"))
    assert "member-17 may not change a draft of BD" in member_17.refused_push().text
    assert "member-17 may not change a draft of BD" in member_17.refused_sync()


def test_what_is_published_stays(member_17: Member) -> None:
    member_17.commit({Q1: None})
    assert "It is published, so its file cannot be deleted" in member_17.refused_push().text
    assert "It is published, so its file cannot be deleted" in member_17.refused_sync()


def test_what_is_private_is_not_let_in(member_17: Member) -> None:
    member_17.commit({"private/contacts.txt": "Nobody's business.\n"})
    assert "adds a file of private/ to the history" in member_17.refused_push().text
    assert "adds a file of private/ to the history" in member_17.type("sync", code=4)


def test_history_stays(member_17: Member) -> None:
    before = member_17.tip
    assert "The push would delete this branch" in member_17.refused_push(":main").text
    member_17.git("reset", "--quiet", "--hard", "HEAD~1")
    assert "commits that others may have seen would be lost" in member_17.refused_push("+HEAD:main").text
    mine = member_17.commit(more(member_17, f"{GROUP}/README.md"))
    assert "commits that others may have seen would be lost" in member_17.refused_push("+HEAD:main").text

    member_17.type("sync")  # forces nothing: both are there afterwards

    for commit in (before, mine):
        assert member_17.git("merge-base", commit, member_17.published) == commit


# What the docs say beside the recipe


def test_the_way_to_see_that_the_guard_is_there(member_17: Member, host: Gitolite) -> None:
    words = recipe()[-1].text.split()
    assert words[:2] == ["git", "push"]
    assert member_17.push(*words[2:]).answer.startswith("wmstrat did not accept this push")

    hook = host.repository() / "hooks" / "pre-receive.h00-wmstrat"
    hook.unlink()
    hook.write_text("#!/bin/sh\n")  # not to be run by anybody
    found = member_17.push(*words[2:])
    assert not found.taken
    assert "DENIED by fallthru" in found.answer
    assert "wmstrat" not in found.answer

    host.type("gitolite trigger POST_COMPILE")
    assert member_17.push(*words[2:]).answer.startswith("wmstrat did not accept this push")


def test_a_hook_that_is_not_there_is_warned_of_when_it_is_configured(host: Gitolite) -> None:
    another = "\nrepo another\n    RW = @members\n    option hook.pre-receive = not-there\n"

    said = host.configure(recipe()[2].text + SETTINGS_OF_TESTS + another)

    assert "not-there' doesn't exist or is not executable" in said
