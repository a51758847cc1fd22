"""Records that were renamed by hand, as a check said, so that their old file is in HEAD and not in the work tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wmstrat.checks.every_record import problems_of
from wmstrat.files.records import half_fields
from wmstrat.record.record import Record
from wmstrat.record.text import normal

if TYPE_CHECKING:
    from wmstrat.workspace.workspace import Workspace

# What the checks say of a record that is not named as it should be, and the fields that say its name.
MISNAMED = {"id-form", "home"}
NAMING = {"id", "handle", "group"}


def was_renamed(workspace: Workspace, path: str, head: bytes) -> bool:
    """True for the file, as HEAD has it, of a record that was not named as it should be, when another record holds
    all that it held."""
    return any(
        _misnamed(workspace, was) and any(_same(was, now) for now in workspace.records(was.kind.name))
        for was in workspace.read(path, head)
    )


def _misnamed(workspace: Workspace, was: Record) -> bool:
    found = {problem.check for problem in problems_of(was, workspace)}
    return bool(found & MISNAMED) or bool(workspace.holders(was.id)) or normal(was.path) != was.path


def _same(was: Record, now: Record) -> bool:
    names = {field.name for field in half_fields(was.kind, was.path.startswith("private/"))} - NAMING
    return (
        not was.unreadable and was.body.strip() == now.body.strip() and all(was[name] == now[name] for name in names)
    )
