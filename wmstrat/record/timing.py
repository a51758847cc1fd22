"""What a record is in time: an event of a calendar, and what is on the timeline."""

from __future__ import annotations

from msgspec import Struct


class Event(Struct, frozen=True):
    """What a record is in a calendar: from a moment in UTC (as an ISO text, `2018-08-07 12:00`) to another one, or a
    whole day (`2018-08-07`). Its text is plain. Everybody may read it, so that it has nothing from private/."""

    begins: str
    title: str
    ends: str = ""
    text: str = ""
    place: str = ""
    address: str = ""
    is_cancelled: bool = False


class Move(Struct, frozen=True):
    """That a date moved: on which day, from which day to which, who moved it (the id of a person), and why."""

    on: str
    was: str
    to: str
    by: str = ""
    why: str = ""


class Span(Struct, frozen=True, kw_only=True):
    """What a record is on the timeline, on one day: a date (`due`); what lasts (`begins`, and `ends` where that is
    known); or neither, a wait for the dates of other records. Days are ISO days, or `UNKNOWN`.

    `key` tells several of one record apart. `done_on` is the day on which a date was reached, or a wait was over;
    `moves` tell how a date moved, the first move first. `waits_for` are ids of records, `waits_since` is the day from
    which on it waits, where that is known. Each of the chains in `held_up_by` has the ids
    through which it waits, and last the one that is late or due after it. `instead_of` is the shared date of which
    this is the group's own (requirement 9)."""

    title: str
    key: str = ""
    due: str = ""
    begins: str = ""
    ends: str = ""
    done_on: str = ""
    moves: tuple[Move, ...] = ()
    waits_for: tuple[str, ...] = ()
    waits_since: str = ""
    held_up_by: tuple[tuple[str, ...], ...] = ()
    instead_of: str = ""
