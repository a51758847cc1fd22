"""The contract of texts: from an argument, a file, a pipe or the editor; what was typed is never lost."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from shlex import quote

import pytest

from tests.conftest import Wmstrat, add_hook
from tests.contract.conftest import Shell

MULTILINE = "First line\n\n- a list\n  with *Markdown*\n"


def script(folder: Path, text: str) -> str:
    """The command line of an editor made of a few lines of shell."""
    file = folder / "my editor.sh"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return f"'{file}'"


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is piped in: whoever types sits at a terminal."""

    class Terminal:
        stdin = type("Stdin", (), {"isatty": staticmethod(lambda: True)})

    monkeypatch.setattr("wmstrat.commands.typed.sys", Terminal)


def kept(refused: str) -> str:
    """The text that a message says is saved, read from where it says."""
    return Path(refused.partition(" saved in ")[2].split()[0]).read_text()


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    "text", ["Plain", "- a dash and a space", "-x --y z", "-- two dashes", "[a](b) #c", " edge "]
)
def test_text_as_an_argument(wmstrat: Wmstrat, text: str) -> None:
    note = wmstrat("note", "add", "CB", text, "--kind", "interview").lines[0]

    assert wmstrat.record(note)["body"] == text.strip("\n")


@pytest.mark.usefixtures("workspace")
def test_a_single_word_that_begins_with_a_dash_is_an_option(wmstrat: Wmstrat) -> None:
    wmstrat("note", "add", "CB", "-x", code=2)
    note = wmstrat("note", "add", "CB", "--", "-x").lines[0]
    assert wmstrat.record(note)["body"] == "-x"


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize("way", ["file", "file in the workspace", "dash", "argument", "pipe"])
def test_text_from_a_file_or_a_pipe(wmstrat: Wmstrat, tmp_path: Path, way: str) -> None:
    file = Path("text.txt") if "workspace" in way else tmp_path / "text.txt"
    file.write_text(MULTILINE)
    options = {"dash": ["--file", "-"], "argument": ["-"], "pipe": []}.get(way, ["--file", str(file)])

    note = wmstrat("note", "add", "CB", *options, stdin="" if "file" in way else MULTILINE).lines[0]

    assert wmstrat.record(note)["body"] == MULTILINE.strip("\n")


@pytest.mark.usefixtures("unchanged")
def test_too_long_a_text_of_a_new_record_is_told_without_a_path_that_nobody_has(
    wmstrat: Wmstrat, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text("y" * 4_999_990)

    for command in (["note", "add", "CB", "--file", tmp_path / "a.md"], ["import", "notes", tmp_path / "b.md"]):
        told = wmstrat(*command, *(["--fill", "group=CB"] if "import" in command else []), code=5).err
        assert "new note: found a file of 5,000," in told
        assert "expected at most 5,000,000. Move the long part into another file" in told
        assert "groups/" not in told


@pytest.mark.usefixtures("workspace")
def test_line_ends_of_other_systems_become_plain(wmstrat: Wmstrat) -> None:
    note = wmstrat("note", "add", "CB", stdin="One\r\nTwo\r\n").lines[0]

    assert wmstrat.record(note)["body"] == "One\nTwo"


@pytest.mark.usefixtures("workspace", "at_a_terminal")
def test_text_from_the_editor(wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_EDITOR", script(tmp_path, "printf 'From the editor\\n\\nmore\\n' > \"$1\""))

    note = wmstrat("note", "add", "CB").lines[0]

    assert wmstrat.record(note)["body"] == "From the editor\n\nmore"
    assert not list(Path(".git/wmstrat/kept").glob("*"))


@pytest.mark.usefixtures("unchanged", "at_a_terminal")
@pytest.mark.parametrize("command", ["note add CB", "draft add CB", "person add", "edit CB"])
@pytest.mark.parametrize("editor", ["exit 1", "true", ': > "$1"', "printf '  \\n\\n' > \"$1\"", 'rm "$1"'])
def test_who_closes_the_editor_without_a_text_has_cancelled(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, editor: str
) -> None:
    monkeypatch.setenv("GIT_EDITOR", script(tmp_path, editor))

    ended = wmstrat(*command.split(), code=4 if editor == "exit 1" else 0)

    word = "Error" if editor == "exit 1" else "Cancelled"
    assert ended.err.startswith(f"{word}: ")
    assert "nothing was changed" in ended.err
    assert ended.out == ""
    assert not list(Path(".git/wmstrat/kept").glob("*"))


@pytest.mark.usefixtures("unchanged", "at_a_terminal")
def test_what_an_editor_wrote_before_it_failed_is_kept(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EDITOR", script(tmp_path, "printf 'An hour of work\\n' > \"$1\"; exit 1"))

    refused = wmstrat("note", "add", "CB", code=4)
    assert kept(refused.err) == "An hour of work\n"


@pytest.mark.parametrize("source", ["argument", "pipe", "editor"])
@pytest.mark.usefixtures("unchanged")
def test_text_that_could_not_be_committed_is_saved_and_its_path_told(
    wmstrat: Wmstrat, workspace: Path, tmp_path: Path, source: str, request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    add_hook(workspace, "pre-commit", "exit 1")
    typed = {"argument": [MULTILINE], "pipe": [], "editor": []}[source]
    if source == "editor":
        request.getfixturevalue("at_a_terminal")
        monkeypatch.setenv("GIT_EDITOR", script(tmp_path, f'printf %s {quote(MULTILINE)} > "$1"'))

    refused = wmstrat("note", "add", "CB", *typed, stdin=MULTILINE, code=6)

    assert kept(refused.err).strip() == MULTILINE.strip()


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\t"])
@pytest.mark.parametrize("command", ["note add CB", "question add CB", "draft add CB"])
def test_an_empty_text_is_refused(wmstrat: Wmstrat, command: str, text: str) -> None:
    for typed, stdin in (([text], ""), ([], text)):
        refused = wmstrat(*command.split(), *typed, stdin=stdin, code=5)
        assert "empty" in refused.err


@pytest.mark.usefixtures("unchanged")
def test_a_file_that_is_not_there_or_is_a_folder_is_not_found(wmstrat: Wmstrat, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.txt", tmp_path):
        assert str(path) in wmstrat("note", "add", "CB", "--file", path, code=3).err


EDITS = {
    "unchanged": ("true", 0, "Cancelled: the text is as it was"),
    "fails": ("exit 1", 4, "nothing was changed"),
    "breaks it": ("echo 'no record' > \"$1\"", 5, "groups/capacity-building/questions/CB-Q1.md:1"),
    "invalid": ("sed -i 's/^state:.*/state: bogus/' \"$1\"", 5, "state: found \"bogus\""),
    "empties it": (": > \"$1\"", 0, "Cancelled: the text is empty"),
    "empties the fields": ("sed -i '/^---/,$d' \"$1\"; echo Text >> \"$1\"", 5, "front matter"),
}  # fmt: skip


@pytest.mark.usefixtures("question", "unchanged")
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_that_is_none_or_is_wrong_changes_nothing(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    editor, code, said = EDITS[name]
    monkeypatch.setenv("GIT_EDITOR", script(tmp_path, editor))

    ended = wmstrat("edit", "CB-Q1", code=code)

    assert said in ended.err
    if name in ("breaks it", "invalid"):
        assert kept(ended.err) != ""
        assert "then type: wmstrat edit CB-Q1 --file " in ended.err
    assert "wmstrat save" not in ended.err


@pytest.mark.usefixtures("question", "unchanged")
def test_edit_refuses_a_file_that_was_edited_by_hand_before_anything_is_written(
    wmstrat: Wmstrat, question: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = question.read_bytes()
    question.write_bytes(before + b"By hand.\n")
    monkeypatch.setenv("GIT_EDITOR", script(tmp_path, f"touch {tmp_path}/opened"))
    assert "was changed by hand and not committed" in wmstrat("edit", "CB-Q1", code=4).err
    assert not (tmp_path / "opened").exists()
    question.write_bytes(before)


def test_edit_commits_what_was_changed_in_the_editor(
    wmstrat: Wmstrat, question: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = question.read_text()
    monkeypatch.setenv(
        "GIT_EDITOR", script(tmp_path, 'sed -i \'s/^level:.*/level: structural/\' "$1"; echo More >> "$1"')
    )

    wmstrat("edit", "CB-Q1")

    assert question.read_text() == before.replace("level:\n", "level: structural\n") + "More\n"
    assert wmstrat.items("log", "CB-Q1")[0]["command"] == "edit"


@pytest.mark.parametrize("replace", [True, False])
@pytest.mark.usefixtures("question", "at_a_terminal")
def test_an_answer_opens_with_the_present_one_when_it_is_replaced(
    wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replace: bool
) -> None:
    if replace:
        wmstrat("question", "answer", "CB-Q1", "The first answer.")
    monkeypatch.setenv("GIT_EDITOR", script(tmp_path, "printf 'And more.\\n' >> \"$1\""))

    wmstrat("question", "answer", "CB-Q1", *(["--replace"] if replace else []))

    body = wmstrat.record("CB-Q1")["body"]
    assert body.endswith("And more.")
    assert body.startswith("The first answer.") == replace


def test_at_a_real_terminal_the_editor_opens(workspace: Path, tmp_path: Path, shell: Shell) -> None:
    editor = script(tmp_path, "test -t 0 && printf 'Typed at a terminal\\n' > \"$1\"")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "wmstrat", "note", "add", "CB"],
        stdin=theirs, capture_output=True, text=True, cwd=workspace, env={**shell.environment, "GIT_EDITOR": editor},
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)

    assert done.returncode == 0, done.stderr
    [file] = workspace.rglob(f"{done.stdout.strip()}.md")
    assert file.read_text().endswith("Typed at a terminal\n")


@pytest.mark.usefixtures("question")
def test_one_field_is_edited_alone(wmstrat: Wmstrat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wmstrat("set", "CB-Q1", "background=What is known")
    opened = tmp_path / "opened"
    editor = script(tmp_path, f'cat "$1" > {opened}; printf \'One.\\n\\nTwo.\\n\' > "$1"')
    monkeypatch.setenv("GIT_EDITOR", editor)
    monkeypatch.setattr("wmstrat.commands.typed.is_terminal", lambda _: True)
    assert "CB-Q1" in wmstrat("edit", "CB-Q1", "--field", "background").err
    assert opened.read_text().endswith("-->\n\nWhat is known\n")
    assert wmstrat.record("CB-Q1")["background"] == "One.\n\nTwo."


@pytest.mark.usefixtures("question")
def test_one_field_comes_from_a_file_or_a_pipe(wmstrat: Wmstrat, tmp_path: Path) -> None:
    (tmp_path / "text.md").write_text("From a file.\n")
    wmstrat("edit", "CB-Q1", "--field", "background", "--file", tmp_path / "text.md")
    assert wmstrat.record("CB-Q1")["background"] == "From a file."
    assert "was not changed" in wmstrat("edit", "CB-Q1", "--field", "background", stdin="From a file.").err
    said = wmstrat("edit", "CB-Q1", "--field", "level", stdin="Text", code=3).err
    assert "CB-Q1 has no text field level. Its text fields are: " in said


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("columns", "row", "body"),
    [
        ("group,title,body", "CB,Mentors,", ""),
        ("group,title,body", "CB,Mentors,Text", "Text"),
        ("group,title", "CB,Mentors", "<!-- Answer what you can"),
    ],
)
def test_an_empty_text_that_is_imported_stays_empty(wmstrat: Wmstrat, columns: str, row: str, body: str) -> None:
    [draft] = wmstrat("import", "draft", "-", "--from", "csv", stdin=f"{columns}\n{row}\n").lines

    imported = wmstrat.record(draft)["body"]
    assert imported == body or (body and imported.startswith(body))


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize("text", ["Text\n", "\n\nText\n\n", "\nText\r\n", "Text"])
def test_blank_lines_around_a_text_are_no_change(wmstrat: Wmstrat, text: str, git: Callable[..., str]) -> None:
    wmstrat("question", "answer", "CB-Q1", "Text")
    head = git(Path(), "rev-parse", "HEAD")

    told = wmstrat("import", "question", "-", "--from", "json", stdin=json.dumps([{"id": "CB-Q1", "body": text}]))

    assert "0 new questions, 1 unchanged" in told.err
    assert git(Path(), "rev-parse", "HEAD") == head
