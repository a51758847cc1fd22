"""Links between groups: who waits for whom, and what they could do together (rows 10, 40, 41, 42)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wmstrat.errors import Refused
from wmstrat.kinds.due_notices import open_records
from wmstrat.kinds.link_map import MAP
from wmstrat.kinds.parts import (
    ID_CELL,
    OWNER,
    STATE_CELL,
    WHY,
    day_of,
    dropping,
    item_of,
    moving,
    numbered,
    only_others,
    owner_is_here,
    reason_ends,
    state,
)
from wmstrat.kinds.speaking import typing_for
from wmstrat.record.days import is_long_ago
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import Home
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.linking import OPPORTUNITY, changed_since, late, subject, touched, waits
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, Computed, Filter, Notice, OfGroup, Part, Span
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.text import listed
from wmstrat.record.types import Choice, Day, Line, Listing, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.version import version
from wmstrat.record.view import Changing, View, code_of_group

STATES = (
    State("raised", "one group has raised it", OPEN),
    State("agreed", "the other groups agree", OPEN, on="agreed_on"),
    State("settled", "nothing is left to do", DONE),
    State("dropped", "no longer wanted", ASIDE, needs=("why",)),
)
# Of the first two, the group that raised the link waits for the others.
KINDS = ("dependency", "need", OPPORTUNITY)

SEEN = (
    Field("group", Reference(("group",)), "the group that looked at the record", required=True),
    Field("about", Reference(), "the record", required=True),
    Field("on", Day(unknown=True), "the day on which it looked", required=True),
    Field("version", Line(), "the version that it saw", required=True),
    Field("note", Prose(), "what it noted"),
)


# Changes


def _looked(link: Values, group: str, view: View, note: str = "") -> list[dict[str, Value]]:
    """The entries of a link once a group has looked at everything that it is about."""
    about = [record for identity in link["about"] if (record := subject(view, identity)) and not record.unreadable]
    new = [
        {"group": group, "about": record.id, "on": view.today, "version": version(record, view), "note": note}
        for record in about
    ]
    ids = {record.id for record in about}
    return [*(entry for entry in link["seen"] if entry["group"] != group or entry["about"] not in ids), *new]


def _begins(values: Values, view: View) -> Values:
    """The group that raises a link has seen what it is about."""
    seen = values["seen"] or _looked(values, values["group"], view)
    return {"raised_on": values["raised_on"] or view.today, "seen": seen}


def _agree(change: Changing, link: Record, _: Given) -> Done:
    """The other groups agree. Where it is only one, it has seen what the link is about."""
    others = link["with"]
    group = others[0] if len(others) == 1 else ""
    seen = _looked(link.values, group, change) if group else link["seen"]
    return Done(f"agree on {link.id}", (change.update(link, state="agreed", seen=seen),))


def _see(change: Changing, link: Record, given: Given) -> Done:
    """Groups have looked at what a link is about: of those that were typed the ones that are in it. Raises Refused
    where none is, and for a link about nothing."""
    named = given["group"] or [typing_for(change, link.groups, "--group")]
    groups = [group for group in named if group in link.groups]
    if not groups:
        raise Refused(
            "{codes} {are} not in {id}, which is between {others}.",
            codes=_codes(change, named),
            are="is" if len(named) == 1 else "are",
            id=link.id,
            others=_codes(change, link.groups),
        )
    if not link["about"]:
        raise Refused("{id} does not name what it is about. Enter it with: `wmstrat set {id} about+=REF`", id=link.id)
    for group in groups:
        link = change.update(link, seen=_looked(link.values, group, change, given["note"]))
    have = "has" if len(groups) == 1 else "have"
    return Done(f"{_codes(change, groups)} {have} seen {link.id}", (link,))


def _codes(view: View, groups: Sequence[str]) -> str:
    return listed([code_of_group(view, group) or group for group in groups])


VERBS = (
    Verb(
        name="agree",
        also=("accept", "confirm"),
        about="Record that the other groups agree.",
        example="wmstrat link agree AD-L1",
        does=_agree,
    ),
    Verb(
        name="seen",
        also=("look", "read", "acknowledge"),
        about="Record that a group has looked at what a link is about.",
        example="wmstrat link seen AD-L1 --group CB",
        options=(
            Field("group", Listing(Reference(("group",))), "the groups that looked; by default, your group"),
            Field("note", Prose(), "what it noted"),
        ),
        does=_see,
    ),
    Verb(
        name="settle",
        also=("done", "close", "finish", "resolve"),
        about="Record that nothing is left to do about a link.",
        example="wmstrat link settle AD-L1",
        does=moving("settled", "settle"),
    ),
    dropping("a link", 'wmstrat link drop AD-L1 --why "Both groups do without it."', "reject"),
)


# Notices and the page of a group


def _suspect(of: OfGroup) -> list[str]:
    return [link.id for link in open_records(of, "link") if changed_since(link, of.view, of.group.id)]


def _stale(of: OfGroup) -> list[str]:
    days = of.view.process["stale_days"]
    return [link.id for link in open_records(of, "link") if is_long_ago(touched(link), days, of.day)]


def _waits_for_late(of: OfGroup) -> list[str]:
    """The late records of others because of which the group has to wait, each once."""
    own = [link for link in open_records(of, "link") if link.group == of.group.id]
    return [*dict.fromkeys(identity for link in own for identity in late(link, of.view, of.day))]


def _has_none(of: OfGroup) -> bool:
    return bool(of.counts["questions_all"]) and not open_records(of, "link")


NOTICES = (
    Notice(
        "link-late",
        2,
        "Waits for a late record of another group",
        "wmstrat link map GROUP",
        _waits_for_late,
        while_working=True,
        many="Waits for {count} late records of other groups",
        overall="Groups wait for late records of others",
        everywhere=True,
        since="due",
    ),
    Notice(
        "link-suspect",
        3,
        "{count} link is about a record that has changed",
        "wmstrat link list GROUP --suspect",
        _suspect,
        while_working=True,
        many="{count} links are about records that have changed",
        everywhere=True,
        since="touched",
    ),
    Notice(
        "link-stale",
        4,
        "{count} link has not changed for long",
        "wmstrat link list GROUP --open --sort touched",
        _stale,
        while_working=True,
        many="{count} links have not changed for long",
        everywhere=True,
        since="touched",
    ),
    Notice(
        "link-none",
        4,
        "No link with another group",
        "wmstrat link add GROUP TITLE --with OTHER --kind need",
        _has_none,
        while_working=True,
    ),
)


def _between(link: Record, view: View) -> str:
    """Who waits for whom, or who could work with whom, by the codes of the groups."""
    word = "and" if link["kind"] == OPPORTUNITY else "waits for"
    return f"{_codes(view, [link.group])} {word} {_codes(view, link['with'])}"


def _wait(link: Record, view: View, day: str) -> Iterator[Span]:
    """The wait of the group that raised it, which a delay of what it is about holds up (requirement 10)."""
    if waits(link):
        held_up_by = tuple((identity,) for identity in late(link, view, day))
        yield Span(title=link.label, waits_for=tuple(link["about"]), held_up_by=held_up_by)


def _items(of: OfGroup) -> list[dict[str, Value]]:
    return [
        item_of(
            link,
            between=_between(link, of.view),
            kind=link["kind"],
            touched=touched(link),
            suspect=[*changed_since(link, of.view, of.group.id)],
            late=late(link, of.view, of.day),
        )
        for link in of.records("link")
    ]


CELLS = (
    ID_CELL,
    Cell("Link", "title", folds=20),
    Cell("Groups", "between", folds=12),
    STATE_CELL,
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
        *numbered("the group that raised it"),
        Field("title", Line(), "what the groups need from each other", required=True),
        state(STATES),
        WHY,
        OWNER,
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
        Field(
            "seen",
            Entries(SEEN, ("group", "about"), whose="group"),
            "who looked at which version: group, about, on, version, note",
            seldom=True,
        ),
    ),
    arguments=("group", "title"),
    initial=_begins,
    columns=("id", "title", "with", "kind", "state", "touched", "suspect", "late"),
    example='wmstrat link add AD "Trainers for campaigns" --with CB --kind dependency --about CB-M1',
    checks=(
        only_others("itself", "A group has links with other groups, not with itself.", "the group that raised it"),
    ),
    rules=(owner_is_here,),
    follow=(day_of("agreed", "agreed_on", stays=True), reason_ends),
    together=(("state", "why", "agreed_on"),),
    verbs=VERBS,
    timeline=_wait,
    reports=(MAP,),
    computed=(
        Computed("touched", Day(), "when a group last raised, agreed on or looked at it", label="Last touched",
                 value=lambda link, _view, _day: touched(link)),
        Computed("suspect", Listing(Line()), "what it is about and changed since a group looked", label="Changed",
                 value=lambda link, view, _day: [*changed_since(link, view)]),
        Computed("late", Listing(Line()), "what is late, so that the group has to wait", value=late),
    ),
    filters=(
        Filter("suspect", "Only those about records that changed since a group looked.",
               lambda link, view, _day: bool(changed_since(link, view))),
        Filter("held_up", "Only those in which a group waits for something late.",
               lambda link, view, day: bool(late(link, view, day))),
    ),
    notices=NOTICES,
    parts=(Part("links", 55, "Links", _items, CELLS),),
)  # fmt: skip
