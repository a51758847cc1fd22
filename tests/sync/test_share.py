"""`wmstrat share` and `wmstrat clone --private`: nobody needs git's own commands to share a workspace."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from tests.sync.by_hand import Git
from tests.sync.remotes import SECRET, closed_port, make_bare
from wmstrat.sync.git_settings import location, meet


def place(folder: Path, name: str) -> Path:
    return make_bare(folder / name)


def config(git: Git, folder: Path) -> str:
    return git(folder, "config", "--local", "--list") + git(folder, "for-each-ref")


def test_a_workspace_is_shared_by_one_command(workspace: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git) -> None:
    hub, vault = place(tmp_path, "our hub.git"), place(tmp_path, "vault.git")
    assert "wmstrat share URL" in wmstrat("share").err
    wmstrat("person", "add", "Otto Example", "--private", "--contact", "otto@example.org")
    said = wmstrat("share", "../our hub.git", "--private", str(vault))
    assert f"Others get it with: wmstrat clone '{hub}'\n" in said.err
    assert f"wmstrat clone --private {vault}\n" in said.err
    assert git(hub, "rev-parse", "main") == git(workspace, "rev-parse", "HEAD")
    assert git(vault, "rev-parse", "main") == git(workspace / "private", "rev-parse", "HEAD")
    assert wmstrat("share").lines == [f"workspace  origin  {hub}", f"private/  origin  {vault}"]
    assert wmstrat("status").err == ""


def test_what_was_shared_is_cloned_by_one_command(
    workspace: Path, tmp_path: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, vault = place(tmp_path, "hub.git"), place(tmp_path, "vault.git")
    wmstrat("person", "add", "Otto Example", "--private", "--contact", "otto@example.org")
    wmstrat("share", hub, "--private", vault)
    monkeypatch.chdir(tmp_path)
    said = wmstrat("clone", hub, "my clone", "--private", vault)
    clone = tmp_path / "my clone"
    assert said.lines == [str(clone)]
    assert f"Next: cd '{clone}', then:" in said.err
    assert "private/ is here now." in said.err
    assert wmstrat("-C", clone, "person", "list", "--format", "ids").lines == ["otto-example"]
    monkeypatch.chdir(clone)
    wmstrat("set", "otto-example", "contact=o@example.org")
    wmstrat("sync")
    wmstrat("-C", workspace, "sync")
    assert "o@example.org" in (workspace / "private/people/otto-example.yaml").read_text()
    assert "private/ is already here" in wmstrat("clone", "--private", vault, code=4).err


def test_private_comes_into_a_workspace_that_is_there(
    shared: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, git: Git
) -> None:
    vault = place(tmp_path, "vault.git")
    wmstrat("share", "--private", vault)
    monkeypatch.chdir(other)
    said = wmstrat("clone", "--private", "../vault.git")
    assert (said.out, git(other, "status", "--porcelain")) == ("", "")
    assert "merge=wmstrat" in (other / "private/.git/info/attributes").read_text()
    del shared


@pytest.mark.parametrize("what", ["a workspace", "the same", "nothing", "not there", "in use"])
def test_what_is_not_private_is_not_taken_for_it(
    shared: Path, other: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git, what: str
) -> None:
    del shared
    empty = place(tmp_path, "empty.git")
    copy = tmp_path / "copy.git"
    git(tmp_path, "clone", "-q", "--bare", str(bare), str(copy))
    if what == "in use":
        (other / "private").mkdir()
        (other / "private/mine.txt").write_text("Mine")
    url, code, reason = {
        "a workspace": (copy, 4, "contains a workspace"),
        "the same": (bare, 4, "is the address of the workspace itself"),
        "nothing": (empty, 3, "is empty"),
        "not there": (tmp_path / "gone.git", 8, "There is no repository"),
        "in use": (empty, 4, "Move its contents"),
    }[what]
    assert reason in wmstrat("-C", other, "clone", "--private", url, code=code).err
    assert sorted(path.name for path in (other / "private").glob("*")) == (["mine.txt"] if what == "in use" else [])


def test_a_workspace_moves_to_another_address(
    shared: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    new = place(tmp_path, "new.git")
    wmstrat("note", "add", "CB", "One")
    wmstrat("share", new)
    assert git(new, "rev-parse", "main") == git(shared, "rev-parse", "HEAD")
    assert git(shared, "rev-parse", "--abbrev-ref", "main@{upstream}").strip() == "origin/main"
    wmstrat("-C", other, "share", new)
    assert git(other, "rev-parse", "HEAD") == git(shared, "rev-parse", "HEAD")


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("what", ["not there", "no network", "another history", "private's", "other branches"])
def test_an_address_that_does_not_do_changes_nothing(
    once: Once, workspace: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git, first: bool, what: str
) -> None:
    vault = tmp_path / "vault.git"

    def share_private() -> None:
        wmstrat("share", "--private", make_bare(vault))

    def share_the_rest() -> None:
        wmstrat("share", bare)

    def init_another() -> None:
        wmstrat("init", tmp_path / "else")

    once(share_private, workspace, vault)
    if not first:
        once(share_the_rest, workspace, bare)
    if what in ("another history", "other branches"):
        once(init_another, tmp_path / "else")
        git(tmp_path / "else", "branch", "-m", "elsewhere" if what == "other branches" else "main")
    url, code = {
        "not there": (tmp_path / "gone.git", 8),
        "no network": (f"http://member:{SECRET}@127.0.0.1:{closed_port()}/us.git", 8),
        "another history": (tmp_path / "else", 4),
        "private's": (vault, 4),
        "other branches": (tmp_path / "else", 4 if first else 8),
    }[what]
    before = config(git, workspace)
    said = wmstrat("share", url, code=code)
    assert SECRET not in said.err + said.out
    assert config(git, workspace) == before


def test_private_is_shared_where_it_is(shared: Path, other: Path, tmp_path: Path, wmstrat: Wmstrat) -> None:
    del shared
    said = wmstrat("-C", other, "share", "--private", place(tmp_path, "vault.git"), code=4)
    assert "wmstrat clone --private URL" in said.err
    assert "wmstrat clone URL" in wmstrat("clone", code=2).err


@pytest.mark.parametrize(
    ("how", "branch", "spelled"),
    [
        ("share", "main", "file://{}"),
        ("share", "coord", "localhost:{}"),
        ("sync", "main", "../../hub.git"),
        ("sync", "coord", "../../link.git"),
        ("sync", "main", "localhost:{}"),
        ("sync", "coord", "localhost:{}"),
    ],
)
def test_private_is_not_sent_where_the_workspace_goes(
    workspace: Path,
    tmp_path: Path,
    wmstrat: Wmstrat,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    branch: str,
    spelled: str,
) -> None:
    """Another spelling of one address, for a place that is still empty: nothing there tells what it is."""
    hub = place(tmp_path, "hub.git")
    (tmp_path / "link.git").symlink_to(hub)
    if spelled.startswith("localhost"):  # an ssh that is already where it goes: no comparison can see through that
        monkeypatch.setenv("GIT_SSH_COMMAND", "sh -c 'shift; exec sh -c \"$*\"' ssh")
        monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    address = spelled.format(hub)
    wmstrat("person", "add", "Otto Example", "--private", "--contact", "otto@example.org")
    git(workspace / "private", "branch", "-M", branch)
    if how == "share":
        wmstrat("share", hub, "--private", address, code=4)
    else:
        git(workspace, "remote", "add", "origin", "../hub.git")
        git(workspace / "private", "remote", "add", "origin", address)
        assert "the private repository" in wmstrat("sync", code=4).err
        is_known = not address.startswith("localhost")
        assert git(hub, "for-each-ref", "--format=%(refname)") == ("" if is_known else "refs/heads/main\n")
    assert "otto" not in git(hub, "log", "--all", "--format=", "--name-only")


@pytest.mark.parametrize("setting", ["insteadOf", "pushInsteadOf"])
@pytest.mark.parametrize("how", ["share", "sync", "clone"])
def test_nothing_is_sent_where_git_is_set_to_read_one_address_for_another(
    workspace: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git, how: str, setting: str
) -> None:
    hub = place(tmp_path, "hub.git")
    git(workspace, "config", "--global", f"url.{hub.parent}/.{setting}", "friends:")
    if how == "share":
        refused = wmstrat("share", hub, "--private", "friends:hub.git", code=4)
    elif how == "sync":
        git(workspace, "remote", "add", "origin", str(hub))
        git(workspace / "private", "remote", "add", "origin", "friends:hub.git")
        refused = wmstrat("sync", code=4)
    else:
        git(workspace, "remote", "add", "origin", str(hub))
        (workspace / "private").rename(tmp_path / "private")
        refused = wmstrat("clone", "--private", "friends:hub.git", code=4)
    assert "friends:hub.git" in refused.err or "private" in refused.err
    assert git(hub, "for-each-ref") == ""


def test_two_names_that_ssh_has_for_one_host_are_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ssh = tmp_path / "bin" / "ssh"
    ssh.parent.mkdir()
    ssh.write_text('#!/bin/sh\n[ $2 = us ] && echo hostname example.org || echo "hostname $2"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("PATH", f"{ssh.parent}{os.pathsep}{os.environ['PATH']}")

    def together(one: str, other: str) -> bool:
        return meet({location(one, tmp_path)}, {location(other, tmp_path)})

    assert together("us:team/plan.git", "ssh://git@example.org/team/plan")
    assert not together("us:team/plan.git", "git@example.org:team/vault.git")
    assert not together("us:team/plan.git", "git@example.com:team/plan.git")
    assert not together(str(tmp_path / "a"), "us:team/plan.git")
    ssh.unlink()
    assert not together("us:team/plan.git", "git@example.org:team/plan.git")


def test_private_is_not_sent_where_there_is_a_tag(
    workspace: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git
) -> None:
    hub = place(tmp_path, "hub.git")
    git(workspace, "push", "-q", str(hub), "HEAD:refs/tags/first")
    wmstrat("share", "--private", hub, code=4)
    assert git(hub, "for-each-ref", "--format=%(refname)") == "refs/tags/first\n"


@pytest.mark.parametrize(
    ("address", "code"), [("", 2), (".", 4), ("./", 4), ("file://{}", 4), ("{}/.git", 4), ("private", 4)]
)
def test_the_workspace_is_not_shared_with_itself(
    shared: Path, wmstrat: Wmstrat, git: Git, address: str, code: int
) -> None:
    before = config(git, shared)
    for option in ([], ["--private"]):
        wmstrat("share", *option, address.format(shared), code=code)
    assert config(git, shared) == before


def test_the_shared_repository_may_be_beside_the_workspace_under_its_name(
    workspace: Path, wmstrat: Wmstrat, git: Git
) -> None:
    hub = make_bare(workspace.with_name(f"{workspace.name}.git"))
    assert f"Others get it with: wmstrat clone {hub}\n" in wmstrat("share", hub).err
    assert git(hub, "rev-parse", "HEAD") == git(workspace, "rev-parse", "HEAD")
    wmstrat("share", "--private", hub, code=4)


def test_all_spellings_of_an_address_lead_to_one_location(tmp_path: Path) -> None:
    (tmp_path / "a:b").mkdir()
    for same in (
        ("host:us/hub.git", "me@HOST:us/hub", "ssh://me@host:2222/us/hub/", "https://t:s@host/us//hub.git", "git://host/~/us/hub"),
        ("hub", "./hub.git", "hub/.git", f"file://{tmp_path}/hub", f"{tmp_path}/x/../hub/"),
        ("a:b", "./a:b", f"{tmp_path}/a:b", f"FILE://{tmp_path}/a%3Ab"),
    ):  # fmt: skip
        assert len({location(url, tmp_path) for url in same}) == 1
    assert location("host:hub", tmp_path) != location("host2:hub", tmp_path) != location("hub", tmp_path)
