"""The contract of exports: what was listed comes in again, byte for byte."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat, everything
from tests.contract.conftest import RECORDS


def exported(wmstrat: Wmstrat, folder: Path, target: Path, form: str) -> list[Path]:
    """Every kind of record of a workspace in files of one form, named after their kinds."""
    target.mkdir()
    files = []
    for kind in RECORDS:
        noun = "member" if kind == "membership" else kind
        text = wmstrat("-C", folder, noun, "list", "--format", "json" if form == "jsonl" else form).out
        if form == "jsonl":
            text = "".join(json.dumps(item) + "\n" for item in json.loads(text)["items"])
        file = target / f"{kind}.{form}"
        file.write_text(text)
        files.append(file)
    return files


def records_in(folder: Path) -> dict[str, bytes]:
    """The bytes of every file of the workspace, both repositories."""
    return {name: data for name, data in everything(folder).items() if (folder / name).is_file()}


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "yaml"])
def test_what_is_exported_imports_to_identical_files(
    wmstrat: Wmstrat, filled: Path, made_workspace: Path, tmp_path: Path, git: Callable[..., str], form: str
) -> None:
    fresh = tmp_path / "fresh"
    shutil.copytree(made_workspace, fresh)

    files = exported(wmstrat, filled, tmp_path / "export", form)
    for typed in [[file.stem, file] for file in files] if form == "csv" else [files]:
        assert wmstrat("-C", fresh, "import", *typed, "--as-decided").out

    assert records_in(fresh) == records_in(filled)
    for repository in (fresh, fresh / "private"):
        assert git(repository, "status", "--porcelain") == ""
    wmstrat("-C", fresh, "check")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "yaml"])
def test_what_is_imported_again_changes_nothing(wmstrat: Wmstrat, filled: Path, tmp_path: Path, form: str) -> None:
    files = exported(wmstrat, filled, tmp_path / "export", form)
    before = everything(filled)

    for file in files:
        told = wmstrat("import", file.stem, file).err
        assert "Imported: 0 new" in told
        assert "changed" not in told.replace("unchanged", "")

    assert everything(filled) == before


@pytest.mark.usefixtures("filled")
def test_the_process_itself_comes_in_again(wmstrat: Wmstrat, tmp_path: Path) -> None:
    (tmp_path / "process.json").write_text(
        wmstrat("show", "process", "--format", "json").out.replace("Information and", "Keeper of")
    )
    wmstrat("import", "process", tmp_path / "process.json")

    assert wmstrat.record("process")["contact"] == "Keeper of Knowledge Manager"
    assert wmstrat("check").err.startswith("0 errors")


@pytest.mark.usefixtures("filled")
def test_a_pipe_of_json_is_taken_from_standard_input(wmstrat: Wmstrat) -> None:
    listed = wmstrat("note", "list", "--format", "json").out

    assert "Imported: 0 new notes, 2 unchanged." in wmstrat("import", "note", "-", "--from", "json", stdin=listed).err
