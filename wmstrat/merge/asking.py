"""Asking how conflicts are resolved."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from wmstrat.merge.choice import Choice, Conflict

Choose = Callable[[Conflict], "Choice | None"]

_MINE = Choice("mine")


class Asking:
    """Asks `choose` for every conflict; those that stay open are in `open`, and mine is taken for them. What need not
    be asked, since both can stay under two numbers, is in `renumbered`: the new ids of mine by the old ones."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.open: list[Conflict] = []
        self.renumbered: dict[str, str] = {}

    def ask(self, field: str, base: str, mine: str, theirs: str, *, both: bool = False) -> Choice:
        """What was chosen. A choice that does not fit counts as none: both values of what can have one (unless
        `both`), or a value that no file can hold."""
        conflict = Conflict(field, base, mine, theirs)
        choice = self.choose(conflict)
        if choice and choice.take == "value":
            choice = replace(choice, value=choice.value.replace("\r\n", "\n")) if _can_be_kept(choice.value) else None
        if choice is None or (choice.take == "both" and not both):
            return self.leave_open(conflict)
        return choice

    def leave_open(self, conflict: Conflict) -> Choice:
        """Leave the conflict open, with mine in its place until then."""
        self.open.append(conflict)
        return _MINE


def _can_be_kept(value: str) -> bool:
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False
