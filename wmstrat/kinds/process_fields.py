"""How process.yaml declares further fields for records, and what is wrong with such a declaration."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import kinds
from wmstrat.kinds.own_fields import NAME, TAKEN, TYPES
from wmstrat.record.fields import Entries, Field
from wmstrat.record.problem import Check, Finding, by_editing
from wmstrat.record.record import Record
from wmstrat.record.types import Choice, Flag, Line
from wmstrat.record.view import View

OWN_FIELDS = (
    Field("name", Line(), "the name of the field, such as tracking_number", required=True),
    Field("kind", Line(), "the kind of record that has it", required=True),
    Field("type", Choice(TYPES), "what it takes"),
    Field("about", Line(), "what the field means, for help and templates"),
    Field(
        "vocabulary", Line(), "the words that it allows, with commas between them, or the name of a list in this file"
    ),
    Field("private", Flag(), "only in private/"),
)


def _fields_can_be_had(record: Record, _: View) -> Iterator[Finding]:
    """A further field has a name that the kind does not use yet, and words where it takes words."""
    lists = [field.name for field in record.kind.fields if field.vocabulary]
    known = {name: kind for kind in kinds() for name in (kind.name, kind.command) if name}
    taken = {(kind.name, field.name) for kind in known.values() for field in kind.fields}
    correct = by_editing(record, "Correct the line")
    for place, entry in enumerate(record["fields"]):
        kind, name = known.get(entry["kind"]), entry["name"]
        if kind is None:
            expected = "a kind of record: " + ", ".join(known)
            yield Finding(f"fields[{place}].kind", f'"{entry["kind"]}"', expected, correct)
        elif not NAME.fullmatch(name) or name in TAKEN:
            expected = "small letters, digits and _, but not the name of an option that commands already have"
            yield Finding(f"fields[{place}].name", f'"{name}"', expected, correct)
        elif (kind.name, name) in taken:
            expected = f"a name that no other field of a {kind.name} has"
            yield Finding(f"fields[{place}].name", f'"{name}"', expected, correct)
        else:
            taken.add((kind.name, name))
        words = [word.strip() for word in entry["vocabulary"].split(",")]
        if entry["type"] == "word" and not (len(words) > 1 or words[0] in lists):
            expected = "words with commas between them, or one of: " + ", ".join(lists)
            yield Finding(f"fields[{place}].vocabulary", f'"{entry["vocabulary"]}"', expected, correct)


FIELD = Field(
    "fields",
    Entries(OWN_FIELDS, ("name", "kind")),
    "additional fields for records of this process",
    seldom=True,
)
CHECK = Check(
    "fields",
    "Additional fields have names that are not used yet, and words if their type needs words.",
    _fields_can_be_had,
)
