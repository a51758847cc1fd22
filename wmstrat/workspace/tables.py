"""The tables of the index, and the rows in them for the records that were read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from msgspec import json

from wmstrat.record.ids import place_of, tail_of

if TYPE_CHECKING:
    import sqlite3

    from wmstrat.record.record import Record

# This many records are read, then stored: reading and storing in turns would take longer for each.
AT_ONCE = 250

SCHEMA = """
CREATE TABLE stamps (
    path TEXT PRIMARY KEY, mtime INT, ctime INT, size INT, inode INT, digest BLOB
) WITHOUT ROWID;
CREATE INDEX young ON stamps (path) WHERE mtime = 0;
CREATE INDEX without_dot ON stamps (path) WHERE instr(path, '.') = 0;
CREATE TABLE records (
    path TEXT PRIMARY KEY, kind TEXT, id TEXT, "group" TEXT, state TEXT, label TEXT, handle TEXT, tail TEXT,
    place TEXT, data TEXT, body TEXT, problems TEXT, unreadable INT
);
CREATE INDEX by_kind ON records (kind, "group", place, path, id, state);
CREATE INDEX by_id ON records (id COLLATE NOCASE);
CREATE INDEX by_handle ON records (handle COLLATE NOCASE) WHERE handle <> '';
CREATE INDEX by_tail ON records (tail COLLATE NOCASE) WHERE tail <> '';
CREATE INDEX broken ON records (kind, place, path) WHERE problems <> '[]';
CREATE TABLE links (path TEXT, field TEXT, target TEXT);
CREATE INDEX links_from ON links (path);
CREATE INDEX links_to ON links (target, field);
"""
# The records that a search has met since they were read.
PASSAGES = "CREATE TABLE passages (path TEXT PRIMARY KEY, folded TEXT);"
# The tables with what is known of each file.
TABLES = ("records", "links", "stamps")

COLUMNS = (
    "kind", "id", '"group"', "state", "label", "handle", "tail", "place", "data", "body", "problems", "unreadable"
)  # fmt: skip
SET = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS)
KEEP = f"INSERT INTO records VALUES (?{', ?' * len(COLUMNS)}) ON CONFLICT (path) DO UPDATE SET {SET}"  # noqa: S608 - ours
LINKS = "SELECT path, field, target FROM links WHERE path IN (SELECT value FROM json_each(?)) ORDER BY rowid"

Row = tuple[Any, ...]


def replace(connection: sqlite3.Connection, paths: Iterable[str], records: Iterable[Record]) -> None:
    """Have these records, which may still have to be read, in the place of what was read in the files at these paths.
    Most records point at the same ones as before, and these rows stay."""
    left = dict.fromkeys(paths)
    unread = iter(records)
    while some := [*islice(unread, AT_ONCE)]:
        connection.executemany(KEEP, map(row_of, some))
        _replace_links(connection, {record.path: links_of(record) for record in some})
        for record in some:
            left.pop(record.path, None)
    for table in ("records", "links"):
        connection.executemany(f"DELETE FROM {table} WHERE path = ?", ((path,) for path in left))  # noqa: S608 - ours


def _replace_links(connection: sqlite3.Connection, links: Mapping[str, list[Row]]) -> None:
    """Have these rows for the records at these paths."""
    before: dict[str, list[Row]] = {path: [] for path in links}
    for row in connection.execute(LINKS, (json.encode([*links]).decode(),)):
        before[row[0]].append(row)
    changed = [path for path, rows in links.items() if rows != before[path]]
    connection.executemany("DELETE FROM links WHERE path = ?", ((path,) for path in changed))
    connection.executemany("INSERT INTO links VALUES (?, ?, ?)", (row for path in changed for row in links[path]))


def row_of(record: Record) -> Row:
    """The row for a record in the table of records."""
    handle = str(record.values.get("handle", ""))
    named = record.path, record.kind.name, record.id, record.group, record.state, record.label
    found_by = handle, tail_of(record.id) or tail_of(handle), place_of(record.id)
    values, problems = json.encode(record.values).decode(), json.encode(record.problems).decode()
    return (*named, *found_by, values, record.body, problems, int(record.unreadable))


def links_of(record: Record) -> list[Row]:
    """The rows for a record in the table of links: one for each reference in it."""
    return [
        (record.path, field.name, target)
        for field in record.kind.pointing
        if record.values[field.name]
        for _, target in field.type.references(record.values[field.name])
    ]
