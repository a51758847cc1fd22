"""Every reason against a change is found before anything is written, by our own check, and says what to do."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from wmstrat.errors import NotFound, Refused
from wmstrat.workspace.transaction import FileChange, writing

README = "groups/capacity-building/README.md"


def refused(sample: Any, changes: list[FileChange] | None = None, kind: type[Exception] = Refused, **how: Any) -> str:
    before = sample.state()
    with pytest.raises(kind) as caught:
        sample.commit(changes, **how)
    assert sample.state() == before
    return str(caught.value)


def conflict(sample: Any, *command: str) -> None:
    """Leave git in the middle of a command, in a repository whose user has nothing else unfinished."""
    sample.git("reset", "-q", "--hard")
    for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
        sample.git("checkout", "-q", *(["-b", branch] if branch == "other" else [branch]))
        (sample.root / "staged.txt").write_text(text)
        sample.git("commit", "-qam", branch)
    sample.git(*command, check=False)


@pytest.mark.parametrize(
    ("what", "command"),
    [
        ("merge", ["merge", "-q", "other"]),
        ("rebase", ["rebase", "-q", "other"]),
        ("rebase", ["rebase", "-q", "--apply", "other"]),
        ("cherry-pick", ["cherry-pick", "other"]),
        ("revert", ["revert", "--no-edit", "other"]),
        ("bisect", ["bisect", "start"]),
    ],
)
def test_git_is_in_the_middle_of_something(sample: Any, what: str, command: list[str]) -> None:
    conflict(sample, *command)
    text = refused(sample)
    assert what in text
    assert "not finished" in text
    with pytest.raises(Refused), writing(sample.place, say=print):
        raise AssertionError("nobody gets this far")


def test_git_am_is_under_way(sample: Any) -> None:
    conflict(sample, "status")
    patch = sample.git("format-patch", "--stdout", "-1", "other")
    (sample.root / "foreign file.txt").write_text(patch)
    sample.git("am", "foreign file.txt", check=False)
    assert "git am" in refused(sample)


def test_something_is_under_way_in_private(sample: Any) -> None:
    sample.git("bisect", "start", folder=sample.private)
    assert "bisect" in refused(sample)


def test_head_is_detached(sample: Any) -> None:
    sample.git("checkout", "-q", "--detach")
    assert "git switch" in refused(sample)


def test_a_file_has_a_conflict_that_was_left(sample: Any) -> None:
    conflict(sample, "merge", "-q", "other")
    (sample.root / ".git" / "MERGE_HEAD").unlink()
    assert "conflict" in refused(sample, [sample.change("staged.txt", "x\n")])
    assert "conflict" in refused(sample, [replace(sample.change("staged.txt", "x\n"), by_hand=True)])


@pytest.mark.slow  # it waits
def test_another_git_holds_the_index(sample: Any) -> None:
    lock = sample.root / ".git" / "index.lock"
    lock.write_bytes(b"")
    assert str(lock) in refused(sample, sample.changes())
    assert lock.exists()
    threading.Timer(0.5, lock.unlink).start()
    sample.commit()


def test_a_path_is_ignored(sample: Any) -> None:
    text = refused(sample, [FileChange("groups/x.log", None, b"x")])
    assert "git check-ignore -v" in text
    (sample.root / "groups" / "y.log").write_text("y")
    assert "git ignores groups/y.log" in refused(sample, [sample.change("groups/y.log", "new")])
    assert "git ignores" in refused(sample, [FileChange("groups/y.log", b"y", b"y", by_hand=True)])


def test_a_path_in_an_ignored_folder(sample: Any) -> None:
    (sample.root / ".git" / "info").mkdir(exist_ok=True)
    (sample.root / ".git" / "info" / "exclude").write_text("/build/\n")
    assert "git ignores" in refused(sample, [FileChange("build/x", None, b"x")])
    (sample.root / "build").mkdir()
    (sample.root / "build" / "x").write_text("x")
    assert "git ignores" in refused(sample, [sample.change("build/x", "new")])


def test_a_tracked_file_is_not_ignored_whatever_the_rules_say(sample: Any) -> None:
    (sample.root / "kept.log").write_text("x\n")
    sample.git("add", "-f", "kept.log")
    sample.git("commit", "-qm", "keep", "--", "kept.log")
    sample.commit([sample.change("kept.log", "y\n")])
    assert sample.git("show", "HEAD:kept.log") == "y\n"


@pytest.mark.parametrize(
    "path", ["../x", "a/../../x", "/etc/x", "a//b", "", ".", "./a", "a/.", "a\0b", "private/../../x"]
)
def test_a_path_leads_outside(sample: Any, path: str) -> None:
    refused(sample, [FileChange(path, None, b"x")], NotFound)


def test_a_name_is_no_utf_8(sample: Any) -> None:
    assert "not UTF-8" in refused(sample, [FileChange("groups/caf\udce9.md", None, b"x")])


@pytest.mark.parametrize("path", [".git/config", "groups/.git/x", ".GIT/x", "private", "Private/x", "private/.git/x"])
def test_a_path_belongs_to_git_or_is_the_other_repository(sample: Any, path: str) -> None:
    refused(sample, [FileChange(path, None, b"x")])


def test_a_path_leads_through_a_link(sample: Any, tmp_path: Path) -> None:
    (sample.root / "groups" / "link").symlink_to(tmp_path)
    assert "goes through a symbolic link" in refused(sample, [FileChange("groups/link/x", None, b"x")])
    (sample.root / "groups" / "file").symlink_to(tmp_path / "target")
    assert "not a normal file" in refused(sample, [FileChange("groups/file", None, b"x")])
    assert "not a folder" in refused(sample, [FileChange("edited.txt/x", None, b"x")])
    assert "not a normal file" in refused(sample, [FileChange("groups", None, b"x")])


def test_a_path_lies_in_another_repository(sample: Any) -> None:
    subprocess.run(["git", "init", "-q", sample.root / "groups" / "own"], check=True)
    assert "another repository" in refused(sample, [FileChange("groups/own/x", None, b"x")])


@pytest.mark.parametrize("path", ["edited.txt", "staged.txt", "both.txt"])
def test_a_file_was_changed_by_hand(sample: Any, path: str) -> None:
    text = refused(sample, [sample.change(path, "new\n")])
    assert text.startswith(path)
    assert "wmstrat save" in text
    assert f"git checkout HEAD -- {path}" in text


def test_a_file_was_removed_by_hand(sample: Any) -> None:
    (sample.root / README).unlink()
    assert "by hand" in refused(sample, [FileChange(README, b"x", b"y")])
    assert "by hand" in refused(sample, [FileChange(README, None, b"y")])


def test_a_file_was_made_by_hand(sample: Any) -> None:
    path = "foreign file.txt"
    assert "already exists" in refused(sample, [FileChange(path, None, b"x")])
    assert "not in git yet" in refused(sample, [sample.change(path, "new\n")])


def test_a_new_file_is_there_already(sample: Any) -> None:
    assert "already exists" in refused(sample, [FileChange(README, None, b"x")])


def test_a_file_changed_since_it_was_read(sample: Any) -> None:
    assert "just changed by somebody else" in refused(sample, [FileChange(README, b"what it was", b"x")])
    assert "just changed by somebody else" in refused(
        sample, [FileChange("edited.txt", b"", b"not on disk", by_hand=True)]
    )


def test_a_file_is_read_only(sample: Any) -> None:
    (sample.root / README).chmod(0o444)
    assert "chmod u+w" in refused(sample, [sample.change(README, "new\n")])
