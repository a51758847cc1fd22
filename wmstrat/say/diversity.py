"""Counts of people by dimension, in every format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from wmstrat.record.text import counted
from wmstrat.say.envelope import machine
from wmstrat.say.flat import markdown_lines, plain_lines
from wmstrat.say.output import Output, answers

if TYPE_CHECKING:
    from wmstrat.reports.diversity import Dimension, Diversity

FIELDS = ("group", "day", "size", "dimension", "counts", "missing")
FOLDED = (
    "Counts by what is in private/ are folded: under three is 1-2. Where fewer than five answered, or all alike, "
    "there are none."
)
HIDDEN = "This clone has no private/ repository, so most dimensions are unknown."
ALL_GROUPS = "All groups"


def diversity(reports: Sequence[Diversity], output: Output, *, exact: bool, sees_private: bool) -> None:
    """Print the counts of each group."""
    if machine("diversity", _items(reports), output, FIELDS):
        return
    rows = [list(row) for report in reports for row in _rows(report)]
    if output.format == "plain":
        answers(plain_lines(rows))
        return
    if output.format == "markdown":
        answers(markdown_lines(("Group", "Dimension", "Counts", "Missing"), rows))
        return
    _page(reports, output, [*([] if exact else [FOLDED]), *([] if sees_private else [HIDDEN])])


def _items(reports: Sequence[Diversity]) -> Iterator[dict[str, Any]]:
    for report in reports:
        for part in report.dimensions:
            yield {
                "group": report.group or "ALL",
                "day": report.day,
                "size": report.members,
                "dimension": part.name,
                "counts": dict(part.counts),
                "missing": list(part.missing),
            }
        if report.needs:
            yield {
                "group": report.group, "day": report.day, "size": report.members, "dimension": "needs",
                "counts": {need.what: need.held for need in report.needs if need.is_held and need.held},
                "missing": list(report.gaps),
            }  # fmt: skip


def _rows(report: Diversity) -> Iterator[tuple[str, str, str, str]]:
    for part in report.dimensions:
        yield report.group or "ALL", _name(part), _counts(part), ", ".join(part.missing)
    if report.needs:
        yield report.group, "Looks for", _held(report), ", ".join(report.gaps)


def _held(report: Diversity) -> str:
    return ", ".join(f"{need.held} {need.what}".strip() for need in report.needs if need.is_held)


def _name(part: Dimension) -> str:
    return part.name.replace("_", " ").capitalize()


def _counts(part: Dimension) -> str:
    return ", ".join(f"{count} {value}" for value, count in part.counts.items())


def _page(reports: Sequence[Diversity], output: Output, ending: Sequence[str]) -> None:
    from wmstrat.say.grid import Column
    from wmstrat.say.page import Page

    page = Page(output)
    for report in reports:
        if report is not reports[0]:
            page.gap()
        members = counted(report.members, "{count} member", "{count} members")
        page.spans([(report.group or ALL_GROUPS, "bold"), (f"  {members}, {report.day}", "dim")])
        parts = [part for part in report.dimensions if part.counts or part.missing]
        if parts:
            page.grid(
                [
                    Column("Dimension", [_name(part) for part in parts]),
                    Column("Members", [_counts(part) for part in parts], folds=20),
                    Column("Nobody", [", ".join(part.missing) for part in parts], folds=12),
                ]
            )
        if report.gaps:
            page.text(f"Looks for, and nobody has: {', '.join(report.gaps)}")
        if held := _held(report):
            page.text(f"Looks for, and has: {held}")
    page.ending(ending)
    page.print()
