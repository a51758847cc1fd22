"""What `check` found: errors first, gathered by file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from wmstrat.record.problem import Problem, explained
from wmstrat.record.text import counted
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_lines, plain_lines
from wmstrat.say.output import Output, answers, remark

FIELDS = ("severity", "check", "path", "line", "field", "found", "expected", "mend")


def problems(found: Sequence[Problem], output: Output) -> None:
    """Print the problems on standard output, and how many there are on standard error.

    In a pipe each is one line, `path:line: field: found ..., expected .... How to mend`, warnings with the word
    in front; on a terminal they stand below their file.
    """
    items = [problem_item(problem) for problem in found]
    if machine("problem", items, output, FIELDS):
        return
    if output.format == "plain":
        answers(plain_lines([str(item[name]) for name in FIELDS] for item in items))
    elif output.format == "markdown":
        answers(markdown_lines([name.capitalize() for name in FIELDS], ([str(i[n]) for n in FIELDS] for i in items)))
    elif output.columns is None:
        answers(_line(problem) for problem in found)
    elif found:
        _page(found, output)
    remark(summary(found))


def problem_item(problem: Problem) -> dict[str, Any]:
    """One problem as JSON holds it. `line` is 0 where the whole file is meant."""
    return {
        "severity": "warning" if problem.warning else "error",
        "check": problem.check,
        "path": problem.path,
        "line": problem.line,
        "field": problem.field,
        "found": problem.found,
        "expected": problem.expected,
        "mend": str(problem.advice),
    }


def summary(found: Sequence[Problem]) -> str:
    """How many errors and warnings there are."""
    warnings = sum(problem.warning for problem in found)
    errors = len(found) - warnings
    if not found:
        return "Everything is in order."
    return "{errors}, {warnings}.".format(
        errors=counted(errors, "{count} error", "{count} errors"),
        warnings=counted(warnings, "{count} warning", "{count} warnings"),
    )


def _line(problem: Problem) -> str:
    text = " ".join(explained(problem).split())
    return f"warning: {text}" if problem.warning else text


def _page(found: Sequence[Problem], output: Output) -> None:
    from wmstrat.say.page import Page

    page = Page(output)
    for warning, style in ((False, "bold red"), (True, "bold magenta")):
        chosen = [problem for problem in found if problem.warning == warning]
        if not chosen:
            continue
        page.text("Warnings" if warning else "Errors", style)
        for path, inside in groupby(chosen, key=lambda problem: problem.path):
            page.text(path, "bold")
            for problem in inside:
                place = ":".join(filter(None, (str(problem.line or ""), problem.field)))
                what = f"found {problem.found}, expected {problem.expected}."
                page.spans([(f"{place}: " if place else "", "cyan"), (what, "")], indent=2)
                page.spans([(str(problem.advice), ""), (f"  [{problem.check}]", "dim")], indent=4)
        page.gap()
    page.print()
