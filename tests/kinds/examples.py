"""Examples of what the rules forbid that are functions, since no declaration tells what a function forbids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.kinds.values import BLANK, DAY, DAY_BEFORE, FIRST
from tests.kinds.world import FORMER


@dataclass(frozen=True)
class Example:
    """A change from `before` to `after`, what a refusal names, and the doors at which it cannot come in. `beside` is
    a group that comes in with the change."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    names: tuple[str, ...]
    left_out: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, Any] | None = None


ARCHIVES = "what was so comes in; the notice of such owners tells of it"
NAMED_MEANWHILE = {"push": "one can take it out while another names it; the check tells of it"}
STEP_BY_STEP = "a person here may first add the body, then record its decision"


def _answer(who: str, answer: str, on: str = DAY, **more: str) -> dict[str, str]:
    """An answer in a consent round."""
    blank = dict.fromkeys(("by", "note", "cleared_on", "cleared_by", "cleared_why"), "")
    return {"who": who, "answer": answer, "on": on, **blank, **more}


def _iteration(number: int, on: str = DAY, **more: str) -> dict[str, Any]:
    """An iteration of a record that was published."""
    return {"number": number, "on": on, **dict.fromkeys(("opens", "closes", "why", "despite"), ""), **more}


LETS_ARCHIVES_IN = {"import": "in archives there are half empty drafts"}
SLIP = {"number": 1, "on": DAY, "was": "2018-07-30", "to": "2018-07-31", "by": "", "why": "Holidays."}

SAID = {
    "on": DAY, "outcome": "ratified", "by": "board", "text": "As it is.", "address": "", "conditions": "",
    "from": "", "recused": [],
}  # fmt: skip
RATIFIED = {"state": "ratified", "decided_by": "board", "decided_on": DAY, "decision": [SAID]}

OBJECTS = _answer("board", "object", note="Too soon.")
ASKED = {"asks": ["board"], "answers": [OBJECTS]}

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "has_been_final": (
        Example({"state": "review", "final_on": DAY}, {"final_on": BLANK}, ("final_on", "has been final")),
        Example({"state": "withdrawn", "final_on": DAY}, {"state": "proposed"}, ("has been final",)),
        Example({"state": "parked", "final_on": DAY}, {"state": "proposed"}, ("has been final",)),
        Example({"state": "proposed"}, {"final_on": DAY}, ("final_on",)),
    ),
    "has_an_answer": (
        Example({"state": "final", "final_on": DAY}, {"state": "answered"}, ("without an answer",)),
        Example({"state": "answered", "final_on": DAY, "body": FIRST}, {"body": BLANK}, ("without an answer",)),
    ),
    "has_a_summary": (
        Example({"state": "planned"}, {"state": "closed"}, ("without a summary",)),
        Example({"state": "closed", "body": FIRST}, {"body": BLANK}, ("without a summary",)),
    ),
    "says_why": (
        Example(
            {"state": "answered", "outcome": "incorporated"},
            {"outcome": "partly"},
            ("response", "without a response"),
        ),
        Example(
            {"state": "answered", "outcome": "not incorporated", "response": FIRST}, {"response": BLANK}, ("why",)
        ),
    ),
    "outcome_of_an_answer": (Example({"state": "received"}, {"outcome": "incorporated"}, ("outcome",)),),
    "named_items_stay": (
        Example(
            {"changes": [{"id": "CB-C8", "text": FIRST, "case": "", "serves": ""}]},
            {"changes": BLANK},
            ("would name nothing",),
            NAMED_MEANWHILE,
        ),
        Example(
            {"focus": [{"id": "XB-F8", "text": FIRST}]}, {"focus": BLANK}, ("would name nothing",), NAMED_MEANWHILE
        ),
    ),
    "has_names_of_its_own": (
        Example(
            {"name": FIRST},
            {"name": "Advocacy"},
            ("name",),
            {"merge": "two groups are two files; the check `name` tells of it"},
        ),
        Example({"name": FIRST}, {"name": "All"}, ("name",)),
    ),
    "begins_no_stage_that_runs": (
        Example(
            {"stages": [{"stage": "scope", "since": "2018-08-01", "until": ""}]},
            {
                "stages": [
                    {"stage": "scope", "since": "2018-08-01", "until": ""},
                    {"stage": "scope", "since": "2018-08-15", "until": ""},
                ]
            },
            ("stages",),
            {"push": "two sides can begin one stage; the check `stages` tells of it"},
        ),
    ),
    "keeps_its_names": (
        Example(
            {"names": [{"name": "Power Dynamics", "state": "rejected", "who": "", "when": "2018-04", "why": ""}]},
            {"names": BLANK},
            ("names", "name"),
        ),
        Example(
            {"names": [{"name": "Tools", "state": "former", "who": "", "when": "2018-04", "why": ""}]},
            {"names": [{"name": "Tools", "state": "rejected", "who": "", "when": "2018-04", "why": ""}]},
            ("names", "name"),
        ),
    ),
    "owner_is_here": (
        Example(
            {},
            {"owner": FORMER},
            ("owner", "has left", "member list"),
            {"import": ARCHIVES, "push": "two people can do one half each; the notice of such owners tells of it"},
        ),
    ),
    "were_asked": (
        Example({"asks": ["board"]}, {"answers": [_answer("council", "agree")]}, ("was not asked",)),
        Example(ASKED, {"asks": ["council"]}, ("was not asked",)),
    ),
    "objections_have_reasons": (
        Example({"asks": ["board"]}, {"answers": [{**OBJECTS, "note": ""}]}, ("needs reasons",)),
        Example(
            ASKED,
            {"answers": [{**OBJECTS, "note": " "}]},
            ("needs reasons",),
            {"command": "no command changes an entry in its place"},
        ),
    ),
    "stay": (
        Example(ASKED, {"answers": BLANK}, ("cannot be removed",)),
        Example(
            {"asks": ["board"], "answers": [{**OBJECTS, "cleared_on": DAY, "cleared_by": "board"}]},
            {"answers": [OBJECTS]},
            ("cannot be removed",),
            {"command": "no command changes an entry in its place"},
        ),
        Example(
            {"asks": ["board"], "answers": [{**OBJECTS, "cleared_on": DAY, "cleared_by": "board"}]},
            {"answers": [{**OBJECTS, "note": "Fine.", "cleared_on": DAY, "cleared_by": "board"}]},
            ("cannot be removed",),
            {"command": "no command changes an entry in its place"},
        ),
    ),
    "cleared_by_who_may": (
        Example(
            ASKED,
            {"answers": [{**OBJECTS, "cleared_on": DAY, "cleared_by": "council", "cleared_why": "Met."}]},
            ("did not raise",),
            {"command": "no command changes an entry in its place"},
        ),
        Example(
            {"asks": ["board"]},
            {"answers": [_answer("board", "agree", cleared_on=DAY, cleared_by="board")]},
            ("is not such",),
        ),
    ),
    "nobody_objects": (Example(ASKED, {"state": "closed", "closed_on": DAY}, ("cannot be closed",)),),
    "is_the_last": (
        Example(
            {"state": "published", "iterations": [_iteration(1)], "iteration": 1},
            {"iteration": 2},
            ("iteration", "published as iteration 1"),
        ),
        Example(
            {"state": "published", "iterations": [_iteration(2), _iteration(1)], "iteration": 2},
            {"iteration": BLANK},
            ("published as iteration 2",),
            dict.fromkeys(("command", "text", "hand", "import"), "a blank field follows the iterations again"),
        ),
    ),
    "iterations_stay": (
        Example(
            {"state": "published", "iterations": [_iteration(1), _iteration(2)], "iteration": 2},
            {"iterations": [_iteration(2)]},
            ("cannot be removed",),
        ),
        Example(
            {"state": "published", "iterations": [_iteration(1)], "iteration": 1},
            {"iterations": [_iteration(1, on=DAY_BEFORE)]},
            ("another date",),
        ),
    ),
    "windows_move_with_a_reason": (
        Example(
            {"state": "published", "iterations": [_iteration(1, closes="2018-07-30")], "iteration": 1},
            {"iterations": [_iteration(1, closes="2018-07-31")]},
            ("until 2018-07-30", "extend"),
        ),
        Example(
            {
                "state": "published",
                "iterations": [_iteration(1, closes="2018-07-31")],
                "slips": [SLIP],
                "iteration": 1,
            },
            {"slips": BLANK},
            ("cannot be removed",),
        ),
    ),
    "answers_what_is_needed": (
        Example({"state": "drafting"}, {"state": "published"}, ("What we recommend", "despite"), LETS_ARCHIVES_IN),
        Example(
            {"state": "published", "iterations": [_iteration(1)], "iteration": 1},
            {"state": "submitted"},
            ("Who decides", "despite"),
            LETS_ARCHIVES_IN,
        ),
    ),
    "says_who_decided": (
        Example(RATIFIED, {"decision": BLANK}, ("decision", "cannot be changed")),
        Example(RATIFIED, {"decision": [{**SAID, "text": "Other words."}]}, ("decision", "cannot be changed")),
        Example(
            RATIFIED,
            {"state": "implementing", "decision": [SAID, {**SAID, "outcome": "implementing", "by": "advocacy"}]},
            ("decide", "cannot say"),
        ),
        Example(
            {**RATIFIED, "carried_out_by": ["capacity-building"]},
            {
                "state": "implementing",
                "decision": [SAID, {**SAID, "outcome": "implementing", "by": "capacity-building"}],
            },
            ("decide", "cannot say"),
        ),
        Example(
            {**RATIFIED, "carried_out_by": ["council"]},
            {
                "state": "superseded",
                "became": FIRST,
                "decision": [SAID, {**SAID, "outcome": "superseded", "by": "council"}],
            },
            ("decide", "cannot say"),
        ),
        Example(RATIFIED, {"state": "implementing"}, ("decide", "last entry")),
        Example({}, {"decision": [SAID]}, ("decide", "no body has decided")),
        Example(
            {**RATIFIED, "state": "rejected", "decision": [{**SAID, "outcome": "rejected"}]},
            {"state": "ratified", "decision": [{**SAID, "outcome": "rejected"}, {**SAID, "by": "council"}]},
            ("decide", "cannot say"),
        ),
        Example(RATIFIED, {"decision": [SAID, {**SAID, "text": "Words of others."}]}, ("decide", "no body")),
        Example(
            {**RATIFIED, "carried_out_by": ["council"]},
            {
                "state": "implementing",
                "decision": [
                    SAID,
                    {**SAID, "outcome": "superseded", "by": "council"},
                    {**SAID, "outcome": "implementing", "by": "council"},
                ],
            },
            ("decide", "cannot say that", "superseded"),
        ),
        Example(
            {"state": "submitted"},
            {"state": "ratified", "decided_by": "board", "decided_on": DAY, "decision": [{**SAID, "on": DAY_BEFORE}]},
            ("decide", "last entry"),
        ),
    ),
    "was_decided_by_a_body_that_was_there": (
        Example(
            {"state": "submitted"},
            {"state": "ratified", "decided_by": "parliament", "decided_on": DAY},
            ("decided_by", "parliament"),
            dict.fromkeys(("command", "text", "hand", "import", "undo", "merge"), STEP_BY_STEP),
            beside={"id": "parliament", "code": "PT", "kind": "deciding", "name": "Parliament"},
        ),
    ),
}
