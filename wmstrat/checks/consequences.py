"""Problems that another one brings about. Who corrects them one by one destroys what is right, so the cause is told
with their number instead."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from msgspec.structs import replace

from wmstrat.record.problem import Problem

# A group's page, and what may be wrong with it so that the records in its folder seem to be wrong.
PAGE = re.compile(r"(groups/[^/]+/)README\.md")
CAUSES = ("unreadable", "gone", "home", "code")


def without_consequences(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without those that follow from another one; that one says how many there are."""
    problems = list(problems)
    at_fault = {
        match[1]
        for problem in problems
        if problem.check in CAUSES and not problem.warning and (match := PAGE.fullmatch(problem.path))
    }
    following = [problem for problem in problems if _group_of(problem) in at_fault and _follows(problem)]
    counts = Counter(map(_group_of, following))
    left = []
    for problem in problems:
        if problem in following:
            continue
        folder = _group_of(problem)
        if problem.check in CAUSES and f"{folder}README.md" == problem.path:
            problem = replace(problem, follow=counts.pop(folder, 0))
        left.append(problem)
    return left


def _group_of(problem: Problem) -> str:
    """The folder of the group in which the problem is."""
    return "/".join(problem.path.split("/", 2)[:2]) + "/"


def _follows(problem: Problem) -> bool:
    """True for a problem that a record has only because of the page of its group."""
    if PAGE.fullmatch(problem.path):
        return False
    return problem.check in ("focus", "id-form") or (problem.check == "reference" and problem.field == "group")
