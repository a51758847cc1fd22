"""What `wmstrat sync` sends, and what it never lets out of the clone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything
from tests.sync.by_hand import NOTES, Git, add, sent


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

    said = wmstrat("sync", code=4).err

    assert "not the private repository" in said
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
    assert "private/ contains process.yaml" in wmstrat("sync", code=4).err
    assert git(tmp_path / "private.git", "for-each-ref") == ""


@pytest.mark.parametrize(
    ("path", "text", "mode", "words"),
    [
        (f"{NOTES}/away", "/etc", "link", "symbolic link"),
        ("private/people/member-3.yaml", "id: member-3\nname: Member 3\n", "", "private/ to the history"),
        (f"{NOTES}/2018/07/CB-N20180714-k3f9.md", b"x" * 5_000_001, "", "5,000,001 bytes"),
        (f"{NOTES}/a\\b.md", "x", "", "not allowed in a workspace"),
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
        assert "git keeps all versions" in wmstrat("sync", code=4).err
        assert git(bare, "rev-parse", "main") == there
    else:
        wmstrat("sync")


def test_what_is_private_is_not_let_in(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    add(other, git, "private/people/member-3.yaml", "id: member-3\nname: Member 3\n")
    sent(other, git)
    before = everything(shared)
    assert "a file of private/" in wmstrat("sync", code=4).err
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
    assert "which people/Anna.yaml also has" in wmstrat("sync", code=5).err
    assert git(bare, "rev-parse", "main") == there


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
    add(shared, git, "two/process.yaml", "wmstrat: 1\nname: Another process\n")
    there = git(bare, "rev-parse", "main")
    add(shared, git, f"{folder}/contacts.txt", "Nobody's business\n")
    add(shared, git, f"{folder}/contacts.txt", None)
    assert "git keeps all versions" in wmstrat("sync", code=4).err
    assert git(bare, "rev-parse", "main") == there


def test_the_place_of_what_is_private_is_corrected_there(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    git(shared / "private", "remote", "add", "origin", str(shared.parent / "gone.git"))
    assert "git -C private remote set-url origin URL" in wmstrat("sync", code=8).err
