"""Chores: what is left to do for fairs. A chore belongs to the group of its fair, and to those that lend a hand."""

from __future__ import annotations

from wmstrat.kinds.parts import HANDLE, ID, group, state
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.states import DONE, OPEN, State
from wmstrat.record.types import Line, Listing, Reference

STATES = (State("open", "to be done", OPEN), State("done", "done", DONE))

KIND = Kind(
    name="chore",
    plural="chores",
    about="Chores: what is left to do for fairs.",
    ids=Numbered(letters="XC"),
    home=Home(groups=True, process=True, also="with_groups", through="fairs"),
    states=STATES,
    due="due",
    fields=(
        ID,
        HANDLE,
        group("the group of the fair", process=True),
        Field("fairs", Listing(Reference(("fair",), inverse="chores")), "the fairs that it is for", required=True),
        Field("title", Line(), "what to do", required=True),
        state(STATES),
        Field("with_groups", Listing(Reference(("group",))), "the groups that lend a hand"),
        Field("due", Day(), "the day by which it is done"),
    ),
    arguments=("title",),
    columns=("id", "title", "state", "due", "with_groups"),
    example='wmstrat chore add "Find a baker" --fairs CB-XF1',
)
