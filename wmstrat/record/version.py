"""The version of a record: a fingerprint of what it says, by which a later look tells whether it has changed."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from wmstrat.record.fields import Entries, Field
from wmstrat.record.types import Listing, Reference

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View

# The rule by which fingerprints are made. Another rule gets another number, so that old ones are told apart.
RULE = 1
LENGTH = 6
NUMBER = re.compile(r"(?<![A-Za-z0-9_-])[A-Z]{2,4}-[A-Z]{1,3}[1-9]\d{0,5}(?![A-Za-z0-9_])")
# What says where the record is, and not what it says.
PLACE = frozenset({"id", "handle", "group"})


def version(record: Record, view: View) -> str:
    """The version of a record, such as `1:3f9a2c`: of its filled fields and text, with references as handles, so that
    numbering, recoding and a new field of a later release change none."""
    parts = [
        f"{field.name}={_plain(field, record[field.name], view)}"
        for field in sorted(record.kind.fields, key=lambda field: field.name)
        if field.name not in PLACE and record[field.name] != field.type.empty
    ]
    body = "\n".join(line.rstrip() for line in record.body.strip().splitlines())
    text = "\0".join([*parts, NUMBER.sub(lambda match: _stable(match[0], view), body)])
    return f"{RULE}:{sha256(text.encode()).hexdigest()[:LENGTH]}"


def _plain(field: Field, value: Any, view: View) -> str:
    """A value as text in which every reference is a handle."""
    type_ = field.type
    if isinstance(type_, Entries):
        return repr(
            [
                [
                    (inner.name, _plain(inner, entry[inner.name], view))
                    for inner in type_.fields
                    if entry.get(inner.name)
                ]
                for entry in value
            ]
        )
    if isinstance(type_, Listing):
        return repr([_stable(item, view) if isinstance(type_.of, Reference) else item for item in value])
    if isinstance(type_, Reference):
        return _stable(value, view)
    return NUMBER.sub(lambda match: _stable(match[0], view), value) if isinstance(value, str) else repr(value)


def _stable(identity: str, view: View) -> str:
    """The handle of the record with this id; the id where it has none, without the code of its group."""
    record = view.named(identity)
    if record is not None and record.handle:
        return record.handle.partition("-")[2]
    return identity.partition("-")[2] if record is not None and record.kind.ids.coded else identity
