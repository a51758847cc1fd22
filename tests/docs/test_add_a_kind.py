"""The kind of record that docs/how-to/add-a-kind.md declares works as the page says, with nothing else added."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import wmstrat
from tests.conftest import Wmstrat
from tests.docs.pages import DOCS, blocks
from wmstrat import cli, kinds

PAGE = DOCS / "how-to" / "add-a-kind.md"


@pytest.fixture
def declared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's module stands beside those of the other kinds, and its line in their table."""
    module, line = (block.text for block in blocks(PAGE.read_text(encoding="utf-8")) if block.language == "python")
    folder = tmp_path / "kinds"
    folder.mkdir()
    (folder / "term.py").write_text(module)
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(folder)])
    monkeypatch.delitem(sys.modules, "wmstrat.kinds.term", raising=False)
    where, entry = line.split("\n", 1)
    assert where == "# wmstrat.kinds.TABLE"
    for name, parts in eval("{" + entry + "}", {"Entry": kinds.Entry}).items():  # noqa: S307 - a line of our own docs
        monkeypatch.setitem(kinds.TABLE, name, parts)
    # The command line reads the table when it is loaded, as it is in every start of wmstrat.
    monkeypatch.setattr(wmstrat, "cli", cli)
    monkeypatch.delitem(sys.modules, "wmstrat.cli")
    yield
    kinds.kind.cache_clear()
    sys.modules.pop("wmstrat.kinds.term", None)
    if hasattr(kinds, "term"):
        del kinds.term


@pytest.mark.usefixtures("declared")
def test_a_kind_of_one_file_and_one_line_has_everything(
    workspace: Path, wmstrat: Wmstrat, git: Callable[..., str], tmp_path: Path
) -> None:
    assert "term" in wmstrat("--help").out
    assert wmstrat("term", "add", "CB", "affiliate", "--language", "en").lines == ["CB-T1"]
    assert wmstrat("term", "add", "CB", "mentor", "--see", "CB-T1").lines == ["CB-T2"]
    file = workspace / "groups" / "capacity-building" / "terms" / "CB-T1.md"
    assert "# the word itself\ntitle: affiliate\n" in file.read_text()
    assert git(workspace, "log", "-1", "--format=%s").strip() == 'CB: add term "mentor" (CB-T2)'

    assert "mentor" in wmstrat("term", "list", "CB").out
    assert "affiliate" in wmstrat("show", "CB-T1").out
    wmstrat("set", "CB-T1", "language=de")
    assert "language: de\n" in file.read_text()
    wmstrat("set", "CB-T1", "language=German", code=5)
    wmstrat("mark", "CB-T1", "suggested")
    wmstrat("mark", "CB-T1", "agreed")
    assert "agreed" in wmstrat("mark", "CB-T1", "suggested", code=4).err
    assert "language" in wmstrat("log", "CB-T1").out

    found = json.loads(wmstrat("check", "--format", "json").out)["items"]
    assert [(one["check"], one["severity"]) for one in found if "terms" in one["path"]] == [("meaning", "warning")]
    assert wmstrat("check", "--explain", "meaning").out.startswith("meaning: Each agreed term")

    exported = tmp_path / "terms.csv"
    exported.write_text(wmstrat("term", "list", "CB", "--format", "csv").out.replace("mentor", "coach"))
    assert wmstrat("import", "term", exported).lines == ["CB-T1", "CB-T2"]
    assert json.loads(wmstrat("show", "CB-T2", "--format", "json").out)["items"][0]["title"] == "coach"
    wmstrat("undo")
    assert "mentor" in wmstrat("show", "CB-T2").out

    assert "added method/templates/term.md" in wmstrat("upgrade").out


@pytest.mark.usefixtures("declared", "workspace")
def test_its_ids_states_and_fields_complete(wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch) -> None:
    wmstrat("term", "add", "CB", "affiliate")
    wmstrat("term", "list")  # completion reads the index as it stands
    monkeypatch.setenv("_WMSTRAT_COMPLETE", "complete_bash")

    def completed(line: str) -> list[str]:
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
        return wmstrat().lines

    assert completed("wmstrat show CB-T") == ["CB-T1"]
    assert completed("wmstrat mark CB-T1 dr") == ["dropped"]
    assert completed("wmstrat set CB-T1 see") == ["see="]
