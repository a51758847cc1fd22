"""Further fields that a process declares for any kind, in `fields` of process.yaml.

Other processes need tracking numbers, reviewers, links: what is declared there is treated like a field of wmstrat's
own, in templates, commands, lists, import, export, checks, merges and completion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from wmstrat.record.fields import Field
    from wmstrat.record.kind import Kind
    from wmstrat.record.types import FieldType

# Cheap to look for, so that a process without further fields pays nothing: the key, with something in it.
DECLARING = re.compile(rb"^[\"']?fields[\"']?[ 	]*:(?![ 	]*\[[ 	]*\][ 	]*$)", re.MULTILINE)
# What a further field cannot be called: keys that every record has, and options that every command has.
TAKEN = frozenset(
    {
        "id", "handle", "group", "kind", "path", "record", "error", "body", "file", "private", "format", "width",
        "author", "message", "help", "dry_run", "open", "late", "for", "since", "until", "on", "sort",
    }
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
TYPES = (
    "line", "text", "long", "day", "moment", "length", "money", "address", "number", "yes", "list", "word",
    "language", "person", "group", "record", "records",
)  # fmt: skip


class OwnField(Struct, frozen=True):
    """One further field: of which kind, its name, type and explanation; `vocabulary` has the words that it takes,
    with commas between them, or names a list of process.yaml."""

    kind: str
    name: str
    type: str = "line"
    about: str = ""
    vocabulary: str = ""
    private: bool = False


def declared_fields(declaring: bytes) -> tuple[OwnField, ...]:
    """The further fields that the bytes of a process.yaml declare; those that cannot be are left to the checks. Where
    it is not clear whether a field is private, it is."""
    if DECLARING.search(declaring) is None:
        return ()
    from wmstrat.files.reading import Unreadable, decode, read_mapping

    try:
        entries = read_mapping(decode(declaring)).values.get("fields")
    except Unreadable:
        return ()
    found: dict[tuple[str, str], OwnField] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        cells = {key: str(value) for key, value in entry.items() if isinstance(value, str)}
        kind, name = cells.get("kind", ""), cells.get("name", "")
        if NAME.fullmatch(name) and name not in TAKEN and (cells.get("type") or "line") in TYPES:
            known = found.get((kind, name))
            found[kind, name] = OwnField(
                kind,
                name,
                cells.get("type") or "line",
                cells.get("about", ""),
                cells.get("vocabulary", ""),
                str(entry.get("private") or "false").casefold() not in ("false", "no")
                or (known is not None and known.private),
            )
    return tuple(found.values())


def extended(kind: Kind, own: Iterable[OwnField]) -> Kind:
    """The kind with the further fields that are declared for it, behind its own."""
    more = [
        _field(field, kind)
        for field in own
        if field.kind in (kind.name, kind.command) and field.name not in kind.by_name
    ]
    return replace(kind, fields=(*kind.fields, *more)) if more else kind


def _field(own: OwnField, kind: Kind) -> Field:
    from wmstrat.record.fields import Field

    return Field(
        own.name,
        field_type(own),
        own.about or f"{own.name.replace('_', ' ')} of the {kind.name}",
        private=own.private and not kind.home.private,
        seldom=True,
    )


def field_type(own: OwnField) -> FieldType:
    """The type of a further field."""
    from wmstrat.record import moments, types

    words = [word.strip() for word in own.vocabulary.split(",")]
    made: dict[str, Callable[[], FieldType]] = {
        "line": types.Line,
        "text": types.Prose,
        "long": types.Text,
        "day": types.Day,
        "moment": moments.Moment,
        "length": moments.Duration,
        "money": types.Money,
        "address": types.Address,
        "number": types.Count,
        "yes": types.Flag,
        "list": types.Listing,
        "word": lambda: types.Choice(tuple(words)) if len(words) > 1 else types.Term(words[0]),
        "language": types.Language,
        "person": lambda: types.Reference(("person",)),
        "group": lambda: types.Reference(("group",)),
        "record": types.Reference,
        "records": lambda: types.Listing(types.Reference()),
    }
    return made[own.type]()


def mistakes(entries: Sequence[dict[str, str]], lists: Sequence[str]) -> Iterable[tuple[int, str, str, str]]:
    """What is wrong with the entries of `fields`: the place, the part, what was found, and what is expected. `lists`
    are the names of the vocabularies of process.yaml."""
    from wmstrat.kinds import kinds

    known = {name: kind for kind in kinds() for name in (kind.name, kind.command) if name}
    taken = {(kind.name, field.name) for kind in known.values() for field in kind.fields}
    for place, entry in enumerate(entries):
        kind, name = known.get(entry["kind"]), entry["name"]
        if kind is None:
            yield place, "kind", f'"{entry["kind"]}"', "a kind of record: " + ", ".join(known)
        elif not NAME.fullmatch(name) or name in TAKEN:
            yield place, "name", f'"{name}"', "small letters, digits and _, and no option that commands have already"
        elif (kind.name, name) in taken:
            yield place, "name", f'"{name}"', f"a name that no other field of a {kind.name} has"
        else:
            taken.add((kind.name, name))
        words = [word.strip() for word in entry["vocabulary"].split(",")]
        if entry["type"] == "word" and not (len(words) > 1 or words[0] in lists):
            expected = "words with commas between them, or one of: " + ", ".join(lists)
            yield place, "vocabulary", f'"{entry["vocabulary"]}"', expected
