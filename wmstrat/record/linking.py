"""What links between groups tell: who waits for whom, what has changed since somebody looked, and what is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wmstrat.record.days import UNKNOWN, is_before
from wmstrat.record.record import Record
from wmstrat.record.version import version
from wmstrat.record.view import View
from wmstrat.record.waiting import chain, record_named

# The kind of link in which nobody waits; in the others the group that raised it waits for those that it is with.
OPPORTUNITY = "opportunity"


def subject(view: View, identity: str) -> Record | None:
    """What a link is about: any record, even one whose id does not begin with a code."""
    others = (kind.name for kind in view.kinds if not kind.ids.coded)
    return record_named(view, identity) or next(filter(None, (view.get(name, identity) for name in others)), None)


def changed_since(link: Record, view: View, group: str = "") -> dict[str, list[str]]:
    """What an open link is about and has another version than a group saw, each with the slugs of these groups."""
    changed: dict[str, list[str]] = {}
    for entry in link["seen"] if link.is_open else ():
        if group in ("", entry["group"]) and entry["about"] in link["about"]:
            record = subject(view, entry["about"])
            if record is not None and not record.unreadable and version(record, view) != entry["version"]:
                changed.setdefault(record.id, []).append(entry["group"])
    return changed


def waits(link: Record) -> bool:
    """True for an open link in which the group that raised it waits for the others."""
    return link.is_open and link["kind"] != OPPORTUNITY


def late(link: Record, view: View, day: str) -> list[str]:
    """The late records because of which the group that raised an open dependency or need has to wait: among those
    that it is about, of other groups, and those that these wait for."""
    found: dict[str, None] = {}
    for identity in link["about"] if waits(link) else ():
        record = subject(view, identity)
        if record is None or record.unreadable or record.group == link.group:
            continue
        if record.is_open and record.kind.due and is_before(str(record[record.kind.due]), day):
            found[record.id] = None
        found |= dict.fromkeys(chain(record, view, day)[-1:])
    return [*found]


def touched(link: Record) -> str:
    """The last day on which a group raised, agreed on or looked at a link; an empty text where none is known."""
    days = [link["raised_on"], link["agreed_on"], *(entry["on"] for entry in link["seen"])]
    return max((day for day in days if day != UNKNOWN), default="")


def link_map(links: Sequence[Record], view: View, day: str, group: str = "") -> dict[str, list[dict[str, Any]]]:
    """Who waits for whom by these open links on an ISO day, the circles and the longest chain of that, what has
    changed since somebody looked, and the working groups without a link; as far as a group, given by its slug, is in
    it. Groups are named by their codes."""
    from wmstrat.record.graph import circles, longest_chain

    groups = list(view.records("group"))
    codes = {each.id: str(each["code"] or each.id) for each in groups}
    code = codes.get(group, "")
    pairs = [_pair(link, other, codes, view, day) for link in links for other in link["with"]]
    shown = [pair for pair in pairs if not code or code in (pair["group"], pair["with"])]
    graph: dict[str, set[str]] = {}
    for pair in pairs:
        if pair["kind"] != OPPORTUNITY:
            graph.setdefault(pair["group"], set()).add(pair["with"])
    longest = longest_chain(graph)
    is_in = not code or any(code in names for names in longest)
    linked = {name for link in links for name in link.groups}
    alone = [codes[each.id] for each in groups if each["kind"] == "working" and each.id not in linked]
    return {
        "waits": [pair for pair in shown if pair["kind"] != OPPORTUNITY],
        "opportunities": [pair for pair in shown if pair["kind"] == OPPORTUNITY],
        "circles": [{"groups": [*circle, circle[0]]} for circle in circles(graph) if not code or code in circle],
        "longest": [{"groups": [" + ".join(names) for names in longest]}] if longest and is_in else [],
        "suspect": [item for link in links if group in ("", *link.groups) for item in _suspects(link, codes, view)],
        "alone": [{"groups": [name for name in alone if code in ("", name)]}]
        if {*alone} & {code or name for name in alone}
        else [],
    }


def _pair(link: Record, other: str, codes: Mapping[str, str], view: View, day: str) -> dict[str, Any]:
    return {
        "id": link.id,
        "group": codes.get(link.group, link.group),
        "with": codes.get(other, other),
        "title": link.label,
        "kind": link["kind"],
        "strength": link["strength"],
        "state": link.state,
        "late": late(link, view, day),
    }


def _suspects(link: Record, codes: Mapping[str, str], view: View) -> Iterable[dict[str, Any]]:
    """What has changed since a group looked at it, and when that was."""
    changed = changed_since(link, view)
    for entry in link["seen"]:
        if entry["group"] in changed.get(entry["about"], ()):
            code = codes.get(entry["group"], entry["group"])
            yield {"id": link.id, "title": link.label, "about": entry["about"], "group": code, "on": entry["on"]}
