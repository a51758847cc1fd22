"""Taking into the history what somebody edited or renamed by hand, once it has passed the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wmstrat.checks import private_folder
from wmstrat.checks.every_record import problems_of
from wmstrat.errors import Refused
from wmstrat.files.records import half_fields
from wmstrat.record.text import normal
from wmstrat.record.verbs import Done
from wmstrat.record.view import scope
from wmstrat.repo import Repository, objects
from wmstrat.workspace.changes import bringing_back, repositories
from wmstrat.workspace.initial import hides_private

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.repo.output import Entry
    from wmstrat.workspace.workspace import Workspace

# What belongs to a workspace besides its records; everything else that lies about is foreign and left alone.
OWN_FILES, OWN_FOLDER = ("README.md", ".gitattributes", ".gitignore"), "method/"

# What the checks say of a record that is not named as it should be, and the fields that say its name.
MISNAMED = {"id-form", "home"}
NAMING = {"id", "handle", "group"}


def hand_edits(workspace: Workspace, *, private: bool | None = None) -> Iterator[tuple[Repository, str, Entry]]:
    """Every (repository, path in the workspace, git's entry) of a file of the workspace that differs from HEAD; only
    of the private repository, or of the public one, where `private` says so."""
    for place, folder in repositories(workspace.place):
        if private is not None and private != bool(folder):
            continue
        repository = Repository(place)
        for entry in repository.status().entries:
            path = folder + entry.path
            if is_own(workspace, path):
                yield repository, path, entry


def is_own(workspace: Workspace, path: str) -> bool:
    """True for a file of the workspace, of a record or not; everything else that lies about is foreign."""
    return any(workspace.belongs(path)) or path in OWN_FILES or path.startswith(OWN_FOLDER)


def save(change: Change, wanted: Iterable[Record]) -> Done:
    """Make `change` hold what was edited by hand, all of it or that of some records, of a group all that is in it; it
    answers with the paths.

    A record that was not named as it should be may have been renamed. Raises Refused for any other file that was
    deleted by hand, or that two sides changed in an unfinished merge; Invalid as the checks do.
    """
    records, saved = list(wanted), []
    paths = {path for record in records for path in (record.path, f"private/{record.path}")}
    groups = {record.id for record in records if record.is_group}
    for repository, path, entry in hand_edits(change.workspace):
        if records and path not in paths and not groups & set(_groups_of(path, change.workspace)):
            continue
        data = change.workspace.bytes(path)
        if entry.kind == "unmerged":
            raise Refused("{path} is in the middle of a merge. Finish it with git first.", path=path)
        head = objects.blobs(repository, [entry.head_blob]).get(entry.head_blob) if entry.head_blob else None
        saved.append(path)
        if data is None and head is not None and _was_renamed(change.workspace, path, head):
            change.leave(path, head)
            continue
        if data is None:
            raise Refused(
                "{path} was deleted by hand. Records end in a state instead (wmstrat mark REF withdrawn); bring the "
                "file back with: {back}",
                path=path,
                back=bringing_back(path),
            )
        if path == private_folder.FILE and hides_private(head or b"") and not hides_private(data):
            raise Refused(
                "{path} does not keep private/ out of this repository any more, so that what is personal could be "
                "published. Bring it back with: git checkout HEAD -- {path}",
                path=path,
            )
        change.adopt(path, head, data)
    if not saved:
        ids = ", ".join(record.reference for record in records)
        nothing = f"Nothing of {ids} was edited by hand. To save all that was edited: wmstrat save"
        return Done("", remarks=(nothing if ids else "Nothing was edited by hand; there is nothing to save.",))
    name = change.steps[0].after.id if change.steps else saved[0]
    scopes = {scope(step.after, change) for step in change.steps}
    return Done(
        f"save {name if len(saved) == 1 else f'{len(saved)} files'}",
        answers=tuple(saved),
        scope=scopes.pop() if len(scopes) == 1 else "process",
    )


def _groups_of(path: str, workspace: Workspace) -> Iterator[str]:
    """The group that a file is in, and the one that its record names (an application is in no group's folder)."""
    for kind, identity, group in workspace.belongs(path):
        record = workspace.get(kind.name, identity)
        yield group
        yield str(record.values.get("group", "")) if record else ""


def _was_renamed(workspace: Workspace, path: str, head: bytes) -> bool:
    """True for the file, as HEAD has it, of a record that was not named as it should be, when another record holds
    all that it held."""
    return any(
        _misnamed(workspace, was) and any(_same(was, now) for now in workspace.records(was.kind.name))
        for was in workspace.read(path, head)
    )


def _misnamed(workspace: Workspace, was: Record) -> bool:
    checks = {problem.check for problem in problems_of(was, workspace)}
    return bool(checks & MISNAMED) or bool(workspace.holders(was.id)) or normal(was.path) != was.path


def _same(was: Record, now: Record) -> bool:
    if was.unreadable or was.body.strip() != now.body.strip():
        return False
    fields = half_fields(was.kind, was.path.startswith("private/"))
    return all(was[field.name] == now[field.name] for field in fields if field.name not in NAMING)
