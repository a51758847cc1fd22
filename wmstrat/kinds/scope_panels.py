"""What `show` adds to the sections of a scope: the questions and sources of the group in their places, and what came
of its changes and its need for research (requirements 26 to 29, 80 and 82)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wmstrat.kinds import parts
from wmstrat.kinds.panels import SOURCE_CELLS, cited, counting
from wmstrat.kinds.question import COMMUNITY
from wmstrat.kinds.question_reports import core_first
from wmstrat.record.ids import place_of
from wmstrat.record.record import Record
from wmstrat.record.relations import Heirs
from wmstrat.record.reporting import Cell, Panel
from wmstrat.record.view import View, kind_named

# What `changes` of a scope have to say so that the section is answered, each with what is shown where it is missing.
CASE, SERVES = "case", "serves"
MISSING = {CASE: "not written yet", SERVES: "not said yet"}


def _questions(*, of_community: bool) -> Callable[[Record, View], list[dict[str, Any]]]:
    """What finds the questions of the group that it asks itself, or communities; those of the Core Team first."""

    def find(scope: Record, view: View) -> list[dict[str, Any]]:
        found = counting(view.records("question", scope.group))
        asked = [each for each in found if (each["audience"] == COMMUNITY) == of_community]
        return [parts.item_of(question, "origin") for question in core_first(asked)]

    return find


def _sources(scope: Record, view: View) -> list[dict[str, Any]]:
    """The sources that the scope cites, then the others of its group."""
    others = (source for source in view.records("source", scope.group) if source.id not in scope["sources"])
    return [
        *({**item, "cited": True} for item in cited(scope, view)),
        *(parts.item_of(source, "kind", "date", "address", cited=False) for source in counting(others)),
    ]


def _changes(scope: Record, view: View) -> list[dict[str, Any]]:
    """The changes, and the drafts that come from each."""
    drafts = led_to(view)
    return [
        {**change, "title": change["text"], "drafts": drafts.get(change["id"], [])} for change in scope["changes"]
    ]


def led_to(view: View) -> dict[str, list[str]]:
    """The ids of the drafts that come from each change, by its id; what lives on in other drafts counts as these."""
    heirs = Heirs(view, kind_named(view, "draft"))
    found: dict[str, dict[str, None]] = {}
    for draft in view.records("draft"):
        for change in () if draft.unreadable else draft["changes"]:
            found.setdefault(change, {}).update(dict.fromkeys(heirs.living(draft.id)))
    return {change: sorted(drafts, key=place_of) for change, drafts in found.items()}


def lacking(change: Mapping[str, Any]) -> list[str]:
    """What a change does not say yet: its case, or which part of the direction it serves (requirements 29 and 82)."""
    return [part for part in MISSING if not change[part]]


def _requests(scope: Record, view: View) -> list[dict[str, Any]]:
    """The requests for support that came of the scope."""
    ids = view.relations("support", "from").get(scope.id, ())
    requests = counting(view.get("support", identity) for identity in ids)
    return [parts.item_of(request, "kind", "needed_by") for request in requests]


QUESTION_CELLS = (
    parts.ID_CELL,
    Cell("Question", "title"),
    Cell("Origin", "origin", label="labels"),
    parts.STATE_CELL,
)
PANELS = (
    Panel("questions", "Questions that the group asks", _questions(of_community=False), QUESTION_CELLS, "inquiry"),
    Panel(
        "community_questions", "Questions to communities", _questions(of_community=True), QUESTION_CELLS, "inquiry"
    ),
    Panel(
        "led_to",
        "Changes",
        _changes,
        (
            parts.ID_CELL,
            Cell("Change", "title"),
            Cell("Case", lambda change: change[CASE] or MISSING[CASE], folds=40),
            Cell("Serves", lambda change: change[SERVES] or MISSING[SERVES], folds=40),
            Cell("Drafts", lambda change: ", ".join(change["drafts"]) or "none yet", folds=40),
        ),
        "changes",
        "changes",
    ),
    Panel(
        "known",
        "Sources",
        _sources,
        (*SOURCE_CELLS, Cell("Cited", lambda source: "" if source["cited"] else "not cited")),
        "data",
        "sources",
    ),
    Panel(
        "requests",
        "Requests for support",
        _requests,
        (parts.ID_CELL, Cell("Request", "title"), parts.STATE_CELL, Cell("Needed by", "needed_by")),
        "research",
    ),
)
