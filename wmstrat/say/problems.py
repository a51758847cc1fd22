"""What `check` found: errors first, gathered by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from wmstrat.record.problem import Problem, contrasted, explained
from wmstrat.record.text import counted
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_lines, plain_lines
from wmstrat.say.output import Output, answers, remark

FIELDS = ("severity", "check", "path", "line", "field", "found", "expected", "mend", "follow")
# A problem of at least this many files is shown once.
MANY = 3


def problems(results: Sequence[Problem], output: Output) -> None:
    """Print the problems on standard output, each on a line in a pipe, and how many there are on standard error."""
    items = [_item(problem) for problem in results]
    if machine("problem", items, output, FIELDS):
        return
    rows = ([str(item[name]) for name in FIELDS] for item in items)
    if output.format == "plain":
        answers(plain_lines(rows))
    elif output.format == "markdown":
        answers(markdown_lines(["Fix" if name == "mend" else name.capitalize() for name in FIELDS], rows))
    elif output.columns is None:
        lines = ((problem.warning, " ".join(explained(problem).split())) for problem in results)
        answers(f"warning: {line}" if warning else line for warning, line in lines)
    elif results:
        _page(results, output)
    remark(_summary(results))


def _item(problem: Problem) -> dict[str, Any]:
    """One problem as JSON holds it. `line` is 0 where the whole file is meant."""
    own = {name: getattr(problem, name) for name in FIELDS[1:-2]}
    severity = "warning" if problem.warning else "error"
    return {"severity": severity, **own, "mend": str(problem.advice), "follow": problem.follow}


def _summary(results: Sequence[Problem]) -> str:
    if not results:
        return "Everything is in order."
    warnings = sum(problem.warning for problem in results)
    errors = counted(len(results) - warnings, "{count} error", "{count} errors")
    return f"{errors}, {counted(warnings, '{count} warning', '{count} warnings')}."


def _page(results: Sequence[Problem], output: Output) -> None:
    from wmstrat.say.page import Page

    page, gathers = Page(output), False
    for title, style, warning in (("Errors", "bold red", False), ("Warnings", "bold magenta", True)):
        chosen = [problem for problem in results if problem.warning == warning]
        if not chosen:
            continue
        page.text(title, style)
        for files, inside in groupby(_gathered(chosen), key=lambda gathered: gathered[0]):
            gathers = gathers or len(files) > 1
            page.text(files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} other files", "bold")
            for _, problem in inside:
                place = ":".join(filter(None, (str(problem.line or ""), problem.field)))
                what = f"{contrasted(problem.found, problem.expected)}."
                page.spans([(f"{place}: " if place else "", "cyan"), (what, "")], indent=2)
                page.spans([(str(problem.advice), ""), (f"  [{problem.check}]", "dim")], indent=4)
                if problem.follow:
                    page.text(f"{problem.consequences} from this.", indent=4)
        page.gap()
    if gathers:
        page.text("Every file with its own line: wmstrat check --format plain", "dim")
    page.print()


def _gathered(problems: Sequence[Problem]) -> Iterator[tuple[list[str], Problem]]:
    """The problems, each with its files; one that many files have in common is listed once, with all of them."""
    alike: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.check, problem.field, problem.found, problem.expected), []).append(problem)
    for problem in problems:
        same = alike[problem.check, problem.field, problem.found, problem.expected]
        files = list(dict.fromkeys(other.path for other in same))
        if len(files) < MANY:
            yield [problem.path], problem
        elif same[0] is problem:
            yield files, problem
