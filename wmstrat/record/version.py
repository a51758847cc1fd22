"""The version of a record: a fingerprint of what it says, by which a later look tells whether it has changed."""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING

from wmstrat.record.ids import tail_of
from wmstrat.record.waiting import record_named

if TYPE_CHECKING:
    from wmstrat.record.record import Record
    from wmstrat.record.view import View

# The rule by which fingerprints are made. Another rule gets another number, so that old ones are told apart.
RULE = 1
LENGTH = 6
# What may be an id with the code of a group. Whether it begins a word is checked after its first letter: that takes a
# third of the time.
IDENTITY = re.compile(r"[A-Z](?<![\w-][A-Z])[A-Z]{1,3}-(?:[\w-]*\w)")
# What says where the record is, and not what it says.
PLACE = frozenset({"id", "handle", "group"})


class KnownVersions:
    """The versions of records in a view, while that does not change: each is found once."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._known: dict[tuple[str, str], str] = {}
        self._stable = cache(partial(_stable, view))

    def of(self, record: Record) -> str:
        """The version of a record, such as `1:3f9a2c`: of its filled fields and text, with ids as handles, so that
        numbering, recoding and a new field of a later release change none."""
        if record.key not in self._known:
            self._known[record.key] = self._version(record)
        return self._known[record.key]

    def _version(self, record: Record) -> str:
        from hashlib import sha256

        values = [
            f"{field.name}={field.type.write(record[field.name])!r}"
            for field in sorted(record.kind.fields, key=lambda field: field.name)
            if field.name not in PLACE and record[field.name] != field.type.empty
        ]
        body = "\n".join(line.rstrip() for line in record.body.strip().splitlines())
        text = IDENTITY.sub(lambda match: self._stable(match[0]), "\0".join([*values, body]))
        return f"{RULE}:{sha256(text.encode()).hexdigest()[:LENGTH]}"


def _stable(view: View, identity: str) -> str:
    """The handle of the record with this id, or else the id, without the code of the group; other texts unchanged."""
    record = record_named(view, identity)
    if record is None and not tail_of(identity):
        return identity
    return (record.handle or identity if record is not None else identity).partition("-")[2]
