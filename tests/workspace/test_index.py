"""The index: as fresh as the files, whatever happens to it or to them."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Wmstrat, replace_in
from wmstrat.kinds import Catalogue
from wmstrat.repo.place import find
from wmstrat.workspace import index as index_module
from wmstrat.workspace import scan
from wmstrat.workspace.database import Database
from wmstrat.workspace.workspace import Workspace

PAGE = "groups/advocacy/README.md"
FOUND_BY = (
    "INDEX by_id (id=",
    "INDEX links_to (target=",
    "INDEX sqlite_autoindex_records_1 (path=",
    "INDEX by_handle (handle=",
)


def opened(folder: Path) -> Workspace:
    found = Workspace(find(folder), Catalogue())
    found.refresh()
    return found


def name_of(workspace: Workspace) -> str:
    record = workspace.get("group", "advocacy")
    assert record is not None
    return str(record["name"])


def settle(folder: Path) -> None:
    """Make every file old enough for its stamp to be trusted."""
    for path in folder.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            os.utime(path, (1_531_000_000, 1_531_000_000.5))


def rename_group(folder: Path, old: str, new: str) -> None:
    page = folder / PAGE
    replace_in(page, f"name: {old}\n", f"name: {new}\n")


def test_an_edit_by_hand_is_seen(workspace: Path) -> None:
    settle(workspace)
    assert name_of(opened(workspace)) == "Advocacy"
    rename_group(workspace, "Advocacy", "Public Policy")
    assert name_of(opened(workspace)) == "Public Policy"


def test_an_edit_within_the_same_tick_and_of_the_same_size_is_seen(workspace: Path) -> None:
    page = workspace / PAGE
    for name in ("Aaaaaaaa", "Bbbbbbbb", "Cccccccc"):
        rename_group(workspace, name_of(opened(workspace)), name)
        status = page.stat()
        os.utime(page, ns=(status.st_atime_ns, 1_531_000_000_000_000_000))
        assert name_of(opened(workspace)) == name


def test_files_that_come_and_go_are_seen(workspace: Path) -> None:
    path = workspace / "people" / "member-18.yaml"
    path.write_text("id: member-18\nname: Member 18\n")
    assert opened(workspace).get("person", "member-18") is not None
    path.unlink()
    assert opened(workspace).get("person", "member-18") is None


def test_only_what_changed_is_read(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(workspace)
    read: list[str] = []
    real = Workspace.read
    monkeypatch.setattr(Workspace, "read", lambda self, path, data: read.append(path) or real(self, path, data))
    opened(workspace)
    settle(workspace)  # as after a copy: other times, the same bytes
    opened(workspace).remember("what follows", 1)
    settle(workspace)
    assert (opened(workspace).recall("what follows"), read) == (1, [])
    rename_group(workspace, "Advocacy", "Public Policy")
    opened(workspace)
    assert read == [PAGE]


def test_a_file_that_a_change_writes_is_parsed_once(
    workspace: Path, wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = Workspace.read
    monkeypatch.setattr(Workspace, "read", lambda self, path, data: read.append(path) or real(self, path, data))
    rows = workspace.parent / "questions.csv"
    rows.write_text("group,title,level\nCB,First?,structural\nCB,Second?,structural\n")
    wmstrat("import", "question", rows)
    folder = "groups/capacity-building/questions"
    assert [path for path in read if path.startswith(folder)] == [f"{folder}/CB-Q{n}.md" for n in (1, 2)]
    assert wmstrat("question", "list", "CB", "--format", "ids").lines == ["CB-Q1", "CB-Q2"]


NOTE = "groups/advocacy/notes/2018/07/AD-N20180720-bcdf.md"
HEARD = "---\nid: AD-N20180720-bcdf\ngroup: advocacy\ndate: 2018-07-20\n---\nHeard.\n"


@pytest.mark.parametrize(
    ("kinds", "path", "text", "is_remembered"),
    [
        (["question"], NOTE, HEARD, True),
        ([], NOTE, HEARD, True),
        (["group", "note"], NOTE, HEARD, False),
        (None, NOTE, HEARD, False),
        (["question"], NOTE, "---\nid: [unclosed\n", False),  # every report counts what has errors
        (["question"], "groups/advocacy/minutes", "Of no kind.\n", False),
    ],
)
def test_what_follows_from_some_kinds_is_remembered_until_one_of_these_changes(
    workspace: Path, kinds: list[str] | None, path: str, text: str, is_remembered: bool
) -> None:
    """However a file comes, changes or goes."""
    file = workspace / path
    file.parent.mkdir(parents=True, exist_ok=True)
    for change in (lambda: file.write_text(text), lambda: file.write_text(f"{text}\n"), file.unlink):
        before = opened(workspace)
        before.remember("what follows", 1, kinds)
        before.close()
        change()
        assert (opened(workspace).recall("what follows") == 1) == is_remembered


def test_what_other_code_of_the_same_version_has_remembered_is_found_again(workspace: Path) -> None:
    here = opened(workspace)
    here.remember("git days of ", {"names": 7})
    assert here.recall("git days of ", dict[str, list[str]]) is None
    assert here.recall("git days of ", dict[str, int]) == {"names": 7}
    here.close()


def test_what_was_remembered_and_is_damaged_is_found_again(workspace: Path) -> None:
    here = opened(workspace)
    here.remember("git days of ", ["a", "b"])
    with here.index.database.writing() as connection:
        connection.execute("UPDATE memory SET value = ? WHERE name = 'git days of '", ('["a", \0\0\0',))
    assert here.recall("git days of ") is None
    here.close()


def test_a_full_disk_leaves_no_half_of_an_index(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(workspace).close()
    [file] = (workspace / ".git/wmstrat/cache").rglob("index.sqlite")
    file.unlink()
    made = Database._made

    def full(database: Database, connection: sqlite3.Connection) -> sqlite3.Connection:
        [[_, _, name]] = connection.execute("PRAGMA database_list")
        if not name:
            return made(database, connection)
        connection.execute("CREATE TABLE half (made)")
        connection.close()
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Database, "_made", full)
    here = opened(workspace)
    assert name_of(here) == "Advocacy"
    here.close()
    assert [*file.parent.iterdir()] == []


def test_an_index_with_another_schema_is_made_again(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(workspace).index.database.close()
    monkeypatch.setattr(index_module, "SCHEMA", index_module.SCHEMA + "CREATE TABLE later (name TEXT);")
    assert name_of(opened(workspace)) == "Advocacy"
    [file] = (workspace / ".git" / "wmstrat" / "cache").rglob("index.sqlite")
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_index_is_made_again(workspace: Path, damage: bytes) -> None:
    opened(workspace)
    [file] = (workspace / ".git" / "wmstrat" / "cache").rglob("index.sqlite")
    file.write_bytes(damage)
    assert name_of(opened(workspace)) == "Advocacy"


def test_an_index_whose_pages_were_overwritten_is_made_again(workspace: Path) -> None:
    opened(workspace)
    [file] = (workspace / ".git" / "wmstrat" / "cache").rglob("index.sqlite")
    pages = file.read_bytes()
    for start in range(4096, len(pages), 4096):
        file.write_bytes(pages[:start] + b"\xa5" * 200 + pages[start + 200 :])
        seen = opened(workspace)
        assert len(list(seen.records("group"))) == 13
        assert name_of(seen) == "Advocacy"
        seen.index.database.close()


def test_an_index_that_vanishes_under_an_open_workspace_does_no_harm(workspace: Path) -> None:
    seen = opened(workspace)
    [file] = (workspace / ".git" / "wmstrat" / "cache").rglob("index.sqlite")
    file.unlink()
    assert name_of(seen) == "Advocacy"
    seen.refresh()
    assert name_of(opened(workspace)) == "Advocacy"


def test_an_index_that_another_process_holds_is_not_waited_for_long(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(workspace)
    [file] = (workspace / ".git" / "wmstrat" / "cache").rglob("index.sqlite")
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr("wmstrat.workspace.database.PATIENCE", 0.05)
    rename_group(workspace, "Advocacy", "Public Policy")
    assert name_of(opened(workspace)) == "Public Policy"
    holder.close()


def test_an_index_of_another_wmstrat_is_made_again(workspace: Path) -> None:
    older = Catalogue()
    older.fingerprint = "an older wmstrat"
    Workspace(find(workspace), older).refresh()
    assert name_of(opened(workspace)) == "Advocacy"


def test_a_large_workspace_finds_its_changes_through_git(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(workspace)
    opened(workspace)
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    opened(workspace)
    walked: list[str] = []
    monkeypatch.setattr(scan, "walk", lambda root, folders: walked.append("walk") or iter(()))
    rename_group(workspace, "Advocacy", "Public Policy")
    assert name_of(opened(workspace)) == "Public Policy"
    (workspace / "people" / "member-18.yaml").write_text("id: member-18\nname: Member 18\n")
    assert opened(workspace).get("person", "member-18") is not None
    (workspace / "people" / "member-18.yaml").unlink()
    assert opened(workspace).get("person", "member-18") is None
    rename_group(workspace, "Public Policy", "Advocacy")
    assert name_of(opened(workspace)) == "Advocacy"
    assert walked == []


@pytest.mark.parametrize("where", [".git/info/exclude", ".gitignore"])
def test_a_large_workspace_sees_the_records_that_git_ignores_as_a_small_one_does(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    with (workspace / where).open("a") as file:
        file.write("member-18.yaml\ngroups/new/\n*~\n/build/\n")
    settle(workspace)
    opened(workspace)
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    opened(workspace)
    (workspace / "people/member-18.yaml").write_text("id: member-18\nname: Member 18\n")
    (workspace / "groups/new").mkdir()
    (workspace / "groups/new/README.md").write_text("---\nid: new\nname: New\ncode: NE\n---\n")
    (workspace / "build").mkdir()
    (workspace / "build/README.md").write_text("Built")
    monkeypatch.setattr(scan, "walk", lambda root, folders, walk=scan.walk: only_records(walk, root, folders))
    seen = opened(workspace)
    assert seen.get("person", "member-18") is not None
    assert seen.get("group", "new") is not None
    (workspace / "people/member-18.yaml").unlink()
    assert opened(workspace).get("person", "member-18") is None


def test_a_large_workspace_is_read_though_git_fails(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(workspace)
    opened(workspace)
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    (workspace / ".git/info/attributes").write_text("README.md filter=gone\n")
    for name, value in (("clean", "/gone/program"), ("required", "true")):
        subprocess.run(["git", "config", f"filter.gone.{name}", value], cwd=workspace, check=True)
    os.utime(workspace / "README.md", (1, 1))
    assert subprocess.run(["git", "status"], cwd=workspace, capture_output=True).returncode
    rename_group(workspace, "Advocacy", "Public Policy")
    assert name_of(opened(workspace)) == "Public Policy"


def only_records(walk: Callable[..., Iterator[Any]], root: Path, folders: list[str]) -> Iterator[Any]:
    assert folders == ["groups/new"], "a folder was walked that has no records"
    return walk(root, folders)


def commit_all(folder: Path, message: str, *options: str) -> None:
    subprocess.run(["git", "add", "--all"], cwd=folder, check=True)
    subprocess.run(["git", "commit", "--quiet", f"--message={message}", *options], cwd=folder, check=True)


def test_a_file_whose_name_is_not_utf8_is_seen_through_git(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that came from another system may have such names; no command may fail because of one."""
    settle(workspace)
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    opened(workspace)
    odd = workspace / "people" / "caf\udce9.yaml"
    odd.write_text("name: Member 18\n")
    for _ in range(2):
        assert scan.shown("people/caf\udce9.yaml") in opened(workspace).files()
    commit_all(workspace, "By hand")
    assert scan.shown("people/caf\udce9.yaml") in opened(workspace).files()
    odd.unlink()
    for _ in range(2):
        assert scan.shown("people/caf\udce9.yaml") not in opened(workspace).files()


@pytest.mark.parametrize("subfolder", ["", "deep/inside"])
def test_a_large_workspace_follows_git_to_another_commit(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subfolder: str
) -> None:
    if subfolder:
        (tmp_path / "larger").mkdir()
        subprocess.run(["git", "init", "--quiet"], cwd=tmp_path / "larger", check=True)
        workspace = tmp_path / "larger" / subfolder
        wmstrat("init", workspace)
    settle(workspace)
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    opened(workspace)
    (workspace / "people" / "member-18.yaml").write_text("id: member-18\nname: Member 18\n")
    rename_group(workspace, "Advocacy", "Public Policy")
    commit_all(workspace, "By hand")
    seen = opened(workspace)
    assert seen.get("person", "member-18") is not None
    assert name_of(seen) == "Public Policy"
    subprocess.run(["git", "checkout", "--quiet", "HEAD~1"], cwd=workspace, check=True)
    seen = opened(workspace)
    assert seen.get("person", "member-18") is None
    assert name_of(seen) == "Advocacy"


def test_a_large_workspace_sees_that_what_a_command_wrote_was_taken_back(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    monkeypatch.setattr(scan, "TICK", -(10**18))  # as if the command had taken its time
    wmstrat("person", "add", "Member 17")
    opened(workspace)
    wmstrat("group", "rename", "AD", "Public Policy")
    subprocess.run(["git", "reset", "--quiet", "--hard", "HEAD~1"], cwd=workspace, check=True)
    assert name_of(opened(workspace)) == "Advocacy"
    wmstrat("undo")
    subprocess.run(["git", "reset", "--quiet", "--hard", "HEAD~1"], cwd=workspace, check=True)
    assert opened(workspace).get("person", "member-17") is not None


def test_a_workspace_that_was_small_for_a_while_is_seen_as_it_is(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(many: int) -> str:
        monkeypatch.setattr(index_module, "MANY_FILES", many)
        return name_of(opened(workspace))

    monkeypatch.setattr(scan, "TICK", -(10**18))  # as if some time went by between all of it
    wmstrat("status")
    assert look(5) == "Advocacy"  # by git
    rename_group(workspace, "Advocacy", "Public Policy")
    assert look(5000) == "Public Policy"  # by a look at each file
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=workspace, check=True)
    assert look(5) == "Advocacy"


def test_a_large_workspace_does_without_a_commit_that_git_has_thrown_away(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(workspace)
    monkeypatch.setattr(index_module, "MANY_FILES", 5)
    rename_group(workspace, "Advocacy", "First")
    commit_all(workspace, "First")
    assert name_of(opened(workspace)) == "First"
    rename_group(workspace, "First", "Second")
    commit_all(workspace, "Second", "--amend")
    for command in (["reflog", "expire", "--expire=now", "--all"], ["gc", "--quiet", "--prune=now"]):
        subprocess.run(["git", *command], cwd=workspace, check=True)
    assert name_of(opened(workspace)) == "Second"


def test_a_file_as_old_as_its_reading_is_not_trusted() -> None:
    now = 1_531_000_000_123_456_789
    assert scan.trusted((now, now, 1, 1), now) == scan.NO_STAMP
    assert scan.trusted((now - 10**9, now - 10**9, 1, 1), now) != scan.NO_STAMP
    whole = 1_531_000_000_000_000_000
    assert scan.trusted((whole, whole, 1, 1), whole + 10**9) == scan.NO_STAMP


@pytest.mark.parametrize(
    "ask",
    [
        lambda workspace: workspace.get("group", "advocacy"),
        lambda workspace: workspace.named("advocacy"),
        lambda workspace: workspace.holders("advocacy"),
        lambda workspace: list(workspace.referring("advocacy")),
    ],
    ids=["get", "named", "holders", "referring"],
)
def test_one_record_is_found_without_a_look_at_the_others(
    workspace: Path, ask: Callable[[Workspace], object]
) -> None:
    opened_here = opened(workspace)
    connection = opened_here.index.database.connection
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    ask(opened_here)
    connection.set_trace_callback(None)
    steps = [row[3] for question in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {question}")]
    looked = [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
    assert looked
    for step in looked:
        assert any(f"USING {name}" in step.replace("COVERING ", "") for name in FOUND_BY), step
