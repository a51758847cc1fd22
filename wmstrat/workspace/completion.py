"""What completion asks of the index as the last command left it: quick, and perhaps older than the files.

The index is opened for reading alone and is neither brought up to date nor checked. Where there is none, or it cannot
be read at once, every answer is empty.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from typing import TYPE_CHECKING, Any

from wmstrat.workspace.database import INDEX_FILE, beginning_with

if TYPE_CHECKING:
    from wmstrat.repo.place import Place

# Seconds that another process may hold the file: who waits for a completion types on.
PATIENCE = 0.2


def ids(place: Place, beginning: str, kinds: Collection[str] = (), *, public: bool, limit: int) -> list[str]:
    """Up to `limit` ids that begin so, in any case of their letters, in the order in which people count; of these
    kinds, or of any. With `public` none of a record that is in private/ alone."""
    conditions = ["id LIKE ? ESCAPE '!'"]
    if kinds:
        conditions.append(f"kind IN ({', '.join('?' for _ in kinds)})")
    if public:
        conditions.append("path NOT LIKE 'private/%'")
    question = f"SELECT DISTINCT id FROM records WHERE {' AND '.join(conditions)} ORDER BY place LIMIT ?"  # noqa: S608 - only marks
    return [identity for (identity,) in _rows(place, question, beginning_with(beginning), *kinds, limit)]


def kinds_of(place: Place, name: str) -> list[str]:
    """The kinds of the records that have this id, handle or random tail, in any case of its letters."""
    question = (
        "SELECT DISTINCT kind FROM records WHERE id = ?1 COLLATE NOCASE OR handle = ?1 COLLATE NOCASE "
        "OR tail = ?1 COLLATE NOCASE"
    )
    return [kind for (kind,) in _rows(place, question, name)] if name else []


def texts(place: Place, kind: str, field: str, *, where: tuple[str, str] | None = None) -> list[str]:
    """What a text field holds in each record of a kind, where it is not blank; with `where`, a field and its value,
    only in the records in which that field has that value."""
    question = "SELECT json_extract(data, ?) FROM records WHERE kind = ?"
    values = [_in_json(field), kind]
    if where is not None:
        question += " AND json_extract(data, ?) = ?"
        values += [_in_json(where[0]), where[1]]
    return [text for (text,) in _rows(place, question, *values) if text]


def entries(place: Place, kind: str, field: str, key: str) -> list[str]:
    """What a text field holds in each entry of a list field of each record of a kind, where it is not blank."""
    question = (
        "SELECT json_extract(entry.value, ?) FROM records, json_each(records.data, ?) AS entry WHERE records.kind = ?"
    )
    return [text for (text,) in _rows(place, question, _in_json(key), _in_json(field), kind) if text]


def _in_json(field: str) -> str:
    return f"$.{field}"


def _rows(place: Place, question: str, *values: object) -> list[Any]:
    import sqlite3

    address = f"{(place.cache / INDEX_FILE).as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
            return connection.execute(question, values).fetchall()
    except (sqlite3.Error, OSError):
        return []
