"""What the index remembers because it follows from records, and when it is forgotten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import json

if TYPE_CHECKING:
    import sqlite3

# The first word of the name under which something is remembered that follows from the records of one group; the slug
# of the group is the second. What git told is named by `git` and is remembered for good.
PART_OF_GROUP = "group"

# A name, a value in JSON, and the kinds of the records from which it follows in JSON, NULL for those of any kind. Not
# WITHOUT ROWID: the history of a large workspace would be read whenever a name beside its own is looked for.
SCHEMA = "CREATE TABLE memory (name TEXT PRIMARY KEY, value TEXT, kinds TEXT);"
REMEMBER = "INSERT OR REPLACE INTO memory VALUES (?, ?, ?)"

GROUPS = """
WITH RECURSIVE leading (path) AS (
    VALUES (?1)
    UNION
    SELECT links.path FROM leading JOIN records USING (path) JOIN links ON links.target = records.id
)
SELECT "group" FROM records WHERE path = ?1
UNION
SELECT "group" FROM leading JOIN records USING (path) WHERE "group" <> ''
UNION
SELECT target."group" FROM leading JOIN links USING (path)
JOIN records AS target ON target.id = links.target COLLATE NOCASE WHERE target."group" <> ''
"""
OF_THESE_KINDS = """
(kinds IS NULL OR ?1 IS NULL OR EXISTS (
    SELECT 1 FROM json_each(kinds) AS own JOIN json_each(?1) AS changed ON own.value = changed.value
))
"""


class Changed:
    """Files that change, as far as something is remembered that may follow from them: `look` at their records before
    and after they change, and then `forget`."""

    def __init__(self, connection: sqlite3.Connection, paths: Iterable[str]) -> None:
        self._connection = connection
        is_empty = not connection.execute("SELECT 1 FROM memory WHERE name NOT LIKE 'git %' LIMIT 1").fetchone()
        self._paths = [] if is_empty else [*paths]
        # Of no record, too.
        self._groups = {path.split("/")[1] for path in self._paths if path.startswith("groups/")}
        self._kinds: set[str] = set()
        self._without_record = {*self._paths}
        self._has_errors = False

    def look(self) -> None:
        """Note the kinds of the records, and the groups of which something may follow from them: their own, those of
        what leads to them (a milestone of the whole process waits for them), and those at whose records they point,
        or what leads to them points (what a draft answered, the draft that it became answers)."""
        for path in self._paths:
            self._groups.update(group for (group,) in self._connection.execute(GROUPS, (path,)))
            question = "SELECT kind, problems <> '[]' FROM records WHERE path = ?"
            for kind, has_errors in self._connection.execute(question, (path,)):
                self._kinds.add(kind)
                self._has_errors = self._has_errors or bool(has_errors)
                self._without_record.discard(path)

    def forget(self) -> None:
        """Forget what followed from records of these groups and kinds; with one of no group among them, what followed
        from any group; with a file that has errors or no record, what followed from any kind."""
        if not self._paths:
            return
        is_any = self._has_errors or self._without_record
        kinds = None if is_any else json.encode(sorted(self._kinds)).decode()
        self._connection.execute(
            f"DELETE FROM memory WHERE name NOT LIKE 'git %' AND (?2 OR name NOT LIKE ?3) AND {OF_THESE_KINDS}",  # noqa: S608 - ours
            (kinds, "" in self._groups, f"{PART_OF_GROUP} %"),
        )
        parts = [(kinds, f"{PART_OF_GROUP} {group} ") for group in self._groups]
        self._connection.executemany(
            f"DELETE FROM memory WHERE substr(name, 1, length(?2)) = ?2 AND {OF_THESE_KINDS}",  # noqa: S608 - ours
            parts,
        )
