"""Taking into the history what somebody edited by hand, once it has passed the checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from wmstrat.acts.renamed import was_renamed
from wmstrat.checks import private_folder
from wmstrat.errors import Refused
from wmstrat.record.verbs import Done
from wmstrat.record.view import scope
from wmstrat.workspace.changes import bringing_back
from wmstrat.workspace.initial import hides_private

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.repo import Repository
    from wmstrat.repo.output import Entry
    from wmstrat.workspace.workspace import Workspace

# What belongs to a workspace besides its records; everything else that lies about is foreign and left alone.
OWN_FILES = ("README.md", ".gitattributes", ".gitignore")
OWN_FOLDERS = ("method/",)


def hand_edits(workspace: Workspace, *, private: bool | None = None) -> Iterator[tuple[Repository, str, Entry]]:
    """Every (repository, path in the workspace, git's entry) of a file of the workspace that differs from HEAD; only
    of the private repository, or of the public one, where `private` says so."""
    from wmstrat.repo import Repository
    from wmstrat.workspace.changes import repositories

    for place, folder in repositories(workspace.place):
        if private is not None and private != bool(folder):
            continue
        repository = Repository(place)
        for entry in repository.status().entries:
            path = folder + entry.path
            if path.startswith(("../", ".git")) and path not in OWN_FILES:
                continue
            if is_own(workspace, path):
                yield repository, path, entry


def is_own(workspace: Workspace, path: str) -> bool:
    """True for a file of the workspace, of a record or not; everything else that lies about is foreign."""
    return any(workspace.belongs(path)) or path in OWN_FILES or path.startswith(OWN_FOLDERS)


def save(change: Change, wanted: Iterable[Record]) -> Done:
    """Make `change` hold what was edited by hand, all of it or that of some records; it answers with the paths. To
    a group belong all records in it.

    A record that was not named as it should be may have been renamed. Raises Refused for any other file that was
    deleted by hand (records end in a state, they are not deleted) or that two sides changed in an unfinished merge;
    Invalid as the checks do.
    """
    from wmstrat.repo import objects

    records = list(wanted)
    paths = {path for record in records for path in (record.path, f"private/{record.path}")}
    groups = {record.id for record in records if record.is_group}
    saved = []
    for repository, path, entry in hand_edits(change.workspace):
        if records and path not in paths and not groups & set(_groups_of(path, change.workspace)):
            continue
        data = change.workspace.bytes(path)
        if entry.kind == "unmerged":
            raise Refused("{path} is in the middle of a merge. Finish it with git first.", path=path)
        head = objects.blobs(repository, [entry.head_blob]).get(entry.head_blob) if entry.head_blob else None
        if data is None and head is not None and was_renamed(change.workspace, path, head):
            change.leave(path, head)
            saved.append(path)
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
        saved.append(path)
    if not saved:
        ids = ", ".join(record.reference for record in records)
        what = f"Nothing of {ids} was edited by hand. To save all that was edited: wmstrat save" if records else ""
        return Done("", remarks=(what or "Nothing was edited by hand; there is nothing to save.",))
    after = tuple(step.after for step in change.steps)
    what = (after[0].id if after else saved[0]) if len(saved) == 1 else f"{len(saved)} files"
    return Done(f"save {what}", answers=tuple(saved), scope=_scope(change))


def _groups_of(path: str, workspace: Workspace) -> Iterator[str]:
    """The group that a file stands in, and the one that its record names (an application does not stand in it)."""
    for kind, identity, group in workspace.belongs(path):
        record = workspace.get(kind.name, identity)
        yield group
        yield str(record.values.get("group", "")) if record else ""


def _scope(change: Change) -> str:
    """The scope of all records that were edited, `process` where they have several."""
    scopes = {scope(step.after, change) for step in change.steps}
    return scopes.pop() if len(scopes) == 1 else "process"
