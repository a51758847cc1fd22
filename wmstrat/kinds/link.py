"""Links between groups: who waits for whom, and what they could do together (rows 10, 40, 41, 42)."""

from __future__ import annotations

from wmstrat.kinds import link_seen, parts
from wmstrat.kinds.link_map import MAP, OPPORTUNITY, late
from wmstrat.kinds.link_reports import NOTICES, PARTS, wait
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Computed, Filter
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Choice, Line, Listing, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.view import Changing, View

STATES = (
    State("raised", "one group has raised it", OPEN),
    State("agreed", "the other groups agree", OPEN, on="agreed_on"),
    State("settled", "nothing is left to do", DONE, on="settled_on"),
    State("dropped", "no longer wanted", ASIDE, needs=("why",)),
)
# Of the first two, the group that raised the link waits for the others.
KINDS = ("dependency", "need", OPPORTUNITY)


def _begins(values: Values, view: View) -> Values:
    """The group that raises a link has seen what it is about."""
    seen = values["seen"] or link_seen.looked(values, values["group"], view)
    return {"raised_on": values["raised_on"] or view.today, "seen": seen}


def _agree(change: Changing, link: Record, _: Given) -> Done:
    """The other groups agree. Where it is only one, it has seen what the link is about."""
    others = link["with"]
    group = others[0] if len(others) == 1 else ""
    seen = link_seen.looked(link.values, group, change) if group else link["seen"]
    return Done(f"agree on {link.id}", (change.update(link, state="agreed", seen=seen),))


VERBS = (
    Verb(
        name="agree",
        also=("accept", "confirm"),
        about="Record that the other groups agree.",
        example="wmstrat link agree AD-L1",
        does=_agree,
    ),
    link_seen.VERB,
    Verb(
        name="settle",
        also=("done", "close", "finish", "resolve"),
        about="Record that nothing is left to do about a link.",
        example="wmstrat link settle AD-L1",
        does=parts.moving("settled", "settle"),
    ),
    parts.dropping("a link", 'wmstrat link drop AD-L1 --why "Both groups do without it."', "reject"),
)


KIND = Kind(
    name="link",
    plural="links",
    about="Links between groups: dependencies, needs and opportunities.",
    ids=Numbered(letters="L"),
    home=Home(groups=True, also="with"),
    states=STATES,
    day="raised_on",
    fields=(
        *parts.numbered("the group that raised it"),
        Field("title", Line(), "what the groups need from each other", required=True),
        parts.state(STATES),
        parts.WHY,
        parts.OWNER,
        Field("with", Listing(Reference(("group",), "linked_with")), "the other groups", required=True),
        Field(
            "kind",
            Choice(KINDS),
            "dependency or need: the group that raised it waits for the others; or opportunity",
            required=True,
        ),
        Field("strength", Choice(("strong", "weak")), "how much depends on it: strong or weak", seldom=True),
        Field("about", Listing(Reference(inverse="links")), "the records that it is about"),
        Field("raised_on", Day(unknown=True), "the day on which it was raised", seldom=True),
        Field("agreed_on", Day(unknown=True), "the day on which the other groups agreed", seldom=True),
        Field("settled_on", Day(unknown=True), "the day on which nothing was left to do", seldom=True),
        link_seen.FIELD,
    ),
    arguments=("group", "title"),
    initial=_begins,
    columns=("id", "title", "with", "kind", "state", "touched", "suspect", "late"),
    example='wmstrat link add AD "Trainers for campaigns" --with CB --kind dependency --about CB-M1',
    checks=(
        parts.only_others(
            "itself", "A group has links with other groups, not with itself.", "the group that raised it"
        ),
    ),
    rules=(parts.owner_is_here,),
    follow=(parts.ends_with_the_state("settled_on"), parts.reason_ends),
    together=(("state", "why", "agreed_on", "settled_on"),),
    verbs=VERBS,
    timeline=wait,
    reports=(MAP,),
    computed=(
        *link_seen.COMPUTED,
        Computed("late", Listing(Line()), "what is late, so that the group has to wait", value=late),
    ),
    filters=(
        Filter("suspect", "only those about records that changed since a group looked", link_seen.suspect),
        Filter("held_up", "only those in which a group waits for something late", late),
    ),
    notices=NOTICES,
    parts=PARTS,
)
