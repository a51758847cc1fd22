"""Milestones: what a group, or the whole process, wants to reach by a day. A date moves with a reason (rows 6, 7)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.errors import Invalid, Refused
from wmstrat.kinds import notices, parts, waits_on
from wmstrat.record.day_types import Day
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Logged
from wmstrat.record.problem import Check
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Computed, Notice, OfGroup, Part
from wmstrat.record.stages import is_late
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.timing import Event, Move, Span
from wmstrat.record.types import Line, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View, code_of_group
from wmstrat.record.waiting import chain, waits_of

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


# Changes


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


# Reports


def _first_date(record: Record, _view: View, _day: str) -> Value:
    return record["slips"][0]["was"] if record["slips"] else ""


def _items(of: OfGroup) -> list[dict[str, Value]]:
    return [
        parts.item_of(
            record,
            "due",
            late=is_late(record, of.view, of.day),
            moved=len(record["slips"]),
            held_up_by=waits_on.held_up_by(record, of.view, of.day),
        )
        for record in of.records("milestone")
    ]


def _event(record: Record, view: View) -> Event | None:
    title = f"{code_of_group(view, record.group)}: {record.label}"
    return Event(record["due"], title, is_cancelled=record.state == "dropped") if record["due"] else None


def _dates(record: Record, view: View, day: str) -> Iterator[Span]:
    """Its date, how that moved, and what it waits for (requirements 6, 7 and 9)."""
    held_up_by = chain(record, view, day)
    yield Span(
        title=record.label,
        due=record["due"],
        done_on=record["reached_on"] if record.state == "reached" else "",
        moves=tuple(Move(*(slip[name] for name in Move.__struct_fields__)) for slip in record["slips"]),
        waits_for=tuple(wait.record for wait in waits_of(record)),
        held_up_by=(held_up_by,) if held_up_by else (),
        instead_of=record["own_date_of"],
    )


CELLS = (
    parts.ID_CELL,
    Cell("Milestone", "title", folds=24),
    parts.STATE_CELL,
    Cell("Due", "due"),
    Cell("Moved", "moved", is_number=True),
    Cell("Held up by", "held_up_by", folds=10),
)

NOTICES = (
    notices.overdue("milestone", "{count} milestone is overdue", "{count} milestones are overdue"),
    notices.due_soon("milestone", "{count} milestone is due soon", "{count} milestones are due soon"),
    notices.about_records(
        "milestone", "held-up", 2, "{count} milestone is held up by another record",
        "{count} milestones are held up by other records", lambda record, of: chain(record, of.view, of.day),
        listed="--held-up", whose="owner",
    ),
    Notice(
        "waits-for-put-aside", 2, "{count} milestone waits for a record that was put aside", "wmstrat check",
        notices.ids_where("milestone", lambda record, of: bool(waits_on.put_aside(record, of.view))),
        waits_on.without_it, while_working=True,
        many="{count} milestones wait for records that were put aside", where="everywhere", whose="owner",
    ),
)  # fmt: skip

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
    event=_event,
    timeline=_dates,
    computed=(
        waits_on.HELD_UP_BY,
        Computed("first_due", Day(), "its first date, if that has moved", for_scripts=True, value=_first_date),
    ),
    filters=(waits_on.HELD_UP,),
    notices=NOTICES,
    parts=(Part("milestones", 50, "Milestones", _items, CELLS),),
)
