"""The hooks that git (2.36 or newer) runs for a merge, here for the merge of a sync, which touches no files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from wmstrat.errors import GitFailed
from wmstrat.workspace import disk, lock

if TYPE_CHECKING:
    from wmstrat.sync.repositories import Side

# In git's order, with what each is told besides the file with the message.
OF_THE_MESSAGE = (("prepare-commit-msg", "merge"), ("commit-msg",))


def approved(side: Side, tree: str, message: str) -> str:
    """The message of a merge commit as its hooks leave it, after they have seen the tree in git's index. Raises
    GitFailed with the words of a hook that refuses."""
    if _exists(side, "pre-merge-commit"):
        with disk.scratch(side.where.state / "merged-index") as index:
            environment = {"GIT_INDEX_FILE": str(index)}
            side.git.run("read-tree", tree, env=environment)
            _run(side, "pre-merge-commit", env=environment)
    for hook, *more in OF_THE_MESSAGE:
        if _exists(side, hook):
            with disk.scratch(side.where.state / "message") as note:
                note.write_bytes(message.encode())
                _run(side, hook, "--", str(note), *more)
                message = note.read_text("utf-8", "replace")
    if not message.strip():
        raise GitFailed(
            "A hook (prepare-commit-msg or commit-msg) deleted the message of the merge that this sync made, so "
            "nothing was received or sent."
        )
    return message


def _exists(side: Side, hook: str) -> bool:
    elsewhere = side.settings.last("core.hookspath")
    folder = side.where.top / Path(elsewhere).expanduser() if elsewhere else side.where.common_directory / "hooks"
    return (folder / hook).exists()


def _run(side: Side, hook: str, *arguments: str, env: dict[str, str] | None = None) -> None:
    inside = {lock.INSIDE: str(os.getpid()), **(env or {})}
    outcome = side.git.attempt("hook", "run", "--ignore-missing", hook, *arguments, env=inside)
    if outcome.code and "is not a git command" not in outcome.words:
        raise GitFailed(
            "The hook {hook} refused the merge that this sync made, so nothing was received or sent. Its "
            "message:\n{words}\nDo what it says, then type again: `wmstrat sync`",
            hook=hook,
            words=outcome.words or "nothing",
        )
