"""Input that no program would write, and output that goes nowhere, end with a sentence and never as a bug."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything
from tests.contract.conftest import Shell


@pytest.mark.usefixtures("workspace")
@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("note", "id,group,body\nweird,CB,x\n"),
        ("note", "id,group,body\nCB-N2018-k3f9,CB,x\n"),
        ("note", "id,group,body\nCB-,CB,x\n"),
        ("application", "id,group,person\nweird,CB,member-17\n"),
    ],
)
def test_an_id_of_another_form_is_refused(wmstrat: Wmstrat, tmp_path: Path, kind: str, row: str) -> None:
    wmstrat("person", "add", "Member 17")
    before = everything(Path())
    (tmp_path / "file.csv").write_text(row)

    assert "file.csv:2: id:" in wmstrat("import", kind, tmp_path / "file.csv", code=5).err
    assert everything(Path()) == before


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("row", ['{"id": "weird", "name": "Another"}', '{"name": "Another"}'])
def test_there_is_one_process_only(wmstrat: Wmstrat, row: str) -> None:
    refused = wmstrat("import", "process", "-", "--from", "json", stdin=f"[{row}]", code=2)

    assert "wmstrat set process" in refused.err


DEEP = "[" * 5000 + "]" * 5000
HALF_DEEP = "[" * 900 + "]" * 900


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("json", DEEP),
        ("jsonl", DEEP),
        ("json", f'[{{"group": "CB", "title": {HALF_DEEP}}}]'),
        ("json", f'[{{"group": "CB", "title": "x", "body": {HALF_DEEP}}}]'),
        ("csv", f"id,stages\nadvocacy,{DEEP}\n"),
    ],
)
def test_what_is_nested_too_deeply_is_refused(wmstrat: Wmstrat, tmp_path: Path, form: str, text: str) -> None:
    (tmp_path / f"file.{form}").write_text(text)

    kind = "group" if form == "csv" else "question"
    assert f"file.{form}" in wmstrat("import", kind, tmp_path / f"file.{form}", code=5).err


def test_a_workspace_cannot_be_made_where_nothing_can(wmstrat: Wmstrat) -> None:
    assert "/proc/foo" in wmstrat("init", "/proc/foo", code=4).err
    assert "too long" in wmstrat("init", "x" * 300, code=4).err.casefold()


@pytest.mark.parametrize("command", ["status", "note list --format json"])
@pytest.mark.parametrize("where", [">/dev/full", ">&-", ">&- 2>&-"])
def test_an_output_that_takes_nothing_is_said(workspace: Path, shell: Shell, command: str, where: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m wmstrat {command} {where}', sys.executable],
        cwd=workspace, env=shell.environment, text=True, capture_output=True,
    )  # fmt: skip

    assert done.returncode == 4, done.stderr
    if "2>&-" not in where:
        assert "cannot be written to standard output" in done.stderr
        assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize("command", ["note add CB text", "person add Somebody"])
def test_a_dry_run_names_no_record_that_is_not_there(wmstrat: Wmstrat, command: str) -> None:
    lines = wmstrat(*command.split(), "--dry-run").lines

    assert lines[0].startswith("---")
    assert lines[-1].startswith("+")
