"""The time in which others can answer to a record."""

from __future__ import annotations

from msgspec import Struct

from wmstrat.record.days import is_before


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
