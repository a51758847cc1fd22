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
from wmstrat.repo.settings import values
from wmstrat.workspace import disk

DRIVER = "wmstrat.sync.driver"
# The exit code of the driver after a conflict. Python itself ends with 1 or 2 where it cannot run it.
CONFLICT = 3

# Records are UTF-8 on disk as in git, whatever encoding somebody names for them.
AS_IT_IS = "!working-tree-encoding"
# With git's own default, `git status` and `git log --stat` show such a name in octal numbers.
QUOTE_PATH = "core.quotePath"


def name_records(where: Place, prefix: str, merge_lines: Iterable[str]) -> None:
    """Tell git in this clone which files are records, by the lines for .gitattributes of a workspace in the folder
    `prefix` of the repository. They count more than a .gitattributes that somebody sends."""
    from wmstrat.workspace.initial import with_lines

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


def line() -> str:
    """The command line of the driver.

    Where it does not run (wmstrat was removed, Python upgraded, a folder moved), git itself merges line by line, and
    stops with both sides in the file.
    """
    # git fills in what follows a %, and sh reads the rest. Without -P Python would load modules of the work tree.
    python = shlex.quote(str(Path(sys.executable).absolute())).replace("%", "%%")
    return (
        f"{python} -X utf8 -P -m {DRIVER} %O %A %B %P || {{ test $? -eq {CONFLICT} && exit 1; "
        "echo wmstrat did not run, so git merges line by line: %P >&2; "
        "git merge-file --marker-size=%L -L ours -L base -L theirs %A %O %B; }"
    )


def register(repository: Repository, known: Callable[[str], str | None] | None = None) -> None:
    """Make the driver known to git in this clone, as far as it may, and let git print names of files in any script as
    they are, unless that is set. `known` tells the present value of a setting."""
    wanted = {"merge.wmstrat.name": "wmstrat: records field by field", "merge.wmstrat.driver": line()}
    for name, value in wanted.items():
        if known is None or known(name) != value:
            repository.attempt("config", name, value)
    if (known or repository.config)(QUOTE_PATH.lower()) is None:
        repository.attempt("config", QUOTE_PATH, "false")


def repair(where: Place) -> None:
    """Where git knows the driver by another line (wmstrat was moved, or is a newer one), it learns this one. Starts
    git only where the line is another one."""
    [*_, known] = ["", *values(where).get("merge.wmstrat.driver", ())]
    if DRIVER in known and known != line():
        register(Repository(where))
