"""The states of a record, and what each of them means."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from wmstrat.record.text import listed

Meaning = Literal["open", "waiting", "done", "aside"]
OPEN: Meaning = "open"
WAITING: Meaning = "waiting"
DONE: Meaning = "done"
ASIDE: Meaning = "aside"

# How a state looks: each has a colour in `say`. A blank tone has none.
Tone = Literal["", "moving", "waiting", "good", "bad", "aside"]
TONES: dict[Meaning, Tone] = {OPEN: "", WAITING: "waiting", DONE: "good", ASIDE: "aside"}


class State(Struct, frozen=True):
    """A state of a record.

    `means` is what reports go by. `moves` are the states that may follow; without them an open or waiting record may
    move anywhere, and another one goes back to the first open state. `needs` are the fields that are filled in as
    long as the state lasts, `told_by` the command, over the values of the record, that fills them in. `set_by` is the
    command that alone sets it. `became` is the field with the records that count in the place of this one. `on` is
    the field with the day on which it was reached, never a future one; it is today where nobody enters one. `tells`
    are fields that change with the state and say more about it. `tone` is set where it does not follow from the
    meaning. Reports of changes tell what came to the state below `report_heading`, which follows from the meaning if
    left out. `invites` says how others can take part meanwhile, such as "open for comment".
    """

    name: str
    about: str
    means: Meaning = OPEN
    moves: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    set_by: str = ""
    became: str = ""
    tone: Tone | None = None
    told_by: str = ""
    report_heading: str = ""
    invites: str = ""
    on: str = ""
    tells: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """True when something is left to do, here or for somebody else."""
        return self.means in (OPEN, WAITING)

    @property
    def counts(self) -> bool:
        """True when reports count the record: it is not put aside, and does not live on in others."""
        return self.means != ASIDE and not self.became

    @property
    def look(self) -> Tone:
        """The tone in which the state is shown."""
        return TONES[self.means] if self.tone is None else self.tone


def names_of(states: tuple[State, ...]) -> str:
    """The names of the states for a comment: `proposed, review, final or answered; or parked, withdrawn`."""
    first = [state.name for state in states if state.counts]
    last = [state.name for state in states if not state.counts]
    if len(first) < 2:
        return listed([*first, *last], "or")
    return listed(first, "or") + (f"; or {', '.join(last)}" if last else "")
