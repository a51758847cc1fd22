"""The transaction: all of a change or nothing of it, whoever refuses."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GitProcesses, Wmstrat
from wmstrat.errors import GitFailed, NotFound, Refused, UsageProblem, WmstratError
from wmstrat.repo import Repository
from wmstrat.repo.place import find
from wmstrat.workspace import committing, disk, journal, leftovers, recovery
from wmstrat.workspace.transaction import FileChange, Message, writing

README = "groups/capacity-building/README.md"
QUESTION = "groups/capacity-building/questions/CB-Q1.md"
APPLICATION = "private/applications/CB-member-17.yaml"


def refused(sample: Any, kind: type[BaseException], **how: Any) -> str:
    """The failure of a change that leaves everything as it was."""
    before = sample.state()
    with pytest.raises(kind) as caught:
        sample.commit(**how)
    assert sample.state() == before
    assert not recovery.interrupted(sample.place)
    return str(caught.value)


# What succeeds


def test_one_change_is_one_commit_in_each_repository_and_disturbs_nothing_else(sample: Any) -> None:
    before = sample.state()
    sample.commit()
    after = sample.state()
    assert sample.git("rev-list", "--count", "HEAD").strip() == "2"
    assert sample.git("rev-list", "--count", "HEAD", folder=sample.private).strip() == "2"
    assert sample.git("show", "--name-status", "--format=", "HEAD").split() == [
        *("M", README),
        *("A", QUESTION),
        *("D", "groups/diversity/README.md"),
    ]
    assert sample.git("show", "--name-status", "--format=", folder=sample.private).split() == [
        *("M", "applications/CB-member-17.yaml"),
        *("A", "people/member-17.yaml"),
    ]
    mine = [line for line in before["public"]["status"] if not line.startswith("#")]
    assert [line for line in after["public"]["status"] if not line.startswith("#")] == mine
    assert [line for line in after["private"]["status"] if not line.startswith("#")] == [""]
    assert sample.git("show", ":both.txt") == "staged\n"
    assert (sample.root / "both.txt").read_text() == "edited on top\n"
    assert (sample.root / QUESTION).read_bytes() == b"---\nid: CB-Q1\n---\n"
    assert "groups/diversity" not in after["disk"]
    assert after["strays"] == []


def test_both_messages_name_the_change_that_joins_them(sample: Any) -> None:
    known = sample.git("rev-parse", "HEAD").strip()
    sample.commit(subject="CB: appoint member 17")
    public = sample.git("log", "-1", "--format=%B")
    private = sample.git("log", "-1", "--format=%B", folder=sample.private)
    assert private.strip() == f"{public.strip()}\nWmstrat-Public: {known}"
    subject, body, trailers = public.strip().split("\n\n")
    assert (subject, body) == ("CB: appoint member 17", "Why.")
    command, change = trailers.splitlines()
    assert command == "Wmstrat-Command: test"
    assert change.startswith("Wmstrat-Change: ")
    assert len(change.removeprefix("Wmstrat-Change: ")) == 8


def test_a_change_of_one_side_says_nothing_of_another(sample: Any) -> None:
    sample.commit(sample.changes(private=False))
    assert "Wmstrat-Change" not in sample.git("log", "-1", "--format=%B")
    assert sample.git("rev-list", "--count", "HEAD", folder=sample.private).strip() == "1"


def test_nothing_happens_when_nothing_differs(sample: Any) -> None:
    before = sample.state()
    same = (sample.root / README).read_bytes()
    sample.commit([FileChange(README, same, same)])
    sample.commit([])
    assert sample.state() == before


def test_the_mode_of_a_file_is_kept(sample: Any) -> None:
    (sample.root / README).chmod(0o640)
    sample.commit()
    assert (sample.root / README).stat().st_mode & 0o7777 == 0o640


@pytest.mark.parametrize(
    "path",
    [
        "with space.md",
        "-dash.md",
        "st*r[1]?.md",
        ":(top)odd.md",
        "\u0627\u0644\u0639/\u0631\u0628.md",
        "a\nline.md",
        "q'\"\\.md",
    ],
)
def test_any_name_of_a_file_is_taken_as_it_is(sample: Any, path: str) -> None:
    sample.commit([FileChange(path, None, b"one\n")])
    sample.commit([FileChange(path, b"one\n", b"two\n")])
    assert sample.git("ls-tree", "-r", "-z", "--name-only", "HEAD").split("\0").count(path) == 1
    assert sample.git("show", "--format=", "--name-only", "-z").strip("\0") == path
    assert (sample.root / path).read_bytes() == b"two\n"


def test_bytes_are_kept_as_they_are(sample: Any) -> None:
    data = b"\xff\xfe\r\n\x00 no newline at the end"
    sample.commit([FileChange("odd.bin", None, data)])
    assert (sample.root / "odd.bin").read_bytes() == data
    assert sample.git("show", "HEAD:odd.bin").encode("utf-8", "surrogateescape") == data


def test_a_branch_without_a_commit_gets_its_first(tmp_path: Path, git: Callable[..., str]) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "process.yaml").write_text("wmstrat: 1\n")
    (tmp_path / "other").write_text("staged by the user\n")
    git(tmp_path, "add", "other")
    with writing(find(tmp_path), say=print) as transaction:
        transaction.commit([FileChange("a.md", None, b"a\n")], Message("First"))
    assert git(tmp_path, "log", "--format=%s").strip() == "First"
    assert git(tmp_path, "status", "--porcelain").splitlines() == ["A  other", "?? process.yaml"]


def test_a_branch_without_a_commit_stays_so_when_a_hook_refuses(tmp_path: Path, git: Callable[..., str]) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "process.yaml").write_text("wmstrat: 1\n")
    hook = tmp_path / ".git" / "hooks" / "commit-msg"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    with pytest.raises(GitFailed), writing(find(tmp_path), say=print) as transaction:
        transaction.commit([FileChange("a/b.md", None, b"a\n")], Message("First"))
    assert git(tmp_path, "status", "--porcelain", "--branch").splitlines() == [
        "## No commits yet on main",
        "?? process.yaml",
    ]
    assert not (tmp_path / "a").exists()


def test_a_linked_work_tree_has_its_own_branch(sample: Any, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    sample.git("worktree", "add", "-q", "-b", "other", str(linked))
    with writing(find(linked), say=print) as transaction:
        transaction.commit([FileChange("a.md", None, b"a\n")], Message("Linked"))
    assert sample.git("log", "-1", "--format=%s", "other").strip() == "Linked"
    assert sample.git("status", "--porcelain", folder=linked) == ""
    assert not (sample.root / "a.md").exists()


def test_two_workspaces_in_subfolders_of_one_repository(tmp_path: Path, git: Callable[..., str]) -> None:
    git(tmp_path, "init", "-q")
    for name in ("north", "south"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "process.yaml").write_text("wmstrat: 1\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    for name in ("north", "south"):
        with writing(find(tmp_path / name), say=print) as transaction:
            transaction.commit([FileChange("groups/a.md", None, name.encode())], Message(name))
    assert git(tmp_path, "show", "HEAD:south/groups/a.md") == "south"
    assert git(tmp_path, "show", "HEAD:north/groups/a.md") == "north"
    assert git(tmp_path, "show", "--format=", "--name-only").split() == ["south/groups/a.md"]
    assert git(tmp_path, "status", "--porcelain") == ""
    assert find(tmp_path / "north").cache != find(tmp_path / "south").cache


def test_many_paths_are_one_commit(sample: Any) -> None:
    paths = [f"groups/diversity/notes/2018/{number % 12:02}/n{number}.md" for number in range(2500)]
    sample.commit([FileChange(path, None, path.encode()) for path in paths])
    listed = sample.git("show", "--format=", "--name-only").split()
    assert sorted(listed) == sorted(paths)
    sample.commit([FileChange(path, path.encode(), None) for path in paths])
    assert sample.git("rev-list", "--count", "HEAD").strip() == "3"
    assert not (sample.root / "groups/diversity/notes").exists()


def test_the_author_is_passed_through(sample: Any) -> None:
    sample.commit(author="Member 23 <member-23@example.org>")
    shown = sample.git("log", "-1", "--format=%an <%ae> %cn")
    assert shown.strip() == "Member 23 <member-23@example.org> Member 17"


def test_an_author_commits_where_git_knows_nobody(sample: Any, isolation: Path) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    sample.commit(author="Member 23 <member-23@example.org>")
    assert (
        sample.git("log", "-1", "--format=%an %ae %cn %ce").split() == ["Member", "23", "member-23@example.org"] * 2
    )


@pytest.mark.parametrize("author", ["Member 23", "<>", "Member <a b>", "A <x>\nB <y>", " <member@example.org>"])
def test_an_author_that_git_would_take_for_a_search_is_refused(sample: Any, author: str) -> None:
    assert "Name <mail>" in refused(sample, UsageProblem, author=author)


def test_a_commit_is_signed_where_the_user_signs(sample: Any, isolation: Path) -> None:
    key = isolation / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (isolation / "signers").write_text(f"member-17@example.org {key.with_suffix('.pub').read_text()}")
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingKey", str(key)),
        ("commit.gpgSign", "true"),
        ("gpg.ssh.allowedSignersFile", str(isolation / "signers")),
    ):
        sample.git("config", "--global", name, value)
    sample.commit()
    for folder in (sample.root, sample.private):
        assert sample.git("log", "-1", "--format=%G?", folder=folder).strip() == "G"


def test_saving_commits_what_was_edited_by_hand(sample: Any) -> None:
    before = sample.git("status", "--porcelain", "staged.txt")
    (sample.root / README).write_text("by hand\n")
    (sample.root / "groups/diversity/README.md").unlink()
    (sample.root / "groups/new.md").write_text("new\n")
    sample.commit(
        [
            FileChange(README, b"by hand\n", b"by hand\n, and mended\n", by_hand=True),
            FileChange("groups/diversity/README.md", None, None, by_hand=True),
            FileChange("groups/new.md", b"new\n", b"new\n", by_hand=True),
            FileChange("both.txt", b"edited on top\n", b"edited on top\n", by_hand=True),
        ],
    )
    assert sample.git("show", "--format=", "--name-status").split() == [
        *("M", "both.txt"),
        *("M", README),
        *("D", "groups/diversity/README.md"),
        *("A", "groups/new.md"),
    ]
    assert sample.git("status", "--porcelain", "staged.txt") == before
    assert sample.git("status", "--porcelain", "groups", "both.txt") == ""
    assert (sample.root / README).read_text() == "by hand\n, and mended\n"


@pytest.mark.parametrize("how", ["edited", "staged", "staged and edited", "removed", "new", "staged new"])
def test_saving_that_a_hook_refuses_leaves_index_and_file(sample: Any, how: str) -> None:
    path = "groups/new.md" if "new" in how else README
    if how == "removed":
        sample.git("rm", "-q", "--cached", path)
        (sample.root / path).unlink()
    else:
        (sample.root / path).write_text("by hand\n")
        if "staged" in how:
            sample.git("add", path)
        if how == "staged and edited":
            (sample.root / path).write_text("more\n")
    sample.hook("pre-commit", "echo no >&2; exit 1")
    now = (sample.root / path).read_bytes() if how != "removed" else None
    assert "no" in refused(sample, GitFailed, changes=[FileChange(path, now, now, by_hand=True)])


def test_the_number_of_git_processes_is_fixed(sample: Any, git_processes: GitProcesses) -> None:
    def started(*changes: FileChange) -> list[str]:
        sample.commit(changes)
        return git_processes.verbs()

    new = ["status", "add", "commit"]
    assert started(FileChange("a.md", None, b"a\n")) == new
    assert started(FileChange("b.md", None, b"b\n"), FileChange("c.md", None, b"c\n")) == new
    assert started(FileChange("a.md", b"a\n", b"b\n")) == ["status", "commit"]
    # Of many files git prints no summary, for which it would count their lines.
    assert started(*(FileChange(f"{number}.md", None, b"a\n") for number in range(300))) == [*new, "diff-tree"]


def test_both_repositories_cost_as_many_processes_as_each_of_them(sample: Any, git_processes: GitProcesses) -> None:
    sample.commit(sample.changes(private=True))
    assert git_processes.verbs() == ["status", "status", "add", "commit", "add", "commit"]


@pytest.mark.usefixtures("workspace")
def test_a_new_number_costs_one_look_at_the_history(wmstrat: Wmstrat, git_processes: GitProcesses) -> None:
    wmstrat("question", "add", "CB", "Who learns from whom?")
    git_processes.verbs()
    wmstrat("question", "add", "CB", "Who pays for mentors?")
    assert git_processes.verbs() == ["log", "status", "add", "commit"]


def test_git_is_asked_about_a_commit_whose_tree_was_packed_before(sample: Any, git_processes: GitProcesses) -> None:
    for before, after in ((None, b"a\n"), (b"a\n", b"b\n")):
        sample.commit([FileChange("a.md", before, after)])
    sample.git("gc", "--quiet")
    git_processes.verbs()
    sample.commit([FileChange("a.md", b"b\n", b"a\n")])
    assert git_processes.verbs() == ["status", "commit", "log"]


@pytest.mark.parametrize(("hook", "files"), [("pre-commit", 1), ("post-commit", 1), ("pre-commit", 101)])
def test_git_is_asked_about_a_commit_to_which_a_hook_added(
    sample: Any, git_processes: GitProcesses, hook: str, files: int
) -> None:
    added = 'echo more >more.txt; git add more.txt; test "$0" != .git/hooks/post-commit || '
    sample.hook(hook, f"{added}git -c core.hooksPath=/dev/null commit --quiet --amend --no-edit\n")
    sample.commit([FileChange(f"{letter}.md", None, b"a\n") for letter in ["a", *range(1, files)]])
    assert "log" in git_processes.verbs()
    assert sample.git("show", "--format=", "--name-only", "HEAD", "--", "more.txt").strip() == "more.txt"
    assert sample.git("status", "--porcelain", "more.txt", "a.md") == ""


def test_housekeeping_is_left_to_the_user_who_switched_it_off(
    sample: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.git("config", "maintenance.auto", "false")
    monkeypatch.setenv("GIT_TRACE2", str(tmp_path / "trace"))
    sample.commit(sample.changes(private=False))
    assert "cmd_name gc" not in (tmp_path / "trace").read_text()


def test_git_is_asked_for_housekeeping_when_its_own_guess_may_have_changed(
    sample: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked() -> int:
        trace = tmp_path / "trace"
        monkeypatch.setenv("GIT_TRACE2", str(trace))
        committing.tidy(Repository(sample.place))
        count = trace.read_text().count("cmd_name gc") if trace.exists() else 0
        trace.unlink(missing_ok=True)
        return count

    sample.git("config", "maintenance.auto", "true")
    guessed_from = sample.root / ".git" / "objects" / "17"
    shutil.rmtree(guessed_from, ignore_errors=True)
    (sample.root / ".git" / "wmstrat").mkdir(exist_ok=True)
    assert (asked(), asked()) == (1, 0)
    guessed_from.mkdir()
    assert (asked(), asked()) == (1, 0)
    sample.git("config", "gc.auto", "1")
    for letter in "ab":
        (guessed_from / (letter * 38)).write_bytes(b"")
    assert (asked(), asked()) == (1, 0)


# Hooks


def test_a_hook_may_use_git(sample: Any) -> None:
    sample.hook(
        "pre-commit",
        "git status --porcelain >/dev/null && git diff --cached --quiet; "
        "git stash list >/dev/null && git log -1 >/dev/null && git rev-parse --show-toplevel >/dev/null\n",
    )
    mine = sample.git("status", "--porcelain")
    sample.commit()
    assert sample.git("status", "--porcelain") == mine


def test_what_a_hook_formats_and_adds_is_committed_and_leaves_nothing_dirty(sample: Any) -> None:
    mine = sample.git("status", "--porcelain")
    sample.hook(
        "pre-commit", f'printf "formatted\\n" >{README} && git add {README} && echo x >added && git add added\n'
    )
    sample.commit()
    assert sample.git("show", f"HEAD:{README}") == "formatted\n"
    assert (sample.root / README).read_text() == "formatted\n"
    assert sample.git("show", "HEAD:added") == "x\n"
    assert sample.git("status", "--porcelain") == mine


def test_a_hook_that_stashes_gives_back_what_it_took(sample: Any) -> None:
    sample.hook("pre-commit", "git stash push -q --keep-index && git stash pop -q\n")
    mine = sample.git("status", "--porcelain")
    sample.commit(sample.changes(private=False))
    assert sample.git("status", "--porcelain") == mine
    assert sample.git("stash", "list") == ""


def test_a_hook_may_read_with_wmstrat_but_not_write(sample: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("WMSTRAT_LOCK_WAIT", "60")
    script = tmp_path / "inner.py"
    script.write_text(
        "import sys, time\n"
        "from pathlib import Path\n"
        "from wmstrat.errors import Refused\n"
        "from wmstrat.repo.place import find\n"
        "from wmstrat.workspace.recovery import recover_if_free\n"
        "from wmstrat.workspace.transaction import writing\n"
        "from wmstrat.repo import Repository, head\n"
        "place = find(Path.cwd())\n"
        "recover_if_free(place, print)\n"
        "print('head', head(place), len(Repository(place).status().entries))\n"
        "begin = time.monotonic()\n"
        "try:\n"
        "    with writing(place, say=print): print('wrote')\n"
        "except Refused as error: print(error, 'at once' if time.monotonic() - begin < 30 else 'late')\n"
    )
    sample.hook("pre-commit", f'"{sys.executable}" "{script}" >"{tmp_path}/out" 2>&1\n')
    sample.commit(sample.changes(private=False))
    first, second = (tmp_path / "out").read_text().splitlines()
    parent = sample.git("rev-parse", "HEAD^").strip()
    assert first.startswith(f"head {parent}")
    assert "A hook may read with wmstrat, but not write." in second
    assert second.endswith("at once")


def test_what_a_hook_says_reaches_the_user(sample: Any) -> None:
    sample.hook("post-commit", "echo remember the call >&2\n")
    sample.commit(sample.changes(private=False))
    assert sample.said == ["remember the call"]


def test_a_hook_that_leaves_something_running_holds_nobody_up(sample: Any, tmp_path: Path) -> None:
    waits = f'for _ in $(seq 600); do test -e "{tmp_path}/go" && exit; sleep 0.1; done; touch "{tmp_path}/waited-for"'
    sample.hook("post-commit", f"({waits}) &\n")
    sample.commit(sample.changes(private=False))
    sample.commit([sample.change(README, "again\n")])
    assert not (tmp_path / "waited-for").exists()
    (tmp_path / "go").touch()


def test_variables_of_a_calling_git_lead_nowhere(sample: Any, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    sample.commit()
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_GLOB_PATHSPECS"):
        assert os.environ[name]
        monkeypatch.delenv(name)
    assert sample.git("log", "-1", "--format=%s").strip() == "CB: change things"
    assert not (tmp_path / "elsewhere").exists()


# What fails: one test for each way, with the same whole state


@pytest.mark.parametrize("hook", ["pre-commit", "commit-msg", "prepare-commit-msg"])
@pytest.mark.parametrize("private", [False, True])
def test_a_hook_refuses(sample: Any, hook: str, private: bool) -> None:
    sample.hook(hook, "echo not on a Sunday >&2; exit 1\n", private=private)
    text = refused(sample, GitFailed)
    assert "not on a Sunday" in text


def test_a_hook_refuses_without_a_word(sample: Any) -> None:
    sample.hook("pre-commit", "exit 1\n")
    assert "Perhaps a hook refused" in refused(sample, GitFailed)


def test_a_hook_changes_a_file_before_it_refuses(sample: Any) -> None:
    sample.hook("pre-commit", f"echo formatted >{README}; git add {README}; exit 1\n")
    refused(sample, GitFailed)
    assert any("that version is saved in" in line for line in sample.said)


def test_a_hook_takes_a_file_out_of_the_commit(sample: Any) -> None:
    sample.hook("pre-commit", f"git reset -q -- {README}\n")
    assert README in refused(sample, GitFailed)


def test_a_hook_empties_the_commit(sample: Any) -> None:
    sample.hook("pre-commit", "git read-tree HEAD\n")
    refused(sample, GitFailed)


@pytest.mark.parametrize("private", [False, True])
def test_a_hook_switches_to_another_branch(sample: Any, private: bool) -> None:
    sample.hook("pre-commit", "git switch --quiet --create other\n", private=private)
    folder = sample.private if private else sample.root
    before = sample.state()

    with pytest.raises(GitFailed) as caught:
        sample.commit()

    assert "from the branch main to other" in str(caught.value)
    assert "Nothing was changed" not in str(caught.value)
    assert any("on the branch other was undone" in line for line in sample.said)
    assert sample.git("rev-parse", "other", folder=folder) == sample.git("rev-parse", "main", folder=folder)
    sample.git("switch", "--quiet", "main", folder=folder)
    sample.git("branch", "--quiet", "--delete", "other", folder=folder)
    assert sample.state() == before


def test_a_hook_switches_to_a_branch_that_holds_such_a_commit_already(sample: Any) -> None:
    sample.git("switch", "--quiet", "--create", "other")
    sample.commit()
    sample.git("commit", "--quiet", "--amend", "--only", "--no-edit", "--date=2018-07-20T12:00:00Z")
    mine = sample.git("rev-parse", "other")
    sample.git("switch", "--quiet", "main")
    sample.hook("pre-commit", "git symbolic-ref HEAD refs/heads/other; exit 1\n")

    with pytest.raises(GitFailed):
        sample.commit()

    assert sample.git("rev-parse", "other") == mine


def test_the_key_that_signs_is_missing(sample: Any, isolation: Path) -> None:
    sample.git("config", "--global", "gpg.format", "ssh")
    sample.git("config", "--global", "user.signingKey", str(isolation / "no-key"))
    sample.git("config", "--global", "commit.gpgSign", "true")
    assert "no-key" in refused(sample, GitFailed)


def test_nobody_is_known_to_commit(sample: Any, isolation: Path) -> None:
    (isolation / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    assert "tell me who you are" in refused(sample, GitFailed)


def test_the_public_commit_fails_after_the_private_one(sample: Any) -> None:
    sample.hook("pre-commit", 'test "$(git -C private rev-list --count HEAD)" = 1 && exit 0; echo late >&2; exit 1\n')
    assert "late" in refused(sample, GitFailed)
    assert sample.git("reflog", folder=sample.private).count("commit: CB: change things") == 1


def test_the_filter_of_a_file_that_is_no_record_is_missing(sample: Any) -> None:
    """Git looks at every file when it commits; putting back must not."""
    (sample.root / ".git/info/attributes").write_text("staged.txt filter=gone\n")
    before = sample.state()
    sample.git("config", "filter.gone.clean", "/gone/program")
    sample.git("config", "filter.gone.required", "true")
    os.utime(sample.root / "staged.txt", (1, 1))
    with pytest.raises(GitFailed, match="clean filter 'gone' failed"):
        sample.commit()
    sample.git("config", "--remove-section", "filter.gone")
    assert sample.state() == before
    assert not recovery.interrupted(sample.place)


def test_another_git_takes_the_index_at_the_last_moment(sample: Any, monkeypatch: Any) -> None:
    lock = sample.root / ".git" / "index.lock"
    others = []

    def take(step: str) -> None:
        if step == "staged public":
            lock.write_bytes(b"")
            others.append(subprocess.Popen(["sh", "-c", f"sleep 0.3; rm {lock}"]))

    monkeypatch.setattr(journal, "reached", take)
    monkeypatch.setattr(leftovers, "_git_runs_in", lambda _: lock.exists())
    assert "index.lock" in refused(sample, GitFailed)
    assert [other.wait() for other in others] == [0]


@pytest.mark.parametrize("step", journal.STEPS[:-1])
@pytest.mark.parametrize("failure", [KeyboardInterrupt(), OSError(errno.ENOSPC, "No space left on device", "x")])
def test_a_failure_after_each_step(sample: Any, monkeypatch: Any, step: str, failure: BaseException) -> None:
    def fail(now: str) -> None:
        if now == step and armed:
            raise failure

    armed = step != "checked"  # at which nothing was begun
    monkeypatch.setattr(journal, "reached", fail)
    if armed:
        refused(sample, KeyboardInterrupt if isinstance(failure, KeyboardInterrupt) else Refused)
    else:
        armed = True
        refused(sample, type(failure))


@pytest.mark.parametrize(
    ("call", "number"),
    [
        (call, number)
        for call, times in (("reserve", 1), ("write_beside", 5), ("flush", 6), ("move_over", 5), ("remove", 6))
        for number in range(1, times + 1)
    ],
)
@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EACCES])
def test_the_disk_fails_at_each_call(sample: Any, monkeypatch: Any, call: str, number: int, reason: int) -> None:
    real, count = getattr(disk, call), 0

    def fail(path: Path, *rest: Any, **more: Any) -> None:
        nonlocal count
        count += 1
        if count == number:
            raise OSError(reason, os.strerror(reason), str(path))
        real(path, *rest, **more)

    monkeypatch.setattr(disk, call, fail)
    text = refused(sample, Refused)
    assert os.strerror(reason) in text
    assert "Nothing was changed" in text


@pytest.fixture
def limited_from(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, int], None]]:
    """From a step on no file grows beyond so many bytes, until the change is taken back."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    put_back = recovery.put_back

    def grow(*arguments: Any, **more: Any) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        put_back(*arguments, **more)

    def limit(step: str, size: int) -> None:
        monkeypatch.setattr(
            journal, "reached", lambda now: now == step and resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        )
        monkeypatch.setattr(recovery, "put_back", grow)

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_outgrows_what_the_system_allows(sample: Any, limited_from: Callable[[str, int], None]) -> None:
    limited_from("recorded", 300_000)
    changes = [*sample.changes(), sample.change("big.md", "x" * 1_000_000)]
    assert "big.md cannot be written: File too large" in refused(sample, Refused, changes=changes)


@pytest.mark.parametrize("step", ["removed", "staged private", "verified private", "staged public"])
def test_git_is_killed_by_the_system_and_leaves_its_locks(
    sample: Any, limited_from: Callable[[str, int], None], step: str
) -> None:
    limited_from(step, 150)
    assert refused(sample, WmstratError)


def test_ctrl_c_while_a_hook_works(sample: Any, tmp_path: Path) -> None:
    script = tmp_path / "writer.py"
    script.write_text(
        "import sys; from pathlib import Path\n"
        "from wmstrat.repo.place import find\n"
        "from wmstrat.workspace.transaction import *\n"
        "with writing(find(Path(sys.argv[1])), say=print) as transaction:\n"
        "    changes = [FileChange('n/n.md', None, b'n'), FileChange('private/n', None, b'')]\n"
        "    transaction.commit(changes, Message('n'))\n"
    )
    sample.hook("pre-commit", f'touch "{tmp_path}/began"; sleep 20\n')
    before = sample.state()
    writer = subprocess.Popen([sys.executable, str(script), str(sample.root)], stderr=subprocess.PIPE)
    while not (tmp_path / "began").exists():
        assert writer.poll() is None
        time.sleep(0.01)
    os.kill(writer.pid, 2)
    assert b"KeyboardInterrupt" in writer.communicate(timeout=60)[1]
    assert sample.state() == before


def test_putting_back_fails_and_the_next_command_does_it(sample: Any, monkeypatch: Any) -> None:
    before = sample.state()
    sample.hook("pre-commit", "exit 1\n")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(errno.EIO, "Input/output error", "x")

    with monkeypatch.context() as broken:
        broken.setattr(recovery, "put_back", fail)
        with pytest.raises(Refused, match="The next wmstrat command tries it again"):
            sample.commit()
    assert recovery.interrupted(sample.place)
    (said,) = sample.recover()
    assert "undone" in said
    assert sample.state() == before


def test_a_transaction_commits_once(sample: Any) -> None:
    with writing(sample.place, say=print) as transaction:
        transaction.commit([FileChange("a", None, b"")], Message("a"))
        with pytest.raises(RuntimeError):
            transaction.commit([FileChange("b", None, b"")], Message("b"))


def test_without_the_private_repository_its_files_are_refused(sample: Any) -> None:
    import shutil

    shutil.rmtree(sample.private)
    assert "private repository" in refused(sample, Refused, changes=[FileChange("private/a", None, b"")])
    with pytest.raises(NotFound):
        sample.commit([FileChange("../a", None, b"")])
