"""What groups have seen of the records that a link is about, and what has changed since they looked (row 42)."""

from __future__ import annotations

from wmstrat.errors import Refused
from wmstrat.kinds import parts
from wmstrat.kinds.speaking import typing_for
from wmstrat.record.day_types import Day
from wmstrat.record.days import UNKNOWN
from wmstrat.record.field_type import Value
from wmstrat.record.fields import Entries, Field
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Computed
from wmstrat.record.types import Line, Listing, Prose, Reference
from wmstrat.record.verbs import Done, Given, Verb
from wmstrat.record.version import KnownVersions
from wmstrat.record.view import Changing, View
from wmstrat.record.waiting import record_named

SEEN = (
    Field("group", Reference(("group",)), "the group that looked at the record", required=True),
    Field("about", Reference(), "the record", required=True),
    Field("on", Day(unknown=True), "the day on which it looked", required=True),
    Field("version", Line(), "the version that it saw", required=True),
    Field("note", Prose(), "what it noted"),
)
FIELD = Field(
    "seen",
    Entries(SEEN, ("group", "about"), whose="group"),
    "who looked at which version: group, about, on, version, note",
    seldom=True,
)


def subject(view: View, identity: str) -> Record | None:
    """What a link is about, if it can be read: any record, even one whose id does not begin with a code."""
    others = (kind.name for kind in view.kinds if not kind.ids.coded)
    record = record_named(view, identity) or next(filter(None, (view.get(name, identity) for name in others)), None)
    return None if record is None or record.unreadable else record


def changed_since(link: Record, versions: KnownVersions, group: str = "") -> dict[str, list[str]]:
    """What an open link is about and has another version than a group saw, each with the slugs of these groups."""
    changed: dict[str, list[str]] = {}
    for entry in link["seen"] if link.is_open else ():
        if group in ("", entry["group"]) and entry["about"] in link["about"]:
            record = subject(versions.view, entry["about"])
            if record is not None and versions.of(record) != entry["version"]:
                changed.setdefault(record.id, []).append(entry["group"])
    return changed


def suspect(link: Record, view: View, _day: str) -> Value:
    """What an open link is about and has changed since a group looked at it."""
    return [*changed_since(link, KnownVersions(view))]


def touched(link: Record) -> str:
    """The last day on which a group raised, agreed on or looked at a link; an empty text where none is known."""
    days = [link["raised_on"], link["agreed_on"], *(entry["on"] for entry in link["seen"])]
    return max((day for day in days if day != UNKNOWN), default="")


def looked(link: Values, group: str, view: View, note: str = "") -> list[dict[str, Value]]:
    """The entries of a link once a group has looked at everything that it is about."""
    about = [record for identity in link["about"] if (record := subject(view, identity))]
    versions = KnownVersions(view)
    new = [
        {"group": group, "about": record.id, "on": view.today, "version": versions.of(record), "note": note}
        for record in about
    ]
    ids = {record.id for record in about}
    return [*(entry for entry in link["seen"] if entry["group"] != group or entry["about"] not in ids), *new]


def _see(change: Changing, link: Record, given: Given) -> Done:
    """Groups have looked at what a link is about: of those that were typed the ones that are in it. Raises Refused
    where none is, and for a link about nothing."""
    typed = given["group"] or [typing_for(change, link.groups, "--group")]
    groups = [group for group in typed if group in link.groups]
    if not groups:
        raise Refused(
            "{codes} {are} not in {id}, which is between {others}.",
            codes=parts.names(change, typed),
            are="is" if len(typed) == 1 else "are",
            id=link.id,
            others=parts.names(change, link.groups),
        )
    if not link["about"]:
        raise Refused("{id} does not name what it is about. Enter it with: `wmstrat set {id} about+=REF`", id=link.id)
    for group in groups:
        link = change.update(link, seen=looked(link.values, group, change, given["note"]))
    have = "has" if len(groups) == 1 else "have"
    return Done(f"{parts.names(change, groups)} {have} seen {link.id}", (link,))


COMPUTED = (
    Computed(
        "touched",
        Day(),
        "when a group last raised, agreed on or looked at it",
        label="Last touched",
        value=lambda link, _view, _day: touched(link),
    ),
    Computed(
        "suspect",
        Listing(Line()),
        "what it is about and changed since a group looked",
        label="Changed",
        value=suspect,
    ),
)
VERB = Verb(
    name="seen",
    also=("look", "read", "acknowledge"),
    about="Record that a group has looked at what a link is about.",
    example="wmstrat link seen AD-L1 --group CB",
    options=(
        Field("group", Listing(Reference(("group",))), "the groups that looked; by default, your group"),
        Field("note", Prose(), "what it noted"),
    ),
    does=_see,
)
