"""The states of a draft: how far the group is with it, and what became of it."""

from __future__ import annotations

from wmstrat.kinds.deciding import DECIDED
from wmstrat.kinds.gate import SUBMITTED
from wmstrat.record.states import ASIDE, DONE, OPEN, WAITING, State

LEAVING = ("merged", "split", "withdrawn")

STATES = (
    State("idea", "a first thought", OPEN, ("drafting", "published", *LEAVING)),
    State("drafting", "being written", OPEN, ("idea", "published", *LEAVING), tone="moving"),
    State(
        "published", "open for the comments of everybody", OPEN, ("drafting", SUBMITTED, *LEAVING), tone="moving",
        report_heading="Shared", invites="open for comment", tells=("iteration", "iterations"),
    ),
    State(
        SUBMITTED, "submitted to a deciding body: the last step of a group", WAITING, ("drafting", *DECIDED, *LEAVING)
    ),
    State(
        "ratified", "accepted by a deciding body", DONE, ("implementing", "superseded"), set_by="draft decide",
        report_heading="Decided",
    ),
    State(
        "implementing", "being carried out", OPEN, ("implemented", "superseded"), set_by="draft decide",
        tone="moving", report_heading="Decided",
    ),
    State(
        "implemented", "carried out", DONE, ("implementing", "superseded"), set_by="draft decide",
        report_heading="Decided",
    ),
    State(
        "rejected", "not accepted by a deciding body", DONE, ("drafting",), set_by="draft decide", tone="bad",
        report_heading="Decided",
    ),
    State(
        "merged", "became part of another draft", DONE, ("drafting",), ("became",), became="became", tone="aside",
        told_by="draft merge {id} --into REF",
    ),
    State(
        "split", "became several drafts", DONE, ("drafting",), ("became",), became="became", tone="aside",
        told_by="draft split {id} --into TITLE --into TITLE",
    ),
    State("withdrawn", "no longer proposed", ASIDE, ("drafting",)),
    State(
        "superseded", "a later draft took its place", DONE, (), ("became",), "draft decide", "became", "aside",
        report_heading="Decided", told_by="draft decide {id} superseded --by {decided_by} --became REF",
    ),
)  # fmt: skip
