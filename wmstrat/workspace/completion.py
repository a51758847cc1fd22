"""The questions of completion to the index, which is taken as the last command left it, for speed. Where there is no
index, or it cannot be read at once, every answer is empty."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from typing import Any

from wmstrat.record.halves import PRIVATE
from wmstrat.repo.place import Place
from wmstrat.workspace.database import INDEX_FILE, beginning_with

# Seconds that another process may hold the file.
PATIENCE = 0.2


def ids(
    place: Place, beginning: str, kinds: Collection[str] = (), *, public: bool, limit: int
) -> list[tuple[str, str, str]]:
    """Up to `limit` ids that begin so, in any case of their letters, each with its kind and what people call the
    record, in the order in which people count; of these kinds, or of any. With `public` none of a record that is in
    private/ alone."""
    question = (
        "SELECT DISTINCT id, kind, label FROM records WHERE id LIKE ?1 ESCAPE '!' AND "
        "(?2 = '' OR instr(?2, ' ' || kind || ' ')) AND NOT (?3 AND path LIKE ?4) ORDER BY place LIMIT ?5"
    )
    named = f" {' '.join(kinds)} " if kinds else ""
    return _rows(place, question, beginning_with(beginning), named, public, f"{PRIVATE}%", limit)


def groups(place: Place) -> list[tuple[str, str, str]]:
    """The code, the id and the name of every group."""
    question = "SELECT DISTINCT json_extract(data, '$.code'), id, label FROM records WHERE kind = 'group' ORDER BY 1"
    return [(code or "", identity, label) for code, identity, label in _rows(place, question)]


def states_of(place: Place, name: str) -> list[tuple[str, str]]:
    """The kind and the state of each record that has this id, handle or random tail, in any case of its letters."""
    question = (
        "SELECT DISTINCT kind, state FROM records WHERE id = ?1 COLLATE NOCASE OR handle = ?1 COLLATE NOCASE "
        "OR tail = ?1 COLLATE NOCASE"
    )
    return _rows(place, question, name) if name else []


def kinds_of(place: Place, name: str) -> list[str]:
    """The kinds of the records that have this id, handle or random tail, in any case of its letters."""
    return [kind for kind, _ in states_of(place, name)]


def texts(place: Place, kind: str, field: str, *, where: tuple[str, str] | None = None) -> list[str]:
    """The values of a text field in the records of a kind, where it is not blank; with `where` only of the records in
    which another field has a value."""
    name, value = where or (field, None)
    question = "SELECT json_extract(data, '$.' || ?), json_extract(data, '$.' || ?) FROM records WHERE kind = ?"
    rows = _rows(place, question, field, name, kind)
    return [text for text, other in rows if text and (where is None or other == value)]


def entries(place: Place, kind: str, field: str, key: str, about: str = "label") -> list[tuple[str, str]]:
    """The values of a text field in the entries of a list field in the records of a kind, where it is not blank, each
    with another one."""
    question = (
        "SELECT json_extract(entry.value, '$.' || ?), json_extract(entry.value, '$.' || ?) "
        "FROM records, json_each(records.data, '$.' || ?) AS entry WHERE records.kind = ?"
    )
    return [(text, other or "") for text, other in _rows(place, question, key, about, field, kind) if text]


def _rows(place: Place, question: str, *values: object) -> list[Any]:
    import sqlite3

    address = f"{(place.cache / INDEX_FILE).as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=PATIENCE)) as connection:
            return connection.execute(question, values).fetchall()
    except (sqlite3.Error, OSError):
        return []
