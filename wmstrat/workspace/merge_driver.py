"""Plain git merges records field by field too, once it knows the merge driver that .gitattributes names."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from wmstrat.repo import Repository
from wmstrat.repo.place import Place
from wmstrat.workspace import disk
from wmstrat.workspace.initial import with_lines

# Records are UTF-8 on disk as in git, whatever encoding somebody names for them.
AS_IT_IS = "!working-tree-encoding"
# With git's own default, `git status` and `git log --stat` show such a name in octal numbers.
QUOTE_PATH = "core.quotePath"


def name_records(where: Place, prefix: str, merge_lines: Iterable[str]) -> None:
    """Tell git in this clone which files are records, by the lines for .gitattributes of a workspace in the folder
    `prefix` of the repository. They count more than a .gitattributes that somebody sends."""
    file = where.common_directory / "info" / "attributes"
    below = re.sub(r"[\\*?\[]", lambda sign: f"\\{sign[0]}", prefix)
    rules = (line.split(" ", 1) for line in merge_lines)
    lines = [f"{_quoted('/' + below + pattern[1:])} {rule} {AS_IT_IS}" for pattern, rule in rules]
    with suppress(OSError):
        old = disk.read(file) or b""
        if (new := with_lines(old, lines)) != old and not file.is_symlink():
            disk.replace_whole(file, new)


def _quoted(pattern: str) -> str:
    """A pattern as git reads it in a file of attributes, where a space would end it."""
    if not re.search(r'[\s"]|^!', pattern):
        return pattern
    return '"' + pattern.replace("\\", "\\\\").replace('"', '\\"') + '"'


def register(repository: Repository, known: Callable[[str], str | None] | None = None) -> None:
    """Make the driver known to git in this clone, as far as it may, and let git print names of files in any script as
    they are, unless that is set. `known` tells the present value of a setting."""
    # git fills in what follows a %, and sh reads the rest. Without -P Python would load modules of the work tree.
    python = shlex.quote(str(Path(sys.executable).absolute())).replace("%", "%%")
    wanted = {
        "merge.wmstrat.name": "wmstrat: records field by field",
        "merge.wmstrat.driver": f"{python} -P -m wmstrat.sync.driver %O %A %B %P",
    }
    for name, value in wanted.items():
        if known is None or known(name) != value:
            repository.attempt("config", name, value)
    if (known or repository.config)(QUOTE_PATH.lower()) is None:
        repository.attempt("config", QUOTE_PATH, "false")
