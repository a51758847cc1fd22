"""Actions: what one person has to do, mostly from a meeting (requirement 60)."""

from __future__ import annotations

from typing import Any

from wmstrat.kinds import notices, parts
from wmstrat.record.day_types import Day
from wmstrat.record.days import days_later
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Notice, OfGroup, Part
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Line
from wmstrat.record.verbs import Verb

STATES = (
    State("todo", "still to do", OPEN),
    State("done", "it is done", DONE, ("todo",), on="done_on"),
    State("dropped", "no longer needed", ASIDE, ("todo",), needs=("why",)),
)


def _comes_later(action: Record, of: OfGroup) -> bool:
    """True for what somebody has to do that is neither late nor due soon."""
    return bool(action["owner"]) and not "" < action.due <= days_later(of.day, notices.SOON)


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [
        parts.item_of(action, owner=of.name("person", action["owner"]) if action["owner"] else "", due=action["due"])
        for action in of.open_records("action")
    ]


CELLS = (
    parts.ID_CELL,
    Cell("Action", "title", folds=24),
    Cell("Owner", "owner", folds=12, dash=True),
    Cell("Due", "due"),
)

NOTICES = (
    notices.overdue("action", "{count} action is overdue", "{count} actions are overdue"),
    notices.due_soon("action", "{count} action is due soon", "{count} actions are due soon"),
    notices.about_records(
        "action", "ownerless-action", 3, "{count} action has no owner", "{count} actions have no owner",
        notices.has_no_owner, closer=notices.set_owner,
    ),
    Notice(
        "open-action", 4, "{count} open action", "wmstrat action list GROUP --open",
        notices.ids_where("action", _comes_later), many="{count} open actions",
        since="due", whose="owner", where="briefs",
    ),
)  # fmt: skip

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
        *parts.numbered(f"the group that has to do it, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what to do", required=True),
        parts.state(STATES),
        parts.WHY,
        Field("owner", parts.OWNER.type, "who does it: the id of a person"),
        Field("due", Day(), "the day by which it is to be done"),
        parts.source("actions"),
        Field("done_on", Day(), "the day on which it was done", seldom=True),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "owner", "due"),
    example='wmstrat action add CB "Ask the affiliates" --owner "Member 17" --due friday',
    rules=(parts.owner_is_here,),
    follow=(parts.ends_with_the_state("done_on"), parts.reason_ends),
    together=(("state", "why", "done_on"),),
    verbs=(
        Verb(
            name="done",
            also=("close", "complete", "finish", "tick"),
            about="Record that an action is done.",
            example="wmstrat action done CB-A1",
            options=(parts.on("the day on which it was done"),),
            does=parts.moving(
                "done", "finish", day="done_on", not_yet="an action is done when nothing is left of it"
            ),
        ),
        parts.dropping("an action", 'wmstrat action drop CB-A1 --why "Another group does it."'),
    ),
    notices=NOTICES,
    parts=(Part("actions", 55, "Actions", _items, CELLS),),
)
