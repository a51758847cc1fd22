"""The key of the row that a record was imported from, which every kind has of whose records there can be many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from wmstrat.record.fields import Field
from wmstrat.record.kind import IMPORT_KEY
from wmstrat.record.types import Line

if TYPE_CHECKING:
    from wmstrat.record.kind import Kind

ABOUT = "the key of its row, so that a second import recognizes it"


def with_import_key(kind: Kind) -> Kind:
    """The kind with the key as its last field. Of a record with two halves, both hold it: it is made of what
    everybody sees, or is the number that the person who imported it chose."""
    if kind.is_lone:
        return kind
    key = Field(IMPORT_KEY, Line(), ABOUT, seldom=True, both=kind.has_private_half)
    return replace(kind, fields=(*kind.fields, key))
