"""What reports show of links: waits in the timeline, what needs attention, and the list on the page of a group."""

from __future__ import annotations

from collections.abc import Iterator

from wmstrat.kinds import link_seen, notices, parts
from wmstrat.kinds.link_map import OPPORTUNITY, late
from wmstrat.record.days import UNKNOWN, is_long_ago
from wmstrat.record.field_type import Value
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Notice, OfGroup, Part
from wmstrat.record.timing import Span
from wmstrat.record.view import View


def _is_suspect(link: Record, of: OfGroup) -> bool:
    return bool(link_seen.changed_since(link, of.versions, of.group.id))


def _is_stale(link: Record, of: OfGroup) -> bool:
    return is_long_ago(link_seen.touched(link), of.view.process["stale_days"], of.day)


def _waits_for_late(of: OfGroup) -> list[str]:
    """The late records of others because of which the group has to wait, each once."""
    own = [link for link in of.open_records("link") if link.group == of.group.id]
    return [*dict.fromkeys(identity for link in own for identity in late(link, of.view, of.day))]


def _has_none(of: OfGroup) -> bool:
    return bool(of.counts["questions_all"]) and not of.open_records("link")


def _between(link: Record, view: View) -> str:
    """Who waits for whom, or who could work with whom, by the codes of the groups."""
    word = "and" if link["kind"] == OPPORTUNITY else "waits for"
    return f"{parts.names(view, [link.group])} {word} {parts.names(view, link['with'])}"


def wait(link: Record, view: View, day: str) -> Iterator[Span]:
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
            suspect=[*link_seen.changed_since(link, of.versions, of.group.id)],
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
PARTS = (Part("links", 55, "Links", _items, CELLS),)
