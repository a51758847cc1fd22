"""Conflicts, where two people gave the same field two values, and what a person chose or the process has settled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from wmstrat.record.text import SURROGATE, listed

# What a conflict about a file as a whole calls its field, and what it shows for no file.
WHOLE, DELETED = "record", "deleted"


class SettledBySide(Struct, frozen=True):
    """Why only the value of one side can remain: the process has settled it there. `state` is what the record became
    on that side, `on` the day (if known), `anew` the command that proposes again what is set aside."""

    side: Literal["mine", "theirs"]
    state: str
    on: str
    anew: str


class Conflict(Struct, frozen=True):
    """One thing that was given two values, each as a person reads it, empty for none. `field` is the field's name;
    `body`, `body 2` and so on for a paragraph of the text; `stages 2018-07-20 note` for a part of an entry; `record`
    for the file as a whole. With `settled` there is one answer alone, and perhaps only one side changed the field:
    the person whose change is set aside has to know."""

    field: str
    base: str
    mine: str
    theirs: str
    settled: SettledBySide | None = None


class Resolution(Struct, frozen=True):
    """What was decided: one of the two values, both (paragraphs only), or another one, in `value`."""

    take: Literal["mine", "theirs", "both", "value"]
    value: str = ""


# The answer to a conflict; None leaves it open.
Choose = Callable[[Conflict], Resolution | None]


class Asking:
    """Asks `choose` for every conflict. Those that stay open are in `open`, and mine is taken for them. `renumbered`
    has new ids of mine by the old ones: what need not be asked, since both can stay under two numbers."""

    def __init__(self, choose: Choose) -> None:
        self.choose = choose
        self.open: list[Conflict] = []
        self.renumbered: dict[str, str] = {}

    def ask(self, conflict: Conflict, *, both: bool = False) -> Resolution:
        """What was chosen. A choice that does not fit leaves the conflict open: both values of what can have one
        (unless `both`), or a value that no file can hold."""
        choice = self.choose(conflict)
        if choice is None or (choice.take == "both" and not both):
            return self.leave_open(conflict)
        if choice.take == "value":
            if "\0" in choice.value or SURROGATE.search(choice.value):
                return self.leave_open(conflict)
            return replace(choice, value=choice.value.replace("\r\n", "\n"))
        return choice

    def leave_open(self, conflict: Conflict) -> Resolution:
        """Leave the conflict open, with mine in its place until then."""
        self.open.append(conflict)
        return Resolution("mine")


# What to tell people about a conflict that the process has settled.


def in_words(ref: str, conflicts: Sequence[Conflict], remote: str = "") -> str:
    """What happened to one record that the process has settled, whose changes are set aside, and what to type."""
    settled = conflicts[0].settled
    if settled is None:
        raise ValueError(conflicts)
    fields = [conflict.field for conflict in conflicts]
    agree = ", and: ".join(answer(ref, conflict, remote) for conflict in conflicts)
    return (
        f"{ref} {became(settled)}, so the decision stays. {set_aside(settled, fields)}. To accept that: {agree}. "
        f"{later(settled)}"
    )


def became(settled: SettledBySide) -> str:
    """What happened: "became final there on 2018-07-20"."""
    where = "there" if settled.side == "theirs" else "here"
    return f"became {settled.state} {where}" + (f" on {settled.on}" if settled.on else "")


def set_aside(settled: SettledBySide, fields: Sequence[str]) -> str:
    """Whose changes are set aside, as the beginning of a sentence: "Your change to title is not used"."""
    whose = "Your" if settled.side == "theirs" else "Their"
    return f"{whose} change to {listed(fields)} is not used"


def answer(ref: str, conflict: Conflict, remote: str = "") -> str:
    """The command that gives the one answer that there is; `remote` is what it needs besides to name one."""
    side = conflict.settled.side if conflict.settled else ""
    return f"wmstrat resolve {ref} {conflict.field} --{side}{remote}"


def later(settled: SettledBySide) -> str:
    """A sentence that says how to propose again what is set aside."""
    who = "After the sync, propose it again with" if settled.side == "theirs" else "They can propose it again with"
    return f"{who}: {settled.anew}" if settled.anew else "It is still in the history."
