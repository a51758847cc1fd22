"""The fields that several kinds share."""

from __future__ import annotations

from wmstrat.record.fields import Choice, Field, Line, Reference

ID = Field("id", Line(), "the name of this file; never changes", required=True, fixed=True)
HANDLE = Field("handle", Line(), "the name before the number, if there was one", fixed=True)
# The choices and the comment follow from the states of the kind.
STATE = Field("state", Choice(), "", required=True)


def group(about: str) -> Field:
    """The group that a record belongs to, with what it is to it."""
    return Field("group", Reference(("group",)), about, required=True, fixed=True)
