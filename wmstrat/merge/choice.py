"""Conflicts: two people gave the same field two values, and what a person chose."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

WHOLE = "record"
"""What a conflict about a file as a whole calls its field."""

DELETED = "deleted"
"""What such a conflict shows for no file."""


class Settled(Struct, frozen=True):
    """Why only the value of one side can stand: the process has settled it there. `state` is what the record became
    on that side, `on` the day (blank where it is not known), `anew` the command that proposes again what is set
    aside."""

    side: Literal["mine", "theirs"]
    state: str
    on: str
    anew: str


class Conflict(Struct, frozen=True):
    """One thing that was given two values. All values are text as a person reads it, empty for none.

    `field` is the field's name; `body`, `body 2` and so on for a paragraph of the text; `stages 2018-07-20 note` for
    a part of an entry; `record` for the file as a whole. With `settled` there is one answer alone, and perhaps only
    one side changed the field: the person whose change is set aside has to know.
    """

    field: str
    base: str
    mine: str
    theirs: str
    settled: Settled | None = None


class Choice(Struct, frozen=True):
    """What was decided: one of the two values, both (paragraphs only), or another one, in `value`."""

    take: Literal["mine", "theirs", "both", "value"]
    value: str = ""
