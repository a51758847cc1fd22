"""Support requests: what a group needs from others, who sees to it, and by when (requirements 27, 59 and 63)."""

from __future__ import annotations

from typing import Any

from wmstrat.kinds import notices, parts
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import ALL, IN_GROUP_OR_PROCESS
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.number_types import Money
from wmstrat.record.reporting import Cell, Computed, OfGroup, Part
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State
from wmstrat.record.types import Line, Term
from wmstrat.record.verbs import Verb

DUE = "needed_by"

STATES = (
    State("requested", "somebody has to arrange it", OPEN),
    State("arranged", "it is arranged, and still to come", WAITING),
    State("done", "the group had it", DONE, ("requested",)),
    State("declined", "it cannot be arranged", ASIDE, ("requested",), needs=("why",)),
)


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [parts.item_of(request, "kind", DUE) for request in of.open_records("support")]


CELLS = (
    parts.ID_CELL,
    Cell("Support", "title", folds=24),
    parts.STATE_CELL,
    Cell("Kind", "kind", label="support_kinds"),
    Cell("Needed by", "needed_by"),
)

NOTICES = (
    notices.overdue("support", "{count} support request is overdue", "{count} support requests are overdue", DUE),
    notices.due_soon(
        "support", "{count} support request is due soon", "{count} support requests are due soon", DUE
    ),
    notices.about_records(
        "support", "not-arranged", 3, "{count} support request is not arranged yet",
        "{count} support requests are not arranged yet", lambda request, _: request.state == "requested",
        listed="--state requested", whose="arranged_by",
    ),
)  # fmt: skip

KIND = Kind(
    name="support",
    plural="support",
    about="Support: what groups ask others for.",
    ids=Numbered(letters="SU"),
    home=IN_GROUP_OR_PROCESS,
    states=STATES,
    due=DUE,
    day=DUE,
    fields=(
        *parts.numbered(f"the group that needs it, or {ALL} for the whole process", process=True),
        Field("title", Line(), "what is needed, in one line", required=True),
        parts.state(STATES),
        parts.WHY,
        Field("kind", Term("support_kinds"), "what kind of support: a word of process.yaml", required=True),
        Field(DUE, Day(), "the day by which it is needed"),
        Field("contact", Line(), "who arranges it; blank: the contact of process.yaml", seldom=True),
        parts.OWNER,
        Field("cost", Money(), "what it costs", private=True),
        parts.source("support"),
    ),
    arguments=("group", "title"),
    columns=("id", "title", "kind", "state", "needed_by", "arranged_by"),
    body="what is needed, for whom and for what",
    example='wmstrat support add CB "Arabic interpreter for the call" --kind translation --needed-by 2018-09-01',
    computed=(Computed("arranged_by", Line(), "who arranges it", value=parts.or_contact("contact")),),
    rules=(parts.owner_is_here,),
    follow=(parts.reason_ends,),
    together=(("state", "why"),),
    verbs=(
        Verb(
            name="arrange",
            also=("accept", "approve", "grant"),
            about="Record that support is arranged.",
            example="wmstrat support arrange CB-SU1",
            does=parts.moving("arranged", "arrange"),
        ),
        Verb(
            name="done",
            also=("close", "finish", "complete"),
            about="Record that a group had the support it asked for.",
            example="wmstrat support done CB-SU1",
            does=parts.moving("done", "finish"),
        ),
        Verb(
            name="decline",
            also=("reject", "refuse", "drop"),
            about="Decline a request, with the reason.",
            example='wmstrat support decline CB-SU1 --why "There is no money for it."',
            options=(parts.REASON,),
            does=parts.moving("declined", "decline"),
        ),
    ),
    notices=NOTICES,
    parts=(Part("support", 65, "Support", _items, CELLS),),
)
