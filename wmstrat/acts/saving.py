"""Commits what somebody edited or renamed by hand, once it has passed the checks."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.acts.not_saved import folder_of_group, saving_others
from wmstrat.checks import private_folder
from wmstrat.checks.every_record import problems_of
from wmstrat.checks.file_names import harmful, unfit
from wmstrat.errors import NotFound, Refused
from wmstrat.files.records import half_fields
from wmstrat.record.halves import is_private, private_path
from wmstrat.record.text import normal
from wmstrat.record.verbs import Done
from wmstrat.record.view import code_of_group, scope
from wmstrat.repo import Repository, objects
from wmstrat.workspace.changes import bringing_back, repositories
from wmstrat.workspace.initial import hides_private
from wmstrat.workspace.other_files import is_beside_records, is_own, unsaved

if TYPE_CHECKING:
    from wmstrat.change.change import Change
    from wmstrat.record.record import Record
    from wmstrat.repo.output import StatusEntry
    from wmstrat.workspace.workspace import Workspace

# What the checks say of a record that is not named as it should be, and the fields that say its name.
MISNAMED = {"id-form", "home"}
NAMING = {"id", "handle", "group"}


def hand_edits(
    workspace: Workspace, *, private: bool | None = None, also: Collection[str] = ()
) -> Iterator[tuple[Repository, str, StatusEntry]]:
    """Every (repository, path in the workspace, git's entry) of a file of the workspace, one beside the records that
    was saved before, or one at the paths `also`, that differs from HEAD; only of the private repository, or of the
    public one, where `private` says so."""
    for place, folder in repositories(workspace.place):
        if private is not None and private != bool(folder):
            continue
        repository = Repository(place)
        for entry in repository.status().entries:
            path = folder + entry.path
            was_saved = bool(entry.head_blob) and is_beside_records(workspace, path)
            if was_saved or is_own(workspace, path) or path in also:
                yield repository, path, entry


def save(change: Change, wanted: Iterable[Record], files: Collection[str] = ()) -> Done:
    """Make `change` hold what was edited by hand: everything, or what is named. `wanted` are records, and groups with
    all that is in them, `files` any files, also others than the workspace's own. It answers with the paths.

    A record that was not named as it should be may have been renamed. Raises Refused for any other file that was
    deleted by hand, or that two sides changed in an unfinished merge; Invalid as the checks do.
    """
    records, saved = list(wanted), []
    paths = {path for record in records for path in (record.path, private_path(record.path))}
    groups = {record.id for record in records if record.is_group}
    for repository, path, entry in hand_edits(change.workspace, also=files):
        is_named = not (records or files) or path in paths or path in files
        if not is_named and groups.isdisjoint(_groups_of(path, change.workspace)):
            continue
        _refuse_place(change.workspace, path, entry)
        head = objects.blobs(repository, [entry.head_blob]).get(entry.head_blob) if entry.head_blob else None
        data = change.workspace.bytes(path)
        saved.append(path)
        if data is not None:
            _refuse_to_show_private(path, head, data)
            change.adopt(path, head, data)
        elif head is not None and _was_renamed(change.workspace, path, head):
            change.leave(path, head)
        else:
            raise _deleted(change.workspace, path, head)
    left = () if records or files else saving_others(change.workspace, unsaved(change.workspace))
    if not saved:
        named = ", ".join([*(record.reference for record in records), *files])
        nothing = f"There are no edits to save in {named}. To save all edits: wmstrat save"
        return Done("", remarks=(nothing if named else "There are no edits to save.", *left))
    name = change.steps[0].after.id if change.steps else saved[0]
    scopes = {scope(step.after, change) for step in change.steps}
    scopes |= {code_of_group(change, group) for path in saved if (group := folder_of_group(path))}
    return Done(
        f"save {name if len(saved) == 1 else f'{len(saved)} files'}",
        answers=tuple(saved),
        scope=scopes.pop() if len(scopes) == 1 else "process",
        remarks=left,
    )


def _refuse_place(workspace: Workspace, path: str, entry: StatusEntry) -> None:
    """Raise Refused for a new file of a name that others could not store, for a private record outside of private/,
    and for a file in an unfinished merge."""
    refuses = harmful if is_own(workspace, path) else unfit
    if wrong := None if entry.head_blob else refuses(path):
        raise Refused("{path} has a name with {wrong}. Rename the file first.", path=path, wrong=wrong)
    if kind := private_folder.of_private_kind(path):
        raise Refused(
            "{path} is in a place that everybody can read, but {kinds} are private. Move the file into private/.",
            path=path,
            kinds=kind.plural,
        )
    if entry.kind == "unmerged":
        raise Refused("A merge of {path} is not finished. First finish it with git.", path=path)


def _refuse_to_show_private(path: str, head: bytes | None, data: bytes) -> None:
    """Raise Refused for a .gitignore that hides private/ no longer."""
    if path == private_folder.FILE and hides_private(head or b"") and not hides_private(data):
        raise Refused(
            "{path} no longer keeps private/ out of this repository, so personal data could be published. "
            "Restore it with: `git checkout HEAD -- {path}`",
            path=path,
        )


def _deleted(workspace: Workspace, path: str, head: bytes | None) -> Refused:
    """The error for a file that was deleted by hand."""
    if is_own(workspace, path):
        return Refused(
            "{path} was deleted by hand. To restore it: `{back}`{instead}",
            path=path,
            back=bringing_back(path),
            instead=_instead_of_deleting(workspace, path, head),
        )
    return Refused(
        "{path} was deleted by hand. To restore it: `{back}`\nTo delete it for everybody, use git rm, "
        "then git commit",
        path=path,
        back=bringing_back(path),
    )


def _instead_of_deleting(workspace: Workspace, path: str, head: bytes | None) -> str:
    """A sentence with the command that ends the record of a deleted file."""
    for record in workspace.read(path, head) if head is not None else ():
        if ending := record.kind.ending(record):
            return f"\nRecords are not deleted. To end this one: {bringing_back(path)} && wmstrat {ending}"
    return ""


def files_named(workspace: Workspace, words: Iterable[str]) -> tuple[list[str], list[str]]:
    """The words that name no file or folder, and the files of the workspace (of a folder all that are not saved) that
    the others name, seen from the current folder or from the workspace. Raises NotFound for a path that leads
    nowhere or out of the workspace."""
    references: list[str] = []
    files: list[str] = []
    root = workspace.place.root
    for word in words:
        found = next((path for path in (Path.cwd() / word, root / word) if os.path.lexists(path)), None)
        if found is None and "." in word:
            files_so_called = _so_called(workspace, word)
            if files_so_called:
                files += files_so_called
                continue
        if "/" not in word and (found is None or "." not in word):
            references.append(word)
            continue
        inside = Path(os.path.normpath(found)) if found else None
        if inside is None or root not in (inside, *inside.parents) or ".git" in inside.parts[len(root.parts) :]:
            raise NotFound("There is no file {path} in this workspace.", path=word)
        path = inside.relative_to(root).as_posix()
        is_folder = inside.is_dir() and not inside.is_symlink()
        known = _not_saved(workspace) if is_folder else ()
        files += [each for each in known if path == "." or each.startswith(f"{path}/")] if is_folder else [path]
    return references, files


def _not_saved(workspace: Workspace) -> list[str]:
    """Every file that is not saved."""
    return [*(edited for _, edited, _ in hand_edits(workspace)), *unsaved(workspace)]


def _so_called(workspace: Workspace, word: str) -> list[str]:
    """The one file that is not saved whose path ends so, or none. Raises NotFound where several do."""
    paths = [path for path in _not_saved(workspace) if path.endswith(f"/{word}")]
    if len(paths) > 1:
        raise NotFound(
            "There are several files called {name} that are not saved: {paths}. Type the whole path.",
            name=word,
            paths=", ".join(map(quote, paths)),
        )
    return paths


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
    fields = half_fields(was.kind, is_private(was.path))
    return all(was[field.name] == now[field.name] for field in fields if field.name not in NAMING)
