"""Putting a change back, and settling one that was interrupted. Everything here works from the journal and the disk,
and may itself be interrupted and begun again at any point."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from wmstrat.errors import Refused, WmstratError
from wmstrat.repo import Repository, branch, tip
from wmstrat.repo.output import Commit
from wmstrat.repo.place import Place, repository
from wmstrat.repo.place import interrupted as interrupted  # asked without loading this module
from wmstrat.workspace import committing, disk, journal, leftovers, lock, moving, readiness, saved_texts
from wmstrat.workspace.journal import FileStep, Journal, RepositoryPart
from wmstrat.workspace.lock import Say

# Seconds that a git which outlived its wmstrat may take to finish.
GIT_PATIENCE = 10.0


def recover_if_free(place: Place, say: Say) -> None:
    """For commands that only read: settle an interrupted change, unless another process is writing or this is a git
    hook. A change that cannot be settled yet is reported, and reading goes on."""
    if not interrupted(place) or os.environ.get(lock.INSIDE):
        return
    with lock.held_if_free(place) as free:
        if free:
            try:
                recover(place, say)
            except WmstratError as error:
                say(str(error))


@disk.refusing()
def recover(place: Place, say: Say) -> None:
    """Finish or undo the change that was interrupted, if one was, and say which. The lock is held. Text that existed
    only in a change that is undone is kept. Raises Refused while its git still works, while a rebase has stopped, for
    a lock file that might be somebody else's, and when the disk does not take it."""
    change = journal.read(place)
    if change is None:
        journal.clear(place)  # a kill before the first or after the last step leaves some of it
        return
    lock.refuse_inside(place, change.pid)
    if not lock.wait_for_git(place, GIT_PATIENCE):
        began = f"a sync (process {change.pid}) began"
        if isinstance(change, Journal):
            began = f"{change.command} (process {change.pid}) began at {change.started}"
        raise Refused(
            "git is still committing what {began}. Wait until it ends (perhaps a hook is running), then type the "
            "command again.",
            began=began,
        )
    if not isinstance(change, Journal):
        moving.put_in_order(place, change, say)
        journal.clear(place)
        return
    for part in change.parts:  # git ends a rebase only if the branch is where it was when the rebase began
        readiness.refuse_under_way(place_of(place, part), readiness.REBASES)
    with _undisturbed():
        disk.remove(place.state / "reserve")
        clear_locks_left(place, change, in_process=False)
        if all(_is_committed(place, part) for part in change.parts):
            _finish(place, change)
            journal.clear(place)
            say(f"An interrupted change was finished: {change.subject}")
            return
        # A person's public and private file have the same path in their repositories.
        texts = {
            f"{part.folder}/{step.path}".lstrip("/"): step.after
            for part in change.parts
            for step in part.files
            if step.after is not None and step.after != step.before
        }
        kept = saved_texts.save_all(place, texts) if texts else None
        put_back(place, change, say, in_process=False)
        journal.clear(place)
    say(f"An interrupted change was undone: {change.subject}" + (f". Its text is saved in {kept}" if kept else ""))


def put_back(place: Place, change: Journal, say: Say, *, in_process: bool) -> None:
    """Branches, index entries, files and folders are as before the change. `in_process`: this process has held the
    lock since the change began, so every difference was made by the change or its hooks, and is put back too.
    Otherwise edits that a person made since are left alone, and reported."""
    with _undisturbed():
        if in_process:
            clear_locks_left(place, change, in_process=True)
        began = lock.git_began(place, change.id) is not None
        for part in reversed(change.parts):
            git = Repository(place_of(place, part))
            staying = _put_back_commit(place, git, part, change, say, in_process=in_process) if began else set()
            for step in part.files:
                if step.path not in staying:
                    _put_back_file(place, git.place.top, step, say, overwrite=in_process)
            disk.remove_if_empty(git.place.top / folder for folder in reversed(part.folders))


def leave_in_folder(top: Path, part: RepositoryPart) -> None:
    """The files that left the history alone are in their folders again, with the bytes that they had."""
    for step in part.files:
        if step.stays and step.before is not None and not os.path.lexists(top / step.path):
            disk.replace_whole(top / step.path, step.before, top / step.temporary, mode=step.mode)


def commits_since(where: Repository, part: RepositoryPart) -> list[Commit]:
    """The commits of the branch since the one before the change, newest first."""
    now = tip(where.place, part.branch)
    if now is None or now == part.head:
        return []
    revision = now if part.head is None else f"{part.head}..{now}"
    return list(where.history(revision=revision, renames=False))


def place_of(place: Place, part: RepositoryPart) -> Place:
    """The repository of a part, seen from its top. Raises Refused when it is no longer there."""
    if not part.folder:
        return place.whole._replace(private=None)
    folder = place.top / part.folder
    where = repository(folder)
    if where is None or where.top != folder:
        why = "{path} describes a change in {folder}, which is not a repository any more."
        raise Refused(why, path=place.journal, folder=folder)
    return where


def clear_locks_left(place: Place, change: Journal, *, in_process: bool) -> None:
    """Remove lock files of git processes of this change, all of which have ended. Raises Refused as `clear_locks`."""
    for part in change.parts:
        leftovers.clear_locks(place, change.id, place_of(place, part), part.branch, in_process=in_process)


def _is_committed(place: Place, part: RepositoryPart) -> bool:
    commits = commits_since(Repository(place_of(place, part)), part)
    return {change.new_path for commit in commits for change in commit.changes}.issuperset(part.paths)


def _finish(place: Place, change: Journal) -> None:
    with lock.git_at_work(place, change.id) as descriptor:
        for part in change.parts:
            git = Repository(place_of(place, part))
            ours = _our_commits(commits_since(git, part), change, in_process=False)
            committing.match_index_to_head(git, _paths(git, part, ours), keep_open=(descriptor,))
            leave_in_folder(git.place.top, part)


def _put_back_commit(
    place: Place, git: Repository, part: RepositoryPart, change: Journal, say: Say, *, in_process: bool
) -> set[str]:
    """The branch is as before the change, unless somebody has built upon its commit since; returns the paths that
    therefore stay as they are committed."""
    built_upon, now = False, tip(git.place, part.branch)
    commits = commits_since(git, part)
    ours = _our_commits(commits, change, in_process=in_process)
    with lock.git_at_work(place, change.id) as descriptor:
        how = {"keep_open": (descriptor,)}
        if now is not None and ours:
            before = next(iter(ours[-1].parents), None)
            committing.move_branch(git, part.branch, to=before, away_from=now, **how)
        elif any(change.new_path in part.paths for commit in commits for change in commit.changes):
            built_upon = True
            say(f"Branch {part.branch} of {git.place.top} has new commits and was not changed.")
        if in_process:
            _take_back_elsewhere(git, part, change, say, how)
        committing.match_index_to_head(git, _paths(git, part, ours), **how)
        if part.staged:
            committing.set_index(git, part.staged, **how)
    return set(part.paths) - {entry.path for entry in git.status(part.paths).entries} if built_upon else set()


def _take_back_elsewhere(
    git: Repository, part: RepositoryPart, change: Journal, say: Say, how: dict[str, Any]
) -> None:
    """Where a hook has switched to another branch, the newest commit there is undone if it is that of the change."""
    there = branch(git.place)
    if there is None or there == part.branch or (now := tip(git.place, there)) is None:
        return
    newest = next(git.history(revision=now, limit=1), None)
    if newest is None or newest.sha != now:
        return
    if change.subject in newest.subject and newest.date >= datetime.fromisoformat(change.started):
        committing.move_branch(git, there, to=next(iter(newest.parents), None), away_from=now, **how)
        say(f"The commit on the branch {there} was undone.")


def _our_commits(commits: list[Commit], change: Journal, *, in_process: bool) -> list[Commit]:
    """The newest commits, down to the one that the change made; empty when none can be told for it. A commit on top
    of ours is somebody's work, and ours stays; but `in_process` only a hook can have made it, and a hook, too, has
    given the only commit another subject."""
    named = [number for number, commit in enumerate(commits) if change.subject in commit.subject]
    if in_process:
        return commits[: named[-1] + 1] if named else commits if len(commits) == 1 else []
    return commits[:1] if named and named[0] == 0 else []


def _paths(git: Repository, part: RepositoryPart, ours: list[Commit]) -> list[str]:
    """The paths of a part, and those that its hooks added to its commit, except where a merge of git has stopped
    since: a person, or a sync, settles that."""
    added = {change.new_path for commit in ours for change in commit.changes}
    return sorted({*part.paths, *added} - git.unmerged().keys())


def _put_back_file(place: Place, top: Path, step: FileStep, say: Say, *, overwrite: bool) -> None:
    path, temporary = top / step.path, top / step.temporary
    disk.remove(temporary)
    data = disk.read(path)
    if data == step.before:
        return
    if data != step.after:
        if not overwrite:
            say(f"{path} was changed later, so it was not restored.")
            return
        if data is not None:
            kept = saved_texts.save(place, path.name, data)
            say(f"{path} was changed while it was being committed; that version is saved in {kept}")
    if step.before is None:
        disk.remove(path)
    else:
        disk.replace_whole(path, step.before, temporary, mode=step.mode)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits: half of putting back would be worse than all of it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
