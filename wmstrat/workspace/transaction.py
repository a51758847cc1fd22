"""One command, one commit: a change is made entirely or not at all.

`writing` holds the lock and settles an interrupted change. Inside it the caller reads again, computes which files
change from which bytes to which, and calls `commit` once: it looks for every reason against the change, writes the
journal, writes files beside their places and renames them, lets git commit exactly these paths (private before
public), verifies the commits, and removes the journal. If any of it fails, everything is put back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import PurePath
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import GitFailed, Refused, UsageProblem
from wmstrat.record.halves import FOLDER, PRIVATE, public_path
from wmstrat.repo import Repository, head
from wmstrat.repo.loose_objects import NewBlobs
from wmstrat.repo.objects import LooseCommit, is_blob
from wmstrat.repo.output import PAIR, PUBLIC
from wmstrat.repo.place import Place
from wmstrat.workspace import committing, disk, journal, lock, merge_driver, readiness, recovery, verification
from wmstrat.workspace.journal import Journal, RepositoryPart
from wmstrat.workspace.lock import Say
from wmstrat.workspace.message import Message
from wmstrat.workspace.readiness import Target

__all__ = ["FileChange", "Message", "Transaction", "writing"]

AUTHOR = re.compile(r"[^<>\x00-\x1f]*[^<>\x00-\x20][^<>\x00-\x1f]* <[^<>\x00-\x20]*>")


class FileChange(Struct, frozen=True):
    """A file of the workspace, the bytes that the change was computed from, and those that it holds afterwards; None
    for no such file. The path is POSIX, relative to the root; `private/...` goes to the repository there. A file that
    `stays` leaves the history, and not the folder. Of one that was edited `by_hand` the bytes before are those on
    disk, not those in HEAD."""

    path: str
    before: bytes | None
    after: bytes | None
    stays: bool = False
    by_hand: bool = False


@contextmanager
def writing(place: Place, *, say: Say, wait: float = lock.WAIT) -> Iterator[Transaction]:
    """This process alone writes in the repository, and nothing of an earlier crash is left in it. `say` is given
    sentences about waiting, about a change that was settled, and from git's hooks; `wait` is in seconds. Raises
    Refused when the lock is not had in time, inside a hook of a change under way, and while git is in the middle of a
    merge, rebase, cherry-pick, revert or bisect."""
    readiness.refuse_template(place)
    lock.refuse_inside(place)
    with lock.held(place, wait=wait, say=say):
        recovery.recover(place, say)
        for repository in filter(None, (place.private, place)):
            readiness.refuse_under_way(repository)
            merge_driver.repair(repository)
        transaction = Transaction(place, say)
        yield transaction
    for repository in transaction.touched:
        committing.tidy(Repository(repository))


class Transaction:
    """The one change that may be made while the lock is held. `commits` has what it committed, by the folder of the
    repository in the workspace (empty, or `private/`), where it is certain that nothing else got into the commit."""

    def __init__(self, place: Place, say: Say) -> None:
        self.touched: list[Place] = []
        self.commits: dict[str, LooseCommit] = {}
        self._place = place
        self._say = say
        self._is_used = False

    def commit(
        self,
        changes: Sequence[FileChange],
        message: Message,
        *,
        private_message: Message | None = None,
        author: str | None = None,
    ) -> None:
        """Make the change: each file holds its new bytes, and HEAD and index agree with it; or nothing has changed.

        A change of files on both sides is one commit in each repository, joined by a trailer. Another trailer of a
        private commit names the newest public one before it. `author` is `Name <mail>`. Files that do not differ are
        left out. Raises NotFound for a path outside the workspace, Refused for a reason against the change
        or a disk that does not take it, GitFailed with git's own words, UsageProblem for an unusable author.
        """
        if self._is_used:
            raise RuntimeError("a transaction commits once")
        self._is_used = True
        if author is not None and not AUTHOR.fullmatch(author):
            raise UsageProblem('The author is {author!r}; expected "Name <mail>".', author=author)
        messages = {"public": message, "private": private_message or message}
        change = self._plan(changes, message)
        if change is None:
            return
        if len(change.parts) > 1:
            joined = (PAIR, change.id)
            messages = {side: replace(text, trailers=(*text.trailers, joined)) for side, text in messages.items()}
        if public := head(self._place):  # so that the order of commands does not depend on the clock
            trailers = (*messages["private"].trailers, (PUBLIC, public))
            messages["private"] = replace(messages["private"], trailers=trailers)
        journal.reached("checked")
        # A change of both sides may show what was private until then.
        contents = [step.after for part in change.parts for step in part.files if step.after]
        new_blobs = NewBlobs(self._place, contents) if len(change.parts) > 1 else None
        with disk.refusing():
            try:
                self._carry_out(change, messages, author)
            except BaseException as error:
                self._put_back(change, error)
                if new_blobs:
                    new_blobs.forget()
                raise

    def settle(self, changes: Sequence[FileChange]) -> list[FileChange]:
        """Write those hand-edited files that become what HEAD has, of which git has nothing to commit; returns the
        others."""
        rest: list[FileChange] = []
        for _, place, targets in self._sides(changes):
            git = Repository(place.whole)
            entries = {entry.path: entry for entry in git.status([target.path for target in targets]).entries}
            for target in targets:
                entry = entries.get(target.path)
                if entry is None or target.after is None or not is_blob(entry.head_blob, target.after):
                    rest.append(FileChange(target.shown, target.before, target.after, by_hand=target.by_hand))
                elif target.before != target.after:
                    journal.replace_file(place.top / target.path, target.after)
                    committing.match_index_to_head(git, [target.path])
        return rest

    def _plan(self, changes: Sequence[FileChange], message: Message) -> Journal | None:
        wanted = [change for change in changes if change.by_hand or change.before != change.after]
        if len({change.path for change in wanted}) < len(wanted):
            raise ValueError("a path is twice in one change")
        name = journal.new_id()
        parts = []
        for side, place, targets in self._sides(wanted):
            folder = "" if side == "public" else place.top.relative_to(self._place.top).as_posix()
            part = readiness.prepare(place.whole, side, folder, targets, journal=name)
            if part is not None:
                parts.append(part)
        started = datetime.now().astimezone().isoformat(timespec="seconds")
        return Journal(name, os.getpid(), lock.command(), started, message.line, tuple(parts)) if parts else None

    def _sides(self, changes: Sequence[FileChange]) -> Iterator[tuple[str, Place, list[Target]]]:
        """The repositories that a change touches, in the order of their commits."""
        sides: dict[str, list[Target]] = {"private": [], "public": []}
        for change in changes:
            side, path = "public", self._place.prefix + change.path
            if readiness.belongs_to_private(change.path):
                side, path = "private", public_path(change.path)
            states = change.before, change.after, change.stays, change.by_hand
            sides[side].append(Target(change.path, path, *states))
        if sides["private"] and self._place.private is None:
            raise Refused(
                "{path} belongs in the private repository, which this clone does not have. Ask a coordinator for "
                "access to {folder}.",
                path=sides["private"][0].shown,
                folder=self._place.root / FOLDER,
            )
        for side, place in (("private", self._place.private), ("public", self._place)):
            if place is not None and sides[side]:
                readiness.fence(place, [target.path.removeprefix(place.prefix) for target in sides[side]])
                yield side, place, sides[side]

    def _carry_out(self, change: Journal, messages: dict[str, Message], author: str | None) -> None:
        journal.write(self._place, change)
        journal.reached("recorded")
        disk.reserve(self._place.state / "reserve", _needed_to_put_back(self._place, change))
        _write_files(self._place, change)
        with lock.git_at_work(self._place, change.id) as descriptor:
            for part in change.parts:
                self._write_message(messages[part.name].text)
                where = recovery.place_of(self._place, part)
                self._commit_part(where, part, messages[part.name], author, descriptor)
                self.touched.append(where)
        for part in change.parts:
            recovery.leave_in_folder(recovery.place_of(self._place, part).top, part)
        journal.clear(self._place)
        journal.reached("cleared")

    def _write_message(self, text: str) -> None:
        note = self._place.state / "message"
        with disk.naming(note):
            note.write_text(text, "utf-8")

    def _commit_part(
        self, where: Place, part: RepositoryPart, message: Message, author: str | None, descriptor: int
    ) -> None:
        git = Repository(where)
        how: dict[str, Any] = {"keep_open": (descriptor,), "env": _environment(where, author)}
        if part.added:
            os.utime(descriptor)
            try:
                committing.stage(git, part.added, **how)
            except GitFailed:  # only `git add` can tell, at no cost, why a new file cannot be added
                new = [Target(path, path, None, None) for path in part.added]
                readiness.refuse_ignored(new, git.ignored(part.added))
                raise
            journal.reached(f"staged {part.name}")
        os.utime(descriptor)
        made = committing.commit(git, part.paths, self._place.state / "message", author=author, **how)
        journal.reached(f"committed {part.name}")
        commit = verification.verify(git, part, made.output, **how)
        told = commit.message if commit else verification.hooked_message(git, part.branch)
        if (completed := message.completed(told)) != told:
            self._write_message(completed)
            os.utime(descriptor)
            committing.rewrite_message(git, self._place.state / "message", **how)
        elif commit is not None:
            self.commits["" if part.name == "public" else PRIVATE] = commit
        journal.reached(f"verified {part.name}")
        if made.words:
            self._say(made.words)

    def _put_back(self, change: Journal, error: BaseException) -> None:
        try:
            disk.remove(self._place.state / "reserve")
            recovery.put_back(self._place, change, self._say, in_process=True)
            journal.clear(self._place)
        except Exception as second:
            why = "{first}\nRestoring the files failed, too: {second}\nThe next wmstrat command tries it again."
            raise Refused(why, first=error, second=second) from error
        self.touched.clear()
        self.commits.clear()


def _needed_to_put_back(place: Place, change: Journal) -> int:
    """Bytes of disk that undoing may take: the old files, and each index written anew."""
    size = 65_536
    for part in change.parts:
        index = recovery.place_of(place, part).git_directory / "index"
        size += index.stat().st_size if index.exists() else 0
        size += sum(len(step.before or b"") + 4096 for step in part.files)
    return size


def _write_files(place: Place, change: Journal) -> None:
    """Every file holds its new bytes: first all are written and flushed, then all are renamed."""
    steps = [
        (recovery.place_of(place, part).top, step)
        for part in change.parts
        for step in part.files
        if step.before != step.after
    ]
    written = [(top / step.path, top / step.temporary, step) for top, step in steps if step.after is not None]
    for path, temporary, step in written:
        with disk.naming(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        disk.write_beside(path, temporary, step.after or b"", step.mode)
    journal.reached("temporary")
    disk.flush_all({temporary: path for path, temporary, _ in written})
    journal.reached("flushed")
    for path, temporary, _ in written:
        disk.move_over(temporary, path)
    journal.reached("renamed")
    for top, step in steps:
        if step.after is None:
            disk.remove(top / step.path)
            disk.remove_if_empty(top / folder for folder in list(PurePath(step.path).parents)[:-1])
    journal.reached("removed")
    disk.flush_all({path.parent: path.parent for path, _, _ in written})


def _environment(where: Place, author: str | None) -> dict[str, str]:
    """The variables for git: that we are writing, and as whom to commit if git does not know."""
    variables = {lock.INSIDE: str(os.getpid())}
    if author is not None and Repository(where).identity("COMMITTER") is None:
        name, _, mail = author.rpartition(" <")
        variables |= {"GIT_COMMITTER_NAME": name.strip(), "GIT_COMMITTER_EMAIL": mail.removesuffix(">")}
    return variables
