"""What became of each field between two versions of a record, in words."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from wmstrat.record.field_type import Value
from wmstrat.record.record import Record
from wmstrat.record.sections import pieces


class FieldChange(Struct, frozen=True):
    """What became of one field of a record; with a blank `field` of the record, which came or went."""

    record: str
    kind: str
    field: str
    before: str
    after: str


def compared(old: Record, new: Record) -> Iterator[FieldChange]:
    """What became of each field of a record, and of its text as the field `body`."""
    for field in new.kind.fields:
        if field.name != "id" and old[field.name] != new[field.name]:
            yield FieldChange(new.id, new.kind.name, field.name, in_words(old[field.name]), in_words(new[field.name]))
    if old.body != new.body:
        yield FieldChange(new.id, new.kind.name, "body", old.body, new.body)


def headings_changed(before: str, after: str) -> list[str]:
    """The headings below which a text has changed."""
    old, new = ({piece.heading: piece.text for piece in pieces(text)} for text in (before, after))
    return [name for name in {**new, **old} if name and old.get(name) != new.get(name)]


def in_words(value: Value) -> str:
    """A value on one line: lists with commas, entries as their words."""
    if isinstance(value, list):
        return ", ".join(
            " ".join(str(part) for part in item.values() if part) if isinstance(item, dict) else str(item)
            for item in value
        )
    return str(value)
