"""The scope of a group: what it looks into, how it is there today, and what has to change (requirements 16, 24 to
29)."""

from __future__ import annotations

from wmstrat.kinds import gate, items, iterations, parts, publishing, scope_panels
from wmstrat.kinds.panels import REFLECTIONS
from wmstrat.kinds.scope_panels import CASE, SERVES
from wmstrat.kinds.scope_reports import NOTICES, PARTS, RESEARCH
from wmstrat.record.fields import Entries, Field
from wmstrat.record.home import IN_GROUP
from wmstrat.record.ids import OnePerGroup
from wmstrat.record.kind import Kind, Step
from wmstrat.record.record import Values
from wmstrat.record.sections import Section
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
    parts=PARTS,
    panels=(*scope_panels.PANELS, REFLECTIONS),
)
