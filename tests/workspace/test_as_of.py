"""The past of a workspace, from git's objects: where it ends, what it holds, and that nothing is changed for it."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import At, GitProcesses, Once, Wmstrat, everything, replace_in
from wmstrat.errors import GitFailed
from wmstrat.kinds import catalogue_of
from wmstrat.record.halves import public_path
from wmstrat.repo import ancestry
from wmstrat.repo.place import find
from wmstrat.workspace import past_index
from wmstrat.workspace.cut import cut_at
from wmstrat.workspace.database import Database
from wmstrat.workspace.line import Line
from wmstrat.workspace.past import Past
from wmstrat.workspace.searching import folded_texts
from wmstrat.workspace.workspace import Workspace

Git = Callable[..., str]

Q1 = "groups/capacity-building/questions/CB-Q1.md"


# A workspace with a past


def save(folder: Path, git: Git, message: str = "By hand") -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", f"--message={message}")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def lived(once: Once, begun: Path, wmstrat: Wmstrat, git: Git, at: At) -> Path:
    """A workspace in which something of every sort has happened, each on a day of its own."""

    def make() -> None:
        at("2018-07-22")
        wmstrat("question", "add", "CB", "Who learns?", "--focus", "CB-F1")
        wmstrat("person", "add", "Member One", "--private")
        at("2018-07-24")
        wmstrat("set", "CB-Q1", "background=Asked by many")
        replace_in(begun / "process.yaml", "quiet_days: ", "quiet_days: 1 # ")
        save(begun, git)
        at("2018-07-26")
        wmstrat("question", "add", "AD", "Who pays?")
        wmstrat("draft", "add", "CB", "Mentors", "--answers", "CB-Q1")
        at("2018-07-28")
        own = "fields:\n  - {kind: question, name: mood, type: word, vocabulary: 'sober, glad'}\n"
        (begun / "process.yaml").write_text((begun / "process.yaml").read_text() + own)
        save(begun, git)
        wmstrat("set", "AD-Q1", "mood=sober")
        at("2018-07-30")
        wmstrat("group", "recode", "CB", "CP")
        at("2018-08-02")
        git(begun, "rm", "--quiet", "groups/advocacy/questions/AD-Q1.md")
        replace_in(begun / "method/templates/draft.md", "# ", "# Our ")
        save(begun, git)
        at("2018-08-04")

    once(make, begun)
    at("2018-08-04")
    return begun


DAYS = [f"2018-{day}" for day in ("07-20", "07-22", "07-23", "07-24", "07-26", "07-28", "07-30", "08-02", "08-04")]


def without_commands(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for item in items:
        for each in item.get("attention", [item]):
            each.pop("command", None)
    return items


def asked(wmstrat: Wmstrat, *more: str) -> list[Any]:
    """What the reports that can show the past say."""
    lists = ("question list", "draft list", "person list")
    reports = (
        "status",
        *lists,
        "brief ALL",
        "ready",
        "draft lineage",
        "coverage",
        "coverage capacity-building",
        "timeline",
    )
    answers = [without_commands(wmstrat.items(*report.split(), *more)) for report in reports]
    group = "capacity-building"
    answers.append(without_commands(wmstrat.items("status", group, *more)))
    shown = wmstrat.ended("show", "CB-D1", *more, "--format", "json")
    return [*answers, shown.code or json.loads(shown.out)["items"]]


def test_the_past_is_what_was_said_then(
    lived: Path, wmstrat: Wmstrat, git: Git, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each day, on a clone that has nothing later, everything is as --as-of says it; whatever lies in the work tree
    of the one that is asked."""
    (lived / Q1.replace("CB-Q1", "CB-Q9")).parent.mkdir(parents=True, exist_ok=True)
    page = lived / "groups/capacity-building/README.md"
    page.write_text(page.read_text() + "Not saved.\n")
    (page.parent / "questions/CP-Q9.md").write_text("---\nid: CP-Q9\ntitle: Not saved\n---\n")
    git(lived, "update-index", "--assume-unchanged", "groups/advocacy/README.md")
    replace_in(lived / "groups/advocacy/README.md", "name: Advocacy", "name: Hidden")
    before = everything(lived)
    told = {day: [asked(wmstrat, "--as-of", day) for _ in range(2)] for day in DAYS}
    assert everything(lived) == before
    clone = tmp_path / "then"
    for day in DAYS:
        shutil.rmtree(clone, ignore_errors=True)
        for repository, folder in ((lived, clone), (lived / "private", clone / "private")):
            last = git(repository, "rev-list", "-1", f"--before={day}T23:59:59Z", "HEAD").strip()
            git(tmp_path, "clone", "--quiet", str(repository), str(folder))
            git(folder, "reset", "--quiet", "--hard", last)
        at(day)
        monkeypatch.chdir(clone)
        said_then = asked(wmstrat)
        assert told[day] == [said_then, said_then], day
    monkeypatch.chdir(lived)
    at("2018-08-04")
    assert asked(wmstrat, "--as-of", "HEAD~1") == asked(wmstrat, "--as-of", git(lived, "rev-parse", "HEAD~1").strip())


def test_the_index_of_a_day_can_be_deleted_or_damaged(lived: Path, wmstrat: Wmstrat) -> None:
    before = asked(wmstrat, "--as-of", "2018-07-25")
    [file] = (lived / ".git/wmstrat/cache/top").glob("past-*.sqlite")
    file.write_bytes(b"nothing " * 1000)
    assert asked(wmstrat, "--as-of", "2018-07-25") == before
    file.unlink()
    assert asked(wmstrat, "--as-of", "2018-07-25") == before
    for day in DAYS:
        wmstrat("status", "--as-of", day)
    assert len(list(file.parent.glob("past-*.sqlite"))) == 6


def said_and_forgotten(lived: Path, wmstrat: Wmstrat) -> tuple[list[Any], Path]:
    """What reports say of a day, and where its index was, which is deleted."""
    said = asked(wmstrat, "--as-of", "2018-07-25")
    [file] = (lived / ".git/wmstrat/cache/top").glob("past-*.sqlite")
    file.unlink()
    return said, file


def test_the_index_of_a_day_is_made_where_that_of_today_cannot_be_copied(
    lived: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, file = said_and_forgotten(lived, wmstrat)

    def full(_: Path, copy: Path) -> None:
        copy.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    assert asked(wmstrat, "--as-of", "2018-07-25") == before
    assert {each.name for each in file.parent.iterdir()} == {"index.sqlite", file.name}


def test_a_copy_of_the_index_that_cannot_be_read_is_thrown_away(
    lived: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, file = said_and_forgotten(lived, wmstrat)
    monkeypatch.setattr(shutil, "copyfile", lambda _, copy: copy.write_bytes(b"nothing " * 1000))
    assert asked(wmstrat, "--as-of", "2018-07-25") == before
    assert {each.suffix for each in file.parent.iterdir()} == {".sqlite"}


def test_a_past_is_seen_whichever_page_of_the_index_of_today_is_damaged(lived: Path, wmstrat: Wmstrat) -> None:
    question = "question", "list", "--as-of", "2018-07-25"
    before = wmstrat.items(*question)
    folder = lived / ".git/wmstrat/cache/top"
    sound = (folder / "index.sqlite").read_bytes()
    size = int.from_bytes(sound[16:18], "big")
    for place in range(size, len(sound), size):
        for file in folder.iterdir():
            file.unlink()
        (folder / "index.sqlite").write_bytes(sound[:place] + b"x" * size + sound[place + size :])
        assert wmstrat.items(*question) == before, place
        assert {file.suffix for file in folder.iterdir()} == {".sqlite"}


def test_the_index_of_a_day_that_is_deleted_as_soon_as_it_is_made_is_not_taken_for_empty(
    lived: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "question", "list", "--as-of", "2018-07-25"
    before = wmstrat.items(*question)
    [file] = (lived / ".git/wmstrat/cache/top").glob("past-*.sqlite")
    file.unlink()
    take_the_place, least = Database._take_the_place, 100_000

    def taken(database: Database, fresh: Path) -> None:
        take_the_place(database, fresh)
        if database.file == file and file.stat().st_size > least:
            file.unlink()

    monkeypatch.setattr(Database, "_take_the_place", taken)
    assert wmstrat.items(*question) == before


def test_a_copy_of_the_index_forgets_what_follows_from_the_records_of_today(lived: Path, wmstrat: Wmstrat) -> None:
    before = asked(wmstrat, "--as-of", "2018-07-25")
    [file] = (lived / ".git/wmstrat/cache/top").glob("past-*.sqlite")
    file.unlink()
    present = Workspace(find(lived), catalogue_of(lived))
    present.remember("of today", 1)
    past = Past(present, cut_at(present, "2018-07-25"))
    past.refresh()
    assert present.recall("of today") == 1
    assert past.recall("of today") is None
    past.close()
    present.close()
    assert asked(wmstrat, "--as-of", "2018-07-25") == before


def test_what_was_copied_while_somebody_moved_head_is_copied_again(
    lived: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "question", "list", "--as-of", "2018-07-25"
    before = wmstrat.items(*question)
    [file] = (lived / ".git/wmstrat/cache/top").glob("past-*.sqlite")
    file.unlink()
    copies: list[Path] = []
    copyfile = shutil.copyfile

    def copied(index: Path, copy: Path) -> None:
        copyfile(index, copy)
        copies.append(copy)
        if len(copies) == 1:
            with closing(sqlite3.connect(copy)) as database, database:
                database.execute("UPDATE memory SET value = '[]' WHERE name = 'git state'")
                database.execute("DELETE FROM records")

    monkeypatch.setattr(shutil, "copyfile", copied)
    assert wmstrat.items(*question) == before
    assert len(copies) == 2


def test_copies_of_the_index_that_killed_commands_have_left_are_removed(lived: Path, wmstrat: Wmstrat) -> None:
    wmstrat("status")
    folder = lived / ".git/wmstrat/cache/top"
    left, in_the_making = folder / "past-1.sqlite.77", folder / "past-2.sqlite.78"
    for file in (left, in_the_making):
        file.write_bytes(b"half")
    os.utime(left, (1, 1))
    wmstrat("status", "--as-of", "2018-07-25")
    assert not left.exists()
    assert in_the_making.exists()


def test_git_that_fails_while_the_index_is_copied_leaves_no_copy(
    lived: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def differing(*_: object) -> None:
        raise GitFailed("git diff-tree failed.")

    with monkeypatch.context() as patched:
        patched.setattr(Line, "differing", differing)
        assert "git diff-tree failed" in wmstrat("status", "--as-of", "2018-07-25", code=6).err
    assert {file.suffix for file in (lived / ".git/wmstrat/cache/top").iterdir()} == {".sqlite"}
    assert wmstrat("status", "--as-of", "2018-07-25").out


def test_a_past_costs_the_same_processes_whatever_its_length(
    lived: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    del lived
    wmstrat("status", "--as-of", "2018-07-21")
    git_processes.verbs()
    counts = []
    for day in ("2018-07-22", "2018-07-26", "2018-07-31"):
        wmstrat("status", "--as-of", day)
        counts.append(sorted(git_processes.verbs()))
    assert counts[0] == counts[1] == counts[2]
    # process.yaml, and what differs; the work tree was looked at for the first of these days.
    assert counts[0] == ["cat-file"] * 2 + ["diff-tree"] + ["ls-files"] * 2
    wmstrat("status", "--as-of", "2018-07-26")
    assert git_processes.verbs() == []


@pytest.mark.parametrize("size", [0, 40, 400])
@pytest.mark.parametrize("end", ["exit 0", "kill -9 $$"])
def test_nothing_is_remembered_of_what_git_answers_before_it_ends_too_early(
    lived: Path, wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str, size: int
) -> None:
    git = tmp_path / "git"
    git.write_text(
        f'#!/bin/sh\ncase "$*" in\n*cat-file*) {shutil.which("git")} "$@" | head -c {size}; {end};;\n'
        f'*) exec {shutil.which("git")} "$@";;\nesac\n'
    )
    git.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
        for _ in range(2):
            assert "git cat-file" in wmstrat("status", "--as-of", "2018-07-24", code=6).err
            assert {file.suffix for file in (lived / ".git/wmstrat/cache/top").iterdir()} == {".sqlite"}
    assert [item["title"] for item in wmstrat.items("question", "list", "--as-of", "2018-07-24")] == ["Who learns?"]


@pytest.mark.parametrize("many_files", [0, 3000])
def test_the_past_does_not_depend_on_what_the_index_has_seen(
    many_files: int, lived: Path, wmstrat: Wmstrat, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever lies in the work tree, and whether the index has read it or not; in a large workspace and a small
    one."""
    monkeypatch.setattr("wmstrat.workspace.index.MANY_FILES", many_files)
    page, cache = lived / Q1.replace("CB-Q1", "CP-Q1"), lived / ".git/wmstrat/cache/top"

    def titles() -> list[str]:
        for file in cache.glob("past-*.sqlite"):
            file.unlink()
        return [item["title"] for item in wmstrat.items("question", "list", "--as-of", "2018-08-02")]

    looks: list[Callable[[], object]] = [
        lambda: None,
        lambda: wmstrat("status"),
        lambda: (cache / "index.sqlite").unlink(),
    ]
    assert titles() == ["Who learns?"]
    for number, look in enumerate(looks):
        replace_in(page, "Who learns?", f"Who has learnt {number}?")
        look()
        assert titles() == ["Who learns?"], number
        git(lived, "checkout", "--quiet", "--", str(page))
        assert titles() == ["Who learns?"], number
        look()
        assert titles() == ["Who learns?"], number
    replace_in(page, "Who learns?", "Who has learnt?")
    save(lived, git)
    replace_in(page, "Who has learnt?", "Who else?")
    assert titles() == ["Who learns?"]
    assert wmstrat.items("question", "list", "--as-of", "HEAD")[0]["title"] == "Who has learnt?"
    git(lived, "reset", "--quiet", "--hard", "HEAD~1")
    assert titles() == ["Who learns?"]
    for look in looks:
        wmstrat("set", "CP-Q1", "title=Who learned?")
        look()
        git(lived, "reset", "--quiet", "--hard", "HEAD~1")
        assert titles() == ["Who learns?"]
        wmstrat("set", "CP-Q1", "title=Who learned?")
        assert titles() == ["Who learns?"]
        git(lived, "reset", "--quiet", "--hard", "HEAD~1")


def test_a_day_costs_no_look_at_the_work_tree_after_a_command(
    lived: Path, wmstrat: Wmstrat, git_processes: GitProcesses
) -> None:
    """Also in a small workspace, once git was asked there."""
    del lived
    wmstrat("status", "--as-of", "2018-07-21")
    wmstrat("status")
    wmstrat("set", "CP-Q1", "title=Who learned?")
    git_processes.verbs()
    wmstrat("status", "--as-of", "2018-07-26")
    assert "status" not in git_processes.verbs()


# Two lines of history side by side


def test_a_record_is_read_from_the_line_that_changed_it_last(
    begun: Path, wmstrat: Wmstrat, git: Git, at: At, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where one line has renamed it, and in every clone alike."""
    for title in ("First", "Second", "Third", "Fourth"):
        wmstrat("question", "add", "CB", title)
    questions = begun / "groups/capacity-building/questions"
    start = git(begun, "rev-parse", "HEAD").strip()
    at("2018-07-22 08:00")
    wmstrat("set", "CB-Q1", "background=Mine, early")
    wmstrat("set", "CB-Q2", "background=Mine, early")
    git(begun, "mv", "groups/capacity-building/questions/CB-Q4.md", "groups/capacity-building/questions/CB-Q5.md")
    replace_in(questions / "CB-Q5.md", "id: CB-Q4", "id: CB-Q5")
    save(begun, git)
    mine = git(begun, "rev-parse", "HEAD").strip()
    git(begun, "checkout", "--quiet", "-b", "other", start)
    at("2018-07-22 10:00")
    wmstrat("set", "CB-Q2", "background=Theirs, late")
    wmstrat("set", "CB-Q3", "background=Theirs, alone")
    wmstrat("set", "CB-Q4", "background=Theirs, after it was renamed")
    git(begun, "checkout", "--quiet", "main")
    at("2018-07-24")
    git(begun, "merge", "--quiet", "--no-edit", "--strategy=ours", "other")
    assert mine == git(begun, "rev-parse", "HEAD^1").strip()
    at("2018-07-25")
    git(tmp_path, "clone", "--quiet", str(begun), "other-clone")
    shutil.copytree(begun / "private", tmp_path / "other-clone/private", symlinks=True)
    answers = []
    for folder in (begun, tmp_path / "other-clone"):
        monkeypatch.chdir(folder)
        found = wmstrat.items("question", "list", "--as-of", "2018-07-23")
        answers.append(found)
        assert {item["id"]: item["background"] for item in found} == {
            "CB-Q1": "Mine, early",
            "CB-Q2": "Theirs, late",
            "CB-Q3": "Theirs, alone",
            "CB-Q4": "Theirs, after it was renamed",
        }
    assert answers[0] == answers[1]
    title = wmstrat("status", "--as-of", "2018-07-23").lines[0]
    assert "commits" in title
    assert mine[:7] in title
    assert [item["id"] for item in wmstrat.items("question", "list")] == ["CB-Q1", "CB-Q2", "CB-Q3", "CB-Q5"]


# What is typed


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("2018-07-19", 3, "Type that day or a later one."),
        ("2018-08-05", 5, "still to come"),
        ("+2w", 5, "still to come"),
        ("nonsense", 3, "neither a date"),
        ("--all", 3, "neither a date"),
        ("HEAD~99", 3, "neither a date"),
        ("HEAD:process.yaml", 3, "neither a date"),
        ("4b825dc642cb6eb9a060e54bf8d69288fbee4904", 3, "neither a date"),
        ("31 February 2018", 5, "February 2018 has 28 days"),
        ("01/02/2018", 5, "different dates"),
        ("", 5, "is not a date"),
        ("a\nb", 3, "neither a date"),
        ("foreign", 3, "no workspace"),
    ],
)
def test_what_is_no_past_is_refused(
    lived: Path, wmstrat: Wmstrat, git: Git, text: str, code: int, words: str
) -> None:
    tree = git(lived, "hash-object", "-t", "tree", "-w", os.devnull).strip()
    git(lived, "branch", "foreign", git(lived, "commit-tree", "-m", "Foreign", tree).strip())
    before = everything(lived)
    for command in (["status"], ["question", "list"], ["show", "process"], ["brief"]):
        result = wmstrat(*command, f"--as-of={text}", code=code)
        assert words in result.err
        assert result.out == ""
    assert everything(lived) == before


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("wmstrat: 99", 4, "newer version of wmstrat"),
        ("wmstrat: one", 5, "expected the number of the format"),
        ("wmstrat: 1\nname: [", 5, "does not know what held then"),
        ("name: [", 5, "does not know what held then"),
        ("name: Ours", 5, "expected the number of the format"),
    ],
)
def test_a_process_that_cannot_be_read_is_said(
    begun: Path, wmstrat: Wmstrat, git: Git, at: At, line: str, code: int, words: str
) -> None:
    good = (begun / "process.yaml").read_text()
    at("2018-07-22")
    (begun / "process.yaml").write_text(f"{line}\n")
    save(begun, git)
    at("2018-07-24")
    (begun / "process.yaml").write_text(good)
    save(begun, git)
    assert words in wmstrat("status", "--as-of", "2018-07-23", code=code).err
    assert words in wmstrat("show", "process", "--as-of", "HEAD~1", code=code).err
    wmstrat("status", "--as-of", "2018-07-21")
    wmstrat("status", "--as-of", "2018-07-24")


def test_the_day_ends_in_the_zone_of_the_process(begun: Path, wmstrat: Wmstrat, git: Git, at: At) -> None:
    at("2018-07-22 23:30")
    wmstrat("question", "add", "CB", "Asked after midnight in Berlin?")
    at("2018-07-25")
    assert len(wmstrat.items("question", "list", "--as-of", "2018-07-22")) == 1
    wmstrat("set", "process", "zone=Europe/Berlin")
    assert wmstrat.items("question", "list", "--as-of", "2018-07-22") == []
    assert len(wmstrat.items("question", "list", "--as-of", "2018-07-23")) == 1
    assert "Europe/Berlin" in wmstrat("status", "--as-of", "2018-07-23").lines[0]
    [commit] = git(begun, "log", "--format=%H", "--grep=Asked after").split()
    said = json.loads(wmstrat("question", "list", "--as-of", commit, "--format", "json").out)["as_of"]
    private = git(begun / "private", "rev-parse", "HEAD").strip()
    assert said == {
        "day": "2018-07-23",
        "zone": "Europe/Berlin",
        "revision": commit,
        "commits": [commit],
        "private_commits": [private],
    }


def test_a_month_is_shown_at_its_end_or_as_far_as_it_has_come(lived: Path, wmstrat: Wmstrat) -> None:
    assert lived.exists()
    for month, day in (("2018-07", "2018-07-31"), ("2018-08", "2018-08-04")):
        assert f"the end of {day} " in wmstrat("question", "list", "--as-of", month).lines[0]
    assert "still to come" in wmstrat("question", "list", "--as-of", "2018-09", code=5).err
    assert "from 2018-07-20 to 2018-07-31" in wmstrat("diff", "--since", "2018-07-20", "--until", "2018-07").lines[0]


def test_a_rewritten_history_is_read_anew(lived: Path, wmstrat: Wmstrat, git: Git, at: At) -> None:
    old = git(lived, "rev-parse", "HEAD").strip()
    wmstrat("status", "--as-of", "2018-07-23")
    assert len(wmstrat.items("question", "list", "--as-of", "2018-07-23")) == 1
    git(lived, "reset", "--quiet", "--hard", git(lived, "rev-list", "--max-parents=0", "HEAD").strip())
    at("2018-08-04")
    assert wmstrat.items("question", "list", "--as-of", "2018-07-23") == []
    assert len(wmstrat.items("question", "list", "--as-of", old)) == 1
    git(lived, "reflog", "expire", "--expire=now", "--all")
    git(lived, "gc", "--quiet", "--prune=now")
    assert "neither a date" in wmstrat("question", "list", "--as-of", old, code=3).err


def test_a_shallow_clone_says_what_it_cannot_see(
    lived: Path, wmstrat: Wmstrat, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{lived}", "shallow")
    monkeypatch.chdir(tmp_path / "shallow")
    said = wmstrat("status", "--as-of", "2018-07-29", code=4).err
    assert "only the history since 2018-07-30" in said
    assert "git fetch --unshallow" in said
    here = wmstrat.items("question", "list", "--as-of", "2018-07-31")
    git(tmp_path / "shallow", "fetch", "--quiet", "--unshallow")
    assert wmstrat.items("question", "list", "--as-of", "2018-07-31") == here
    assert len(wmstrat.items("question", "list", "--as-of", "2018-07-23")) == 1


def test_a_commit_by_a_wrong_clock_is_no_earlier_than_its_parent_and_no_later_than_now(
    begun: Path, wmstrat: Wmstrat, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    at("2018-07-24")
    wmstrat("question", "add", "CB", "Asked on the 24th?")
    at("2018-07-22")  # a computer with a wrong clock
    wmstrat("question", "add", "CB", "Asked after it?")
    at("2018-07-26")
    assert wmstrat.items("question", "list", "--as-of", "2018-07-23") == []
    assert len(wmstrat.items("question", "list", "--as-of", "2018-07-24")) == 2
    assert [item["id"] for item in wmstrat.items("question", "list", "--as-of", "HEAD~1")] == ["CB-Q1"]
    at("2031-01-01")
    monkeypatch.setenv("WMSTRAT_TODAY", "2018-07-27")
    wmstrat("question", "add", "CB", "Asked by a clock that is years ahead?")
    at("2018-07-28")
    wmstrat("question", "add", "CB", "Asked after that?")
    assert len(wmstrat.items("question", "list", "--as-of", "today")) == 4
    assert len(wmstrat.items("question", "list", "--as-of", "2018-07-23")) == 0
    assert len(wmstrat.items("diff", "--since", "2018-07-28", "--until", "today")) == 1
    assert begun.exists()


def test_private_records_have_a_past_of_their_own(begun: Path, wmstrat: Wmstrat, git: Git, at: At) -> None:
    at("2018-07-22")
    wmstrat("person", "add", "Member One", "--private")
    wmstrat("member", "apply", "CB", "Member One", "--on", "2018-07-22")
    at("2018-07-24")
    text = "motivation: Later\n"
    [file] = (file for file in (begun / "private/applications").rglob("[!R]*.*") if file.is_file())
    replace_in(file, "motivation:\n", text)
    save(begun / "private", git)
    at("2018-07-26")
    asked = {day: wmstrat.items("application", "list", "--as-of", day) for day in ("2018-07-21", "2018-07-23")}
    assert asked["2018-07-21"] == []
    assert [item["motivation"] for item in asked["2018-07-23"]] == [""]
    assert [item["motivation"] for item in wmstrat.items("application", "list", "--as-of", "2018-07-24")] == ["Later"]
    shutil.rmtree(begun / "private")
    answer = wmstrat("application", "list", "--as-of", "2018-07-23")
    assert "not shown here" in answer.err


def test_the_history_is_looked_at_once_for_all_days(
    lived: Path, wmstrat: Wmstrat, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also on the days after."""
    del lived
    wmstrat("status", "--as-of", "2018-07-23")
    looks: list[int] = []
    spans = ancestry.spans
    monkeypatch.setattr(ancestry, "spans", lambda history, *more: looks.append(len(history)) or spans(history, *more))
    at("2018-08-06")
    wmstrat("status", "--as-of", "2018-07-24")
    assert looks == []
    wmstrat("question", "add", "AD", "Who else?")
    wmstrat("status", "--as-of", "2018-07-25")
    assert len(looks) == 1


def test_a_search_in_the_past_meets_the_records_of_then(lived: Path, wmstrat: Wmstrat) -> None:
    wmstrat("set", "CP-Q1", "background=Asked by few")
    wmstrat("search", "asked")
    present = Workspace(find(lived), catalogue_of(lived))
    for day in ("2018-07-31", "2018-07-23"):
        past = Past(present, cut_at(present, day))
        past.refresh()
        texts = folded_texts(past)
        assert texts.keys() == {public_path(path) for path in past.record_paths()}, day
        past.close()
        assert ("asked by many" in "".join(texts.values())) is (day == "2018-07-31")
        assert "asked by few" not in "".join(texts.values())
    present.close()


def test_the_past_advises_nothing_and_remembers_no_look(lived: Path, wmstrat: Wmstrat) -> None:
    reports = (
        "status",
        "status CB",
        "status ALL",
        "brief",
        "question list SG",
        "coverage",
        "coverage CB",
        "timeline AD",
    )
    for words in map(str.split, reports):
        for form in ("table", "markdown", "plain"):
            answer = wmstrat(*words, "--as-of", "2018-07-29", "--format", form)
            assert "As of the end of 2018-07-29" in answer.out + answer.err
            said = (answer.out + answer.err).replace("wmstrat coverage AD --as-of 2018-07-29", "")
            assert "wmstrat " not in said  # what is said leads to the same day, if it leads anywhere
    assert not (lived / ".git/wmstrat/looks.json").exists()
    _, *picture = wmstrat("timeline", "--as-of", "2018-07-29", "--width", "80").lines
    assert any("2018-07-29 │" in line or "│ 2018-07-29" in line for line in picture)
    assert not any("today" in line for line in picture)
    for option in ("--new", "--silence=overdue"):
        assert "shows the past" in wmstrat("brief", option, "--as-of", "2018-07-29", code=2).err
    for words in (["set", "CP-Q1", "level=structural"], ["note", "add", "CP", "Then"], ["save"], ["sync"]):
        assert "There is no option --as-of" in wmstrat(*words, "--as-of", "2018-07-29", code=2).err


def test_a_record_is_found_by_what_it_is_called_today(lived: Path, wmstrat: Wmstrat) -> None:
    """The group had another code then."""
    unknown = wmstrat("show", "CP-L9", "--as-of", "2018-08-01", code=3).err
    assert "wmstrat link list CP --as-of 2018-08-01" in unknown
    for reference in ("CP-Q1", "CB-Q1"):
        assert wmstrat.items("show", reference, "--as-of", "2018-07-23")[0]["id"] == "CB-Q1"
    assert wmstrat.items("status", "CP", "--as-of", "2018-07-23")[0]["code"] == "CB"
    assert "There is no record" in wmstrat("show", "CP-D1", "--as-of", "2018-07-23", code=3).err
    assert lived.exists()


def test_what_could_not_be_read_in_the_past_is_counted(
    lived: Path, wmstrat: Wmstrat, git: Git, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that is still there, and a file that was too large."""
    (lived / "groups/advocacy/elsewhere").symlink_to("../capacity-building")
    large = lived / Q1.replace("CB-Q1", "CP-Q1")
    text = large.read_text()
    large.write_text(f"{text}{'x' * 5000}\n")
    save(lived, git)
    at("2018-08-06")
    large.write_text(text)
    save(lived, git)
    monkeypatch.setattr(past_index, "MAXIMUM_BYTES", 4000)
    counted = {item["code"]: item["unreadable"] for item in wmstrat.items("status", "--as-of", "2018-08-05")}
    assert (counted["AD"], counted["CP"]) == (1, 1)
    counted = {item["code"]: item["unreadable"] for item in wmstrat.items("status", "--as-of", "2018-08-06")}
    assert (counted["AD"], counted["CP"]) == (1, 0)


def test_a_record_is_read_by_the_fields_of_the_past(lived: Path, wmstrat: Wmstrat, git: Git, at: At) -> None:
    """Also one that has not changed since, and that the fields of today do not fit."""
    replace_in(lived / Q1.replace("CB-Q1", "CP-Q1"), "id: CP-Q1", "id: CP-Q1\ncolour: mauve")
    save(lived, git)
    at("2018-08-06")
    process = lived / "process.yaml"
    process.write_text(
        f"{process.read_text()}  - {{kind: question, name: colour, type: word, vocabulary: 'red, blue'}}\n"
    )
    save(lived, git)
    at("2018-08-07")
    broken = [
        [item["unreadable"] for item in wmstrat.items("status", *day)] for day in ((), ("--as-of", "2018-08-05"))
    ]
    assert [sum(each) for each in broken] == [1, 0]


def test_fields_that_the_process_declared_later_are_not_of_the_past(lived: Path, wmstrat: Wmstrat) -> None:
    assert "mood" not in wmstrat.items("question", "list", "--as-of", "2018-07-27")[0]
    found = wmstrat.items("question", "list", "--as-of", "2018-07-29", "--mood", "sober")
    assert [item["id"] for item in found] == ["AD-Q1"]
    assert "had no field mood" in wmstrat("question", "list", "--as-of", "2018-07-27", "--mood", "glad", code=2).err
    assert lived.exists()
