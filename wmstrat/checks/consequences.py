"""Leaves out problems that are caused by another one. To correct them one by one would destroy correct data, so only
the cause is reported, with their number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable

from msgspec.structs import replace

from wmstrat.record.problem import Problem

# A group's page, and what may be wrong with it so that the records in its folder seem to be wrong.
PAGE = re.compile(r"(groups/[^/]+/)README\.md")
CAUSES = ("unreadable", "gone", "home", "code")
# The checks that go by the code and the lists of the page of a group.
FOLLOWING = ("focus", "changes", "id-form")
# The signs around what was found.
QUOTES = '"'


def without_consequences(problems: Iterable[Problem]) -> list[Problem]:
    """The problems without those that follow from another one; that one says how many there are."""
    problems = list(problems)
    at_fault = {
        match[1]
        for problem in problems
        if problem.check in CAUSES and not problem.warning and (match := PAGE.fullmatch(problem.path))
    }
    faults = [_fault(problem, at_fault) for problem in problems]
    counts = Counter(faults)
    left = []
    for problem, fault in zip(problems, faults, strict=True):
        if fault:
            continue
        folder = _group_of(problem)
        if problem.check in CAUSES and f"{folder}README.md" == problem.path:
            problem = replace(problem, follow=counts.pop(folder, 0))
        left.append(problem)
    return left


def _fault(problem: Problem, at_fault: Container[str]) -> str:
    """The folder of the group because of whose page there is the problem, an empty text for none: the group that a
    record names, or else its own."""
    named = f"groups/{problem.found.strip(QUOTES)}/" if problem.check == "reference" else ""
    own = _group_of(problem) if _follows(problem) else ""
    return next((folder for folder in (named, own) if folder in at_fault), "")


def _group_of(problem: Problem) -> str:
    """The folder of the group in which the problem is."""
    return "/".join(problem.path.split("/", 2)[:2]) + "/"


def _follows(problem: Problem) -> bool:
    """True for a problem that a record has only because of the page of its group."""
    if PAGE.fullmatch(problem.path):
        return False
    return problem.check in FOLLOWING or (problem.check == "reference" and problem.field == "group")
