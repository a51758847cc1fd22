"""Remotes as they are: somewhere else, sometimes not there, with a will of their own."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import GitProcesses, Once, add_hook
from tests.sync.remotes import NAME, SECRET, Web, closed_port, daemon, make_bare
from wmstrat.errors import GitFailed, NotFound, Refused, RemoteUnavailable
from wmstrat.repo import Repository, head, objects, reference
from wmstrat.repo.place import repository
from wmstrat.sync import remote
from wmstrat.sync.git_messages import redacted
from wmstrat.sync.git_settings import asking, settings, talking
from wmstrat.sync.remote import fetch, push, upstream
from wmstrat.workspace import merge_driver

Git = Callable[..., str]


def opened(folder: Path) -> Repository:
    place = repository(folder)
    assert place is not None
    return Repository(place)


def commit(git: Git, folder: Path, name: str) -> str:
    """One more commit, of a file of this name; returns it."""
    (folder / name).write_text(f"{name}\n")
    git(folder, "add", name)
    git(folder, "commit", "--quiet", "--message", f"Add {name}")
    return git(folder, "rev-parse", "HEAD").strip()


def fetched(folder: Path, asked: str | None = None) -> str | None:
    here = opened(folder)
    return fetch(here, upstream(settings(here), "main", asked))


def pushed(folder: Path, asked: str | None = None) -> bool:
    here = opened(folder)
    return push(here, upstream(settings(here), "main", asked), head(here.place) or "")


def refused(action: Callable[[], object]) -> str:
    """What is said when the remote cannot be used."""
    with pytest.raises(RemoteUnavailable) as caught:
        action()
    assert caught.value.exit_code == 8
    assert SECRET not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def alone(once: Once, tmp_path: Path, git: Git) -> Path:
    """A repository of one commit, without a remote."""

    def make() -> None:
        git(tmp_path, "init", "--quiet", "mine")
        commit(git, tmp_path / "mine", "first")

    once(make, tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def mine(once: Once, alone: Path, bare: Path, git: Git) -> Path:
    """A clone that has sent one commit."""

    def make() -> None:
        git(alone, "remote", "add", "origin", str(bare))
        git(alone, "push", "--quiet", "--set-upstream", "origin", "main")

    once(make, alone, bare)
    return alone


@pytest.fixture
def theirs(once: Once, mine: Path, bare: Path, tmp_path: Path, git: Git) -> Path:
    """Another clone of the same."""
    del mine

    def make() -> None:
        git(tmp_path, "clone", "--quiet", str(bare), "theirs")

    once(make, tmp_path / "theirs")
    return tmp_path / "theirs"


def at(git: Git, bare: Path, branch: str = "main") -> str:
    return git(bare, "rev-parse", branch).strip()


# Which remote


def test_the_only_remote_is_taken(alone: Path, git: Git) -> None:
    git(alone, "remote", "add", "us", "https://member-17:s3cret-t0ken@host.example.org/us.git?private_token=abc")
    found = upstream(settings(opened(alone)), "main")
    assert (found.remote, found.branch, found.tracking) == ("us", "main", "refs/remotes/us/main")
    assert found.name == "us (https://host.example.org/us.git?private_token=***)"
    assert not found.is_set


def test_a_branch_follows_its_upstream_under_the_name_there(mine: Path, git: Git) -> None:
    git(mine, "remote", "add", "another.one", "/nowhere")
    git(mine, "push", "--quiet", "--set-upstream", "origin", "main:shared")
    found = upstream(settings(opened(mine)), "main")
    assert (found.remote, found.branch, found.is_set) == ("origin", "shared", True)
    found = upstream(settings(opened(mine)), "main", "another.one")
    assert (found.remote, found.branch, found.is_set) == ("another.one", "main", True)


def test_no_remote_is_told_how_to_get_one(alone: Path) -> None:
    with pytest.raises(Refused, match="wmstrat share URL"):
        upstream(settings(opened(alone)), "main")


def test_two_remotes_and_no_upstream_want_a_name(alone: Path, git: Git) -> None:
    git(alone, "remote", "add", "one", "/one")
    git(alone, "remote", "add", "two", "/two")
    found = settings(opened(alone))
    with pytest.raises(Refused, match=r"\(one, two\).* wmstrat sync --remote one"):
        upstream(found, "main")
    assert upstream(found, "main", "two").url == "/two"
    with pytest.raises(NotFound, match="The remotes are: one, two"):
        upstream(found, "main", "three")


def test_an_upstream_that_is_no_remote_with_a_name_does_not_count(alone: Path, git: Git) -> None:
    git(alone, "config", "branch.main.remote", f"https://{NAME}:{SECRET}@host.example.org/us.git")
    git(alone, "config", "branch.main.merge", "refs/heads/main")
    with pytest.raises(Refused, match="not shared yet"):
        upstream(settings(opened(alone)), "main")


def test_settings_are_read_as_git_reads_them(alone: Path, git: Git) -> None:
    with (alone / ".git" / "config").open("a") as configuration:
        configuration.write('[commit]\n\tgpgSign\n[a "B.c"]\n\td = one\n\tD = two\\nlines\n')
    found = settings(opened(alone))
    assert found.signs
    assert found.values["a.B.c.d"] == ("one", "two\nlines")
    assert found.last("a.B.c.d") == "two\nlines"
    for value, on in {"true": True, "ON": True, "1": True, "0": False, "no": False, "": False}.items():
        git(alone, "config", "commit.gpgsign", value)
        assert settings(opened(alone)).signs is on


# There and back


@pytest.mark.parametrize("way", ["bare", "daemon_url", "http_url"])
def test_the_first_push_and_what_another_fetches(
    alone: Path, tmp_path: Path, git: Git, way: str, request: pytest.FixtureRequest
) -> None:
    url, bare = str(request.getfixturevalue(way)), request.getfixturevalue("bare")
    git(alone, "remote", "add", "origin", url)
    assert fetched(alone) is None
    assert pushed(alone)
    sent = git(alone, "rev-parse", "HEAD").strip()
    assert at(git, bare) == sent == reference(opened(alone).place, "refs/remotes/origin/main")
    assert git(alone, "rev-parse", "--abbrev-ref", "main@{upstream}").strip() == "origin/main"
    assert pushed(alone)
    git(tmp_path, "clone", "--quiet", url, "theirs")
    new = commit(git, tmp_path / "theirs", "second")
    assert pushed(tmp_path / "theirs")
    assert fetched(alone) == new
    assert git(alone, "rev-parse", "HEAD").strip() == sent, "a fetch moves no branch"
    assert git(alone, "tag") == ""


def test_an_idle_look_costs_two_processes(mine: Path, git_processes: GitProcesses) -> None:
    fetched(mine)
    git_processes.verbs()
    here = opened(mine)
    fetch(here, upstream(settings(here), "main"))
    assert git_processes.verbs() == ["config", "fetch"]


def test_somebody_faster_is_no_failure(mine: Path, theirs: Path, bare: Path, git: Git) -> None:
    new = commit(git, theirs, "second")
    assert pushed(theirs)
    commit(git, mine, "mine")
    assert not pushed(mine), "before the fetch"
    assert at(git, bare) == new
    assert fetched(mine) == new
    assert not pushed(mine), "after it, as nothing is ever forced"
    assert at(git, bare) == new


def test_somebody_faster_by_an_instant_is_no_failure(mine: Path, theirs: Path, bare: Path, git: Git) -> None:
    new = commit(git, theirs, "second")
    git(theirs, "push", "--quiet", "origin", "HEAD:refs/heads/waiting")
    # While our push is being received, theirs gets in: git's lock of the branch finds out.
    add_hook(bare, "update", f"test $1 = refs/heads/main && git update-ref refs/heads/main {new}; exit 0")
    commit(git, mine, "mine")
    assert not pushed(mine)
    assert at(git, bare) == new


def test_a_first_push_that_another_overtook_is_no_failure(alone: Path, bare: Path, tmp_path: Path, git: Git) -> None:
    git(alone, "remote", "add", "origin", str(bare))
    assert fetched(alone) is None
    git(tmp_path, "clone", "--quiet", str(bare), "theirs")
    commit(git, tmp_path / "theirs", "second")
    assert pushed(tmp_path / "theirs")
    assert not pushed(alone)


def test_only_the_branch_that_was_asked_for_goes_and_comes(mine: Path, theirs: Path, bare: Path, git: Git) -> None:
    git(theirs, "tag", "their-tag")
    git(theirs, "push", "--quiet", "origin", "HEAD:refs/heads/idea", "their-tag")
    git(mine, "config", "push.followTags", "true")
    git(mine, "tag", "--annotate", "--message=x", "my-tag")
    git(mine, "branch", "other")
    commit(git, mine, "mine")
    fetched(mine)
    assert pushed(mine)
    assert git(mine, "for-each-ref", "--format=%(refname)", "refs/remotes").split() == ["refs/remotes/origin/main"]
    assert git(mine, "tag").split() == ["my-tag"]
    assert git(bare, "for-each-ref", "--format=%(refname:short)").split() == ["idea", "main", "their-tag"]


def test_what_git_is_set_to_fetch_besides_stays_where_it_is(mine: Path, theirs: Path, git: Git) -> None:
    git(mine, "config", "--add", "remote.origin.fetch", "+refs/heads/*:refs/heads/*")
    before = git(mine, "rev-parse", "main")
    git(mine, "branch", "idea")
    git(mine, "checkout", "--quiet", "idea")
    new = commit(git, theirs, "second")
    assert pushed(theirs)
    assert fetched(mine) == new
    assert git(mine, "rev-parse", "main") == before


def test_a_clone_of_one_branch_sends_another(mine: Path, bare: Path, git: Git) -> None:
    git(mine, "config", "remote.origin.fetch", "+refs/heads/main:refs/remotes/origin/main")
    git(mine, "checkout", "--quiet", "-b", "idea")
    new = commit(git, mine, "idea")
    here = opened(mine)
    there = upstream(settings(here), "idea")
    assert fetch(here, there) is None
    assert push(here, there, new)
    assert at(git, bare, "idea") == new == reference(here.place, there.tracking)
    assert upstream(settings(here), "idea").is_set
    assert fetch(here, there) == new


# What a remote refuses


@pytest.mark.parametrize("name", ["refs/remotes/origin/main", "refs/wmstrat/exchanged/origin/main"])
def test_the_lock_that_a_killed_fetch_left_keeps_nobody_out(
    mine: Path, theirs: Path, bare: Path, git: Git, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(remote, "OTHERS_PAUSE", 0.001)
    monkeypatch.setattr(remote, "OTHERS_TURNS", 2)
    assert fetched(mine)
    commit(git, theirs, "second")
    assert pushed(theirs)
    lock = mine / ".git" / f"{name}.lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.touch()
    assert "File exists" in refused(lambda: fetched(mine))  # so young that a living git may hold it
    os.utime(lock, (time.time() - 10, time.time() - 10))
    living = subprocess.Popen(["git", "-C", str(mine), "fetch", "--stdin", "origin"], stdin=subprocess.PIPE)
    try:
        assert "File exists" in refused(lambda: fetched(mine))
    finally:
        living.communicate()
    assert fetched(mine) == at(git, bare)
    assert not lock.exists()


def test_a_rewritten_history_is_not_taken_over(mine: Path, theirs: Path, bare: Path, git: Git) -> None:
    commit(git, theirs, "second")
    assert pushed(theirs)
    known = fetched(mine)
    git(theirs, "commit", "--quiet", "--amend", "--message", "Rewritten")
    git(theirs, "push", "--quiet", "--force", "origin", "main")
    git(mine, "config", "fetch.prune", "true")
    for _ in range(2):
        said = refused(lambda: fetched(mine))
        assert "The history of main on origin" in said
        assert "was rewritten" in said
        assert reference(opened(mine).place, "refs/remotes/origin/main") == known
    follow(git, mine, said)
    assert fetched(mine) == at(git, bare)


def follow(git: Git, folder: Path, said: str) -> None:
    """Do what the message about a rewritten history says."""
    for command in said.split("that are missing: git ")[1].split(", git "):
        git(folder, *shlex.split(command))


def test_a_rewritten_history_is_noticed_after_plain_git_has_followed_it(
    mine: Path, theirs: Path, bare: Path, git: Git
) -> None:
    commit(git, theirs, "second")
    assert pushed(theirs)
    fetched(mine)
    git(mine, "merge", "--quiet", "origin/main")
    git(theirs, "commit", "--quiet", "--amend", "--message", "Rewritten")
    git(theirs, "push", "--quiet", "--force", "origin", "main")
    git(mine, "fetch", "--quiet")
    assert reference(opened(mine).place, "refs/remotes/origin/main") == at(git, bare)
    commit(git, theirs, "third")
    assert pushed(theirs)
    for _ in range(2):
        said = refused(lambda: fetched(mine))
        assert "was rewritten" in said
    follow(git, mine, said)
    assert fetched(mine) == at(git, bare) == git(mine, "rev-parse", "HEAD").strip()


def test_what_was_sent_and_cut_off_again_is_noticed_too(mine: Path, bare: Path, git: Git) -> None:
    before = at(git, bare)
    fetched(mine)
    commit(git, mine, "second")
    assert pushed(mine)
    sent = at(git, bare)
    git(bare, "update-ref", "refs/heads/main", before)
    for _ in range(2):
        said = refused(lambda: fetched(mine))
        assert "The newest commits of main on origin" in said
        assert "was rewritten" not in said
        git(mine, "fetch", "--quiet")  # plain git does not mind
    git(mine, "reset", "--quiet", "--hard", sent)
    git(mine, *shlex.split(said.split("sync again: git ")[1].split(". If ")[0]))  # put back from an older copy
    assert fetched(mine) == at(git, bare) == sent
    git(bare, "update-ref", "refs/heads/main", before)
    follow(git, mine, refused(lambda: fetched(mine)))  # taken away on purpose
    assert fetched(mine) == before == git(mine, "rev-parse", "HEAD").strip()


def test_a_remote_that_took_the_place_of_another_may_be_older(mine: Path, tmp_path: Path, git: Git) -> None:
    """A backup, say: whoever adds it as a new remote sends it what it lacks."""
    backup = tmp_path / "backup.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(mine), str(backup))
    commit(git, mine, "second")
    assert pushed(mine)
    git(mine, "remote", "remove", "origin")
    git(mine, "remote", "add", "origin", str(backup))
    assert fetched(mine) == at(git, backup)
    assert pushed(mine)
    assert at(git, backup) == git(mine, "rev-parse", "HEAD").strip() == fetched(mine)


def test_a_branch_that_is_gone_is_not_made_again(mine: Path, bare: Path, git: Git) -> None:
    git(mine, "config", "remote.origin.prune", "true")
    fetched(mine)
    git(bare, "branch", "--move", "main", "trunk")
    assert "There is no branch main on origin" in refused(lambda: fetched(mine))
    assert "no branch main" in refused(lambda: fetched(mine)), "the second time as well"
    git(mine, "fetch", "--quiet", "--prune")
    assert "no branch main" in refused(lambda: fetched(mine)), "and when plain git has tidied up"
    # The way out that it names.
    git(mine, "fetch", "--quiet", "origin")
    git(mine, "branch", "--quiet", "--set-upstream-to=origin/trunk")
    assert fetched(mine) == at(git, bare, "trunk")


def test_a_remote_that_was_made_anew_gets_everything_again(mine: Path, tmp_path: Path, git: Git) -> None:
    new = make_bare(tmp_path / "new.git")
    git(mine, "remote", "set-url", "origin", str(new))
    assert fetched(mine) is None
    assert git(mine, "for-each-ref", "refs/remotes", "refs/wmstrat") == ""
    assert pushed(mine)
    assert fetched(mine) == at(git, new)


def test_a_hook_that_declines_is_quoted(mine: Path, bare: Path, git: Git) -> None:
    before = at(git, bare)
    add_hook(
        bare, "pre-receive", f'echo "GH006: Protected branch. See https://x:{SECRET}@host.example.org" >&2; exit 1'
    )
    commit(git, mine, "mine")
    said = refused(lambda: pushed(mine))
    assert said.endswith(
        "did not accept your changes to main:\nGH006: Protected branch. See https://host.example.org"
    )
    assert at(git, bare) == before


def test_a_hook_that_declines_in_silence_is_named(mine: Path, bare: Path, git: Git) -> None:
    add_hook(bare, "pre-receive", "exit 1")
    commit(git, mine, "mine")
    assert "(pre-receive hook declined) and gives no other reason" in refused(lambda: pushed(mine))


def test_a_remote_that_forbids_rewriting_takes_what_follows(mine: Path, theirs: Path, bare: Path, git: Git) -> None:
    git(bare, "config", "receive.denyNonFastForwards", "true")
    commit(git, theirs, "second")
    assert pushed(theirs)
    commit(git, mine, "mine")
    assert not pushed(mine)
    fetched(mine)
    git(mine, "merge", "--quiet", "origin/main")
    assert pushed(mine)


def test_a_branch_that_somebody_has_checked_out_is_told_by_the_remote(mine: Path, theirs: Path, git: Git) -> None:
    git(mine, "remote", "set-url", "origin", str(theirs))
    commit(git, mine, "mine")
    assert "refusing to update checked out branch" in refused(lambda: pushed(mine))


def test_ones_own_hook_is_no_fault_of_the_remote(mine: Path, git: Git) -> None:
    add_hook(mine, "pre-push", f'echo "not on Fridays, https://{NAME}:{SECRET}@x/" >&2; exit 1')
    commit(git, mine, "mine")
    with pytest.raises(GitFailed, match="not on Fridays") as caught:
        pushed(mine)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("folder", ["hooks", "elsewhere"])
def test_ones_own_hook_is_quoted_whichever_way_it_speaks(mine: Path, git: Git, folder: str) -> None:
    hook = add_hook(mine, "pre-push", 'echo "No tests, no push."; echo "Ask Member 3." >&2; exit 1', folder=folder)
    git(mine, "config", "core.hooksPath", str(hook.parent))
    commit(git, mine, "mine")
    with pytest.raises(GitFailed) as caught:
        pushed(mine)
    said = str(caught.value)
    assert f"A hook of this clone ({hook}) refused, so nothing was sent to origin" in said
    assert "Its message:\nNo tests, no push.\nAsk Member 3.\nDo what it says" in said
    assert "failed to push" not in said


def test_ones_own_hook_may_refuse_in_silence(mine: Path, git: Git) -> None:
    add_hook(mine, "pre-push", "exit 1")
    commit(git, mine, "mine")
    with pytest.raises(GitFailed, match="It gave no reason"):
        pushed(mine)


def test_what_a_remote_says_to_a_push_that_it_takes_is_told(mine: Path, bare: Path, git: Git) -> None:
    add_hook(bare, "post-receive", 'echo "Look at https://host.example.org/pages" >&2')
    new, here, said = commit(git, mine, "mine"), opened(mine), []
    assert push(here, upstream(settings(here), "main"), new, say=said.append)
    assert said == ["Look at https://host.example.org/pages"]


def test_a_configuration_that_cannot_be_written_does_not_undo_a_push(alone: Path, bare: Path, git: Git) -> None:
    git(alone, "remote", "add", "origin", str(bare))
    (alone / ".git" / "config.lock").touch()
    assert pushed(alone)
    assert not upstream(settings(opened(alone)), "main").is_set
    (alone / ".git" / "config.lock").unlink()
    assert pushed(alone)
    assert upstream(settings(opened(alone)), "main").is_set


# What is not there, or not for everybody


@pytest.mark.parametrize("scheme", ["git", "http", "https", "ssh"])
@pytest.mark.parametrize("host", ["127.0.0.1", "nowhere.invalid"])
def test_a_host_that_does_not_answer(alone: Path, git: Git, scheme: str, host: str) -> None:
    who = "" if scheme == "git" else f"{NAME}:{SECRET}@"
    git(alone, "remote", "add", "origin", f"{scheme}://{who}{host}:{closed_port()}/us.git")
    assert "cannot be reached" in refused(lambda: fetched(alone))
    assert "cannot be reached" in refused(lambda: pushed(alone))


@pytest.mark.parametrize("way", ["bare", "daemon_url", "http_url"])
def test_a_repository_that_is_not_there(mine: Path, git: Git, way: str, request: pytest.FixtureRequest) -> None:
    url = str(request.getfixturevalue(way)).replace("us.git", "gone.git")
    git(mine, "remote", "set-url", "origin", url)
    for action in (fetched, pushed):
        said = refused(lambda action=action: action(mine))
        assert said.startswith("There is no repository at origin (")
        assert "git remote set-url origin URL" in said


@pytest.mark.parametrize("status", [401, 403])
def test_a_web_server_that_lets_nobody_in(mine: Path, git: Git, http_url: str, web: Web, status: int) -> None:
    git(mine, "remote", "set-url", "origin", http_url)
    web.answer = status
    assert "does not let you read" in refused(lambda: fetched(mine))
    assert "does not let you write there" in refused(lambda: pushed(mine))


def test_a_web_server_that_lets_everybody_read_but_not_write(mine: Path, git: Git, http_url: str, web: Web) -> None:
    git(mine, "remote", "set-url", "origin", http_url)
    web.answer_to_push = 403
    commit(git, mine, "mine")
    assert fetched(mine)
    assert "does not let you write there" in refused(lambda: pushed(mine))


@pytest.mark.parametrize("status", [404, 500, 503])
def test_a_web_server_in_trouble(mine: Path, git: Git, http_url: str, web: Web, status: int) -> None:
    git(mine, "remote", "set-url", "origin", http_url)
    web.answer = status
    assert ("There is no repository" if status == 404 else "cannot be reached") in refused(lambda: fetched(mine))


@pytest.mark.slow  # it waits
def test_a_web_server_that_says_nothing_is_not_waited_for_for_ever(
    mine: Path, git: Git, http_url: str, web: Web
) -> None:
    git(mine, "remote", "set-url", "origin", http_url)
    assert "http.lowSpeedTime=60" in upstream(settings(opened(mine)), "main").settings
    git(mine, "config", "http.lowSpeedTime", "1")
    web.pause = 3.0
    assert "cannot be reached" in refused(lambda: fetched(mine))


def test_who_sits_at_a_terminal_may_be_asked(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asking() == {"GIT_TERMINAL_PROMPT": "0"}
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert asking() == {}
    assert not [one for one in talking(settings(opened(mine))) if "BatchMode" in one]


def test_nobody_is_asked_for_a_password_where_nobody_can_answer(mine: Path, git: Git, bare: Path, web: Web) -> None:
    git(mine, "remote", "set-url", "origin", f"{web.url}/{bare.name}")
    said = refused(lambda: fetched(mine))
    assert "does not let you read" in said


def test_a_daemon_that_takes_nothing(mine: Path, bare: Path, git: Git) -> None:
    commit(git, mine, "mine")
    with daemon(bare.parent, writable=False) as address:
        git(mine, "remote", "set-url", "origin", f"{address}/{bare.name}")
        assert fetched(mine)
        refused(lambda: pushed(mine))


def test_ssh_is_told_not_to_ask_unless_it_is_set_otherwise(
    mine: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapper = tmp_path / "bin" / "ssh"
    wrapper.parent.mkdir()
    wrapper.write_text('#!/bin/sh\necho "$0 $*" >&2\necho "me@host: Permission denied (publickey)." >&2\nexit 255\n')
    wrapper.chmod(0o755)
    git(mine, "remote", "set-url", "origin", "ssh://git@host.example.org/us.git")
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    said = refused(lambda: fetched(mine))
    assert said.startswith("origin (ssh://git@host.example.org/us.git) does not let you read")
    assert "BatchMode=yes" in said
    git(mine, "config", "core.sshCommand", f"{wrapper} -i mykey")
    assert "-i mykey" in refused(lambda: fetched(mine))
    assert "BatchMode" not in refused(lambda: fetched(mine))
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{wrapper} -i other")
    assert "-i other" in refused(lambda: fetched(mine))


# Clones that do not have everything


def test_a_shallow_clone_exchanges_too(mine: Path, theirs: Path, bare: Path, tmp_path: Path, git: Git) -> None:
    commit(git, mine, "second")
    assert pushed(mine)
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{bare}", "shallow")
    shallow = tmp_path / "shallow"
    git(theirs, "pull", "--quiet")
    new = commit(git, theirs, "third")
    assert pushed(theirs)
    assert fetched(shallow) == new
    git(shallow, "merge", "--quiet", "origin/main")
    sent = commit(git, shallow, "fourth")
    assert pushed(shallow)
    assert at(git, bare) == sent


def test_a_remote_that_is_shallow_itself(mine: Path, bare: Path, tmp_path: Path, git: Git) -> None:
    commit(git, mine, "second")
    assert pushed(mine)
    git(tmp_path, "clone", "--quiet", "--bare", "--depth=1", f"file://{bare}", "shallow.git")
    git(tmp_path, "init", "--quiet", "new")
    git(tmp_path / "new", "remote", "add", "origin", f"file://{tmp_path}/shallow.git")
    assert "did not send all necessary objects" in refused(lambda: fetched(tmp_path / "new"))


def test_a_partial_clone_exchanges_too(mine: Path, theirs: Path, bare: Path, tmp_path: Path, git: Git) -> None:
    del mine
    git(bare, "config", "uploadpack.allowFilter", "true")
    git(bare, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", "--no-checkout", f"file://{bare}", "partial")
    partial = tmp_path / "partial"
    new = commit(git, theirs, "second")
    assert pushed(theirs)
    here = opened(partial)
    assert fetched(partial) == new
    missing = git(partial, "rev-list", "--objects", "--missing=print", "origin/main")
    assert "?" in missing, "nobody asked for the content"
    blobs = [line[1:] for line in missing.splitlines() if line.startswith("?")]
    assert objects.here(here, blobs) == set()
    assert objects.blobs(here, blobs).keys() == {*blobs}
    assert "?" not in git(partial, "rev-list", "--objects", "--missing=print", "origin/main")
    git(partial, "reset", "--quiet", "--hard", "origin/main")
    sent = commit(git, partial, "third")
    assert pushed(partial)
    assert at(git, bare) == sent


# Secrets


SECRETIVE = {
    "https://me:pa@ss/wo:rd@host.example.org:8443/us.git": "https://host.example.org:8443/us.git",
    "https://ghp_token@host.example.org/us.git": "https://host.example.org/us.git",
    "https://me:p'a?s#s@host/us.git": "https://host/us.git",
    "HTTP://me:secret@host": "HTTP://host",
    "https://me:s3cr3t with space@host/us.git": "https://host/us.git",
    "https://me:12 34@host/us.git": "https://host/us.git",
    "https://me:p@rt and p@rt@host/us.git": "https://host/us.git",
    "https://me:se://cret@host/us.git": "https://host/us.git",
    "https://me@example.org:s3cr3t with space@host/us.git": "https://host/us.git",
    "ssh://git:s3cr3t with space@host/us.git": "ssh://git@host/us.git",
    "git://s3cr3t@host/us.git": "git://host/us.git",
    "fatal: unable to look up s3cr3t@host (port 9418) (x)": "fatal: unable to look up host (port 9418) (x)",
    "fatal: unable to look up me:s3 cr3t@host:1 (x)": "fatal: unable to look up host:1 (x)",
    "fatal: unable to connect to s3cr3t@host:\nhost[0]: x": "fatal: unable to connect to host:\nhost[0]: x",
    "git:secret@host: Permission denied (publickey).": "git@host: Permission denied (publickey).",
    "git@host: Permission denied (publickey).": "git@host: Permission denied (publickey).",
    "See https://host: ask\nme@example.org": "See https://host: ask\nme@example.org",
    "could not read 'https://host': mail me@example.org": "could not read 'https://host': mail me@example.org",
    "see https://host:8080/x, mail me@example.org": "see https://host:8080/x, mail me@example.org",
    "ssh://host:22/us.git, mail me@example.org": "ssh://host:22/us.git, mail me@example.org",
    "ssh://git:secret@host:22/us.git": "ssh://git@host:22/us.git",
    "ssh://git@host/us.git": "ssh://git@host/us.git",
    "git@host.example.org:us/strategy.git": "git@host.example.org:us/strategy.git",
    "https://host:8080/a@b/c": "https://host:8080/a@b/c",
    "https://host/x?a=1&access_token=abc&b=2": "https://host/x?a=1&access_token=***&b=2",
    "fatal: unable to access 'https://me:secret@host/': 403": "fatal: unable to access 'https://host/': 403",
    "from https://me:one@host/ to ftp://me:two@host/": "from https://host/ to ftp://host/",
    "=> Authorization: Basic bWU6c2VjcmV0": "=> Authorization: Basic ***",
    "/home/me@work/us.git": "/home/me@work/us.git",
    "mail me@example.org, see https://host/": "mail me@example.org, see https://host/",
}


@pytest.mark.parametrize("text", SECRETIVE)
def test_credentials_are_taken_out(text: str) -> None:
    assert redacted(text) == SECRETIVE[text]
    assert redacted(redacted(text)) == redacted(text)


def test_credentials_stay_where_git_keeps_them(mine: Path, theirs: Path, git: Git, http_url: str) -> None:
    """Whatever is written, only git's own configuration has them: no log of references, no FETCH_HEAD, no commit."""
    git(mine, "remote", "set-url", "origin", http_url)
    commit(git, theirs, "second")
    assert pushed(theirs)
    assert fetched(mine)
    git(mine, "merge", "--quiet", "origin/main")
    commit(git, mine, "third")
    assert pushed(mine)
    holding = [path for path in mine.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert holding == [mine / ".git" / "config"]


# The merge driver


def test_the_driver_is_registered_once(alone: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    here = opened(alone)
    merge_driver.register(here, settings(here).last)
    line = git(alone, "config", "merge.wmstrat.driver").strip()
    assert shlex.split(line)[1:11] == ["-X", "utf8", "-P", "-m", "wmstrat.sync.driver", "%O", "%A", "%B", "%P", "||"]
    assert git(alone, "config", "merge.wmstrat.name").strip()
    known = settings(here)
    monkeypatch.setattr(Repository, "run", None)
    merge_driver.register(here, known.last)


def test_the_driver_is_found_under_any_name_of_a_folder(
    alone: Path, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / 'it\'s 100%A "odd" $HOME' / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "$@" >> ' + shlex.quote(str(tmp_path / "ran")) + "\nexit 3\n")
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    here = opened(alone)
    merge_driver.register(here, settings(here).last)
    (alone / ".gitattributes").write_text("first merge=wmstrat\n")
    git(alone, "add", ".gitattributes")
    git(alone, "commit", "--quiet", "--message=Attributes")
    git(alone, "checkout", "--quiet", "-b", "other")
    for branch, text in (("other", "theirs\n"), ("main", "mine\n")):
        git(alone, "checkout", "--quiet", branch)
        (alone / "first").write_text(text)
        git(alone, "commit", "--quiet", "--all", "--message", branch)
    git(alone, "merge", "other", check=False)
    assert (tmp_path / "ran").read_text().split()[:5] == ["-X", "utf8", "-P", "-m", "wmstrat.sync.driver"]
    assert (alone / "first").read_text() == "mine\n"
