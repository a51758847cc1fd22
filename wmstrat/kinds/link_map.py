"""The map of the links: who waits for whom, and what they could do together (rows 40, 41)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wmstrat.record.fields import Field
from wmstrat.record.reporting import Cell, Contents, Matrix, Report, Table
from wmstrat.record.types import Reference
from wmstrat.record.verbs import Given
from wmstrat.record.view import View


def _map(view: View, given: Given, _told: frozenset[str]) -> Contents:
    from wmstrat.record.linking import link_map

    links = [link for link in view.records("link") if not link.unreadable and link.is_open]
    return Contents(link_map(links, view, view.today, given["group"]))


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
