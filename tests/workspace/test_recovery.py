"""Settling an interrupted change, where people did something in between."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from wmstrat.errors import Refused
from wmstrat.workspace import journal, leftovers, lock, recovery
from wmstrat.workspace.transaction import FileChange, Transaction

WRITER = Path(__file__).with_name("interrupted_writer.py")
README = "groups/capacity-building/README.md"


def interrupt(sample: Any, step: str) -> dict[str, Any]:
    """Kill a writer at a step; returns the whole state before it."""
    before = sample.state()
    subprocess.run(
        [sys.executable, str(WRITER), str(sample.root), step, "group"],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
    )
    assert recovery.interrupted(sample.place)
    return before


def test_the_text_of_a_change_that_is_undone_is_kept(sample: Any) -> None:
    before = interrupt(sample, "removed")
    (said,) = sample.recover()
    folder = Path(said.partition("Its text is saved in ")[2])
    assert {path.name.partition("-")[2]: path.read_bytes() for path in folder.iterdir()} == {
        "groups-capacity-building-README.md": b"---\nid: capacity-building\n---\nNew text\n",
        "groups-capacity-building-questions-CB-Q1.md": b"---\nid: CB-Q1\n---\n",
        "people-member-17.yaml": b"name: Member 17\n",
        "private-applications-CB-member-17.yaml": b"state: appointed\n",
        "private-people-member-17.yaml": b"contact: nobody\n",
    }
    assert sample.state() == before


def test_a_file_that_somebody_changed_since_is_left(sample: Any) -> None:
    interrupt(sample, "removed")
    (sample.root / README).write_text("by hand, after the crash\n")
    said = sample.recover()
    assert any(f"{README} was changed later, so it was not restored" in line for line in said)
    assert (sample.root / README).read_text() == "by hand, after the crash\n"
    assert not (sample.root / "groups/capacity-building/questions").exists()
    assert (sample.root / "groups/diversity/README.md").exists()


def test_what_the_user_committed_in_between_is_finished(sample: Any) -> None:
    interrupt(sample, "committed private")
    sample.git("add", "groups", "people")
    sample.git("commit", "-qm", "By hand", "--", "groups", "people")
    (said,) = sample.recover()
    assert "finished" in said
    assert sample.git("log", "-1", "--format=%s").strip() == "By hand"
    assert sample.git("log", "-1", "--format=%s", folder=sample.private).strip() == "CB: appoint member 17"


def test_a_commit_of_something_else_in_between_stays(sample: Any) -> None:
    interrupt(sample, "removed")
    sample.git("commit", "-qm", "By hand", "--", "edited.txt")
    (said,) = sample.recover()
    assert "undone" in said
    assert sample.git("log", "-1", "--format=%s").strip() == "By hand"
    assert "groups" not in sample.git("status", "--porcelain")


@pytest.mark.parametrize("way", ["--abort", "--continue"])
def test_a_rebase_that_stopped_upon_the_change_is_ended_first(sample: Any, way: str) -> None:
    """Git would bring the branch back to the commit that was undone, or refuse to end the rebase at all."""
    application = sample.private / "applications/CB-member-17.yaml"
    sample.git("checkout", "-qb", "other", folder=sample.private)
    application.write_text("state: declined\n")
    sample.git("commit", "-qam", "Decline", folder=sample.private)
    sample.git("checkout", "-q", "main", folder=sample.private)
    interrupt(sample, "committed private")
    sample.git("rebase", "-q", "other", folder=sample.private, check=False)
    with pytest.raises(Refused, match="rebase is not finished"):
        sample.recover()
    application.write_text("state: declined\n")
    sample.git("add", ".", folder=sample.private)
    sample.git("-c", "core.editor=true", "rebase", way, folder=sample.private)
    said = sample.recover()
    assert "undone" in said[-1]
    last = {"--abort": "Begin", "--continue": "Decline"}[way]
    assert sample.git("log", "-1", "--format=%s", folder=sample.private).strip() == last
    assert sample.git("status", "--porcelain", folder=sample.private) == ""
    assert not recovery.interrupted(sample.place)


def test_a_private_commit_that_was_built_upon_stays_and_is_told(sample: Any) -> None:
    interrupt(sample, "committed private")
    sample.git("commit", "-qm", "By hand", "--allow-empty", folder=sample.private)
    said = sample.recover()
    assert any("has new commits" in line for line in said)
    assert sample.git("log", "-1", "--format=%s", folder=sample.private).strip() == "By hand"
    paths = sample.git("show", "--format=", "--name-only", "HEAD~1", folder=sample.private).split()
    assert paths
    assert (
        sample.git("status", "--porcelain", "--", *paths, folder=sample.private) == ""
    )  # as committed, no hand edit


def test_the_branch_was_switched_in_between(sample: Any) -> None:
    interrupt(sample, "verified private")
    sample.git("switch", "-q", "-c", "other", folder=sample.private)
    sample.recover()
    assert sample.git("log", "-1", "--format=%s", "main", folder=sample.private).strip() == "Begin"


def test_readers_recover_unless_somebody_writes_or_they_are_in_a_hook(sample: Any, monkeypatch: Any) -> None:
    before = interrupt(sample, "renamed")
    said: list[str] = []
    monkeypatch.setenv(lock.INSIDE, "1")
    recovery.recover_if_free(sample.place, said.append)
    monkeypatch.delenv(lock.INSIDE)
    with lock.held(sample.place, say=print):
        recovery.recover_if_free(sample.place, said.append)
    assert said == []
    assert recovery.interrupted(sample.place)
    recovery.recover_if_free(sample.place, said.append)
    assert "undone" in said[0]
    assert sample.state() == before
    recovery.recover_if_free(sample.place, said.append)
    assert len(said) == 1


def test_reading_goes_on_when_git_fails_in_recovery(sample: Any, monkeypatch: Any, tmp_path: Path) -> None:
    interrupt(sample, "committed public")
    said: list[str] = []
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        recovery.recover_if_free(sample.place, said.append)
    assert "git cannot be started" in said[0]
    assert recovery.interrupted(sample.place)
    assert "finished" in sample.recover()[0]


def test_another_workspace_of_the_repository_recovers(sample: Any) -> None:
    second = sample.root / "second"
    second.mkdir()
    (second / "process.yaml").write_text("wmstrat: 1\n")
    before = interrupt(sample, "staged public")
    from wmstrat.repo.place import find

    said: list[str] = []
    recovery.recover_if_free(find(second), said.append)
    assert "undone" in said[0]
    assert sample.state() == before


LOCKS = ["HEAD.lock", "refs/heads/main.lock", "next-index-1.lock"]


@pytest.mark.parametrize("name", ["index.lock", *(pytest.param(name, marks=pytest.mark.slow) for name in LOCKS)])
def test_a_lock_that_our_killed_git_left_is_removed(sample: Any, name: str) -> None:
    before = interrupt(sample, "staged public")
    path = sample.root / ".git" / name
    path.write_bytes(b"")
    began = lock.git_began(sample.place, recovery.journal.read(sample.place).id)
    os.utime(path, (began + 0.1, began + 0.1))
    time.sleep(max(0, began + 1.2 - time.time()))
    sample.recover()
    assert sample.state() == before


@pytest.mark.parametrize("seconds", [-3600, 3600])
def test_a_lock_of_another_time_is_not_ours_to_remove(sample: Any, monkeypatch: Any, seconds: int) -> None:
    monkeypatch.setattr(leftovers, "LOCK_PATIENCE", 0.1)
    interrupt(sample, "staged public")
    path = sample.root / ".git" / "index.lock"
    path.write_bytes(b"")
    os.utime(path, (time.time() + seconds,) * 2)
    with pytest.raises(Refused, match=r"index\.lock may belong to another git"):
        sample.recover()
    assert path.exists()
    path.unlink()
    assert "undone" in sample.recover()[0]


def test_a_lock_is_left_alone_before_our_git_had_begun(sample: Any) -> None:
    before = interrupt(sample, "renamed")
    path = sample.root / ".git" / "index.lock"
    path.write_bytes(b"")
    assert "undone" in sample.recover()[0]
    assert path.exists()
    path.unlink()
    assert sample.state() == before


def test_a_lock_is_not_removed_while_a_git_works_here(sample: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(leftovers, "LOCK_PATIENCE", 0.1)
    interrupt(sample, "staged public")
    began = lock.git_began(sample.place, recovery.journal.read(sample.place).id)
    with subprocess.Popen(["git", "hash-object", "--stdin"], cwd=sample.root, stdin=subprocess.PIPE) as living:
        name = Path(f"/proc/{living.pid}/comm")
        while name.exists() and name.read_text() != "git\n":  # a new process has that of its parent for an instant
            time.sleep(0.001)
        path = sample.root / ".git" / "index.lock"
        path.write_bytes(b"")
        os.utime(path, (began, began))
        with pytest.raises(Refused, match="may belong to another git"):
            sample.recover()
        living.kill()
    assert "undone" in sample.recover()[0]


def test_a_private_repository_that_went_away_is_named(sample: Any, tmp_path: Path) -> None:
    before = interrupt(sample, "committed private")
    sample.private.rename(tmp_path / "away")
    with pytest.raises(Refused, match="not a repository any more"):
        sample.recover()
    (tmp_path / "away").rename(sample.private)
    assert "undone" in sample.recover()[0]
    assert sample.state() == before


@pytest.mark.parametrize("end", ["finished", "failed", "killed before", "killed after"])
def test_a_file_that_leaves_the_history_alone_is_always_in_its_folder(
    sample: Any, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    file, data = sample.root / README, (sample.root / README).read_bytes()
    file.chmod(0o755)
    sample.git("commit", "-qam", "Mode")
    step = {"failed": "verified public", "killed before": "removed", "killed after": "verified public"}.get(end)

    def stop(reached: str) -> None:
        if reached == step:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(journal, "reached", stop)
        if end.startswith("killed"):
            patch.setattr(Transaction, "_put_back", lambda *_: None)
        sample.commit([FileChange(README, data, None, stays=True)])
    sample.recover()

    assert file.read_bytes() == data
    assert file.stat().st_mode & 0o777 == 0o755
    known = sample.git("ls-files", README).strip()
    assert known == ("" if end in ("finished", "killed after") else README)
    assert sample.strays() == []
