"""Links between groups: who waits for whom, and what they could do together (rows 10, 40, 41, 42)."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import link_seen, notices, parts
from wmstrat.kinds.link_map import MAP, OPPORTUNITY, late
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN, is_long_ago
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Computed, Filter, Notice, OfGroup, Part
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.timing import Span
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


# Changes


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


# Notices and the page of a group


def _is_suspect(link: Record, of: OfGroup) -> bool:
    return bool(link_seen.changed_since(link, of.view, of.group.id))


def _is_stale(link: Record, of: OfGroup) -> bool:
    return link.is_open and is_long_ago(link_seen.touched(link), of.view.process["stale_days"], of.day)


def _waits_for_late(of: OfGroup) -> list[str]:
    """The late records of others because of which the group has to wait, each once."""
    own = [link for link in parts.open_records(of, "link") if link.group == of.group.id]
    return [*dict.fromkeys(identity for link in own for identity in late(link, of.view, of.day))]


def _has_none(of: OfGroup) -> bool:
    return bool(of.counts["questions_all"]) and not parts.open_records(of, "link")


NOTICES = (
    Notice(
        "link-late", 2, "Waits for a late record of another group", "wmstrat link map GROUP", _waits_for_late,
        while_working=True, many="Waits for {count} late records of other groups",
        overall="Groups wait for late records of others", where="everywhere", since="due",
    ),
    notices.about_records(
        "link", "link-suspect", 3, "{count} link is about a record that has changed",
        "{count} links are about records that have changed", _is_suspect, listed="--suspect", since="touched",
    ),
    notices.about_records(
        "link", "link-stale", 4, "{count} link has not changed for long",
        "{count} links have not changed for long", _is_stale,
        listed="--open --sort touched", since="touched",
    ),
    Notice(
        "link-none", 4, "No link with another group", "wmstrat link add GROUP TITLE --with OTHER --kind need",
        _has_none, while_working=True,
    ),
)  # fmt: skip


def _between(link: Record, view: View) -> str:
    """Who waits for whom, or who could work with whom, by the codes of the groups."""
    word = "and" if link["kind"] == OPPORTUNITY else "waits for"
    return f"{parts.names(view, [link.group])} {word} {parts.names(view, link['with'])}"


def _wait(link: Record, view: View, day: str) -> Iterator[Span]:
    """The wait of the group that raised it, which a delay of what it is about holds up (requirement 10), or held up
    while it was open."""
    if link["kind"] != OPPORTUNITY and link.counts:
        yield Span(
            title=link.label,
            waits_for=tuple(link["about"]),
            waits_since=link["raised_on"],
            done_on="" if link.is_open else link["settled_on"] or UNKNOWN,
            held_up_by=tuple((identity,) for identity in late(link, view, day)),
        )


def _items(of: OfGroup) -> list[dict[str, Value]]:
    return [
        parts.item_of(
            link,
            between=_between(link, of.view),
            kind=link["kind"],
            touched=link_seen.touched(link),
            suspect=[*link_seen.changed_since(link, of.view, of.group.id)],
            late=late(link, of.view, of.day),
        )
        for link in of.records("link")
    ]


CELLS = (
    parts.ID_CELL,
    Cell("Link", "title", folds=20),
    Cell("Groups", "between", folds=12),
    parts.STATE_CELL,
    Cell("Last touched", "touched"),
    Cell("Changed", "suspect", folds=8),
    Cell("Late", "late", folds=8),
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
    timeline=_wait,
    reports=(MAP,),
    computed=(
        *link_seen.COMPUTED,
        Computed("late", Listing(Line()), "what is late, so that the group has to wait", value=late),
    ),
    filters=(
        Filter("suspect", "Only those about records that changed since a group looked.", link_seen.suspect),
        Filter("held_up", "Only those in which a group waits for something late.", late),
    ),
    notices=NOTICES,
    parts=(Part("links", 55, "Links", _items, CELLS),),
)
