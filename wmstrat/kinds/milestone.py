"""Milestones: what a group, or the whole process, wants to reach by a day. A date moves with a reason (rows 6, 7)."""

from __future__ import annotations

from wmstrat.errors import Invalid, Refused
from wmstrat.kinds import parts, waits_on
from wmstrat.kinds.milestone_reports import NOTICES, PARTS, dates, event, first_date
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Logged
from wmstrat.record.problem import Check
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Line, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing

STATES = (
    State("planned", "still to come", OPEN),
    State("reached", "it was reached", DONE, ("planned",), on="reached_on"),
    State("dropped", "no longer wanted", ASIDE, ("planned",), needs=("why",)),
)

SLIPS = (
    Field("on", Day(), "the day on which the date was moved", required=True),
    Field("was", Day(), "the date before", required=True),
    Field("to", Day(), "the date after", required=True),
    Field("by", Reference(("person",)), "who moved it"),
    Field("why", Prose(), "the reason", required=True),
)


def _slip(change: Changing, milestone: Record, given: Given) -> Done:
    """Move the date of an open milestone, with the reason. Raises Refused for one that is closed or has no date."""
    if not milestone.is_open:
        raise Refused("{id} is {state}, so its date cannot move.", id=milestone.id, state=milestone.state)
    if not milestone["due"]:
        raise Refused(
            "{id} has no date yet. Enter it with: `wmstrat set {id} due={day}`", id=milestone.id, day=given["day"]
        )
    if milestone["due"] == given["day"]:
        raise Invalid("{id} is already due on {day}. Enter another date.", id=milestone.id, day=given["day"])
    slip = {"on": change.today, "was": milestone["due"], "to": given["day"], "by": change.typing, "why": given["why"]}
    moved = change.update(milestone, due=given["day"], slips=[*milestone["slips"], slip])
    pairs = [(record, field) for record, field in change.referring(moved.id) if record.is_open]
    waiting = [record.id for record, field in pairs if field == "waits_on"]
    links = [record.id for record, field in pairs if (record.kind.name, field) == ("link", "about")]
    told = [
        (waiting, "These wait for it", "milestone list --held-up"),
        (links, "These links are about it", "link map"),
    ]
    remarks = tuple(f"{what}: {', '.join(ids)}. See: wmstrat {command}" for ids, what, command in told if ids)
    return Done(f"slip {moved.id} from {slip['was']} to {slip['to']}", (moved,), remarks=remarks)


VERBS = (
    Verb(
        name="slip",
        also=("move", "postpone", "delay", "reschedule"),
        about="Move the date of a milestone, with the reason.",
        example='wmstrat milestone slip CB-M1 2018-11-01 --why "The survey ends later."',
        takes=(Field("day", Day(), "the new date", required=True),),
        options=(parts.REASON,),
        does=_slip,
    ),
    Verb(
        name="reach",
        also=("done", "close", "complete", "finish"),
        about="Record that a milestone was reached.",
        example="wmstrat milestone reach CB-M1",
        options=(parts.on("the day on which it was reached"),),
        does=parts.moving("reached", "reach", day="reached_on", not_yet="a milestone is reached when it is there"),
    ),
    parts.dropping("a milestone", 'wmstrat milestone drop CB-M1 --why "The fund pays for it."'),
)


KIND = Kind(
    name="milestone",
    plural="milestones",
    about="Milestones: what is to be reached by a day.",
    ids=Numbered(letters="M"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    due="due",
    day="due",
    fields=(
        *parts.numbered(f"the group that wants to reach it, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what is to be reached", required=True),
        parts.state(STATES),
        parts.WHY,
        parts.OWNER,
        Field("due", Day(), "the day by which it is to be reached"),
        Field("reached_on", Day(), "the day on which it was reached", seldom=True),
        waits_on.FIELD,
        Field(
            "own_date_of",
            Reference(("milestone",), "own_dates"),
            "the milestone of the whole process of which this is the group's own date",
            seldom=True,
        ),
        Field("slips", Entries(SLIPS, ("on", "was", "to")), "how its date moved: on, was, to, by, why", seldom=True),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "due", "held_up_by"),
    example='wmstrat milestone add CB "Twelve trainers are found" --due 2018-10-01',
    checks=(
        parts.never_leads_back(
            "waits_on", "Milestones do not wait for each other in a circle.", name="waiting", leads="waits for"
        ),
        Check("until", "What a milestone waits for can happen.", waits_on.can_happen),
        Check("put-aside", "Nothing waits for what was put aside.", waits_on.is_not_put_aside, warning=True),
    ),
    laws=(
        Logged(
            states=("planned", "reached", "dropped"),
            field="due",
            log="slips",
            becomes="to",
            day="",
            told_by="milestone slip {id} DATE --why TEXT",
            anew={"planned": "wmstrat milestone slip {id} DATE --why TEXT"},
        ),
    ),
    rules=(parts.owner_is_here,),
    follow=(parts.ends_with_the_state("reached_on"), parts.reason_ends),
    together=(("state", "why", "reached_on"),),
    verbs=VERBS,
    event=event,
    timeline=dates,
    computed=(
        waits_on.HELD_UP_BY,
        Computed("first_due", Day(), "its first date, if that has moved", for_scripts=True, value=first_date),
    ),
    filters=(waits_on.HELD_UP,),
    notices=NOTICES,
    parts=PARTS,
)
