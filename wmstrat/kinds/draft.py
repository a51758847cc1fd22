"""Draft recommendations: what a group proposes, why, and what a deciding body made of it."""

from __future__ import annotations

from wmstrat.kinds import gate, heirs, items, iterations, parts, publishing
from wmstrat.kinds.deciding import (
    AFTER_DECISION,
    CARRIED_OUT,
    CHECK,
    DECIDE,
    DECIDED,
    DECISION,
    says_who_decided,
    was_decided_by_a_body_that_was_there,
)
from wmstrat.kinds.draft_reports import INTERESTS, NOTICES, PARTS, TALLIES, WHO_DECIDES
from wmstrat.kinds.draft_sections import SECTIONS, STRUCTURES
from wmstrat.kinds.draft_states import STATES
from wmstrat.kinds.panels import ADVISED, CHANGES, CITED, REFLECTIONS
from wmstrat.record.day_types import Day
from wmstrat.record.fields import Entries, Field
from wmstrat.record.ids import Numbered
from wmstrat.record.kind import Kind
from wmstrat.record.laws import Settled
from wmstrat.record.number_types import Count
from wmstrat.record.types import Line, Listing, Prose, Reference, Term

KIND = Kind(
    name="draft",
    plural="drafts",
    about="Draft recommendations, from idea to decision.",
    ids=Numbered(letters="D"),
    states=STATES,
    fields=(
        *parts.numbered("the group that proposes it"),
        Field("title", Line(), "what is recommended, in one line", required=True),
        parts.state(
            STATES,
            "idea, drafting, published or submitted; ratified or rejected by a deciding body, then implementing, "
            "implemented or superseded; or merged, split, withdrawn",
        ),
        parts.WHY,
        Field("kind", Term("draft_kinds"), "what kind of draft: a word of process.yaml", seldom=True),
        parts.LEVEL,
        Field("answers", Listing(Reference(("question",), "drafts")), "the questions that it answers, such as CB-Q1"),
        items.focus("covers"),
        parts.OWNER,
        Field("direction", Prose(), "how it helps the direction of the movement", seldom=True),
        Field(
            "iteration",
            Count(),
            "the iteration of the drafts that it belongs to, such as 1 or 2",
            seldom=True,
            follows="iterations",
        ),
        iterations.FIELD,
        publishing.SLIPS_FIELD,
        Field(
            "structures",
            Entries(STRUCTURES, ("structure", "effect"), after_sign="effect"),
            "the structures that it touches: structure, effect (keep, change, stop or add), note",
            seldom=True,
        ),
        Field(
            "changes", Listing(items.CHANGES), "the changes of scopes that it comes from, such as CB-C1", seldom=True
        ),
        parts.SOURCES,
        Field("became", Listing(Reference(("draft",), "came_from")), "the drafts that it became", seldom=True),
        Field(
            "carried_out_by",
            Listing(Reference(("group",), "carries_out")),
            "the bodies and groups that would carry it out",
            seldom=True,
        ),
        Field("decided_by", Reference(("group",)), "the body that decided", seldom=True, set_by="draft decide"),
        Field("decided_on", Day(), "the date of the decision", seldom=True, set_by="draft decide"),
        DECISION,
    ),
    arguments=("group", "title"),
    columns=("id", "title", "state", "iteration", "answers", "level", "comments"),
    covers=("focus", "answers", "changes"),
    touches="structures",
    window=iterations.window_of,
    body="the text of the recommendation",
    sections=SECTIONS,
    example='wmstrat draft add CB "A shared place to learn" --answers CB-Q1',
    checks=(
        CHECK,
        CARRIED_OUT,
        items.FOCUS_IS_KNOWN,
        items.CHANGES_ARE_KNOWN,
        parts.never_leads_back("became", parts.BECOMES_ANOTHER),
        iterations.WINDOW,
    ),
    laws=(
        Settled(
            states=(*DECIDED, *AFTER_DECISION),
            fields=(
                "title",
                "kind",
                "level",
                "answers",
                "focus",
                "direction",
                "iteration",
                "iterations",
                "slips",
                "structures",
                "changes",
                "sources",
                "carried_out_by",
                "body",
            ),
            by="decided_by",
            day="decided_on",
            decided_as=AFTER_DECISION,
            log="decision",
            anew={"ratified": "wmstrat draft add {group} TITLE", "rejected": "wmstrat mark {id} drafting"},
        ),
    ),
    rules=(
        was_decided_by_a_body_that_was_there,
        says_who_decided,
        iterations.is_the_last,
        iterations.iterations_stay,
        publishing.windows_move_with_a_reason,
        gate.answers_what_is_needed,
        parts.owner_is_here,
    ),
    follow=(iterations.becomes_published, iterations.iteration_follows, parts.reason_ends),
    together=(("state", "why", "decided_by", "decided_on", "decision"),),
    verbs=(
        *publishing.verbs("draft", "CB-D4", submits=True),
        heirs.merging("draft", "wmstrat draft merge CB-D4 CB-D7 --into CB-D2"),
        heirs.splitting('wmstrat draft split CB-D4 --into "Mentors" --into "Courses"'),
        DECIDE,
    ),
    timeline=publishing.comment_times,
    computed=(*iterations.COMMENTS, WHO_DECIDES, INTERESTS),
    tallies=TALLIES,
    notices=NOTICES,
    parts=PARTS,
    panels=(CHANGES, CITED, REFLECTIONS, ADVISED),
)
