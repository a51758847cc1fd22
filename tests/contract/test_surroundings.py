"""What wmstrat makes of the machine around it: git too old or missing, pipes that close, bugs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything, write_identity
from tests.contract.conftest import Shell

OLD_GIT = """#!/bin/sh
case "$*" in
    *version*) echo "git version 2.11.0" ;;
    *GIT_AUTHOR_IDENT*) echo "Member 17 <member-17@example.org> 1532044800 +0000" ;;
    *) echo "error: unknown option \\`pathspec-from-file'" >&2; exit 129 ;;
esac
"""


@pytest.mark.parametrize("command", ["note add CB Text", "save", "undo", "log", "init {}"])
@pytest.mark.parametrize("git", ["old", "missing"])
def test_a_git_that_is_too_old_or_missing_is_said_to_be(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, git: str, command: str
) -> None:
    (tmp_path / "bin").mkdir()
    if git == "old":
        (tmp_path / "bin/git").write_text(OLD_GIT)
        (tmp_path / "bin/git").chmod(0o755)
        (tmp_path / "bin/sh").symlink_to(shutil.which("sh") or "/bin/sh")
    before = everything(workspace)

    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path / "bin"))
        said = wmstrat(*command.format(tmp_path / "new").split(), code=6).err

    assert ("git 2.11.0 is too old" if git == "old" else "git cannot be started") in said
    assert "Install git 2.25 or newer" in said
    assert everything(workspace) == before
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("settings", "named"),
    [("[core]\n\tcommentChar = ///\n", "bad config variable 'core.commentchar'"), ("[user\n", "bad config line")],
)
def test_settings_of_git_that_are_broken_are_said_to_be(
    wmstrat: Wmstrat, workspace: Path, isolation: Path, tmp_path: Path, settings: str, named: str
) -> None:
    before = everything(workspace)
    with (isolation / ".gitconfig").open("a") as file:
        file.write(settings)

    for command in ("note add CB Text", "save", "undo", "log", "sync", "init {}", "whoami", "clone . {}"):
        said = wmstrat(*command.format(tmp_path / "new").split(), code=6).err
        assert "git cannot read its settings" in said
        assert named in said
        assert "who you are" not in said
        assert not (tmp_path / "new").exists()

    write_identity(isolation)
    assert everything(workspace) == before


@pytest.mark.usefixtures("workspace")
def test_what_only_reads_files_needs_no_git(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wmstrat("status")
    monkeypatch.setenv("PATH", str(tmp_path))
    for command in ("note list", "status", "show CB", "check", "--version", "--help"):
        told = wmstrat(*command.split())
        assert "git" not in told.err, command


def test_a_pipe_that_closes_is_no_error(wmstrat: Wmstrat, shell: Shell, workspace: Path) -> None:
    rows = "".join(f"CB,Question number {number} {'x' * 170}?\n" for number in range(450))
    wmstrat("import", "question", "-", "--from", "csv", stdin=f"group,title\n{rows}")

    for form in ("plain", "json", "csv", "table", "yaml"):
        process = subprocess.Popen(
            [sys.executable, "-m", "wmstrat", "question", "list", "--format", form],
            cwd=workspace, env=shell.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.stderr.close()
        assert (process.wait(), said) == (0, b"")


def test_a_bug_says_that_it_is_one_and_changes_nothing(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("wmstrat.kinds.note.KIND.ids.__class__.new", broken)
    before = everything(workspace)

    ended = wmstrat("note", "add", "CB", stdin="An hour of work", code=70)

    assert "bug in wmstrat (ZeroDivisionError)" in ended.err
    kept = ended.err.partition("Your text is saved in ")[2].splitlines()[0]
    assert Path(kept).read_text() == "An hour of work"
    assert everything(workspace) == before


def test_an_interruption_ends_with_130_and_changes_nothing(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wmstrat.workspace.journal.reached", interrupted)
    before = everything(workspace)

    ended = wmstrat("note", "add", "CB", stdin="An hour of work", code=130)

    assert "/kept/" in ended.err
    assert everything(workspace) == before


@pytest.mark.parametrize("command", ["status", "init new", "clone a b", "guard", "note add CB Text"])
def test_a_folder_that_was_deleted_is_named(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    assert "The current folder was deleted." in wmstrat(*command.split(), code=3).err
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("today", "word"), [("0001-01-01", "yesterday"), ("9999-12-31", "tomorrow"), ("9999-12-31", "monday")]
)
@pytest.mark.usefixtures("unchanged")
def test_a_day_before_or_after_all_days_is_none(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, today: str, word: str
) -> None:
    monkeypatch.setenv("WMSTRAT_TODAY", today)
    assert f'"{word}" is not a date' in wmstrat("note", "add", "CB", "Text", "--date", word, code=5).err


def test_names_of_files_are_utf_8_whatever_the_language(shell: Shell, workspace: Path) -> None:
    """So Python takes a language of old, such as en_US.ISO-8859-1."""
    old = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert shell(workspace, "person", "add", "Zo\u00eb", **old).stdout == "zo\u00eb\n"
    assert (workspace / "people/zo\u00eb.yaml").is_file()
