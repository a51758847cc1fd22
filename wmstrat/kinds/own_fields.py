"""Further fields that a process declares for any kind, in `fields` of process.yaml; all treat them like others."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from wmstrat.record.field_type import FieldType
    from wmstrat.record.fields import Field
    from wmstrat.record.kind import Kind

# Cheap to look for, so that a process without further fields pays nothing: the key, with something in it.
DECLARING = re.compile(rb"^[\"']?fields[\"']?[ 	]*:(?![ 	]*\[[ 	]*\][ 	]*$)", re.MULTILINE)
# What a further field cannot be called: keys that every record has, and options that every command has.
TAKEN = frozenset(
    {
        "id", "handle", "group", "kind", "path", "record", "error", "body", "file", "private", "format", "width",
        "author", "message", "help", "dry_run", "open", "late", "for", "since", "until", "on", "as_of", "sort",
    }
)  # fmt: skip
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
TYPES = (
    "line", "text", "long", "day", "moment", "length", "money", "address", "number", "yes", "list", "word",
    "language", "person", "group", "record", "records",
)  # fmt: skip


class OwnField(Struct, frozen=True):
    """One further field. `vocabulary` has the words that it takes, with commas between them, or names a list of
    process.yaml."""

    kind: str
    name: str
    type: str = "line"
    about: str = ""
    vocabulary: str = ""
    private: bool = False


@lru_cache(maxsize=4)
def declared_fields(declaring: bytes) -> tuple[OwnField, ...]:
    """The further fields that the bytes of a process.yaml declare, without those that a check refuses. Where it is
    not clear whether a field is private, it is."""
    if DECLARING.search(declaring) is None:
        return ()
    from wmstrat.files.reading import Unreadable, decode, read_mapping

    try:
        entries = read_mapping(decode(declaring)).values.get("fields")
    except Unreadable:
        return ()
    fields: dict[tuple[str, str], OwnField] = {}
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, dict):
            continue
        texts = {key: value for key, value in entry.items() if isinstance(value, str)}
        kind, name, about, words = (texts.get(key, "") for key in ("kind", "name", "about", "vocabulary"))
        type_ = texts.get("type") or "line"
        if NAME.fullmatch(name) and name not in TAKEN and type_ in TYPES:
            known = fields.get((kind, name))
            private = str(entry.get("private") or "false").casefold() not in ("false", "no")
            private = private or (known is not None and known.private)
            fields[kind, name] = OwnField(kind, name, type_, about, words, private)
    return tuple(fields.values())


def extended(kind: Kind, own: Iterable[OwnField]) -> Kind:
    """The kind with the further fields that are declared for it, after its own, and verbs that take those of the
    records that they add."""

    def further(names: Container[str], known: Container[str]) -> list[Field]:
        return [_field(field, kind) for field in own if field.kind in names and field.name not in known]

    more = further((kind.name, kind.command), kind.by_name)
    verbs = [
        replace(verb, options=(*verb.options, *further((verb.adds,), [option.name for option in verb.options])))
        for verb in kind.verbs
    ]
    return replace(kind, fields=(*kind.fields, *more), verbs=tuple(verbs))


def _field(own: OwnField, kind: Kind) -> Field:
    from wmstrat.record.fields import Field

    about = own.about or f"{own.name.replace('_', ' ')} of the {own.kind}"
    return Field(own.name, field_type(own), about, private=own.private and not kind.home.private, seldom=True)


def field_type(own: OwnField) -> FieldType:
    """The type of a further field."""
    from wmstrat.record import day_types, moments, number_types, types

    words = [word.strip() for word in own.vocabulary.split(",")]
    made: dict[str, Callable[[], FieldType]] = {
        "line": types.Line,
        "text": types.Prose,
        "long": types.Text,
        "day": day_types.Day,
        "moment": moments.Moment,
        "length": moments.Duration,
        "money": number_types.Money,
        "address": types.Address,
        "number": number_types.Count,
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
