"""Whether a repository can take a change now: our own checks, because git would let some of these through."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from pathlib import Path, PurePath
from shlex import quote

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import NotFound, Refused
from wmstrat.record.halves import is_private, is_private_in_any_case, public_path
from wmstrat.repo import Repository
from wmstrat.repo.objects import is_blob
from wmstrat.repo.output import StatusEntry
from wmstrat.repo.place import Place
from wmstrat.workspace import disk
from wmstrat.workspace.changes import bringing_back, git_on
from wmstrat.workspace.initial import TEMPLATE_MARK
from wmstrat.workspace.journal import FileStep, RepositoryPart


def _ending(verb: str) -> str:
    return f"git {verb} --abort; or fix the files, then git {verb} --continue"


REBASES = (
    ("rebase-merge", "A rebase", _ending("rebase")),
    ("rebase-apply/applying", "A git am", _ending("am")),
    ("rebase-apply", "A rebase", _ending("rebase")),
)
UNDER_WAY = (
    *REBASES,
    ("MERGE_HEAD", "A merge", "git merge --abort, then wmstrat sync; or fix the files, then git commit"),
    ("CHERRY_PICK_HEAD", "A cherry-pick", _ending("cherry-pick")),
    ("REVERT_HEAD", "A revert", _ending("revert")),
    ("sequencer", "A cherry-pick or revert", "git status, which tells how to continue or abort"),
    ("BISECT_LOG", "A bisect", "git bisect reset"),
)

# Seconds that another git may take to let go of the index.
INDEX_LOCK_PATIENCE = 2.0


class Target(Struct, frozen=True):
    """One file to change: its path in the workspace (`shown`) and in its repository, its bytes before and after. One
    that was edited `by_hand` may differ from HEAD."""

    shown: str
    path: str
    before: bytes | None
    after: bytes | None
    stays: bool = False
    by_hand: bool = False


def refuse_template(place: Place) -> None:
    """Raise Refused for the folder that `init` copies: what is written there would be in every new workspace."""
    if (place.root / TEMPLATE_MARK).exists():
        raise Refused(
            "{root} is the template for new workspaces and cannot be changed with wmstrat. Make your own "
            "workspace: `wmstrat init DIR`",
            root=place.root,
        )


def refuse_under_way(place: Place, among: Sequence[tuple[str, str, str]] = UNDER_WAY) -> None:
    """Refuse while git is in the middle of something that a commit would break. Costs no process."""
    folder = str(place.git_directory)
    for name, what, remedy in among:
        if os.path.lexists(f"{folder}/{name}"):
            why = "{what} is not finished in {top}. First finish or abort it: {remedy}"
            raise Refused(why, what=what, top=place.top, remedy=remedy)


def fence(place: Place, paths: Collection[str]) -> None:
    """Paths stay inside the root, in plain folders of this repository. Raises NotFound for a path that leads out of
    it by its name, Refused for one that does so on disk."""
    sound = {place.root}
    for path in paths:
        names = path.split("/")
        if any(name in ("", ".", "..") or "\0" in name for name in names):
            raise NotFound("{path!r} is not a path inside the workspace.", path=path)
        if not path.isprintable() and any("\udc80" <= letter <= "\udcff" for letter in path):
            raise Refused("{path!r} is not UTF-8, so it cannot be the name of a record. Rename the file.", path=path)
        if any(name.casefold() == ".git" for name in names):
            raise Refused("{path} belongs to git.", path=path)
        folder = place.root
        for name in names[:-1]:
            folder = folder / name
            if folder not in sound:
                _refuse_unsound(folder, path)
                sound.add(folder)
        kind = _kind(folder / names[-1])
        if kind is not None and not stat.S_ISREG(kind):
            raise Refused("{path} is not a normal file (perhaps a link or a folder).", path=path)


def prepare(
    place: Place, name: str, folder: str, targets: Sequence[Target], *, journal: str
) -> RepositoryPart | None:
    """The part of this repository in a change, after every reason against it was looked for; None when it has none.
    Raises Refused with the path and what to do about it."""
    refuse_under_way(place)
    _await_index(place)
    repository = Repository(place)
    status = repository.status([target.path for target in targets], ignored=True)
    if status.branch is None:
        raise Refused(
            "HEAD of {top} is detached, so a commit would not be on a branch. Go back to a branch with: `git "
            "switch BRANCH`",
            top=place.top,
        )
    changed = {entry.path: entry for entry in status.entries if entry.kind in ("changed", "unmerged")}
    untracked = {entry.path for entry in status.entries if entry.kind == "untracked"}
    refuse_ignored(targets, [entry.path for entry in status.entries if entry.kind == "ignored"])
    for target in targets:
        if not target.by_hand or (target.path in changed and changed[target.path].kind == "unmerged"):
            _refuse_edited(target, changed.get(target.path), untracked=target.path in untracked)
    known = {*changed, *untracked}
    targets = [target for target in targets if target.path in known or target.before != target.after]
    if not targets:
        return None
    targets = [_as_git_stores_it(target, changed.get(target.path)) for target in targets]
    new = untracked | {target.path for target in targets if target.before is None} - changed.keys()
    added = [target.path for target in targets if target.path in new]
    files = tuple(
        _file_step(place, target, f".wmstrat-{journal}-{number}.tmp") for number, target in enumerate(targets)
    )
    entries = [changed[target.path] for target in targets if target.path in changed]
    staged = {entry.path: (entry.index_mode, entry.index_blob) for entry in entries if entry.staged != "."}
    folders = {above for target in targets if target.after is not None for above in PurePath(target.path).parents}
    missing = tuple(sorted(str(above) for above in folders if not (place.root / above).is_dir()))
    return RepositoryPart(name, folder, status.branch, status.head, files, tuple(added), staged, missing)


def _await_index(place: Place) -> None:
    lock = place.git_directory / "index.lock"
    deadline = time.monotonic() + INDEX_LOCK_PATIENCE
    while lock.exists():
        if time.monotonic() > deadline:
            why = (
                "Another git process is running in {top}: the file {lock} exists. Wait until it ends. If none is "
                "running, an earlier process did not delete the file; delete it."
            )
            raise Refused(why, top=place.top, lock=lock)
        time.sleep(0.02)


def _refuse_unsound(folder: Path, path: str) -> None:
    kind = _kind(folder)
    if kind is None:
        return
    if stat.S_ISLNK(kind):
        raise Refused("{path} goes through a symbolic link, {folder}.", path=path, folder=folder)
    if not stat.S_ISDIR(kind):
        raise Refused("{path} cannot be written: {folder} is not a folder.", path=path, folder=folder)
    if os.path.lexists(folder / ".git"):
        raise Refused("{path} is in another repository, {folder}.", path=path, folder=folder)


def refuse_ignored(targets: Sequence[Target], ignored: Collection[str]) -> None:
    """Refuse when one of the targets is among the paths, or in one of the folders, that git ignores."""
    for target in targets:
        for rule in ignored:
            if target.path == rule or (rule.endswith("/") and target.path.startswith(rule)):
                raise Refused(
                    "git ignores {path}, so it cannot be committed. See which rule ignores it: `{see}`",
                    path=target.shown,
                    see=git_on(target.shown, "check-ignore -v --no-index"),
                )


def refuse_edited(place: Place, path: str, data: bytes) -> None:
    """Refuse a file of the workspace that differs from HEAD, before somebody writes what could not be committed."""
    where = place.private if place.private and belongs_to_private(path) else place
    own = public_path(path) if where is place.private else path
    for entry in Repository(where).status([own]).entries:
        tracked = entry.kind in ("changed", "unmerged")
        _refuse_edited(Target(path, own, data, data), entry if tracked else None, untracked=entry.kind == "untracked")


def _refuse_edited(target: Target, entry: StatusEntry | None, *, untracked: bool) -> None:
    if entry is not None and not _is_as_in_head(target, entry):
        if entry.kind == "unmerged":
            raise Refused(
                "{path} has a conflict from a merge. Fix the file, then type: `{add}`",
                path=target.shown,
                add=git_on(target.shown, "add"),
            )
        how = "has changes that are staged" if entry.staged != "." else "was changed by hand"
        raise Refused(
            "{path} {how} and not committed. Save it, or discard the edit: `wmstrat save` or `{back}`",
            path=target.shown,
            how=how,
            back=bringing_back(target.shown),
        )
    if untracked and target.before is None:
        raise Refused("{path} already exists. Move it away, or save it: `wmstrat save`", path=target.shown)
    if untracked:
        raise Refused("{path} was made by hand and is not in git yet. Save it: `wmstrat save`", path=target.shown)


def _is_as_in_head(target: Target, entry: StatusEntry) -> bool:
    """Whether a file that git calls changed has the bytes of HEAD: git would only store it in another way, such as
    with line ends of Unix where somebody has committed those of Windows."""
    is_same_mode = entry.staged == "." and entry.disk_mode == entry.index_mode
    return is_same_mode and entry.kind == "changed" and is_blob(entry.head_blob, target.before)


def _as_git_stores_it(target: Target, entry: StatusEntry | None) -> Target:
    """The target, with line ends of Unix where somebody has committed others and git will store these."""
    if target.after is None or entry is None or not _is_as_in_head(target, entry):
        return target
    return replace(target, after=target.after.replace(b"\r\n", b"\n"))


def _file_step(place: Place, target: Target, temporary: str) -> FileStep:
    path = place.root / target.path
    data = disk.read(path)
    if data != target.before and target.before is None:
        raise Refused("{path} already exists.", path=target.shown)
    if data != target.before:
        raise Refused("{path} was just changed by somebody else. Type the command again.", path=target.shown)
    mode = None if data is None else stat.S_IMODE(path.stat().st_mode)
    if mode is not None and not target.by_hand and not (mode & 0o222 and os.access(path, os.W_OK)):
        name = quote(target.shown)
        raise Refused("{path} is read-only. Make it writable: `chmod u+w {name}`", path=target.shown, name=name)
    beside = "".join(target.path.rpartition("/")[:2])
    return FileStep(target.path, data, target.after, mode, beside + temporary, target.stays)


def _kind(path: Path) -> int | None:
    with suppress(FileNotFoundError, NotADirectoryError):
        return path.lstat().st_mode
    return None


def belongs_to_private(path: str) -> bool:
    """Whether a path of the workspace belongs to the repository under private/. Raises Refused for one that would
    only do so where the file system does not tell cases apart."""
    first = path.split("/")[0]
    if is_private_in_any_case(path) and not is_private(path):
        raise Refused("{path} cannot be written: {folder}/ is a separate repository.", path=path, folder=first)
    return is_private(path)
