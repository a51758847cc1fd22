"""What reports show of drafts: how many there are, what needs attention, and the list on the page of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from wmstrat.kinds import gate, iterations, notices, parts
from wmstrat.kinds.deciding import DECIDED
from wmstrat.kinds.draft_states import LEAVING, STATES
from wmstrat.kinds.gate import GATED, SUBMITTED
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Computed, Counts, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.text import counted, on_one_line
from wmstrat.record.types import Line, Listing
from wmstrat.record.view import View


def _by_state(of: OfGroup) -> dict[str, int]:
    states = Counter(draft.state for draft in of.records("draft"))
    return {state.name: states[state.name] for state in STATES if states[state.name]}


def _in_all(groups: Sequence[Counts]) -> str:
    states = Counter[str]()
    for counts in groups:
        states.update(counts["drafts_by_state"])
    open_ones = sum(states[state.name] for state in STATES if state.is_open)
    parts = [f"{open_ones} open"] if open_ones else []
    parts += [f"{states[name]} {name}" for name in DECIDED if states[name]]
    if states and open_ones == states.total():
        return counted(open_ones, "{count} open draft", "{count} open drafts")
    drafts = counted(states.total(), "{count} draft", "{count} drafts")
    return f"{drafts} ({', '.join(parts)})" if parts else drafts


def _interests(draft: Record, view: View, day: str) -> list[str]:
    """The interests of those who are in the group of a draft on an ISO day (requirement 49), as they declared them at
    their membership."""
    terms = (term for term in parts.terms_on(view, day, draft.group) if term["interests"])
    return [f"{term['person']}: {on_one_line(term['interests'])}" for term in terms]


def _who_decides(draft: Record, view: View, _day: str) -> list[str]:
    """The bodies that can decide about a draft that others read already, each with how it decides (requirement
    32)."""
    if draft.state not in GATED:
        return []
    return [_how_it_decides(body) for body in view.records("group") if parts.can_decide(body, draft.group)]


def _how_it_decides(body: Record) -> str:
    quorum = f"quorum {body['quorum']}" if body["quorum"] else ""
    told = ", ".join(filter(None, (str(body["decision_rule"]), quorum)))
    return on_one_line(f"{body.label} ({body['code']}){': ' if told else ''}{told}")


def _waits_after_comments(draft: Record, of: OfGroup) -> bool:
    """True for a draft whose time for comments is over, and that is neither revised nor submitted."""
    found = iterations.window_of(draft, of.view)
    return found is not None and found.is_over(of.day)


def _has_nothing(of: OfGroup) -> bool:
    return not of.counts["questions_all"] and not of.counting("draft")


def _rootless(of: OfGroup) -> list[str]:
    """Drafts that answer no question, neither by themselves nor in the place of others (requirement 19)."""
    answering = {draft for drafts in of.inverse("draft", "answers").values() for draft in drafts}
    return [draft.id for draft in of.counting("draft") if draft.id not in answering]


def _undecided(of: OfGroup) -> list[str]:
    """The submitted drafts of a process in which no body can decide about them."""
    submitted = [draft.id for draft in of.counting("draft") if draft.state == SUBMITTED]
    bodies = of.view.records("group") if submitted else ()
    return [] if any(parts.can_decide(body, of.group.id) for body in bodies) else submitted


def _waiting(of: OfGroup) -> list[str]:
    """The drafts of others that a deciding body has to decide about."""
    if not parts.is_body(of.group, "deciding"):
        return []
    submitted = (identity for identity, state in of.view.states("draft").items() if state == SUBMITTED)
    drafts = (of.view.get("draft", identity) for identity in submitted)
    return [draft.id for draft in drafts if draft is not None and parts.can_decide(of.group, draft.group)]


def _items(of: OfGroup) -> list[dict[str, Any]]:
    return [
        parts.item_of(
            draft,
            iteration=draft["iteration"] or 0,
            comments=iterations.comments_on(draft, of.view, of.day),
            answers=list(draft["answers"]),
            became=list(draft["became"]),
            **parts.filled_in(of, draft),
        )
        for draft in of.records("draft")
    ]


DASH = "\N{EN DASH}"
FORMS = (Form(10, "number"), Form(15, "packed", 12), Form(60, "packed", 24), Form(95, "packed", 60))
# What the table of all groups counts together as closed.
CLOSED = ("rejected", *LEAVING)
CELLS = (
    parts.ID_CELL,
    Cell("Draft", "title", folds=24),
    parts.STATE_CELL,
    Cell("Answers", "answers", folds=7, dash=True),
    parts.FILLED_CELL,
    Cell("Iteration", "iteration", is_number=True),
    iterations.COMMENTS_CELL,
)

NOTICES = (
    notices.about_records(
        "draft", "window-closed", 3, "Comments on {count} draft are closed: revise or submit it",
        "Comments on {count} drafts are closed: revise or submit them", _waits_after_comments,
        listed="--state published", since="comments_until", whose="owner",
    ),
    notices.ownerless("draft", "{count} draft has no owner", "{count} drafts have no owner"),
    gate.unanswered("draft"),
    Notice("nothing", 3, "No question and no draft yet", "wmstrat question add GROUP TEXT", _has_nothing),
    Notice(
        "undecided", 2, "{count} draft waits for a decision, but no group decides",
        "wmstrat group add NAME --kind deciding", _undecided,
        many="{count} drafts wait for a decision, but no group decides",
    ),
    Notice(
        "to-decide", 3, "{count} draft waits for a decision", "wmstrat draft list --state submitted", _waiting,
        lambda _of, _about: "wmstrat draft package GROUP", many="{count} drafts wait for a decision",
        where="everywhere",
    ),
    Notice(
        "rootless", 3, "{count} draft answers no question", "wmstrat status GROUP", _rootless,
        lambda _, about: f"wmstrat set {about[0]} answers+=QUESTION", many="{count} drafts answer no question",
    ),
)  # fmt: skip

INTERESTS = Computed(
    "interests",
    Listing(Line()),
    "what the members of its group said about their interests",
    label="Interests in the group",
    alone=True,
    value=_interests,
)

WHO_DECIDES = Computed(
    "can_decide",
    Listing(Line()),
    "the bodies that can decide about it, and how they decide",
    label="Can be decided by",
    alone=True,
    value=_who_decides,
)

TALLIES = (
    Tally(
        "drafts_by_state",
        80,
        "Drafts",
        FORMS,
        nothing=DASH,
        label="labels",
        closed=CLOSED,
        value=_by_state,
        total=_in_all,
        everywhere=True,
        is_work=True,
    ),
)
PARTS = (Part("drafts", 40, "Drafts", _items, CELLS),)
