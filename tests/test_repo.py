"""Git, run and read."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GitProcesses
from wmstrat.errors import GitFailed, RemoteUnavailable
from wmstrat.repo import NOT_INHERITED, Repository, head, objects, tip
from wmstrat.repo.objects import loose_commit
from wmstrat.repo.output import read_summary
from wmstrat.repo.past import versions
from wmstrat.repo.place import repository
from wmstrat.repo.references import all_tips
from wmstrat.repo.settings import has_remote, values

Git = Callable[..., str]


@pytest.fixture
def made(tmp_path: Path, git: Git) -> Repository:
    """A repository whose workspace is the subfolder `in side`, with four commits."""
    git(tmp_path, "init", "-q")
    root = tmp_path / "in side"
    root.mkdir()
    (root / "a.md").write_text("one\n")
    (tmp_path / "outside.md").write_text("one\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    (root / "a.md").write_text("one\ntwo\nthree\n")
    git(tmp_path, "commit", "-qam", "CB: mark it\n\nWhy.\n\nMore.\n\nWmstrat-Command: mark\nWmstrat-Record: a")
    git(tmp_path, "mv", "in side/a.md", "in side/b \u0627.md")
    git(tmp_path, "commit", "-qm", "Rename")
    (tmp_path / "outside.md").write_text("two\n")
    git(tmp_path, "commit", "-qam", "Elsewhere")
    place = repository(root)
    assert place
    return Repository(place)


def test_head_is_read_as_git_reads_it(made: Repository, git: Git) -> None:
    top = made.place.top
    now = git(top, "rev-parse", "HEAD").strip()
    assert head(made.place) == tip(made.place, "main") == now
    git(top, "pack-refs", "--all")
    assert head(made.place) == now
    git(top, "branch", "feature/deep")
    git(top, "symbolic-ref", "refs/heads/alias", "refs/heads/feature/deep")
    assert tip(made.place, "alias") == now
    git(top, "checkout", "-q", "--detach", "HEAD~1")
    assert head(made.place) == git(top, "rev-parse", "HEAD").strip()
    git(top, "checkout", "-q", "--orphan", "new")
    assert head(made.place) is None


def test_head_of_a_linked_work_tree(made: Repository, git: Git, tmp_path: Path) -> None:
    git(made.place.top, "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"), "HEAD~1")
    place = repository(tmp_path / "linked")
    assert place
    assert head(place) == git(tmp_path / "linked", "rev-parse", "HEAD").strip()


def test_another_storage_of_references_is_asked_of_git(made: Repository) -> None:
    now = head(made.place)
    (made.place.common_directory / "reftable").mkdir()
    assert head(made.place) == now
    assert tip(made.place, "missing") is None
    assert all_tips(made.place) == {now}


def test_all_tips_are_those_that_git_lists(made: Repository, git: Git, tmp_path: Path) -> None:
    def listed(folder: Path) -> set[str]:
        return set(git(folder, "for-each-ref", "--format=%(objectname)").split())

    top = made.place.top
    for name, revision in (("packed", "HEAD~1"), ("moved", "HEAD~2")):
        git(top, "branch", name, revision)
    git(top, "tag", "-a", "-m", "A tag with a message", "annotated", "HEAD~3")
    git(top, "pack-refs", "--all")
    git(top, "branch", "--force", "moved", "HEAD~3")
    git(top, "update-ref", "refs/wmstrat/deep/one", "HEAD^{tree}")
    git(top, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main")
    (top / ".git/refs/heads/main.lock").write_text("1" * 40)
    (top / ".git/refs/heads/broken").write_text("")
    (top / ".git/refs/heads/.hidden").write_text("1" * 40)
    (top / ".git/refs/heads/main (conflicted copy)").write_text("1" * 40)
    (top / ".git/refs/heads/none").write_text("0" * 40)
    assert all_tips(made.place) == listed(top)
    assert len(listed(top)) == 5
    git(top, "worktree", "add", "-q", "-b", "other", str(tmp_path / "linked"))
    place = repository(tmp_path / "linked")
    assert place
    git(place.top, "update-ref", "refs/bisect/bad", "HEAD~2")
    assert all_tips(place) == listed(place.top)
    assert len(listed(place.top)) == 6


def test_status_speaks_of_the_workspace_in_its_own_paths(made: Repository, git: Git) -> None:
    root, top = made.place.root, made.place.top
    (top / ".gitignore").write_text("*.log\n")
    (root / "new\nline.md").write_text("x")
    (root / "x.log").write_text("x")
    (root / "b \u0627.md").write_text("edited\n")
    (top / "outside.md").write_text("three\n")
    found = made.status(ignored=True)
    assert (found.head, found.branch) == (head(made.place), "main")
    assert [(entry.path, entry.kind, entry.staged, entry.edited) for entry in found.entries] == [
        ("b \u0627.md", "changed", ".", "M"),
        ("new\nline.md", "untracked", ".", "."),
        ("x.log", "ignored", ".", "."),
    ]
    assert [entry.path for entry in made.status(["new\nline.md", "*"]).entries] == ["new\nline.md"]
    many = [f"{number}.md" for number in range(3000)] + ["new\nline.md"]
    assert [entry.path for entry in made.status(many).entries] == ["new\nline.md"]
    assert made.status([]).entries == ()
    git(top, "checkout", "-q", "--detach")
    assert made.status().branch is None


def test_status_of_a_branch_without_a_commit(tmp_path: Path, git: Git) -> None:
    git(tmp_path, "init", "-q")
    place = repository(tmp_path)
    assert place
    assert Repository(place).status().head is None
    assert Repository(place).status().branch == "main"
    assert list(Repository(place).history()) == []


def test_status_shows_renames_as_two_and_conflicts(made: Repository, git: Git) -> None:
    top = made.place.top
    git(top, "mv", "in side/b \u0627.md", "in side/c.md")
    assert [(entry.path, entry.staged) for entry in made.status().entries] == [("b \u0627.md", "D"), ("c.md", "A")]
    git(top, "reset", "-q", "--hard")
    for branch in ("other", "main"):
        git(top, "checkout", "-q", *(["-b", branch] if branch == "other" else [branch]))
        (made.place.root / "b \u0627.md").write_text(branch)
        git(top, "commit", "-qam", branch)
    git(top, "merge", "-q", "other", check=False)
    assert [(entry.path, entry.kind) for entry in made.status().entries] == [("b \u0627.md", "unmerged")]


def test_history_tells_who_what_and_why(made: Repository) -> None:
    renamed, marked, begun = made.history()
    assert [commit.subject for commit in (renamed, marked, begun)] == ["Rename", "CB: mark it", "Begin"]
    assert (marked.name, marked.mail) == ("Member 17", "member-17@example.org")
    assert marked.date.tzinfo is not None
    assert marked.body == "Why.\n\nMore."
    assert marked.trailers == (("Wmstrat-Command", "mark"), ("Wmstrat-Record", "a"))
    assert renamed.parents == (marked.sha,)
    assert begun.parents == ()
    (change,) = renamed.changes
    assert (change.letter, change.old_path, change.new_path) == ("R", "a.md", "b \u0627.md")
    (change,) = begun.changes
    assert (change.letter, change.new_path, change.old_blob) == ("A", "a.md", None)
    assert objects.blobs(made, [change.new_blob or ""]) == {change.new_blob: b"one\n"}


def test_history_of_one_path_may_follow_renames_and_be_bounded(made: Repository) -> None:
    path = "b \u0627.md"
    assert [commit.subject for commit in made.history([path])] == ["Rename"]
    followed = list(made.history([path], follow=True))
    assert [commit.subject for commit in followed] == ["Rename", "CB: mark it", "Begin"]
    assert [commit.subject for commit in made.history(limit=1)] == ["Rename"]
    assert [each.letter for each in next(made.history(renames=False)).changes] == ["D", "A"]
    assert next(iter(made.history())).subject == "Rename"


def test_history_is_not_led_astray_by_settings(made: Repository, git: Git) -> None:
    for name, value in (("log.showSignature", "true"), ("log.showRoot", "false"), ("log.follow", "true")):
        git(made.place.top, "config", name, value)
    git(made.place.top, "config", "diff.renames", "false")
    assert [len(commit.changes) for commit in made.history()] == [1, 1, 1]
    assert [commit.subject for commit in made.history(["b \u0627.md"])] == ["Rename"]


def test_a_revision_that_is_not_there_fails_in_gits_words(made: Repository) -> None:
    with pytest.raises(GitFailed, match="--evil"):
        list(made.history(revision="--evil"))


def test_merges_are_in_the_history_unless_not_wanted(made: Repository, git: Git) -> None:
    top = made.place.top
    git(top, "checkout", "-q", "-b", "other", "HEAD~1")
    (made.place.root / "c.md").write_text("x")
    git(top, "add", ".")
    git(top, "commit", "-qm", "Other")
    git(top, "checkout", "-q", "main")
    git(top, "merge", "-q", "--no-edit", "other")
    whole = Repository(made.place.whole)
    assert len(list(whole.history())) == len(list(whole.history(merges=False))) + 1


def test_thousands_of_blobs_come_through_one_process(made: Repository) -> None:
    (change,) = next(made.history(limit=1)).changes
    names = [change.new_blob or ""] * 5000 + ["0" * 40]
    assert objects.blobs(made, names) == {change.new_blob: b"one\ntwo\nthree\n"}
    assert objects.blobs(made, []) == {}


def test_a_loose_commit_is_read_as_git_reads_it(made: Repository, git: Git) -> None:
    top, path = made.place.top, "in side/b \u0627.md"
    sha, parent, blob = git(top, "rev-parse", "HEAD", "HEAD~1", f"HEAD:{path}").split()
    commit = loose_commit(made.place, sha, [path, "outside.md", "in side/gone.md", "in side", "gone/x"])
    assert commit
    assert commit.parents == (parent,)
    assert commit.objects.keys() == {path, "outside.md", "in side"}
    assert commit.objects[path] == blob
    assert commit.day == git(top, "log", "-1", "--format=%as").strip()
    root = loose_commit(made.place, git(top, "rev-list", "--max-parents=0", "HEAD").strip(), [])
    assert root
    assert root.parents == ()
    assert loose_commit(made.place, blob, []) is None
    git(top, "gc", "--quiet")
    assert loose_commit(made.place, sha, []) is None


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("1531526400 +0000", "2018-07-14"),
        ("1531526400 -0130", "2018-07-13"),
        ("1531522800 +1400", "2018-07-14"),
        ("1531526400000 +0000", "1970-01-01"),  # which is the day of the committer
        ("1531526400 +518000", "2018-07-14"),
    ],
)
def test_a_loose_commit_has_the_day_of_its_author(made: Repository, git: Git, date: str, day: str) -> None:
    top = made.place.top
    lines = f"tree {git(top, 'rev-parse', 'HEAD^{tree}').strip()}\nauthor A <a@b> {date}\ncommitter A <a@b> 0 +0000\n"
    command = ["git", "hash-object", "--literally", "-t", "commit", "-w", "--stdin"]
    sha = subprocess.run(
        command, cwd=top, input=f"{lines}\nx\n", text=True, stdout=subprocess.PIPE, check=True
    ).stdout
    commit = loose_commit(made.place, sha.strip(), [])
    assert commit
    assert commit.day == day


@pytest.mark.parametrize(
    ("changes", "files", "created", "deleted"),
    [
        ({"new \u0627.md": "x\n"}, 1, 1, 0),
        ({"in side/b \u0627.md": "x\n", "outside.md": None}, 2, 0, 1),
        ({"in side/b \u0627.md": None, "in side/c.md": "one\ntwo\nthree\n"}, 1, 0, 0),
    ],
)
def test_the_summary_of_a_commit_is_read(
    made: Repository, git: Git, changes: dict[str, str | None], files: int, created: int, deleted: int
) -> None:
    top = made.place.top
    for path, text in changes.items():
        (top / path).write_text(text) if text is not None else (top / path).unlink()
    git(top, "add", "--all")
    author = "--author=Member 18 <member-18@example.org>"
    summary = read_summary(git(top, "commit", author, "-m", "CB: [x abc] y\n\n 9 files changed").encode())
    assert summary
    assert (summary.files, summary.created, summary.deleted) == (files, created, deleted)
    assert git(top, "rev-parse", "HEAD").startswith(summary.sha)
    assert read_summary(b"") is None


def test_versions_of_a_file_are_those_of_past_commits(made: Repository, git: Git, monkeypatch: Any) -> None:
    commits = git(made.place.top, "rev-list", "HEAD").split()
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    assert versions(made.place, commits, "a.md") == [b"one\ntwo\nthree\n", b"one\n"]
    assert versions(made.place, commits, "b \u0627.md") == [b"one\ntwo\nthree\n"] * 2
    assert versions(made.place.whole, commits, "in side") == []
    assert versions(made.place, commits, "gone/x.md") == []
    assert (os.environ["GIT_DIR"], "GIT_PYTHON_REFRESH" in os.environ) == ("/nowhere", False)


def test_a_version_that_a_partial_clone_cannot_get_is_said_so(made: Repository, tmp_path: Path, git: Git) -> None:
    git(made.place.top, "config", "uploadpack.allowFilter", "true")
    url = f"file://{made.place.top}"
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", url, "partial")
    place = repository(tmp_path / "partial")
    assert place
    git(place.top, "remote", "set-url", "origin", f"file://{tmp_path}/elsewhere")
    with pytest.raises(RemoteUnavailable, match="parts of its history are only in the shared repository"):
        versions(place, git(place.top, "rev-list", "HEAD").split(), "outside.md")


@pytest.mark.parametrize("child", ["sleep 20", "while sleep 0.01; do echo more; done"])
def test_a_child_of_a_hook_that_holds_the_pipes_open_is_not_waited_for(made: Repository, child: str) -> None:
    folder = made.place.git_directory / "hooks"
    folder.mkdir(exist_ok=True)
    lines = "i=0; while test $i -lt 9000; do echo a line of the hook $i; i=$((i + 1)); done"
    (folder / "pre-commit").write_text(f"#!/bin/sh\n({child}) &\necho $! >'{folder}/child'\n{lines}\n")
    (folder / "pre-commit").chmod(0o755)
    begun = time.monotonic()
    outcome = made.attempt("commit", "--allow-empty", "--message=With a hook")
    try:
        assert time.monotonic() - begun < 10
        assert outcome.code == 0
        assert b"With a hook" in outcome.output
        assert "a line of the hook 0\n" in outcome.words
        assert "a line of the hook 8999" in outcome.words
    finally:
        os.kill(int((folder / "child").read_text()), signal.SIGTERM)


def test_settings_remotes_identity_and_editor(made: Repository, git: Git, monkeypatch: Any) -> None:
    top = made.place.top
    assert made.config("user.name") == "Member 17"
    assert made.config("no.such") is None
    assert not has_remote(values(made.place))
    git(top, "remote", "add", "origin", "/nowhere")
    assert has_remote(values(made.place))
    assert made.identity() == ("Member 17", "member-17@example.org")
    monkeypatch.setenv("EDITOR", "some editor")
    assert made.editor() == "some editor"
    monkeypatch.delenv("EDITOR")
    assert made.editor() is None
    git(top, "config", "--global", "--remove-section", "user")
    git(top, "config", "--global", "user.useConfigOnly", "true")
    assert made.identity() is None
    git(top, "config", "core.commentChar", "//")
    with pytest.raises(GitFailed, match=r"cannot read its settings(.|\n)*core.commentchar(.|\n)*Correct that line"):
        made.identity()


@pytest.mark.parametrize(
    ("author", "committer", "expected"),
    [
        ("1531526400 +0200", "1531526401 +0000", "2018-07-14T02:00:00+02:00"),
        ("1531526400 -0030", "1531526401 +0000", "2018-07-13T23:30:00-00:30"),
        ("1531526400 +51800", "1531526401 +0000", "2018-07-14T00:00:00+00:00"),
        ("1531526400 -9999", "1531526401 +0000", "2018-07-14T00:00:00+00:00"),
        ("1531526400 +0099", "1531526401 +0000", "2018-07-14T01:39:00+01:39"),
        ("1531526400000 +0000", "1531526401 +0100", "2018-07-14T01:00:01+01:00"),  # of the year 50000
        ("253402300799 +0100", "1531526401 +0000", "2018-07-14T00:00:01+00:00"),  # the next one is too late
        ("99999999999999999999 +0000", "1531526401 +0000", "1970-01-01T00:00:00+00:00"),  # so git reads it
        ("once +0000", "1531526401 +0000", "2018-07-14T00:00:01+00:00"),
        ("", "", "1970-01-01T00:00:00+00:00"),
    ],
)
def test_a_commit_of_any_date_is_read(made: Repository, git: Git, author: str, committer: str, expected: str) -> None:
    top = made.place.top
    tree, parent = git(top, "rev-parse", "HEAD^{tree}", "HEAD").split()
    text = f"tree {tree}\nparent {parent}\nauthor A <a@x.org> {author}\ncommitter C <c@x.org> {committer}\n\nOdd\n"
    odd = git_with_input(top, text, "hash-object", "-t", "commit", "-w", "--stdin", "--literally")
    commit = next(Repository(made.place.whole).history(revision=odd.strip(), limit=1))
    assert commit.date.isoformat() == expected
    assert commit.committed.tzinfo is not None


def git_with_input(folder: Path, text: str, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, input=text, text=True, capture_output=True, check=True)
    return done.stdout


def test_a_commit_is_of_its_author_with_and_without_a_mailmap(made: Repository) -> None:
    top = made.place.top
    for mapped in ("Official 17 <official@example.org> <member-17@example.org>", ""):
        (top / ".mailmap").write_text(mapped)
        newest = next(made.history())
        assert newest.is_by("Member-17@example.org")
        assert newest.is_by("official@example.org") == bool(mapped)
        assert not newest.is_by("member-18@example.org")
        assert newest.name == ("Official 17" if mapped else "Member 17")


def test_a_commit_is_published_when_a_remote_branch_holds_it(
    made: Repository, git: Git, git_processes: GitProcesses
) -> None:
    top = made.place.top
    now, earlier = git(top, "rev-parse", "HEAD", "HEAD~1").split()
    git_processes.verbs()
    assert not made.is_published(earlier)
    assert made.others_have(["a.md"]) == set()
    assert git_processes.verbs() == [], "where there is no remote branch, git's files tell so"
    git(top, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    for storage in ("files", "packed", "elsewhere"):
        if storage == "packed":
            git(top, "pack-refs", "--all")
        elif storage == "elsewhere":
            (made.place.common_directory / "reftable").mkdir()
        assert not made.is_published(now)
        assert made.is_published(earlier)


def test_ignored_paths_are_told_by_their_very_names(made: Repository) -> None:
    (made.place.root / ".gitignore").write_text("*.log\n/:(top)x\n/-d\n")
    asked = ["a.log", "*.md", ":(top)x", "-d", "deep/b.log", "b.md"]
    assert made.ignored(asked) == {"a.log", ":(top)x", "-d", "deep/b.log"}
    assert made.ignored(["b.md"]) == set()


def test_a_failure_carries_gits_own_words(made: Repository) -> None:
    with pytest.raises(GitFailed, match="not a git command") as caught:
        made.run("frobnicate")
    assert caught.value.exit_code == 6


def test_no_variable_of_a_calling_git_is_inherited(made: Repository, git: Git) -> None:
    assert set(git(made.place.top, "rev-parse", "--local-env-vars").split()) <= NOT_INHERITED


def test_git_starts_with_a_plain_language_and_literal_paths(made: Repository, monkeypatch: Any) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    shown = made.run("-c", "alias.show-env=!env", "show-env").decode()
    assert "LC_ALL=C\n" in shown
    assert "GIT_DIR=/nowhere" not in shown
    assert "GIT_LITERAL_PATHSPECS=1" in shown
    assert os.environ["GIT_DIR"] == "/nowhere"


def run_with_path(made: Repository, path: str) -> str:
    """What a process that finds its programs on this path alone is told."""
    script = (
        "import sys; from pathlib import Path\n"
        "from wmstrat.errors import GitFailed\n"
        "from wmstrat.repo import Repository\n"
        "from wmstrat.repo.place import repository\n"
        "try: Repository(repository(Path(sys.argv[1]))).run('commit', '--pathspec-from-file=-')\n"
        "except GitFailed as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(made.place.root)],
        env={**os.environ, "PATH": path, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_a_missing_git_is_named(made: Repository, tmp_path: Path) -> None:
    assert "Install git 2.25" in run_with_path(made, str(tmp_path / "empty"))


def test_a_git_that_is_too_old_is_named(made: Repository, tmp_path: Path) -> None:
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text(
        '#!/bin/sh\ncase "$*" in *version*) echo git version 2.20.1;; *) echo unknown option >&2; exit 129;; esac\n'
    )
    old.chmod(0o755)
    assert run_with_path(made, str(old.parent)) == "git 2.20.1 is too old. Install git 2.25 or newer.\n"


@pytest.mark.parametrize("content", [b"", b"\0" * 41, b"hello world\n", b"abc\n", "\u00e9".encode()])
def test_a_branch_that_a_crash_has_broken_is_named_with_the_way_back(
    made: Repository, git: Git, content: bytes
) -> None:
    now = head(made.place)
    broken = made.place.common_directory / "refs/heads/main"
    broken.write_bytes(content)
    with pytest.raises(GitFailed, match="is broken: it contains no commit") as caught:
        head(made.place)
    [_, advice] = str(caught.value).split("To restore its last value: ")
    subprocess.run(["sh", "-c", advice], check=True)
    assert head(made.place) == now
    assert git(made.place.top, "rev-parse", "HEAD").strip() == now


def test_a_reference_to_a_remote_that_is_broken_is_made_again(made: Repository) -> None:
    broken = made.place.common_directory / "refs/remotes/a b/main"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"\0" * 41)
    with pytest.raises(GitFailed, match="Delete it, and the next sync makes it again: rm '") as caught:
        tip(made.place, "main", remote="a b")
    subprocess.run(["sh", "-c", str(caught.value).split("makes it again: ")[1]], check=True)
    assert tip(made.place, "main", remote="a b") is None


def test_a_broken_head_is_named(made: Repository, git: Git) -> None:
    (made.place.git_directory / "HEAD").write_bytes(b"")
    with pytest.raises(GitFailed, match="If your branch is main: echo 'ref: refs/heads/main' > ") as caught:
        head(made.place)
    subprocess.run(["sh", "-c", str(caught.value).split("main: ")[1]], check=True)
    assert git(made.place.top, "status", "--porcelain") == ""


def test_no_more_open_files_are_told_as_that(made: Repository) -> None:
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len([*Path("/dev/fd").iterdir()]) + 1, limits[1]))
    try:
        for attempt in (lambda: made.run("status"), lambda: made.run("cat-file", "--batch", stdin=b"HEAD\n")):
            with pytest.raises(GitFailed, match="git cannot be started now: Too many open files"):
                attempt()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


@pytest.mark.parametrize("end", ["kill -9 $$", "exit 1", "echo nonsense"])
def test_a_git_that_ends_while_gitpython_is_loaded_or_reads_is_no_bug(
    made: Repository, tmp_path: Path, end: str
) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\n{end}\n")
    (tmp_path / "git").chmod(0o755)
    script = (
        "import sys; from pathlib import Path\n"
        "from wmstrat.errors import GitFailed\n"
        "from wmstrat.repo.past import versions\n"
        "from wmstrat.repo.place import repository\n"
        "try: versions(repository(Path(sys.argv[1])), ['0' * 40], 'a.md')\n"
        "except GitFailed as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(made.place.root)],
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("git could not read earlier versions of a.md: ")
