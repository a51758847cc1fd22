"""What became of the fields and texts of a record, in words."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from wmstrat.record.comparison import headings_changed
from wmstrat.record.field_type import Labels
from wmstrat.record.fields import Entries, Field
from wmstrat.record.record import Record
from wmstrat.record.text import counted, listed
from wmstrat.record.types import Listing, Prose

# From this many days on, a time is told in weeks.
WEEKS_FROM = 14


def is_text(field: Field) -> bool:
    """True for a field whose value is a text, of which only is told that it changed."""
    return isinstance(field.type, Prose)


def texts_changed(names: Sequence[str], told: Container[str], before: Record, after: Record) -> Iterator[str]:
    """Which texts of a record changed, and below which headings."""
    for name in names:
        if name in ("title", "name") and name not in told and before[name]:
            yield f'the {name} was "{before[name]}"'
        elif is_text(after.kind.by_name[name]) and name != "why" and name not in told:
            heading = after.kind.by_name[name].heading.lower()
            yield heading if before[name] or not after[name] else f"{heading} added"
    if before.body != after.body:
        headings = headings_changed(before.body, after.body)
        what = "the text" if before.body.strip() else "text added"
        yield f"{what} below {listed(headings)}" if headings else what


def field_changed(field: Field, before: Record, after: Record, labels: Labels) -> Iterator[str]:
    """What became of one field that is not a text."""
    was, now = before.values.get(field.name, field.type.empty), after[field.name]
    name = field.heading.lower()
    if isinstance(field.type, Entries):
        yield from _entries(field.type, name, was, now, labels)
    elif isinstance(field.type, Listing):
        added = [item for item in now if item not in was]
        yield from _items_changed(
            name, {"added": field.type.shown(added, labels)}, sum(item not in now for item in was)
        )
    else:
        shown = field.type.shown(now, labels)
        yield f"{name}: now {shown}" if shown else f"{name}: cleared"


def _entries(
    type_: Entries, name: str, was: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]], labels: Labels
) -> Iterator[str]:
    def keyed(entries: Sequence[dict[str, Any]]) -> dict[tuple[str, ...], dict[str, Any]]:
        return {tuple(str(entry.get(part, "")) for part in type_.key): entry for entry in entries}

    old, new = keyed(was), keyed(now)
    added = [type_.in_brief(entry, labels) for key, entry in new.items() if key not in old]
    changed = [type_.in_brief(new[key], labels) for key in new if key in old and new[key] != old[key]]
    items = {"added": ", ".join(added), "changed": ", ".join(changed)}
    yield from _items_changed(name, items, len(old.keys() - new.keys()))


def _items_changed(name: str, items: Mapping[str, str], removed: int) -> Iterator[str]:
    """What became of the items of a list, by what was done to them; how many were removed."""
    parts = [f"{done} {shown}" for done, shown in items.items() if shown]
    parts += [counted(removed, "one removed", "{count} removed")] if removed else []
    if parts:
        yield f"{name}: {', '.join(parts)}"


def days_moved(was: str, now: str) -> Iterator[str]:
    """By how much a day moved."""
    try:
        days = (date.fromisoformat(now[:10]) - date.fromisoformat(was[:10])).days
    except ValueError:
        return
    if days:
        number, unit = (abs(days) // 7, "week") if abs(days) >= WEEKS_FROM else (abs(days), "day")
        yield f"{counted(number, f'{{count}} {unit}', f'{{count}} {unit}s')} {'later' if days > 0 else 'earlier'}"
