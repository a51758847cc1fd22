"""Notes that are shown with the record that they are about, beside its text: reflections of the Core Team, and advice
(requirements 51 and 85)."""

from __future__ import annotations

from collections.abc import Callable
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
        known = (view.get("note", identity) for identity in view.relations("note", "about").get(record.id, ()))
        notes = [note for note in known if note and not note.unreadable and note.counts and note["kind"] == kind]
        return [
            parts.item_of(note, "date", "author", group=code_of_group(view, note.group))
            for note in sorted(notes, key=lambda note: note["date"])
        ]

    return find


CELLS = (
    parts.ID_CELL,
    Cell("Note", "title"),
    Cell("By", lambda note: note["author"] or note["group"]),
    Cell("Date", "date"),
)
REFLECTIONS = Panel("reflections", "Reflections", _notes(REFLECTION), CELLS)
ADVISED = Panel("advice", "Advice", _notes(ADVICE), CELLS)
