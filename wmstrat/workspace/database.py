"""A disposable SQLite file: opened when needed, made again when missing, foreign or damaged, never in the way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.workspace.own_folder import make_like_its_folder

if TYPE_CHECKING:
    import sqlite3


# The name of the index in the cache of a workspace.
INDEX_FILE = "index.sqlite"

# Seconds that another process may hold the file before this one continues without it.
PATIENCE = 5.0


def beginning_with(text: str) -> str:
    """The pattern for `LIKE ? ESCAPE '!'` of what begins with a text, in any case of its letters."""
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"


class Database:
    """A database that may be thrown away at any time. A file that was made with another schema or fingerprint is made
    anew. `refill` is called whenever the database had to start empty after it was first asked for."""

    def __init__(self, file: Path, schema: str, fingerprint: str, refill: Callable[[], None]) -> None:
        self.file = file
        self.schema = schema
        self.made_by = (fingerprint, schema)
        self.refill = refill
        self._connection: sqlite3.Connection | None = None
        self._is_in_the_making = False

    def rows(self, question: str, *values: object) -> list[Any]:
        """The answer to a question. A damaged file is thrown away, filled again, and asked once more; that of a copy
        in the making raises sqlite3.DatabaseError."""
        import sqlite3

        try:
            return self.connection.execute(question, values).fetchall()
        except sqlite3.DatabaseError:
            if self._is_in_the_making:
                raise
            self.forget()
            self.refill()
            return self.connection.execute(question, values).fetchall()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One change of the database: all of it or nothing. Raises sqlite3.Error when the file cannot be written:
        another process holds it, or the disk is full."""
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            yield connection

    @property
    def connection(self) -> sqlite3.Connection:
        """The open database."""
        if self._connection is None:
            self._connection = self._opened() or self._renewed() or self._in_memory()
        return self._connection

    @contextmanager
    def copied(self, other: Database, meanwhile: Iterator[object]) -> Iterator[None]:
        """Have all that another database with this schema has, and take the place of what was there when what is to
        be done with it was done without an error. Of the steps to take `meanwhile`, which may read the other one, the
        first is taken, and further ones until the copy is there; their errors are raised. Raises sqlite3.Error."""
        fresh = self._copy_of(other, meanwhile)
        self._is_in_the_making = True
        try:
            if fresh is None:
                other.connection.backup(self.connection)
            else:
                self.close()
                self._connection = self._connect(str(fresh))
                self._connection.execute("PRAGMA journal_mode = OFF")  # nobody else sees the file yet
            with self.writing() as connection:
                connection.execute("UPDATE made_by SET fingerprint = ?, schema = ?", self.made_by)
            yield
            if fresh is not None:
                self.close()
                self._take_the_place(fresh)
                self._connection = self._connect(str(self.file))  # one that was deleted since is not taken for empty
        except BaseException:
            if fresh is not None:
                self.close()
                fresh.unlink(missing_ok=True)
            raise
        finally:
            self._is_in_the_making = False

    def _copy_of(self, other: Database, meanwhile: Iterator[object]) -> Path | None:
        """A copy of the file of another database, to which nobody writes meanwhile: it takes a fraction of the time.
        None where one of the two is in memory, or the copy cannot be made."""
        if not (self._is_file and other._is_file):
            next(meanwhile, None)
            return None
        fresh = self._fresh
        from concurrent.futures import ThreadPoolExecutor
        from shutil import copyfile

        try:
            other.connection.execute("BEGIN")
            other.connection.execute("SELECT 1 FROM made_by").fetchone()
            with ThreadPoolExecutor(1) as beside:
                copying = beside.submit(copyfile, other.file, fresh)
                for _ in meanwhile:
                    if copying.done():
                        break
            error = copying.exception()
            if error is not None and not isinstance(error, OSError):
                raise error
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise
        finally:
            other.connection.rollback()
        if error is not None:
            fresh.unlink(missing_ok=True)
            return None
        return fresh

    @property
    def _fresh(self) -> Path:
        """The file that is made to take the place of the one that is there."""
        return self.file.with_name(f"{self.file.name}.{os.getpid()}")

    def _take_the_place(self, fresh: Path) -> None:
        """Put a complete file in the place of what is there in one step, since others may have that open."""
        make_like_its_folder(fresh)
        self._forget_journal()
        fresh.replace(self.file)

    def _forget_journal(self) -> None:
        """Forget what a crash has left half done in the file that another one takes the place of."""
        self.file.with_name(self.file.name + "-journal").unlink(missing_ok=True)

    @property
    def _is_file(self) -> bool:
        [[_, _, file]] = self.connection.execute("PRAGMA database_list")
        return bool(file)

    def use_memory(self) -> None:
        """Leave the file alone and continue with an empty database in memory."""
        self.close()
        self._connection = self._in_memory()

    def forget_if_damaged(self) -> bool:
        """Throw the file away where SQLite finds an error in it. Returns whether it did."""
        import sqlite3

        with suppress(sqlite3.DatabaseError):
            if self.connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",):
                return False
        self.forget()
        return True

    def forget(self) -> None:
        """Throw the file away."""
        self.close()
        self._connection = self._renewed() or self._in_memory()

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self, name: str) -> sqlite3.Connection:
        import sqlite3

        connection = sqlite3.connect(name, timeout=PATIENCE, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    def _opened(self) -> sqlite3.Connection | None:
        import sqlite3

        if not self.file.is_file():
            return None
        connection = self._connect(str(self.file))
        with suppress(sqlite3.DatabaseError):
            if connection.execute("SELECT fingerprint, schema FROM made_by").fetchone() == self.made_by:
                return connection
        connection.close()
        return None

    def _renewed(self) -> sqlite3.Connection | None:
        """An empty database put in the place of the file in one step, since others may have the old one open."""
        import sqlite3

        fresh = self._fresh
        try:
            fresh.unlink(missing_ok=True)
            self._made(self._connect(str(fresh))).close()
            self._take_the_place(fresh)
            return self._connect(str(self.file))
        except (sqlite3.Error, OSError):
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            return None

    def _in_memory(self) -> sqlite3.Connection:
        return self._made(self._connect(":memory:"))

    def _made(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        connection.executescript(
            f"BEGIN; CREATE TABLE made_by (fingerprint TEXT, schema TEXT); {self.schema} COMMIT;"
        )
        connection.execute("INSERT INTO made_by VALUES (?, ?)", self.made_by)
        return connection
