"""Changes that plain git commits and sends, without wmstrat."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

Git = Callable[..., str]
NOTES = "groups/capacity-building/notes"
QUESTIONS = "groups/capacity-building/questions"
DRAFTS = "groups/capacity-building/drafts"


def add(folder: Path, git: Git, path: str, text: str | bytes | None, *, mode: str = "") -> None:
    """A commit by plain git: a file with this text, a link with `mode`, or none any more."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink()
    elif mode == "link":
        file.symlink_to(text if isinstance(text, str) else os.fsdecode(text))
    else:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    git(folder, "add", "-A", "--force", "--", path)
    git(folder, "commit", "-q", "-m", f"Change {path}")


def sent(folder: Path, git: Git) -> None:
    git(folder, "push", "-q", "origin", "HEAD:main")
