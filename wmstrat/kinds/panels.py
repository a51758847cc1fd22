"""Lists that `show` adds to records of several kinds: cited sources, the changes that they come from, and, beside the
text, reflections of the Core Team and advice (requirements 26, 28, 51 and 85)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wmstrat.kinds import parts
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Panel
from wmstrat.record.types import Term
from wmstrat.record.view import View, code_of_group

# The kinds of notes that wmstrat gives a meaning to.
REFLECTION, ADVICE = "reflection", "advice"
NOTE_KINDS = Term("note_kinds", means=(REFLECTION, ADVICE))


def _notes(kind: str) -> Callable[[Record, View], list[dict[str, Any]]]:
    """What finds the notes of a kind about a record, the oldest first."""

    def find(record: Record, view: View) -> list[dict[str, Any]]:
        known = counting(
            view.get("note", identity) for identity in view.relations("note", "about").get(record.id, ())
        )
        notes = [note for note in known if note["kind"] == kind]
        return [
            parts.item_of(note, "date", "author", group=code_of_group(view, note.group))
            for note in sorted(notes, key=lambda note: note["date"])
        ]

    return find


def cited(record: Record, view: View) -> list[dict[str, Any]]:
    """The sources that a record cites."""
    sources = counting(view.get("source", identity) for identity in record["sources"])
    return [parts.item_of(source, "kind", "date", "address") for source in sources]


def _changes(record: Record, view: View) -> list[dict[str, Any]]:
    """The changes that a record comes from, with the scopes in which they are."""
    named = record["changes"]
    scopes = counting(view.records("scope")) if named else []
    known = {change["id"]: (change, scope) for scope in scopes for change in scope["changes"]}
    return [
        {**change, "title": change["text"], "scope": scope.id}
        for change, scope in (known[identity] for identity in named if identity in known)
    ]


def counting(records: Iterable[Record | None]) -> list[Record]:
    """Those that are there and count."""
    return [record for record in records if record is not None and not record.unreadable and record.counts]


NOTE_CELLS = (
    parts.ID_CELL,
    Cell("Note", "title"),
    Cell("By", lambda note: note["author"] or note["group"]),
    Cell("Date", "date"),
)
SOURCE_CELLS = (
    parts.ID_CELL,
    Cell("Source", "title"),
    Cell("Kind", "kind", label="source_kinds"),
    Cell("Date", "date"),
    Cell("Address", "address", folds=40),
)
CHANGES = Panel(
    "from_changes",
    "Changes of scopes",
    _changes,
    (parts.ID_CELL, Cell("Change", "title"), Cell("Scope", "scope")),
    "changes",
    "changes",
)
CITED = Panel("cited", "Sources", cited, SOURCE_CELLS, field="sources")
REFLECTIONS = Panel("reflections", "Reflections", _notes(REFLECTION), NOTE_CELLS)
ADVISED = Panel("advice", "Advice", _notes(ADVICE), NOTE_CELLS)
