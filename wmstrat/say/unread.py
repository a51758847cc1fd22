"""Sentences about records that are missing in an answer because their files have errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from wmstrat.record.text import counted
from wmstrat.say.output import remark

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.workspace.workspace import Workspace

UNREAD = "{count} file has errors and is not shown here."
UNREAD_MANY = "{count} files have errors and are not shown here."
SEE = "See: wmstrat check"


def unread(count: int, *, advises: bool = True) -> str:
    """The sentence about files with errors; empty where there are none."""
    return " ".join([counted(count, UNREAD, UNREAD_MANY), *([SEE] if advises else [])]) if count else ""


def tell_unread(workspace: Workspace, group: str = "", kinds: Callable[[], Iterable[Kind]] | None = None) -> None:
    """Say on standard error how many files of a group (by its slug; blank for all) and of some kinds have errors,
    beside an answer that has no place for them. The kinds are asked for where there are any such files."""
    broken = [record for record in workspace.broken() if record.unreadable and group in ("", record.group)]
    if broken and kinds is not None:
        names = {kind.name for kind in kinds()}
        broken = [record for record in broken if record.kind.name in names]
    if told := unread(len(broken), advises=not workspace.is_past):
        remark(told)
