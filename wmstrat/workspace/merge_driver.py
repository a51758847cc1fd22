"""Plain git merges records field by field too, once it knows the merge driver that .gitattributes names."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from wmstrat.repo import Repository

TITLE = "wmstrat: records field by field"


def wanted() -> dict[str, str]:
    """The settings that git needs, by name."""
    # git fills in what follows a %, and sh reads the rest. Without -P Python would load modules of the work tree.
    python = shlex.quote(str(Path(sys.executable).absolute())).replace("%", "%%")
    return {
        "merge.wmstrat.name": TITLE,
        "merge.wmstrat.driver": f"{python} -P -m wmstrat.sync.driver %O %A %B %P",
    }


def register(repository: Repository, known: Callable[[str], str | None] | None = None) -> None:
    """Make the driver known to git in this clone; `known` tells what a setting is now, and what is right stays.

    Where the configuration cannot be written, git merges by lines as before, until this is called again.
    """
    for name, value in wanted().items():
        if known is None or known(name) != value:
            repository.attempt("config", name, value)
