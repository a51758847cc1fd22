"""Sources: what is already known, where it is to be found, and what it says (requirement 26)."""

from __future__ import annotations

from typing import Any

from wmstrat.kinds import parts
from wmstrat.record.day_types import AboutWhen
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Cell, OfGroup, Part
from wmstrat.record.states import ASIDE, DONE, State
from wmstrat.record.types import Address, Language, Line, Term

STATES = (
    State("kept", "it can be cited", DONE, ("withdrawn",), tone=""),
    State("withdrawn", "no longer used", ASIDE, ("kept",)),
)


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [parts.item_of(source, "kind", "date", "address") for source in of.counting("source")]


CELLS = (
    parts.ID_CELL,
    Cell("Source", "title", folds=24),
    Cell("Kind", "kind", label="source_kinds"),
    Cell("Date", "date"),
)

KIND = Kind(
    name="source",
    plural="sources",
    about="Sources: data, reports and texts that the work builds on.",
    ids=Numbered(letters="S"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    day="date",
    fields=(
        *parts.numbered(f"the group that found it, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what it is called", required=True),
        parts.state(STATES),
        parts.WHY,
        Field("kind", Term("source_kinds"), "what kind of source: a word of process.yaml"),
        Field("address", Address(), "where to find it"),
        Field("date", AboutWhen(), "when it was published or collected: a day, a month or a year"),
        Field("by", Line(), "who made it: an organization, a team, an author"),
        Field("language", Language(), "the language that it is written in"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "kind", "date", "by", "address"),
    body="what it says",
    example='wmstrat source add CB "Survey of affiliates" --kind survey --date 2018-05',
    follow=(parts.reason_ends,),
    together=(("state", "why"),),
    parts=(Part("sources", 58, "Sources", _items, CELLS),),
)
