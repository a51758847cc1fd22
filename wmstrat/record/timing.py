"""What a record is in time: an event of a calendar, and what is on the timeline."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.record.days import is_before


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
    """A date that moved: on which day, from which day to which, who moved it (the id of a person), and why."""

    on: str
    was: str
    to: str
    by: str = ""
    why: str = ""


class Span(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a record is on the timeline, on one day: a date (`due`); what lasts (`begins`, and `ends` where that is
    known); or neither, a wait for the dates of other records. Days are ISO days, or `UNKNOWN`.

    `key` tells several of one record apart. `done_on` is the day on which a date was reached, or a wait was over;
    `moves` tell how a date moved, the first move first. `waits_for` are ids of records, `waits_since` is the day from
    which on it waits, where that is known. Each of the chains in `held_up_by` has the ids through which it waits, and
    last the one that is late or due after it. `instead_of` is the shared date of which this is the group's own
    (requirement 9)."""

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


class Window(Struct, frozen=True):
    """The time in which others can answer to a record: its first ISO day (`UNKNOWN` where nobody knows it) and its
    last one (an empty text for none), and the id of the milestone with which the last day moves, if there is one. It
    is that of an iteration where this has a `number`. `over` says what ended with the last day: "comments closed"."""

    opens: str
    closes: str
    milestone: str = ""
    number: int = 0
    over: str = "closed"

    def holds(self, day: str) -> bool:
        """True when answers are welcome on an ISO day."""
        return not self.is_to_come(day) and not self.is_over(day)

    def is_to_come(self, day: str) -> bool:
        """True when it opens after an ISO day."""
        return is_before(day, self.opens)

    def is_over(self, day: str) -> bool:
        """True when it closed before an ISO day."""
        return is_before(self.closes, day)

    def in_words(self, day: str, inviting: str, zone: str = "") -> str:
        """What can be said of it on an ISO day, where the days are those of a time zone: "open for comment until
        2019-09-15 (UTC)". The zone is left out where it is said elsewhere."""
        of = f" ({zone})" if zone else ""
        if self.is_over(day):
            return f"{self.over} on {self.closes}{of}"
        begins = f" from {self.opens}" if self.is_to_come(day) else ""
        ends = f" until {self.closes}" if self.closes else ""
        return f"{inviting}{begins}{ends}{of if begins or ends else ''}"
