"""What reports show of scopes: how much of each is written, and the research that nobody was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wmstrat.kinds import gate, iterations, notices, parts
from wmstrat.kinds.scope_panels import lacking
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, OfGroup, Part
from wmstrat.record.sections import Section, fullness, text_in

# The section that names research, which a request for support can come of.
RESEARCH = Section("research", "Research we need", "What do you have to find out, and who could do it?")


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [
        parts.item_of(
            scope,
            **parts.filled_in(of, scope),
            changes=len(scope["changes"]),
            changes_with_case=sum(not lacking(change) for change in scope["changes"]),
            comments=iterations.comments_on(scope, of.view, of.day),
        )
        for scope in of.counting("scope")
    ]


def _changes_told(item: Mapping[str, Any]) -> str:
    """How many changes there are, and how many of them have their case where not all do (requirement 29)."""
    changes, complete = item["changes"], item["changes_with_case"]
    return f"{complete} of {changes} with a case" if complete < changes else str(changes or "")


def _needs_research_of_others(scope: Record, of: OfGroup) -> bool:
    """True for a scope that names research which no request for support came of (requirement 27)."""
    is_answered = fullness(text_in(RESEARCH, scope.body), RESEARCH.prompt) == "answered"
    return scope.counts and is_answered and not of.inverse("support", "from").get(scope.id)


CELLS = (
    parts.ID_CELL,
    Cell("Scope", "title", folds=24),
    parts.STATE_CELL,
    parts.FILLED_CELL,
    Cell("Changes", _changes_told, dash=True),
    iterations.COMMENTS_CELL,
)

NOTICES = (
    gate.unanswered("scope"),
    notices.about_records(
        "scope", "research", 3, "{count} scope names research that nobody was asked for",
        "{count} scopes name research that nobody was asked for", _needs_research_of_others, listed="", closed=True,
        closer=lambda _, about: f"wmstrat support add GROUP TEXT --kind research --from {about[0]}",
    ),
)  # fmt: skip
PARTS = (Part("scope", 25, "Scope", _items, CELLS),)
