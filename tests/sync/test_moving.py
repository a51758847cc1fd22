"""A branch goes forward, a stopped merge goes back: no edit is touched, and a kill leaves nothing half done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Once, Wmstrat, add_hook, everything
from wmstrat.workspace import moving

Git = Callable[..., str]
PLAN, NEW, NEXT = "docs/plan.md", "docs/n2.md", "docs/next.md"
TEXT = "one\ntwo\nthree\n"


def committed(folder: Path, git: Git, files: dict[str, str]) -> None:
    """A commit by plain git of files with these texts."""
    for path, text in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    git(folder, "add", "--", *files)
    git(folder, "commit", "-q", "-m", "Change some files")


@pytest.fixture
def other(once: Once, shared: Path, bare: Path, tmp_path: Path, git: Git) -> Path:
    """A second clone, in which both have a plan, and the other has gone on and sent it."""

    def make() -> None:
        committed(shared, git, {PLAN: TEXT})
        git(shared, "push", "-q")
        git(tmp_path, "clone", "-q", str(bare), "other")
        committed(tmp_path / "other", git, {PLAN: TEXT + "four\n", NEW: "hello world\n", NEXT: "next\n"})
        git(tmp_path / "other", "push", "-q")

    once(make, shared, bare, tmp_path / "other")
    return tmp_path / "other"


@pytest.fixture
def stopped(once: Once, shared: Path, bare: Path, other: Path, git: Git) -> Path:
    """`shared`, in which a merge of what the other sent has stopped: the plan and a list are in conflict."""

    def make() -> None:
        committed(other, git, {"docs/list.md": "theirs\n"})
        git(other, "push", "-q")
        committed(shared, git, {PLAN: TEXT + "mine\n", "docs/list.md": "mine\n"})
        git(shared, "fetch", "-q")
        git(shared, "merge", "-q", "origin/main", check=False)

    once(make, shared, bare, other)
    assert (shared / ".git" / "MERGE_HEAD").exists()
    return shared


def kept(folder: Path) -> list[str]:
    """The texts that were kept."""
    return [path.read_text() for path in (folder / ".git" / "wmstrat" / "kept").rglob("*") if path.is_file()]


def killed(folder: Path, tmp_path: Path, verb: str) -> None:
    """A sync that is killed just before it starts git with a verb."""
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f'#!/bin/sh\ncase "$* " in *"{verb} "*) kill -9 $PPID; exit 1;; esac\nexec {shutil.which("git")} "$@"\n'
    )
    wrapper.chmod(0o755)
    env = {**os.environ, "PATH": f"{wrapper.parent}:{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-m", "wmstrat", "sync"], cwd=folder, env=env, capture_output=True)
    assert done.returncode == -9


# Forward


@pytest.mark.parametrize("diverged", [False, True])
@pytest.mark.parametrize(
    ("path", "staged", "text"),
    [
        (PLAN, None, "one\n"),  # what is left is how HEAD's text begins
        (PLAN, "one\n", "one\ntwo\n"),
        (NEW, None, "hello"),  # untracked, and how theirs begins
        (NEW, None, ""),
        (NEW, "hello", "hello wor"),
    ],
)
def test_a_refused_sync_leaves_every_edit(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, path: str, staged: str | None, text: str, diverged: bool
) -> None:
    del other
    if diverged:
        wmstrat("note", "add", "CB", "Here")
    if staged is not None:
        (shared / path).write_text(staged)
        git(shared, "add", path)
    (shared / path).write_text(text)
    before = everything(shared)
    assert f"git add {path}" in wmstrat("sync", code=4).err
    assert everything(shared) == before
    wmstrat("status")
    assert everything(shared) == before


def test_a_file_that_git_ignores_is_not_overwritten(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del other
    (shared / ".git" / "info" / "exclude").write_text("n2.md\n")
    (shared / NEW).write_text("hello")
    assert NEW in wmstrat("sync", code=4).err
    assert (shared / NEW).read_text() == "hello"


def test_a_kill_while_edits_are_there_costs_none_of_them(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path
) -> None:
    del other
    (shared / PLAN).write_text("one\n")
    git(shared, "add", PLAN)
    (shared / NEW).write_text("hello")
    before = everything(shared)
    killed(shared, tmp_path, "merge --ff-only --quiet")
    (shared / NEXT).write_text("ne")  # git had begun with this one
    assert "cleaned up" in wmstrat("status").err
    assert everything(shared) == before


def test_an_edit_on_top_of_what_comes_in_stays(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    del other
    (shared / PLAN).write_text(TEXT + "four\n")
    git(shared, "add", PLAN)
    (shared / PLAN).write_text(TEXT + "four\nfive\n")
    wmstrat("sync")
    assert git(shared, "status", "--porcelain") == f" M {PLAN}\n"
    assert (shared / PLAN).read_text() == TEXT + "four\nfive\n"


@pytest.mark.parametrize("options", ["--squash", "--no-ff -s ours", "--autostash"])
def test_options_for_the_merges_of_a_branch_do_not_count(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, options: str
) -> None:
    git(shared, "config", "branch.main.mergeOptions", options)
    wmstrat("sync")
    assert git(shared, "rev-parse", "HEAD") == git(other, "rev-parse", "HEAD")
    assert git(shared, "status", "--porcelain") == ""


def test_a_branch_that_does_not_arrive_is_told(
    shared: Path, other: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A git that does not know the variables by which a setting of such a name is set aside (before 2.31)."""
    del other
    git(shared, "branch", "-q", "-m", "a=b")
    git(shared, "config", "branch.a=b.mergeOptions", "--squash")
    monkeypatch.setattr(moving, "_no_options_of", lambda _: ((), {}))
    before = everything(shared)
    assert "did not move the branch" in wmstrat("sync", code=6).err
    assert everything(shared) == before


# Back


def test_a_try_tells_of_a_stopped_merge_and_leaves_it(stopped: Path, wmstrat: Wmstrat, git: Git) -> None:
    before = everything(stopped)
    assert "A merge is not finished" in wmstrat("sync", "--dry-run", code=4).err
    assert everything(stopped) == before
    for path in (PLAN, "docs/list.md"):
        (stopped / path).write_text("Mended by hand.\n")
        git(stopped, "add", path)
    tried, done = (wmstrat("sync", *how, code=4).err for how in (["--dry-run"], []))
    assert "A merge is not finished" in tried
    assert tried == done


@pytest.mark.parametrize("verb", ["merge --quit", "update-index", "checkout-index --force"])
def test_a_kill_while_a_stopped_merge_is_put_aside(
    stopped: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path, verb: str
) -> None:
    (stopped / PLAN).write_text("worked out by hand\n")
    mine = git(stopped, "rev-parse", "HEAD")
    killed(stopped, tmp_path, verb)
    assert "cleaned up" in wmstrat("status").err
    assert git(stopped, "status", "--porcelain") == ""
    assert not (stopped / ".git" / "MERGE_HEAD").exists()
    assert not (stopped / ".git" / "AUTO_MERGE").exists()
    assert git(stopped, "rev-parse", "HEAD") == mine
    assert (stopped / PLAN).read_text() == TEXT + "mine\n"
    assert "worked out by hand\n" in kept(stopped)
    wmstrat("sync", code=7)


def test_a_commit_after_such_a_kill_is_no_merge(stopped: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path) -> None:
    killed(stopped, tmp_path, "checkout-index --force")
    git(stopped, "commit", "-q", "-a", "-m", "Somebody ends it by hand")
    assert len(git(stopped, "log", "-1", "--format=%P").split()) == 1
    assert "has new commits" in wmstrat("status").err


def test_a_resolution_that_is_staged_already_is_kept(stopped: Path, wmstrat: Wmstrat, git: Git) -> None:
    (stopped / PLAN).write_text("worked out by hand\n")
    git(stopped, "add", PLAN)
    assert "is saved in" in wmstrat("sync", code=7).err
    assert "worked out by hand\n" in kept(stopped)
    assert "next\n" not in kept(stopped)  # which they have


def test_a_merge_of_what_the_remote_does_not_have_is_left(shared: Path, wmstrat: Wmstrat, git: Git) -> None:
    committed(shared, git, {PLAN: TEXT})
    wmstrat("sync")
    git(shared, "switch", "-q", "-c", "feature")
    committed(shared, git, {PLAN: TEXT + "feature\n"})
    git(shared, "switch", "-q", "main")
    committed(shared, git, {PLAN: TEXT + "mine\n"})
    git(shared, "merge", "-q", "feature", check=False)
    before = everything(shared)
    assert "git merge --abort" in wmstrat("sync", code=4).err
    assert everything(shared) == before
    assert (shared / ".git" / "MERGE_HEAD").exists()


def test_a_merge_of_what_was_pulled_by_address_is_ours(
    shared: Path, other: Path, bare: Path, wmstrat: Wmstrat, git: Git
) -> None:
    del other
    committed(shared, git, {PLAN: TEXT + "mine\n"})
    git(shared, "pull", "-q", "--no-rebase", str(bare), "main", check=False)
    assert (shared / ".git" / "MERGE_HEAD").exists()
    assert "wmstrat now repeats it" in wmstrat("sync").err
    assert (shared / PLAN).read_text() == TEXT + "four\nmine\n"


# The commit of a merge


def test_a_commit_hook_may_refuse_the_merge_of_a_sync(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    del other
    wmstrat("note", "add", "CB", "Here")
    hook = add_hook(shared, "commit-msg", 'grep -q Ticket "$1" || { echo No ticket >&2; exit 1; }')
    before = everything(shared)
    assert "No ticket" in wmstrat("sync", code=6).err
    assert everything(shared) == before
    hook.write_text('#!/bin/sh\necho "Ticket: 17" >>"$1"\n')
    wmstrat("sync")
    assert "Ticket: 17" in git(shared, "log", "-1", "--merges", "--format=%B")


def test_a_hook_that_leaves_no_message_leaves_no_merge(shared: Path, other: Path, wmstrat: Wmstrat) -> None:
    del other
    wmstrat("note", "add", "CB", "Here")
    add_hook(shared, "commit-msg", ': >"$1"')
    before = everything(shared)
    assert "deleted the message of the merge" in wmstrat("sync", code=6).err
    assert everything(shared) == before


def test_a_hook_sees_the_merge_before_it_is_made(shared: Path, other: Path, wmstrat: Wmstrat, git: Git) -> None:
    """As for a merge of git's own, and wherever git is told that the hooks are."""
    del other
    wmstrat("note", "add", "CB", "Here")
    git(shared, "config", "core.hooksPath", ".git/our-hooks")
    add_hook(shared, "pre-merge-commit", "false", folder="our-hooks")
    before = everything(shared)
    assert "The hook pre-merge-commit refused the merge" in wmstrat("sync", code=6).err
    assert everything(shared) == before
    look = f'git diff --cached --name-only >"{shared.parent}/seen"; test -z "$(git diff --name-only)" || exit 0'
    add_hook(shared, "pre-merge-commit", look, folder="our-hooks")
    add_hook(shared, "prepare-commit-msg", 'echo "Told: $2" >>"$1"', folder="our-hooks")
    wmstrat("sync")
    assert PLAN in (shared.parent / "seen").read_text().splitlines()
    assert "Told: merge" in git(shared, "log", "-1", "--merges", "--format=%B")
    assert not list((shared / ".git" / "wmstrat").glob("merged-index*"))
