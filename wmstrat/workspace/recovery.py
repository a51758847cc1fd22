"""Putting a change back, and settling one that was interrupted.

Everything here works from the journal and what is found on disk, and may itself be interrupted and begun
again at any point.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from wmstrat.errors import Refused
from wmstrat.repo import Repository, branch, tip
from wmstrat.repo.output import Commit
from wmstrat.repo.place import Place, repository
from wmstrat.repo.place import interrupted as interrupted  # asked without loading this module
from wmstrat.workspace import committing, disk, journal, leftovers, lock, moving
from wmstrat.workspace.journal import FileStep, Journal, Part

GIT_PATIENCE = 10.0
"""Seconds that a git which outlived its wmstrat may take to finish."""


def recover_if_free(place: Place, say: Callable[[str], None]) -> None:
    """For commands that only read: settle an interrupted change, unless it is still under way.

    Returns at once when there is nothing to do, when another process is writing, and inside a git hook.
    A change that cannot be settled yet is told of; it keeps nobody from reading.
    """
    if not interrupted(place) or os.environ.get(lock.INSIDE):
        return
    with lock.held_if_free(place) as free:
        if free:
            try:
                recover(place, say)
            except Refused as error:
                say(str(error))


def recover(place: Place, say: Callable[[str], None]) -> None:
    """Finish or undo the change that was interrupted, if one was, and say which. The lock is held.

    Text that existed only in a change that is undone is kept. Raises Refused while its git still works, for a
    lock file that might be somebody else's, and when the disk does not take it.
    """
    try:
        _recover(place, say)
    except OSError as error:
        raise Refused(
            "{path} cannot be written: {reason}. Nothing was changed.",
            path=error.filename,
            reason=error.strerror or error,
        ) from error


def _recover(place: Place, say: Callable[[str], None]) -> None:
    found = journal.read(place)
    if found is None:
        moving.recover(place, say, patience=GIT_PATIENCE)
        journal.clear(place)  # of scraps that a kill left before the first or after the last step
        return
    lock.refuse_inside(place, found.pid)
    if not lock.wait_for_git(place, GIT_PATIENCE):
        raise Refused(
            "git is still committing what {command} (process {pid}) began at {started}. "
            "Wait for it to end, a hook perhaps, and type the command again.",
            command=found.command,
            pid=found.pid,
            started=found.started,
        )
    with _undisturbed():
        disk.remove(place.state / "reserve")
        clear_locks_left(place, found, in_process=False)
        if all(_is_committed(place, part) for part in found.parts):
            _finish(place, found)
            journal.clear(place)
            say(f"An interrupted change was finished: {found.subject}")
            return
        kept = _keep(place, found)
        put_back(place, found, say, in_process=False)
        journal.clear(place)
    sentence = "An interrupted change was undone: {subject}"
    if kept:
        sentence = "An interrupted change was undone: {subject}. Its text is kept in {kept}"
    say(sentence.format(subject=found.subject, kept=kept))


def put_back(place: Place, change: Journal, say: Callable[[str], None], *, in_process: bool) -> None:
    """Branches, index entries, files and folders are as before the change.

    `in_process`: this process has held the lock since the change began, so what differs is the doing of the
    change or of its hooks, and is put back too. Otherwise what a person did since is left alone, and told.
    """
    with _undisturbed():
        if in_process:
            clear_locks_left(place, change, in_process=True)
        began = lock.git_began(place, change.id) is not None
        for part in reversed(change.parts):
            where = place_of(place, part)
            staying = _put_back_commit(place, where, part, change, say, in_process=in_process) if began else set()
            for step in part.files:
                if step.path not in staying:
                    _put_back_file(place, where.top / step.path, where.top / step.temporary, step, say, in_process)
            disk.remove_if_empty(where.top / folder for folder in reversed(part.folders))


def commits_since(where: Repository, part: Part) -> list[Commit]:
    """What the branch holds beyond the commit before the change, newest first."""
    now = tip(where.place, part.branch)
    if now is None or now == part.head:
        return []
    revision = now if part.head is None else f"{part.head}..{now}"
    return list(where.history(revision=revision, renames=False))


def place_of(place: Place, part: Part) -> Place:
    """The repository of a part, seen from its top. Raises Refused when it is no longer there."""
    if not part.folder:
        return place.whole._replace(private=None)
    folder = place.top / part.folder
    found = repository(folder)
    if found is None or found.top != folder:
        raise Refused(
            "{path} tells of a change in {folder}, which is no repository any more.",
            path=place.journal,
            folder=folder,
        )
    return found


def clear_locks_left(place: Place, change: Journal, *, in_process: bool) -> None:
    """Remove lock files of git processes of this change, all of which have ended. Raises Refused as `clear_locks`."""
    began = lock.git_began(place, change.id)
    if began is not None:
        for part in change.parts:
            leftovers.clear_locks(place_of(place, part), part.branch, began, in_process=in_process)


def _is_committed(place: Place, part: Part) -> bool:
    changed = {
        change.new_path
        for commit in commits_since(Repository(place_of(place, part)), part)
        for change in commit.changes
    }
    return changed.issuperset(part.paths)


def _finish(place: Place, change: Journal) -> None:
    with lock.git_at_work(place, change.id) as descriptor:
        for part in change.parts:
            git = Repository(place_of(place, part))
            ours = _our_commits(commits_since(git, part), change, in_process=False)
            committing.match_index_to_head(git, _merged(git, _paths(part, ours)), keep_open=(descriptor,))


def _put_back_commit(
    place: Place, where: Place, part: Part, change: Journal, say: Callable[[str], None], *, in_process: bool
) -> set[str]:
    """The branch is as before the change, unless somebody has built upon its commit since; returns the paths that
    therefore stay as they are committed."""
    git, built_upon = Repository(where), False
    now = tip(where, part.branch)
    commits = commits_since(git, part)
    ours = _our_commits(commits, change, in_process=in_process)
    with lock.git_at_work(place, change.id) as descriptor:
        how = {"keep_open": (descriptor,)}
        if now is not None and ours:
            before = next(iter(ours[-1].parents), None)
            committing.move_branch(git, part.branch, to=before, away_from=now, **how)
        elif any(each.new_path in part.paths for commit in commits for each in commit.changes):
            built_upon = True
            sentence = "Branch {branch} of {top} was built upon since and is left as it is."
            say(sentence.format(branch=part.branch, top=where.top))
        if in_process:
            _take_back_elsewhere(git, part, change, say, how)
        committing.match_index_to_head(git, _merged(git, _paths(part, ours)), **how)
        if part.staged:
            committing.set_index(git, part.staged, **how)
    return set(part.paths) - {entry.path for entry in git.status(part.paths).entries} if built_upon else set()


def _take_back_elsewhere(
    git: Repository, part: Part, change: Journal, say: Callable[[str], None], how: dict[str, Any]
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
        say(f"The commit that was made on the branch {there} was taken back.")


def _our_commits(commits: list[Commit], change: Journal, *, in_process: bool) -> list[Commit]:
    """The newest commits, down to the one that the change made; empty when it made none that can be told.

    Later, a commit on top of ours is somebody's work, and ours stays. `in_process` it can only have been
    made by a hook, and so can any other subject of the only commit.
    """
    named = [number for number, commit in enumerate(commits) if change.subject in commit.subject]
    if in_process:
        return commits[: named[-1] + 1] if named else commits if len(commits) == 1 else []
    return commits[:1] if named and named[0] == 0 else []


def _paths(part: Part, ours: list[Commit]) -> list[str]:
    """The paths of a part, and what its hooks added to its commit."""
    return sorted({*part.paths, *(each.new_path for commit in ours for each in commit.changes)})


def _merged(git: Repository, paths: list[str]) -> list[str]:
    """Those of the paths at which no merge of git has stopped since: what it has of these is for a person, or for a
    sync, to settle."""
    unmerged = git.unmerged()
    return [path for path in paths if path not in unmerged]


def _put_back_file(
    place: Place, path: Path, temporary: Path, step: FileStep, say: Callable[[str], None], overwrite: bool
) -> None:
    disk.remove(temporary)
    found = disk.read(path)
    if found == step.before:
        return
    if found != step.after:
        if not overwrite:
            say(f"{path} was changed since and is left as it is.")
            return
        if found is not None:
            kept = journal.keep(place, path.name, found)
            say(f"{path} was changed while it was being committed; that version is kept in {kept}")
    if step.before is None:
        disk.remove(path)
    else:
        disk.replace_whole(path, step.before, temporary, mode=step.mode)


def _keep(place: Place, change: Journal) -> Path | None:
    texts = {
        step.path: step.after
        for part in change.parts
        for step in part.files
        if step.after is not None and step.after != step.before
    }
    return journal.keep_all(place, texts) if texts else None


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
