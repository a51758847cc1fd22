"""Who waits for whom by the links between groups, what is late in that, and the map of it (rows 40 and 41)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wmstrat.kinds.link_seen import changed_since, subject
from wmstrat.record.fields import Field
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Contents, Matrix, Report, Table
from wmstrat.record.stages import is_late
from wmstrat.record.types import Reference
from wmstrat.record.verbs import Given
from wmstrat.record.version import KnownVersions
from wmstrat.record.view import View
from wmstrat.record.waiting import chain

# The kind of link in which nobody waits; in the others the group that raised it waits for those that it is with.
OPPORTUNITY = "opportunity"


def waits(link: Record) -> bool:
    """True for an open link in which the group that raised it waits for the others."""
    return link.is_open and link["kind"] != OPPORTUNITY


def late(link: Record, view: View, day: str) -> list[str]:
    """The late records because of which the group that raised an open dependency or need has to wait: among those
    that it is about, of other groups, and those that these wait for."""
    found: dict[str, None] = {}
    for identity in link["about"] if waits(link) else ():
        record = subject(view, identity)
        if record is None or record.group == link.group:
            continue
        if is_late(record, view, day):
            found[record.id] = None
        found |= dict.fromkeys(chain(record, view, day)[-1:])
    return [*found]


def _whole_map(links: Sequence[Record], view: View, day: str, group: str = "") -> dict[str, list[dict[str, Any]]]:
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
    versions = KnownVersions(view)
    alone = [codes[each.id] for each in groups if each["kind"] == "working" and each.id not in linked]
    return {
        "waits": [pair for pair in shown if pair["kind"] != OPPORTUNITY],
        "opportunities": [pair for pair in shown if pair["kind"] == OPPORTUNITY],
        "circles": [{"groups": [*circle, circle[0]]} for circle in circles(graph) if not code or code in circle],
        "longest": [{"groups": [" + ".join(names) for names in longest]}] if longest and is_in else [],
        "suspect": [
            item for link in links if group in ("", *link.groups) for item in _suspects(link, codes, versions)
        ],
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


def _suspects(link: Record, codes: Mapping[str, str], versions: KnownVersions) -> Iterable[dict[str, Any]]:
    """What has changed since a group looked at it, and when that was."""
    changed = changed_since(link, versions)
    for entry in link["seen"]:
        if entry["group"] in changed.get(entry["about"], ()):
            code = codes.get(entry["group"], entry["group"])
            yield {"id": link.id, "title": link.label, "about": entry["about"], "group": code, "on": entry["on"]}


def _map(view: View, given: Given, _told: frozenset[str]) -> Contents:
    links = [link for link in view.records("link") if not link.unreadable and link.is_open]
    return Contents(_whole_map(links, view, view.today, given["group"]))


def _in_matrix(item: Mapping[str, Any]) -> str:
    return f"{item['id']}{' late' if item['late'] else ''}"


def _way(item: Mapping[str, Any]) -> str:
    return " → ".join(item["groups"])


LINK, TITLE = Cell("Link", "id", is_id=True), Cell("About", "title", folds=20)
STRENGTH, STATE = Cell("Strength", "strength"), Cell("State", "state")
MAP = Report(
    name="map",
    about="Show which group waits for which, circles, the longest chain, and links about what has changed.",
    example="wmstrat link map CB",
    takes=(Field("group", Reference(("group",)), "only what concerns this group"),),
    finds=_map,
    tables=(
        Table(
            key="waits",
            heading="Who waits for whom",
            cells=(
                Cell("Group", "group"),
                Cell("waits for", "with"),
                LINK,
                TITLE,
                Cell("Late", "late", folds=8),
                STRENGTH,
                STATE,
            ),
            nothing="No group waits for another. Add a link: wmstrat link add GROUP TITLE --with OTHER --kind need",
            matrix=Matrix("group", "with", _in_matrix, "Rows wait for columns."),
        ),
        Table(
            key="opportunities",
            heading="Could work together",
            cells=(Cell("Group", "group"), Cell("with", "with"), LINK, TITLE, STRENGTH, STATE),
        ),
        Table(key="circles", heading="Wait for each other in a circle", cells=(Cell("Groups", _way, folds=20),)),
        Table(key="longest", heading="The longest chain", cells=(Cell("Groups", _way, folds=20),)),
        Table(
            key="suspect",
            heading="Changed since a group looked",
            cells=(
                LINK,
                Cell("Record", "about"),
                Cell("Seen by", "group"),
                Cell("On", "on"),
                Cell("When you have looked", lambda item: f"wmstrat link seen {item['id']} --group {item['group']}"),
            ),
        ),
        Table(key="alone", heading="No link with another group", cells=(Cell("Groups", "groups", folds=20),)),
    ),
)
