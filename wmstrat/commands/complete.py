"""Completion of references and field names, out of the index as it stands (it may be behind, which is fine)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from wmstrat.errors import WmstratError

MOST = 200


def references(*kinds: str) -> Callable[[str], list[str]]:
    """A completion of ids (and, for groups, codes) of these kinds, of every kind when none is named."""

    def complete(incomplete: str) -> list[str]:
        marks = ", ".join("?" for _ in kinds)
        condition = f"kind IN ({marks}) AND" if kinds else ""
        question = f"SELECT DISTINCT id FROM records WHERE {condition} id LIKE ? ORDER BY place LIMIT {MOST}"  # noqa: S608
        found = [row[0] for row in _ask(question, (*kinds, incomplete.replace("%", "") + "%"))]
        if not kinds or "group" in kinds:
            codes = "SELECT json_extract(data, '$.code') FROM records WHERE kind = 'group'"
            found += [
                code for (code,) in _ask(codes, ()) if code and code.casefold().startswith(incomplete.casefold())
            ]
        return found

    return complete


def assignments(incomplete: str) -> list[str]:
    """A completion of `field=` by the names of every kind's fields."""
    from wmstrat.process.kinds import kinds

    names = {field.name for kind in kinds() for field in kind.fields if not field.fixed}
    return sorted(f"{name}=" for name in names if name.startswith(incomplete))


def states(incomplete: str) -> list[str]:
    """A completion of the states of every kind."""
    from wmstrat.process.kinds import kinds

    names = {state.name for kind in kinds() for state in kind.states}
    return sorted(name for name in names if name.startswith(incomplete))


def words(vocabulary: str) -> Callable[[str], list[str]]:
    """A completion of the words of a vocabulary of process.yaml."""

    def complete(incomplete: str) -> list[str]:
        question = (
            "SELECT json_extract(word.value, '$.id') FROM records, json_each(data, ?) AS word WHERE kind = 'process'"
        )
        return [word for (word,) in _ask(question, (f"$.{vocabulary}",)) if word and word.startswith(incomplete)]

    return complete


def _ask(question: str, values: Iterable[object]) -> list[tuple[str]]:
    from wmstrat.workspace.place import find

    try:
        place = find(Path(os.environ.get("WMSTRAT_WORKSPACE") or "."))
        file = place.cache / "index.sqlite"
        with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=0.2) as connection:
            return connection.execute(question, tuple(values)).fetchall()
    except (WmstratError, sqlite3.Error, OSError):
        return []
