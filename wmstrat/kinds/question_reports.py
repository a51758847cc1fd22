"""What reports show of questions: how many are final, what needs attention, and the list on the page of a group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wmstrat.kinds import notices, parts
from wmstrat.kinds.finalizing import is_settled
from wmstrat.record.record import Record
from wmstrat.record.reporting import Cell, Counts, Form, Notice, OfGroup, Part, Tally
from wmstrat.record.view import View, vocabulary

# The origin of the questions that the Core Team mapped.
CORE = "core"


def is_programmatic(record: Record, view: View) -> bool:
    """True for a question that counts and has another level than the first of process.yaml, and none that is a slip
    of the pen."""
    return record.counts and record["level"] in vocabulary(view, "levels")[1:]


def core_first(questions: Iterable[Record]) -> list[Record]:
    """The questions, those that the Core Team mapped before the others (requirement 80)."""
    return sorted(questions, key=lambda question: question["origin"] != CORE)


def _final(of: OfGroup) -> int:
    return sum(map(is_settled, of.records("question")))


def _final_of_all(groups: Sequence[Counts]) -> str:
    final, asked = (sum(counts[key] for counts in groups) for key in ("questions_final", "questions_all"))
    return f"{final} of {asked} questions final"


def _lacks_draft(question: Record, of: OfGroup) -> bool:
    """True for a final question that no draft answers (requirement 19)."""
    return is_settled(question) and not of.inverse("draft", "answers").get(question.id)


def _items(of: OfGroup) -> list[dict[str, Any]]:
    answering = of.inverse("draft", "answers")
    return [
        parts.item_of(
            question,
            "level",
            "origin",
            drafts=list(answering.get(question.id, ())),
            final_on=question["final_on"] if is_settled(question) else "",
            amended=[entry["on"] for entry in question["amendments"]],
            became=list(filter(None, [question["merged_into"]])),
        )
        for question in core_first(of.records("question"))
    ]


def _heading(counts: Counts) -> str:
    return f"Questions, {counts['questions_final']} of {counts['questions_all']} final"


CELLS = (
    parts.ID_CELL,
    Cell("Question", "title", folds=24),
    parts.STATE_CELL,
    Cell("Origin", "origin", label="labels"),
    Cell("Final", "final_on"),
    Cell("Amended", lambda item: str(item["amended"][-1]) if item["amended"] else ""),
    Cell("Drafts", "drafts", folds=7, dash=True),
)
LOOK = "wmstrat status GROUP"

TALLIES = (
    Tally(
        "questions_final", 70, "Questions", (Form(0, "fraction"), Form(80, "fraction in words")), "questions_all",
        "final", value=_final, total=_final_of_all, everywhere=True,
    ),
    Tally("questions_all", 71, value=lambda of: len(of.counting("question")), is_work=True),
)  # fmt: skip
NOTICES = (
    notices.ownerless("question", "{count} question has no owner", "{count} questions have no owner"),
    Notice(
        "undrafted", 3, "{count} final question without a draft", LOOK,
        notices.ids_where("question", _lacks_draft, closed=True),
        lambda _, about: f"wmstrat draft add GROUP TITLE --answers {about[0]}",
        many="{count} final questions without a draft",
    ),
    Notice(
        "programmatic", 4, "{count} question is not about structures and could be parked", LOOK,
        notices.ids_where("question", lambda question, of: is_programmatic(question, of.view), closed=True),
        lambda _, about: f"wmstrat mark {about[0]} parked",
        many="{count} questions are not about structures and could be parked",
    ),
)  # fmt: skip
PARTS = (Part("questions", 30, _heading, _items, CELLS),)
