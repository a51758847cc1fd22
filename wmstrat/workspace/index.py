"""The index of the records, so that a command costs what has changed and not what exists.

The truth is in the files. The index stands in git's own directory, holds what was read of every file, and is
brought up to date before each use. It may be deleted or damaged at any time without harm.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

from msgspec import Struct, json

from wmstrat.files.reading import MAXIMUM_BYTES
from wmstrat.record.ids import tail_of
from wmstrat.workspace import scan
from wmstrat.workspace.database import Database

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record

# From this many files on, `git status` finds the changes in less time than a look at every file, since the command
# goes on loading meanwhile.
MANY_FILES = 3000

SCHEMA = """
CREATE TABLE stamps (path TEXT PRIMARY KEY, mtime INT, ctime INT, size INT, inode INT) WITHOUT ROWID;
CREATE TABLE records (
    path TEXT PRIMARY KEY, kind TEXT, id TEXT, "group" TEXT, state TEXT, label TEXT, handle TEXT, tail TEXT,
    place TEXT, data TEXT, body TEXT, problems TEXT, unreadable INT, sum INT
);
CREATE INDEX by_kind ON records (kind, "group", place, path);
CREATE INDEX by_id ON records (id COLLATE NOCASE);
CREATE INDEX by_handle ON records (handle COLLATE NOCASE) WHERE handle <> '';
CREATE INDEX by_tail ON records (tail COLLATE NOCASE) WHERE tail <> '';
CREATE INDEX broken ON records (kind, place, path) WHERE problems <> '[]';
CREATE TABLE links (path TEXT, field TEXT, target TEXT);
CREATE INDEX links_from ON links (path);
CREATE INDEX links_to ON links (target);
CREATE TABLE memory (name TEXT PRIMARY KEY, value TEXT, sum INT) WITHOUT ROWID;
CREATE TABLE held (records INT);
INSERT INTO held VALUES (0);
"""

# What the name of something begins with that follows from the records of one group, and from those of none. The slug
# of the group comes next.
PART_OF_GROUP = "group"

KEEP = "INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

Row = tuple[Any, ...]


class Source(Struct, frozen=True):
    """Where the index reads: the workspace's folder, the folders and files in it that may hold records, how a
    path and its bytes become records (none for a foreign file), and how git tells what may have changed.

    `git_changes` takes the commits and dirty paths of last time and what to do while git looks, and returns those
    of now and every path that may differ from last time, None where git cannot tell; it is asked only in large
    workspaces.
    """

    root: Path
    folders: Sequence[str]
    read: Callable[[str, bytes | None], Iterable[Record]]
    git_changes: Callable[[Sequence[Any], Callable[[], object]], tuple[Sequence[Any], set[str] | None]]


def place_of(identity: str) -> str:
    """A text by which ids sort as people count: CB-Q2 before CB-Q10."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), identity)


def checksum(*texts: str) -> int:
    """A number by which damage to what is kept shows."""
    return crc32("\0".join(texts).encode("utf-8", "surrogatepass"))


class Index:
    """What is known of the records of one workspace. Every answer is as fresh as the last `refresh`."""

    def __init__(self, file: Path, fingerprint: str, source: Source) -> None:
        self.database = Database(file, SCHEMA, fingerprint)
        self.database.refill = self._refill
        self.source = source

    # Bringing up to date

    def refresh(self, meanwhile: Callable[[], object] = lambda: None) -> None:
        """Read every file that has changed since the index last looked, and forget those that are gone.

        `meanwhile` is called if there is something to wait for.
        """
        import sqlite3

        try:
            self._bring_up_to_date(meanwhile)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                self.database.use_memory()
            else:
                self.database.forget()
            self._refill()

    def _refill(self) -> None:
        """Fill an empty index; in memory, when the file cannot be filled since others make it anew as well."""
        import sqlite3

        files = dict(scan.walk(self.source.root, self.source.folders))
        try:
            self._store(files, set())
        except sqlite3.DatabaseError:
            self.database.use_memory()
            self._store(files, set())

    def _bring_up_to_date(self, meanwhile: Callable[[], object]) -> None:
        import sqlite3

        known, held, there = self.database.connection.execute(
            "SELECT (SELECT count(*) FROM stamps), (SELECT records FROM held), (SELECT count(*) FROM records)"
        ).fetchone()
        if held != there:
            raise sqlite3.DatabaseError("records are missing")
        if known >= MANY_FILES:
            self._ask_git(meanwhile)
        else:
            changed, gone = scan.by_stamp(scan.walk(self.source.root, self.source.folders), self._known)
            self._store(changed, gone)

    def _known(self) -> dict[str, scan.Stamp]:
        stamps = self.database.connection.execute("SELECT path, mtime, ctime, size, inode FROM stamps")
        return {path: (mtime, ctime, size, inode) for path, mtime, ctime, size, inode in stamps}

    def _ask_git(self, meanwhile: Callable[[], object]) -> None:
        then = self.recall("git state")
        now, suspects = self.source.git_changes(then or (), meanwhile)
        if suspects is None:
            changed, gone = scan.by_stamp(scan.walk(self.source.root, self.source.folders), self._known)
        else:
            young = self.database.connection.execute("SELECT path FROM stamps WHERE mtime = 0")
            inside = {scan.shown(path) for path in suspects if scan.within(path, self.source.folders)}
            found = {path: scan.one(self.source.root, path) for path in inside.union(path for (path,) in young)}
            known = dict(self._known_of(found))
            changed = {path: stamp for path, stamp in found.items() if stamp and stamp != known.get(path)}
            gone = {path for path, stamp in found.items() if stamp is None and path in known}
        self._store(changed, gone)
        state = [[head, list(dirty)] for head, dirty in now]
        if state != then:
            self.remember("git state", state)

    def _known_of(self, paths: Iterable[str]) -> Iterator[tuple[str, scan.Stamp]]:
        for path in paths:
            row = self.database.connection.execute(
                "SELECT mtime, ctime, size, inode FROM stamps WHERE path = ?", (path,)
            ).fetchone()
            if row:
                yield path, row

    def _store(self, changed: dict[str, scan.Stamp], gone: set[str]) -> None:
        if not changed and not gone:
            return
        with self.database.writing() as connection:
            touched = self._groups_of(connection, (*changed, *gone))
            less = 0
            if connection.execute("SELECT 1 FROM stamps LIMIT 1").fetchone():
                paths = [(path,) for path in (*changed, *gone)]
                less = connection.executemany("DELETE FROM records WHERE path = ?", paths).rowcount
                for table in ("links", "stamps"):
                    connection.executemany(f"DELETE FROM {table} WHERE path = ?", paths)  # noqa: S608 - ours
            found = list(self._rows_of(sorted(changed.items())))  # in order, the tables grow at their ends
            rows = [row for row, _, _ in found if row]
            _forget(connection, touched | {row[3] for row in rows})
            connection.executemany(KEEP, rows)
            connection.execute("UPDATE held SET records = records + ?", (len(rows) - less,))
            connection.executemany(
                "INSERT INTO links VALUES (?, ?, ?)", [link for _, links, _ in found for link in links]
            )
            connection.executemany("INSERT INTO stamps VALUES (?, ?, ?, ?, ?)", [stamp for _, _, stamp in found])

    def _groups_of(self, connection: Any, paths: Iterable[str]) -> set[str]:
        """The groups of the records that the index has at these paths, an empty text among them for none."""
        question = 'SELECT "group" FROM records WHERE path = ?'
        return {group for path in paths for (group,) in connection.execute(question, (path,))}

    def _rows_of(self, files: Iterable[tuple[str, scan.Stamp]]) -> Iterator[tuple[Row, list[Row], Row]]:
        """What the tables hold of each file: its record (an empty row where it holds none), its links, its stamp."""
        root = os.fspath(self.source.root)
        for path, found in files:
            now = time.time_ns()
            record = next(iter(self.source.read(path, bytes_of(f"{root}/{path}"))), None)
            stamp = (path, *scan.trusted(found, now))
            yield (row_of(record), links_of(record), stamp) if record else ((), [], stamp)

    # Answers

    def records(self, kinds: Callable[[str], Kind], where: str, *values: object) -> Iterator[Record]:
        """The records (each half of one by itself) that a condition holds for, in the order of their ids."""
        question = f"SELECT * FROM records WHERE {where} ORDER BY kind, place, path"  # noqa: S608 - ours
        rows = self.database.rows(question, *values)
        if not all(map(_is_sound, rows)):
            self.database.forget()
            self._refill()
            rows = self.database.rows(question, *values)
        for row in rows:
            yield _as_record(kinds(row[1]), row)

    def rows(self, question: str, *values: object) -> list[Any]:
        """The plain answer to a question."""
        return self.database.rows(question, *values)

    # What follows from the records as they are

    def recall(self, name: str) -> Any:
        """What was remembered under this name since the records last changed, or None."""
        for value, number in self.database.rows("SELECT value, sum FROM memory WHERE name = ?", name):
            if number == checksum(value):
                return json.decode(value)
        return None

    def remember(self, name: str, value: Any) -> None:
        """Remember something that follows from the records as they are; any change of a record forgets it."""
        import sqlite3

        text = json.encode(value).decode()
        try:
            with self.database.writing() as connection:
                connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?, ?)", (name, text, checksum(text)))
        except sqlite3.OperationalError:
            # Another process writes just now; the next command will remember it.
            self.refresh()


def _forget(connection: Any, groups: set[str]) -> None:
    """Forget what followed from records of these groups; with an empty text among them, what followed from any."""
    connection.execute(
        "DELETE FROM memory WHERE name NOT LIKE 'git %' AND (? OR name NOT LIKE ? || ' %')",
        ("" in groups, PART_OF_GROUP),
    )
    parts = [(f"{PART_OF_GROUP} {group} ",) for group in groups]
    connection.executemany("DELETE FROM memory WHERE substr(name, 1, length(?1)) = ?1", parts)


def bytes_of(file: str) -> bytes | None:
    """The bytes of the file; None for what is no plain file, too large to be a record, or gone by now."""
    try:
        status = os.lstat(file)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAXIMUM_BYTES:
            return None
        with open(file, "rb") as opened:  # noqa: PTH123 - a Path for each of thousands of files costs as much as reading
            return opened.read()
    except OSError:
        return None


def row_of(record: Record) -> Row:
    """What the table of records holds of a record."""
    data = json.encode(record.values).decode()
    problems = json.encode(record.problems).decode() if record.problems else "[]"
    handle = str(record.values.get("handle", ""))
    row = (
        record.path,
        record.kind.name,
        record.id,
        record.group,
        record.state,
        record.label,
        handle,
        tail_of(record.id) or tail_of(handle),
        place_of(record.id),
        data,
        record.body,
        problems,
        int(record.unreadable),
    )
    return (*row, checksum(*row[:-1], str(row[-1])))


def _is_sound(row: Row) -> bool:
    """True for a row that is as it was kept."""
    try:
        return bool(row[-1] == checksum(*row[:-2], str(row[-2])))
    except TypeError:  # what was a text is none any more
        return False


def links_of(record: Record) -> list[Row]:
    """What the table of links holds of a record: a row for each reference in it."""
    return [
        (record.path, field.name, target)
        for field in record.kind.fields
        if record.values[field.name]
        for _, target in field.type.references(record.values[field.name])
    ]


def _as_record(kind: Kind, row: Sequence[Any]) -> Record:
    from wmstrat.record.problem import Problem
    from wmstrat.record.record import Record

    path, _, identity, group, *_, data, body, problems, unreadable, _ = row
    return Record(
        kind,
        identity,
        group,
        path,
        {**kind.blank(), **json.decode(data)},
        body,
        json.decode(problems, type=tuple[Problem, ...]) if problems != "[]" else (),
        bool(unreadable),
    )
