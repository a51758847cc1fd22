"""One command, one commit: a change is made entirely or not at all.

`writing` holds the lock and settles what an earlier crash left. Inside it the caller reads again, computes
which files change from which bytes to which, and calls `commit` once. The life of a change: every reason
against it is looked for; the journal says what will be done; files are written beside their places and
renamed into them; git commits exactly these paths, private before public; the commits are looked at; the
journal is removed. Whatever fails on the way, everything is put back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.errors import GitFailed, Refused, UsageProblem
from wmstrat.repo import Repository
from wmstrat.repo.objects import is_blob
from wmstrat.repo.place import PRIVATE_FOLDER, Place
from wmstrat.workspace import committing, disk, journal, lock, readiness, recovery, verification
from wmstrat.workspace.journal import Journal, Part
from wmstrat.workspace.message import Message
from wmstrat.workspace.readiness import Target

__all__ = ["Committed", "FileChange", "Message", "Transaction", "writing"]

AUTHOR = re.compile(r"[^<>\x00-\x1f]*[^<>\x00-\x20][^<>\x00-\x1f]* <[^<>\x00-\x20]*>")


class FileChange(Struct, frozen=True):
    """A file of the workspace and what becomes of it."""

    path: str
    """POSIX, relative to the root of the workspace; `private/...` goes to the repository there."""
    before: bytes | None
    """What the change was computed from; None when there was no such file."""
    after: bytes | None
    """What the file holds afterwards; None when it is gone."""


class Committed(Struct, frozen=True):
    """The commits that were made; None where a repository had nothing to do."""

    public: str | None = None
    private: str | None = None


@contextmanager
def writing(place: Place, *, say: Callable[[str], None], wait: float = lock.WAIT) -> Iterator[Transaction]:
    """This process alone writes in the repository, and nothing of an earlier crash is left in it.

    `say` is given a sentence when somebody is waited for, when an interrupted change was settled, and what
    git's hooks said. `wait` is in seconds. Raises Refused when the lock is not had in time, inside a hook of
    a change under way, and while git is in the middle of a merge, rebase, cherry-pick, revert or bisect.
    """
    lock.refuse_inside(place)
    with lock.held(place, wait=wait, say=say):
        recovery.recover(place, say)
        for each in _repositories(place):
            readiness.refuse_under_way(each)
        transaction = Transaction(place, say)
        yield transaction
    for each in transaction.touched:
        committing.tidy(Repository(each))


class Transaction:
    """The one change that may be made while the lock is held."""

    def __init__(self, place: Place, say: Callable[[str], None]) -> None:
        self.touched: list[Place] = []
        self._place = place
        self._say = say
        self._used = False

    def commit(
        self,
        changes: Sequence[FileChange],
        message: Message,
        *,
        private_message: Message | None = None,
        author: str | None = None,
        date: datetime | None = None,
        hand_edits: bool = False,
    ) -> Committed:
        """Make the change: afterwards each file holds its new bytes, and HEAD and index agree with it.

        A change of files on both sides is one commit in each repository, joined by a trailer. `author` is
        `Name <mail>`; `date` is that of author and committer; `private_message` is for the private repository where
        the public one must not say as much. With `hand_edits` `before` is what is on disk, which need not be what
        HEAD has. Files that do not differ are left out; if none does, nothing happens.

        On any failure bytes, index and HEAD are as before. Raises NotFound for a path outside the workspace,
        Refused for what speaks against the change or a disk that does not take it, GitFailed with git's own
        words, UsageProblem for an author that git would not understand.
        """
        if self._used:
            raise RuntimeError("a transaction commits once")
        self._used = True
        if author is not None and not AUTHOR.fullmatch(author):
            raise UsageProblem('The author is {author!r}; expected "Name <mail>".', author=author)
        messages = {"public": message, "private": private_message or message}
        change = self._plan(changes, message, hand_edits=hand_edits)
        if change is None:
            return Committed()
        if len(change.parts) > 1:
            joined = ("Wmstrat-Change", change.id)
            messages = {side: replace(one, trailers=(*one.trailers, joined)) for side, one in messages.items()}
        journal.reached("checked")
        try:
            return self._carry_out(change, messages, author, date)
        except BaseException as error:
            self._put_back(change, error)
            if isinstance(error, OSError):
                raise Refused(
                    "{path} cannot be written: {reason}. Nothing was changed.",
                    path=error.filename,
                    reason=error.strerror or error,
                ) from error
            raise

    def settle(self, changes: Sequence[FileChange]) -> list[FileChange]:
        """Write those hand-edited files that become again what HEAD has, since git has nothing to commit of them;
        returns the others."""
        rest: list[FileChange] = []
        for _, place, targets in self._sides(changes):
            git = Repository(place.whole)
            entries = {entry.path: entry for entry in git.status([target.path for target in targets]).entries}
            for target in targets:
                entry = entries.get(target.path)
                if entry is None or target.after is None or not is_blob(entry.head_blob, target.after):
                    rest.append(FileChange(target.shown, target.before, target.after))
                elif target.before != target.after:
                    path = place.top / target.path
                    disk.replace_whole(path, target.after, path.with_name(f".wmstrat-{journal.new_id()}.tmp"))
                    committing.match_index_to_head(git, [target.path])
        return rest

    def _plan(self, changes: Sequence[FileChange], message: Message, *, hand_edits: bool) -> Journal | None:
        wanted = [change for change in changes if hand_edits or change.before != change.after]
        if len({change.path for change in wanted}) < len(wanted):
            raise ValueError("a path stands twice in one change")
        name = journal.new_id()
        parts = []
        for side, place, targets in self._sides(wanted):
            folder = "" if side == "public" else place.top.relative_to(self._place.top).as_posix()
            part = readiness.prepare(place.whole, side, folder, targets, journal=name, hand_edits=hand_edits)
            if part is not None:
                parts.append(part)
        if not parts:
            return None
        return Journal(
            id=name,
            pid=os.getpid(),
            command=lock.command(),
            started=datetime.now().astimezone().isoformat(timespec="seconds"),
            subject=message.line,
            parts=tuple(parts),
        )

    def _sides(self, changes: Sequence[FileChange]) -> Iterator[tuple[str, Place, list[Target]]]:
        """The repositories that a change touches, in the order of their commits."""
        private = [change for change in changes if readiness.is_private(change.path)]
        public = [change for change in changes if not readiness.is_private(change.path)]
        if private:
            inner = self._place.private
            if inner is None:
                raise Refused(
                    "{path} belongs to the private repository, which is not here. Ask a coordinator for a "
                    "clone of it in {folder}.",
                    path=private[0].path,
                    folder=self._place.root / PRIVATE_FOLDER,
                )
            within = {change.path: change.path.removeprefix(PRIVATE_FOLDER + "/") for change in private}
            readiness.fence(inner, within.values())
            yield "private", inner, [_target(change, within[change.path]) for change in private]
        if public:
            readiness.fence(self._place, [change.path for change in public])
            prefix = self._place.prefix
            yield "public", self._place, [_target(change, prefix + change.path) for change in public]

    def _carry_out(
        self, change: Journal, messages: dict[str, Message], author: str | None, date: datetime | None
    ) -> Committed:
        journal.write(self._place, change)
        journal.reached("recorded")
        disk.reserve(self._place.state / "reserve", _needed_to_put_back(self._place, change))
        _write_files(self._place, change)
        commits: dict[str, str] = {}
        with lock.git_at_work(self._place, change.id) as descriptor:
            note = self._place.state / "message"
            for part in change.parts:
                with disk.naming(note):
                    note.write_text(messages[part.name].text, "utf-8")
                where = recovery.place_of(self._place, part)
                how = {"keep_open": (descriptor,), "env": _environment(where, author, date)}
                commits[part.name] = self._commit_part(where, part, author, descriptor, how)
                self.touched.append(where)
        journal.clear(self._place)
        journal.reached("cleared")
        return Committed(**commits)

    def _commit_part(self, where: Place, part: Part, author: str | None, descriptor: int, how: dict[str, Any]) -> str:
        git = Repository(where)
        if part.added:
            os.utime(descriptor)
            try:
                committing.stage(git, part.added, **how)
            except GitFailed:  # of what is not there yet only `git add` can tell at no cost why it cannot be
                new = [Target(path, path, None, None) for path in part.added]
                readiness.refuse_ignored(new, git.ignored(part.added))
                raise
            journal.reached(f"staged {part.name}")
        os.utime(descriptor)
        made = committing.commit(git, part.paths, self._place.state / "message", author=author, **how)
        journal.reached(f"committed {part.name}")
        sha = verification.verify(git, part, made.output, **how)
        journal.reached(f"verified {part.name}")
        if made.words:
            self._say(made.words)
        return sha

    def _put_back(self, change: Journal, error: BaseException) -> None:
        try:
            disk.remove(self._place.state / "reserve")
            recovery.put_back(self._place, change, self._say, in_process=True)
            journal.clear(self._place)
        except Exception as second:
            raise Refused(
                "{first}\nPutting everything back did not succeed either: {second}\n"
                "The next wmstrat command tries that again.",
                first=error,
                second=second,
            ) from error
        self.touched.clear()


def _needed_to_put_back(place: Place, change: Journal) -> int:
    """Bytes of disk that undoing may take: the old files, and each index written anew."""
    size = 65_536
    for part in change.parts:
        index = recovery.place_of(place, part).git_directory / "index"
        size += index.stat().st_size if index.exists() else 0
        size += sum(len(step.before or b"") + 4096 for step in part.files)
    return size


def _repositories(place: Place) -> list[Place]:
    return [place] if place.private is None else [place.private, place]


def _target(change: FileChange, path: str) -> Target:
    return Target(change.path, path, change.before, change.after)


def _write_files(place: Place, change: Journal) -> None:
    """Every file holds its new bytes. First all are written and flushed, then all are renamed."""
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
    emptied: set[Path] = set()
    for top, step in steps:
        if step.after is None:
            disk.remove(top / step.path)
            emptied.update(parent for parent in (top / step.path).parents if parent.is_relative_to(top))
            emptied.discard(top)
    disk.remove_if_empty(sorted(emptied, reverse=True))
    journal.reached("removed")
    disk.flush_all({path.parent: path.parent for path, _, _ in written})


def _environment(where: Place, author: str | None, date: datetime | None) -> dict[str, str]:
    """What git is told beside its arguments: that we are writing, when, and who commits if it cannot know."""
    found = {lock.INSIDE: str(os.getpid())}
    if date is not None:
        moment = date.astimezone()
        found["GIT_AUTHOR_DATE"] = found["GIT_COMMITTER_DATE"] = (
            f"@{int(moment.timestamp())} {moment.strftime('%z')[:5]}"
        )
    if author is not None and Repository(where).identity("COMMITTER") is None:
        name, _, mail = author.rpartition(" <")
        found["GIT_COMMITTER_NAME"], found["GIT_COMMITTER_EMAIL"] = name.strip(), mail.removesuffix(">")
    return found
