"""What a person has to decide when two people gave the same field two values, and what was decided."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct


class Decision(Struct, frozen=True):
    """One thing that was given two values. All values are text as a person reads it, empty for none.

    `field` is the field's name; `body`, `body 2` and so on for a paragraph of the text; `stages 2018-07-20 note` for
    a part of an entry; `record` for the file as a whole.
    """

    field: str
    base: str
    mine: str
    theirs: str


class Choice(Struct, frozen=True):
    """What was decided: one of the two values, both (paragraphs only), or another one, in `value`."""

    take: Literal["mine", "theirs", "both", "value"]
    value: str = ""
