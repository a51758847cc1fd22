"""Values of records as people read them, and the colours of states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wmstrat.record.fields import Choice, Entries, Field, FieldType, Line, Listing, Prose, Reference, Term
from wmstrat.record.states import Tone
from wmstrat.record.text import on_one_line

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

# What stands in a table where there is nothing, and nothing is worth seeing.
NOTHING = "\N{EN DASH}"

# Colours by tone. None of them vanishes on a light or on a dark ground, and none says what words do not.
STYLES: dict[Tone, str] = {
    "good": "green",
    "moving": "cyan",
    "waiting": "magenta",
    "bad": "red",
    "aside": "dim",
    "": "",
}
WAITING = STYLES["waiting"]


@dataclass(frozen=True, slots=True)
class Names:
    """How people read words: `labels` of states and vocabularies by word, `records` (people, groups) by id."""

    labels: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, str] = field(default_factory=dict)


def state_style(kind: Kind, name: str) -> str:
    """The rich style of a state of a kind; an unknown one has none."""
    state = kind.state_named(name)
    return STYLES[state.look] if state else ""


def shown(type_: FieldType, value: Any, names: Names) -> str:
    """The value as people read it, of one line or more; an empty text for nothing."""
    if value in ("", None, []):
        return ""
    if isinstance(type_, Listing):
        return ", ".join(shown(type_.of, item, names) for item in value)
    if isinstance(type_, Entries):
        return ", ".join(entry_in_brief(type_, entry, names) for entry in lasting(value))
    if isinstance(type_, (Choice, Term)):
        return names.labels.get(value, value)
    if isinstance(type_, Reference):
        return names.records.get(value, value)
    return str(value)


def row_text(type_: FieldType, value: Any, names: Names) -> str:
    """The value on one line of a table."""
    return on_one_line(shown(type_, value, names))


def lasting(entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The entries that have not ended: of stages, those that the group is in."""
    return [entry for entry in entries if not entry.get("until")]


def entry_in_brief(type_: Entries, entry: Mapping[str, Any], names: Names) -> str:
    """An entry by what names it: its label, its text, or else its first field."""
    known = {one.name: one for one in type_.fields}
    naming = next((name for name in ("label", "text", "name") if entry.get(name)), type_.fields[0].name)
    return shown(known[naming].type, entry.get(naming, ""), names)


def entry_in_full(type_: Entries, entry: Mapping[str, Any], names: Names) -> str:
    """An entry with all that it holds: `Scope (since: 2018-11-01, until: 2019-03-31)`."""
    first, *others = type_.fields
    details = [(one, shown(one.type, entry.get(one.name), names)) for one in others]
    text = shown(first.type, entry.get(first.name), names)
    if first.name == "id" and details and details[0][1]:
        text, details = f"{text}  {details[0][1]}", details[1:]
    inside = ", ".join(f"{one.heading.lower()}: {detail}" for one, detail in details if detail)
    return f"{text} ({inside})" if inside else text


def folds(declared: Field) -> bool:
    """True for a field whose text may be folded in a table: no id, day, number or single word."""
    return declared.name != "id" and isinstance(declared.type, (Line, Prose, Listing, Entries))
