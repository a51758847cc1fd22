"""What one run of a command promises, whatever happens around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Wmstrat
from wmstrat.change.change import Change
from wmstrat.record.verbs import Done
from wmstrat.workspace.workspace import Workspace

PAGE = "groups/advocacy/README.md"


def test_an_edit_made_while_save_runs_is_refused_and_not_lost(
    wmstrat: Wmstrat, workspace: Path, monkeypatch: pytest.MonkeyPatch, git: Callable[..., str]
) -> None:
    page = workspace / PAGE
    page.write_text(page.read_text() + "First.\n")
    real = Change.messages

    def edited_meanwhile(change: Change, done: Done, command: str, body: str = "") -> object:
        page.write_text(page.read_text() + "Later.\n")
        return real(change, done, command, body)

    monkeypatch.setattr(Change, "messages", edited_meanwhile)
    head = git(workspace, "rev-parse", "HEAD")
    refused = wmstrat("save", code=4)
    assert "Type the command again" in refused.err
    assert page.read_text().endswith("First.\nLater.\n")
    assert git(workspace, "rev-parse", "HEAD") == head


@pytest.mark.usefixtures("workspace")
def test_the_workspace_is_read_again_when_somebody_committed_while_the_lock_was_waited_for(
    wmstrat: Wmstrat, monkeypatch: pytest.MonkeyPatch
) -> None:
    import wmstrat.workspace.transaction as transaction

    real = transaction.writing
    readings: list[int] = []
    refresh = Workspace.refresh
    monkeypatch.setattr(Workspace, "refresh", lambda self, **how: readings.append(1) or refresh(self, **how))
    wmstrat("note", "add", "CB", "Alone")
    alone = len(readings)

    def after_somebody_else(*arguments: object, **options: object) -> object:
        monkeypatch.setattr(transaction, "writing", real)
        wmstrat("note", "add", "CB", "Somebody else")
        readings.clear()
        return real(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(transaction, "writing", after_somebody_else)
    wmstrat("question", "add", "CB", "Who else is here?")
    assert alone == 1
    assert len(readings) == 1
