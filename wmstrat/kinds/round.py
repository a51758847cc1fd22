"""Consent rounds: a group asks others whether they can accept something, and objections are answered (row 50)."""

from __future__ import annotations

from wmstrat.kinds import answering, parts, round_verbs
from wmstrat.kinds.round_reports import NOTICES, asking, window
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import IN_GROUP
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Answered, Settled
from wmstrat.record.reporting import Computed, Filter
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Line, Listing, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing

STATES = (
    State("open", "answers are awaited", OPEN, invites="waiting for answers"),
    State("closed", "nobody objects any more", DONE, on="closed_on", report_heading="Decided"),
    State("withdrawn", "no longer asked", ASIDE, needs=("why",)),
)

ABOUT = Field("about", Listing(Reference(inverse="rounds")), "the records that it is about", required=True)
ASKS = Field(
    "asks", Listing(Reference(answering.WHO, "asked_in")), "the groups and people that are asked", required=True
)
CLOSES = Field("closes", Day(), "the day by which they answer", required=True)
TITLE = Field("title", Line(), "what is asked", required=True)
IDS = parts.numbered("the group that asks")


def _open(change: Changing, _: None, given: Given) -> Done:
    from wmstrat.workspace.message import label

    record = change.add(change.kind("round"), given.values)
    return Done(f"open round {label(record)}", (record,), answers=(record.id,))


OPEN_ROUND = Verb(
    name="open",
    also=("add", "new", "start", "ask", "create"),
    about="Open a consent round: ask groups or people whether they agree.",
    example='wmstrat round open SG "May CB publish?" --about CB-D1 --asks AD --asks CB --closes 2018-08-31',
    of_records=False,
    takes=(IDS[-1], TITLE),
    options=(ABOUT, ASKS, CLOSES),
    adds="round",
    does=_open,
)
ANEW = "wmstrat round open GROUP TITLE --about {id} --asks GROUP --closes DATE"

KIND = Kind(
    name="round",
    plural="rounds",
    about="Consent rounds: who agrees, who objects, and how objections were met.",
    ids=Numbered(letters="RO"),
    home=IN_GROUP,
    states=STATES,
    due="closes",
    day="opened_on",
    adds=False,
    fields=(
        *IDS,
        TITLE,
        parts.state(STATES),
        parts.WHY,
        ABOUT,
        ASKS,
        CLOSES,
        Field("opened_on", Day(unknown=True), "the day on which it was opened", seldom=True),
        Field("closed_on", Day(unknown=True), "the day on which it was closed", seldom=True),
        Field(
            "answers",
            Entries(answering.ANSWERS, answering.KEY, whose="who", left=answering.CLEARED, left_to="cleared_by"),
            "who answered what",
            seldom=True,
        ),
    ),
    arguments=("group", "title"),
    initial=parts.today_in("opened_on"),
    columns=("id", "title", "state", "closes", "waits_for", "objections"),
    example='wmstrat round open SG "May CB publish?" --about CB-D1 --asks AD --asks CB --closes 2018-08-31',
    timeline=asking,
    window=window,
    checks=(
        parts.ends_after_it_begins(
            "opened_on",
            "closes",
            "a day after it was opened",
            name="closes",
            about="A consent round closes after it was opened.",
        ),
    ),
    laws=(
        Answered(fields=("title", "about"), answers="answers", anew={"answered": ANEW}),
        Settled(
            states=("closed",),
            fields=("title", "about", "asks", "closes", "answers"),
            day="closed_on",
            anew={"closed": ANEW},
        ),
    ),
    rules=(
        answering.were_asked,
        answering.objections_have_reasons,
        answering.stay,
        answering.cleared_by_who_may,
        answering.nobody_objects,
    ),
    follow=(parts.reason_ends,),
    together=(("state", "why", "closed_on"),),
    verbs=(OPEN_ROUND, *round_verbs.VERBS),
    computed=(
        Computed(
            "waits_for",
            Listing(Reference(answering.WHO)),
            "those who have not answered",
            label="Waits for",
            value=lambda record, _view, _day: answering.waits_for(record),
        ),
        Computed(
            "objections",
            Listing(Reference(answering.WHO)),
            "those whose objection is open",
            value=lambda record, _view, _day: answering.objecting(record),
        ),
    ),
    filters=(
        Filter(
            "unanswered", "only those that wait for answers", lambda record, _view, _day: answering.waits_for(record)
        ),
    ),
    notices=NOTICES,
)
