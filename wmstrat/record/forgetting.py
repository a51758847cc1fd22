"""Records that were forgotten: another one, which names nobody, is in their place and has a mark of the old id.

Whoever still knows the old id can tell by the mark which record is meant: a clone that has not received the change
yet, a guard that looks at a push. Nobody can read the id out of the mark; but who guesses it can test the guess.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from wmstrat.record.ids import Joined, random_tail
from wmstrat.record.types import Line, Prose, Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from wmstrat.record.field_type import Value
    from wmstrat.record.kind import Kind
    from wmstrat.record.record import Record

# The field with the mark. Kinds that have it can be forgotten.
FIELD = "forgotten"
SALT, DIGEST = 8, 16


def mark_of(identity: str, salt: str = "") -> str:
    """A mark of an id: a salt, new unless one is given, and the beginning of the SHA-256 of both."""
    from hashlib import sha256

    salt = salt or os.urandom(SALT).hex()
    return f"{salt}:{sha256(f'{salt}:{identity.casefold()}'.encode()).hexdigest()[:DIGEST]}"


def is_mark_of(mark: str, identity: str) -> bool:
    """True where the mark was made of this id."""
    salt, colon, _ = mark.partition(":")
    return bool(colon) and mark_of(identity, salt) == mark


def new_ids(marks: Mapping[str, str], identities: Iterable[str]) -> dict[str, str]:
    """The id of today for each id that was forgotten, out of the marks by the ids of their records."""
    return {old: new for old in identities for new, mark in marks.items() if old != new and is_mark_of(mark, old)}


def anonymous(taken: Callable[[str], bool]) -> str:
    """An id that says nothing about a person, and that no record has."""
    while taken(identity := f"someone-{random_tail()}"):
        pass
    return identity


def can_be_forgotten(kind: Kind) -> bool:
    """True for a kind of which records can be forgotten."""
    return FIELD in kind.by_name


def belongs_to(record: Record) -> str:
    """The id of the record to which this one belongs for good, such as the person of a membership or of an
    application; an empty text where there is none. The field with it is called as the kind that it refers to."""
    for field in record.kind.fields:
        kinds = field.type.kinds if isinstance(field.type, Reference) and field.fixed else ()
        if field.name != "group" and kinds == (field.name,):
            return str(record.values[field.name])
    return ""


def joined_id(record: Record, names: Mapping[str, str]) -> str:
    """The id that a record gets whose id is made of one that was forgotten; an empty text for any other."""
    owner = belongs_to(record)
    if not isinstance(record.kind.ids, Joined) or owner not in names:
        return ""
    code, _, rest = record.id.partition("-")
    match = re.fullmatch(rf"{re.escape(owner)}(-\d+)?", rest)
    return f"{code}-{names[owner]}{match[1] or ''}" if match else ""


def blanked(record: Record) -> dict[str, Value]:
    """The fields of a record that belongs to a person in which words say something about them, with nothing in
    them."""
    return {
        field.name: field.type.empty
        for field in record.kind.fields
        if isinstance(field.type, (Line, Prose))
        and not (field.required or field.fixed)
        and record.values.get(field.name)
    }


def is_telling(identity: str) -> bool:
    """True for an id that is not a common word too."""
    return not identity.isalpha()
