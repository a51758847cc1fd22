"""The index of the records, so that a command costs what has changed and not what exists. The truth is in the files.
The index is in git's own directory, holds what was read of every file, and is brought up to date before each use. It
may be deleted at any time, and a damaged or foreign file is made again."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from msgspec import json

from wmstrat.errors import GitFailed
from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.record.problem import Problem
from wmstrat.record.record import Record
from wmstrat.workspace import memory, own_folder, scan
from wmstrat.workspace.changes import State, after, changed_since, since
from wmstrat.workspace.database import INDEX_FILE, Database
from wmstrat.workspace.memory import REMEMBER, Changed
from wmstrat.workspace.tables import PASSAGES, SCHEMA, Row, replace

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.repo.objects import LooseCommit
    from wmstrat.workspace.workspace import Workspace

# The name under which is remembered what git told at the last refresh.
GIT_STATE = "git state"

# From this many files on, `git status` finds the changes in less time than a look at every file.
MANY_FILES = 3000

OF_RECORD = 'path, kind, id, "group", data, body, problems, unreadable'
STAMPS = "SELECT path, mtime, ctime, size, inode FROM stamps"
AGAIN = "INSERT INTO stamps VALUES (?, 0, 0, 0, 0, NULL) ON CONFLICT (path) DO UPDATE SET mtime = 0"

# Records by their paths, each with the bytes that it was read from.
Known = Mapping[str, tuple[bytes, Record]]
NOTHING_KNOWN: Known = {}


class Index:
    """The records of one workspace, as they were at the last `refresh`."""

    def __init__(self, workspace: Workspace, name: str = INDEX_FILE) -> None:
        file, fingerprint = workspace.place.cache / name, workspace.catalogue.fingerprint
        with suppress(OSError):  # the database is in memory then
            own_folder.make(workspace.place, workspace.place.cache)
        self.database = Database(file, SCHEMA + PASSAGES + memory.SCHEMA, fingerprint, self._refill)
        self.workspace = workspace
        # The answer of git at the last refresh; empty where it was not asked, since the workspace is small.
        self.git_state: State = []
        # What was written after this moment, in nanoseconds, is read again next time.
        self._begun = 0

    # Bringing up to date

    def refresh(self, *, asks_git: bool = False) -> None:
        """Read every file that has changed since the index last looked, and forget those that are gone. With
        `asks_git`, git is also asked in a small workspace which files differ from HEAD; raises GitFailed where it
        cannot tell."""
        import sqlite3

        try:
            self._bring_up_to_date(asks_git)
        except sqlite3.OperationalError:
            self.database.use_memory()
            self._refill()
        except sqlite3.DatabaseError:
            self.database.forget()
            self._refill()

    def _refill(self) -> None:
        """Fill an empty index; in memory, when the file cannot be filled since others make it anew as well."""
        import sqlite3

        self._begun = time.time_ns()
        files = dict(scan.walk(self.workspace.place.root, self.workspace.catalogue.folders))
        try:
            self._store(files, set())
        except sqlite3.DatabaseError:
            self.database.use_memory()
            self._store(files, set())

    def _bring_up_to_date(self, asks_git: bool) -> None:
        self.git_state = []
        self._begun = time.time_ns()
        root, connection = self.workspace.place.root, self.database.connection
        [[count]] = connection.execute("SELECT count(*) FROM (SELECT 1 FROM stamps LIMIT ?)", (MANY_FILES,))
        suspects = self._told_by_git(is_needed=asks_git) if asks_git or count >= MANY_FILES else None
        files: Mapping[str, scan.Stamp | None]
        if suspects is None:
            files = dict(scan.walk(root, self.workspace.catalogue.folders))
            known = {path: tuple(stamp) for path, *stamp in connection.execute(STAMPS)}
        else:
            files = {path: scan.stamp_at(root, path) for path in suspects}
            of_path = f"{STAMPS} WHERE path = ?"
            known = {path: tuple(stamp) for name in files for path, *stamp in connection.execute(of_path, (name,))}
        changed = {path: stamp for path, stamp in files.items() if stamp and stamp != known.get(path)}
        gone = {path for path in known if not files.get(path)}
        # What git told is about what the index knows, so both change at once.
        before: State = self.workspace.recall(GIT_STATE) or []
        now = self.git_state or changed_since(before, [*changed, *gone])
        told = now if now != before else None
        if changed or gone:
            self._store(changed, gone, told=told)
        elif told is not None:
            self.workspace.remember(GIT_STATE, told)

    def take_in(self, paths: Iterable[str], commits: Mapping[str, LooseCommit], known: Known) -> None:
        """Read these files, which were just written, for the records that are not `known`; nothing happens where the
        index cannot be written. Where the commits that they are in do not follow what git told before, the next
        refresh looks at the files again."""
        import sqlite3

        self._begun = time.time_ns()
        folders = self.workspace.catalogue.folders
        written = [scan.shown(path) for path in paths if scan.within(path, folders)]
        stamps = {path: scan.stamp_at(self.workspace.place.root, path) for path in written}
        with suppress(sqlite3.DatabaseError):
            there = {path: stamp for path, stamp in stamps.items() if stamp}
            gone = [path for path in written if path not in there]
            before: State = self.git_state or self.workspace.recall(GIT_STATE) or []
            told = after(before, commits, written)
            if told is None and not self.git_state:
                told = []  # git is asked anew when somebody needs it
            self._store(there, gone, again=told is None, told=told if before else None, parsed=known)

    def _told_by_git(self, *, is_needed: bool) -> set[str] | None:
        """The files that may have changed since the last look; None where git cannot tell. Where its answer
        `is_needed`, raises GitFailed for none."""
        known = self.workspace.recall(GIT_STATE) or []
        try:
            self.git_state, suspects = since(self.workspace.place, known, self.workspace.catalogue.folders)
        except GitFailed:  # it may be missing, or a program that it needs
            if is_needed:
                raise
            return None
        if suspects is None:
            return None
        inside = {scan.shown(path) for path in suspects if scan.within(path, self.workspace.catalogue.folders)}
        young = self.database.connection.execute("SELECT path FROM stamps WHERE mtime = 0")
        return inside.union(path for (path,) in young)

    def _store(
        self,
        changed: Mapping[str, scan.Stamp],
        gone: Collection[str],
        *,
        again: bool = False,
        told: State | None = None,
        parsed: Known = NOTHING_KNOWN,
    ) -> None:
        """Read files that may have changed and forget those that are gone, with `again` until the next refresh, and
        remember what git `told`. A file with the bytes of last time gets its new stamp alone: what is young, was
        copied or was checked out anew costs no look at what it says."""
        if not changed and not gone:
            return
        with self.database.writing() as connection:
            records: list[Record] = []
            stamps: list[Row] = []
            other = list(gone)
            for path, seen in sorted(changed.items()):  # in order, the tables grow at their ends
                data, stamp = self._contents(path, seen)
                digest = _digest(data) if data is not None else None
                known = connection.execute("SELECT digest FROM stamps WHERE path = ?", (path,)).fetchone()
                stamps.append((path, *stamp, digest))
                if digest is None or known != (digest,):
                    other.append(path)
                    known_record = parsed.get(path)
                    if known_record and known_record[0] == data:
                        records.append(known_record[1])
                    else:
                        records += self.workspace.read(path, data)
            remembered = Changed(connection, other)
            remembered.look()
            replace(connection, other, records)
            connection.executemany("DELETE FROM passages WHERE path = ?", ((path,) for path in other))
            connection.executemany("DELETE FROM stamps WHERE path = ?", ((path,) for path in gone))
            connection.executemany("INSERT OR REPLACE INTO stamps VALUES (?, ?, ?, ?, ?, ?)", stamps)
            if told is not None:
                connection.execute(REMEMBER, (GIT_STATE, json.encode(told).decode(), None))
            if again:
                connection.executemany(AGAIN, [(path,) for path in (*changed, *gone)])
            remembered.look()
            remembered.forget()

    def _contents(self, path: str, stamp: scan.Stamp) -> tuple[bytes | None, scan.Stamp]:
        """The bytes of a file, and the stamp to remember for them."""
        return bytes_of(f"{self.workspace.place.root}/{path}"), scan.trusted(stamp, self._begun)

    # Answers

    def records(self, where: str, *values: object) -> Iterator[Record]:
        """The records (each half of one by itself) that a condition holds for, in the order of their ids."""
        question = f"SELECT {OF_RECORD} FROM records WHERE {where} ORDER BY kind, place, path"  # noqa: S608 - ours
        kind: Kind | None = None
        for path, name, identity, group, data, body, problems, unreadable in self.rows(question, *values):
            if kind is None or kind.name != name:
                kind = self.workspace.catalogue.kind(name)
            fields = json.decode(data)
            if len(fields) < len(kind.fields):  # an earlier wmstrat has written it
                fields = {**kind.blank(), **fields}
            errors = json.decode(problems, type=tuple[Problem, ...]) if problems != "[]" else ()
            yield Record(kind, identity, group, path, fields, body, errors, bool(unreadable))

    def rows(self, question: str, *values: object) -> list[Any]:
        """The plain answer to a question."""
        return self.database.rows(question, *values)


def _digest(data: bytes) -> bytes:
    from hashlib import blake2b

    return blake2b(data, digest_size=16).digest()


def bytes_of(file: str) -> bytes | None:
    """The bytes of the file; None for what is not a plain file, is too large to be a record, or is gone by now."""
    try:
        status = os.lstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAXIMUM_BYTES:
            return None
        with open(file, "rb") as opened:  # noqa: PTH123 - a Path for each of thousands of files costs as much as reading
            return opened.read()
    except OSError:
        return None
