"""The scope of a group: what it looks into, how it is there today, and what has to change (requirements 16, 24 to
29)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wmstrat.kinds import gate, items, iterations, notices, parts, publishing, scope_panels
from wmstrat.kinds.panels import REFLECTIONS
from wmstrat.kinds.scope_panels import CASE, SERVES, lacking
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import IN_GROUP
from wmstrat.record.ids import OnePerGroup
from wmstrat.record.kind import Kind, Step
from wmstrat.record.record import Record, Values
from wmstrat.record.reporting import Cell, OfGroup, Part
from wmstrat.record.sections import Section, fullness, text_in
from wmstrat.record.states import ASIDE, DONE, OPEN, State
from wmstrat.record.types import Line, Prose
from wmstrat.record.view import View

STATES = (
    State("drafting", "being written", OPEN, tone="moving"),
    State(
        "published", "open for the comments of everybody", OPEN, tone="moving", report_heading="Shared",
        invites="open for comment", tells=("iterations",),
    ),
    State("final", "the group works on what it says", DONE),
    State("withdrawn", "no longer used", ASIDE),
)  # fmt: skip

RESEARCH = Section("research", "Research we need", "What do you have to find out, and who could do it?")
SECTIONS = (
    Section("inquiry", "What we look into", "Which part of the area do you take on, and where does it end?"),
    Section("situation", "The situation today", "How is it now, for whom, and how do you know?"),
    Section(
        "future",
        "The picture we aim for",
        "How does the area look in the year that the direction names, if all goes well? Who notices, and by what?",
    ),
    Section("obstacles", "What hinders", "What keeps things as they are?"),
    Section("opportunities", "What helps", "What is there already that could carry a change?"),
    Section("why", "Why this scope", "Why these limits and no others? How does it serve the direction?"),
    Section(
        "changes",
        "What has to change",
        "Which changes are needed, and what is the case for each of them?",
        "changes",
        (CASE, SERVES),
    ),
    Section(
        "data", "What we build on", "Which data and experience did you use, and what is missing in them?", "sources"
    ),
    RESEARCH,
    Section("expertise", "Help from outside", "Which knowledge is not in the group, and who has it?"),
)

ENTRY = (
    Field("id", Line(), "the code of the group, C and a number", required=True),
    Field("text", Prose(), "what has to change", required=True),
    Field("case", Prose(), "why it is needed"),
    Field("serves", Prose(), "the part of the direction that it serves"),
)


def _has_a_title(step: Step, view: View) -> Values:
    """A scope without a title is called after the area of its group, or else after the group."""
    group = view.get("group", step.after.group)
    return {} if step.after["title"] or group is None else {"title": group.values.get("area") or group.label}


# Reports


def _items(of: OfGroup) -> list[dict[str, Any]]:
    comments = {scope.id: iterations.comments_on(scope, of.view, of.day) for scope in of.counting("scope")}
    return [_item(scope, *of.completeness(scope), comments[scope.id]) for scope in of.counting("scope")]


def _item(scope: Record, filled: int, sections: int, comments: str) -> dict[str, Any]:
    return parts.item_of(
        scope,
        filled=filled,
        sections=sections,
        changes=len(scope["changes"]),
        changes_with_case=sum(not lacking(change) for change in scope["changes"]),
        comments=comments,
    )


def _changes_told(item: Mapping[str, Any]) -> str:
    """How many changes there are, and how many of them have their case where not all do (requirement 29)."""
    changes, complete = item["changes"], item["changes_with_case"]
    return f"{complete} of {changes} with a case" if complete < changes else str(changes or "")


CELLS = (
    parts.ID_CELL,
    Cell("Scope", "title", folds=24),
    parts.STATE_CELL,
    parts.FILLED_CELL,
    Cell("Changes", _changes_told, dash=True),
    iterations.COMMENTS_CELL,
)


def _needs_research_of_others(scope: Record, of: OfGroup) -> bool:
    """True for a scope that names research which no request for support came of (requirement 27)."""
    is_answered = fullness(text_in(RESEARCH, scope.body), RESEARCH.prompt) == "answered"
    return scope.counts and is_answered and not of.inverse("support", "from").get(scope.id)


NOTICES = (
    gate.unanswered("scope"),
    notices.about_records(
        "scope", "research", 3, "{count} scope names research that nobody was asked for",
        "{count} scopes name research that nobody was asked for", _needs_research_of_others, listed="",
        closer=lambda _, about: f"wmstrat support add GROUP TEXT --kind research --from {about[0]}",
    ),
)  # fmt: skip

KIND = Kind(
    name="scope",
    plural="scopes",
    about="The scope of a group: its area, the situation, and the changes that it needs.",
    ids=OnePerGroup(word="scope"),
    home=IN_GROUP,
    states=STATES,
    fields=(
        parts.ID,
        parts.group("the group whose scope it is"),
        Field("title", Line(), "what it is called; if you leave it out, the area of the group"),
        parts.state(STATES),
        parts.WHY,
        parts.OWNER,
        Field(
            "changes",
            Entries(ENTRY, ("id",), numbered="C"),
            "the changes that are needed: id, text, case, serves (a part of the direction)",
        ),
        parts.SOURCES,
        iterations.FIELD,
        publishing.SLIPS_FIELD,
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "comments"),
    window=iterations.window_of,
    body="the text of the scope",
    sections=SECTIONS,
    example="wmstrat scope add CB",
    checks=(
        items.entries_are_numbered(
            "changes", "Changes have the ids CODE-C1, CODE-C2, ..., and each id is used only once.", "changes"
        ),
        iterations.WINDOW,
    ),
    rules=(
        items.named_items_stay,
        iterations.iterations_stay,
        publishing.windows_move_with_a_reason,
        gate.answers_what_is_needed,
        parts.owner_is_here,
    ),
    follow=(_has_a_title, iterations.becomes_published, parts.reason_ends),
    together=(("state", "why"),),
    verbs=publishing.verbs("scope", "CB-scope"),
    computed=iterations.COMMENTS,
    notices=NOTICES,
    parts=(Part("scope", 25, "Scope", _items, CELLS),),
    panels=(*scope_panels.PANELS, REFLECTIONS),
)
