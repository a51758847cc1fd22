"""Completion of references and field names, out of the index as it stands (it may be behind, which is fine)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wmstrat.errors import WmstratError

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

# What typer asks: with the context of what was typed before, or without.
Completion = Callable[..., list[str]]

MOST = 200


def references(*kinds: str, public: bool = False) -> Completion:
    """A completion of ids (and, for groups, codes) of these kinds, of every kind when none is named. With `public`
    none of a record that is in private/ alone, for fields that everybody may read."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        marks = ", ".join("?" for _ in kinds)
        condition = f"kind IN ({marks}) AND" if kinds else ""
        if public:
            condition += " path NOT LIKE 'private/%' AND"
        question = f"SELECT DISTINCT id FROM records WHERE {condition} id LIKE ? ORDER BY place LIMIT {MOST}"  # noqa: S608
        found = [row[0] for row in _ask(ctx, question, (*kinds, incomplete.replace("%", "") + "%"))]
        if not kinds or "group" in kinds:
            codes = "SELECT json_extract(data, '$.code') FROM records WHERE kind = 'group'"
            found += _beginning(_ask(ctx, codes, ()), incomplete)
        # Ids are found in any case, but a shell offers only what goes on as it was begun.
        return [one for one in found if one.startswith(incomplete)] or [
            incomplete + one[len(incomplete) :] for one in found
        ]

    return complete


def deciding_bodies(ctx: Any, incomplete: str) -> list[str]:
    """A completion of the codes of the bodies that decide."""
    question = (
        "SELECT json_extract(data, '$.code') FROM records WHERE kind = 'group' "
        "AND json_extract(data, '$.kind') = 'deciding'"
    )
    return _beginning(_ask(ctx, question, ()), incomplete)


def assignments(ctx: Any, incomplete: str) -> list[str]:
    """A completion of `field=` by the names of the fields of the record typed before, of every kind's if unknown."""
    names = {field.name for kind in _kinds_typed(ctx) for field in kind.fields if not (field.fixed or field.set_by)}
    return sorted(f"{name}=" for name in names if name.startswith(incomplete))


def states(ctx: Any, incomplete: str) -> list[str]:
    """A completion of the states of the record typed before, of every kind if unknown."""
    names = {state.name for kind in _kinds_typed(ctx) for state in kind.states}
    return sorted(name for name in names if name.startswith(incomplete))


def states_of(kind: Kind) -> Completion:
    """A completion of the states of one kind."""

    def complete(incomplete: str) -> list[str]:
        return [state.name for state in kind.states if state.name.startswith(incomplete)]

    return complete


def checks(incomplete: str) -> list[str]:
    """A completion of the names of the checks."""
    from wmstrat.checks.every_record import ABOUT
    from wmstrat.kinds import kinds

    names = {*ABOUT, *(check.name for kind in kinds() for check in kind.checks)}
    return sorted(name for name in names if name.startswith(incomplete))


def _kinds_typed(ctx: Any) -> list[Kind]:
    """The kind of the record that REF names, or every kind when the index does not know it."""
    from wmstrat.kinds import kind, kinds

    question = (
        "SELECT DISTINCT kind FROM records WHERE id = ?1 COLLATE NOCASE OR handle = ?1 COLLATE NOCASE "
        "OR tail = ?1 COLLATE NOCASE OR kind = 'group' AND json_extract(data, '$.code') = ?1 COLLATE NOCASE"
    )
    reference = ctx.params.get("ref") or ""
    found = [kind(name) for (name,) in _ask(ctx, question, (reference,))] if reference else []
    return found or list(kinds())


def words(vocabulary: str) -> Completion:
    """A completion of the words of a vocabulary of process.yaml."""

    def complete(ctx: Any, incomplete: str) -> list[str]:
        question = (
            "SELECT json_extract(word.value, '$.id') FROM records, json_each(data, ?) AS word WHERE kind = 'process'"
        )
        return [word for (word,) in _ask(ctx, question, (f"$.{vocabulary}",)) if word and word.startswith(incomplete)]

    return complete


def _beginning(rows: Iterable[tuple[str]], incomplete: str) -> list[str]:
    return [word for (word,) in rows if word and word.casefold().startswith(incomplete.casefold())]


def _ask(ctx: Any, question: str, values: Iterable[object]) -> list[tuple[str]]:
    from wmstrat.repo.place import find
    from wmstrat.workspace.sparse import refuse_sparse

    try:
        place = find(Path(ctx.find_root().params.get("workspace") or os.environ.get("WMSTRAT_WORKSPACE") or "."))
        refuse_sparse(place)
        file = place.cache / "index.sqlite"
        with sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=0.2) as connection:
            return connection.execute(question, tuple(values)).fetchall()
    except (WmstratError, sqlite3.Error, OSError):
        return []
