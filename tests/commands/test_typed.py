"""What was typed in the editor stays on disk until the command has succeeded, whatever ends it before."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, add_hook, replace_in
from tests.contract.conftest import QUESTION

KEPT = Path(".git/wmstrat/kept")


def editor(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("GIT_EDITOR", f"f() {{ {command}; }}; f")


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_a_kill_while_it_waits_for_the_lock_loses_nothing(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(monkeypatch, 'echo "An hour of work" >> "$1"')
    lock = os.open(".git/wmstrat/lock", os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    process = subprocess.Popen(
        [sys.executable, "-m", "wmstrat", "edit", "CB-Q1"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stderr is not None
    process.stderr.readline()  # it says that it waits
    process.send_signal(number)
    process.wait()
    process.stderr.close()
    os.close(lock)

    [kept] = KEPT.iterdir()
    assert re.fullmatch(r"CB-Q1-[0-9a-f]{8}\.md", kept.name)
    assert kept.read_text().endswith("An hour of work\n")


@pytest.mark.usefixtures("question")
def test_the_kept_text_is_there_while_it_is_committed_and_goes_afterwards(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_hook(Path(), "pre-commit", 'cp .git/wmstrat/kept/CB-Q1-*.md "$HOME/seen"')
    editor(monkeypatch, 'echo More >> "$1"')

    wmstrat("edit", "CB-Q1")

    assert (Path.home() / "seen").read_text().endswith("More\n")
    assert not list(KEPT.iterdir())


@pytest.mark.usefixtures("question")
def test_a_kept_edit_does_not_take_back_what_somebody_did_since(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, question: Path
) -> None:
    other = "git -C . commit -qm 'Somebody else' ."
    editor(monkeypatch, f'echo Mine >> "$1"; sed -i s/level:/level:\\ structural/ {QUESTION}; {other}')
    wmstrat("edit", "CB-Q1", code=4)
    [kept] = KEPT.iterdir()
    before = question.read_bytes()
    assert b"level: structural" in before

    refused = wmstrat("edit", "CB-Q1", "--file", kept, code=4)

    assert "after you began to write" in refused.err
    assert "wmstrat edit CB-Q1" in refused.err
    assert question.read_bytes() == before
    assert kept.read_text().endswith("Mine\n")
    mine = question.parent / kept.name  # only what wmstrat itself kept says by its name what it began with
    mine.write_text(before.decode() + "Mine\n")
    wmstrat("edit", "CB-Q1", "--file", mine)


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize("ending", ["", "; exit 1"])
def test_a_failed_edit_tells_the_way_back(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    editor(monkeypatch, f"sed -i 's/^state:.*/state: bogus/' \"$1\"{ending}")

    refused = wmstrat("edit", "CB-Q1", code=4 if ending else 5)

    [kept] = KEPT.iterdir()
    assert f"wmstrat edit CB-Q1 --file {kept.resolve()}" in refused.err
    replace_in(kept, "bogus", "review")
    wmstrat("edit", "CB-Q1", "--file", kept)
    assert wmstrat.record("CB-Q1")["state"] == "review"


@pytest.mark.usefixtures("question")
def test_a_failed_edit_tells_wrong_fields_wrong_words_and_missing_records(wmstrat: Wmstrat, question: Path) -> None:
    typed = question.read_text()
    for name in ("state", "level", "group"):
        typed = re.sub(f"(?m)^{name}:.*$", f"{name}: bogus", typed)
    refused = wmstrat("edit", "CB-Q1", "--file", "-", stdin=typed, code=5).err
    assert 'state: found "bogus"' in refused
    assert 'level: found "bogus"' in refused
    assert "group: " in refused
    assert len([line for line in refused.splitlines() if "CB-Q1.md:" in line and "saved" not in line]) == 3


@pytest.mark.usefixtures("question")
def test_a_pipe_that_cannot_be_committed_is_kept_under_the_name_of_the_record(
    wmstrat: Wmstrat, question: Path
) -> None:
    typed = question.read_text().replace("state: proposed", "state: bogus")

    refused = wmstrat("edit", "CB-Q1", "--file", "-", stdin=typed, code=5)

    [kept] = KEPT.iterdir()
    assert re.fullmatch(r"CB-Q1-[0-9a-f]{8}\.md", kept.name)
    assert kept.read_text() == typed
    assert f"wmstrat edit CB-Q1 --file {kept.resolve()}" in refused.err


@pytest.mark.usefixtures("question")
def test_bytes_that_are_no_text_are_kept_and_their_path_told(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, "printf 'caf\\351' >> \"$1\"")

    refused = wmstrat("edit", "CB-Q1", code=5)

    [kept] = KEPT.iterdir()
    assert f"saved in {kept.resolve()}" in refused.err
    assert kept.read_bytes().endswith(b"caf\xe9")


@pytest.mark.usefixtures("question")
@pytest.mark.parametrize("command", ["true", 'rm "$1"'])
def test_an_edit_that_changed_nothing_leaves_no_file(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    editor(monkeypatch, command)

    wmstrat("edit", "CB-Q1")

    assert not list(KEPT.iterdir())
