"""Fairs: something that happens on a day, of a group or of the whole process, with a private half."""

from __future__ import annotations

from wmstrat.kinds.parts import HANDLE, ID, OWNER, WHY, group, state
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.moments import DayRange, Duration, Moment
from wmstrat.record.number_types import Count, Money
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Computed, Filter, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.sections import Section
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.types import Address, Choice, Flag, Line, Listing, Reference, Text
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View

STATES = (
    State("planned", "somebody wants to hold it", OPEN, ("promised", "held", "dropped")),
    State("promised", "waits for its day", WAITING, ("held", "dropped")),
    State("held", "it took place", DONE, (), needs=("visitors",)),
    State("dropped", "it will not take place", ASIDE),
)

HELPERS = (
    Field("who", Reference(("person",)), "the person", required=True),
    Field("since", Day(default="today"), "from when on"),
    Field("until", Day(), "until when"),
)


def _hold(change: Changing, fair: Record, given: Given) -> Done:
    return Done(f"hold {fair.id}", (change.update(fair, state="held", visitors=given["visitors"]),))


def _is_free(record: Record, _view: View, _day: str) -> bool:
    return not record["fee"]


def _open(of: OfGroup) -> int:
    return sum(fair.is_open for fair in of.records("fair"))


def _items(of: OfGroup) -> list[dict[str, object]]:
    return [{"id": fair.id, "title": fair.label, "state": fair.state} for fair in of.records("fair")]


KIND = Kind(
    name="fair",
    plural="fairs",
    about="Fairs: what a group, or the whole process, shows to others.",
    ids=Numbered(letters="XF"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    due="ready_by",
    day="begins",
    fields=(
        ID,
        HANDLE,
        group("whose fair it is", process=True),
        Field("title", Line(), "what it is called", required=True),
        state(STATES),
        WHY,
        OWNER,
        Field("ready_by", Day(), "the day by which it has to be ready"),
        Field("begins", Moment(), "when it begins"),
        Field("lasts", Duration(), "how long it lasts"),
        Field("setup", DayRange(), "the days on which it is set up"),
        Field("fee", Money(), "what a visit costs"),
        Field("costs", Money(), "what it costs, for those who pay", private=True),
        Field("sponsors", Listing(Reference()), "what it hangs on, for those who pay", private=True),
        Field("page", Address(), "where it is announced"),
        Field("size", Choice(("small", "large")), "how large it is"),
        Field("indoors", Flag(), "whether it has a roof"),
        Field("visitors", Count(), "how many came"),
        Field("about", Listing(Reference()), "the records that it is about"),
        Field("helpers", Entries(HELPERS, key=("who", "since")), "who helps: who, since, until"),
        Field("programme", Text(), "what happens when"),
        Field("minutes", Text(), "what happened"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "begins", "costs", "free"),
    body="what it is for",
    sections=(
        Section("aim", "Aim", "What shall be different afterwards?"),
        Section("public", "Public", "Who comes?"),
    ),
    example='wmstrat fair add CB "Open day" --begins "2018-08-07 14:00 Europe/Berlin"',
    together=(("begins", "lasts"),),
    verbs=(
        Verb(
            name="hold",
            about="Say that a fair took place.",
            example="wmstrat fair hold CB-XF1 120",
            takes=(Field("visitors", Count(), "how many came", required=True),),
            does=_hold,
        ),
    ),
    computed=(Computed("free", Flag(), "whether it costs nothing", value=_is_free),),
    filters=(Filter("free", "only those that cost nothing", _is_free),),
    tallies=(Tally("fairs_open", 300, "Fairs", (Form(200, "number"),), value=_open, is_work=True),),
    notices=(
        Notice("fairs", 4, "{count} open fair", "wmstrat fair list GROUP --open", _open, many="{count} open fairs"),
    ),
    parts=(
        Part(
            "fairs",
            300,
            "Fairs",
            _items,
            (Cell("Id", "id", is_id=True), Cell("Fair", "title", folds=20), Cell("State", "state", label="labels")),
        ),
    ),
)
