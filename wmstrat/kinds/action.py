"""Actions: what one person has to do, mostly from a meeting (requirement 60)."""

from __future__ import annotations

from typing import Any

from wmstrat.kinds.due_notices import SOON, due_soon, open_records, overdue, ownerless
from wmstrat.kinds.parts import (
    ID_CELL,
    OWNER,
    WHY,
    day_of,
    dropping,
    item_of,
    moving,
    numbered,
    on,
    owner_is_here,
    reason_ends,
    source,
    state,
)
from wmstrat.record.days import days_later
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.reporting import Cell, Notice, OfGroup, Part
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Day, Line
from wmstrat.record.verbs import Verb

STATES = (
    State("todo", "still to do", OPEN),
    State("done", "it is done", DONE, ("todo",), on="done_on"),
    State("dropped", "no longer needed", ASIDE, ("todo",), needs=("why",)),
)


def _later(of: OfGroup) -> list[str]:
    """What somebody has to do, and what is neither late nor due soon."""
    soon = days_later(of.day, SOON)
    owned = (action for action in open_records(of, "action") if action["owner"])
    return [action.id for action in owned if not action["due"] or action["due"] > soon]


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [
        item_of(
            action,
            owner=of.name("person", action["owner"]) if action["owner"] else "",
            due=action["due"],
        )
        for action in open_records(of, "action")
    ]


CELLS = (
    ID_CELL,
    Cell("Action", "title", folds=24),
    Cell("Owner", "owner", folds=12, dash=True),
    Cell("Due", "due"),
)

KIND = Kind(
    name="action",
    plural="actions",
    about="Actions: who does what by when.",
    ids=Numbered(letters="A"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    due="due",
    day="due",
    fields=(
        *numbered(f"the group that has to do it, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what to do", required=True),
        state(STATES),
        WHY,
        Field("owner", OWNER.type, "who does it: the id of a person"),
        Field("due", Day(), "the day by which it is to be done"),
        source("actions"),
        Field("done_on", Day(), "the day on which it was done", seldom=True),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "owner", "due"),
    example='wmstrat action add CB "Ask the affiliates" --owner "Member 17" --due friday',
    rules=(owner_is_here,),
    follow=(day_of("done", "done_on"), reason_ends),
    together=(("state", "why", "done_on"),),
    verbs=(
        Verb(
            name="done",
            also=("close", "complete", "finish", "tick"),
            about="Record that an action is done.",
            example="wmstrat action done CB-A1",
            options=(on("the day on which it was done"),),
            does=moving("done", "finish", day="done_on", not_yet="an action is done when nothing is left of it"),
        ),
        dropping("an action", 'wmstrat action drop CB-A1 --why "Another group does it."'),
    ),
    notices=(
        overdue("action", "{count} action is overdue", "{count} actions are overdue"),
        due_soon("action", "{count} action is due soon", "{count} actions are due soon"),
        ownerless("action", "{count} action has no owner", "{count} actions have no owner", for_all=True),
        Notice(
            "open-action",
            4,
            "{count} open action",
            "wmstrat action list GROUP --open",
            _later,
            many="{count} open actions",
            since="due",
            whose="owner",
            personal=True,
        ),
    ),
    parts=(Part("actions", 55, "Actions", _items, CELLS),),
)
