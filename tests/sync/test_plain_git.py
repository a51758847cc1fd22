"""What plain git makes of two people's changes: without wmstrat, as on a host, and with wmstrat's merge driver.

Every case of tests/sync/what_merges.py is brought about, so that each cell of docs/reference/what-merges.md is true.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import CLEARED, TODAY, GitProcesses, Wmstrat
from tests.docs.pages import DOCS
from tests.sync.what_merges import (
    ASKS,
    CASES,
    CONFLICT,
    DRAFT,
    GROUP,
    MENTORS,
    MERGES,
    NUMBERS,
    OTHER,
    PARAGRAPHS,
    QUESTION,
    STOPS,
    THIRD,
    TITLE,
    TRAINERS,
    WRONG,
    Case,
    Change,
    one,
    page,
)
from wmstrat.workspace import merge_driver
from wmstrat.workspace.merge_driver import DRIVER

IDENTITY = "[user]\n\tname = Member 17\n\temail = member-17@example.org\n[init]\n\tdefaultBranch = main\n"
MARKERS = ("<<<<<<<", "=======", ">>>>>>>")

Git = Callable[..., str]


@dataclass(frozen=True)
class Commits:
    """One case in a repository: what each made of what both began with."""

    mine: str
    theirs: str


class Clone:
    """A clone in which the cases are committed, each once, side by side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Commits] = {}

    def git(self, *arguments: str) -> str:
        """What git prints; a failure fails the test."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, f"git {arguments}: {done.stdout}{done.stderr}"
        return done.stdout.strip()

    def attempt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A git command that may fail."""
        return subprocess.run(["git", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)

    def commits(self, case: Case) -> Commits:
        """The two commits of a case that are brought together."""
        if case.key not in self.made:
            base = self.committed("main", case.base) if case.base else "main"
            self.made[case.key] = Commits(self.committed(base, case.mine), self.committed(base, case.theirs))
        return self.made[case.key]

    def committed(self, start: str, changes: Mapping[str, Change]) -> str:
        """A commit that makes the changes, on top of another; no branch is moved."""
        self.git("checkout", "--quiet", "--force", "--detach", start)
        for path, change in changes.items():
            apply(self.folder / path, change)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A change")
        return self.git("rev-parse", "HEAD")

    def stand(self, commit: str, branch: str = "work") -> None:
        """Stand on a branch that ends at a commit, with nothing changed and nothing under way."""
        if (self.folder / ".git" / "rebase-merge").exists():  # of a test that failed
            self.git("rebase", "--quit")
        self.git("checkout", "--quiet", "--force", "-B", branch, commit)

    def texts(self) -> dict[str, str]:
        """The records of the work tree by path."""
        folder = self.folder / "groups" / "capacity-building"
        return {path.relative_to(self.folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.md"))}

    def stages(self, path: str) -> list[str]:
        """The stages that the index holds of an unmerged path."""
        return [line.split()[2] for line in self.git("ls-files", "--unmerged", "--", path).splitlines()]


def apply(file: Path, change: Change) -> None:
    """Make a change to a file."""
    if change is None:
        file.unlink()
        return
    if isinstance(change, str):
        text = change
    else:
        text = file.read_text()
        for old, new_text in change:
            assert text.count(old) == 1, f"{file.name} has {old!r} {text.count(old)} times"
            text = text.replace(old, new_text)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def unquoted(text: str) -> list[str]:
    return [line.replace('"', "") for line in text.splitlines()]


def assert_both_survived(case: Case, texts: Mapping[str, str]) -> None:
    """Every line that a side put in stands in the result, and none that a side replaced."""
    lines = [line for text in texts.values() for line in unquoted(text)]
    for side in (case.mine, case.theirs):
        for path, change in side.items():
            if isinstance(change, str):
                # a new record may get another number, and so another id
                assert set(unquoted(change)) - set(lines) <= {f"id: {Path(path).stem}"}
                continue
            for old, new_text in change or ():
                assert set(unquoted(new_text)) - set(case.gone) <= set(lines), f"{new_text!r} got lost"
                if "\n" not in old and old not in new_text:
                    assert old not in unquoted(texts.get(path, "")), f"{old!r} came back"
    for line in case.gone:
        assert line not in unquoted(texts[QUESTION]), f"{line!r} came back"


def has_markers(texts: Mapping[str, str]) -> bool:
    return any(line.startswith(MARKERS) for text in texts.values() for line in text.splitlines())


@pytest.fixture(scope="module")
def registered(made_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A workspace as `init` makes it, with its merge driver, in which there are a question and a draft."""
    folder = tmp_path_factory.mktemp("registered") / "strategy"
    shutil.copytree(made_workspace, folder)
    home = tmp_path_factory.mktemp("writer")
    (home / ".gitconfig").write_text(IDENTITY)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(CLEARED)}
    environment |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "WMSTRAT_TODAY": TODAY}
    question = ["question", "add", "CB", "Which capacities do small communities lack?"]
    for words in (
        [*question, "--level", "structural", "--focus", "CB-F2"],
        ["draft", "add", "CB", "A mentor for every new community"],
        ["question", "answer", "CB-Q1", PARAGRAPHS.lstrip()],
    ):
        command = [sys.executable, "-m", "wmstrat", *words]
        subprocess.run(command, check=True, capture_output=True, cwd=folder, env=environment)
    assert (folder / QUESTION).read_text().endswith("---\n" + PARAGRAPHS)
    assert (folder / DRAFT).exists()
    assert (folder / GROUP).exists()
    return Clone(folder)


@pytest.fixture(scope="module")
def host(registered: Clone, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """The same commits where nobody has told git about wmstrat: a plain clone, as on a host that merges by itself."""
    folder = tmp_path_factory.mktemp("host") / "strategy"
    subprocess.run(["git", "clone", "--quiet", "--shared", str(registered.folder), str(folder)], check=True)
    return Clone(folder)


def merged(clone: Clone, commits: Commits) -> int:
    """The exit code of `git merge` of theirs into mine."""
    clone.stand(commits.mine)
    return clone.attempt("merge", "--quiet", "--no-edit", commits.theirs).returncode


def assert_outcome(case: Case, expected: str, clone: Clone, commits: Commits, code: int) -> None:
    """What git left is what the table says."""
    texts = clone.texts()
    if expected == MERGES:
        assert code == 0
        assert_both_survived(case, texts)
        return
    if expected == WRONG:
        assert code == 0
        assert OTHER not in texts
        assert "level: structural" in texts[THIRD]
        return
    assert code != 0
    *_, path = case.mine
    if expected == CONFLICT:
        somebody_deleted = None in (*case.mine.values(), *case.theirs.values())
        assert has_markers(texts) is not somebody_deleted
    else:
        assert expected == STOPS
        assert not has_markers(texts)
        if case.holds_both:
            assert_both_survived(case, texts)
        else:
            assert texts[path] == clone.git("show", f"{commits.mine}:{path}") + "\n"
        assert clone.stages(path)[-2:] == ["2", "3"]


@pytest.fixture
def remote(registered: Clone, tmp_path: Path) -> Iterator[Path]:
    """An empty repository that the workspace is shared through, as its `origin`."""
    folder = tmp_path / "shared.git"
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    registered.git("remote", "add", "origin", str(folder))
    yield folder
    registered.stand("main", "main")
    registered.git("remote", "remove", "origin")
    for name in registered.git("for-each-ref", "--format=%(refname)", "refs/wmstrat", "refs/remotes").split():
        registered.git("update-ref", "-d", name)


def named(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


SAME_LIST = named("Same list, both add")
TWO_TITLES = named("Same field, two values")
ONE_NUMBER = named("Two new records of one number")


def every_case(test: Callable[..., None]) -> Callable[..., None]:
    """The test is run with each case; most of them are slow."""
    parametrized = pytest.mark.parametrize("case", CASES, ids=lambda case: case.key)
    return pytest.mark.sampled(4)(parametrized(test))


# Plain git


@every_case
def test_plain_git_that_knows_nothing_of_wmstrat(case: Case, registered: Clone, host: Clone) -> None:
    assert host.attempt("config", "--get", "merge.wmstrat.driver").returncode == 1
    commits = registered.commits(case)
    assert_outcome(case, case.git, host, commits, merged(host, commits))


# Git with wmstrat's driver


def test_init_has_told_git_which_program_merges_records(registered: Clone) -> None:
    assert sys.executable in registered.git("config", "--get", "merge.wmstrat.driver")
    for path in (QUESTION, GROUP, "process.yaml"):
        assert registered.git("check-attr", "merge", "--", path).endswith("merge: wmstrat")


@every_case
def test_git_merge_with_the_driver(case: Case, registered: Clone) -> None:
    commits = registered.commits(case)
    assert_outcome(case, case.driver, registered, commits, merged(registered, commits))


def test_git_pull_uses_the_driver(registered: Clone, remote: Path) -> None:
    commits = registered.commits(SAME_LIST)
    registered.git("push", "--quiet", str(remote), f"{commits.theirs}:refs/heads/main")
    registered.stand(commits.mine)
    registered.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    assert_both_survived(SAME_LIST, registered.texts())


def test_git_rebase_uses_the_driver(registered: Clone) -> None:
    commits = registered.commits(SAME_LIST)
    registered.stand(commits.mine)
    registered.git("rebase", "--quiet", commits.theirs)
    assert_both_survived(SAME_LIST, registered.texts())
    assert registered.git("rev-parse", "HEAD~1") == commits.theirs


def test_git_cherry_pick_uses_the_driver(registered: Clone) -> None:
    commits = registered.commits(SAME_LIST)
    registered.stand(commits.mine)
    registered.git("cherry-pick", commits.theirs)
    assert_both_survived(SAME_LIST, registered.texts())


# Git with a driver that is gone: wmstrat was removed, Python upgraded, a folder moved


def broken_python(folder: Path, how: str) -> str:
    """A Python in which wmstrat does not run."""
    python = folder / "it's a venv" / "python"
    python.parent.mkdir()
    if how == "a folder":
        python.mkdir()
    elif how != "gone":
        python.write_text({"no module": "#!/bin/sh\nexit 1\n", "killed": "#!/bin/sh\nkill -9 $$\n"}[how])
        python.chmod(0o755)
    return str(python)


@contextmanager
def without_wmstrat(clone: Clone, python: str) -> Iterator[None]:
    """The driver of a clone is the line that wmstrat writes for a Python that is gone."""
    right = clone.git("config", "--get", "merge.wmstrat.driver")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.executable", python)
        clone.git("config", "merge.wmstrat.driver", merge_driver.line())
    yield
    clone.git("config", "merge.wmstrat.driver", right)


def assert_both_sides_are_marked(case: Case, folder: Path) -> None:
    for side in (case.mine, case.theirs):
        for path, change in side.items():
            found = (folder / path).read_text()
            assert isinstance(change, tuple)
            assert all(set(new.splitlines()) <= set(found.splitlines()) for _, new in change)
            assert {"<<<<<<< ours", "=======", ">>>>>>> theirs"} <= set(found.splitlines())


@pytest.mark.parametrize("how", ["gone", "a folder", "no module", "killed"])
def test_without_the_driver_git_stops_with_both_sides_in_the_file(
    registered: Clone, tmp_path: Path, how: str
) -> None:
    commits = registered.commits(TWO_TITLES)
    with without_wmstrat(registered, broken_python(tmp_path, how)):
        assert merged(registered, commits) == 1
        assert_both_sides_are_marked(TWO_TITLES, registered.folder)
        assert registered.stages(QUESTION) == ["1", "2", "3"]


@pytest.mark.parametrize("verb", ["rebase", "cherry-pick", "stash pop", "pull", "a linked work tree", "diff3"])
def test_without_the_driver_no_command_of_git_drops_work(registered: Clone, tmp_path: Path, verb: str) -> None:
    commits = registered.commits(TWO_TITLES)
    registered.stand(commits.mine)
    clone = registered
    settings: list[str] = []
    with without_wmstrat(registered, broken_python(tmp_path, "gone")):
        if verb == "stash pop":
            registered.git("reset", "--quiet", "HEAD~1")
            registered.git("stash", "--quiet")
            registered.git("checkout", "--quiet", "-B", "other", commits.theirs)
            command = ["stash", "pop"]
        elif verb == "pull":
            command = ["pull", "--quiet", "--no-rebase", ".", commits.theirs]
        elif verb == "a linked work tree":
            clone = Clone(tmp_path / "linked work tree")
            registered.git("worktree", "add", "--quiet", "--detach", str(clone.folder), commits.mine)
            command = ["merge", commits.theirs]
        elif verb == "diff3":
            settings, command = ["-c", "merge.conflictStyle=diff3"], ["merge", commits.theirs]
        else:
            command = [verb, commits.theirs]
        assert clone.attempt(*settings, *command).returncode == 1
        assert_both_sides_are_marked(TWO_TITLES, clone.folder)
    if clone is not registered:
        registered.git("worktree", "remove", "--force", str(clone.folder))


def test_without_the_driver_git_merges_what_does_not_meet(registered: Clone, tmp_path: Path) -> None:
    case = Case("apart", "", one(QUESTION, (TITLE, MENTORS)), one(QUESTION, ("background:", "background: Asked.")))
    commits = registered.commits(case)
    with without_wmstrat(registered, broken_python(tmp_path, "gone")):
        assert merged(registered, commits) == 0
    assert_both_survived(case, registered.texts())


def test_a_merge_that_stopped_without_the_driver_is_made_again_by_sync(
    registered: Clone, remote: Path, tmp_path: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = sent(SAME_LIST, registered)
    right = registered.git("config", "--get", "merge.wmstrat.driver")
    with without_wmstrat(registered, broken_python(tmp_path, "gone")):
        assert registered.attempt("merge", commits.theirs).returncode == 1

        monkeypatch.chdir(registered.folder)
        wmstrat("sync")

        assert registered.git("config", "--get", "merge.wmstrat.driver") == right
    assert_both_survived(SAME_LIST, registered.texts())
    assert on_remote(SAME_LIST, remote) == registered.git("rev-parse", "HEAD")


def test_a_write_repairs_the_line_of_the_driver_at_no_cost(
    registered: Clone,
    tmp_path: Path,
    wmstrat: Wmstrat,
    git_processes: GitProcesses,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commits = registered.commits(SAME_LIST)
    registered.stand(commits.mine)
    monkeypatch.chdir(registered.folder)
    right = registered.git("config", "--get", "merge.wmstrat.driver")
    for old in (broken_python(tmp_path, "gone"), "/old/python -P -m wmstrat.sync.driver %O %A %B %P"):
        registered.git("config", "merge.wmstrat.driver", old if old.startswith("/old") else f"'{old}' -m {DRIVER}")
        wmstrat("note", "add", "CB", "One.")
        assert registered.git("config", "--get", "merge.wmstrat.driver") == right
        git_processes.verbs()
        wmstrat("note", "add", "CB", "Two.")
        assert "config" not in git_processes.verbs()
    registered.git("config", "--remove-section", "merge.wmstrat")
    wmstrat("note", "add", "CB", "Three.")
    assert registered.attempt("config", "--get", "merge.wmstrat.driver").returncode == 1
    registered.git("config", "merge.wmstrat.driver", right)


@pytest.mark.parametrize("verb", ["rebase", "cherry-pick"])
def test_a_conflict_stops_git_and_can_be_left(verb: str, registered: Clone) -> None:
    commits = registered.commits(TWO_TITLES)
    registered.stand(commits.mine)
    assert registered.attempt(verb, commits.theirs).returncode != 0
    assert not has_markers(registered.texts())
    assert registered.stages(QUESTION) == ["1", "2", "3"]
    registered.git(verb, "--abort")
    assert registered.git("rev-parse", "HEAD") == commits.mine
    assert registered.git("status", "--porcelain") == ""


def test_where_git_stops_only_what_has_two_values_is_open(registered: Clone) -> None:
    """Somebody who goes on with `git commit` all the same sets nothing aside but the one value."""
    case = Case(
        "two titles and more",
        "",
        {QUESTION: ((TITLE, MENTORS), ("background:", "background: Asked by many."))},
        {QUESTION: ((TITLE, TRAINERS), ("level: structural", "level: programmatic"))},
    )
    commits = registered.commits(case)
    registered.stand(commits.mine)
    told = registered.attempt("merge", commits.theirs)
    assert "two people changed title" in told.stderr
    registered.git("commit", "--quiet", "--all", "--message", "Going on")
    found = registered.texts()[QUESTION].splitlines()
    assert {MENTORS, "background: Asked by many.", "level: programmatic"} <= set(found)


def test_what_the_driver_left_in_a_stopped_merge_is_no_edit_of_anybody(
    registered: Clone, remote: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    del remote
    case = Case(
        "two titles and a level",
        "",
        one(QUESTION, (TITLE, MENTORS)),
        {QUESTION: ((TITLE, TRAINERS), ("level: structural", "level: programmatic"))},
    )
    commits = sent(case, registered)
    assert registered.attempt("merge", commits.theirs).returncode == 1
    monkeypatch.chdir(registered.folder)
    said = wmstrat("sync", code=7).err
    assert "now repeats it" in said
    assert "saved in" not in said


# wmstrat sync


def sent(case: Case, clone: Clone) -> Commits:
    """Theirs is on the remote, mine is here, on a branch of its own."""
    commits = clone.commits(case)
    clone.git("push", "--quiet", "origin", f"{commits.theirs}:refs/heads/{case.key}")
    clone.stand(commits.mine, case.key)
    clone.git("config", f"branch.{case.key}.remote", "origin")
    clone.git("config", f"branch.{case.key}.merge", f"refs/heads/{case.key}")
    return commits


def on_remote(case: Case, remote: Path) -> str:
    command = ["git", "--git-dir", str(remote), "rev-parse", f"refs/heads/{case.key}"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def ids(texts: Mapping[str, str]) -> list[str]:
    return [line for text in texts.values() for line in text.splitlines() if line.startswith("id: ")]


@every_case
def test_sync(case: Case, registered: Clone, remote: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    commits = sent(case, registered)
    before = registered.texts()
    monkeypatch.chdir(registered.folder)

    wmstrat("sync", code=7 if case.sync == ASKS else 0)

    texts = registered.texts()
    assert not has_markers(texts)
    assert registered.git("status", "--porcelain") == ""
    if case.sync == ASKS:
        assert texts == before
        assert registered.git("rev-parse", "HEAD") == commits.mine
        assert on_remote(case, remote) == commits.theirs
        return
    assert_both_survived(case, texts)
    assert on_remote(case, remote) == registered.git("rev-parse", "HEAD")
    assert len(set(ids(texts))) == len(ids(texts))
    if case.sync == NUMBERS and OTHER in case.theirs:
        assert texts[OTHER] == case.theirs[OTHER]


@pytest.mark.usefixtures("remote")
def test_two_records_of_one_path_are_left_to_sync(
    registered: Clone, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(ONE_NUMBER, registered)
    monkeypatch.chdir(registered.folder)
    assert registered.attempt("pull", "--no-rebase", "--no-edit").returncode != 0
    assert registered.stages(OTHER) == ["2", "3"]
    assert not has_markers(registered.texts())

    wmstrat("sync")

    assert_both_survived(ONE_NUMBER, registered.texts())
    assert registered.git("status", "--porcelain") == ""


@pytest.mark.usefixtures("remote")
def test_a_conflict_of_git_is_open_in_sync(
    registered: Clone, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = sent(TWO_TITLES, registered)
    monkeypatch.chdir(registered.folder)
    assert registered.attempt("pull", "--no-rebase", "--no-edit").returncode != 0

    wmstrat("sync", code=7)
    assert registered.git("rev-parse", "HEAD") == commits.mine
    wmstrat("resolve", "CB-Q1", "title", "--theirs")
    wmstrat("sync")

    assert TRAINERS in registered.texts()[QUESTION]


# The page


def test_the_page_is_up_to_date() -> None:
    file = DOCS / "reference" / "what-merges.md"
    assert file.read_text(encoding="utf-8") == page(), (
        f"{file.name} is stale. Make it again: python -m tests.sync.what_merges > docs/reference/{file.name}"
    )
