"""Validates what is received and what is to be sent, before anything is merged, written or sent."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from shlex import quote
from typing import TYPE_CHECKING

from wmstrat.checks import private_folder
from wmstrat.checks.file_names import harmful, unfit
from wmstrat.checks.markers import committing, first_marker, keeping
from wmstrat.errors import Invalid, Refused
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.files.records import read_record
from wmstrat.kinds import kind
from wmstrat.record.halves import FOLDER, is_private_in_any_case
from wmstrat.repo import objects
from wmstrat.repo.output import LINK, REPOSITORY
from wmstrat.repo.place import PROCESS_FILE, refuse_newer

if TYPE_CHECKING:
    from wmstrat.repo import Repository
    from wmstrat.repo.output import Blob, Difference
    from wmstrat.sync.addresses import Folder

ASK = "Nothing was changed here. Ask the person who did this to fix it, then type again: wmstrat sync"


def refuse_hostile(git: Repository, folder: Folder, incoming: Difference, *, again: str = "wmstrat sync") -> None:
    """Refuse what no workspace may hold. `again` is the command to type when it is gone."""
    for path, what in _hostile(git, folder, incoming, harmful):
        raise Refused(
            "The shared repository has {what} at {path}. Nothing was changed here. Ask the person who added it to "
            "remove it, then type again: {again}",
            what=what,
            path=path,
            again=again,
        )


def refuse_to_send(git: Repository, folder: Folder, outgoing: Difference, since: str, commit: str) -> None:
    """Refuse to send what no other clone would let in, and a commit between `since` (empty for none) and `commit`
    that brings something of private/ along, since git never forgets."""
    if not folder.inside:
        workspaces = {folder.prefix: True}
        for sha, paths in git.files_brought(since, commit):
            inside = [path.removeprefix(folder.prefix) for path in paths if path.startswith(folder.prefix)]
            brought = any(map(private_folder.of_private_kind, inside))
            if brought or any(_is_in_private(git, path, commit, workspaces) for path in paths):
                raise Refused("{why} Nothing was sent.", why=private_folder.in_history(sha))
    for path, what in _hostile(git, folder, outgoing, unfit):
        raise Refused(
            "Nothing was sent: you have committed {what} at {path}, so nobody could sync any more. Remove it: "
            "`git rm --cached {command}`, then `{commit}`. Then type again: `wmstrat sync`",
            what=what,
            path=path,
            command=quote(path),
            commit=committing("Remove it"),
        )
    for path in _unfinished(git, folder, outgoing, commit):
        raise Invalid(
            "Nothing was sent: {path} contains conflict markers of git (<<<<<<<, =======, >>>>>>>). Keep the "
            "right text and delete the marker lines, then type: {command}. Then type again: `wmstrat sync`",
            path=path,
            command=", then ".join(keeping(path)),
        )


def _unfinished(git: Repository, folder: Folder, outgoing: Difference, commit: str) -> Iterator[str]:
    """The files other than records (these are checked as such) in which a merge was left unfinished."""
    texts = {
        path: versions
        for path, versions in outgoing.items()
        if versions[1] and path.startswith(folder.prefix) and not folder.home(path)
    }
    if not texts:
        return
    told = git.run("grep", "-l", "-z", "-I", "-E", "^(<{7}|>{7})", commit, "--", ok=(0, 1))
    likely = texts.keys() & {name.removeprefix(f"{commit}:") for name in os.fsdecode(told).split("\0")}
    contents = objects.blobs(git, {blob.name for path in likely for blob in texts[path] if blob})
    for path in sorted(likely):
        was, now = (first_marker(contents[blob.name]) if blob else 0 for blob in texts[path])
        if now and not was:
            yield path


def _is_in_private(git: Repository, path: str, commit: str, workspaces: dict[str, bool]) -> bool:
    """Whether a file is in the private/ (in any case) of a workspace; `workspaces` has the folders that were looked
    at before."""
    names = path.split("/")
    for place, name in enumerate(names):
        prefix = "".join(f"{folder}/" for folder in names[:place])
        if name.casefold() == FOLDER and prefix not in workspaces:
            workspaces[prefix] = git.attempt("cat-file", "-e", f"{commit}:{prefix}{PROCESS_FILE}").code == 0
        if name.casefold() == FOLDER and workspaces[prefix]:
            return True
    return False


def _hostile(
    git: Repository, folder: Folder, difference: Difference, unfit_name: Callable[[str], str | None]
) -> Iterator[tuple[str, str]]:
    """What no workspace may hold, with its path, and in the public one all that belongs to private/."""
    there = {path: now for path, (_, now) in difference.items() if now and path.startswith(folder.prefix)}
    for path, now in there.items():
        inside = path.removeprefix(folder.prefix)
        added = difference[path][0] is None
        if added and (wrong := unfit_name(inside)):
            yield path, f"a file name that is not allowed in a workspace ({wrong})"
        elif now.mode == LINK:
            yield path, "a symbolic link"
        elif not folder.inside and is_private_in_any_case(inside):
            yield path, "a file of private/ (which everybody could read)"
        elif now.mode == REPOSITORY:
            yield path, "another repository (a submodule)"
    records = {now.name: path for path, now in there.items() if folder.home(path)}
    for name, size in objects.sizes(git, sorted(records)).items():
        if size > MAXIMUM_BYTES:
            yield records[name], f"a record of {size:,} bytes (the limit is {MAXIMUM_BYTES:,})"


def of_records(folder: Folder, incoming: Difference) -> dict[str, tuple[Blob | None, Blob]]:
    """The received records, new or changed: what each was, and what it is."""
    return {path: (was, now) for path, (was, now) in incoming.items() if now and folder.home(path)}


def refuse_broken(folder: Folder, incoming: Difference, contents: Mapping[str, bytes]) -> None:
    """Refuse a remote whose workspace cannot be used any more, and a merge that was left half done. `contents` holds
    both versions of the received records, by the names of their blobs."""
    path = folder.prefix + PROCESS_FILE
    if not folder.inside and path in incoming:
        now = incoming[path][1]
        if now is None:
            raise Refused(
                "The shared repository has no {file} any more, so it is not a workspace. {ask}",
                file=PROCESS_FILE,
                ask=ASK,
            )
        data = contents[now.name]
        refuse_newer(data, f"{PROCESS_FILE} in the shared repository")
        record = read_record(kind("process"), PROCESS_FILE, "process", "", data)
        if record.unreadable:
            raise Refused(
                "{file} in the shared repository cannot be read (line {line}: found {found}), so nobody can use "
                "it. {ask}",
                file=PROCESS_FILE,
                line=record.problems[0].line,
                found=record.problems[0].found,
                ask=ASK,
            )
    for path, (was, now) in of_records(folder, incoming).items():
        old = contents.get(was.name, b"") if was else b""
        if first_marker(contents.get(now.name, b"")) and not first_marker(old):
            raise Refused(
                "{path} in the shared repository contains conflict markers of git (<<<<<<<, =======, >>>>>>>). {ask}",
                path=path,
                ask=ASK,
            )
