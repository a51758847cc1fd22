"""A blobless partial clone (`git clone --filter=blob:none`): all works, and git gets by itself what was left out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat
from wmstrat.repo.place import find

Git = Callable[..., str]
QUESTIONS = "groups/capacity-building/questions"


@pytest.fixture
def partial(once: Once, shared: Path, bare: Path, tmp_path: Path, wmstrat: Wmstrat, git: Git) -> Path:
    """A partial clone of a workspace in which two questions were asked, numbered and changed twice; of older versions
    it has none."""

    def make() -> None:
        shutil.rmtree(shared / "private")
        for number in (1, 2):
            wmstrat("question", "add", "CB", f"Which one, number {number}?")
            wmstrat("sync")
        for background in ("Asked by one.", "Asked by many."):
            for number in (1, 2):
                wmstrat("set", f"CB-Q{number}", f"background={background}")
        git(shared, "push", "--quiet")
        git(bare, "config", "uploadpack.allowFilter", "true")

    once(make, shared, bare)
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{bare}", "partial")
    folder = tmp_path / "partial"
    assert missing(folder, git)
    return folder


def missing(folder: Path, git: Git) -> set[str]:
    """The objects that are not here."""
    listed = git(folder, "rev-list", "--objects", "--missing=print", "--all").splitlines()
    return {line[1:] for line in listed if line.startswith("?")}


@pytest.fixture
def fetches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many times git has fetched since it was asked last, by itself or because it was told to."""
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE2_EVENT", str(trace))

    def count() -> int:
        events = [json.loads(line) for line in trace.read_text().splitlines()] if trace.exists() else []
        trace.unlink(missing_ok=True)
        started = [event["argv"] for event in events if event["event"] == "start"]
        return sum("fetch" in argv for argv in started)

    return count


def offline(bare: Path) -> None:
    bare.rename(bare.with_name("elsewhere.git"))


# Reading


def test_what_is_in_the_files_needs_nothing(
    partial: Path, wmstrat: Wmstrat, git: Git, fetches: Callable[[], int], bare: Path
) -> None:
    offline(bare)
    before = missing(partial, git)
    wmstrat("-C", partial, "status")
    assert [one["id"] for one in wmstrat.items("-C", partial, "question", "list")] == ["CB-Q1", "CB-Q2"]
    assert "0 errors" in wmstrat("-C", partial, "check").err
    wmstrat("-C", partial, "question", "list", "CB")
    assert fetches() == 0
    assert missing(partial, git) == before


@pytest.mark.parametrize("of", [[], ["CB-Q2"]], ids=["everything", "a record"])
def test_the_log_gets_what_it_needs_once(
    partial: Path, shared: Path, wmstrat: Wmstrat, fetches: Callable[[], int], of: list[str]
) -> None:
    logged = wmstrat("-C", partial, "log", *of, "--format", "json").out
    assert fetches() > 0
    assert logged == wmstrat("-C", shared, "log", *of, "--format", "json").out
    assert "Asked by many." in logged
    wmstrat("-C", partial, "log", *of)
    assert fetches() == 0


def test_a_partial_clone_whose_remote_does_not_answer_says_so(partial: Path, wmstrat: Wmstrat, bare: Path) -> None:
    offline(bare)
    for words in (("log", "CB-Q2"), ("log",), ("log", "CB")):
        said = wmstrat("-C", partial, *words, code=8).err
        assert "parts of its history are only in the shared repository" in said
        assert "Traceback" not in said
        assert str(bare) not in said
    told = wmstrat("-C", partial, "status", "CB").out
    assert "Which one, number 1?" in told
    assert "parts of its history are only in the shared repository" in told, "only the latest events are missing"


@pytest.mark.parametrize("revision", ["HEAD~1", "HEAD~4"])
def test_the_past_gets_what_differs_at_once(
    partial: Path, shared: Path, wmstrat: Wmstrat, fetches: Callable[[], int], bare: Path, revision: str
) -> None:
    words = "question", "list", "--as-of", revision
    there = bare.with_name("elsewhere.git")
    offline(bare)
    said = wmstrat("-C", partial, *words, code=8).err
    assert "parts of its history are only in the shared repository" in said
    there.rename(bare)
    fetches()
    told = wmstrat.items("-C", partial, *words)
    assert fetches() == 1
    assert told == wmstrat.items("-C", shared, *words)
    offline(bare)
    assert wmstrat.items("-C", partial, *words) == told


# Changing


def test_a_change_and_its_undo_fetch_at_most_what_they_put_back(
    partial: Path, wmstrat: Wmstrat, git: Git, fetches: Callable[[], int], bare: Path
) -> None:
    wmstrat("-C", partial, "note", "add", "CB", "Heard in the hall")
    wmstrat("-C", partial, "set", "CB-Q1", "background=Asked by all.")
    wmstrat("-C", partial, "undo", "--author", "Member 5 <member-5@example.org>", code=3)  # looks at all commits
    assert fetches() == 0
    there = bare.with_name("elsewhere.git")
    offline(bare)
    wmstrat("-C", partial, "undo")
    assert wmstrat.items("-C", partial, "show", "CB-Q1")[0]["background"] == "Asked by many."
    there.rename(bare)
    last = git(partial, "log", "-1", "--format=%H", "origin/main", "--", f"{QUESTIONS}/CB-Q2.md").strip()
    wmstrat("-C", partial, "undo", last)
    assert fetches() == 1
    assert wmstrat.items("-C", partial, "show", "CB-Q2")[0]["background"] == "Asked by one."


def test_both_sides_sync_and_their_changes_of_one_record_are_merged(
    partial: Path, shared: Path, wmstrat: Wmstrat, git: Git
) -> None:
    for number in (1, 2):
        wmstrat("-C", shared, "set", f"CB-Q{number}", "level=structural")
        wmstrat("-C", partial, "set", f"CB-Q{number}", "background=Asked by all.")
    wmstrat("-C", shared, "note", "add", "CB", "From there")
    (shared / "method" / "sketch.txt").write_text("Not a record.\n")
    git(shared, "add", "method/sketch.txt")
    git(shared, "commit", "--quiet", "--message=A sketch")
    wmstrat("-C", shared, "sync")
    note = wmstrat("-C", partial, "question", "add", "CB", "From here?").out.strip()
    said = wmstrat("-C", partial, "sync").out
    assert f"{note} is CB-Q3" in said
    for number in (1, 2):
        [one] = wmstrat.items("-C", partial, "show", f"CB-Q{number}")
        assert (one["level"], one["background"]) == ("structural", "Asked by all.")
    assert (partial / "method" / "sketch.txt").exists()
    wmstrat("-C", shared, "sync")
    assert git(shared, "rev-parse", "HEAD") == git(partial, "rev-parse", "HEAD")
    assert git(partial, "status", "--porcelain") == ""
    git(partial, "fsck", "--no-progress")


def test_a_fast_forward_comes_in(partial: Path, shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    for number in range(5):
        wmstrat("-C", shared, "note", "add", "CB", f"From there {number}")
    wmstrat("-C", shared, "sync")
    wmstrat("-C", partial, "sync")
    assert git(partial, "status", "--porcelain") == ""
    assert len(wmstrat.items("-C", partial, "note", "list")) == 5


def test_a_sync_that_loses_its_network_in_the_middle_says_so_and_changes_nothing(
    partial: Path, shared: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch, bare: Path
) -> None:
    """The commits have come, the files have not."""
    wmstrat("-C", shared, "note", "add", "CB", "From there")
    wmstrat("-C", shared, "sync")
    git(partial, "fetch", "--quiet")
    head = git(partial, "rev-parse", "HEAD")
    offline(bare)
    monkeypatch.setattr("wmstrat.sync.plan.fetch", lambda *_: None)
    assert "parts of its history are only in the shared repository" in wmstrat("-C", partial, "sync", code=8).err
    assert git(partial, "rev-parse", "HEAD") == head
    assert git(partial, "status", "--porcelain") == ""


def test_a_sync_that_was_killed_is_put_in_order_without_a_network(
    partial: Path, shared: Path, wmstrat: Wmstrat, git: Git, bare: Path
) -> None:
    """The branch was about to move to a commit of whose files none has come."""
    wmstrat("-C", shared, "note", "add", "CB", "From there")
    wmstrat("-C", shared, "sync")
    git(partial, "fetch", "--quiet")
    offline(bare)
    old, new = (git(partial, "rev-parse", name).strip() for name in ("HEAD", "origin/main"))
    place = find(partial)
    place.state.mkdir(exist_ok=True)
    place.journal.write_bytes(
        json.dumps({"journal": 3, "id": "x", "pid": 1, "private": False, "old": old, "new": new}).encode()
    )
    assert "cleaned up" in wmstrat("-C", partial, "status").err
    assert git(partial, "status", "--porcelain") == ""
