"""Outreach: what a group shares with others, and when it last did (requirements 56, 62 and 84)."""

from __future__ import annotations

from wmstrat.kinds.notices import overdue
from wmstrat.kinds.parts import ID, OWNER, WHY, group, moving, or_contact, owner_is_here, reason_ends, state, today_in
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN, is_long_ago
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Dated
from wmstrat.record.kind import Kind
from wmstrat.record.number_types import Count
from wmstrat.record.record import Record
from wmstrat.record.reporting import Computed, Counts, Fact, Notice, OfGroup
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Address, Language, Line, Listing, Term
from wmstrat.record.verbs import Verb
from wmstrat.record.view import labels_of

STATES = (
    State("drafted", "not shared yet", OPEN),
    State("shared", "others can read or have heard it", DONE, ("drafted",), report_heading="Shared"),
    State("withdrawn", "no longer wanted", ASIDE, ("drafted",)),
)


def _shared(of: OfGroup) -> list[Record]:
    return [record for record in of.records("outreach") if record.state == "shared" and record["on"] <= of.day]


def _last_by_kind(of: OfGroup) -> dict[str, str]:
    """The last day on which the group shared something, by the label of its kind (requirement 56)."""
    labels = labels_of(of.view, "outreach_kinds")
    days: dict[str, str] = {}
    for record in _shared(of):
        label = labels.get(str(record["kind"]), str(record["kind"]))
        days[label] = max(days.get(label, ""), record["on"])
    return dict(sorted(days.items(), key=lambda item: item[1], reverse=True))


def _in_words(counts: Counts) -> str:
    return ", ".join(f"{label} {day}" for label, day in counts["shared"].items())


def _nothing_shared(of: OfGroup) -> int:
    """A working group that has shared nothing for longer than process.yaml says (requirement 62), counted from its
    first stage on."""
    days = of.view.process["share_days"]
    began = min((entry["since"] for entry in of.group["stages"] if entry["since"] not in ("", UNKNOWN)), default="")
    last = max((record["on"] for record in _shared(of)), default=began)
    return int(is_long_ago(last, days, of.day))


NOTICES = (
    Notice(
        "nothing-shared", 3, "Nothing shared for a long time", "wmstrat outreach add GROUP TITLE --kind update",
        _nothing_shared, while_working=True,
    ),
    overdue(
        "outreach", "{count} text was not shared in time", "{count} texts were not shared in time", "on",
        name="not-shared", urgency=3, whose="shared_by",
    ),
)  # fmt: skip

KIND = Kind(
    name="outreach",
    plural="outreach",
    about="Outreach: reports, conversations, events, updates and results.",
    ids=Dated(letters="O", day_field="on"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    due="on",
    day="on",
    fields=(
        ID,
        group(f"the group that shares it, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what is shared, in one line", required=True),
        state(STATES),
        WHY,
        Field("kind", Term("outreach_kinds"), "what it is: a word of process.yaml", required=True),
        Field("on", Day(), "the day on which it is shared", required=True),
        Field("place", Line(), "where it takes place", seldom=True),
        Field("address", Address(), "the page on which it can be read", seldom=True),
        Field("audience", Listing(Line()), "whom it is for", seldom=True),
        Field("language", Language(), "its language", seldom=True),
        Field("reached", Count(), "how many people it reached", seldom=True),
        OWNER,
    ),
    arguments=("group", "title"),
    columns=("id", "on", "title", "kind", "state", "reached"),
    body="the text that is shared, or a summary of what happened",
    initial=today_in("on"),
    rules=(owner_is_here,),
    follow=(reason_ends,),
    together=(("state", "why"),),
    computed=(
        Computed(
            "shared_by", Line(), "who sees to it that it is shared", for_scripts=True, value=or_contact("owner")
        ),
    ),
    example='wmstrat outreach add CB "Our first month" --kind report',
    verbs=(
        Verb(
            name="share",
            also=("publish", "send", "done"),
            about="Record that something was shared.",
            example="wmstrat outreach share CB-O20180720-k3f9",
            does=moving("shared", "share"),
        ),
    ),
    facts=(Fact(75, "Last shared", _in_words, "shared", _last_by_kind),),
    notices=NOTICES,
)
