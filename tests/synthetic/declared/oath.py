"""Oaths: what the whole process promised. Their clauses have numbers, and what was sworn stays."""

from __future__ import annotations

from wmstrat.kinds.parts import HANDLE, ID, group, state
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import IN_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Settled
from wmstrat.record.states import DONE, OPEN, State
from wmstrat.record.types import Line, Prose, Reference

STATES = (
    State("worded", "somebody wrote it down", OPEN, ("sworn",)),
    State("sworn", "it holds", DONE, ()),
)

CLAUSES = (
    Field("id", Line(), "the number of the clause", required=True),
    Field("text", Line(), "what it says", required=True),
    Field("why", Prose(), "why it is there"),
)


KIND = Kind(
    name="oath",
    plural="oaths",
    about="Oaths: what the whole process promises.",
    ids=Numbered(letters="XO"),
    home=IN_PROCESS,
    states=STATES,
    fields=(
        ID,
        HANDLE,
        group("ALL, the whole process", process=True),
        Field("title", Line(), "what is promised", required=True),
        state(STATES),
        Field("sworn_on", Day(), "the day on which it was sworn"),
        Field("clauses", Entries(CLAUSES, key=("id",), numbered="XL"), "its clauses: id, text, why"),
        Field("before", Reference(), "the record that it follows"),
    ),
    arguments=("title",),
    columns=("id", "title", "state", "clauses"),
    body="what it means",
    example='wmstrat oath add "We listen first"',
    laws=(Settled(states=("sworn",), fields=("title",), day="sworn_on", anew={"sworn": "wmstrat oath add TITLE"}),),
    instead_of_undo="edit {id}",
)
